"""Addresses below /staff/consultation/."""

from django.urls import path

from archives.consultation import viewsets

app_name = "consultation"
urlpatterns = [
    path("look-up/", viewsets.look_up, name="look_up"),
    path("look-ups/", viewsets.look_ups, name="look_ups"),
]
