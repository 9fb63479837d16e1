"""Good records from a spreadsheet, and who may import which polarity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archives.imports import actions
from archives.imports.models import Batch, Finding, StagedRow, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import User
from campus.jobs.models import Job
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    integrity_officer,
    registrar,
    run_job,
    uploaded,
    workbook,
)
from tests.archives.portal.factories import disputed, withdrawn
from tests.factories import NOW, StudentFactory, adverse_record, college, other_college, user_with

pytestmark = pytest.mark.django_db
GOOD = ("学号", "姓名", "类别", "服务内容", "服务日期", "服务时长", "认定部门")
ADVERSE = ("学号", "姓名", "违纪类型", "违纪事实", "违纪日期", "处分种类", "处分决定文号", "决定日期", "告知日期",
           "送达日期", "处分期限（月）", "依据条款")  # fmt: skip


def deed(number: str, name: str = "陈佳宁", **values: str) -> tuple[str, ...]:
    given = {
        "kind": "志愿服务",
        "facts": "校园无障碍志愿服务",
        "day": "2026-03-05",
        "hours": "12.5小时",
        "office": "校团委",
        **values,
    }
    return number, name, given["kind"], given["facts"], given["day"], given["hours"], given["office"]


def decision(number: str, name: str = "陈佳宁") -> tuple[str, ...]:
    return (number, name, "学术不端", "课程论文大段抄袭", "2026-05-10", "警告", "示大学字〔2026〕9号", "2026-06-01",
            "2026-05-18", "2026-06-04", "6", "第13条")  # fmt: skip


def records(by: User, *rows: tuple[str, ...], headings: tuple[str, ...] = GOOD) -> Batch:
    return checked(uploaded(workbook(rows, headings), by, kind="records", name="records.xlsx"))


def found(batch: Batch) -> dict[int, str]:
    return dict(Finding.objects.filter(batch=batch, severity="error").values_list("row", "code"))


@pytest.fixture
def student():
    colleges()
    return StudentFactory(number="2024000001", unit=college())


@pytest.fixture
def aid_officer(student) -> User:
    return user_with("aid_officer")


def test_voluntary_service_is_written_at_once_without_a_second_person(student):
    batch = records(integrity_officer(), deed("2024000001"))
    assert (batch.status, batch.new, batch.adverse, batch.needs_release) == (Status.CHECKED, 1, 0, False)
    applied(batch)
    record = Record.objects.with_words().get()
    assert (batch.status, record.student, record.polarity, record.record_type.code) == (
        Status.APPLIED,
        student,
        "good",
        "VOLUNTEER",
    )
    assert (record.hours, record.conduct_on, record.source_office) == (
        Decimal("12.5"),
        date(2026, 3, 5),
        "校团委",
    )
    assert (record.entered_by, record.confirmed_by) == (batch.uploaded_by, None)
    assert record.state(NOW.date()) == "in_force"


def test_the_same_deed_again_is_unchanged_and_twice_in_one_file_is_refused(student):
    officer = integrity_officer()
    applied(records(officer, deed("2024000001")))
    again = records(officer, deed("2024000001"))
    assert (again.unchanged, again.new) == (1, 0)
    twice = records(officer, deed("2024000001", facts="另一次服务"), deed("2024000001", facts="另一次服务"))
    assert (twice.refused, twice.new) == (2, 0)
    assert found(twice) == {3: "duplicate_in_file"}


def test_the_same_deed_on_another_day_is_another_record(student):
    batch = applied(records(integrity_officer(), deed("2024000001"), deed("2024000001", day="2026-04-11")))
    assert (batch.written, Record.objects.count()) == (2, 2)


def test_corrected_hours_change_the_record_and_an_undo_puts_them_back(student):
    officer = integrity_officer()
    applied(records(officer, deed("2024000001")))
    batch = records(officer, deed("2024000001", hours="20"))
    assert (batch.changed, batch.changes["hours"]["before"], batch.changes["hours"]["after"]) == (
        1,
        "12.5",
        "20.0",
    )
    applied(batch)
    assert Record.objects.with_words().get().hours == Decimal("20")
    run_job(actions.undo_batch(batch=batch, by=registrar(), at=NOW))
    assert (batch.reversed, Record.objects.with_words().get().hours) == (1, Decimal("12.5"))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hours": "很多"}, "number_not_understood"),
        ({"day": "2027-01-01"}, "date_in_future"),
        ({"kind": "热心肠"}, "type_not_in_catalogue"),
        ({"facts": ""}, "facts_missing"),
        ({"day": ""}, "conduct_date_missing"),
    ],
)
def test_a_deed_that_does_not_hold_is_refused(student, values, code):
    batch = records(integrity_officer(), deed("2024000001", **values))
    assert (batch.refused, found(batch)) == (1, {2: code})


def test_a_good_deed_needs_no_decision_and_has_no_sanction(student):
    row = (*deed("2024000001"), "警告")
    batch = records(integrity_officer(), row, headings=(*GOOD, "处分种类"))
    assert found(batch) == {2: "good_record_with_sanction"}


def test_an_aid_officer_imports_good_records(aid_officer):
    batch = applied(records(aid_officer, deed("2024000001")))
    assert (batch.status, batch.written, Record.objects.get().entered_by) == (Status.APPLIED, 1, aid_officer)


def test_an_aid_officer_imports_no_adverse_record(aid_officer):
    batch = records(aid_officer, decision("2024000001"), headings=ADVERSE)
    assert (batch.new, batch.refused, batch.adverse) == (0, 1, 0)
    assert found(batch) == {2: "adverse_not_yours"}
    assert StagedRow.objects.get(batch=batch).status == "refused"


def test_the_adverse_rows_of_a_mixed_file_stay_behind_and_the_good_ones_go_in(aid_officer):
    headings = (*ADVERSE, "服务时长")
    good = ("2024000001", "陈佳宁", "志愿服务", "图书馆服务", "2026-03-05", *[""] * 7, "8")
    batch = applied(records(aid_officer, (*decision("2024000001"), ""), good, headings=headings))
    assert (batch.written, batch.refused, found(batch)) == (1, 1, {2: "adverse_not_yours"})
    assert [record.polarity for record in Record.objects.all()] == ["good"]


def test_a_colleague_of_the_aid_office_cannot_prepare_what_others_uploaded(aid_officer):
    batch = records(integrity_officer(), decision("2024000001"), headings=ADVERSE)
    with pytest.raises(actions.PermissionDenied):
        actions.confirm_batch(batch=batch, by=aid_officer, at=NOW)
    with pytest.raises(actions.PermissionDenied):
        actions.record_download(batch=batch, what="errors", by=aid_officer, at=NOW)


def test_checking_again_by_somebody_else_does_not_widen_what_the_uploader_may_import(aid_officer):
    batch = records(aid_officer, decision("2024000001"), headings=ADVERSE)
    checked(batch, by=integrity_officer())
    assert (batch.new, found(batch)) == (0, {2: "adverse_not_yours"})
    assert Job.objects.filter(kind="imports.check", reference=batch.number).count() == 2


def test_an_aid_officer_of_one_college_reaches_no_student_of_another(student):
    StudentFactory(number="2024000002", unit=other_college())
    officer = user_with("aid_officer", college())
    batch = records(officer, deed("2024000001"), deed("2024000002"))
    assert (batch.new, found(batch)) == (1, {3: "outside_your_units"})


def test_who_holds_both_roles_imports_adverse_records_only_where_the_wider_one_is_held(student):
    StudentFactory(number="2024000002", unit=other_college())
    officer = user_with("aid_officer")
    from archives.imports.permissions import kinds_for
    from campus.accounts.actions import grant_role

    grant_role(user=officer, role="integrity_officer", unit=college(), by=user_with("administrator"), at=NOW)
    officer = User.objects.get(pk=officer.pk)
    batch = records(
        officer, decision("2024000001"), (*decision("2024000002"),), headings=ADVERSE
    )
    assert kinds_for(officer) == ["records", "volunteering"]
    assert (batch.new, found(batch)) == (1, {3: "adverse_not_yours"})


def adverse(student: Student, **values: str) -> tuple[str, ...]:
    given = dict(zip(ADVERSE, decision(student.number, student.name), strict=True))
    return tuple({**given, **values}.values())


@pytest.mark.parametrize(("values", "code"), [
    ({"告知日期": "2026-05-09"}, "notice_before_conduct"),
    ({"告知日期": "2026-06-02"}, "notice_after_decision"),
    ({"送达日期": "2026-05-31"}, "served_before_decision"),
    ({"处分期限（月）": "5"}, "sanction_months_out_of_range"),
    ({"处分期限（月）": "13"}, "sanction_months_out_of_range"),
    ({"处分种类": "开除学籍", "处分期限（月）": "6"}, "sanction_months_out_of_range"),
    ({"告知日期": ""}, "notice_missing"),
    ({"送达日期": ""}, "service_missing"),
    ({"处分决定文号": ""}, "decision_number_missing"),
    ({"决定日期": ""}, "decision_date_missing"),
    ({"依据条款": ""}, "clause_missing"),
    ({"违纪类型": "迟到"}, "type_not_in_catalogue"),
    ({"学号": "2024999999"}, "student_unknown"),
    ({"姓名": "另一个人"}, "name_mismatch"),
])  # fmt: skip
def test_an_adverse_row_without_its_papers_in_order_is_refused(student, values, code):
    assert found(records(registrar(), adverse(student, **values), headings=ADVERSE)) == {2: code}


def test_an_expulsion_has_no_months(student):
    row = adverse(student, 处分种类="开除学籍", **{"处分期限（月）": ""})
    batch = applied(records(registrar(), row, headings=ADVERSE), released_by=integrity_officer())
    record = Record.objects.with_words().get()
    assert (batch.written, record.sanction, record.sanction_months) == (1, "expulsion", None)


def test_a_decision_of_another_kind_is_refused_and_a_disputed_one_is_left_as_it_is(student):
    adverse_record(student, decision_number="示大学字〔2026〕9号")
    other = records(registrar(), adverse(student, 违纪类型="考试作弊"), headings=ADVERSE)
    assert found(other) == {2: "decision_of_another_kind"}
    disputed(Record.objects.get())
    assert found(records(registrar(), adverse(student), headings=ADVERSE)) == {2: "record_is_disputed"}


def left_behind(batch: Batch) -> dict[int, str]:
    return dict(StagedRow.objects.filter(batch=batch, status="left_behind").values_list("number", "reason"))


def test_a_record_whose_ground_moved_since_the_check_is_left_behind(student):
    officer, second = registrar(), integrity_officer()
    new = records(officer, adverse(student), headings=ADVERSE)
    adverse_record(student, decision_number="示大学字〔2026〕9号", facts="先到的记录")
    assert left_behind(applied(new, released_by=second)) == {2: "exists_now"}

    changed = records(officer, adverse(student), headings=ADVERSE)
    assert changed.changed == 1
    disputed(Record.objects.get())
    assert left_behind(applied(changed, released_by=second)) == {2: "changed_since"}


def test_a_record_that_was_withdrawn_since_the_check_is_not_changed(student):
    officer = registrar()
    adverse_record(student, decision_number="示大学字〔2026〕9号", facts="先到的记录")
    changed = records(officer, adverse(student), headings=ADVERSE)
    withdrawn(Record.objects.get())
    assert left_behind(applied(changed, released_by=integrity_officer())) == {2: "gone"}


def test_a_deed_of_a_student_who_is_gone_since_the_check_is_left_behind(student):
    batch = records(registrar(), deed(student.number))
    student.delete()
    assert left_behind(applied(batch)) == {2: "student_gone"}


def test_undo_counts_records_that_somebody_touched_as_kept(student):
    batch = applied(records(registrar(), deed(student.number)))
    record = Record.objects.with_words().get()
    record.version += 1
    record.save()
    actions.undo_batch(batch=batch, by=batch.uploaded_by, at=NOW)
    undone = run_job(batch)
    assert (undone.reversed, undone.kept, undone.errored) == (0, 1, 0)
    assert Record.objects.get().withdrawn_at is None


HEADED = (*ADVERSE, "时长")


@pytest.mark.parametrize(("place", "cell", "code"), [
    (3, "无", "placeholder"), (3, "同上", "placeholder"), (3, "#N/A", "placeholder"), (3, "详见附件", "placeholder"),
    (6, "待补", "placeholder"), (6, "/", "placeholder"), (6, "——", "placeholder"), (11, "　", "clause_missing"),
    (11, "N/A", "placeholder"), (7, "2026-11-24", "date_in_future"), (9, "2026-11-24", "date_in_future"),
    (4, "2001-05-10", "kind_not_yet_in_force"), (12, "4", "hours_of_adverse_record"),
])  # fmt: skip
def test_a_list_refuses_what_the_form_refuses(student, place, cell, code):
    cells = [*decision("2024000001"), ""]
    cells[place] = cell
    batch = records(integrity_officer(), tuple(cells), headings=HEADED)
    assert (batch.refused, batch.new) == (1, 0)
    assert code in set(Finding.objects.filter(batch=batch).values_list("code", flat=True))


def test_rows_with_words_in_place_of_facts_and_decisions_are_all_refused(student):
    """One row with the error of a formula, and four with what offices write until they know."""
    words = [("#N/A", "示大学字〔2026〕801号"), ("无", "无"), ("详见附件", "/"), ("同上", "同上"), ("待补", "待补")]
    rows = []
    for facts, number in words:
        row = list(decision("2024000001"))
        row[3], row[6] = facts, number
        rows.append(tuple(row))
    batch = records(integrity_officer(), *rows, headings=ADVERSE)
    assert (batch.refused, batch.new) == (5, 0)


def test_a_word_that_says_nothing_where_nothing_is_needed_is_read_as_empty_and_told(student):
    batch = records(integrity_officer(), deed("2024000001", office="——"))
    assert (batch.new, list(Finding.objects.filter(batch=batch).values_list("field", "code", "severity"))) == (
        1, [("source_office", "says_nothing", "info")])  # fmt: skip
    applied(batch)
    record = Record.objects.with_words().get()
    assert record.source_office == record.record_type.source_office_zh


def test_a_row_that_does_not_hold_any_more_when_it_is_written_is_left_behind(student):
    batch = records(integrity_officer(), decision("2024000001"), headings=ADVERSE)
    assert batch.new == 1
    kept = StagedRow.objects.get(batch=batch)
    StagedRow.objects.filter(pk=kept.pk).update(values={**kept.values, "decision_number": "待补"})
    applied(batch, released_by=registrar())
    assert (batch.written, Record.objects.count()) == (0, 0)
    assert StagedRow.objects.get(pk=kept.pk).status == "left_behind"
