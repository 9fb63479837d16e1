"""What the header and the footer know."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from campus import site_context
from campus.organisation.models import SchoolSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Page:
    """A Chinese front page with an English translation, and pages below both."""
    chinese, _made = Locale.objects.get_or_create(language_code="zh-hans")
    english, _made = Locale.objects.get_or_create(language_code="en")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    front = root.add_child(instance=Page(title="首页", slug="front", locale=chinese))
    translated = front.copy_for_translation(english)
    translated.title = "Front"
    translated.save_revision().publish()
    for parent, titles in ((front, ("课程", "隐私", "草稿")), (translated, ("Courses", "Privacy", "Draft"))):
        for slug, title, in_menu, live in zip(
            ("courses", "privacy", "draft"), titles, (True, False, True), (True, True, False), strict=True
        ):
            parent.add_child(
                instance=Page(title=title, slug=slug, locale=parent.locale, show_in_menus=in_menu, live=live)
            )
    Site.objects.create(hostname="testserver", root_page=front, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return Page.objects.get(pk=front.pk)


def request_of(rf: RequestFactory, path: str, user: Any = None) -> HttpRequest:
    request = rf.get(path)
    request.user = user or AnonymousUser()
    return request


def test_the_navigation_has_what_editors_put_in_the_menu(rf: RequestFactory, home: Page) -> None:
    links = site_context.navigation(request_of(rf, "/zh-hans/courses/1/"))
    assert [(link.title, link.url, link.here) for link in links] == [("课程", "/zh-hans/courses/", True)]


def test_the_navigation_is_in_the_readers_language(rf: RequestFactory, home: Page) -> None:
    with override("en"):
        links = site_context.navigation(request_of(rf, "/en/"))
    assert [(link.title, link.url, link.here) for link in links] == [("Courses", "/en/courses/", False)]


def test_staff_and_students_find_their_own_pages(rf: RequestFactory, home: Page) -> None:
    staff = SimpleNamespace(is_authenticated=True, is_staff=True)
    assert [link.url for link in site_context.navigation(request_of(rf, "/zh-hans/", staff))][1:] == [
        "/staff/"
    ]
    student = SimpleNamespace(is_authenticated=True, is_staff=False, student=object())
    urls = [link.url for link in site_context.navigation(request_of(rf, "/zh-hans/", student))][1:]
    assert urls == ["/zh-hans/my/archive/"]


def test_the_footer_has_the_pages_that_are_published(rf: RequestFactory, home: Page) -> None:
    assert [link.title for link in site_context.footer_links(request_of(rf, "/zh-hans/"))] == ["隐私"]


def test_the_school_speaks_the_readers_language(rf: RequestFactory, home: Page) -> None:
    SchoolSettings.objects.update_or_create(
        pk=SchoolSettings.load().pk, defaults={"name_zh": "明德大学", "name_en": "Mingde University"}
    )
    assert site_context.school(request_of(rf, "/zh-hans/"))["name"] == "明德大学"
    with override("en"):
        assert site_context.school(request_of(rf, "/en/"))["name"] == "Mingde University"


def test_without_a_site_the_pages_still_open(rf: RequestFactory) -> None:
    Site.objects.all().delete()
    request = request_of(rf, "/accounts/login/")
    assert site_context.school(request)["name"] == "示例大学"
    assert site_context.navigation(request) == []
    assert site_context.footer_links(request) == []


def test_the_context_asks_nothing_until_it_is_used(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        site_context.site(request_of(rf, "/staff/"))


def test_a_translated_page_is_found_in_the_other_language(rf: RequestFactory, home: Page) -> None:
    there = site_context.same_page(request_of(rf, "/zh-hans/"), home, "en")
    assert (there.url, there.front_url) == ("/en/", "/en/")


def test_a_page_without_a_translation_is_not_invented(rf: RequestFactory, home: Page) -> None:
    courses = home.get_children().get(slug="courses")
    assert site_context.same_page(request_of(rf, "/zh-hans/courses/"), courses, "en").url == ""


def test_of_a_page_without_a_translation_the_nearest_above_it_is_offered(rf: RequestFactory, home: Page) -> None:
    courses = home.get_children().get(slug="courses")
    english = courses.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title, english.slug = "All courses", "all-courses"
    english.save_revision().publish()
    only = courses.add_child(instance=Page(title="只有中文", slug="only", locale=courses.locale))

    there = site_context.same_page(request_of(rf, "/zh-hans/courses/only/"), only, "en")

    assert (there.url, there.near) == ("", site_context.Link("All courses", "/en/all-courses/"))


def test_the_front_page_is_not_offered_twice(rf: RequestFactory, home: Page) -> None:
    courses = home.get_children().get(slug="courses")
    assert site_context.same_page(request_of(rf, "/zh-hans/courses/"), courses, "en").near is None
