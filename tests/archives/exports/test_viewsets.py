"""The pages that hand out lists."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archives.exports.models import Export
from tests.factories import StudentFactory, other_college, user_with

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def test_the_list_of_students_leads_there_with_its_filters_and_the_file_has_those_rows() -> None:
    StudentFactory(number="2024000001")
    StudentFactory(number="2024000002", status="graduated", unit=other_college())
    client = signed_in("registrar")
    page = client.get(reverse("registry:list") + "?status=graduated").content.decode()
    address = reverse("exports:students") + "?status=graduated"
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200
    answer = client.post(address, {"purpose": "核对毕业名单", "format": "csv"})
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="X2026-0001-students.csv"'
    assert int(answer["Content-Length"]) == len(content)
    assert "no-store" in answer["Cache-Control"]
    lines = content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[2][:10]) == (3, "2024000002")


def test_without_a_purpose_the_page_asks_and_keeps_what_was_chosen() -> None:
    answer = signed_in("registrar").post(reverse("exports:students"), {"purpose": "", "format": "csv"})
    assert answer.status_code == 422
    assert 'value="csv" required id="id_format_1" checked' in answer.content.decode()
    answer = signed_in("registrar").post(reverse("exports:students"), {"purpose": "名单", "format": "csv"})
    assert (answer.status_code, Export.objects.count()) == (422, 0)
    assert "请用几个字写明" in answer.content.decode()


def test_who_may_not_see_the_lists_gets_no_page() -> None:
    client = signed_in("teacher")
    assert client.get(reverse("exports:students")).status_code == 403
    assert client.get(reverse("exports:records")).status_code == 403
