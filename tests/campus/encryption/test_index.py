from __future__ import annotations

from campus.encryption.index import blind_index


def test_the_same_value_has_the_same_index_and_another_value_another():
    first = blind_index("registry.Student.identity_number", "11010519491231002X")

    assert first == blind_index("registry.Student.identity_number", "11010519491231002X")
    assert first != blind_index("registry.Student.identity_number", "11010519491231002x")
    assert len(first) == 64


def test_the_index_of_a_value_differs_between_contexts():
    assert blind_index("a", "x") != blind_index("b", "x")
    assert blind_index("a", "bx") != blind_index("ab", "x")
