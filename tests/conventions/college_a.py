"""A college with one of everything that the archive holds, each piece recognisable wherever it turns up.

Made by the real importer and the real actions. `arguments` says with what an address is opened, `typed` what
is sent to it: the piece on which exactly this verb works, so that a refusal is never for another reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from archives.consultation.actions import look_up_archive
from archives.consultation.models import Purpose
from archives.exports.models import ListRequest
from archives.exports.requests import ask_for_records, release_list
from archives.imports import actions as imports
from archives.imports.models import Batch
from archives.records.models import Record
from archives.registry.actions import issue_activation_code
from archives.registry.models import Student
from campus.accounts.models import User
from campus.accounts.roles import STAFF_ROLES
from campus.audit.models import AuditEvent
from campus.jobs import running
from campus.jobs.models import Job
from campus.organisation.models import Unit
from tests.archives.imports.factories import applied, checked, student_row, uploaded, workbook
from tests.archives.portal.factories import changed, disputed, withdrawn
from tests.factories import (
    NOW,
    PASSWORD,
    StudentFactory,
    UserFactory,
    adverse_record,
    college,
    good_record,
    other_college,
    record_type,
    student_with_account,
    user_with,
)

IDENTITY_NUMBER = "11010520050314002X"
RECORD_HEADINGS = ("学号", "姓名", "记录类型", "违纪事实", "违纪日期", "处分种类", "处分决定文号", "决定日期",
                   "告知日期", "送达日期", "依据条款")


@dataclass
class CollegeA:
    """What there is in the college, and how the walk reaches it."""

    unit: Unit
    people: dict[str, User]
    student: Student
    newcomer: Student  # without an account yet
    code: str
    closed: User  # whose account can be opened again
    records: dict[str, Record] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    lists: dict[str, ListRequest] = field(default_factory=dict)

    @property
    def everybody(self) -> dict[str, User]:
        """Who may see at least some of it, by role."""
        return {**self.people, "student": User.objects.get(pk=self.student.user_id)}

    @property
    def markers(self) -> set[str]:
        """Words that stand nowhere but in this college's archive."""
        people = {word for user in (*self.people.values(), self.closed) for word in (user.name, user.email)}
        students = {word for student in (self.student, self.newcomer)
                    for word in (student.number, student.name, student.latin_name, student.major, student.class_name,
                                 str(student.public_id))}
        records = {word for record in self.records.values()
                   for word in (record.number, record.facts, record.decision_number, record.statement,
                                record.dispute_reason, record.withdrawn_reason)}
        batches = {word for batch in self.batches.values() for word in (batch.number, batch.file_name, batch.note)}
        return (people | students | records | batches | WORDS) - {""}

    def arguments(self, name: str, parameter: str) -> Any:
        """What to put for a parameter of this address; KeyError where nobody has said."""
        package = name.split(":", maxsplit=1)[0]
        for key in (f"{name}.{parameter}", f"{package}.{parameter}", parameter):
            if key in self._arguments:
                return self._arguments[key]
        raise KeyError(f"{name} takes “{parameter}”")

    def alternatives(self, name: str, parameter: str) -> list[Any]:
        """Other pieces of the same kind, which this address could be opened with as well."""
        kinds: dict[str, list[Any]] = {
            "imports.number": [batch.number for batch in self.batches.values()],
            "records.number": [record.number for record in self.records.values()],
            "portal.number": [record.number for record in self.records.values()],
            "exports.number": [asked.number for asked in self.lists.values()],
            "registry.public_id": [self.student.public_id, self.newcomer.public_id],
            "accounts.pk": [user.pk for user in self.people.values()],
        }
        return kinds.get(f"{name.split(':')[0]}.{parameter}", [])

    @property
    def _arguments(self) -> dict[str, Any]:
        records, batches = self.records, self.batches
        teacher = self.people["teacher"]
        return {
            **self._arguments_of_imports,
            "registry.public_id": self.newcomer.public_id,
            "records.number": records["in_force"].number,
            "records:confirm.number": records["pending"].number,
            "records:settle.number": records["disputed"].number,
            "portal.number": records["in_force"].number,
            "exports.number": self.lists["waiting"].number,
            "exports:take.number": self.lists["released"].number,
            "catalogue.code": "VOLUNTEER",
            "catalogue.key": "appeal.file",
            "audit.pk": AuditEvent.objects.filter(action="consultation.look_up_archive").latest("pk").pk,
            "jobs.pk": self.jobs["failed"].pk,
            "jobs:cancel.pk": self.jobs["queued"].pk,
            "accounts.pk": teacher.pk,
            "accounts:reactivate_person.pk": self.closed.pk,
            "accounts.assignment": teacher.role_assignments.get().pk,
            "language": "en",
            # Lessons are public; what a learner has read of them is kept under the lesson's key.
            "courses.lesson_key": "0e9c3c1e-7a55-4b0c-9f0a-1d2f5c1b7a11",
            "courses_staff.page_id": 999_999,
            # The uploaded spreadsheet, as if it lay among the pictures of courses.
            "path": batches["uploaded"].stored_as,
        }

    @property
    def _arguments_of_imports(self) -> dict[str, Any]:
        batches = self.batches
        return {
            "imports.number": batches["checked"].number,
            "imports:layout.number": batches["uploaded"].number,
            "imports:progress.number": batches["checking"].number,
            "imports:release.number": batches["waiting"].number,
            "imports:refuse_release.number": batches["waiting"].number,
            "imports:continue.number": batches["failed"].number,
            "imports:receipt.number": batches["applied"].number,
            "imports:undo.number": batches["applied"].number,
            "imports:carry_over.number": batches["applied"].number,
            "imports:fix_row.row": 3,
            "imports:answer_group.code": "unit_unknown",
            "imports:written_rows.number": batches["applied"].number,
            "imports:left_rows.number": batches["applied"].number,
            "imports:receipt_file.number": batches["applied"].number,
            "imports:template.kind": "students",
            "provenance:student.public_id": self.newcomer.public_id,
            "provenance:record.record": self.records["in_force"].number,
        }

    def typed(self, name: str) -> dict[str, Any]:
        """What is sent to this address: right for the verb, so that it works for whoever may."""
        written = self._typed.get(name, {})
        return {key: value() if isinstance(value, Callable) else value for key, value in {**REASONS, **written}.items()}

    @property
    def _typed(self) -> dict[str, dict[str, Any]]:
        student, newcomer, batches = self.student, self.newcomer, self.batches
        person = {"name": "新名字", "email": "new@example.edu.cn", "office": "", "language": ""}
        role = {"role": "auditor", "unit": self.unit.pk}
        version = {"effective_from": "2027-01-01", "source_zh": "校规", "source_en": "School rules"}
        kind = {"name_zh": "新名", "name_en": "New name", "legal_basis": record_type("VOLUNTEER").legal_basis_id,
                "source_office_zh": "团委", "source_office_en": "Youth League", **version}
        return {
            "imports:upload": {"kind": "students", "file": students_file},
            "imports:layout": {"sheet": batches["uploaded"].sheet, "header_row": 1, "day_first": "",
                               **{f"column_{place}": name for place, name in enumerate(("number", "name", "unit",
                                                                                        "birth_date"))}},
            "imports:confirm": {"digest": batches["checked"].digest},
            "imports:fix_row": {"cell-unit": "01"},
            "imports:answer_group": {"choice": "leave_out"},
            "imports:release": {"digest": batches["waiting"].digest},
            "exports:students": {"purpose": "核对走查名单", "format": "csv"},
            "exports:records": {"registered": "case_handling", "case_number": "另案7号", "purpose": "核对走查名单",
                                "format": "xlsx"},
            "registry:change": {"name": newcomer.name, "latin_name": "", "unit": self.unit.pk, "major": "改了的专业",
                                "year": 2024, "class_name": "", "status": "suspended"},
            "records:enter": {"student_number": student.number, "record_type": record_type("VOLUNTEER").pk,
                              "facts": "另一件好事", "conduct_on": "2026-03-05", "hours": "2"},
            "consultation:look_up": {"number": student.number, "purpose": "case_handling", "case_number": "另案7号"},
            "catalogue:change_rule": {"part_days": "15", **version},
            "catalogue:add_record_type": {"code": "NEW-KIND", "polarity": "good", **kind},
            "catalogue:change_record_type": kind,
            "catalogue:add_legal_basis": {"code": "new-clause", "title_zh": "新规"},
            "accounts:add_person": {"username": "new1", **person, **role},
            "accounts:change_person": person,
            "accounts:grant_role": role,
            "portal:dispute": {"step": "send"},
            "portal:statement": {"text": "我补充一句"},
            "portal:activate": {"number": newcomer.number, "code": self.code, "password": PASSWORD, "again": PASSWORD},
            "set_language": {"language": "en", "next": "/"},
        }


