"""Journey 4: a student comes in with a one-time code, learns on a phone, and reads everything that is kept, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accounts import OWN_PASSWORD, Visit, activate, issue_code, sign_in, sign_out
from tests.journeys.keyboard import assert_all_controls_reached, press
from tests.journeys.looking import PHONE, assert_accessible, serious_findings
from tests.journeys.school import School

pytestmark = pytest.mark.journey

NUMBER = "2025010067"  # a student of the demo school with one decision, without an account
ON_A_PHONE = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
LESSONS = "/zh-hans/courses/writing-with-sources/"
ROWS = ("来源", "依据", "处理决定", "行为日期", "送达日期", "展示期限", "期限依据", "可用于")


def test_a_student_opens_the_account_on_a_phone_and_keeps_the_place_in_a_lesson(visit: Visit) -> None:
    code = issue_code(visit("/staff/", "registrar"), NUMBER)
    page = visit("/zh-hans/", **ON_A_PHONE)
    page.goto("/zh-hans/my/activate/")
    the_wrong_code_is_explained(page)
    activate(page, NUMBER, code)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的诚信档案")

    read_first_lesson_and_half_of_the_second(page)
    sign_out(page)
    page.goto("/zh-hans/my/archive/")
    sign_in(page, NUMBER, OWN_PASSWORD)
    assert page.url.endswith("/zh-hans/my/archive/")
    the_place_was_kept(page)


def test_everything_that_is_kept_can_be_read_with_its_reasons(visit: Visit) -> None:
    page = visit("/zh-hans/my/archive/", "student")
    expect(page.get_by_role("region", name="需要您处理")).to_contain_text("引用与写作规范")
    the_timeline_is_a_picture_and_a_table(page)
    card = page.locator("article.rec", has=page.get_by_role("heading", name="学术不端"))
    assert [row for row in card.locator("dt").all_inner_texts() if row in ROWS] == list(ROWS)
    expect(card).to_contain_text("2026-05-13 起展示，2027-05-13 移出档案")
    expect(card).to_contain_text("最长展示 12 个月")
    assert_accessible(page)
    card.get_by_role("link", name="查看完整记录").click()
    expect(page.get_by_role("region", name="您的权利")).to_be_visible()
    assert_accessible(page)
    for link in ("提出异议", "修改本人陈述"):
        page.get_by_role("link", name=link).first.click()
        assert_accessible(page)
        page.go_back()
    for path in ("look-ups/", "?state=ended"):
        page.goto(f"/zh-hans/my/archive/{path}")
        assert_accessible(page)


def test_the_archive_in_english_and_in_the_dark(visit: Visit) -> None:
    page = visit("/zh-hans/my/archive/", "student")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My honesty archive")
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert serious_findings(page) == []
    for path in ("look-ups/", "records/R2026-000001/", "records/R2026-000001/objection/"):
        page.goto(f"/en/my/archive/{path}")
        assert_accessible(page)


def test_a_look_by_an_office_appears_at_once(visit: Visit) -> None:
    page = visit("/zh-hans/my/archive/", "student")
    before = page.locator(".log > li").count()
    officer = visit("/staff/consultation/look-up/", "aid")
    assert_accessible(officer)
    officer.get_by_label("学号").fill("2024010053")
    officer.get_by_label("奖助评审").check()
    officer.get_by_label("案件或批次编号").fill("奖助〔2026〕校奖-07")
    officer.get_by_label("查阅理由").fill("核对校级奖学金申请条件")
    officer.get_by_role("button", name="查阅并留痕").click()
    expect(officer.get_by_role("heading", name=re.compile("条记录可用于此用途"))).to_be_visible()
    assert_accessible(officer)

    page.reload()
    newest = page.locator("section", has=page.get_by_role("heading", name="谁查阅过我的档案")).locator("li").first
    for words in ("奖助中心 · 王敏", "奖助评审", "奖助〔2026〕校奖-07", "核对校级奖学金申请条件", "2026-11-23"):
        expect(newest).to_contain_text(words)
    page.goto("/zh-hans/my/archive/look-ups/")
    assert page.locator("main tbody tr").count() > before - 1


def test_the_extract_is_a_pdf_and_the_print_view_lists_every_record(visit: Visit, school: School) -> None:
    page = visit("/zh-hans/my/archive/", "student", **ON_A_PHONE)
    with page.expect_response("**/my/archive/extract/") as answer, page.expect_download() as saved:
        page.get_by_role("link", name="下载摘录（PDF）").click()
    assert answer.value.headers["content-type"] == "application/pdf"
    assert re.fullmatch(r"mingxin-extract-X20261123-[0-9A-Z]{8}\.pdf", saved.value.suggested_filename)
    content = Path(saved.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert len(content) > 10_000

    records = page.locator("article.rec")
    every = school.ask("SELECT count(*) FROM archives_record r JOIN archives_student s ON s.id = r.student_id "
                       "WHERE s.number = '2024010053'")[0][0]
    assert records.filter(visible=True).count() == every
    page.emulate_media(media="print")
    assert records.filter(visible=True).count() == every - 1  # what has ended is not printed
    expect(page.locator("article.rec .btn").first).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()


def test_the_archive_needs_no_mouse(visit: Visit) -> None:
    page = visit("/zh-hans/my/archive/", "student")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    assert_all_controls_reached(page)
    press(page, page.locator("main summary").first)
    expect(page.locator("main details[open] table")).to_be_visible()
    with page.expect_navigation():
        press(page, page.get_by_role("link", name=re.compile("查看完整记录")).first)
    assert_all_controls_reached(page)


def test_the_log_proves_what_the_student_and_the_officer_did(school: School) -> None:
    proof = school.proves()
    assert (proof["ok"], proof["first_bad"]) == (True, None)
    assert {"registry.issue_activation_code", "registry.activate_account", "courses.complete_lesson",
            "portal.view_archive", "portal.view_record", "portal.view_look_ups", "portal.print_extract",
            "consultation.look_up_archive"} <= proof["actions"]


def the_wrong_code_is_explained(page: Page) -> None:
    """A sentence, nothing lost; the right code still works afterwards."""
    page.get_by_label("学号").fill(NUMBER)
    page.get_by_label("一次性激活码").fill("WRONG-CODES")
    page.get_by_label("设置密码").fill(OWN_PASSWORD)
    page.get_by_label("再次输入密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="激活我的账号").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("学号")).to_have_value(NUMBER)
    assert_accessible(page)


def read_first_lesson_and_half_of_the_second(page: Page) -> None:
    page.goto(LESSONS)
    page.get_by_role("main").get_by_role("link", name="什么算“来源”").first.click()
    page.get_by_role("button", name="标记为读完，继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("直接引用")
    assert_accessible(page)
    with page.expect_response("**/position/"):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight * 0.45)")


def the_place_was_kept(page: Page) -> None:
    expect(page.get_by_role("region", name="需要您处理")).to_contain_text("已学完 1 课")
    page.goto("/zh-hans/my/courses/")
    assert_accessible(page)
    page.goto(LESSONS + "what-counts-as-a-source/")
    expect(page.get_by_role("heading", name="这一课您已读完")).to_be_visible()
    page.goto(LESSONS + "quoting/")
    page.get_by_role("button", name="回到上次读到的位置").click()
    page.wait_for_function("scrollY > 300")


def the_timeline_is_a_picture_and_a_table(page: Page) -> None:
    timeline = page.get_by_role("region", name="档案时间线")
    expect(timeline.get_by_role("img").first).to_be_visible()
    timeline.get_by_text("以表格查看").click()
    rows = timeline.locator("details[open] tbody tr")
    assert rows.count() == 5  # what has ended is no part of the archive
    expect(rows.filter(has_text="学术不端")).to_contain_text("2027-05-13")
