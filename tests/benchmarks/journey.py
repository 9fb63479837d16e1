"""Our own import, as the pages do it: the same actions, the same jobs, the same audit events."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management import call_command
from django.utils import timezone

from archives.imports import actions
from archives.imports.intake import upload_batch
from archives.imports.models import Batch
from archives.imports.walking import finish_job
from archives.registry.models import Student
from campus.accounts.actions import create_user, grant_role
from campus.accounts.models import User
from campus.organisation.models import Unit
from tests.benchmarks.steps import Steps

REGISTRAR = "registrar"
PASSWORD = "only-for-measuring"


def prepare(units: str) -> dict[str, Any]:
    """An empty school: tables, roles, colleges, and a registrar of all of it."""
    os.environ["ADMIN_PASSWORD"] = PASSWORD
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("sync_roles", verbosity=0, stdout=StringIO())
    call_command("create_school", name_zh="示例大学", admin="admin", verbosity=0)
    call_command("import_spreadsheet", units, kind="units", username="admin", apply=True,
                 stdout=StringIO())
    people(User.objects.get(username="admin"))
    return {"units": Unit.objects.count()}


def people(admin: User) -> None:
    """A registrar of the whole school."""
    registrar = create_user(username=REGISTRAR, name="林梅", email="", password=PASSWORD, by=admin, at=timezone.now())
    grant_role(user=registrar, role="registrar", unit=Unit.objects.get(depth=1), by=admin, at=timezone.now())


def new_rows(path: str) -> dict[str, Any]:
    """The whole way of a list: upload, check, confirm, write."""
    steps = Steps()
    batch = _checked(Path(path), steps)
    by = User.objects.get(username=REGISTRAR)
    with steps("confirm"):
        batch = actions.confirm_batch(batch=batch, by=by, at=timezone.now())
    with steps("apply"):
        finish_job(batch, clock=timezone.now)
    return _told(batch, steps, there=Student.objects.count())


def check_only(path: str) -> dict[str, Any]:
    """Upload and check: of a list that is imported already nothing is left to confirm."""
    steps = Steps()
    return _told(_checked(Path(path), steps), steps)


def undo() -> dict[str, Any]:
    """Take back the newest batch that was written."""
    steps, by = Steps(), User.objects.get(username=REGISTRAR)
    batch = Batch.objects.filter(written__gt=0, kind="students").latest("pk")
    with steps("undo"):
        batch = actions.undo_batch(batch=batch, by=by, at=timezone.now())
        finish_job(batch, clock=timezone.now)
    return _told(batch, steps, there=Student.objects.count(), reversed=batch.reversed)


def _checked(path: Path, steps: Steps) -> Batch:
    by = User.objects.get(username=REGISTRAR)
    with steps("upload"), path.open("rb") as content:
        batch = upload_batch(kind="students", file=File(content), name=path.name, by=by, at=timezone.now())
    if batch.unreadable:
        raise RuntimeError(f"the list could not be read: {batch.unreadable}")
    with steps("check"):
        batch = actions.start_check(batch=batch, by=by, at=timezone.now())
        finish_job(batch, clock=timezone.now)
    return batch


def _told(batch: Batch, steps: Steps, **more: Any) -> dict[str, Any]:
    counts = {name: getattr(batch, name)
              for name in ("status", "rows", "new", "changed", "unchanged", "refused", "written")}
    return {"seconds": steps.told(), **counts, **more}
