"""Staff pages of exports: below /staff/students/ and /staff/records/, from whose lists one comes."""

from __future__ import annotations

from django.urls import path

from archives.exports import viewsets

app_name = "exports"
urlpatterns = [
    path("students/export/", viewsets.ExportStudentsView.as_view(), name="students"),
    path("records/export/", viewsets.ExportRecordsView.as_view(), name="records"),
]
