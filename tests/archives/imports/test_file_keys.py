"""Keys of a whole file, as hashes: who holds which key, as filed and as typed."""

from __future__ import annotations

import pytest

from archives.imports.file_keys import GONE, Hasher, Holders, KeyNames, KeysOfFile, keep
from archives.imports.models import BatchKeys
from tests.archives.imports.factories import colleges, registrar, student_row, students

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    colleges()
    made = students(registrar(), student_row("2024000001"))
    keep(made, {"number": [("a", 2), ("b", 3), ("a", 4)]})
    return made


def test_every_row_with_a_key_is_found(batch):
    keys = KeysOfFile(batch)
    assert keys.holders("number", "a") == Holders([2, 4], [])
    assert keys.holders("number", "c") == Holders([], [])
    assert keys.holders("identity_number", "a") == Holders([], [])


def test_what_was_typed_goes_before_what_was_filed_and_is_kept(batch):
    keys = KeysOfFile(batch)
    keys.type(4, "number", "b")
    keys.type(2, "number", "")
    keys.save()
    again = KeysOfFile(batch)
    assert again.holders("number", "a") == Holders([], [])
    assert again.holders("number", "b") == Holders([3], [4])
    again.forget(4, "number")
    assert again.holders("number", "a") == Holders([4], [])


def test_nobody_holds_what_was_taken_away(batch):
    assert Hasher(batch)("number", "anything") != GONE


def test_no_key_stands_in_clear_and_a_plain_hash_is_no_help(batch):
    stored = b"".join(bytes(keys.hashes) for keys in BatchKeys.objects.all())
    assert b"2024000001" not in stored
    batch.fingerprint = "0" * 64
    assert KeysOfFile(batch).holders("number", "a") == Holders([], [])


def test_a_kind_can_ask_whether_its_file_has_a_key(batch):
    names = KeyNames(KeysOfFile(batch), "number")
    assert "a" in names
    assert "c" not in names
    with pytest.raises(TypeError):
        list(names)


def test_many_keys_have_the_hashes_of_one(batch):
    hashed = Hasher(batch)
    assert list(hashed.all("number", ["a", "甲", ""])) == [hashed("number", key) for key in ("a", "甲", "")]
    assert hashed("number", "a") != hashed("name", "a")
