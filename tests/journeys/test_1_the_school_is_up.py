"""Journey 1: one command makes a school that anybody can visit; the same command again changes nothing."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.accounts import Visit
from tests.journeys.looking import assert_accessible
from tests.journeys.school import School

pytestmark = pytest.mark.journey

COURSE = "courses/writing-with-sources/"
PUBLIC = ("", "courses/", COURSE, COURSE + "what-counts-as-a-source/", "key-days/", "honesty-code/", "privacy/",
          "contact/", "my/activate/")


def test_the_start_says_where_to_go_and_who_can_sign_in(school: School) -> None:
    said = school.said()
    assert f"{school.address}/zh-hans/" in said
    assert f"{school.address}/staff/" in said
    for person in ("student", "teacher", "reviewer", "registrar", "registrar2", "integrity", "aid", "auditor", "admin"):
        assert f"    {person} " in said
    assert (school.count("archives_student"), school.count("archives_batch")) == (300, 4)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_reads_the_public_pages(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/", locale="zh-CN" if language == "zh-hans" else "en-GB")
    for path in PUBLIC:
        page.goto(f"/{language}/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)


def test_the_first_page_is_in_the_reader_s_language_and_leads_to_the_courses(visit: Visit) -> None:
    page = visit("/", locale="zh-CN")
    assert page.url.endswith("/zh-hans/")
    page.get_by_role("link", name="课程").first.click()
    page.get_by_role("link", name="引用与写作规范").first.click()
    page.get_by_role("link", name="什么算“来源”").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("什么算“来源”")
    page.get_by_role("link", name="English").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What counts as a source")
    assert visit("/", locale="en-GB").url.endswith("/en/")


def test_the_school_says_that_it_is_well(visit: Visit, school: School) -> None:
    answer = visit("/zh-hans/").request.get("/healthz")
    health = json.loads(answer.text())
    assert (answer.status, health["ok"]) == (200, True)
    assert all(health[part]["ok"] for part in ("database", "cache", "queue", "audit"))


def test_a_page_that_is_not_there_is_explained_in_both_languages(visit: Visit) -> None:
    page = visit("/zh-hans/")
    assert "lang=\"en\"" in page.request.get("/en/no-such-page/").text()
    answer = page.request.get("/zh-hans/no-such-page/")
    assert answer.status == 404
    assert "lang=\"zh-Hans\"" in answer.text()


def test_a_second_start_changes_nothing(school: School) -> None:
    before = school.counts()
    assert "Loaded" not in school.manage("demo", "--load-only")
    assert school.counts() == before
    assert school.proves()["ok"] is True
