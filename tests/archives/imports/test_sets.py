"""A OneRoster set from the upload to the undo."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archives.imports import actions, intake, permissions
from archives.imports.models import Batch, Finding, Status
from archives.imports.sets import upload_set
from archives.registry.models import Student
from campus.accounts.models import User
from campus.organisation.models import Unit
from tests.archives.imports import hostile
from tests.archives.imports.factories import applied, checked, run_job
from tests.archives.imports.oneroster_sets import oneroster
from tests.factories import NOW, college, school, user_with

pytestmark = pytest.mark.django_db


def of_the_school() -> User:
    """Who may import units and students of the whole school."""
    return user_with("registrar")


@pytest.fixture
def registrar() -> User:
    school()
    college("U", "旧名", "Old name")
    return of_the_school()


def taken_in(content: bytes, by: User) -> list[Batch]:
    return upload_set(file=ContentFile(content, name="set.zip"), name="set.zip", by=by, at=NOW, note="秋季")


def codes(batch: Batch) -> set[tuple[int, str]]:
    return set(Finding.objects.filter(batch=batch, severity="error").values_list("row", "code"))


def test_a_set_becomes_units_and_then_students_and_both_can_be_undone(registrar: User) -> None:
    units, students = taken_in(oneroster(), registrar)
    assert (units.kind, students.kind, students.follows) == ("units", "students", units)
    assert intake.is_exact(units)
    assert intake.is_exact(students)

    units = checked(units)
    assert (units.new, units.refused) == (2, 0)
    applied(units)
    client = Client()
    client.force_login(registrar)
    receipt = client.get(reverse("imports:receipt", args=[units.number])).content.decode()
    assert reverse("imports:check", args=[students.number]) in receipt
    assert Unit.objects.get(code="AI").kind == "college"

    students = checked(students)
    # John Doe's unit is neither in the set nor in the school, nor is his day of birth known.
    assert codes(students) == {(4, "unit_unknown"), (4, "birth_date_missing"), (5, "choice_unknown")}
    applied(students)
    student = Student.objects.get()
    assert (student.number, student.name, student.unit.code) == ("2026000001", "王芳", "AI")
    assert student.birth_date == date(2005, 3, 14)

    for batch in (students, units):
        batch.refresh_from_db()
        assert run_job(actions.undo_batch(batch=batch, by=registrar, at=NOW)).status == Status.UNDONE
    assert not Student.objects.exists()
    assert not Unit.objects.filter(code="AI").exists()


def test_the_school_of_a_set_is_the_school_that_is_there_whatever_its_code_in_the_set() -> None:
    root = school()
    by = of_the_school()
    units, students = taken_in(oneroster(), by)
    units = checked(units)
    assert (units.new, units.unchanged, units.refused) == (2, 1, 0)
    applied(units)
    assert Unit.objects.get(code="AI").get_parent().pk == root.pk
    assert codes(checked(students)) == {(4, "unit_unknown"), (4, "birth_date_missing"), (5, "choice_unknown")}


def test_a_unit_below_nothing_that_is_not_the_school_is_asked_about() -> None:
    Unit.objects.filter(pk=school().pk).update(name_zh="别的大学")
    units, _students = taken_in(oneroster(), of_the_school())
    units = checked(units)
    assert codes(units) == {(2, "parent_missing")}


def test_a_delta_without_days_of_birth_changes_students_who_are_known(registrar: User) -> None:
    for batch in taken_in(oneroster(), registrar):
        applied(checked(batch))
    changed = oneroster(mode="delta", orgs=None, demographics=None, users=(
        "sourcedId,status,dateLastModified,orgSourcedIds,role,givenName,familyName,identifier\n"
        "u-1,active,2026-09-02,AI,student,芳芳,王,2026000001\n"
    ))  # fmt: skip

    (batch,) = taken_in(changed, registrar)
    batch = checked(batch)
    assert (batch.follows, batch.changed, batch.refused) == (None, 1, 0)


def test_the_page_goes_on_with_the_units_and_shows_the_way_to_the_students(registrar: User) -> None:
    client = Client()
    client.force_login(registrar)
    file = SimpleUploadedFile("set.zip", oneroster())
    answer = client.post(reverse("imports:upload"), {"kind": "oneroster", "file": file, "note": ""})
    units, students = Batch.objects.order_by("pk")
    assert (answer.status_code, answer.url) == (302, reverse("imports:check", args=[units.number]))
    run_job(units)
    page = client.get(answer.url).content.decode()
    assert reverse("imports:check", args=[students.number]) in page
    of_students = client.get(reverse("imports:layout", args=[students.number])).content.decode()
    assert reverse("imports:check", args=[units.number]) in of_students


@pytest.mark.parametrize("content", [oneroster(folder="export/"), b"PK\x03\x04", oneroster(users=None, orgs=None)])
def test_what_is_no_set_is_listed_once_with_the_reason(registrar: User, content: bytes) -> None:
    (batch,) = taken_in(content, registrar)
    assert (batch.status, batch.stored_as, Batch.objects.count()) == (Status.UNREADABLE, "", 1)


def test_a_workbook_is_no_set(registrar: User, tmp_path) -> None:
    (batch,) = taken_in(hostile.workbook(tmp_path / "a.xlsx", [["学号"], ["1"]]).read_bytes(), registrar)
    assert batch.unreadable["code"] == "not_oneroster"


def test_who_imports_only_students_gets_only_the_students(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "may_upload", lambda user, kind: kind == "students")
    (batch,) = taken_in(oneroster(), user_with("registrar", college()))
    assert (batch.kind, batch.follows) == ("students", None)


def test_who_imports_neither_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        taken_in(oneroster(), user_with("auditor"))
    assert not Batch.objects.exists()
