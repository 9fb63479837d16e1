"""Lists that are taken away: what is in them, for whom, and the trace."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from archives.consultation.models import LookUp, Purpose
from archives.exports.actions import Exported, export_records, export_students
from archives.exports.models import Export
from archives.registry.actions import index_of
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.refusals import Refusal
from tests.factories import (
    NOW,
    StudentFactory,
    adverse_record,
    college,
    good_record,
    other_college,
    user_with,
)

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"


def students(by: User, folder: Path, **options) -> Exported:
    given = {"students": Student.objects.all(), "format": "xlsx", "purpose": "核对毕业名单", **options}
    return export_students(folder=folder, by=by, at=NOW, **given)


def records(by: User, folder: Path, **options) -> Exported:
    given = {"purpose": Purpose.objects.get(code="case_handling"), "case_number": "案2026-7", "reason": "集中复核",
             "format": "xlsx", **options}
    return export_records(folder=folder, by=by, at=NOW, **given)


def rows(exported: Exported) -> list[tuple]:
    return list(load_workbook(exported.path).worksheets[0].iter_rows(values_only=True))


def test_students_have_twelve_columns_and_a_masked_identity_number(tmp_path) -> None:
    StudentFactory(number="0024000001", identity_number=IDENTITY, identity_index=index_of(IDENTITY))
    head, row = rows(students(user_with("registrar"), tmp_path))
    assert head == ("学号", "姓名", "拉丁字母姓名", "单位代码", "单位", "专业", "入学年份", "班级", "状态", "入学日期",
                    "毕业日期", "证件号码")
    assert (row[0], row[4], row[8], row[11]) == ("0024000001", "计算机学院", "在读", "•" * 16 + "48")


def test_students_of_other_units_are_never_in_a_list(tmp_path) -> None:
    StudentFactory(number="2024000001")
    StudentFactory(number="2024000002", unit=other_college())
    exported = students(user_with("registrar", college()), tmp_path)
    assert [row[0] for row in rows(exported)[1:]] == ["2024000001"]
    assert exported.export.rows == 1


def test_it_leaves_number_purpose_count_and_digest(tmp_path) -> None:
    StudentFactory()
    exported = students(user_with("registrar"), tmp_path, format="csv")
    digest = hashlib.sha256(exported.path.read_bytes()).hexdigest()
    export = Export.objects.get()
    assert (export.number, export.purpose, export.rows, export.digest) == ("X2026-0001", "核对毕业名单", 1, digest)
    event = AuditEvent.objects.get(action="exports.export_students")
    assert (event.target_id, event.details) == ("X2026-0001", {"rows": 1, "format": "csv", "digest": digest})


def test_nothing_is_handed_out_without_a_purpose(tmp_path) -> None:
    with pytest.raises(Refusal):
        students(user_with("registrar"), tmp_path, purpose=" 名 单 ")
    assert (list(tmp_path.iterdir()), Export.objects.count()) == ([], 0)


def test_nothing_is_handed_out_when_the_event_cannot_be_written(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("archives.exports.actions.record_event", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        students(user_with("registrar"), tmp_path)
    assert Export.objects.count() == 0


def test_who_may_not_see_students_may_not_take_them_away(tmp_path) -> None:
    with pytest.raises(PermissionDenied):
        students(user_with("teacher"), tmp_path)


def test_records_are_those_in_force_that_the_purpose_may_use(tmp_path) -> None:
    shown, disputed = adverse_record(StudentFactory()), adverse_record(StudentFactory())
    type(disputed).objects.filter(pk=disputed.pk).update(disputed_at=NOW, disputed_by=disputed.entered_by,
                                                         dispute_reason="不是我")
    adverse_record(StudentFactory(), confirmed=False)
    adverse_record(StudentFactory(unit=other_college()))
    exported = records(user_with("integrity_officer", college()), tmp_path)
    assert [(row[0], row[-1]) for row in rows(exported)[1:]] == [
        (shown.number, "展示中"), (disputed.number, "异议处理中")]


def test_every_student_in_the_list_reads_who_took_it_away_and_why(tmp_path) -> None:
    student = StudentFactory()
    numbers = sorted([adverse_record(student).number, adverse_record(student, decision_number="另一号").number])
    StudentFactory()
    officer = user_with("integrity_officer", name="李华")
    records(officer, tmp_path)
    look = LookUp.objects.get()
    assert (look.student, look.by_name, look.role, look.purpose.code) == (
        student, "李华", "integrity_officer", "case_handling")
    assert (look.case_number, look.reason, sorted(look.seen["records"])) == ("案2026-7", "集中复核", numbers)
    event = AuditEvent.objects.get(action="exports.export_records")
    assert (event.purpose, event.details["rows"], event.details["students"]) == ("case_handling", 2, 1)
    assert "集中复核" not in str(event.details)


def test_records_need_a_role_that_the_purpose_names(tmp_path) -> None:
    good_record(StudentFactory())
    with pytest.raises(PermissionDenied):
        records(user_with("integrity_officer"), tmp_path, purpose=Purpose.objects.get(code="scholarship"))
    with pytest.raises(PermissionDenied):
        records(user_with("registrar"), tmp_path)
    assert LookUp.objects.count() == 0


def test_records_need_a_case_number_where_the_purpose_does(tmp_path) -> None:
    with pytest.raises(Refusal) as refusal:
        records(user_with("integrity_officer"), tmp_path, case_number=" ")
    assert refusal.value.field == "case_number"