# Reasons and answers that every small form takes.
REASONS = {"reason": "走查用的理由", "answer": "走查用的答复"}
# What stands in files and look-ups only.
WORDS = {"标记查阅的理由", "标记评审七号", "标记待改姓名", "2024779999", "标记导入者", "2024770011",
         "标字〔2026〕导入号", "标记导入的违纪事实", "标记清单案号", "标记清单的理由"}


def students_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("students.xlsx", workbook([student_row("2024660001")]))


def college_a() -> CollegeA:
    """Everything in college 01, as the days before left it. College 02 exists and has nothing."""
    unit = college()
    other_college()
    people = {role.code: user_with(role.code, unit, username=f"a-{role.code}", name=f"标记的{role.code}",
                                   email=f"{role.code}@a.example.edu.cn") for role in STAFF_ROLES}
    student = student_with_account(unit=unit, number="2024770001", name="标记司马", latin_name="Sima Biaoji",
                                   major="标记工程", class_name="标记2401班", identity_number=IDENTITY_NUMBER)
    newcomer = StudentFactory(unit=unit, number="2024770002", name="标记欧阳", latin_name="Ouyang Biaoji",
                              major="标记医学", class_name="标记2402班")
    code = issue_activation_code(student=newcomer, by=people["registrar"], at=timezone.now())
    closed = user_with("teacher", unit, username="a-closed", name="标记的旧账号", is_active=False)
    made = CollegeA(unit, people, student, newcomer, code, closed)
    made.records.update(_records(student))
    made.batches.update(_batches(people))
    made.jobs.update(failed=imports.last_job(made.batches["failed"]), queued=imports.last_job(made.batches["checking"]))
    made.lists.update(_lists(people))
    look_up_archive(student=student, purpose="case_handling", case_number="标记评审七号", reason="标记查阅的理由",
                    by=people["integrity_officer"], at=NOW)
    return made


