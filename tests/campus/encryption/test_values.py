from __future__ import annotations

import pytest

from campus.encryption.values import DecryptionError, decrypt, encrypt, key_prefix

CONTEXT = "registry.Student.identity_number"


def test_a_value_opens_to_the_text_it_was_made_of():
    assert decrypt(encrypt("11010519491231002X", CONTEXT), CONTEXT) == "11010519491231002X"


def test_rare_characters_and_the_empty_text_survive():
    assert decrypt(encrypt("𠮷野家 ·", CONTEXT), CONTEXT) == "𠮷野家 ·"
    assert decrypt(encrypt("", CONTEXT), CONTEXT) == ""


def test_the_stored_bytes_do_not_contain_the_text_and_differ_each_time():
    first, second = encrypt("11010519491231002X", CONTEXT), encrypt("11010519491231002X", CONTEXT)

    assert b"1101051949" not in first
    assert first != second


def test_a_value_names_its_version_and_key():
    assert encrypt("x", CONTEXT).startswith(b"\x01\x02k1")
    assert key_prefix("k1") == b"\x01\x02k1"


def test_a_value_copied_into_another_column_does_not_open():
    with pytest.raises(DecryptionError):
        decrypt(encrypt("secret", CONTEXT), "registry.Student.name")


@pytest.mark.parametrize("position", [4, 15, 20, -1])
def test_a_value_with_one_changed_bit_does_not_open(position):
    data = bytearray(encrypt("secret", CONTEXT))
    data[position] ^= 1

    with pytest.raises(DecryptionError) as refused:
        decrypt(bytes(data), CONTEXT)

    assert "secret" not in str(refused.value)
    assert CONTEXT in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text in the column, long enough to be one",
        b"\x01\x02k1short",
        b"\x01\x02\xff\xff" + b"0" * 40,
    ],
)
def test_what_was_never_encrypted_is_refused_and_not_returned(data):
    with pytest.raises(DecryptionError):
        decrypt(data, CONTEXT)


def test_a_value_of_an_unknown_key_names_the_key():
    data = encrypt("secret", CONTEXT).replace(b"\x01\x02k1", b"\x01\x02k9", 1)

    with pytest.raises(DecryptionError, match="k9"):
        decrypt(data, CONTEXT)
