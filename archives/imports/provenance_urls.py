"""Staff pages of where values came from: below /staff/students/ and /staff/records/, whose pages lead there."""

from __future__ import annotations

from django.urls import path

from archives.imports import viewsets

app_name = "provenance"
urlpatterns = [
    path("students/<uuid:public_id>/provenance/", viewsets.StudentProvenanceView.as_view(), name="student"),
    path("records/<str:record>/provenance/", viewsets.RecordProvenanceView.as_view(), name="record"),
]
