from __future__ import annotations

from datetime import timedelta

import pytest

from archives.consultation.actions import look_up_archive
from archives.portal.archive import read_archive
from archives.portal.extract import extract_data
from archives.registry.models import Student
from tests.archives.portal.factories import changed, disputed
from tests.factories import NOW, TODAY, UserFactory, adverse_record, good_record, student_with_account, user_with

pytestmark = pytest.mark.django_db

SCHOOL = {"name": "示例大学", "office": "诚信办公室", "hours": "周一至周五", "phone": "010-0000 0000"}


@pytest.fixture
def student() -> Student:
    return student_with_account(latin_name="Chen Jianing", major="软件工程", class_name="软工2301")


def data(student: Student) -> dict:
    return extract_data(read_archive(student, on=TODAY), number="X20261123-7KQ49MXD", school=SCHOOL, at=NOW)


def test_the_head_says_who_when_and_which_extract(student: Student) -> None:
    assert data(student)["head"] == [
        ("姓名", "陈佳宁 Chen Jianing"), ("学号", student.number), ("院系专业", "计算机学院 · 软件工程 · 软工2301"),
        ("摘录编号", "X20261123-7KQ49MXD"), ("生成时间", "2026-11-23 09:12")]


def test_it_is_marked_as_the_students_own(student: Student) -> None:
    made = data(student)

    assert (made["title"], made["watermark"]) == ("诚信档案摘录", "仅供学生本人使用")
    assert made["foot"] == "诚信档案摘录 X20261123-7KQ49MXD，生成于 2026-11-23 09:12"


def test_a_record_has_what_the_screen_has(student: Student) -> None:
    record = adverse_record(student)

    facts = dict(data(student)["records"][0]["facts"])

    assert facts["行为日期"] == record.conduct_on.isoformat()
    assert facts["送达日期"] == "2026-06-04"
    assert facts["期限依据"].startswith("严重程度为“一般”的记录，自送达之日起最长展示 12 个月。来源：")


def test_it_lists_who_looked_newest_first(student: Student) -> None:
    officer = user_with("aid_officer", name="王敏", office="奖助中心")
    for number in (1, 2):
        look_up_archive(student=student, purpose="scholarship", case_number=f"2026-{number}", reason="核对申请条件",
                        by=officer, at=NOW + timedelta(minutes=number))

    made = data(student)

    assert made["look_ups_title"] == "谁查阅过档案（2 次）"
    assert made["look_ups"][0] == [
        ("时间", "2026-11-23 09:14"), ("查阅人", "奖助中心 · 王敏"), ("用途与理由", "奖助评审 · 2026-2\n核对申请条件")]
    assert (len(made["look_ups"]), made["look_ups_note"]) == (2, "")


def test_it_says_that_nobody_looked_or_that_more_did_than_are_listed(student: Student) -> None:
    assert data(student)["look_ups_note"] == "没有人查阅过。"
    officer = user_with("aid_officer")
    for number in range(4):
        look_up_archive(student=student, purpose="scholarship", case_number=str(number), reason="核对申请条件",
                        by=officer, at=NOW + timedelta(minutes=number))
    assert data(student)["look_ups_note"] == "此处列出最近 3 次；学生可在网站上查看全部。"


def test_an_empty_archive_says_so_and_concludes_nothing(student: Student) -> None:
    made = data(student)

    assert made["records"] == []
    assert (made["records_title"], made["empty"]) == ("记录（0 条）", "当日档案中没有记录。")


def test_objection_and_statement_travel_with_the_record(student: Student) -> None:
    changed(disputed(adverse_record(student)), statement="我已重写", statement_at=NOW)

    [record] = data(student)["records"]

    assert record["state"] == "异议处理中，停止使用"
    assert record["quotes"] == [{"label": "学生于2026年11月23日提出异议", "text": "引文已注明出处"},
                                {"label": "学生本人陈述（2026年11月23日）", "text": "我已重写"}]


def test_the_answer_to_an_objection_travels_with_the_record(student: Student) -> None:
    disputed(adverse_record(student), settled_at=NOW, settled_by=UserFactory(), settled_answer="已核对原件")

    [record] = data(student)["records"]

    assert record["quotes"] == [{"label": "对学生异议的答复（2026年11月23日）", "text": "已核对原件"}]


@pytest.mark.parametrize(("sanction", "words"), [
    ("expulsion", "2026-06-01 · 开除学籍 · 教1"), ("", "2026-06-01 · 教1"),
    ("probation", "2026-06-01 · 留校察看（12 个月） · 教1"),
])
def test_a_decision_is_told_with_its_sanction_if_it_has_one(student: Student, sanction: str, words: str) -> None:
    adverse_record(student, sanction=sanction, decision_number="教1")

    assert dict(data(student)["records"][0]["facts"])["处理决定"] == words


def test_a_good_record_has_no_decision_but_its_hours(student: Student) -> None:
    good_record(student, hours=12.5)

    facts = dict(data(student)["records"][0]["facts"])

    assert "处理决定" not in facts
    assert facts["服务时长（小时）"] == "12.5"
