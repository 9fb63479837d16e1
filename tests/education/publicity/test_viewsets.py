from django.urls import reverse

from education.publicity.models import KeyDay
from tests.factories import user_with


def test_an_administrator_confirms_an_announced_day_in_the_staff_pages(client, home):
    client.force_login(user_with("administrator"))
    day = KeyDay.objects.get(code="cyber-honesty-day")
    address = KeyDay.snippet_viewset.get_url_name("edit")
    values = {
        name: getattr(day, name) or ""
        for name in (
            "code",
            "name_zh",
            "name_en",
            "rule",
            "month",
            "day",
            "offset_days",
            "description_zh",
            "description_en",
            "link",
        )
    }
    answer = client.post(
        reverse(address, args=[day.pk]), {**values, "offset_days": 0, "confirmed_on": "2027-06-11"}
    )
    assert answer.status_code == 302
    assert str(KeyDay.objects.get(pk=day.pk).confirmed_on) == "2027-06-11"


def test_a_teacher_does_not_change_key_days(client, home):
    client.force_login(user_with("teacher"))
    day = KeyDay.objects.get(code="labour-day")
    client.post(reverse(KeyDay.snippet_viewset.get_url_name("edit"), args=[day.pk]), {"name_zh": "改了"})
    assert KeyDay.objects.get(pk=day.pk).name_zh == "劳动节"
