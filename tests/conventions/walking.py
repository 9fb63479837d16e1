"""Opening addresses as somebody, reading whatever comes back, and seeing what it changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from archives.catalogue.models import LegalBasis, RecordType, RuleVersion
from archives.consultation.models import LookUp, Purpose
from archives.exports.models import Export, ListRequest
from archives.imports.models import Batch, BatchKeys, CellFix, Finding, RememberedValue, StagedRow
from archives.records.models import Record
from archives.registry.models import ActivationCode, NumberSeries, Student
from campus.accounts.access import PUBLIC, SIGNED_IN, STUDENT_ONLY
from campus.accounts.models import RoleAssignment, User
from campus.accounts.permissions import may
from campus.audit.models import AuditEvent
from campus.jobs.models import Job
from tests.conventions.addresses import Address
from tests.conventions.college_a import CollegeA

# How a row belongs to a college. A new table of archives must be put here or there: a test says so.
BELONGS_BY: dict[type[models.Model], str] = {
    Student: "unit", ActivationCode: "student__unit", Record: "student__unit", LookUp: "student__unit",
    Batch: "unit", StagedRow: "batch__unit", Finding: "batch__unit", RoleAssignment: "unit",
    CellFix: "batch__unit", BatchKeys: "batch__unit", RememberedValue: "unit",
    Export: "made_by__role_assignments__unit", ListRequest: "unit",
}
OF_THE_WHOLE_SCHOOL = {LegalBasis, RecordType, RuleVersion, Purpose, NumberSeries}

_WRITES = re.compile(r'\s*(INSERT|UPDATE|DELETE)\b[^"]*"(campus|education|archives)_')

Rows = dict[str, dict[Any, tuple[Any, ...]]]


@dataclass(frozen=True)
class Answer:
    """What came back, as a person could read it, files unpacked."""

    path: str
    status: int
    text: str
    changed: bool

    @property
    def leads_to_sign_in(self) -> bool:
        return f"Location: {reverse('account_login')}" in self.text

    def markers(self, words: set[str]) -> list[str]:
        return sorted(word for word in words if word in self.text)


def undone() -> transaction.Atomic:
    """A transaction to be rolled back. Durable ones may stand in it, as in those of Django's test cases."""
    block: transaction.Atomic = transaction.atomic()
    block._from_testcase = True
    return block


def rows_of(college: CollegeA) -> Rows:
    """All that is kept about the college, row by row."""
    found = {model: _whole(model).filter(**{path: college.unit}) for model, path in BELONGS_BY.items()}
    people = [user.pk for user in college.everybody.values()]
    students = [str(college.student.public_id), str(college.newcomer.public_id)]
    found[User] = User.objects.filter(pk__in=people)
    found[Job] = Job.objects.filter(reference__in=[batch.number for batch in college.batches.values()])
    found[AuditEvent] = AuditEvent.objects.filter(Q(unit=college.unit.code) | Q(student__in=students))
    return {model._meta.label: {row[0]: row for row in rows.values_list("pk", *_columns(model))}
            for model, rows in found.items()}


def rows_of_the_school() -> Rows:
    """What is one for all colleges."""
    return {model._meta.label: {row[0]: row for row in model._default_manager.values_list("pk", *_columns(model))}
            for model in OF_THE_WHOLE_SCHOOL - {NumberSeries}}


def counts() -> dict[str, int]:
    """How much there is of what belongs to no college yet when it is made."""
    return {model._meta.label: model._default_manager.count() for model in (Batch, Job, AuditEvent, User)}


def _whole(model: type[models.Model]) -> models.QuerySet[Any]:
    return Record.objects.with_words() if model is Record else model._default_manager.all()


def _columns(model: type[models.Model]) -> list[str]:
    return [column.name for column in model._meta.concrete_fields if column.name != "last_login"]


class Walker:
    """Somebody at the keyboard. Whatever a request did is taken back after it was looked at."""

    def __init__(self, college: CollegeA, user: User | None, *, watch: Callable[[], Any]) -> None:
        self.college, self.user, self.watch = college, user, watch
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="")
        self.before = watch()
        self.wrote = False

    def may_open(self, address: Address) -> bool:
        """Nobody without the named permission gets past the door, whatever the address holds."""
        name = address.permission_name
        if name is None:
            return True  # others' views ask in ways of their own
        if name == PUBLIC:
            return True
        if name in (SIGNED_IN, STUDENT_ONLY):
            return self.user is not None and (name == SIGNED_IN or hasattr(self.user, "student"))
        return self.user is not None and may(self.user, name)

    def open(self, address: Address) -> Answer:
        """GET with the piece on which the verb works."""
        return self._ask(self.client.get, self.path(address))

    def open_each(self, address: Address) -> list[Answer]:
        """GET with each piece that the address could be about."""
        return [self._ask(self.client.get, path) for path in self.paths(address)]

    def send(self, address: Address) -> Answer:
        """POST to the piece on which the verb works, with all that it asks for."""
        return self._ask(self.client.post, self.path(address), self.college.typed(address.name))

    def _notice_writes(self, execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        """Comparing all rows takes time: only after a statement that can have changed one of ours."""
        self.wrote = self.wrote or bool(_WRITES.match(sql))
        return execute(sql, *given)

    def path(self, address: Address) -> str:
        return address.path({name: self.college.arguments(address.name, name) for name in address.parameters})

    def paths(self, address: Address) -> list[str]:
        found = {self.path(address): None}
        if len(address.parameters) == 1:
            name = address.parameters[0]
            found |= {address.path({name: value}): None for value in self.college.alternatives(address.name, name)}
        return list(found)

    def within(self, request: Callable[[], Any]) -> Any:
        """What the request gives, as somebody signed in; all it did is taken back."""
        self.client.cookies = SimpleCookie(self.cookies)
        with undone():
            given = request()
            transaction.set_rollback(True)
        return given

    def _ask(self, ask: Callable[..., Any], path: str, data: dict[str, Any] | None = None) -> Answer:
        # As it was at the sign-in: one of the addresses signs out.
        self.client.cookies = SimpleCookie(self.cookies)
        self.wrote = False
        with undone(), connection.execute_wrapper(self._notice_writes):
            response = ask(path, data)
            text = read(response)
            changed = self.wrote and self.watch() != self.before
            transaction.set_rollback(True)
        # What somebody asked with, they knew before: an echo of it says nothing.
        known = [path, *(str(value) for value in (data or {}).values())]
        for word in sorted(self.college.markers, key=len, reverse=True):
            if any(word in one for one in known):
                text = text.replace(word, "")
        return Answer(path, response.status_code, text, changed)


def read(response: Any) -> str:
    """Headers and body as text: workbooks are opened."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return headers + "\n" + body.decode("utf-8", errors="replace")
