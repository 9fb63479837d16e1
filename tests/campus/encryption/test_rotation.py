from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archives.registry.models import Student
from campus.encryption import keys, rotation
from tests.campus.encryption.test_fields import store, stored
from tests.factories import StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "encryption.json")
    keys.forget_keyring()
    yield Path(settings.ENCRYPTION_KEYS_FILE)
    keys.forget_keyring()


def rotate(*options: str) -> dict:
    out = io.StringIO()
    call_command("rotate_encryption_keys", *options, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_a_new_key_takes_over_every_value(monkeypatch):
    monkeypatch.setattr(rotation, "CHUNK", 2)
    students = [StudentFactory(identity_number=str(n)) for n in range(5)]

    result = rotate("--new-key")

    assert result["current"] == "k2"
    assert result["tables"]["archives.Student"] == {"values": 5, "changed": 5}
    assert all(stored(student).startswith(b"\x01\x02k2") for student in students)
    assert [student.identity_number for student in Student.objects.order_by("pk")] == list("01234")


def test_it_tells_a_person_what_it_did():
    StudentFactory(identity_number="x")
    out = io.StringIO()

    call_command("rotate_encryption_keys", "--new-key", stdout=out)

    assert "archives.Student" in out.getvalue()
    assert "k2" in out.getvalue()


def test_running_it_again_changes_nothing():
    student = StudentFactory(identity_number="x")
    rotate("--new-key")
    before = stored(student)

    assert rotate()["changed"] == 0
    assert stored(student) == before


def test_an_interrupted_run_is_finished_by_the_next_one():
    done, left = StudentFactory(identity_number="1"), StudentFactory(identity_number="2")
    old = stored(left)
    rotate("--new-key")
    store(left, old)  # as if the first run had been killed before this row

    assert rotate()["tables"]["archives.Student"] == {"values": 2, "changed": 1}
    assert stored(left).startswith(b"\x01\x02k2")
    assert done.identity_number == "1"


def test_a_key_that_still_opens_values_is_not_retired():
    student = StudentFactory(identity_number="x")
    old = stored(student)
    rotate("--new-key")
    store(student, old)

    with pytest.raises(CommandError, match="k1"):
        rotate("--retire", "k1")

    assert set(keys.keyring().keys) == {"k1", "k2"}


def test_an_unused_key_is_retired_and_values_still_open():
    StudentFactory(identity_number="x")
    rotate("--new-key")

    assert rotate("--retire", "k1")["retired"] == "k1"
    assert set(keys.keyring().keys) == {"k2"}
    assert Student.objects.get().identity_number == "x"


@pytest.mark.parametrize("name", ["k1", "k7"])
def test_the_current_key_and_an_unknown_key_are_not_retired(name):
    keys.keyring()

    with pytest.raises(CommandError, match=name):
        rotate("--retire", name)


def test_the_name_of_a_retired_key_is_not_given_again():
    keys.keyring()
    rotate("--new-key")
    rotate("--retire", "k1")

    assert rotate("--new-key")["current"] == "k3"


def test_without_keys_it_refuses_and_with_new_key_it_makes_the_first(settings, key_file):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match=str(key_file)):
        rotate()

    assert rotate("--new-key")["current"] == "k1"
    assert key_file.exists()


@pytest.mark.parametrize("options", [["--new-key"], ["--retire", "k1"]])
def test_keys_in_the_environment_are_not_changed_here(monkeypatch, options):
    monkeypatch.setenv("ENCRYPTION_KEYS", keys.new_keyring().as_json())
    keys.forget_keyring()

    with pytest.raises(CommandError, match="ENCRYPTION_KEYS"):
        rotate(*options)


def test_a_damaged_value_stops_the_command_and_names_the_place():
    store(StudentFactory(identity_number="x"), b"not an encrypted value, but long enough")

    with pytest.raises(CommandError, match=r"registry\.Student\.identity_number"):
        rotate("--new-key")
