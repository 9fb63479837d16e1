"""Honesty records from a spreadsheet: decisions with all their papers, and good deeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource

from archives.catalogue.models import RecordType
from archives.imports import values as read
from archives.imports.kinds import register
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking, Choice, Kind, Outcome, Writing
from archives.imports.kinds.guides import RECORDS
from archives.imports.kinds.record_rules import check_papers
from archives.imports.kinds.record_writing import (
    COMPARED,
    reverse_records,
    whole,
    write_records,
    written_form,
)
from archives.imports.kinds.rows import RowReader
from archives.imports.kinds.students import person_name
from archives.imports.kinds.type_names import TypeNames, type_choices, type_names
from archives.imports.kinds.unit_names import covered_keys
from archives.imports.matching import FieldSpec
from archives.imports.models import Batch, RowStatus, StagedRow
from archives.imports.resources import RecordResource
from archives.records.models import Record
from archives.registry.models import Student
from campus.accounts.permissions import may

if TYPE_CHECKING:
    from campus.accounts.models import User

SANCTION_WORDS = {
    "警告": "warning",
    "严重警告": "serious_warning",
    "记过": "demerit",
    "留校察看": "probation",
    "开除学籍": "expulsion",
    "warning": "warning",
    "serious warning": "serious_warning",
    "serious_warning": "serious_warning",
    "demerit": "demerit",
    "probation": "probation",
    "expulsion": "expulsion",
}
SANCTIONS = (
    Choice("warning", "警告", "warning"),
    Choice("serious_warning", "严重警告", "serious warning"),
    Choice("demerit", "记过", "demerit"),
    Choice("probation", "留校察看", "probation"),
    Choice("expulsion", "开除学籍", "expulsion"),
)
FIELDS = (
    FieldSpec(
        "student_number",
        _("student number"),
        ("学号", "学生编号", "学籍号", "student number", "student no", "student id"),
        required=True,
        kind="identifier",
    ),
    FieldSpec("name", _("name"), ("姓名", "学生姓名", "name", "student name", "full name"), required=True),
    FieldSpec(
        "record_type",
        _("kind of record"),
        (
            "违纪类型",
            "记录类型",
            "类型",
            "违纪类别",
            "记录名称",
            "类别",
            "kind of record",
            "record type",
            "type",
        ),
        required=True,
        kind="choice",
    ),
    FieldSpec(
        "facts",
        _("facts"),
        (
            "违纪事实",
            "事实",
            "事由",
            "主要事实",
            "违纪情况",
            "事迹",
            "服务内容",
            "facts",
            "deed",
            "description",
        ),
        required=True,
    ),
    FieldSpec(
        "conduct_on",
        _("day of the conduct"),
        (
            "违纪日期",
            "违纪时间",
            "行为日期",
            "发生日期",
            "服务日期",
            "日期",
            "conduct date",
            "day of the conduct",
            "date",
        ),
        required=True,
        kind="date",
    ),
    FieldSpec(
        "sanction", _("sanction"), ("处分种类", "处分类型", "处分", "处分等级", "sanction"), kind="choice"
    ),
    FieldSpec(
        "decision_number",
        _("decision number"),
        ("处分决定文号", "决定文号", "处分文号", "文号", "决定书编号", "decision number", "decision no"),
    ),
    FieldSpec(
        "decided_on",
        _("decided on"),
        ("决定日期", "处分日期", "处分决定日期", "作出决定日期", "decided on", "decision date"),
        kind="date",
    ),
    FieldSpec(
        "told_on",
        _("told before the decision on"),
        ("告知日期", "事先告知日期", "告知时间", "told on", "notice date"),
        kind="date",
    ),
    FieldSpec(
        "served_on", _("served on"), ("送达日期", "送达时间", "served on", "service date"), kind="date"
    ),
    FieldSpec(
        "sanction_months",
        _("months of the sanction"),
        ("处分期限（月）", "处分期限", "处分期(月)", "期限（月）", "months", "sanction months"),
        kind="integer",
    ),
    FieldSpec(
        "basis_clause",
        _("clause applied"),
        ("依据条款", "处分依据", "依据", "适用条款", "clause", "basis"),
    ),
    FieldSpec(
        "hours", _("hours"), ("时长", "服务时长", "学时", "小时数", "志愿时长", "hours"), kind="decimal"
    ),
    FieldSpec(
        "source_office", _("source office"), ("来源部门", "认定部门", "处分单位", "source office", "office")
    ),
)


@register
class Records(Kind):
    code = "records"
    name = _("Honesty records")
    about = _(
        "Decisions with number, notice and proof of service, and good deeds. Adverse records need a second "
        "person."
    )
    permission = "records.import"
    lesser_permission = "records.import_good"  # adverse rows of such a person are refused
    fields = FIELDS
    first_fields = ("student_number", "name", "record_type")
    guide = RECORDS
    lists_written = True
    not_kept = (
        "序号",
        "性别",
        "学院",
        "院系",
        "专业",
        "班级",
        "年级",
        "备注",
        "no.",
        "gender",
        "college",
        "class",
    )

    @property
    def key_fields(self) -> tuple[str, ...]:
        return ("student_number", "decision_number", "record_type", "conduct_on", "facts")

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        number = read.read_identifier(cells.get("student_number"))
        if number.status != "ok":
            return
        decision = read.clean_text(cells.get("decision_number")).text
        if decision:
            yield "decision_number", f"{number.text}\n{decision}", decision
            return
        deed = [read.clean_text(cells.get(name)).text for name in ("record_type", "facts")]
        if all(deed):
            yield "facts", "\n".join([number.text, str(cells.get("conduct_on")), *deed]), deed[1]

    def read(self, reader: RowReader) -> None:
        row = reader.row
        if (
            not reader.identifier(
                "student_number", damaged="student_number_damaged", invalid="student_number_invalid"
            )
            and not row.drafts
        ):
            row.add("student_number_missing", "student_number")
        for name, most in (
            ("name", 80),
            ("record_type", 120),
            ("facts", 2000),
            ("decision_number", 80),
            ("basis_clause", 240),
            ("source_office", 120),
        ):
            reader.text(name, most=most)
        for name, code in (
            ("name", "cross_check_missing"),
            ("record_type", "type_missing"),
            ("facts", "facts_missing"),
            ("conduct_on", "conduct_date_missing"),
        ):
            if not reader.has(name):
                row.add(code, name)
        for name in ("conduct_on", "decided_on", "told_on", "served_on"):
            reader.date(name, may_be_future=False)
        reader.choice("sanction", SANCTION_WORDS, code="sanction_unknown")
        reader.integer(
            "sanction_months",
            least=0,
            most=999,
            parse=lambda cell: read.parse_integer(cell, units=("个月", "月", "months")),
        )
        reader.decimal("hours", most=Decimal("99999"), units=("小时", "学时", "hours", "h"))

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> dict[str, Any]:
        numbers = {row.values["student_number"] for row in rows if "student_number" in row.values}
        students = {
            student.number: student
            for student in Student.objects.filter(number__in=numbers).only(
                "number", "name", "unit_id", "adult_on"
            )
        }
        records: dict[tuple[str, str], Record] = {}
        for record in Record.objects.filter(student__number__in=numbers, withdrawn_at=None).select_related(
            "student", "record_type"
        ):
            records[record.student.number, key_of(record)] = record
        return {"students": students, "records": records}

    def compare(self, row: CheckedRow, known: dict[str, Any], checking: Checking) -> None:
        row.status = RowStatus.NEW
        record_type = self._find_type(row, checking)
        self._find_student(row, known, checking, record_type)
        if record_type is None:
            return
        row.values["record_type"] = record_type.code
        row.is_adverse = record_type.is_adverse
        check_papers(row, record_type, checking)
        number, conduct_on = row.values.get("student_number"), row.values.get("conduct_on")
        key = row.values.get("decision_number") or "\n".join(
            (record_type.code, str(conduct_on), str(row.values.get("facts")))
        )
        record = known["records"].get((number, key))
        if record is not None:
            self._compare_with(row, record)

    def _find_student(
        self, row: CheckedRow, known: dict[str, Any], checking: Checking, record_type: RecordType | None
    ) -> None:
        """The student must be in a unit for which the importer may enter this kind of record."""
        number = row.values.get("student_number")
        if number is None:
            return
        student = known["students"].get(number)
        units = checking.remember("units", lambda: covered_keys(checking.by, self.permission))
        for_good = checking.remember("for_good", lambda: covered_keys(checking.by, self.lesser_permission))
        if student is None:
            row.add("student_unknown", "student_number", number)
        elif student.unit_id not in units | for_good:
            row.add("outside_your_units", "student_number", number)
        elif record_type is not None and record_type.is_adverse and student.unit_id not in units:
            row.add("adverse_not_yours", "record_type", row.values["record_type"])
        elif row.values.get("name") and person_name(row.values["name"]) != person_name(student.name):
            row.add("name_mismatch", "name", row.values["name"])
        elif student.adult_on > checking.on:
            row.add("under_age", "student_number")

    def _find_type(self, row: CheckedRow, checking: Checking) -> RecordType | None:
        written, conduct_on = row.values.get("record_type"), row.values.get("conduct_on")
        if not written or not conduct_on:
            return None
        types: TypeNames = checking.remember("types", TypeNames)
        found = types.find(written, date.fromisoformat(conduct_on))
        if found is None:
            row.add("type_not_in_catalogue", "record_type", written)
        return found

    def _compare_with(self, row: CheckedRow, record: Record) -> None:
        row.target = record.pk
        if record.record_type.code != row.values["record_type"]:
            row.add("decision_of_another_kind", "decision_number", record.decision_number)
        now = written_form(record)
        row.before = {
            name: now[name] for name in COMPARED if name in row.values and row.values[name] != now[name]
        }
        if row.before and record.is_disputed:
            row.add("record_is_disputed", "decision_number", record.decision_number)
        row.status = RowStatus.CHANGED if row.before else UNCHANGED
        if row.before:  # beside what is shown: what undoing puts back
            row.undo = {"version": record.version, "whole": whole(record)}

    def write(self, rows: Sequence[StagedRow], writing: Writing) -> Outcome:
        return write_records(rows, writing)

    def reverse(self, rows: Sequence[StagedRow], writing: Writing) -> Outcome:
        return reverse_records(rows, writing)

    def written(self, batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]]:
        records = Record.objects.filter(batch_number=batch.number)
        return RecordResource, records.select_related("student", "record_type")

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        if field == "record_type":
            return type_choices(on, with_adverse=may(by, self.permission))
        return list(SANCTIONS) if field == "sanction" else []

    def words(self) -> dict[str, dict[str, str]]:
        return {"record_type": type_names()}

    def show(self, field: str, value: Any) -> str:
        if field == "sanction" and value in Record.Sanction.values:
            return str(Record.Sanction(value).label)
        return super().show(field, value)


def key_of(record: Record) -> str:
    """What makes a record of a student the same one: its decision, or the deed itself."""
    return record.decision_number or "\n".join(
        (record.record_type.code, record.conduct_on.isoformat(), record.facts)
    )
