"""Lists that are taken away: what is in them, for whom, and the trace."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from archives.consultation.models import LookUp, Purpose
from archives.exports.actions import Exported, export_records, export_students
from archives.exports.models import Export, ListRequest, State
from archives.exports.requests import ask_for_records, release_list
from archives.registry.actions import index_of
from archives.registry.models import Student
from campus.accounts.models import User
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.archives.portal.factories import changed, withdrawn
from tests.factories import (
    NOW,
    StudentFactory,
    adverse_record,
    college,
    other_college,
    user_with,
)

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"


def students(by: User, folder: Path, **options) -> Exported:
    given = {"students": Student.objects.all(), "format": "xlsx", "purpose": "核对毕业名单", **options}
    return export_students(folder=folder, by=by, at=NOW, **given)


def released(by: User, **options) -> ListRequest:
    """A list that this person asked for and another one released."""
    given = {"purpose": Purpose.objects.get(code="case_handling"), "case_number": "案2026-7", "reason": "集中复核",
             "format": "xlsx", **options}
    return release_list(request=ask_for_records(by=by, at=NOW, **given), by=user_with("privacy_officer"), at=NOW)


def records(by: User, folder: Path, **options) -> Exported:
    return export_records(request=released(by, **options), folder=folder, by=by, at=NOW)


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
    assert [(row[0], row[12]) for row in rows(exported)[1:]] == [
        (shown.number, "展示中"), (disputed.number, "异议处理中")]


def test_the_students_own_statement_stands_beside_each_record(tmp_path) -> None:
    spoken = changed(adverse_record(StudentFactory()), statement="我已改正", statement_at=NOW)
    silent = adverse_record(StudentFactory())
    head, *found = rows(records(user_with("integrity_officer"), tmp_path))
    assert head[-1] == "学生本人陈述"
    assert {row[0]: row[-1] for row in found} == {spoken.number: "我已改正", silent.number: None}


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_the_file_says_its_number_and_purpose(tmp_path, format) -> None:
    exported = records(user_with("integrity_officer"), tmp_path, format=format)
    text = exported.path.read_text("utf-8-sig") if format == "csv" else str(
        list(load_workbook(exported.path).worksheets[1].iter_rows(values_only=True)))
    for words in (exported.export.number, "办理案件", "案2026-7", "集中复核"):
        assert words in text


def test_the_content_is_what_may_be_used_when_it_is_taken(tmp_path) -> None:
    officer = user_with("integrity_officer")
    ended, stays = adverse_record(StudentFactory()), adverse_record(StudentFactory())
    request = released(officer)
    later = adverse_record(StudentFactory())
    withdrawn(ended)
    exported = export_records(request=request, folder=tmp_path, by=officer, at=NOW)
    assert request.count == 2
    assert [row[0] for row in rows(exported)[1:]] == [stays.number, later.number]


def test_every_student_in_the_list_reads_who_took_it_away_and_why(tmp_path) -> None:
    student = StudentFactory()
    numbers = sorted([adverse_record(student).number, adverse_record(student, decision_number="另一号").number])
    StudentFactory()
    officer = user_with("integrity_officer", name="李华")
    request = released(officer)
    assert LookUp.objects.count() == 0
    export_records(request=request, folder=tmp_path, by=officer, at=NOW)
    look = LookUp.objects.get()
    assert (look.student, look.by_name, look.role, look.purpose.code) == (
        student, "李华", "integrity_officer", "case_handling")
    assert (look.case_number, look.reason, sorted(look.seen["records"])) == ("案2026-7", "集中复核", numbers)
    event = AuditEvent.objects.get(action="exports.export_records")
    assert (event.purpose, event.details["rows"], event.details["students"]) == ("case_handling", 2, 1)
    assert "集中复核" not in str(event.details)
    assert "案2026-7" not in str(event.details)


def test_a_list_is_taken_once_and_only_after_its_release(tmp_path) -> None:
    officer = user_with("integrity_officer")
    adverse_record(StudentFactory())
    asked = ask_for_records(purpose=Purpose.objects.get(code="case_handling"), case_number="案7", reason="集中复核",
                            format="csv", by=officer, at=NOW)
    with pytest.raises(Conflict):
        export_records(request=asked, folder=tmp_path, by=officer, at=NOW)
    release_list(request=asked, by=user_with("privacy_officer"), at=NOW)
    again = ListRequest.objects.get()
    export_records(request=asked, folder=tmp_path, by=officer, at=NOW)
    with pytest.raises(Conflict):  # as another tab still shows it
        export_records(request=again, folder=tmp_path, by=officer, at=NOW)
    with pytest.raises(Conflict):
        export_records(request=ListRequest.objects.get(), folder=tmp_path, by=officer, at=NOW)
    assert (LookUp.objects.count(), Export.objects.count()) == (1, 1)
    assert ListRequest.objects.get().state(NOW) == State.TAKEN


@pytest.mark.parametrize(("later", "state"), [
    (timedelta(days=7) - timedelta(seconds=1), State.RELEASED), (timedelta(days=7), State.LAPSED)])
def test_a_released_list_waits_for_seven_days(tmp_path, later, state) -> None:
    officer = user_with("integrity_officer")
    request = released(officer)
    assert request.state(NOW + later) == state
    if state == State.LAPSED:
        with pytest.raises(Conflict):
            export_records(request=request, folder=tmp_path, by=officer, at=NOW + later)
        assert Export.objects.count() == 0
    else:
        assert export_records(request=request, folder=tmp_path, by=officer, at=NOW + later).export.rows == 0


def test_only_who_asked_takes_the_list_away(tmp_path) -> None:
    request = released(user_with("integrity_officer"))
    with pytest.raises(PermissionDenied):
        export_records(request=request, folder=tmp_path, by=user_with("integrity_officer"), at=NOW)


def test_whose_role_has_ended_meanwhile_takes_nothing_away(tmp_path) -> None:
    officer = user_with("integrity_officer")
    request = released(officer)
    officer.role_assignments.update(ended_at=NOW, ended_by=officer)
    with pytest.raises(PermissionDenied):
        export_records(request=request, folder=tmp_path, by=User.objects.get(pk=officer.pk), at=NOW)
