from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from archives.catalogue.models import RuleVersion
from archives.portal.archive import Archive, read_archive, read_entry
from archives.portal.facts import key_facts, record_rows
from archives.portal.learning import CourseBegun, Learning
from archives.portal.picture import pictures
from archives.portal.todo import Task, tasks_of
from archives.records.models import State
from archives.registry.models import Student
from tests.archives.portal.factories import changed, disputed, withdrawn
from tests.factories import NOW, TODAY, UserFactory, adverse_record, good_record, record_type, student_with_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def student() -> Student:
    return student_with_account()


def states(student: Student, on: date = TODAY) -> dict[str, State]:
    return {entry.record.number: entry.state for entry in read_archive(student, on=on).entries}


def test_the_archive_holds_the_own_records_and_nobody_elses(student: Student) -> None:
    own = good_record(student)
    good_record(student_with_account())

    assert states(student) == {own.number: State.IN_FORCE}


def test_what_a_second_person_has_not_confirmed_is_not_in_the_archive(student: Student) -> None:
    waiting = adverse_record(student, confirmed=False)
    refused = withdrawn(adverse_record(student, confirmed=False, decision_number="教2"))

    assert states(student) == {}
    assert read_entry(student, waiting.number, on=TODAY) is None
    assert read_entry(student, refused.number, on=TODAY) is None


def test_a_record_ends_on_its_day(student: Student) -> None:
    record = adverse_record(student)
    last_day = record.display_until - timedelta(days=1)

    assert states(student, last_day) == {record.number: State.IN_FORCE}
    assert states(student, record.display_until) == {record.number: State.EXPIRED}
    assert read_archive(student, on=record.display_until).shown == []


def test_another_students_record_is_not_found(student: Student) -> None:
    record = good_record(student_with_account())

    assert read_entry(student, record.number, on=TODAY) is None


def test_of_a_withdrawn_record_only_the_withdrawal_is_told(student: Student) -> None:
    record = withdrawn(adverse_record(student), "决定已被撤销")

    entry = read_entry(student, record.number, on=TODAY)

    assert entry is not None
    rows = record_rows(entry)
    assert rows == [("记录", record.number), ("撤回时间", "2026-11-23 09:12"), ("撤回原因", "决定已被撤销")]
    assert entry.title == "已撤回的记录"
    assert pictures(read_archive(student, on=TODAY)) == {}


def test_a_record_says_where_it_comes_from_until_when_it_is_shown_and_why(student: Student) -> None:
    record = adverse_record(student)
    source = RuleVersion.objects.get(key="severity.general").source_zh

    rows = dict(record_rows(read_archive(student, on=TODAY).entries[0]))

    assert rows["来源"] == record.record_type.source_office_zh
    assert rows["依据"] == f"{record.record_type.legal_basis.citation}；《学生违纪处分规定》第13条"
    assert rows["处理决定"] == f"2026-06-01 · 警告（6 个月） · {record.decision_number}"
    assert rows["送达日期"] == "2026-06-04"
    assert rows["决定前告知"] == "2026-05-18"
    assert rows["展示期限"] == "2026-06-04 起展示，2027-06-04 移出档案"
    assert rows["期限依据"] == f"严重程度为“一般”的记录，自送达之日起最长展示 12 个月。来源：{source}"
    assert rows["可用于"].count("；") == len(record.record_type.allowed_uses) - 1


def test_a_record_that_has_ended_is_used_for_nothing_and_says_so_shortly(student: Student) -> None:
    record = changed(adverse_record(student), display_until=TODAY)

    archive = read_archive(student, on=TODAY)

    assert (archive.kept, [entry.record.number for entry in archive.past]) == ([], [record.number])
    assert record_rows(archive.past[0], short=True) == [
        ("来源", record.record_type.source_office_zh),
        ("处理决定", f"2026-06-01 · 警告（6 个月） · {record.decision_number}"),
        ("展示期限", "2026-06-04 起展示，已于 2026-11-23 移出档案"), ("可用于", "不再用于任何事项")]


def test_what_has_ended_is_drawn_apart_and_is_not_in_the_table_that_is_printed(student: Student) -> None:
    changed(adverse_record(student), display_until=TODAY)
    good = good_record(student)

    drawn = pictures(read_archive(student, on=TODAY))

    assert drawn["looks"] == {"solid", "ended"}
    assert [entry.record.number for entry in drawn["entries"]] == [good.number]


@pytest.mark.parametrize(("because", "words"), [
    ("adverse.max_keep", "不良记录自行为终止之日起最长保存 5 年"), ("good.display", "守信记录自行为之日起展示 48 个月"),
])
def test_each_rule_that_ends_a_record_has_its_words(student: Student, because: str, words: str) -> None:
    changed(good_record(student), shown_because=because)

    assert read_archive(student, on=TODAY).entries[0].why_until.startswith(words)


