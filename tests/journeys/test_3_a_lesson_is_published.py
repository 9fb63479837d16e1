"""Journey 3: a teacher writes a lesson, another person publishes it, and it is public, in English where translated."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import editor
from tests.journeys.accounts import Visit
from tests.journeys.looking import assert_accessible
from tests.journeys.school import School

pytestmark = pytest.mark.journey

COURSE = "引用与写作规范：引、述、注"
TITLE = "实验记录：写下发生过的一切"
ADDRESS = "courses/writing-with-sources/lab-notes/"
SUBMIT = "提交审核"
# One for each passage of the lesson, in its order.
ENGLISH = (
    "Lab notes: write down what happened", "A good record lets others repeat it without asking you.",
    "Write day, steps and readings on the day itself.", "On the day, not afterwards.",
    "A page of lab notes with one struck-out line that can still be read", "What was struck out can still be read",
    "How to keep a page of notes", "Open a new page and write the day first.", "Checklist", "Go through it at the end",
    "A page written later", "Somebody wrote three days of notes in one weekend.", "What is wrong with that?",
    "Readings written later cannot be checked: say when and from what they were written.",
)


def test_a_lesson_is_written_reviewed_and_published(visit: Visit) -> None:
    teacher = visit("/staff/", "teacher")
    assert_accessible(teacher)
    write_lesson(teacher)
    shown = editor.preview(teacher)
    expect(shown.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(shown.get_by_role("heading", name="补写的一页")).to_be_visible()
    assert_accessible(teacher)
    editor.choose_action(teacher, SUBMIT)
    nobody_sees_it_yet(visit)
    the_author_cannot_approve(teacher)

    reviewer = visit("/staff/", "reviewer")
    assert_accessible(reviewer)
    approve(reviewer, TITLE)
    everybody_reads_it(visit)


def test_the_lesson_is_public_in_english_once_it_is_translated(visit: Visit) -> None:
    teacher = visit("/staff/courses/", "teacher")
    assert_accessible(teacher)
    teacher.get_by_role("link", name=TITLE).click()
    editor.begin_translation(teacher, "English")
    assert_accessible(teacher)
    expect(teacher.locator("footer nav .button").first).to_have_text("提交审核")
    expect(teacher.get_by_role("main")).to_contain_text("从简体中文译为 English")
    editor.translate(teacher, ENGLISH[0])
    teacher.get_by_role("button", name="提交审核").click()
    expect(teacher.get_by_text(re.compile(r"还有 \d+ 处尚未翻译"))).to_be_visible()
    for words in ENGLISH[1:]:
        editor.translate(teacher, words)
    teacher.get_by_role("button", name="提交审核").click()
    expect(teacher.get_by_role("main").get_by_text(re.compile("已提交审核"))).to_be_visible()

    reviewer = visit("/staff/", "reviewer")
    approve(reviewer, ENGLISH[0])
    page = visit(f"/zh-hans/{ADDRESS}")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH[0])
    expect(page.get_by_role("main")).to_contain_text("What is wrong with that?")
    assert_accessible(page)


def test_the_log_proves_who_published_the_lesson(school: School) -> None:
    proof = school.proves()
    assert (proof["ok"], proof["first_bad"]) == (True, None)
    done = school.ask(
        "SELECT e.action, e.actor_name FROM campus_auditevent e "
        "JOIN wagtailcore_page p ON e.target_type = 'education.page' AND e.target_id = CAST(p.id AS TEXT) "
        "WHERE p.slug = 'lab-notes' ORDER BY e.id")
    assert [action for action, _actor in done] == ["courses.submit_lesson", "courses.publish_lesson"] * 2
    assert len({actor for _action, actor in done}) == 2


def nobody_sees_it_yet(visit: Visit) -> None:
    assert visit("/zh-hans/").request.get(f"/zh-hans/{ADDRESS}").status == 404


def the_author_cannot_approve(page: Page) -> None:
    page.goto("/staff/courses/")
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("审核中，读者看不到")
    page.get_by_role("link", name=TITLE).click()
    assert "批准" not in editor.actions(page)
    number = re.search(r"/pages/(\d+)/edit/", page.url)[1]
    assert page.request.get(f"/staff/courses/{number}/review/").status == 403


def approve(page: Page, title: str) -> None:
    """The reviewer finds it on the first page, reads the draft as readers will, and decides."""
    page.get_by_role("main").get_by_role("link", name=title).click()
    assert_accessible(page)
    with page.expect_popup() as draft:
        page.get_by_role("link", name="按读者所见阅读").click()
    expect(draft.value.get_by_role("heading", level=1)).to_have_text(title)
    draft.value.close()
    page.get_by_role("button", name="批准并发布").click()
    expect(page.get_by_text("已批准")).to_be_visible()


def everybody_reads_it(visit: Visit) -> None:
    page = visit(f"/zh-hans/{ADDRESS}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    main = page.get_by_role("main")
    picture = main.get_by_role("img", name=re.compile("一页实验记录"))
    assert picture.evaluate("picture => picture.complete && picture.naturalWidth") > 100
    expect(main.get_by_role("link", name=re.compile("到视频所在网站观看"))).to_have_attribute(
        "href", "https://video.example.edu.cn/lab-notes")
    main.get_by_text("文字稿：视频中说的全部内容").click()
    expect(main.get_by_text("翻开新的一页，先写日期。")).to_be_visible()
    file = page.request.get(str(main.get_by_role("link", name=re.compile("自查清单")).get_attribute("href")))
    assert (file.status, file.body()[:4]) == (200, b"%PDF")
    main.get_by_text("先想一想，再看怎样看").click()
    expect(main.get_by_text("补写的读数无从核对")).to_be_visible()
    assert_accessible(page)


def write_lesson(page: Page) -> None:
    editor.start_lesson(page, course=COURSE, title=TITLE, summary="一条好的记录，让别人不问您也能重做一遍。")
    editor.write(page, 0, "实验当天就写下日期、步骤和读数。写错了划一道线，不涂掉。")
    editor.write(page, 1, "当天写，不补写。")
    editor.add_picture(page, "three-ways.png", shows="一页实验记录：日期、步骤、读数，一处划改仍可辨认",
                       caption="划改之后仍能看清原来写了什么")
    editor.add_video(page, title="怎样记一页实验", url="https://video.example.edu.cn/lab-notes", minutes=4,
                     transcript="翻开新的一页，先写日期。")
    editor.add_file(page, "citing-checklist.pdf", title="自查清单", note="交报告之前对一遍")
    editor.add_case(page, title="补写的一页", facts="小组里有人周末一次补写了三天的记录。",
                    question="这样做有什么问题？", answer="补写的读数无从核对；应注明补写的时间和依据。")
    editor.set_address(page, "lab-notes")
