from __future__ import annotations

import hashlib
import hmac

from campus.encryption.index import blind_index, blind_indexes
from campus.encryption.keys import keyring


def test_the_same_value_has_the_same_index_and_another_value_another():
    first = blind_index("registry.Student.identity_number", "11010519491231002X")

    assert first == blind_index("registry.Student.identity_number", "11010519491231002X")
    assert first != blind_index("registry.Student.identity_number", "11010519491231002x")
    assert len(first) == 64


def test_the_index_of_a_value_differs_between_contexts():
    assert blind_index("a", "x") != blind_index("b", "x")
    assert blind_index("a", "bx") != blind_index("ab", "x")


def test_an_index_is_the_hmac_of_place_and_value():
    expected = [hmac.digest(keyring().index_key, f"a\0{value}".encode(), hashlib.sha256).hex() for value in ("甲", "x")]
    assert blind_indexes("a", ["甲", "x"]) == expected
