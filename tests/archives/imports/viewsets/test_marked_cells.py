"""Whoever may not see what stands in the file of a batch receives no word of it, at no address and by no method."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from archives.imports import actions, permissions
from archives.imports.models import Batch, Status
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.models import RoleAssignment, User
from campus.accounts.permissions import may
from campus.accounts.roles import STAFF_ROLES
from tests.archives.imports.factories import applied, checked, colleges, run_job, student_row, uploaded, workbook
from tests.archives.imports.kinds.test_records import ADVERSE
from tests.conventions.addresses import Address, addresses
from tests.conventions.walking import read
from tests.factories import NOW, StudentFactory, college, user_with

pytestmark = pytest.mark.django_db
# Words that stand in cells, headings or the archive, and nowhere else.
CELLS = {
    *("标名", "标专业", "标事实", "标文号", "标条款", "标种类", "标表头", "标学院", "2005-04-17", "标旧专业"),
    "标旧事实",
}
STUDENTS = ("学号", "姓名", "学院", "出生日期", "专业", "年级", "身份证号", "标表头")
RECORDS = (*ADVERSE, "标表头")


@pytest.fixture
def people() -> dict[str, User]:
    colleges()
    return {role.code: user_with(role.code, college(), username=role.code) for role in STAFF_ROLES}


@pytest.fixture
def batches(people: dict[str, User]) -> list[Batch]:
    """Of students and of records, one in each state that keeps its rows."""
    registrar = people["registrar"]
    for number in ("2024000001", "2024000002"):
        StudentFactory(number=number, unit=college(), name="标名", major="标旧专业")
    made = [_students(registrar), checked(_students(registrar)), applied(checked(_students(registrar)))]
    made += [checked(_records(registrar)), _records(registrar)]
    released = _waiting(registrar)
    actions.release_batch(batch=released, by=people["integrity_officer"], at=NOW)
    run_job(released)
    made += [released, _waiting(registrar, "改"), _given_up(registrar)]
    undone = applied(checked(_records(registrar, "撤")), released_by=people["integrity_officer"])
    made.append(run_job(actions.undo_batch(batch=undone, by=registrar, at=NOW, reason="录入有误")))
    return made


def _students(by: User) -> Batch:
    rows = [
        (*student_row("2024000001", name="标名", birth_date="2005-03-14", major="标专业", year=""), "标表头里的"),
        (*student_row("2026000001", name="标名", birth_date="2005-04-17", major="标专业", unit="标学院"), "标表头里的"),
    ]
    return uploaded(workbook(rows, STUDENTS), by)


def _records(by: User, more: str = "") -> Batch:
    def row(number: str, kind: str) -> tuple[str, ...]:
        return (number, "标名", kind, f"标事实{more}", "2026-05-10", "警告", f"标文号{number}{more}", "2026-06-01",
                "2026-05-18", "2026-06-04", "", "标条款", "标表头里的")  # fmt: skip

    rows = [row("2024000001", "学术不端"), row("2024000002", "标种类")]
    return uploaded(workbook(rows, RECORDS), by, kind="records", name="records.xlsx")


def _waiting(by: User, more: str = "") -> Batch:
    return actions.confirm_batch(batch=checked(_records(by, more)), by=by, at=NOW)


def _given_up(by: User) -> Batch:
    return actions.cancel_batch(batch=checked(_records(by)), by=by, at=NOW)


def ours() -> list[Address]:
    return [address for address in addresses() if address.name.startswith(("imports:", "provenance:"))]


def paths(address: Address, batch: Batch) -> Iterator[str]:
    given = {
        "number": batch.number, "row": 3, "code": "unit_unknown", "kind": batch.kind, "record":
        Record.objects.order_by("pk").values_list("number", flat=True)[0],
        "public_id": Student.objects.get(number="2024000001").public_id,
    }  # fmt: skip
    path = address.path({name: given[name] for name in address.parameters})
    yield path
    if address.name == "imports:rows":
        yield from (f"{path}?status={status}" for status in ("new", "changed", "written", "reversed"))
    if address.name == "imports:check":
        yield f"{path}?code=unit_unknown"


def received(client: Client, path: str, *, methods: str) -> set[str]:
    """The marked words that come back; what a request did is taken back."""
    found: set[str] = set()
    for method in methods.split():
        with transaction.atomic():
            answer = client.get(path) if method == "GET" else client.post(path, {"read_with": "header_row:2"})
            text = read(answer)
            transaction.set_rollback(True)
        found |= {word for word in CELLS if word in text}
    return found


def test_who_may_not_see_rows_receives_no_cell_from_any_address(people: dict[str, User], batches: list[Batch]) -> None:
    leaks, seen = [], set()
    for role, user in people.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for batch in batches:
            user = User.objects.get(pk=user.pk)
            allowed = permissions.may_see_rows(user, batch) or permissions.may_mend_rows(user, batch, at=NOW)
            for address in ours():
                if not may(user, address.permission_name or ""):
                    continue  # turned away at the door
                for path in paths(address, batch):
                    words = received(client, path, methods="GET" if allowed else "GET POST")
                    seen |= words
                    if words and not allowed:
                        leaks.append(f"{role} at {path} ({batch.kind}, {batch.status}): {sorted(words)}")
    assert leaks == []
    # Whoever prepares a batch sees what they uploaded; what the archive of a student holds nobody sees here.
    assert seen == CELLS - {"标旧事实"}


def test_which_roles_see_the_rows_of_which_batch(people: dict[str, User], batches: list[Batch]) -> None:
    def seers(batch: Batch) -> list[str]:
        return sorted(role for role, user in people.items() if permissions.may_see_rows(user, batch))

    seeing = {(batch.kind, batch.status): seers(batch) for batch in batches}
    assert seeing == {
        ("students", Status.UPLOADED): ["registrar"],
        ("students", Status.CHECKED): ["registrar"],
        ("students", Status.APPLIED): ["registrar"],
        ("records", Status.UPLOADED): ["integrity_officer", "registrar"],
        ("records", Status.CHECKED): ["integrity_officer", "registrar"],
        ("records", Status.WAITING_RELEASE): ["integrity_officer", "registrar"],
        ("records", Status.APPLIED): [],
        ("records", Status.CANCELLED): [],
        ("records", Status.UNDONE): [],
    }


def test_a_second_person_sees_the_rows_only_while_they_wait_for_the_release(people: dict[str, User]) -> None:
    """A colleague who may release, but imports no such rows: before and after that they see counts."""
    releaser = user_with("registrar", college())
    batch = _students(people["registrar"])
    aid = user_with("aid_officer", college())
    assert permissions.may_see_rows(releaser, batch)
    deeds = Batch.objects.create(
        number="B2026-9000", kind="volunteering", unit=college(), file_name="deeds.xlsx", fingerprint="0" * 64, size=1,
        uploaded_at=NOW, uploaded_by=aid, status=Status.CHECKED,
    )  # fmt: skip
    assert permissions.may_see_rows(aid, deeds)
    assert not permissions.may_see_rows(user_with("aid_officer", college()), deeds)


def test_the_uploader_sees_their_rows_only_while_they_import_there(people: dict[str, User]) -> None:
    batch = checked(_students(people["registrar"]))
    moved = people["registrar"]
    moved.role_assignments.update(ended_at=NOW, ended_by=people["administrator"])
    RoleAssignment.objects.create(user=moved, role="registrar", unit=college("02"), granted_at=NOW,
                                  granted_by=people["administrator"])
    assert not permissions.may_see_rows(User.objects.get(pk=moved.pk), batch)
    assert not permissions.may_prepare(User.objects.get(pk=moved.pk), batch)


def test_the_rows_of_a_written_batch_of_records_name_the_records_and_nothing_else(people: dict[str, User]) -> None:
    StudentFactory(number="2024000001", unit=college(), name="标名")
    batch = applied(checked(_records(people["registrar"])), released_by=people["integrity_officer"])
    client = Client()
    client.force_login(people["registrar"])
    page = client.get(f"/staff/imports/{batch.number}/rows/?status=written&made=new")
    assert page.status_code == 200
    assert Record.objects.get(batch_number=batch.number).number in page.content.decode()
    assert "标名" not in page.content.decode()


def test_rows_of_records_that_stayed_behind_are_mended_for_seven_days(people: dict[str, User]) -> None:
    registrar = people["registrar"]
    for number in ("2024000001", "2024000002"):
        StudentFactory(number=number, unit=college(), name="标名")
    batch = applied(checked(_records(registrar)), released_by=people["integrity_officer"])
    assert (batch.written, batch.refused) == (1, 1)
    last = NOW + timedelta(days=7)
    assert permissions.may_mend_rows(registrar, batch, at=last - timedelta(seconds=1))
    assert not permissions.may_mend_rows(registrar, batch, at=last)
    assert not permissions.may_mend_rows(people["auditor"], batch, at=NOW)
    client = Client()
    client.force_login(registrar)
    left, written = (read(client.get(f"/staff/imports/{batch.number}/{name}.xlsx")) for name in ("to-mend", "written"))
    assert "标文号2024000002" in left
    assert "标文号2024000001" not in left + written
    assert Record.objects.get().number in written


def test_a_batch_of_records_shows_no_value_that_is_stored_now(people: dict[str, User]) -> None:
    registrar, officer = people["registrar"], people["integrity_officer"]
    for number in ("2024000001", "2024000002"):
        StudentFactory(number=number, unit=college(), name="标名")
    applied(checked(_records(registrar)), released_by=officer)
    Record.objects.update(facts="标旧事实")
    batch = checked(_records(registrar))
    assert (batch.changed, set(batch.changes)) == (1, {"facts"})
    client = Client()
    client.force_login(registrar)
    for page in ("", "rows/?status=changed", "confirm/", "rows/?field=facts&status=changed"):
        text = client.get(f"/staff/imports/{batch.number}/{page}").content.decode()
        assert "标旧事实" not in text
        assert "事实" in text
