"""Fill an empty installation with the demo school. Each step sees whether it was done; a second run changes nothing."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from archives.consultation.actions import look_up_archive
from archives.consultation.models import LookUp
from archives.demo.people import PASSWORD, STAFF, STUDENT, STUDENT_NUMBER, DemoPerson
from archives.imports.models import Batch
from archives.records.actions import add_statement
from archives.records.models import Record
from archives.registry.actions import activate_account, issue_activation_code
from archives.registry.models import Student
from campus.accounts.actions import create_user, grant_role
from campus.accounts.models import User
from campus.management.commands.create_school import set_up_school
from campus.organisation.models import Unit
from education.courses.actions import complete_lesson, open_lesson
from education.courses.models import LessonPage
from education.demo.load import load_demo_content

FILES = Path(__file__).parent / "files"
SHEETS = (
    ("units.xlsx", "units", "admin", ""),
    ("students_2026_spring.xlsx", "students", "registrar", ""),
    ("decisions_2026.xlsx", "records", "registrar", "registrar2"),
    ("good_deeds_2026.xlsx", "volunteering", "registrar", ""),
)


def load_demo_school(*, at: datetime) -> list[str]:
    """Everything of the demo school; says what was made, nothing on a second run. `at` is aware."""
    made = _school(at) + _sheets(SHEETS[:1])
    made += _people(at)
    made += _sheets(SHEETS[1:])
    made += load_demo_content(by_teacher=_user("teacher"), by_reviewer=_user("reviewer"), at=at)
    made += _student_account(at)
    made += _look_ups(at)
    return made


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _until_the_demo_password() -> str:
    return secrets.token_urlsafe(24)


def _give_demo_password(user: User) -> None:
    """No real account may have it: it is made of the product's own words."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


@transaction.atomic
def _school(at: datetime) -> list[str]:
    if Unit.objects.exists():
        return []
    _unit, admin = set_up_school(code="school", name_zh="示例大学", name_en="Example University", admin="admin",
                                 admin_name="系统管理员", admin_email="", password=_until_the_demo_password(), at=at)
    _give_demo_password(admin)
    return ["school"]


def _people(at: datetime) -> list[str]:
    known = set(User.objects.values_list("username", flat=True))
    return [_person(person, at) for person in STAFF if person.username not in known]


def _person(person: DemoPerson, at: datetime) -> str:
    admin = _user("admin")
    user = create_user(username=person.username, name=person.name, office=person.office,
                       email=f"{person.username}@example.edu.cn", password=_until_the_demo_password(), by=admin, at=at)
    _give_demo_password(user)
    grant_role(user=user, role=person.role, unit=Unit.objects.get(code=person.unit), by=admin, at=at)
    return person.username


def _sheets(sheets: tuple[tuple[str, str, str, str], ...]) -> list[str]:
    known = set(Batch.objects.values_list("file_name", flat=True))
    made = []
    for name, kind, username, second in sheets:
        if name not in known:
            options: dict[str, Any] = {"release_as": second} if second else {}
            call_command("import_spreadsheet", str(FILES / name), kind=kind, username=username, apply=True, **options)
            made.append(name)
    return made


def _student_account(at: datetime) -> list[str]:
    """The demo student opens the account as every student does, then is called by a name that is easy to type."""
    student = Student.objects.get(number=STUDENT_NUMBER)
    if student.user_id:
        return []
    code = issue_activation_code(student=student, by=_user("registrar"), at=at)
    user = activate_account(number=student.number, code=code, password=_until_the_demo_password(), at=at)
    _give_demo_password(user)
    User.objects.filter(pk=user.pk).update(username=STUDENT, email="student@example.edu.cn")
    user.refresh_from_db()
    _some_lessons(user, at)
    record = Record.objects.shown(timezone.localdate(at)).filter(student=student, polarity="adverse").first()
    if record is not None:
        add_statement(record=record, by=user, at=at,
                      text="我已按要求重写论文并补充全部出处，也完成了学院安排的写作辅导。")
    return [STUDENT]


def _some_lessons(user: User, at: datetime) -> None:
    """Two lessons read and a third begun, so that "continue" has something to continue."""
    lessons = list(LessonPage.objects.live().filter(locale__language_code="zh-hans").order_by("path")[:3])
    for lesson in lessons:
        open_lesson(lesson=lesson, by=user, at=at)
    for lesson in lessons[:2]:
        complete_lesson(lesson=lesson, by=user, at=at)


def _look_ups(at: datetime) -> list[str]:
    student = Student.objects.get(number=STUDENT_NUMBER)
    if LookUp.objects.filter(student=student).exists():
        return []
    look_up_archive(student=student, purpose="scholarship", case_number="奖助〔2026〕国奖-计算机",
                    reason="核对国家奖学金申请条件", by=_user("aid"), at=at)
    look_up_archive(student=student, purpose="case_handling", case_number="案〔2026〕7号",
                    reason="核对决定书送达材料", by=_user("integrity"), at=at)
    return ["look-ups"]
