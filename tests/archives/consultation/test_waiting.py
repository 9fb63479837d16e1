import pytest
from django.urls import reverse

from archives.consultation.waiting import waiting_records
from tests.factories import StudentFactory, adverse_record, college, other_college, user_with

pytestmark = pytest.mark.django_db


def panel_for(rf, person):
    request = rf.get("/staff/")
    request.user = person
    return waiting_records(request)


def test_the_panel_names_records_to_confirm_by_number_and_leads_to_them(rf):
    record = adverse_record(StudentFactory(), confirmed=False)
    panel = panel_for(rf, user_with("integrity_officer", college()))
    assert [(item.label, item.url) for item in panel.items] == [
        (f"{record.number} 等待第二人放行", reverse("records:record", args=[record.number]))]


def test_the_panel_of_another_college_is_empty(rf):
    adverse_record(StudentFactory(), confirmed=False)
    assert list(panel_for(rf, user_with("integrity_officer", other_college())).items) == []


@pytest.mark.parametrize("records", [1, 3])
def test_the_panel_asks_a_constant_number_of_queries(rf, records, django_assert_max_num_queries):
    student, person = StudentFactory(), user_with("integrity_officer")
    for number in range(records):
        adverse_record(student, confirmed=False, decision_number=f"{number}号")
    with django_assert_max_num_queries(3):
        panel_for(rf, person)
