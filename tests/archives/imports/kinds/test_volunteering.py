"""Voluntary service and good deeds from lists as offices make them: good records, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from archives.imports import actions
from archives.imports.models import Batch, Finding, StagedRow, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from tests.archives.imports.factories import applied, checked, colleges, registrar, run_job, uploaded, workbook
from tests.archives.portal.factories import withdrawn
from tests.factories import NOW, StudentFactory, college, good_record, other_college, user_with

pytestmark = pytest.mark.django_db
HEADINGS = ("序号", "学号", "姓名", "活动名称", "类型", "起止日期", "服务时长（小时）", "主办单位", "证明编号")
NUMBER = "2024000001"


@pytest.fixture
def student() -> Student:
    colleges()
    return StudentFactory(number=NUMBER, unit=college())


@pytest.fixture
def officer(student) -> User:
    """Of the aid office: may enter good records and no adverse ones."""
    return user_with("aid_officer")


def row(number: str = NUMBER, **values: object) -> tuple[object, ...]:
    given = {"姓名": "陈佳宁", "活动名称": "图书馆整架志愿服务", "类型": "志愿服务", "起止日期": "2026-03-05",
             "服务时长（小时）": "4", "主办单位": "校团委", "证明编号": "", **values}  # fmt: skip
    return "1", number, *(given[name] for name in HEADINGS[2:])


def deeds(by: User, *rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> Batch:
    return checked(uploaded(workbook(rows, headings), by, kind="volunteering", name="deeds.xlsx"))


def found(batch: Batch, severity: str = "error") -> dict[int, str]:
    return dict(Finding.objects.filter(batch=batch, severity=severity).values_list("row", "code"))


def test_a_list_of_the_youth_league_becomes_good_records_at_once(officer, student):
    batch = deeds(
        officer,
        row(),
        row(活动名称="迎新志愿服务", 起止日期="2026年9月2日—9月4日", **{"服务时长（小时）": "16.5小时"}, 类型=""),
        row(活动名称="拾金不昧，当日交还失主", 类型="诚信事迹", 起止日期=datetime(2026, 5, 6), 主办单位="学生工作部",
            证明编号="示大学工〔2026〕12号", **{"服务时长（小时）": ""}),
    )  # fmt: skip
    assert (batch.status, batch.new, batch.adverse, batch.needs_release) == (Status.CHECKED, 3, 0, False)
    applied(batch)
    kept = Record.objects.order_by("conduct_on").values_list(
        "record_type__code", "polarity", "facts", "conduct_on", "hours", "source_office", "decision_number"
    )
    assert list(kept) == [
        ("VOLUNTEER", "good", "图书馆整架志愿服务", date(2026, 3, 5), Decimal("4"), "校团委", ""),
        ("HONESTY-DEED", "good", "拾金不昧，当日交还失主", date(2026, 5, 6), None, "学生工作部",
         "示大学工〔2026〕12号"),
        ("VOLUNTEER", "good", "迎新志愿服务（2026-09-02 至 2026-09-04）", date(2026, 9, 2), Decimal("16.5"), "校团委",
         ""),
    ]
    record = Record.objects.first()
    assert (record.state(NOW.date()), record.shown_because, record.entered_by, record.confirmed_by) == (
        "in_force", "good.display", officer, None,
    )  # fmt: skip


def test_headings_in_english_are_understood(officer):
    headings = ("student number", "name", "activity", "type", "start date", "end date", "hours", "organiser")
    line = (NUMBER, "陈佳宁", "Library service", "Voluntary service", "2026-03-05", "2026-03-06", "12", "Library")
    batch = applied(deeds(officer, line, headings=headings))
    record = Record.objects.get()
    assert (batch.written, record.facts) == (1, "Library service（2026-03-05 至 2026-03-06）")


def test_first_and_last_day_may_stand_in_two_columns(officer):
    headings = ("学号", "姓名", "活动名称", "类型", "开始日期", "结束日期", "服务时长")
    batch = deeds(officer, (NUMBER, "陈佳宁", "支教", "志愿服务", "2026-07-01", "2026-07-10", "60"), headings=headings)
    assert (batch.new, StagedRow.objects.get(batch=batch).values["facts"]) == (1, "支教（2026-07-01 至 2026-07-10）")


@pytest.mark.parametrize(("values", "code"), [
    ({"类型": "考试作弊"}, "adverse_among_deeds"),
    ({"类型": "热心肠"}, "type_not_in_catalogue"),
    ({"类型": "", "服务时长（小时）": ""}, "type_missing"),
    ({"类型": "诚信事迹"}, "proof_missing"),
    ({"活动名称": ""}, "deed_missing"),
    ({"起止日期": ""}, "deed_date_missing"),
    ({"起止日期": "三月初"}, "date_invalid"),
    ({"起止日期": "2027-01-01"}, "date_in_future"),
    ({"起止日期": "2026-11-20至2026-11-30"}, "date_in_future"),
    ({"起止日期": "2026-03-12至2026-03-05"}, "deed_ends_before_it_begins"),
    ({"服务时长（小时）": "25"}, "hours_out_of_range"),
    ({"服务时长（小时）": "0"}, "hours_out_of_range"),
    ({"起止日期": "2026-03-05至2026-03-06", "服务时长（小时）": "49"}, "hours_out_of_range"),
    ({"服务时长（小时）": "半天"}, "number_not_understood"),
    ({"服务时长（小时）": "-3"}, "number_not_understood"),
    ({"姓名": ""}, "cross_check_missing"),
    ({"姓名": "另一个人"}, "name_mismatch"),
])  # fmt: skip
def test_a_deed_that_does_not_hold_is_refused(officer, values, code):
    batch = deeds(officer, row(**values))
    assert (batch.refused, found(batch)) == (1, {2: code})


def test_hours_that_fit_the_days_are_accepted(officer):
    batch = deeds(officer, row(起止日期="2026-03-05至2026-03-06", **{"服务时长（小时）": "48"}))
    assert (batch.new, batch.refused) == (1, 0)


def test_service_without_hours_is_mentioned_and_goes_in(officer):
    batch = deeds(officer, row(**{"服务时长（小时）": ""}))
    assert (batch.new, found(batch, "warning")) == (1, {2: "service_without_hours"})


def test_an_adverse_kind_is_refused_whoever_imports_it(student):
    for by in (registrar(), user_with("integrity_officer"), user_with("aid_officer")):
        batch = deeds(by, row(类型="学术不端"))
        assert (batch.refused, batch.adverse, found(batch)) == (1, 0, {2: "adverse_among_deeds"})


def test_students_who_are_not_registered_or_of_another_college_are_refused(student):
    StudentFactory(number="2024000002", unit=other_college())
    batch = deeds(user_with("aid_officer", college()), row(), row("2024000002"), row("2024999999"))
    assert (batch.new, found(batch)) == (1, {3: "outside_your_units", 4: "student_unknown"})


def test_nothing_of_a_minors_row_is_kept(officer):
    born, adult = date(2009, 1, 1), date(2027, 1, 1)
    Student.objects.filter(number=NUMBER).update(birth_date=born, adult_on=adult, registered_on=adult,
                                                 changed_at=datetime(2027, 1, 2, tzinfo=UTC))  # by a wrong clock
    batch = deeds(officer, row())
    staged = StagedRow.objects.get(batch=batch)
    assert (found(batch), staged.status) == ({2: "under_age"}, "refused")
    assert (staged.values, staged.cells, staged.before) == ({}, {}, {})
    assert "陈佳宁" not in str(batch.summary)


def test_the_same_deed_twice_in_a_file_is_refused_and_in_another_file_is_unchanged(officer):
    assert found(deeds(officer, row(), row())) == {3: "duplicate_in_file"}
    applied(deeds(officer, row(), row(起止日期="2026-03-06")))
    again = deeds(officer, row(), row(起止日期="2026年3月6日"), row(活动名称="别的活动"))
    assert (again.unchanged, again.new, again.changed) == (2, 1, 0)


def test_one_paper_may_verify_several_deeds_of_a_student(officer):
    paper = {"证明编号": "志证2026-0173"}
    batch = applied(deeds(officer, row(**paper), row(活动名称="迎新志愿服务", **paper)))
    assert (batch.written, set(Record.objects.values_list("decision_number", flat=True))) == (2, {"志证2026-0173"})


def test_corrected_hours_and_a_paper_that_comes_later_change_the_record_and_an_undo_puts_them_back(officer):
    applied(deeds(officer, row()))
    batch = deeds(officer, row(证明编号="志证2026-0173", **{"服务时长（小时）": "6"}))
    assert (batch.changed, set(batch.changes)) == (1, {"hours", "decision_number"})
    applied(batch)
    assert list(Record.objects.values_list("hours", "decision_number")) == [(Decimal("6"), "志证2026-0173")]
    run_job(actions.undo_batch(batch=batch, by=registrar(), at=NOW))
    assert (batch.reversed, *Record.objects.values_list("hours", "decision_number")) == (1, (Decimal("4"), ""))


def test_undo_withdraws_the_records_it_made(officer):
    batch = applied(deeds(officer, row(), row(活动名称="迎新志愿服务")))
    run_job(actions.undo_batch(batch=batch, by=registrar(), at=NOW))
    assert (batch.status, batch.reversed) == (Status.UNDONE, 2)
    assert Record.objects.filter(withdrawn_at=None).count() == 0


def test_a_deed_that_somebody_entered_since_the_check_is_left_behind(officer, student):
    batch = deeds(officer, row())
    good_record(student, facts="图书馆整架志愿服务", conduct_on=date(2026, 3, 5))
    applied(batch)
    assert (batch.left_behind, StagedRow.objects.get(batch=batch).reason) == (1, "exists_now")


def test_a_deed_whose_record_was_withdrawn_since_the_check_is_left_behind(officer, student):
    record = good_record(student, facts="图书馆整架志愿服务", conduct_on=date(2026, 3, 5))
    batch = deeds(officer, row())
    assert batch.changed == 1
    withdrawn(record)
    applied(batch)
    assert (batch.left_behind, StagedRow.objects.get(batch=batch).reason) == (1, "gone")


def test_a_disabled_kind_is_not_in_the_catalogue(officer):
    from archives.catalogue.models import RecordType

    RecordType.objects.filter(code="VOLUNTEER").update(is_enabled=False)
    assert found(deeds(officer, row())) == {2: "type_not_in_catalogue"}
