"""Things to test with: small, real, and explicit about what matters to a test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from archives.catalogue.models import RecordType
from archives.catalogue.rules import RuleHistory
from archives.records.entry import Entry, build_record
from archives.records.models import Record
from archives.registry.adulthood import birthday
from archives.registry.models import Student
from archives.registry.numbers import next_numbers
from campus.accounts.groups import follow_roles
from campus.accounts.models import RoleAssignment, User
from campus.organisation.models import Unit

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)  # 09:12 in Shanghai
TODAY = date(2026, 11, 23)
PASSWORD = "correct-horse-battery"


def school() -> Unit:
    """The one school at the root, made on first use."""
    found = Unit.objects.filter(code="school").first()
    return found or Unit.add_root(kind=Unit.Kind.SCHOOL, code="school", name_zh="示例大学",
                                  name_en="Example University")


def college(code: str = "01", name_zh: str = "计算机学院", name_en: str = "School of Computing") -> Unit:
    found = Unit.objects.filter(code=code).first()
    return found or school().add_child(kind=Unit.Kind.COLLEGE, code=code, name_zh=name_zh, name_en=name_en)


def other_college() -> Unit:
    return college("02", "文学院", "School of Humanities")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"员工{n}")
    password = factory.django.Password(PASSWORD)


def user_with(role: str, unit: Unit | None = None, **values: Any) -> User:
    """A person who holds this role for the unit (default: the whole school)."""
    user = UserFactory(**values)
    setter = User.objects.filter(username="setup").first() or UserFactory(username="setup")
    RoleAssignment.objects.create(user=user, role=role, unit=unit or school(), granted_by=setter,
                                  granted_at=datetime(2020, 1, 1, tzinfo=UTC))
    follow_roles(user, NOW)
    return User.objects.get(pk=user.pk)


class StudentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Student

    number = factory.Sequence(lambda n: f"2024{n:06d}")
    name = "陈佳宁"
    unit = factory.LazyFunction(college)
    birth_date = date(2005, 3, 14)
    adult_on = factory.LazyAttribute(lambda student: birthday(student.birth_date, 18))
    registered_on = date(2024, 9, 1)
    changed_at = NOW


def student_with_account(**values: Any) -> Student:
    student = StudentFactory(**values)
    student.user = UserFactory(username=student.number, name=student.name)
    student.save()
    return student


def record_type(code: str = "ACAD-MISCONDUCT") -> RecordType:
    return RecordType.objects.get(code=code)


def adverse_entry(student: Student, **values: Any) -> Entry:
    """A complete adverse entry: told, then decided, then served."""
    given: dict[str, Any] = {
        "record_type": record_type(), "facts": "课程论文大段抄袭已发表文献", "conduct_on": date(2026, 5, 10),
        "sanction": "warning", "basis_clause": "《学生违纪处分规定》第13条",
        "decision_number": f"示大学字〔2026〕{student.pk}号", "told_on": date(2026, 5, 18),
        "decided_on": date(2026, 6, 1), "served_on": date(2026, 6, 4),
    }
    return Entry(student=student, **{**given, **values})


def make_record(entry: Entry, *, confirmed: bool = True, **changes: Any) -> Record:
    """A record as the actions would leave it, without asking for permissions."""
    record = build_record(entry, number=next_numbers("R", 2026)[0], rules=RuleHistory.load(), by=UserFactory(),
                          at=NOW)
    if record.is_adverse and confirmed:
        record.confirmed_at, record.confirmed_by = NOW, UserFactory()
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    return record


def adverse_record(student: Student, *, confirmed: bool = True, **values: Any) -> Record:
    return make_record(adverse_entry(student, **values), confirmed=confirmed)


def good_record(student: Student, code: str = "VOLUNTEER", **values: Any) -> Record:
    given: dict[str, Any] = {"facts": "参加校园无障碍志愿服务", "conduct_on": date(2026, 3, 5)}
    return make_record(Entry(student=student, record_type=record_type(code), **{**given, **values}))
