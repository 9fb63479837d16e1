"""Templates: what they hold, and how they are known when they come back filled in."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from archives.catalogue.models import RecordType
from archives.imports import intake
from archives.imports.kinds import KINDS
from archives.imports.marking import MARK_SHEET
from archives.imports.models import Status
from archives.imports.sentences import Note
from archives.imports.template_workbook import version_of, write_template
from campus.accounts.models import User
from tests.archives.imports.factories import checked, colleges, registrar, uploaded
from tests.factories import TODAY, college, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def template(kind: str, by: User, on: date = TODAY) -> Workbook:
    path = Path("template.xlsx")
    return load_workbook(io.BytesIO(written(kind, by, path, on)))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(kind: str, by: User, path: Path, on: date = TODAY) -> bytes:
    write_template(KINDS[kind], path, by=by, on=on)
    return path.read_bytes()


def filled(book: Workbook, *rows: dict[str, str], first: int = 3) -> bytes:
    """The template with these rows, by letter of the column."""
    for number, row in enumerate(rows, start=first):
        for letter, value in row.items():
            book.worksheets[0][f"{letter}{number}"] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WANG = {"A": "2026030001", "B": "王小明", "D": "计算机学院", "I": "2005-03-14"}


def test_headings_are_in_both_languages_and_the_required_ones_are_starred(officer) -> None:
    headings = [cell.value for cell in template("students", officer).worksheets[0][1]]
    assert headings[:4] == ["学号 / Student number *", "姓名 / Name *", "拉丁字母姓名 / Name in Latin letters",
                            "学院 / College"]
    with translation.override("en"):
        assert [cell.value for cell in template("students", officer).worksheets[0][1]] == headings


def test_identifiers_are_text_days_are_days_and_only_the_headings_are_locked(officer) -> None:
    sheet = template("students", officer).worksheets[0]
    formats = {letter: sheet.column_dimensions[letter].number_format for letter in "AHI"}
    assert formats == {"A": "@", "H": "@", "I": "yyyy-mm-dd"}
    assert (sheet.protection.sheet, sheet["A1"].protection.locked, sheet["A2"].protection.locked) == (True, True, False)
    assert not sheet.column_dimensions["A"].protection.locked


def test_lists_hold_the_units_that_the_person_covers_and_the_kinds_in_use(officer) -> None:
    assert listed(template("students", officer), "D") == [
        "示例大学", "计算机学院", "文学院", "机械工程学院", "经济管理学院", "外国语学院"]
    assert listed(template("students", user_with("registrar", college("02"))), "D") == ["文学院"]
    assert "志愿服务" in listed(template("records", officer), "C")
    RecordType.objects.filter(code="VOLUNTEER").update(is_enabled=False)
    assert "志愿服务" not in listed(template("records", officer), "C")
    assert "考试作弊" not in listed(template("records", user_with("aid_officer")), "C")


def listed(book: Workbook, letter: str) -> list[str]:
    """The words of the drop-down of a column."""
    sheet = book.worksheets[0]
    source = next(rule.formula1 for rule in sheet.data_validations.dataValidation if f"{letter}3" in rule.sqref)
    name, area = source.split("!")
    return [cell.value for (cell,) in book[name][area.replace("$", "")]]


@pytest.mark.parametrize("name", ["=1+1", "<r><t>甲</t></r>", "http://example.org/"])
def test_a_word_of_a_list_is_nothing_but_text(officer, name) -> None:
    college("06", name, "")
    (cell,) = [cell for row in template("students", officer)["lists"].iter_rows() for cell in row if cell.value == name]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_the_guide_says_what_is_required_and_what_is_never_accepted(officer) -> None:
    with translation.override("en"):
        guide = template("students", officer)["Guide"]
    text = [[cell or "" for cell in row] for row in guide.iter_rows(values_only=True)]
    said = "\n".join(row[0] for row in text)
    assert "Nobody under 18" in said
    assert "religion, genes, fingerprints, blood type, disease and medical history" in said
    needed = {row[0]: row[1] for row in text}
    assert (needed["学号 / Student number"], needed["学院 / College"], needed["专业 / Major"]) == (
        "yes", "for new entries", "no")


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_every_kind_is_explained(kind) -> None:
    assert [spec.name for spec in KINDS[kind].fields if spec.name not in KINDS[kind].guide] == []


def test_a_filled_template_is_known_column_by_column_and_its_example_is_left_out(officer) -> None:
    batch = uploaded(filled(template("students", officer), WANG), officer)
    fields = [spec.name for spec in KINDS["students"].fields]
    assert batch.mapping == {name: column for column, name in enumerate(fields)}
    assert batch.notes == [["example_rows", {"count": 1, "rows": "2"}]]
    assert intake.is_exact(batch)
    batch = checked(batch)
    assert (batch.rows, batch.new, batch.refused) == (1, 1, 0)


def test_an_example_that_is_written_over_is_data(officer) -> None:
    batch = checked(uploaded(filled(template("students", officer), WANG, first=2), officer))
    assert (batch.rows, batch.new, batch.notes) == (1, 1, [])


def test_an_empty_template_has_no_rows(officer) -> None:
    batch = uploaded(written("students", officer, Path("a.xlsx")), officer)
    assert (batch.status, batch.unreadable["code"]) == (Status.UNREADABLE, "no_rows")


def test_a_template_saved_as_text_is_known_by_its_headings(officer) -> None:
    heading = ",".join(str(cell.value) for cell in template("students", officer).worksheets[0][1])
    text = f"{heading}\r\n2026030001,王小明,,计算机学院,,,,,2005-03-14,,,\r\n"
    batch = uploaded(text.encode(), officer, name="a.csv")
    assert batch.mapping["latin_name"] == 2
    assert intake.is_exact(batch)


def test_an_older_template_is_read_and_said_to_be_old(officer) -> None:
    content = filled(template("students", officer), WANG)
    assert "older_template" not in dict(uploaded(content, officer).notes)
    college("06", "数学学院")
    batch = uploaded(content, officer)
    assert dict(batch.notes)["older_template"] == {"made": "2026-11-23"}
    assert str(Note("older_template", {"made": "2026-11-23"})).startswith("2026-11-23 ")
    assert checked(batch).new == 1


def test_the_version_of_a_template_is_that_of_whom_it_was_made_for(officer) -> None:
    """Somebody who covers one college has shorter lists, and no reason to be told of a newer template."""
    of_one = user_with("registrar", college("02"))
    content = filled(template("students", officer), {**WANG, "D": "文学院"})
    assert version_of(KINDS["students"], by=officer, on=TODAY) != version_of(KINDS["students"], by=of_one, on=TODAY)
    assert "older_template" not in dict(uploaded(content, of_one).notes)


def test_a_mark_that_was_changed_is_none(officer) -> None:
    college("06", "数学学院")
    book = template("students", officer)
    RecordType.objects.update(is_enabled=False)
    book[MARK_SHEET]["A2"] = f"{book[MARK_SHEET]['A2'].value}x"
    batch = uploaded(filled(book, WANG), officer)
    assert "hidden_sheets" in dict(batch.notes)  # an ordinary file with hidden sheets
    assert batch.mapping["number"] == 0


def test_the_page_hands_out_the_templates_of_the_kinds_that_a_person_may_import(officer) -> None:
    client = Client()
    client.force_login(officer)
    address = reverse("imports:template", args=["students"])
    assert address in client.get(reverse("imports:upload")).content.decode()
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="students-template-2026-11-23.xlsx"'
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0].title == "学生"
    client.force_login(user_with("aid_officer"))
    assert client.get(address).status_code == 404
    assert client.get(reverse("imports:template", args=["nothing"])).status_code == 404
