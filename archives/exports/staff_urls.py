"""Staff pages of exports: below /staff/students/ and /staff/records/, from whose lists one comes."""

from __future__ import annotations

from django.urls import path

from archives.exports import request_viewsets as requests
from archives.exports import viewsets

app_name = "exports"
urlpatterns = [
    path("students/export/", viewsets.ExportStudentsView.as_view(), name="students"),
    path("records/export/", requests.AskForRecordsView.as_view(), name="records"),
    path("records/export/own/", requests.OwnListsView.as_view(), name="own_lists"),
    path("records/export/own/<str:number>/", requests.TakeListView.as_view(), name="take"),
    path("records/export/waiting/", requests.WaitingListsView.as_view(), name="waiting_lists"),
    path("records/export/waiting/<str:number>/", requests.ListToReleaseView.as_view(), name="list_to_release"),
    path("records/export/waiting/<str:number>/release/", requests.ReleaseListView.as_view(), name="release"),
    path("records/export/waiting/<str:number>/refuse/", requests.RefuseListView.as_view(), name="refuse"),
]
