"""What the pages about a batch show of its rows."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.archives.imports.factories import applied, colleges, registrar, student_row, students

pytestmark = pytest.mark.django_db


def test_a_change_of_college_is_shown_by_names_and_not_by_codes() -> None:
    colleges()
    officer = registrar()
    applied(students(officer, student_row("2024000001", unit="计算机学院")))
    batch = students(officer, student_row("2024000001", unit="文学院"))
    client = Client()
    client.force_login(officer)
    for page in ("check", "rows"):
        said = client.get(reverse(f"imports:{page}", args=[batch.number]) + "?status=changed").content.decode()
        assert "<del>计算机学院</del> <ins>文学院</ins>" in said
