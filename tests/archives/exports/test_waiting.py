import pytest
from django.urls import reverse

from archives.exports.waiting import waiting_lists
from tests.archives.exports.test_requests import asked
from tests.factories import college, other_college, user_with

pytestmark = pytest.mark.django_db


def panel_for(rf, person):
    request = rf.get("/staff/")
    request.user = person
    return waiting_lists(request)


def test_the_panel_names_lists_of_others_by_number_and_leads_to_them(rf):
    officer = user_with("integrity_officer", college())
    request = asked(officer)
    panel = panel_for(rf, user_with("privacy_officer", college()))
    assert [(item.label, item.url) for item in panel.items] == [
        (f"{request.number} 等待第二人放行", reverse("exports:list_to_release", args=[request.number]))]
    assert list(panel_for(rf, officer).items) == []
    assert list(panel_for(rf, user_with("privacy_officer", other_college())).items) == []


@pytest.mark.parametrize("lists", [1, 3])
def test_the_panel_asks_a_constant_number_of_queries(rf, lists, django_assert_max_num_queries):
    officer, person = user_with("integrity_officer"), user_with("privacy_officer")
    for _number in range(lists):
        asked(officer)
    with django_assert_max_num_queries(3):
        panel_for(rf, person)
