"""Every byte that the site has written is looked through for cells that may not be there in clear, or at all.

All files below the private and the working folder and the folder of pictures, and every text and blob of every table,
after each step that a file can go through. What is encrypted is opened as well: what may be kept nowhere must not be
in there either.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from archives.imports import actions, mending
from archives.imports.models import Batch, StagedRow, Status
from archives.imports.shredding import shred_due
from archives.imports.tidying import tidy_all
from archives.registry.models import Student
from campus.accounts.models import User
from campus.encryption.files import open_sealed
from tests.archives.imports.factories import (
    STUDENT_HEADINGS,
    checked,
    colleges,
    registrar,
    run_job,
    student_row,
    workbook,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db
# Marked words, each of them once in the file.
RELIGION, ILLNESS, BLOOD, INCOME = "佛教徒标记", "哮喘标记", "熊猫血标记", "收入标记八千"
YOUNG_NAME, YOUNG_NUMBER, YOUNG_IDENTITY = "幼童标记", "2024009999", "11010520150314007X"
RIGHT_IDENTITY, WRONG_IDENTITY = "110105200503140048", "110105200503140049"
REMARK = "备注标记：住三号楼"  # of a column that is imported as nothing
NEVER_KEPT = (RELIGION, ILLNESS, BLOOD, INCOME)
OF_THE_YOUNG = (YOUNG_NAME, YOUNG_NUMBER, YOUNG_IDENTITY)
NEVER_IN_CLEAR = (*NEVER_KEPT, *OF_THE_YOUNG, RIGHT_IDENTITY, WRONG_IDENTITY, REMARK)
FORBIDDEN = ("宗教信仰", "既往病史", "血型", "家庭收入")
HEADINGS = (*STUDENT_HEADINGS, "备注", *FORBIDDEN)


def rows(*, forbidden: bool) -> list[tuple[str, ...]]:
    more = NEVER_KEPT if forbidden else ()
    none = ("",) * len(more)
    return [
        (*student_row("2024000001", identity_number=RIGHT_IDENTITY), REMARK, *more),
        (*student_row("2024000002", unit="哲学院", identity_number=WRONG_IDENTITY), "", *none),
        (*student_row(YOUNG_NUMBER, name=YOUNG_NAME, birth_date="2015-03-14", identity_number=YOUNG_IDENTITY), "",
         *none),
        (*student_row("2024000004", birth_date="2005-13-45"), REMARK, *none),
    ]  # fmt: skip


def as_csv(*, forbidden: bool) -> bytes:
    headings = HEADINGS if forbidden else HEADINGS[: -len(FORBIDDEN)]
    return "\n".join(",".join(line) for line in [headings, *rows(forbidden=forbidden)]).encode("utf-8-sig")


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.WORKING_ROOT = str(tmp_path / "private" / "working")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What is done once a transaction stands, after each step of a test."""
    return lambda step: _with_commit(django_capture_on_commit_callbacks, step)


def _with_commit(capture: Any, step: Callable[[], Any]) -> Any:
    with capture(execute=True):
        return step()


@pytest.fixture
def officer() -> User:
    colleges()
    return registrar()


def spellings(word: str) -> list[bytes]:
    return [word.encode(), word.encode("utf-16-le"), word.encode("gb18030"), json.dumps(word)[1:-1].encode()]


def in_clear(words: tuple[str, ...], tmp_path: Path) -> list[tuple[str, str]]:
    """(word, where it was found) in any file or table."""
    return [
        (word, where)
        for where, content in [*files_below(tmp_path), *cells_of_all_tables()]
        for word in words
        if any(one in content for one in spellings(word))
    ]


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), unpacked(path)


def unpacked(path: Path) -> bytes:
    """A workbook's parts are compressed: what stands in them is looked through as well."""
    import zipfile

    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            content += b"".join(package.read(name) for name in package.namelist())
    return content


def cells_of_all_tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b"\0".join(map(as_bytes, row))


