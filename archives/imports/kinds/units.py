"""Units of the school from a spreadsheet: colleges, departments, classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from archives.imports import values as read
from archives.imports.kinds import register
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking, Choice, Kind, Outcome, Staged, Writing
from archives.imports.kinds.guides import UNITS
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.unit_names import UnitNames, unit_choices
from archives.imports.kinds.unit_texts import UNIT_FINDINGS
from archives.imports.kinds.unit_writing import reverse_units, write_units
from archives.imports.matching import FieldSpec
from archives.imports.models import RowStatus
from campus.organisation.models import Unit

if TYPE_CHECKING:
    from campus.accounts.models import User

CODE_ON_LIST = re.compile(r".+ \(([^()]+)\)")  # 计算机学院 (01), as the list of units offers it
KIND_WORDS = {
    "学校": "school",
    "学院": "college",
    "系": "department",
    "系部": "department",
    "教研室": "department",
    "部门": "department",
    "班级": "class",
    "班": "class",
    "school": "school",
    "college": "college",
    "department": "department",
    "class": "class",
}
KINDS_OF_UNITS = (
    Choice("school", "学校", "school"),
    Choice("college", "学院", "college"),
    Choice("department", "系", "department"),
    Choice("class", "班级", "class"),
)
FIELDS = (
    FieldSpec(
        "code",
        _("unit code"),
        ("代码", "单位代码", "学院代码", "编码", "单位编码", "code", "unit code"),
        required=True,
        kind="identifier",
    ),
    FieldSpec(
        "name_zh",
        _("name in Chinese"),
        ("名称", "单位名称", "学院", "学院名称", "中文名称", "name", "chinese name", "name in chinese"),
        required=True,
    ),
    FieldSpec("name_en", _("name in English"), ("英文名称", "英文名", "english name", "name in english")),
    FieldSpec(
        "parent",
        _("code of the unit above"),
        ("上级代码", "上级单位代码", "上级", "所属单位", "parent", "parent code"),
        kind="identifier",
    ),
    FieldSpec("kind", _("kind of unit"), ("类型", "单位类型", "层级", "kind", "type"), kind="choice"),
)


@register
class Units(Kind):
    code = "units"
    name = _("Units of the school")
    about = _(
        "Colleges, departments and classes with their codes. Existing units are recognised by their code."
    )
    permission = "organisation.import"
    fields = FIELDS
    findings = UNIT_FINDINGS
    reasons = {"parent_not_there": _("The unit above was not imported.")}
    first_fields = ("code", "name_zh", "parent")
    guide = UNITS
    not_kept = ("序号", "备注", "no.")
    remembers_keys = True
    before_permission = "organisation.import"

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("code",)

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        result = read.read_identifier(cells.get("code"))
        if result.status == "ok":
            yield "code", result.text.lower(), result.text

    def read(self, reader: RowReader) -> None:
        row = reader.row
        if (
            not reader.identifier("code", damaged="number_not_understood", invalid="number_not_understood")
            and not row.drafts
        ):
            row.add("unit_code_missing", "code")
        reader.text("name_zh", most=120)
        reader.text("name_en", most=160)
        listed = CODE_ON_LIST.fullmatch(row.found.get("parent", ""))
        if listed:
            reader.cells = {**reader.cells, "parent": listed[1]}
        reader.identifier("parent", damaged="number_not_understood", invalid="parent_unknown")
        reader.choice("kind", KIND_WORDS)

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> dict[str, Unit]:
        units: dict[str, Unit] = checking.remember(
            "all_units", lambda: {unit.code.lower(): unit for unit in Unit.objects.order_by("path")}
        )
        return {**self._same_school(rows, units, checking), **units}

    def _same_school(self, rows: Sequence[CheckedRow], units: dict[str, Unit], checking: Checking) -> dict[str, Unit]:
        """Codes under which other systems hold the school: a unit of its name, below nothing. By such a code."""
        school = next((unit for unit in units.values() if unit.depth == 1), None)
        found: dict[str, Unit] = checking.remember("same_school", dict)
        if school is not None:
            names = {school.name_zh, school.name_en} - {""}
            alone = (row.values for row in rows if row.values.get("code") and not row.values.get("parent"))
            found.update({values["code"].lower(): school for values in alone if values.get("name_zh") in names})
        return found

    def compare(self, row: CheckedRow, known: dict[str, Unit], checking: Checking) -> None:
        code = row.values.get("code")
        unit = known.get(code.lower()) if code else None
        parent_code = row.values.get("parent", "")
        above = known.get(parent_code.lower())
        if above is not None and above.depth == 1 and parent_code:  # whatever the file calls the school
            parent_code = row.values["parent"] = above.code
        if self._is_outside(row, unit, parent_code, known, checking):
            return
        self._check_parent(row, parent_code, unit, known, checking)
        if unit is None:
            if not row.values.get("name_zh"):
                row.add("unit_name_missing", "name_zh")
            row.values.setdefault("kind", "college" if parent_code else "school")
            row.status = RowStatus.NEW
            return
        row.target = unit.pk
        if row.values["code"].lower() != unit.code.lower():  # the school under another system's code
            row.values.pop("kind", None)
        row.values["code"] = unit.code
        row.before = {
            name: getattr(unit, name)
            for name in ("name_zh", "name_en", "kind")
            if name in row.values and row.values[name] != getattr(unit, name)
        }
        row.status = RowStatus.CHANGED if row.before else UNCHANGED

    def _is_outside(
        self, row: CheckedRow, unit: Unit | None, parent_code: str, known: dict[str, Unit], checking: Checking
    ) -> bool:
        """The unit, or the one under which a new one would come, is not the importer's: nothing more is compared."""
        names = checking.remember("units", lambda: UnitNames(checking.by, self.permission))
        parent = known.get(parent_code.lower()) if unit is None else None
        if unit is not None and not names.covers(unit.pk):
            row.put_outside("code", row.values["code"])
            return True
        if parent is not None and not names.covers(parent.pk):
            row.put_outside("parent", parent_code)
            return True
        return False

    def _check_parent(
        self, row: CheckedRow, parent_code: str, unit: Unit | None, known: dict[str, Unit], checking: Checking
    ) -> None:
        if unit is not None:
            paths = checking.remember("paths", lambda: {other.path: other for other in known.values()})
            above = paths.get(unit.path[: -Unit.steplen])
            if parent_code and (above is None or above.code.lower() != parent_code.lower()):
                row.add("unit_moves", "parent", parent_code, now=above.code if above else "–")
            return
        if not parent_code:
            row.add("parent_missing", "parent")
            return
        if parent_code.lower() not in known and parent_code.lower() not in checking.in_file.get("code", set()):
            row.add("parent_unknown", "parent", parent_code)

    def write(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return write_units(rows, writing)

    def reverse(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return reverse_units(rows, writing)

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        if field == "parent":
            return unit_choices(by, self.permission, with_codes=True)
        return list(KINDS_OF_UNITS) if field == "kind" else []

    def show(self, field: str, value: Any) -> str:
        if field == "kind" and value in Unit.Kind.values:
            return str(Unit.Kind(value).label)
        return super().show(field, value)
