from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from archives.imports.oneroster import ORGS, USERS, OneRosterSet
from archives.imports.reading import inspect_file
from archives.imports.refusal import Refusal
from archives.imports.sentences import UnreadableFile
from tests.archives.imports import hostile, oneroster_sets
from tests.archives.imports.oneroster_sets import oneroster

LIMITS = {"unpacked_bytes": 50 * 2**20, "rows": 50_000, "columns": 200, "memory_bytes": 512 * 2**20}


def rows(tmp_path: Path, content: bytes, part: str = USERS) -> tuple[list[Any], dict[str, Any]]:
    (tmp_path / "set.zip").write_bytes(content)
    table = OneRosterSet(tmp_path / "set.zip", LIMITS, part)
    return list(table.rows(table.sheets[0])), dict(table.notes)


def code_of(tmp_path: Path, content: bytes, part: str = USERS) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refusal) as caught:
        rows(tmp_path, content, part)
    return caught.value.code, caught.value.params


@pytest.mark.parametrize("bom", [False, True])
def test_units_are_read_with_the_code_of_the_unit_above(tmp_path: Path, bom: bool) -> None:
    found, notes = rows(tmp_path, oneroster(bom=bom), ORGS)

    assert found == [
        (1, ["代码 / code", "名称 / name", "上级代码 / parent code", "类型 / kind"]),
        (2, ["U", "示例大学", None, "school"]),
        (3, ["AI", "人工智能学院", "U", "college"]),
        (4, ["org-3", "机器人系", "AI", "department"]),
    ]
    assert notes == {"oneroster_bulk": {"version": "1.1"}}


def test_students_of_1_1_are_read_with_their_unit_and_their_day_of_birth(tmp_path: Path) -> None:
    found, notes = rows(tmp_path, oneroster(classes="sourcedId\n", enrollments="sourcedId\n"))

    assert found[1:] == [
        (2, ["2026000001", "王芳", "AI", "2005-03-14", None]),
        (4, ["u-3", "John Q Doe", "org-9", None, None]),
        (5, ["2026000004", "赵丽", "AI", "2005-03-15", "tobedeleted"]),
    ]
    assert notes == {
        "oneroster_bulk": {"version": "1.1"},
        "oneroster_left_out": {"count": 2, "sheets": "classes.csv, enrollments.csv"},
        "oneroster_other_roles": {"count": 1},
        "oneroster_unnumbered": {"count": 1},
    }


def test_students_of_1_2_are_told_by_their_roles(tmp_path: Path) -> None:
    found, notes = rows(tmp_path, oneroster("1.2", mode="delta"))

    assert found[1:] == [
        (2, ["2026000001", "王芳", "AI", "2005-03-14", None]),
        (4, ["2026000003", "John Doe", "org-3", None, None]),
    ]
    assert notes["oneroster_delta"] == {"version": "1.2"}


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (oneroster(folder="export/"), "oneroster_no_manifest", {}),
        (oneroster(manifest=None), "oneroster_no_manifest", {}),
        (oneroster("1.0"), "oneroster_version", {"version": "1.0"}),
        (oneroster(manifest="propertyName,value\n"), "oneroster_version", {"version": "–"}),
        (oneroster(users=None), "oneroster_part_absent", {"part": "users.csv"}),
        (
            oneroster(users=None, manifest=oneroster_sets.MANIFEST.format(version="1.1", files="file.users,bulk\n")),
            "oneroster_part_missing",
            {"part": "users.csv"},
        ),
        (oneroster(users="id,name\n1,2\n"), "oneroster_columns",
         {"part": "users.csv", "missing": "sourcedId, givenName, familyName"}),
        (oneroster(**{"../users": "x"}), "oneroster_paths", {}),
        (oneroster(**{"C:/users": "x"}), "oneroster_paths", {}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_set_is_named(
    tmp_path: Path, content: bytes, code: str, params: dict[str, Any]
) -> None:
    assert code_of(tmp_path, content) == (code, params)


def test_a_set_in_another_encoding_is_named(tmp_path: Path) -> None:
    plain = oneroster_sets.MANIFEST.format(version="1.1", files="file.users,bulk\n")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.csv", plain)
        archive.writestr("users.csv", oneroster_sets.USERS_1_1.encode("gb18030"))

    assert code_of(tmp_path, made.getvalue())[0] == "oneroster_encoding"


def test_more_rows_than_allowed_and_a_bomb_are_named(tmp_path: Path) -> None:
    line = "u,,,true,org-2,student,,,芳,王,,1\n"
    assert code_of(tmp_path, oneroster(users=oneroster_sets.USERS_1_1 + line * 50_000)) == (
        "too_many_rows",
        {"limit": 50_000},
    )
    assert code_of(tmp_path, oneroster(users=" " * 60 * 2**20))[0] == "unpacks_too_large"


def test_a_set_and_a_workbook_are_not_taken_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "set.zip").write_bytes(oneroster())
    book = hostile.workbook(tmp_path / "a.xlsx", [["学号"], ["01"]])

    for path, sheet, code in ((tmp_path / "set.zip", None, "oneroster_set"), (book, USERS, "not_oneroster")):
        with pytest.raises(UnreadableFile) as caught:
            inspect_file(path, name="x", sheet=sheet)
        assert caught.value.code == code
    found = inspect_file(tmp_path / "set.zip", name="x", sheet=ORGS)
    assert (found.format, found.data_rows, found.sheet) == ("oneroster", 3, ORGS)
