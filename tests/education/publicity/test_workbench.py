from datetime import date

from django.test import RequestFactory

from education.publicity.models import KeyDay
from education.publicity.workbench import days_to_confirm
from tests.factories import user_with


def panel_for(role):
    request = RequestFactory().get("/staff/")
    request.user = user_with(role)
    return days_to_confirm(request)


def test_an_editor_is_asked_to_confirm_the_announced_day(home):
    day = KeyDay.objects.get(code="cyber-honesty-day")
    panel = panel_for("reviewer")
    assert [item.label for item in panel.items] == ["网络诚信宣传日"]
    assert panel.items[0].url.endswith(f"/edit/{day.pk}/")


def test_nobody_is_asked_once_the_date_is_known(home):
    KeyDay.objects.filter(code="cyber-honesty-day").update(confirmed_on=date(2027, 6, 11))
    assert panel_for("reviewer") is None


def test_who_may_not_change_key_days_is_not_asked(home):
    assert panel_for("teacher") is None
