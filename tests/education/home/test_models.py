from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from education.home.models import PolicyPage
from education.home.versions import earlier_versions
from tests.education.courses.factories import course_in, lesson_in
from tests.factories import UserFactory


@pytest.fixture
def policy(home):
    page = PolicyPage(
        slug="code",
        locale=home.locale,
        title="学生诚信守则",
        summary="我们的承诺。",
        version_label="2024",
        effective_on=date(2024, 9, 1),
        body=[("text", "<p>旧的条文。</p>")],
        live=False,
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    publish(page, "2026", date(2026, 9, 1), "新的条文。")
    return PolicyPage.objects.get(pk=page.pk)


def publish(page, label, since, words):
    page = PolicyPage.objects.get(pk=page.pk)
    page.version_label, page.effective_on, page.body = label, since, [("text", f"<p>{words}</p>")]
    page.save_revision().publish()


def test_the_front_page_shows_courses_key_days_policies_and_rights(client, home, policy):
    lesson_in(course_in(home, title="引用与写作规范"))
    words = client.get("/zh-hans/").content.decode()
    for expected in ("引用与写作规范", "国家宪法日", "学生诚信守则", "先告知，后决定", "第五十五条"):
        assert expected in words


def test_the_front_page_asks_the_same_number_of_questions_for_one_course_and_for_three(client, home):
    client.force_login(UserFactory())
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            lesson_in(course_in(home, slug), f"{slug}-lesson")
        client.get("/zh-hans/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/zh-hans/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_policy_shows_the_version_in_force(client, policy):
    words = client.get(policy.get_url()).content.decode()
    assert "新的条文。" in words
    assert "旧的条文。" not in words
    assert "2024 版，2024年9月1日起施行" in words


def test_an_earlier_version_stays_readable_and_says_that_it_is_over(client, policy):
    words = client.get(policy.get_url(), {"version": "2024"}).content.decode()
    assert "旧的条文。" in words
    assert "这是以前的版本。2026 版自2026年9月1日起施行。" in words


def test_a_version_that_never_was_is_not_found(client, policy):
    assert client.get(policy.get_url(), {"version": "1999"}).status_code == 404


def test_a_draft_is_no_version(client, policy):
    page = PolicyPage.objects.get(pk=policy.pk)
    page.version_label = "2028"
    page.save_revision()
    assert [version.label for version in earlier_versions(policy)] == ["2024"]
    assert client.get(policy.get_url(), {"version": "2028"}).status_code == 404


def test_a_slip_mended_within_a_version_makes_no_new_version(policy):
    publish(policy, "2026", date(2026, 9, 1), "改了错字的条文。")
    fresh = PolicyPage.objects.get(pk=policy.pk)
    assert [(version.label, version.effective_on) for version in earlier_versions(fresh)] == [
        ("2024", date(2024, 9, 1))
    ]
