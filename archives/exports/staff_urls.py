"""Staff pages of exports, below /staff/exports/."""

from __future__ import annotations

from django.urls import path

from archives.exports import viewsets

app_name = "exports"
urlpatterns = [
    path("students/", viewsets.ExportStudentsView.as_view(), name="students"),
    path("records/", viewsets.ExportRecordsView.as_view(), name="records"),
]
