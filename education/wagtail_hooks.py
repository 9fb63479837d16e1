"""What education adds to the staff pages: panels, menu items, its own pages, key days."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from campus.workbench import menu, panels
from education.courses.editing import back_to_courses, name_submission
from education.courses.workbench import my_lessons, to_review
from education.publicity.viewsets import KeyDayViewSet
from education.publicity.workbench import days_to_confirm

register_snippet(KeyDayViewSet)

panels.register("courses.review", 90, to_review)
panels.register("courses.write", 100, my_lessons)
panels.register("", 600, days_to_confirm)

menu.register(
    menu.WorkItem(menu.PAGES - 5, _("Courses"), "mx-book", "courses_staff:lesson_list", "courses.write")
)

hooks.register("construct_page_action_menu", name_submission)
hooks.register("after_create_page", back_to_courses)
hooks.register("after_edit_page", back_to_courses)


@hooks.register("register_admin_urls")
def staff_pages() -> list[URLResolver]:
    return [path("courses/", include("education.courses.staff_urls"))]
