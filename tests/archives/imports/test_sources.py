"""What a file is, whatever its name; and every limit, met by every format, with a sentence of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives.imports.oneroster import USERS
from archives.imports.reading import FileInspection, inspect_file, iter_rows
from archives.imports.sentences import UnreadableFile
from tests.archives.imports import hostile
from tests.archives.imports.factories import SAMPLES
from tests.archives.imports.oneroster_sets import oneroster

TABLE = [["学号", "姓名", "学院"], *([f"202403000{number}", "冯静晨", "文学院"] for number in range(1, 6))]
TEXT = "\n".join(",".join(row) for row in TABLE)
FORMATS = ("xlsx", "xls", "ods", "csv", "tsv", "oneroster")
ZIPPED = ("xlsx", "ods", "oneroster")


def made(tmp_path: Path, format: str) -> Path:
    """A table of that format under a name that does not say so."""
    path = tmp_path / "名单"
    if format == "xlsx":
        return hostile.workbook(path, TABLE)
    if format == "ods":
        rows = [hostile.open_row(*row) for row in TABLE]
        return hostile.open_document(path, hostile.open_table("表", *rows))
    contents = {
        "xls": (SAMPLES / "freshmen.xls").read_bytes(),
        "csv": TEXT.encode(),
        "tsv": TEXT.replace(",", "\t").encode("utf-16-le"),
        "oneroster": oneroster(),
    }
    path.write_bytes(contents[format])
    return path


def look(tmp_path: Path, format: str) -> FileInspection:
    return inspect_file(made(tmp_path, format), name="名单", sheet=USERS if format == "oneroster" else None)


def refused(tmp_path: Path, format: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        look(tmp_path, format)
    for language in ("zh-hans", "en"):
        assert "名单" in caught.value.message(language)
    return caught.value.code


@pytest.mark.parametrize(
    ("format", "found", "data_rows"),
    [("xlsx", "xlsx", 5), ("xls", "xls", 4), ("ods", "ods", 5), ("csv", "csv", 5), ("tsv", "csv", 5),
     ("oneroster", "oneroster", 3)],
)  # fmt: skip
def test_a_table_is_found_in_every_format_whatever_its_name(
    tmp_path: Path, format: str, found: str, data_rows: int
) -> None:
    inspection = look(tmp_path, format)
    assert (inspection.format, inspection.data_rows, inspection.headers[1][:2]) == (
        found, data_rows, "姓名",
    )  # fmt: skip


def test_an_old_workbook_tells_what_was_left_out_like_a_new_one(tmp_path: Path) -> None:
    found = look(tmp_path, "xls")

    assert (found.sheet, found.header_row) == ("本科", 3)
    assert [(note.code, note.params.get("rows") or note.params.get("cells") or note.params.get("sheets"))
            for note in found.notes] == [
        ("title_rows", "1"), ("blank_rows", "8"), ("totals_rows", "9"), ("merged_titles", "A1:F1"),
        ("formulas", "C7"), ("error_cells", "F6"), ("hidden_rows", "6"), ("ghost_rows", "10–40"),
        ("hidden_sheets", "旧"), ("other_sheets", "封面"),
    ]  # fmt: skip
    rows = list(iter_rows(made(tmp_path, "xls"), name="名单"))
    assert [row.number for row in rows] == [4, 5, 6, 7]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("IMPORT_MAX_BYTES", 20, "too_large"),
        ("IMPORT_MAX_ROWS", 2, "too_many_rows"),
        ("IMPORT_MAX_COLUMNS", 2, "too_many_columns"),
        ("IMPORT_CHILD_SECONDS", 0, "timeout"),
    ],
)
def test_every_limit_has_its_sentence_in_every_format(
    tmp_path: Path, settings: object, format: str, setting: str, value: int, code: str
) -> None:
    setattr(settings, setting, value)

    assert refused(tmp_path, format) == code


@pytest.mark.parametrize("format", ZIPPED)
def test_what_unpacks_to_more_than_allowed_is_refused_in_every_packed_format(
    tmp_path: Path, settings: object, format: str
) -> None:
    settings.IMPORT_MAX_UNPACKED_BYTES = 200  # type: ignore[attr-defined]

    assert refused(tmp_path, format) == "unpacks_too_large"


def too_big_for_memory(tmp_path: Path, format: str) -> Path:
    """A file that its reader has to hold whole. A text table is never held: there memory has no limit to meet."""
    path = tmp_path / "名单"
    long = "0123456789abcdef" * (2 * 2**20)
    if format == "xlsx":
        rows = hostile.TWO_ROWS + f'<row r="3">{hostile.text("A3", long)}</row>'
        return hostile.package(path, sheet_xml=hostile.sheet(rows))
    if format == "ods":
        return hostile.open_document(path, hostile.open_table("表", hostile.open_row("学号", long)))
    if format == "xls":
        path.write_bytes((SAMPLES / "freshmen.xls").read_bytes() + bytes(48 * 2**20))
        return path
    units = "".join(f"org-{number},,,学院{number},school,C{number},org-1\n" for number in range(100_000))
    path.write_bytes(oneroster(orgs="sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n" + units))
    return path


@pytest.mark.parametrize("format", ["xlsx", "xls", "ods", "oneroster"])
def test_what_needs_more_memory_than_allowed_is_refused_and_only_the_child_dies(
    tmp_path: Path, settings: object, format: str
) -> None:
    settings.IMPORT_CHILD_MEMORY_BYTES = 64 * 2**20  # type: ignore[attr-defined]
    with pytest.raises(UnreadableFile) as caught:
        inspect_file(
            too_big_for_memory(tmp_path, format), name="名单", sheet=USERS if format == "oneroster" else None
        )

    assert caught.value.code == "out_of_memory"