def _records(student: Student) -> dict[str, Record]:
    long_ago = {"conduct_on": date(2018, 5, 10), "told_on": date(2018, 5, 18), "decided_on": date(2018, 6, 1),
                "served_on": date(2018, 6, 4)}

    def adverse(word: str, **values: Any) -> Record:
        return adverse_record(student, facts=f"标记事实{word}", decision_number=f"标字〔2026〕{word}号", **values)

    return {
        "in_force": changed(adverse("在示"), statement="标记的陈述", statement_at=NOW),
        "pending": adverse("待复核", confirmed=False),
        "disputed": disputed(adverse("有异议"), dispute_reason="标记的异议"),
        "withdrawn": withdrawn(adverse("已撤回"), reason="标记的撤回理由"),
        "expired": adverse("已到期", **long_ago),
        "good": good_record(student, facts="标记好事"),
    }


def _batches(people: dict[str, User]) -> dict[str, Batch]:
    registrar = people["registrar"]

    def students(name: str, *rows: tuple[str, ...], **options: Any) -> Batch:
        return uploaded(workbook(rows, **options), registrar, name=f"标记{name}.xlsx", note=f"标记附注{name}")

    refused = student_row("2024779999", name="标记待改姓名", unit="哲学院")
    written = applied(checked(students("已写入", student_row("2024770011", name="标记导入者"), refused)))
    stopped = imports.start_check(batch=students("停住", refused), by=registrar, at=NOW)
    job = imports.last_job(stopped)
    assert job is not None
    claimed = running.claim(job.pk, NOW)
    assert claimed is not None
    running.fail(claimed, NOW + timedelta(seconds=1), error="OperationalError")
    imports.mark_failed(batch=stopped, at=NOW)
    stopped.refresh_from_db()
    return {
        "applied": written,
        "failed": stopped,
        "uploaded": students("待选列", student_row("2024779999")[:4], headings=("学号一", "名", "学院", "出生日期")),
        "checked": checked(students("待确认", student_row("2024770012", name="标记导入者"), refused)),
        "checking": imports.start_check(batch=students("校验中", refused), by=registrar, at=NOW),
        "waiting": _adverse_batch(people),
    }


def _adverse_batch(people: dict[str, User]) -> Batch:
    row = ("2024770011", "标记导入者", "学术不端", "标记导入的违纪事实", "2026-05-10", "警告", "标字〔2026〕导入号",
           "2026-06-01", "2026-05-18", "2026-06-04", "《学生违纪处分规定》第13条")
    batch = checked(uploaded(workbook([row], RECORD_HEADINGS), people["registrar"], kind="records",
                             name="标记待放行.xlsx", note="标记附注待放行"))
    assert batch.new == 1, batch.summary
    return imports.confirm_batch(batch=batch, by=people["registrar"], at=NOW)


def _lists(people: dict[str, User]) -> dict[str, ListRequest]:
    """Two lists of records that the integrity officer asked for; the privacy officer released one of them."""
    asked = {name: ask_for_records(purpose=Purpose.objects.get(code="case_handling"), case_number="标记清单案号",
                                   reason="标记清单的理由", format="csv", by=people["integrity_officer"], at=NOW)
             for name in ("waiting", "released")}
    release_list(request=asked["released"], by=people["privacy_officer"], at=NOW)
    return asked


def outsiders() -> dict[str, User]:
    """The same roles in another college, and one of its students."""
    unit = other_college()
    people = {role.code: user_with(role.code, unit, name="外院职员") for role in STAFF_ROLES}
    student = student_with_account(unit=unit, number="2024550001", name="外院学生")
    return {**people, "student": UserFactory._meta.model.objects.get(pk=student.user_id)}
