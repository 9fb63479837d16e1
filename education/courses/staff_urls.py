"""Addresses of the staff pages, below /staff/courses/."""

from django.urls import path

from education.courses import viewsets

app_name = "courses_staff"
urlpatterns = [
    path("", viewsets.lesson_list, name="lesson_list"),
    path("<int:page_id>/review/", viewsets.review, name="review"),
    path("<int:page_id>/submit/", viewsets.submit, name="submit"),
    path("<int:page_id>/belongs-to/", viewsets.assign, name="assign"),
    path("add-lesson/", viewsets.add_lesson, name="add_lesson"),
]
