"""Staff pages of imports, by what a person does there. No page ever shows all rows."""

from __future__ import annotations

from archives.imports.viewsets.checks import CheckView, ProgressView, ReceiptView, RowsView
from archives.imports.viewsets.downloads import (
    ErrorWorkbookView,
    LeftRowsView,
    ReceiptFileView,
    TemplateView,
    WrittenRowsView,
)
from archives.imports.viewsets.mending import AnswerGroupView, CarryOverView, FixRowView
from archives.imports.viewsets.provenance import RecordProvenanceView, StudentProvenanceView
from archives.imports.viewsets.uploading import BatchListView, LayoutView, UploadView
from archives.imports.viewsets.verbs import (
    CancelView,
    ConfirmView,
    ContinueView,
    RefuseReleaseView,
    ReleaseView,
    UndoView,
)

__all__ = [
    "AnswerGroupView",
    "BatchListView",
    "CancelView",
    "CarryOverView",
    "CheckView",
    "ConfirmView",
    "ContinueView",
    "ErrorWorkbookView",
    "FixRowView",
    "LayoutView",
    "LeftRowsView",
    "ProgressView",
    "ReceiptFileView",
    "ReceiptView",
    "RecordProvenanceView",
    "RefuseReleaseView",
    "ReleaseView",
    "RowsView",
    "StudentProvenanceView",
    "TemplateView",
    "UndoView",
    "UploadView",
    "WrittenRowsView",
]