def as_bytes(cell: Any) -> bytes:
    if isinstance(cell, bytes | memoryview | bytearray):
        return bytes(cell)
    # JSON of PostgreSQL arrives as Python values.
    return (json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else str(cell)).encode()


def opened() -> bytes:
    """Everything that lies encrypted, in clear."""
    storage, content = storages["private"], b""
    folder = Path(storage.path("imports"))
    for path in folder.iterdir() if folder.exists() else ():
        with path.open("rb") as file:
            clear = open_sealed(file, f"imports/{path.name}").read()
        copy = Path(tempfile.mkdtemp()) / "clear"
        copy.write_bytes(clear)
        content += unpacked(copy)
        copy.unlink()
        copy.parent.rmdir()
    return content


def kept(words: tuple[str, ...]) -> list[str]:
    content = opened()
    return [word for word in words if any(one in content for one in spellings(word))]


def uploaded_by_page(officer: User, content: bytes, name: str) -> Batch:
    client = Client()
    client.force_login(officer)
    client.post(reverse("imports:upload"), {"kind": "students", "file": SimpleUploadedFile(name, content), "note": ""})
    return Batch.objects.latest("pk")


@pytest.fixture
def nothing_to_find(tmp_path: Path) -> Callable[..., None]:
    def look(*more: str) -> None:
        assert in_clear(NEVER_IN_CLEAR, tmp_path) == []
        assert kept((*NEVER_KEPT, *more)) == []

    return look


def left_out_and_checked(batch: Batch, officer: User, nothing_to_find: Any, committed: Any) -> None:
    actions.agree_to_leave_out(batch=batch, by=officer, at=NOW)
    nothing_to_find()
    actions.start_check(batch=batch, by=officer, at=NOW)
    committed(lambda: run_job(batch))
    assert (batch.rows, batch.new, batch.refused, batch.withheld_rows) == (4, 1, 3, [4])
    nothing_to_find(*OF_THE_YOUNG)


def mended_and_imported(batch: Batch, officer: User, nothing_to_find: Any, committed: Any) -> None:
    mending.fix_cells(batch=batch, row=5, values={"birth_date": "2005-03-15"}, by=officer, at=NOW)
    nothing_to_find(*OF_THE_YOUNG)
    batch.refresh_from_db()
    actions.confirm_batch(batch=batch, by=officer, at=NOW, looked=True)
    committed(lambda: run_job(batch))
    batch.refresh_from_db()
    assert (batch.status, batch.written, batch.stored_as, batch.rows_as) == (Status.APPLIED, 2, "", "")


