"""Staff pages that belong to the workbench itself. Included below /staff/ by campus/wagtail_hooks.py."""

from __future__ import annotations

from django.urls import include, path

from campus.workbench.audit_pages import AuditEventView, AuditListView, verify
from campus.workbench.jobs_pages import JobCancelView, JobListView, JobRetryView, JobView
from campus.workbench.language import read_in
from campus.workbench.school_page import SchoolView

audit = (
    [
        path("", AuditListView.as_view(), name="list"),
        path("verify/", verify, name="verify"),
        path("<int:pk>/", AuditEventView.as_view(), name="event"),
    ],
    "audit",
)
jobs = (
    [
        path("", JobListView.as_view(), name="list"),
        path("<int:pk>/", JobView.as_view(), name="job"),
        path("<int:pk>/retry/", JobRetryView.as_view(), name="retry"),
        path("<int:pk>/cancel/", JobCancelView.as_view(), name="cancel"),
    ],
    "jobs",
)
workbench = (
    [
        path("language/<str:language>/", read_in, name="language"),
        path("school/", SchoolView.as_view(), name="school"),
    ],
    "workbench",
)

urlpatterns = [
    path("audit/", include(audit)),
    path("jobs/", include(jobs)),
    path("workbench/", include(workbench)),
]
