"""Checking: every row, every rule, before anything is written."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from django.core import serializers

from archives.catalogue.rules import RuleHistory
from archives.imports import actions, cells, checking
from archives.imports.findings import sentence
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import Checking
from archives.imports.models import Batch, Finding, RowStatus, StagedRow, Status
from archives.imports.reading import RowStream
from archives.records.models import Record
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from campus.refusals import Refusal
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    registrar,
    sample,
    student_row,
    students,
    uploaded,
    workbook,
)
from tests.factories import NOW, StudentFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"  # a valid number, born on 14 March 2005


def fresh() -> Checking:
    return Checking(by=registrar(), on=date(2026, 11, 23), rules=RuleHistory.load())


def codes(batch: Batch) -> dict[str, int]:
    return {code: group["count"] for code, group in batch.summary.items()}


def test_nothing_is_written_before_the_confirmation():
    colleges()
    batch = students(registrar(), student_row("2024000001"))
    assert (batch.status, batch.new) == (Status.CHECKED, 1)
    assert Student.objects.count() == 0
    assert Record.objects.count() == 0


def test_a_finding_names_sheet_row_column_value_rule_and_what_to_do():
    colleges()
    batch = students(registrar(), student_row("2024000001", unit="哲学院"))
    said = sentence(batch, Finding.objects.get(batch=batch))
    assert said == (
        "工作表“Sheet”第 2 行“学院”列（C 列）：“哲学院”既不是本校单位的代码，也不是其名称。"
        "请使用单位名录中的名称或代码，或先登记该单位。"
    )


def test_every_row_is_checked_and_a_row_with_two_faults_shows_both():
    colleges()
    batch = students(
        registrar(), student_row("2024000001", name="", unit="哲学院"), student_row("2024000002")
    )
    assert codes(batch) == {"name_missing": 1, "unit_unknown": 1}
    assert (batch.new, batch.refused) == (1, 1)


def test_both_rows_of_a_pair_are_refused_and_shown_as_one_finding():
    colleges()
    batch = students(
        registrar(), student_row("2024000001"), student_row("2024000002"), student_row("2024000001")
    )
    finding = Finding.objects.get(batch=batch)
    assert (finding.code, finding.row, finding.other_row, finding.params) == (
        "duplicate_in_file",
        4,
        2,
        {"rows": [2, 4]},
    )
    assert list(
        StagedRow.objects.filter(batch=batch, status=RowStatus.REFUSED).values_list("number", flat=True)
    ) == [2, 4]
    assert (batch.new, batch.refused) == (1, 2)


def test_of_a_person_under_18_nothing_is_stored_anywhere():
    colleges()
    batch = students(registrar(), student_row("2024009999", name="未成年甲", birth_date="2009-12-01"))
    assert codes(batch) == {"under_age": 1}
    row = StagedRow.objects.get(batch=batch)
    assert (row.values, row.sealed, row.before, row.codes) == ({}, None, {}, ["under_age"])
    for model in (Batch, StagedRow, Finding, AuditEvent):
        stored = serializers.serialize(
            "json",
            model.objects.all(),
            fields=[field.name for field in model._meta.fields if field.get_internal_type() != "BinaryField"],
        )
        assert "未成年甲" not in stored
        assert "2024009999" not in stored
        assert "2009-12-01" not in stored


def test_the_date_of_birth_inside_the_identity_number_also_counts():
    colleges()
    batch = students(
        registrar(), student_row("2024000001", birth_date="", identity_number="110105201008054171")
    )
    assert codes(batch) == {"under_age": 1}


def test_on_the_18th_birthday_a_person_is_taken():
    colleges()
    batch = students(
        registrar(),
        student_row("2024000001", birth_date="2008-11-23"),
        student_row("2024000002", birth_date="2008-11-24"),
    )
    assert (batch.new, codes(batch)) == (1, {"under_age": 1})


def test_an_identity_number_lies_nowhere_in_clear():
    colleges()
    batch = students(
        registrar(),
        student_row("2024000001", identity_number=IDENTITY),
        student_row("2024000002", identity_number=IDENTITY[:-1] + "1"),
    )
    row = StagedRow.objects.get(batch=batch, status=RowStatus.NEW)
    assert "identity_number" not in row.values
    assert (row.identity_number, row.sealed) == (IDENTITY, None)
    refused = StagedRow.objects.get(batch=batch, status=RowStatus.REFUSED)
    assert cells.unpack(refused, {"identity_number"})["identity_number"] == IDENTITY[:-1] + "1"
    finding = Finding.objects.get(batch=batch, code="id_check_digit")
    assert finding.value == "•" * 16 + "41"
    stored = list(StagedRow.objects.values_list("values", "before", "cells")) + list(
        Finding.objects.values_list("value", "params")
    )
    assert IDENTITY[:12] not in json.dumps(stored, ensure_ascii=False)


def test_a_row_of_another_college_is_outside_your_units():
    colleges()
    officer = user_with("registrar", college())
    batch = students(officer, student_row("2024000001"), student_row("2024000002", unit="文学院"))
    assert (batch.new, codes(batch)) == (1, {"outside_your_units": 1})


def test_a_student_of_another_college_cannot_be_changed_or_moved_in():
    colleges()
    StudentFactory(number="2024000001", unit=other_college(), name="他院学生")
    batch = students(user_with("registrar", college()), student_row("2024000001"))
    assert (batch.changed, codes(batch)["outside_your_units"]) == (0, 1)


def test_an_empty_cell_leaves_the_value_as_it_is():
    colleges()
    StudentFactory(
        number="2024000001", name="陈佳宁", major="软件工程", year=2024, birth_date=date(2005, 3, 14)
    )
    batch = students(registrar(), student_row("2024000001", name="", major="", year=""))
    assert (batch.unchanged, batch.changed, batch.refused) == (1, 0, 0)


def test_a_change_is_shown_with_before_and_after_and_a_new_name_asks_for_a_second_look():
    colleges()
    StudentFactory(
        number="2024000001", name="王思远", major="软件工程", year=2024, birth_date=date(2005, 3, 14)
    )
    batch = students(registrar(), student_row("2024000001", name="王思源"))
    row = StagedRow.objects.get(batch=batch)
    assert (row.status, row.before, row.values["name"]) == (RowStatus.CHANGED, {"name": "王思远"}, "王思源")
    assert batch.changes == {"name": {"rows": 1, "row": 2, "before": "王思远", "after": "王思源"}}
    assert codes(batch) == {"name_changes": 1}


def test_importing_the_same_file_again_changes_nothing_and_is_recognised():
    colleges()
    officer = registrar()
    content = workbook([student_row("2024000001", identity_number=IDENTITY), student_row("2024000002")])
    first = applied(checked(uploaded(content, officer)))
    second = checked(uploaded(content, officer))
    assert (second.unchanged, second.new, second.changed, second.refused) == (2, 0, 0, 0)
    assert second.fingerprint == first.fingerprint
    assert second.mapping_from == first.number
    with pytest.raises(Refusal):
        actions.confirm_batch(batch=second, by=officer, at=NOW)


def test_an_identity_number_of_another_student_is_refused():
    colleges()
    officer = registrar()
    applied(students(officer, student_row("2024000001", identity_number=IDENTITY)))
    batch = students(officer, student_row("2024000002", identity_number=IDENTITY))
    assert codes(batch) == {"identity_taken": 1}


def test_the_number_of_queries_does_not_depend_on_the_rows(django_assert_max_num_queries):
    colleges()
    officer = registrar()
    few = uploaded(workbook([student_row(f"20240{n:05d}") for n in range(3)]), officer)
    many = uploaded(workbook([student_row(f"20241{n:05d}") for n in range(300)]), officer)
    with django_assert_max_num_queries(55):
        checked(few)
    with django_assert_max_num_queries(55):
        checked(many)


def test_forbidden_columns_stop_the_check_until_a_person_agrees():
    colleges()
    officer = registrar()
    batch = sample("students_with_forbidden_columns.xlsx", officer, "students")
    assert [item["header"] for item in batch.forbidden] == ["血型", "宗教信仰"]
    with pytest.raises(Refusal):
        actions.start_check(batch=batch, by=officer, at=NOW)
    checked(actions.agree_to_leave_out(batch=batch, by=officer, at=NOW))
    assert (batch.status, batch.rows) == (Status.CHECKED, 5)
    assert batch.left_out_by == officer
    assert all(
        set(values) <= {"number", "name", "unit"}
        for values in StagedRow.objects.filter(batch=batch).values_list("values", flat=True)
    )


def test_reading_ahead_changes_nothing_but_the_time(monkeypatch):
    colleges()
    monkeypatch.setattr(checking, "CHUNK", 4)
    rows = [[number, 2, [[0, [f"20240000{row:02}" for row in number]], [1, ["文学院"] * len(number)]], []]
            for number in ([2, 3, 4], [5, 6], [7, 8, 9, 10, 11, 12], [13])]  # fmt: skip
    batch = Batch(kind="students", mapping={"number": 0, "unit": 1}, answers={})

    known = fresh()

    def told(steps: int) -> list[tuple[list[int], list[str]]]:
        stream = RowStream((("rows", copy.deepcopy(frame)) for frame in rows), name="x.xlsx", close=lambda: None)
        chunks = checking.read_chunks(KINDS["students"], batch, stream, known)
        found = []
        for read in chunks:
            found.append((read.rows.numbers, read.meant["number"]))
            for _ in range(steps):
                chunks.step()
        return found

    assert [numbers for numbers, _ in told(0)] == [[2, 3, 4, 5, 6], [7, 8, 9, 10], [11, 12, 13]]
    assert told(0) == told(1) == told(9)
    assert told(0)[2][1] == ["2024000011", "2024000012", "2024000013"]
