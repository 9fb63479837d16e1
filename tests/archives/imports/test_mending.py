"""Mending: a cell typed anew, an answer for a whole group, a row left out; counts and digest follow."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from archives.imports import actions, mending
from archives.imports.group_fixes import given
from archives.imports.models import Batch, CellFix, Finding, RememberedValue, RowStatus, StagedRow, Status
from archives.registry.models import Student
from campus.audit.models import AuditEvent
from campus.jobs import running
from campus.refusals import Conflict, Refusal
from tests.archives.imports.factories import (
    applied,
    checked,
    colleges,
    registrar,
    student_row,
    students,
    uploaded,
    workbook,
)
from tests.factories import NOW, user_with

pytestmark = pytest.mark.django_db
IDENTITY = "110105200503140048"  # a valid number, born on 14 March 2005
WRONG_DIGIT = "110105200503140041"
STREET = student_row("2024000009")


@pytest.fixture
def officer():
    colleges()
    return registrar()


def fix(batch: Batch, row: int, **values: str) -> mending.Mended:
    return mending.fix_cells(batch=batch, row=row, values=values, by=batch.uploaded_by, at=NOW)


def answer(batch: Batch, code: str, choice: str, **options) -> mending.Mended:
    return mending.answer_group(batch=batch, code=code, choice=choice, by=batch.uploaded_by, at=NOW, **options)


def counts(batch: Batch) -> tuple[int, int, int, int, int]:
    batch.refresh_from_db()
    assert batch.rows == batch.new + batch.changed + batch.unchanged + batch.refused + batch.dropped
    return batch.new, batch.changed, batch.unchanged, batch.refused, batch.dropped


def causes(batch: Batch) -> dict[str, int]:
    """As the batch counts them, and held against the findings themselves."""
    batch.refresh_from_db()
    counted = {code: group["count"] for code, group in batch.summary.items()}
    assert sum(counted.values()) == Finding.objects.filter(batch=batch).count()
    return counted


def test_a_cell_typed_anew_makes_the_row_good_and_what_was_typed_is_written(officer):
    batch = students(officer, student_row("2024000001", name=""), STREET)
    before = batch.digest
    assert fix(batch, 2, name="赵一鸣") == mending.Mended(left=0, is_good=True)
    assert (counts(batch), causes(batch)) == ((2, 0, 0, 0, 0), {})
    assert batch.digest != before
    assert applied(batch).written == 2
    assert Student.objects.get(number="2024000001").name == "赵一鸣"


def test_what_is_still_wrong_is_kept_as_typed_and_says_so(officer):
    batch = students(officer, student_row("2024000001", unit="哲学院"))
    assert fix(batch, 2, unit="没有的学院") == mending.Mended(left=1, is_good=False)
    assert CellFix.objects.get(batch=batch).value == "没有的学院"
    assert Finding.objects.get(batch=batch).value == "没有的学院"
    assert fix(batch, 2, unit="文学院").is_good
    assert CellFix.objects.get(batch=batch).value == "文学院"


def test_the_cell_as_it_stands_in_the_file_needs_no_note(officer):
    batch = students(officer, student_row("2024000001", unit="哲学院"))
    fix(batch, 2, unit="文学院")
    assert not fix(batch, 2, unit="哲学院").is_good
    assert not CellFix.objects.exists()
    assert counts(batch) == (0, 0, 0, 1, 0)


def test_of_a_pair_both_rows_are_good_once_one_number_is_typed_anew(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000001"))
    assert fix(batch, 3, number="2024000002").left == 0
    assert (counts(batch), causes(batch)) == ((2, 0, 0, 0, 0), {})


def test_a_number_of_another_row_of_the_file_may_not_be_typed(officer):
    applied(students(officer, STREET))
    batch = students(officer, STREET, student_row("2024000001"), student_row(""))
    assert counts(batch) == (1, 0, 1, 1, 0)
    for taken, row in (("2024000001", 3), ("2024000009", 2)):  # a new row, and one that is only counted
        assert not fix(batch, 4, number=taken).is_good
        finding = Finding.objects.get(batch=batch)
        assert (finding.code, finding.params) == ("typed_key_taken", {"row": row})
        assert counts(batch) == (1, 0, 1, 1, 0)
    assert fix(batch, 4, number="2024000002").is_good
    assert (counts(batch), causes(batch)) == ((2, 0, 1, 0, 0), {})


def test_of_two_rows_with_the_same_typed_number_neither_is_imported(officer):
    batch = students(officer, student_row(""), student_row(""), STREET)
    assert fix(batch, 2, number="2024000002").is_good
    assert not fix(batch, 3, number="2024000002").is_good
    assert (counts(batch), causes(batch)) == ((1, 0, 0, 2, 0), {"duplicate_in_file": 1})
    assert fix(batch, 3, number="2024000003").left == 0
    assert counts(batch) == (3, 0, 0, 0, 0)


def test_a_number_that_was_typed_over_is_free_again(officer):
    batch = students(officer, student_row("2024000001", name=""), student_row(""))
    fix(batch, 2, number="2024000005", name="甲")
    assert fix(batch, 3, number="2024000001", name="乙").is_good
    assert counts(batch) == (2, 0, 0, 0, 0)


def test_an_identity_number_is_sealed_when_it_is_typed(officer):
    batch = students(officer, student_row("2024000001", identity_number=WRONG_DIGIT))
    row = StagedRow.objects.get(batch=batch)
    assert "identity_number" not in row.cells
    assert WRONG_DIGIT in row.sealed
    assert fix(batch, 2, identity_number=IDENTITY).is_good
    assert applied(batch).written == 1
    assert Student.objects.get().identity_number == IDENTITY


def test_of_somebody_who_turns_out_to_be_under_eighteen_nothing_is_kept(officer):
    batch = students(officer, student_row("2024000001", name="未成年人", birth_date="不详"))
    assert not fix(batch, 2, birth_date="2015-03-14").is_good
    row = StagedRow.objects.get(batch=batch)
    assert (row.codes, row.values, row.cells, row.sealed) == (["under_age"], {}, {}, None)
    assert not CellFix.objects.exists()
    with pytest.raises(Refusal):
        fix(batch, 2, birth_date="2005-03-14")


@pytest.mark.parametrize(("choice", "name"), [("keep_first", "甲"), ("keep_later", "丙")])
def test_of_rows_that_appear_twice_the_first_or_the_last_stays(officer, choice, name):
    rows = [student_row("2024000001", name=one) for one in "甲乙丙"]
    batch = students(officer, *rows, STREET)
    assert answer(batch, "duplicate_in_file", choice).left == 0
    assert (counts(batch), causes(batch)) == ((2, 0, 0, 0, 2), {})
    assert applied(batch).written == 2
    assert Student.objects.get(number="2024000001").name == name


def test_which_of_two_rows_stays_can_be_taken_back(officer):
    batch = students(officer, student_row("2024000001"), student_row("2024000001", name="乙"))
    answer(batch, "duplicate_in_file", "keep_later")
    answer(batch, "duplicate_in_file", "take_back")
    assert (counts(batch), causes(batch)) == ((0, 0, 0, 2, 0), {"duplicate_in_file": 1})


def test_what_a_word_means_counts_for_all_rows_with_it_and_for_the_next_file(officer):
    rows = [student_row(f"202400000{n}", unit="CS-X") for n in range(3)]
    batch = students(officer, *rows, student_row("2024000005", unit="哲学院"))
    assert answer(batch, "unit_unknown", "map", field="unit", values={"CS-X": "01"}).left == 1
    assert (counts(batch), causes(batch)) == ((3, 0, 0, 1, 0), {"answer_used": 3, "unit_unknown": 1})
    assert {row.values["unit"] for row in StagedRow.objects.filter(batch=batch, status=RowStatus.NEW)} == {"01"}
    remembered = RememberedValue.objects.get()
    assert (remembered.field, remembered.found, remembered.value) == ("unit", "cs-x", "01")
    assert [told.text for told in given(batch)] == ["“学院”列的“CS-X”即“计算机学院”（3 行）"]

    later = students(officer, student_row("2025000001", unit="ＣＳ-Ｘ"))
    assert (counts(later), causes(later)) == ((1, 0, 0, 0, 0), {"answer_used": 1})


def test_what_a_word_means_can_be_taken_back_and_is_forgotten(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"))
    answer(batch, "unit_unknown", "map", field="unit", values={"CS-X": "01"})
    answer(batch, "map", "take_back", field="unit", values={"CS-X": ""})
    assert (counts(batch), causes(batch)) == ((0, 0, 0, 1, 0), {"unit_unknown": 1})
    assert not RememberedValue.objects.exists()


def test_a_word_means_only_what_is_on_the_list(officer):
    batch = students(officer, student_row("2024000001", unit="CS-X"))
    with pytest.raises(Refusal):
        answer(batch, "unit_unknown", "map", field="unit", values={"CS-X": "no-such-unit"})
    with pytest.raises(Refusal):
        answer(batch, "name_missing", "map", field="name", values={"": "01"})
    assert counts(batch) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize(("choice", "born"), [("day_first", "2005-04-03"), ("month_first", "2005-03-04")])
def test_dates_with_two_readings_are_asked_once_for_the_column(officer, choice, born):
    batch = students(officer, *(student_row(f"202400000{n}", birth_date="03/04/2005") for n in range(2)))
    assert answer(batch, "date_ambiguous", choice, field="birth_date").left == 0
    assert {row.values["birth_date"] for row in StagedRow.objects.filter(batch=batch)} == {born}
    answer(batch, "dates", "take_back", field="birth_date")
    assert causes(batch) == {"date_ambiguous": 2}


def test_dates_with_the_day_before_the_month_are_understood_once_somebody_says_so(officer):
    rows = [student_row("2024000001", birth_date="2005/25/03"), student_row("2024000002", birth_date="三月")]
    batch = students(officer, *rows)
    assert answer(batch, "date_invalid", "year_day_month", field="birth_date").left == 1
    assert StagedRow.objects.get(batch=batch, status=RowStatus.NEW).values["birth_date"] == "2005-03-25"


def test_wrong_identity_numbers_can_be_left_out_for_all_rows(officer):
    batch = students(officer, student_row("2024000001", identity_number=WRONG_DIGIT))
    assert answer(batch, "id_check_digit", "blank").left == 0
    assert (counts(batch), causes(batch)) == ((1, 0, 0, 0, 0), {"cell_left_out": 1})
    assert applied(batch).written == 1
    assert Student.objects.get().identity_number == ""


def test_rows_that_cannot_be_mended_are_left_out_also_under_eighteen(officer):
    batch = students(officer, student_row("2024000001", birth_date="2015-03-14"), STREET)
    assert answer(batch, "under_age", "leave_out").left == 0
    assert (counts(batch), causes(batch)) == ((1, 0, 0, 0, 1), {})


def test_one_row_is_left_out_and_its_number_is_free(officer):
    batch = students(officer, student_row("2024000001", unit="哲学院"), student_row(""))
    mending.leave_out_row(batch=batch, row=2, by=officer, at=NOW)
    assert counts(batch) == (0, 0, 0, 1, 1)
    assert fix(batch, 3, number="2024000001").is_good


def test_mending_changes_what_would_change_by_field(officer):
    applied(students(officer, student_row("2024000001"), student_row("2024000002")))
    batch = students(
        officer,
        student_row("2024000001", major="物理", unit="哲学院"),
        student_row("2024000002", major="数学"),
    )
    assert batch.changes["major"]["rows"] == 1
    fix(batch, 2, unit="计算机学院")
    assert (counts(batch), batch.changes["major"]["rows"]) == ((0, 2, 0, 0, 0), 2)
    fix(batch, 2, unit="计算机学院", major="软件工程")
    assert counts(batch) == (0, 1, 1, 0, 0)
    assert (batch.changes["major"]["rows"], batch.changes["major"]["row"]) == (1, 3)


def test_a_batch_that_was_not_released_is_back_with_its_office_once_mended(officer):
    batch = students(officer, student_row("2024000001", name=""))
    Batch.objects.update(
        status=Status.RELEASE_REFUSED, release_refused_at=NOW, release_refused_by=officer, release_refused_reason="x"
    )
    batch.refresh_from_db()
    fix(batch, 2, name="赵一鸣")
    assert (batch.status, batch.release_refused_reason) == (Status.CHECKED, "x")


def test_only_who_prepares_the_batch_mends_it(officer):
    batch = students(officer, student_row("2024000001", name=""))
    for stranger in (user_with("auditor"), user_with("teacher")):
        with pytest.raises(PermissionDenied):
            mending.fix_cells(batch=batch, row=2, values={"name": "甲"}, by=stranger, at=NOW)
        with pytest.raises(PermissionDenied):
            mending.answer_group(batch=batch, code="name_missing", choice="leave_out", by=stranger, at=NOW)
        with pytest.raises(PermissionDenied):
            mending.leave_out_row(batch=batch, row=2, by=stranger, at=NOW)
    assert counts(batch) == (0, 0, 0, 1, 0)


def test_a_batch_that_was_confirmed_meanwhile_is_not_mended(officer):
    batch = students(officer, student_row("2024000001", name=""), STREET)
    actions.confirm_batch(batch=Batch.objects.get(pk=batch.pk), by=officer, at=NOW)
    with pytest.raises(Conflict):
        fix(batch, 2, name="甲")
    assert not CellFix.objects.exists()


def test_a_confirmation_of_what_was_seen_before_a_mending_is_refused(officer):
    batch = students(officer, student_row("2024000001", name=""), STREET)
    seen = batch.digest
    fix(batch, 2, name="甲")
    with pytest.raises(Conflict):
        actions.confirm_batch(batch=batch, by=officer, at=NOW, digest=seen)


def test_mending_leaves_a_trace_without_what_was_typed(officer):
    batch = students(officer, student_row("2024000001", name=""))
    fix(batch, 2, name="赵一鸣")
    event = AuditEvent.objects.get(action="imports.fix_cells")
    assert (event.details["row"], event.details["fields"]) == (2, ["name"])
    assert "赵一鸣" not in str(event.details)


def test_many_rows_are_mended_by_a_job_and_nobody_confirms_meanwhile(officer, monkeypatch):
    batch = students(officer, *(student_row(f"202400000{n}", unit="CS-X") for n in range(5)), STREET)
    monkeypatch.setattr(mending, "AT_ONCE", 2)
    done = answer(batch, "unit_unknown", "map", field="unit", values={"CS-X": "01"})
    assert (done.in_background, counts(batch)) == (True, (1, 0, 0, 5, 0))
    with pytest.raises(Conflict):
        fix(batch, 2, unit="文学院")
    job = mending.job_of(batch)
    running.run(job.pk, clock=lambda: NOW)
    assert (counts(batch), causes(batch)) == ((6, 0, 0, 0, 0), {"answer_used": 5})
    assert mending.job_of(batch) is None
    assert applied(batch).written == 6


def test_what_was_typed_and_answered_counts_again_after_another_check(officer):
    rows = [student_row("2024000001", name=""), student_row("2024000002"), student_row("2024000002", name="乙")]
    batch = students(officer, *rows)
    fix(batch, 2, name="赵一鸣")
    answer(batch, "duplicate_in_file", "keep_later")
    before = counts(batch)
    checked(batch)
    assert (counts(batch), before) == ((2, 0, 0, 0, 1), (2, 0, 0, 0, 1))


def test_a_unit_whose_code_was_typed_is_there_for_the_units_below_it():
    root = user_with("administrator")
    headings = ("代码", "名称", "上级代码")
    content = workbook([("", "新学院", "school"), ("0901", "新系", "09")], headings)
    batch = checked(uploaded(content, root, kind="units", name="units.xlsx"))
    assert counts(batch) == (0, 0, 0, 2, 0)
    assert fix(batch, 2, code="09").left == 0
    assert applied(batch).written == 2


@pytest.mark.parametrize("looked", [False, True])
def test_a_change_of_a_name_asks_for_a_second_look(officer, looked):
    applied(students(officer, STREET))
    batch = students(officer, student_row("2024000009", name="陈嘉宁"))
    assert actions.second_looks(batch) == 1
    if looked:
        assert actions.confirm_batch(batch=batch, by=officer, at=NOW, looked=True).status == Status.APPLYING
    else:
        with pytest.raises(Refusal):
            actions.confirm_batch(batch=batch, by=officer, at=NOW)
        assert Batch.objects.get(pk=batch.pk).status == Status.CHECKED


def test_all_rows_or_none_waits_for_the_last_bad_row(officer):
    batch = students(officer, student_row("2024000001", name=""), STREET)
    with pytest.raises(Refusal):
        actions.confirm_batch(batch=batch, by=officer, at=NOW, all_or_nothing=True)
    fix(batch, 2, name="甲")
    assert actions.confirm_batch(batch=batch, by=officer, at=NOW, all_or_nothing=True).all_or_nothing
