"""The register of kinds is open: a kind that the engine never heard of goes the whole way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from archives.imports import actions, permissions
from archives.imports.finding_texts import TEXTS, error
from archives.imports.kinds import KINDS, Kind, load_kinds, register
from archives.imports.kinds.base import Checking
from archives.imports.kinds.rows import RowReader
from archives.imports.models import Batch, Status
from archives.imports.resources import write_written
from archives.registry.models import Student
from campus.accounts.permission_names import UnknownPermission
from campus.documents.spreadsheets import Watermark
from tests.archives.imports.factories import applied, checked, colleges, registrar, run_job, uploaded, workbook
from tests.archives.imports.kinds.toy import Nicknames
from tests.factories import NOW, TODAY, StudentFactory, college, user_with

HEADINGS = ("学号", "昵称")


@pytest.fixture
def nicknames() -> Iterator[Kind]:
    known = dict(TEXTS)
    register(Nicknames)
    yield KINDS["nicknames"]
    del KINDS["nicknames"]
    for code in TEXTS.keys() - known:
        del TEXTS[code]


@pytest.fixture
def officer(db):
    colleges()
    for number, latin_name in (("2024000001", "Jia"), ("2024000002", "佳宁"), ("2024000003", "")):
        StudentFactory(number=number, latin_name=latin_name)
    return registrar()


def batch_of(by, *rows: tuple[str, str]) -> Batch:
    return checked(uploaded(workbook(rows, HEADINGS), by, kind="nicknames", name="nicknames.xlsx"))


def names() -> dict[str, str]:
    return dict(Student.objects.values_list("number", "latin_name"))


def page(batch: Batch, name: str, **query: str) -> str:
    client = Client()
    client.force_login(batch.uploaded_by)
    response = client.get(reverse(f"imports:{name}", args=[batch.number]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_kind_of_another_package_goes_from_the_upload_to_the_undo(nicknames, officer):
    before = names()
    batch = batch_of(officer, ("2024000001", "lin"), ("2024000002", "佳宁"), ("2024000003", "大王"),
                     ("2024000009", "lin"))  # fmt: skip
    assert (batch.status, batch.changed, batch.unchanged, batch.refused) == (Status.CHECKED, 1, 1, 2)
    assert "小林" in page(batch, "rows", status="changed")
    applied(batch)
    assert (batch.status, batch.written) == (Status.APPLIED, 1)
    assert names() == {**before, "2024000001": "小林"}
    assert "nicknames.xlsx" in page(batch, "receipt")
    actions.undo_batch(batch=batch, by=officer, at=NOW)
    run_job(batch)
    assert (batch.status, batch.reversed, names()) == (Status.UNDONE, 1, before)


def test_its_refused_rows_go_out_as_a_workbook_with_its_own_words(nicknames, officer):
    batch = batch_of(officer, ("2024000001", ""), ("2024000001", "lin"), ("2024000003", "lin"))
    assert set(batch.summary) == {"nickname_missing", "duplicate_in_file"}
    assert "Nickname is missing" in page(batch, "check")
    client = Client()
    client.force_login(officer)
    content = client.get(reverse("imports:error_workbook", args=[batch.number])).content
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert any("Nickname is missing" in str(cell) for cell in rows[1])


def test_its_reasons_are_told_beside_the_rows_that_were_left_behind(nicknames, officer):
    batch = batch_of(officer, ("2024000001", "lin"), ("2024000003", "lin"))
    Student.objects.filter(number="2024000003").update(status="withdrawn")
    applied(batch)
    assert (batch.status, batch.left_behind) == (Status.PART_APPLIED, 1)
    assert "They have left." in page(batch, "rows", status="left_behind")


def test_it_is_offered_to_whoever_holds_its_permission_and_lists_nothing_it_cannot_list(nicknames, officer):
    assert permissions.kinds_for(officer) == ["units", "students", "records", "volunteering", "nicknames"]
    assert permissions.kinds_for(user_with("aid_officer")) == ["records", "volunteering"]
    batch = applied(batch_of(officer, ("2024000001", "lin")))
    assert write_written(batch, Path("nothing.xlsx"), mark=Watermark("", "", NOW, "")) == 0
    assert reverse("imports:written_rows", args=[batch.number]) not in page(batch, "receipt")


def test_kinds_are_found_by_the_names_in_the_configuration_of_the_app():
    load_kinds()  # a second time changes nothing
    assert list(KINDS) == ["units", "students", "records", "volunteering"]
    assert len(apps.get_app_config("archives").import_kinds) == len(KINDS)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"code": "students"}, "registered twice"),
        ({"first_fields": ("number", "nick")}, "no fields"),
        ({"findings": {"under_age": error("a", "b", "c")}}, "words already"),
    ],
)
def test_a_kind_that_would_shadow_another_or_names_what_is_not_there_is_refused(change, wrong):
    kind: ClassVar = type("Other", (Nicknames,), change)
    with pytest.raises(ValueError, match=wrong):
        register(kind)
    assert "nicknames" not in KINDS


def test_a_kind_with_a_permission_that_does_not_exist_is_refused():
    with pytest.raises(UnknownPermission):
        register(type("Other", (Nicknames,), {"permission": "students.rename"}))


def every_choice() -> list[tuple[str, str]]:
    """Fields with a list of words, of all kinds."""
    return [
        ("students", "unit"), ("students", "status"), ("records", "record_type"), ("records", "sanction"),
        ("volunteering", "record_type"), ("units", "kind"), ("units", "parent"),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "field"), every_choice())
def test_a_choice_means_the_same_in_all_three_ways_of_writing_it(officer, kind, field):
    college("06", "计算机学院", "School of Computing")  # a second one of that name
    found = KINDS[kind].choices(field, by=officer, on=TODAY)
    assert found
    for choice in found:
        assert {meaning(kind, field, word, officer) for word in choice} == {choice.value}


def meaning(code: str, field: str, word: str, by) -> str:
    """What the kind makes of the word in an otherwise empty row."""
    from archives.catalogue.rules import RuleHistory

    kind, checking = KINDS[code], Checking(by=by, on=TODAY, rules=RuleHistory.load())
    reader = RowReader(2, {field: word, "conduct_on": date(2026, 3, 5)}, checking)
    kind.read(reader)
    kind.compare(reader.row, kind.look_up([reader.row], checking), checking)
    assert [draft.code for draft in reader.row.drafts if draft.field == field] == []
    return reader.row.values[field]


def test_every_field_that_takes_one_of_a_few_words_says_which(officer):
    without = [
        (kind.code, spec.name)
        for kind in KINDS.values()
        for spec in kind.fields
        if spec.kind == "choice" and not kind.choices(spec.name, by=officer, on=TODAY)
    ]
    assert without == []


def test_choices_stay_inside_what_the_person_may_import(officer):
    of_college = user_with("registrar", college())
    assert [choice.value for choice in KINDS["students"].choices("unit", by=of_college, on=TODAY)] == ["01"]
    adverse = {"EXAM-CHEAT", "ACAD-MISCONDUCT"}
    assert adverse <= {choice.value for choice in KINDS["records"].choices("record_type", by=officer, on=TODAY)}
    for by, kind in ((user_with("aid_officer"), "records"), (officer, "volunteering")):
        offered = {choice.value for choice in KINDS[kind].choices("record_type", by=by, on=TODAY)}
        assert offered == {"VOLUNTEER", "HONESTY-DEED", "KEPT-PROMISE", "TRAINING"}


def test_there_are_no_lists_where_anything_may_be_written(officer):
    assert [KINDS[code].choices("name", by=officer, on=TODAY) for code in KINDS] == [[], [], [], []]
