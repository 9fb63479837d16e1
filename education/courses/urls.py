"""The learner's addresses, mounted below /<language>/my/courses/."""

from django.urls import path

from education.courses import views

app_name = "courses"
urlpatterns = [
    path("", views.my_courses, name="my_courses"),
    path("<uuid:lesson_key>/complete/", views.complete, name="complete"),
    path("<uuid:lesson_key>/position/", views.save_position, name="save_position"),
]
