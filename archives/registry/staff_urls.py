"""Staff pages on students, below /staff/students/."""

from django.urls import path

from archives.registry import viewsets

app_name = "registry"
urlpatterns = [
    path("", viewsets.StudentListView.as_view(), name="list"),
    path("<uuid:public_id>/", viewsets.StudentView.as_view(), name="student"),
    path("<uuid:public_id>/change/", viewsets.ChangeStudentView.as_view(), name="change"),
    path("<uuid:public_id>/code/", viewsets.IssueCodeView.as_view(), name="issue_code"),
]
