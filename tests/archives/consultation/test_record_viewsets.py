import pytest
from django.urls import reverse

from archives.consultation.models import LookUp
from archives.records.actions import dispute_record, withdraw_record
from archives.records.models import Record, State
from campus.audit.models import AuditEvent
from tests.factories import (
    NOW,
    TODAY,
    StudentFactory,
    adverse_entry,
    adverse_record,
    college,
    good_record,
    make_record,
    other_college,
    record_type,
    student_with_account,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = user_with("integrity_officer", college(), name="李华", office="诚信办公室")
    client.force_login(person)
    return person


def address(name, record=None):
    return reverse(f"records:{name}", args=[record.number] if record else [])


def test_list_shows_numbers_of_what_waits_and_nothing_adverse_about_anybody(client, officer):
    student = StudentFactory(name="欧阳若曦", number="2024000001")
    waiting = adverse_record(student, confirmed=False)
    settled = adverse_record(student, decision_number="另一份")
    page = client.get(address("list")).content.decode()
    assert waiting.number in page
    assert settled.number not in page
    for secret in ("欧阳若曦", "2024000001", waiting.facts, waiting.record_type.name_zh, waiting.decision_number):
        assert secret not in page


def test_list_of_another_college_is_empty(client):
    adverse_record(StudentFactory(), confirmed=False)
    client.force_login(user_with("integrity_officer", other_college()))
    assert "R2026-" not in client.get(address("list")).content.decode()


def test_record_leaves_a_look_up_that_names_officer_office_purpose_and_what_was_seen(client, officer):
    record = adverse_record(StudentFactory())
    assert record.facts in client.get(address("record", record)).content.decode()
    look = LookUp.objects.get()
    assert (look.student, look.by_name, look.office, look.purpose.code) == (
        record.student, "李华", "诚信办公室", "case_handling")
    assert (look.case_number, look.seen["records"]) == (record.number, [record.number])


def test_a_record_that_has_ended_says_nothing_to_the_office_and_needs_no_look_up(client, officer):
    record = adverse_record(StudentFactory(name="欧阳若曦", number="2024000001"))
    Record.objects.update(display_until=TODAY)
    page = client.get(address("record", record)).content.decode()
    assert "2026-11-23" in page
    for secret in ("欧阳若曦", "2024000001", record.facts, record.record_type.name_zh, record.decision_number):
        assert secret not in page
    assert not LookUp.objects.exists()


SECRETS = ("欧阳若曦", "2024000001", "课程论文大段抄袭", "学术不端", "示大学字", "录入错误的理由")


def named() -> Record:
    return adverse_record(StudentFactory(name="欧阳若曦", number="2024000001"), confirmed=False)


@pytest.mark.parametrize("name", ["record", "confirm", "withdraw", "settle"])
def test_a_withdrawn_record_says_when_and_by_whom_it_was_withdrawn_and_nothing_else(client, officer, name):
    record = named()
    withdraw_record(record=record, reason="录入错误的理由", by=user_with("integrity_officer", name="王敏"), at=NOW)
    page = client.get(address(name, record)).content.decode()
    assert "2026-11-23" in page
    assert "王敏" in page
    assert [secret for secret in SECRETS if secret in page] == []
    assert not LookUp.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "withdraw", "settle"])
def test_the_page_of_a_verb_is_a_look_and_leaves_one_trace(client, officer, name):
    record = named()
    assert record.decision_number in client.get(address(name, record)).content.decode()
    look = LookUp.objects.get()
    assert (look.student, look.case_number, look.seen["records"]) == (record.student, record.number, [record.number])


def test_neither_the_look_up_nor_the_log_tells_kind_or_decision(client, officer):
    record = named()
    client.get(address("record", record))
    client.post(address("confirm", record))
    told = str(list(LookUp.objects.values("case_number", "reason", "seen"))) + str(
        list(AuditEvent.objects.values("details", "target_id", "purpose")))
    assert [word for word in (record.decision_number, record.record_type.code, record.record_type.name_zh)
            if word in told] == []


def test_after_somebody_else_withdrew_it_the_refusal_shows_no_word_of_it(client, officer):
    record = named()
    withdraw_record(record=record, reason="录入错误的理由", by=user_with("integrity_officer"), at=NOW)
    answer = client.post(address("confirm", record))
    assert answer.status_code == 409
    assert [secret for secret in SECRETS if secret in answer.content.decode()] == []


def test_a_record_that_ended_during_a_dispute_is_read_to_answer_it(client, officer):
    student = student_with_account()
    record = adverse_record(student)
    dispute_record(record=record, reason="引文已注明出处", by=student.user, at=NOW)
    Record.objects.update(display_until=TODAY)
    assert record.facts in client.get(address("record", record)).content.decode()
    assert LookUp.objects.count() == 1


