"""Addresses below /<language>/my/: the student's own pages."""

from django.urls import path

from archives.portal import activation, record_pages, views

app_name = "portal"
urlpatterns = [
    path("archive/", views.archive, name="archive"),
    path("archive/look-ups/", views.look_ups, name="look_ups"),
    path("archive/extract/", views.extract, name="extract"),
    path("archive/records/<str:number>/", record_pages.record, name="record"),
    path("archive/records/<str:number>/objection/", record_pages.dispute, name="dispute"),
    path("archive/records/<str:number>/statement/", record_pages.statement, name="statement"),
    path("activate/", activation.activate, name="activate"),
]
