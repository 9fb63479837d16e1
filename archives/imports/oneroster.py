"""OneRoster 1.1 and 1.2 CSV sets: the units in orgs.csv and the students in users.csv. Runs in the child process.

A set is a zip archive with manifest.csv at its root. Each part is shown as a table with the headings of an ordinary
spreadsheet, so that everything after the reading is as for any other file; its rows keep the numbers that they
have in the set's own file. Nothing is unpacked to disk, and of demographics.csv only birth dates are read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archives.imports.defence import open_package, unpack
from archives.imports.delimited import MAX_FIELD
from archives.imports.refusal import Refusal
from archives.imports.scanning import SheetScan

SHEET = "OneRoster/"  # no sheet of a workbook can have a name with a slash
ORGS, USERS = f"{SHEET}orgs.csv", f"{SHEET}users.csv"
MANIFEST = "manifest.csv"
VERSIONS = ("1.1", "1.2")
UNIT_HEADINGS = ["代码 / code", "名称 / name", "上级代码 / parent code", "类型 / kind"]
STUDENT_HEADINGS = [
    *("学号 / student number", "姓名 / name", "学院 / college"),
    *("出生日期 / date of birth", "学籍状态 / status"),
]
DELETED = "tobedeleted"
CHINESE = range(0x3400, 0xA000)
Note = tuple[str, dict[str, Any]]
Record = dict[str, str]


class OneRosterSet:
    """One part of a set, as a table. Raises `Refusal` where the archive is no set that can be read."""

    format = "oneroster"
    encoding = ""
    delimiter = ""
    date_system = 1900

    def __init__(self, path: Path, limits: dict[str, int], part: str) -> None:
        self.limits = limits
        self.part = part
        self.notes: list[Note] = []
        self._package = open_package(path, limit=limits["unpacked_bytes"])
        self._names = set(self._package.namelist())
        self._refuse_paths()
        self._files, self.version = self._manifest()
        name = part.removeprefix(SHEET)
        self.mode = self._files.get(name.removesuffix(".csv"), "absent")
        if self.mode == "absent":
            raise Refusal("oneroster_part_absent", part=name)
        if name not in self._names:
            raise Refusal("oneroster_part_missing", part=name)
        self._orgs = self._read_orgs()
        self._birth_dates: dict[str, str] = {}
        self._roles: dict[str, Record] = {}
        if part == USERS:
            self._read_about_users()
        self.sheets = [SheetScan(part, cells=1, filled_rows=2, first_row=1, last_row=1)]

    def _refuse_paths(self) -> None:
        """Nothing is written to a path, but nobody exports a set with such names either."""
        for name in self._names:
            if name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/"):
                raise Refusal("oneroster_paths")

    def _manifest(self) -> tuple[dict[str, str], str]:
        """What the set says of its files (bulk, delta, absent), and its version."""
        if MANIFEST not in self._names:
            raise Refusal("oneroster_no_manifest")
        said = {
            record.get("propertyname", "").lower(): record.get("value", "")
            for _number, record in self._records(MANIFEST)
        }
        version = said.get("oneroster.version", "")
        if version not in VERSIONS:
            raise Refusal("oneroster_version", version=version[:20] or "–")
        files = {name.removeprefix("file."): mode.lower() for name, mode in said.items() if name.startswith("file.")}
        return files, version

    def _read_orgs(self) -> dict[str, Record]:
        if "orgs.csv" not in self._names or self._files.get("orgs", "absent") == "absent":
            return {}
        return {record["sourcedid"]: record for _number, record in self._records("orgs.csv", "sourcedId", "name")}

    def _read_about_users(self) -> None:
        if self._has("demographics"):
            self._birth_dates = {
                record["sourcedid"]: record["birthdate"]
                for _number, record in self._records("demographics.csv", "sourcedId")
                if record.get("birthdate") and record.get("status") != DELETED
            }
        if self.version == "1.2" and self._has("roles"):
            for _number, record in self._records("roles.csv", "userSourcedId", "role"):
                if record["role"].lower() == "student" and record.get("status") != DELETED:
                    earlier = self._roles.get(record["usersourcedid"])
                    if earlier is None or record.get("roletype", "").lower() == "primary":
                        self._roles[record["usersourcedid"]] = record

    def _has(self, table: str) -> bool:
        return f"{table}.csv" in self._names and self._files.get(table, "absent") != "absent"

    def rows(self, sheet: SheetScan | None) -> Iterator[tuple[int, list[Any]]]:
        """(number of the record, cells), first the headings."""
        self.notes = []
        if self.part == ORGS:
            yield 1, list(UNIT_HEADINGS)
            for number, record in self._records("orgs.csv", "sourcedId", "name"):
                yield number, self._unit(record)
            self.notes = self._common_notes()
            return
        yield 1, list(STUDENT_HEADINGS)
        others = unnumbered = 0
        for number, record in self._records("users.csv", "sourcedId", "givenName", "familyName"):
            if not self._is_student(record):
                others += 1
                continue
            unnumbered += not record.get("identifier")
            yield number, self._student(record)
        self.notes = self._common_notes()
        if others:
            self.notes.append(("oneroster_other_roles", {"count": others}))
        if unnumbered:
            self.notes.append(("oneroster_unnumbered", {"count": unnumbered}))

    def raw_rows(self, sheet: SheetScan | None) -> Iterator[tuple[int, list[Any]]]:
        """As `rows`: there is nothing but text."""
        return self.rows(sheet)

    def _unit(self, record: Record) -> list[Any]:
        above = self._orgs.get(record.get("parentsourcedid", ""))
        parent = _code(above) if above else record.get("parentsourcedid")
        kind = "department" if record.get("type", "").lower() == "department" else "college" if parent else "school"
        cells = [_code(record), record["name"], parent, DELETED if record.get("status") == DELETED else kind]
        return [cell or None for cell in cells]

    def _is_student(self, record: Record) -> bool:
        if self.version == "1.2" and self._has("roles"):
            return record["sourcedid"] in self._roles or record.get("status") == DELETED
        return record.get("role", "").lower() == "student"

    def _student(self, record: Record) -> list[Any]:
        cells = [
            _code(record),
            _name(record),
            self._unit_of(record),
            self._birth_dates.get(record["sourcedid"]),
            DELETED if record.get("status") == DELETED else None,
        ]
        return [cell or None for cell in cells]

    def _unit_of(self, record: Record) -> str:
        """The code of the first of the user's units that is in the set; else what the set calls it."""
        role = self._roles.get(record["sourcedid"], {})
        listed = record.get("primaryorgsourcedid") or role.get("orgsourcedid") or record.get("orgsourcedids", "")
        places = [place.strip() for place in listed.split(",") if place.strip()]
        known = next((self._orgs[place] for place in places if place in self._orgs), None)
        return _code(known) if known else (places[0] if places else "")

    def _common_notes(self) -> list[Note]:
        used = {MANIFEST, "orgs.csv", "users.csv", "demographics.csv", "roles.csv"}
        others = sorted(name for name in self._names - used if name.endswith(".csv"))
        found: list[Note] = [(f"oneroster_{self.mode if self.mode == 'delta' else 'bulk'}", {"version": self.version})]
        if others:
            found.append(("oneroster_left_out", {"count": len(others), "sheets": ", ".join(others[:10])}))
        return found

    def _records(self, name: str, *needed: str) -> Iterator[tuple[int, Record]]:
        """(number of the record from 1, its cells by heading in lower case) of a file of the set."""
        csv.field_size_limit(MAX_FIELD)
        pieces = unpack(self._package, self._package.getinfo(name), limit=self.limits["unpacked_bytes"])
        lines = io.TextIOWrapper(io.BufferedReader(_Pieces(pieces), 2**16), encoding="utf-8-sig", newline="")
        try:
            reader = csv.reader(lines)
            headings = [heading.strip().lower() for heading in next(reader, [])]
            if len(headings) > (limit := self.limits["columns"]):
                raise Refusal("too_many_columns", columns=len(headings), cell=f"1:{len(headings)}", limit=limit)
            missing = [heading for heading in needed if heading.lower() not in headings]
            if missing:
                raise Refusal("oneroster_columns", part=name, missing=", ".join(missing))
            for number, cells in enumerate(reader, 2):
                if number > self.limits["rows"]:
                    raise Refusal("too_many_rows", limit=self.limits["rows"])
                if cells:
                    found = dict.fromkeys(headings, "") | dict(zip(headings, map(str.strip, cells), strict=False))
                    yield number, found
        except UnicodeDecodeError as error:
            raise Refusal("oneroster_encoding", part=name) from error
        except csv.Error as error:
            raise Refusal("damaged") from error


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file that is read from the beginning to the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _code(record: Record) -> str:
    """The number that people know it by; where the set gives none, the one by which the set does."""
    return record.get("identifier") or record["sourcedid"]


def _name(record: Record) -> str:
    family, given = record.get("familyname", ""), record.get("givenname", "")
    if any(ord(letter) in CHINESE for letter in family + given):
        return family + given
    return " ".join(filter(None, (given, record.get("middlename", ""), family)))