@pytest.mark.parametrize("name", ["record", "confirm", "withdraw", "settle"])
def test_a_record_of_another_college_does_not_exist_here(client, name):
    record = adverse_record(StudentFactory())
    client.force_login(user_with("integrity_officer", other_college()))
    assert client.get(address(name, record)).status_code == 404
    assert not LookUp.objects.exists()


def test_confirm_puts_the_record_in_force(client, officer):
    record = adverse_record(StudentFactory(), confirmed=False)
    assert client.post(address("confirm", record)).status_code == 302
    record.refresh_from_db()
    assert (record.state(TODAY), record.confirmed_by) == (State.IN_FORCE, officer)


def test_confirm_of_a_record_somebody_else_confirmed_meanwhile_says_so(client, officer):
    record = adverse_record(StudentFactory())
    answer = client.post(address("confirm", record))
    assert answer.status_code == 409
    assert "这条记录的状态已不允许此操作" in answer.content.decode()


def test_confirm_of_ones_own_entry_is_refused_in_words(client, officer):
    record = make_record(adverse_entry(StudentFactory()), confirmed=False, entered_by=officer)
    answer = client.post(address("confirm", record))
    assert answer.status_code == 403
    assert "须由第二人放行" in answer.content.decode()


def test_withdraw_and_settle_say_it_to_the_student(client, officer):
    student = student_with_account()
    record = dispute_record(record=adverse_record(student), reason="日期有误", by=student.user, at=NOW)
    page = client.get(address("settle", record)).content.decode()
    assert "日期有误" in page
    assert client.post(address("settle", record), {"answer": "已核对，日期无误。"}).status_code == 302
    assert client.post(address("withdraw", record), {"reason": "录入错误"}).status_code == 302
    record.refresh_from_db()
    assert (record.settled_answer, record.withdrawn_reason) == ("已核对，日期无误。", "录入错误")


def entry(student, **values):
    given = {"student_number": student.number, "record_type": record_type().pk, "facts": "抄袭", "sanction": "warning",
             "conduct_on": "2026-05-10", "told_on": "2026-05-18", "decided_on": "2026-06-01",
             "served_on": "2026-06-04", "decision_number": "示大学字〔2026〕9号", "basis_clause": "第13条"}
    return {**given, **values}


def test_enter_an_adverse_record_waits_for_a_second_person(client, officer):
    assert client.post(address("enter"), entry(StudentFactory())).status_code == 302
    record = Record.objects.with_words().get()
    assert (record.state(TODAY), record.entered_by, record.severity) == (State.PENDING, officer, "general")


def test_enter_without_service_is_refused_beside_the_field_and_keeps_what_was_typed(client, officer):
    answer = client.post(address("enter"), entry(StudentFactory(), served_on=""))
    assert answer.status_code == 422
    assert "served_on" in answer.context["form"].errors
    assert "示大学字〔2026〕9号" in answer.content.decode()
    assert not Record.objects.exists()


def test_enter_for_a_student_of_another_college_is_as_unknown_as_no_student(client, officer):
    sentences = []
    for number in (StudentFactory(unit=other_college()).number, "1999000000"):
        answer = client.post(address("enter"), entry(StudentFactory(), student_number=number))
        sentences.append(answer.context["form"].errors["student_number"])
    assert sentences[0] == sentences[1]


def test_a_good_record_is_entered_at_once(client, officer):
    student = StudentFactory()
    client.post(address("enter"), {"student_number": student.number, "record_type": record_type("VOLUNTEER").pk,
                                   "facts": "迎新志愿服务", "conduct_on": "2026-09-02", "hours": "16"})
    record = Record.objects.with_words().get()
    assert (record.state(TODAY), record.hours) == (State.IN_FORCE, 16)


def test_the_verbs_offered_fit_the_state(client, officer):
    page = client.get(address("record", good_record(StudentFactory()))).content.decode()
    assert "/confirm/" not in page
    assert "/settle/" not in page
    assert "/withdraw/" in page


def test_enter_says_all_that_is_wrong_at_once_each_beside_its_field(client, officer):
    answer = client.post(address("enter"), entry(StudentFactory(), facts="无", decision_number="待补",
                                                 served_on="2026-11-24", sanction="", sanction_months="6"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["decision_number", "served_on", "sanction_months", "facts"]
    assert not Record.objects.exists()


@pytest.mark.parametrize("day", ["2001-05-10", "0001-01-01", "9999-12-31", "1752-09-03"])
@pytest.mark.parametrize("kind", ["ACAD-MISCONDUCT", "VOLUNTEER"])
def test_a_day_of_long_ago_or_far_away_is_answered_with_a_sentence(client, officer, kind, day):
    answer = client.post(address("enter"), entry(StudentFactory(), record_type=record_type(kind).pk, sanction="",
                                                 conduct_on=day))
    assert answer.status_code == 422
    assert "conduct_on" in answer.context["form"].errors
    assert not Record.objects.exists()
