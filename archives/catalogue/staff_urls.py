"""Staff pages on the catalogue, below /staff/catalogue/."""

from django.urls import path

from archives.catalogue import viewsets

app_name = "catalogue"
urlpatterns = [
    path("", viewsets.RecordTypeListView.as_view(), name="list"),
    path("add/", viewsets.AddRecordTypeView.as_view(), name="add_record_type"),
    path("rules/", viewsets.RuleListView.as_view(), name="rules"),
    path("rules/<str:key>/", viewsets.RuleView.as_view(), name="rule"),
    path("rules/<str:key>/change/", viewsets.ChangeRuleView.as_view(), name="change_rule"),
    path("legal-bases/", viewsets.LegalBasisListView.as_view(), name="legal_bases"),
    path("legal-bases/add/", viewsets.AddLegalBasisView.as_view(), name="add_legal_basis"),
    path("<str:code>/", viewsets.RecordTypeView.as_view(), name="record_type"),
    path("<str:code>/change/", viewsets.ChangeRecordTypeView.as_view(), name="change_record_type"),
]
