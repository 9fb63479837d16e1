"""Addresses of the administrators' pages, below /staff/people/."""

from django.urls import path

from campus.accounts import viewsets

app_name = "accounts"
urlpatterns = [
    path("", viewsets.people, name="people"),
    path("add/", viewsets.add_person, name="add_person"),
    path("<int:pk>/", viewsets.person, name="person"),
    path("<int:pk>/change/", viewsets.change_person, name="change_person"),
    path("<int:pk>/deactivate/", viewsets.deactivate_person, name="deactivate_person"),
    path("<int:pk>/reactivate/", viewsets.reactivate_person, name="reactivate_person"),
    path("<int:pk>/send-link/", viewsets.send_link, name="send_link"),
    path("<int:pk>/grant-role/", viewsets.grant_role, name="grant_role"),
    path("<int:pk>/roles/<int:assignment>/end/", viewsets.end_role, name="end_role"),
]
