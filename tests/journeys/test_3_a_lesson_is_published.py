"""Journey 3: a teacher writes a lesson, another person publishes it, and it is public, in English where translated."""

from __future__ import annotations

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


def test_a_lesson_is_written_reviewed_and_published(visit: Visit, school: School) -> None:
    teacher = visit("/staff/", "teacher")
    assert_accessible(teacher)
    write_lesson(teacher)
    editor.choose_action(teacher, "提交给课程审核")
    assert_silent_draft(visit)
    the_author_cannot_approve(teacher)


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