def test_a_rule_that_nobody_knows_is_not_guessed(student: Student) -> None:
    changed(good_record(student), shown_because="gone")

    assert read_archive(student, on=TODAY).entries[0].why_until == ""


def test_the_last_month_is_counted_down(student: Student) -> None:
    record = adverse_record(student)

    texts = [read_archive(student, on=record.display_until - timedelta(days=days)).entries[0].tag.text
             for days in (31, 30, 1, 0)]

    assert texts == ["展示中", "30 天后移出", "1 天后移出", "2027年6月4日已到期"]


def test_reading_takes_the_same_number_of_queries_for_one_record_and_for_three(
        student: Student, django_assert_num_queries: Any) -> None:
    adverse_record(student)
    with django_assert_num_queries(4):
        read_archive(student, on=TODAY)
    good_record(student)
    adverse_record(student, record_type=record_type("EXAM-CHEAT"), decision_number="教2")
    with django_assert_num_queries(4):
        read_archive(student, on=TODAY)


def tasks(student: Student, on: date = TODAY, learning: Learning | None = None) -> list[Task]:
    return tasks_of(read_archive(student, on=on), learning or Learning())


def test_a_decision_that_can_be_appealed_comes_first_with_its_last_day(student: Student) -> None:
    record = adverse_record(student)

    [task] = tasks(student, on=date(2026, 6, 5))

    assert task.title == "查看关于“学术不端”的处理决定"
    assert task.text.startswith("您可以在2026年6月14日前（含当日）提出申诉，还有 9 天")
    assert task.is_urgent
    assert record.number in task.url


def test_who_has_answered_is_not_asked_again(student: Student) -> None:
    changed(adverse_record(student), statement="我已重写", statement_at=NOW)
    disputed(adverse_record(student, record_type=record_type("EXAM-CHEAT"), decision_number="教2"))

    assert tasks(student, on=date(2026, 6, 5)) == []


def test_a_new_record_stays_among_the_news_for_thirty_days(student: Student) -> None:
    adverse_record(student)

    assert [task.glyph for task in tasks(student)] == ["scale"]
    assert [task.glyph for task in tasks(student, on=TODAY + timedelta(days=30))] == ["scale"]
    assert tasks(student, on=TODAY + timedelta(days=31)) == []


def test_the_answer_to_an_objection_is_news(student: Student) -> None:
    disputed(adverse_record(student), settled_at=NOW, settled_by=UserFactory(), settled_answer="已核对原件")

    assert [task.title for task in tasks(student)] == ["您的异议已有答复"]


def test_courses_that_were_begun_wait_last(student: Student) -> None:
    adverse_record(student)
    learning = Learning(2, 0, (CourseBegun("学术写作", "/zh-hans/courses/writing/", 1, 4),))

    assert [task.glyph for task in tasks(student, learning=learning)] == ["scale", "book"]
    assert tasks(student, learning=learning)[-1].text == "已学完 1 课，共 4 课。"


def test_the_key_figures_count_things_and_say_nothing_about_the_person(student: Student) -> None:
    adverse_record(student)
    disputed(adverse_record(student, record_type=record_type("EXAM-CHEAT"), decision_number="教2"))
    good_record(student, hours=12.5)
    withdrawn(good_record(student, hours=30))

    facts = key_facts(read_archive(student, on=TODAY), Learning(3, 1))

    assert [(fact["label"], fact["value"], fact["unit"], fact["note"]) for fact in facts] == [
        ("诚信课程", 1, "/ 3 门已完成", ""), ("展示中的守信记录", 1, "", "志愿服务 12.5 小时"),
        ("展示中的处理记录", 2, "", "其中 1 条有异议，不作任何使用"), ("部门查阅", 0, "", "")]


def test_the_timeline_hatches_what_is_disputed_and_outlines_what_is_to_come(student: Student) -> None:
    disputed(adverse_record(student))
    changed(good_record(student), starts_on=TODAY + timedelta(days=5))

    drawn = pictures(read_archive(student, on=TODAY))

    assert drawn["looks"] == {"hatch", "outline"}
    assert [lane.key for lane, _picture in drawn["wide"].lanes] == ["good", "decisions"]
    assert drawn["wide"].pill == "今天 11-23"


def own_archive(student: Student) -> Archive:
    return read_archive(student, on=TODAY)


def test_a_disputed_record_belongs_to_the_archive_but_is_marked(student: Student) -> None:
    disputed(adverse_record(student))

    [entry] = own_archive(student).shown

    assert (entry.state, entry.tag.text, entry.tag.kind) == (State.DISPUTED, "异议处理中，停止使用", "warn")
