"""Staff pages of imports, below /staff/imports/."""

from __future__ import annotations

from django.urls import path

from archives.imports import viewsets

app_name = "imports"

urlpatterns = [
    path("", viewsets.BatchListView.as_view(), name="list"),
    path("upload/", viewsets.UploadView.as_view(), name="upload"),
    path("templates/<slug:kind>.xlsx", viewsets.TemplateView.as_view(), name="template"),
    path("<slug:number>/", viewsets.CheckView.as_view(), name="check"),
    path("<slug:number>/layout/", viewsets.LayoutView.as_view(), name="layout"),
    path("<slug:number>/progress/", viewsets.ProgressView.as_view(), name="progress"),
    path("<slug:number>/rows/", viewsets.RowsView.as_view(), name="rows"),
    path("<slug:number>/rows/<int:row>/", viewsets.FixRowView.as_view(), name="fix_row"),
    path("<slug:number>/answer/<slug:code>/", viewsets.AnswerGroupView.as_view(), name="answer_group"),
    path("<slug:number>/carry-over/", viewsets.CarryOverView.as_view(), name="carry_over"),
    path("<slug:number>/confirm/", viewsets.ConfirmView.as_view(), name="confirm"),
    path("<slug:number>/release/", viewsets.ReleaseView.as_view(), name="release"),
    path("<slug:number>/refuse/", viewsets.RefuseReleaseView.as_view(), name="refuse_release"),
    path("<slug:number>/continue/", viewsets.ContinueView.as_view(), name="continue"),
    path("<slug:number>/cancel/", viewsets.CancelView.as_view(), name="cancel"),
    path("<slug:number>/receipt/", viewsets.ReceiptView.as_view(), name="receipt"),
    path("<slug:number>/undo/", viewsets.UndoView.as_view(), name="undo"),
    path("<slug:number>/written.xlsx", viewsets.WrittenRowsView.as_view(), name="written_rows"),
    path("<slug:number>/left.xlsx", viewsets.LeftRowsView.as_view(), name="left_rows"),
    path("<slug:number>/receipt.pdf", viewsets.ReceiptFileView.as_view(), name="receipt_file"),
    path("<slug:number>/to-mend.xlsx", viewsets.ErrorWorkbookView.as_view(), name="error_workbook"),
]
