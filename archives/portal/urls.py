"""Addresses below /<language>/my/: the student's own pages."""

from django.urls import path

from archives.portal import activation, views

app_name = "portal"
urlpatterns = [
    path("archive/", views.archive, name="archive"),
    path("archive/look-ups/", views.look_ups, name="look_ups"),
    path("archive/extract/", views.extract, name="extract"),
    path("archive/records/<str:number>/", views.record, name="record"),
    path("archive/records/<str:number>/objection/", views.dispute, name="dispute"),
    path("archive/records/<str:number>/statement/", views.statement, name="statement"),
    path("activate/", activation.activate, name="activate"),
]