@pytest.mark.parametrize("size", ["small", "large"])  # a large one does not come in through memory
@pytest.mark.parametrize("name", ["名单.xlsx", "名单.csv"])
def test_what_may_not_be_kept_is_nowhere_at_any_step(
    name: str, size: str, officer: User, settings: Any, committed: Any, nothing_to_find: Callable[..., None]
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20 if size == "small" else 1
    content = as_csv(forbidden=True) if name.endswith("csv") else workbook(rows(forbidden=True), HEADINGS)
    batch = uploaded_by_page(officer, content, name)
    assert (batch.status, batch.stored_as, batch.source_gone) == (Status.UPLOADED, "", "forbidden")
    assert {item["header"] for item in batch.forbidden} == set(FORBIDDEN)
    nothing_to_find()
    left_out_and_checked(batch, officer, nothing_to_find, committed)
    assert kept((REMARK,)) == [REMARK]  # until it is imported
    mended_and_imported(batch, officer, nothing_to_find, committed)
    assert opened() == b""
    nothing_to_find(REMARK)
    assert Student.objects.get(number="2024000001").identity_number == RIGHT_IDENTITY
    actions.undo_batch(batch=batch, by=officer, at=NOW)
    run_job(batch)
    nothing_to_find(REMARK)
    shred_due(NOW + timedelta(days=40))
    nothing_to_find(REMARK)


def test_a_file_that_is_given_up_goes_at_once(officer: User, tmp_path: Path, committed: Any) -> None:
    batch = uploaded_by_page(officer, as_csv(forbidden=False), "名单.csv")
    assert kept((REMARK,)) == [REMARK]
    committed(lambda: actions.cancel_batch(batch=batch, by=officer, at=NOW))
    assert opened() == b""
    assert in_clear(NEVER_IN_CLEAR, tmp_path) == []


def test_somebody_who_turns_out_to_be_under_age_by_what_was_typed_leaves_the_kept_rows(
    officer: User, tmp_path: Path, committed: Any
) -> None:
    batch = committed(lambda: checked(uploaded_by_page(officer, as_csv(forbidden=False), "名单.csv")))
    assert kept(("2024000004",)) == ["2024000004"]
    committed(
        lambda: mending.fix_cells(batch=batch, row=5, values={"birth_date": "2015-03-15"}, by=officer, at=NOW)
    )
    assert kept(("2024000004", *OF_THE_YOUNG)) == []
    assert in_clear(("2024000004", "2015-03-15"), tmp_path) == []
    batch.refresh_from_db()
    assert batch.withheld_rows == [4, 5]


def test_a_check_after_the_rows_have_gone_counts_them_as_before(officer: User, committed: Any) -> None:
    batch = committed(lambda: checked(uploaded_by_page(officer, as_csv(forbidden=False), "名单.csv")))
    batch.refresh_from_db()
    assert batch.stored_as == ""
    before = (batch.rows, batch.new, batch.refused, batch.digest, batch.summary["under_age"]["count"])
    batch = committed(lambda: checked(batch))
    assert (batch.rows, batch.new, batch.refused, batch.digest, batch.summary["under_age"]["count"]) == before
    row = StagedRow.objects.get(batch=batch, number=4)
    assert (row.codes, row.values, row.cells, row.sealed, row.identity_number) == (["under_age"], {}, {}, None, None)


UPLOAD_AND_DIE = """
import os, signal
import django
django.setup()
from pathlib import Path
from django.core.files.base import ContentFile
from archives.imports import holding, reading, uploads, watching
from archives.imports.spooling import Spool
from campus.encryption import storage
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if {where!r} == "reading":
    watching.Watched._fill = die
elif {where!r} == "storing":
    storage.SealingWriter.close = die
with uploads.received(ContentFile(Path({source!r}).read_bytes()), name="a.csv") as upload, Spool() as spool:
    holding.hold(upload, reading.inspect_file(upload.path, name="a.csv", spool=spool), spool)
    die()
"""


@pytest.mark.parametrize("where", ["reading", "storing", "stored"])
def test_a_process_that_is_killed_in_the_middle_leaves_nothing_in_clear(
    where: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = tmp_path_factory.mktemp("source") / "a.csv"
    source.write_bytes(as_csv(forbidden=True))
    script = UPLOAD_AND_DIE.format(where=where, source=str(source))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "campus.settings", "PRIVATE_ROOT": str(tmp_path / "private")}
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, env=environment)
    assert found.returncode == -signal.SIGKILL, found.stderr.decode()
    assert in_clear(NEVER_IN_CLEAR, tmp_path) == []
    lying = [path for path in (tmp_path / "private").rglob("*") if path.is_file()]
    assert len(lying) == (1 if where == "stored" else 0)
    tidy_all(NOW + timedelta(days=400))  # files have the time of the machine
    assert [path for path in (tmp_path / "private").rglob("*") if path.is_file()] == []


def test_a_check_that_is_killed_before_the_files_are_in_order_is_put_right_by_the_next_tick(
    officer: User, tmp_path: Path, committed: Any
) -> None:
    batch = checked(uploaded_by_page(officer, as_csv(forbidden=False), "名单.csv"))  # and nothing after its commit
    assert (batch.to_tidy, kept((YOUNG_NAME,))) == (True, [YOUNG_NAME])

    committed(lambda: tidy_all(NOW))

    batch.refresh_from_db()
    assert (batch.to_tidy, kept(OF_THE_YOUNG), in_clear(NEVER_IN_CLEAR, tmp_path)) == (False, [], [])
    assert batch.status == Status.CHECKED
