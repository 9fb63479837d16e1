from __future__ import annotations

import pytest

from archives.portal.archive import read_archive
from archives.portal.extract import extract_data
from archives.registry.models import Student
from tests.archives.portal.factories import changed, disputed
from tests.factories import NOW, TODAY, UserFactory, adverse_record, good_record, student_with_account

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
