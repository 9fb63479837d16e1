from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from archives.registry.actions import (
    MOST_FAILURES,
    activate_account,
    change_student,
    issue_activation_code,
    register_student,
)
from archives.registry.models import ActivationCode, Student
from campus.audit.models import AuditEvent
from campus.refusals import Conflict, Refusal
from tests.factories import NOW, StudentFactory, college, other_college, user_with

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


def register(by, **values):
    given = {"number": "2026010001", "name": "李思", "unit": college(), "birth_date": date(2008, 11, 23)}
    return register_student(by=by, at=NOW, **{**given, **values})


def events(action):
    return list(AuditEvent.objects.filter(action=action).values_list("actor_name", "student"))


def test_register_student_on_the_eighteenth_birthday():
    registrar = user_with("registrar")
    student = register(registrar)
    assert (student.adult_on, student.registered_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert events("registry.register_student") == [(registrar.username, str(student.public_id))]


def test_register_refuses_the_day_before_the_eighteenth_birthday():
    with pytest.raises(Refusal) as refusal:
        register(user_with("registrar"), birth_date=date(2008, 11, 24))
    assert refusal.value.field == "birth_date"
    assert not Student.objects.exists()
    assert events("registry.register_student") == []


def test_register_refuses_a_unit_of_another_college():
    with pytest.raises(PermissionDenied):
        register(user_with("registrar", other_college()))


def test_register_tells_the_second_person_that_the_number_is_taken():
    registrar = user_with("registrar")
    register(registrar)
    with pytest.raises(Conflict):
        register(registrar)
    assert Student.objects.count() == 1


def test_the_identity_number_is_encrypted_masked_and_found_only_by_its_index():
    from django.db import connection

    student = register(user_with("registrar"), identity_number=IDENTITY)
    student.refresh_from_db()
    assert student.identity_number == IDENTITY
    assert student.masked_identity == "•" * 16 + "2X"
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM archives_student")
        stored = bytes(cursor.fetchone()[0])
    assert IDENTITY.encode() not in stored
    assert Student.objects.with_identity_index(student.identity_index).get() == student


def test_change_student_loses_against_somebody_who_was_faster():
    registrar = user_with("registrar")
    student = register(registrar)
    seen_by_the_other = Student.objects.get(pk=student.pk)
    change_student(student=student, by=registrar, at=NOW + timedelta(minutes=1), changes={"name": "李斯"})
    with pytest.raises(Conflict):
        change_student(student=seen_by_the_other, by=registrar, at=NOW + timedelta(minutes=2),
                       changes={"name": "李四"})
    assert Student.objects.get(pk=student.pk).name == "李斯"
    assert len(events("registry.change_student")) == 1


def test_change_to_the_same_values_changes_and_traces_nothing():
    registrar = user_with("registrar")
    student = register(registrar)
    change_student(student=student, by=registrar, at=NOW + timedelta(minutes=1), changes={"name": student.name})
    student.refresh_from_db()
    assert student.changed_at == NOW
    assert events("registry.change_student") == []


def test_change_student_cannot_move_to_a_unit_the_registrar_does_not_cover():
    registrar = user_with("registrar", college())
    student = register(registrar)
    with pytest.raises(PermissionDenied):
        change_student(student=student, by=registrar, at=NOW, changes={"unit": other_college()})


def test_change_student_sets_the_blind_index_with_the_identity_number():
    registrar = user_with("registrar")
    student = change_student(student=register(registrar), by=registrar, at=NOW + timedelta(minutes=1),
                             changes={"identity_number": IDENTITY})
    assert len(student.identity_index) == 32


def test_a_birth_date_is_not_changed_by_hand():
    with pytest.raises(ValueError, match="birth_date"):
        change_student(student=StudentFactory(), by=user_with("registrar"), at=NOW,
                       changes={"birth_date": date(2009, 1, 1)})


def test_the_code_opens_the_account_once():
    student = StudentFactory()
    code = issue_activation_code(student=student, by=user_with("registrar"), at=NOW)
    user = activate_account(number=student.number, code=code.lower(), password="quiet-river-2026", at=NOW)
    student.refresh_from_db()
    assert (student.user, user.username, user.check_password("quiet-river-2026")) == (user, student.number, True)
    with pytest.raises(Refusal):
        activate_account(number=student.number, code=code, password="another-river-2026", at=NOW)
    assert events("registry.activate_account") == [(student.number, str(student.public_id))]


def test_only_the_hash_of_a_code_is_kept():
    code = issue_activation_code(student=StudentFactory(), by=user_with("registrar"), at=NOW)
    assert code not in ActivationCode.objects.get().code_hash


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer():
    student = StudentFactory()
    issue_activation_code(student=student, by=user_with("registrar"), at=NOW)
    answers = []
    for number in (student.number, "1999000000"):
        with pytest.raises(Refusal) as refusal:
            activate_account(number=number, code="WRONGWRONG", password="quiet-river-2026", at=NOW)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


def test_wrong_tries_of_strangers_do_not_use_up_a_code():
    student = StudentFactory()
    code = issue_activation_code(student=student, by=user_with("registrar"), at=NOW)
    ActivationCode.objects.update(failures=MOST_FAILURES - 1)
    for _try in range(3):
        with pytest.raises(Refusal):
            activate_account(number=student.number, code="WRONGWRONG", password="quiet-river-2026", at=NOW)
    assert ActivationCode.objects.get().failures == MOST_FAILURES
    assert activate_account(number=student.number, code=code, password="quiet-river-2026", at=NOW)


def test_a_code_ends_after_thirty_days_and_when_a_new_one_is_issued():
    student, registrar = StudentFactory(), user_with("registrar")
    first = issue_activation_code(student=student, by=registrar, at=NOW)
    second = issue_activation_code(student=student, by=registrar, at=NOW)
    for code, at in ((first, NOW), (second, NOW + timedelta(days=30))):
        with pytest.raises(Refusal):
            activate_account(number=student.number, code=code, password="quiet-river-2026", at=at)
    assert activate_account(number=student.number, code=second, password="quiet-river-2026",
                            at=NOW + timedelta(days=29))


def test_no_code_for_a_student_who_has_an_account_or_is_of_another_college():
    registrar = user_with("registrar", other_college())
    with pytest.raises(PermissionDenied):
        issue_activation_code(student=StudentFactory(), by=registrar, at=NOW)
    student = StudentFactory()
    code = issue_activation_code(student=student, by=user_with("registrar"), at=NOW)
    activate_account(number=student.number, code=code, password="quiet-river-2026", at=NOW)
    student.refresh_from_db()
    with pytest.raises(Refusal):
        issue_activation_code(student=student, by=user_with("registrar"), at=NOW)
