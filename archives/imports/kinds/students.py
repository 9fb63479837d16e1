"""Students from a spreadsheet: who they are and where they study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource

from archives.imports import values as read
from archives.imports.kinds import register
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking, Choice, Kind, Outcome, Staged, Writing, mask
from archives.imports.kinds.guides import STUDENTS
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.skimming import Skimmer
from archives.imports.kinds.student_rules import check_age, check_identity
from archives.imports.kinds.student_skimming import StudentSkimmer, holders_inside
from archives.imports.kinds.student_texts import STUDENT_FINDINGS
from archives.imports.kinds.student_writing import reverse_students, write_students, write_students_at_once
from archives.imports.kinds.unit_names import OUTSIDE, UnitNames, names_by_code, unit_choices
from archives.imports.matching import FieldSpec
from archives.imports.models import Batch, RowStatus, StagedRow
from archives.imports.resources import StudentResource
from archives.registry.actions import index_of
from archives.registry.models import Student
from archives.registry.student_numbers import is_student_number

if TYPE_CHECKING:
    from campus.accounts.models import User

STATUS_WORDS = {
    "在校": "enrolled",
    "在读": "enrolled",
    "在籍": "enrolled",
    "注册": "enrolled",
    "enrolled": "enrolled",
    "休学": "suspended",
    "保留学籍": "suspended",
    "on leave": "suspended",
    "suspended": "suspended",
    "毕业": "graduated",
    "已毕业": "graduated",
    "结业": "graduated",
    "graduated": "graduated",
    "退学": "withdrawn",
    "离校": "withdrawn",
    "withdrawn": "withdrawn",
}
FIELDS = (
    FieldSpec(
        "number",
        _("student number"),
        ("学号", "学生编号", "学籍号", "学生学号", "student number", "student no", "student id"),
        required=True,
        kind="identifier",
    ),
    FieldSpec("name", _("name"), ("姓名", "学生姓名", "name", "full name", "student name"), required=True),
    FieldSpec(
        "latin_name", _("name in Latin letters"), ("英文姓名", "姓名拼音", "拼音", "english name", "pinyin")
    ),
    FieldSpec(
        "unit",
        _("college"),
        (
            "学院",
            "院系",
            "所在学院",
            "学院名称",
            "学院代码",
            "院系名称",
            "所属院系",
            "单位",
            "college",
            "school",
            "department",
            "unit",
        ),
        kind="choice",
    ),
    FieldSpec("major", _("major"), ("专业", "专业名称", "所学专业", "major", "programme", "program")),
    FieldSpec(
        "year",
        _("year of entry"),
        ("年级", "入学年份", "所在年级", "级别", "year of entry", "grade", "year"),
        kind="integer",
    ),
    FieldSpec("class_name", _("class"), ("班级", "班级名称", "行政班", "所在班级", "class", "class name")),
    FieldSpec(
        "identity_number",
        _("identity number"),
        (
            "身份证号",
            "身份证号码",
            "证件号码",
            "证件号",
            "身份证件号",
            "居民身份证号",
            "identity number",
            "id number",
            "id card",
        ),
        kind="identity",
    ),
    FieldSpec(
        "birth_date",
        _("date of birth"),
        ("出生日期", "生日", "出生年月日", "date of birth", "birth date", "birthday"),
        kind="date",
    ),
    FieldSpec(
        "enrolled_on",
        _("enrolled on"),
        ("入学时间", "入学日期", "报到日期", "enrolled on", "enrolment date", "enrollment date"),
        kind="date",
    ),
    FieldSpec(
        "graduated_on",
        _("graduated on"),
        ("毕业时间", "毕业日期", "离校日期", "graduated on", "graduation date"),
        kind="date",
    ),
    FieldSpec("status", _("status"), ("学籍状态", "在校状态", "状态", "status"), kind="choice"),
)
STATUS_IN_CHINESE = {"enrolled": "在校", "suspended": "休学", "graduated": "毕业", "withdrawn": "退学"}
PLAIN = ("name", "latin_name", "major", "year", "class_name", "status", "enrolled_on", "graduated_on")


# How each field is read with care; the identity number has rules of its own (`student_rules`).
READINGS: dict[str, Callable[[RowReader], Any]] = {
    "number": lambda reader: read_number(reader),
    "name": lambda reader: read_name(reader),
    "latin_name": lambda reader: reader.text("latin_name", most=120),
    "unit": lambda reader: reader.text("unit", most=160),
    "major": lambda reader: reader.text("major", most=120),
    "class_name": lambda reader: reader.text("class_name", most=80),
    "year": lambda reader: reader.integer(
        "year", least=1950, most=reader.checking.on.year + 1, parse=read.parse_year_grade
    ),
    "status": lambda reader: reader.choice("status", STATUS_WORDS),
    "enrolled_on": lambda reader: reader.date("enrolled_on"),
    "graduated_on": lambda reader: reader.date("graduated_on"),
    "birth_date": lambda reader: reader.date("birth_date", may_be_future=False),
}


@register
class Students(Kind):
    code = "students"
    name = _("Students")
    about = _("Names, colleges and dates of students. Existing students are recognised by their number.")
    permission = "students.import"
    fields = FIELDS
    findings = STUDENT_FINDINGS
    reasons = {
        "identity_taken": _(
            "Its identity number is registered for another student. Ask the registrar of the whole school."
        )
    }
    first_fields = ("number", "name", "unit")
    guide = STUDENTS
    not_kept = (
        "序号",
        "性别",
        "民族",
        "手机号",
        "联系电话",
        "邮箱",
        "no.",
        "gender",
        "sex",
        "phone",
        "e-mail",
    )
    sealed_fields = frozenset({"identity_number"})
    second_look = frozenset({"name", "identity_number"})
    stands_for = {"identity_index": "identity_number"}
    lists_written = True
    before_permission = "students.view"

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("number", "identity_number")

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        for name in self.key_fields:
            result = read.read_identifier(cells.get(name))
            if result.status == "ok":
                shown = mask(result.text) if name in self.sealed_fields else result.text
                yield name, result.text.upper(), shown

    def repeated_code(self, name: str) -> tuple[str, str]:
        return ("identity_twice_in_file" if name == "identity_number" else "duplicate_in_file"), name

    def read(self, reader: RowReader) -> None:
        row = reader.row
        found = {name: reading(reader) for name, reading in READINGS.items()}
        if not found["number"] and not any(draft.field == "number" for draft in row.drafts):
            row.add("student_number_missing", "number")
        enrolled, graduated, birth_date = found["enrolled_on"], found["graduated_on"], found["birth_date"]
        if enrolled and graduated and graduated < enrolled:
            row.add("graduates_before_enrolment", "graduated_on", graduated.isoformat())
        identity = check_identity(reader, birth_date)
        check_age(row, birth_date, read.identity_birth_date(identity), reader.checking)

    def skimmer(self, checking: Checking) -> Skimmer:
        return StudentSkimmer(checking, _unit_names(checking), READINGS)

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> dict[str, Any]:
        numbers = [row.values["number"] for row in rows if "number" in row.values]
        indexes = {row.number: index_of(row.sealed["identity_number"]) for row in rows if row.sealed}
        students = {
            student.number: student
            for student in Student.objects.filter(number__in=numbers)
            .defer("identity_number", "provenance")
            .select_related("unit")
        }
        holders = holders_inside(set(indexes.values()), _unit_names(checking))
        known = {"students": students, "indexes": indexes, "holders": holders, "identities": {}}
        changing = [
            students[row.values["number"]].pk
            for row in rows
            if row.number in indexes
            and row.values.get("number") in students
            and students[row.values["number"]].identity_index != indexes[row.number]
        ]
        if changing:
            known["identities"] = dict(
                Student.objects.filter(pk__in=changing).values_list("pk", "identity_number")
            )
        return known

    def compare(self, row: CheckedRow, known: dict[str, Any], checking: Checking) -> None:
        units = _unit_names(checking)
        student = known["students"].get(row.values.get("number"))
        if student is not None and not units.covers(student.unit_id):
            row.put_outside("number", row.values["number"])
            return
        if self._is_placed_outside(row, units):
            return
        index = known["indexes"].get(row.number, "")
        if index:
            row.values["identity_index"] = index
            if known["holders"].get(index, row.values.get("number")) != row.values.get("number"):
                row.add("identity_taken", "identity_number", row.found.get("identity_number", ""))
        if student is None:
            self._require_for_new(row)
            row.status = RowStatus.NEW
        else:
            self._compare_with(row, student, known["identities"])

    def _is_placed_outside(self, row: CheckedRow, units: UnitNames) -> bool:
        """Put the code of the unit in place of what the row calls it; True for a unit of others."""
        written = row.values.pop("unit", "")
        if not written:
            return False
        found = units.find(written)
        if found.unit is not None:
            row.values["unit"] = found.unit.code
        elif found.code == OUTSIDE:
            row.put_outside("unit", written)
            return True
        else:
            row.add(found.code, "unit", written)
        return False

    def _require_for_new(self, row: CheckedRow) -> None:
        if not row.values.get("name"):
            row.add("name_missing", "name")
        if not row.found.get("unit"):
            row.add("unit_missing", "unit")
        if "birth_date" not in row.values and not row.found.get("birth_date"):
            row.add("birth_date_missing", "birth_date")

    def _compare_with(self, row: CheckedRow, student: Student, identities: dict[int, str]) -> None:
        if row.values.get("birth_date", student.birth_date.isoformat()) != student.birth_date.isoformat():
            row.add("birth_date_differs", "birth_date", row.found.get("birth_date", ""))
        row.target = student.pk
        for name in PLAIN:
            self._note_change(row, name, in_json(getattr(student, name)))
        self._note_change(row, "unit", student.unit.code)
        if row.values.get("identity_index", student.identity_index) != student.identity_index:
            row.before["identity_index"] = student.identity_index
            if student.identity_index:
                row.sealed["identity_number_before"] = identities.get(student.pk, "")
                row.add("identity_changes", "identity_number", row.found.get("identity_number", ""))
        if "name" in row.before:
            row.add("name_changes", "name", row.values["name"])
        row.status = RowStatus.CHANGED if row.before else UNCHANGED

    def _note_change(self, row: CheckedRow, name: str, now: Any) -> None:
        if name in row.values and row.values[name] != now:
            row.before[name] = now

    def write(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return write_students(rows, writing)

    def write_at_once(self, rows: QuerySet[StagedRow], writing: Writing) -> Outcome:
        return write_students_at_once(rows, writing)

    def reverse(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        return reverse_students(rows, writing)

    def written(self, batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]]:
        # As text: a JSON path by itself would give numbers for what looks like one, without leading zeros.
        rows = StagedRow.objects.of(batch, RowStatus.WRITTEN).annotate(student_number=KT("values__number"))
        students = Student.objects.filter(number__in=rows.values("student_number"))
        return StudentResource, students.select_related("unit")

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        if field == "unit":
            return unit_choices(by, self.permission)
        if field == "status":
            return [Choice(value, zh, value) for value, zh in STATUS_IN_CHINESE.items()]
        return []

    def words(self) -> dict[str, dict[str, str]]:
        return {"unit": names_by_code()}

    def show(self, field: str, value: Any) -> str:
        if field == "status" and value in Student.Status.values:
            return str(Student.Status(value).label)
        return super().show(field, value)


def _unit_names(checking: Checking) -> UnitNames:
    """The units that the importer may write to, by what people call them; read once for a run."""
    names: UnitNames = checking.remember("units", lambda: UnitNames(checking.by, Students.permission))
    return names


def read_number(reader: RowReader) -> str:
    """The student number, if it is made of what a number may be made of."""
    number = reader.identifier("number", damaged="student_number_damaged", invalid="student_number_invalid")
    if number and not is_student_number(number):
        del reader.row.values["number"]
        reader.row.add("student_number_invalid", "number", number)
        return ""
    return number


def read_name(reader: RowReader) -> str:
    """The name, without the spaces with which lists line up names of two characters."""
    name = reader.text("name", most=80)
    if name:
        reader.row.values["name"] = person_name(name)
    return name


def person_name(text: str) -> str:
    """Chinese names are padded with spaces in lists to line up; a name with Latin letters keeps its own."""
    written_in_chinese = all(character == " " or character >= "\u2e80" for character in text)
    return text.replace(" ", "") if written_in_chinese else text


def in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
