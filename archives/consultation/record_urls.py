"""Staff pages on records, below /staff/records/."""

from django.urls import path

from archives.consultation import record_viewsets as viewsets

app_name = "records"
urlpatterns = [
    path("", viewsets.RecordListView.as_view(), name="list"),
    path("enter/", viewsets.EnterRecordView.as_view(), name="enter"),
    path("<str:number>/", viewsets.RecordView.as_view(), name="record"),
    path("<str:number>/confirm/", viewsets.ConfirmRecordView.as_view(), name="confirm"),
    path("<str:number>/withdraw/", viewsets.WithdrawRecordView.as_view(), name="withdraw"),
    path("<str:number>/settle/", viewsets.SettleDisputeView.as_view(), name="settle"),
]
