from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archives.imports.compound import CompoundFile
from archives.imports.refusal import Refusal
from tests.archives.imports.factories import SAMPLES

CONTENT = (SAMPLES / "freshmen.xls").read_bytes()


def test_the_streams_of_an_old_workbook_are_found() -> None:
    file = CompoundFile(CONTENT)

    assert "Workbook" in file.names
    assert file.stream("Workbook")[:2] == b"\x09\x08"


def test_a_chain_that_comes_back_to_itself_ends() -> None:
    table = 512 * (1 + struct.unpack_from("<I", CONTENT, 76)[0])
    looped = bytearray(CONTENT)
    for place in range(0, 512, 4):
        looped[table + place : table + place + 4] = struct.pack("<I", 0)

    with pytest.raises(Refusal, match="damaged"):
        CompoundFile(bytes(looped)).stream("Workbook")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 511), st.binary(min_size=1, max_size=8))
def test_no_header_makes_more_than_the_file_or_any_error_but_a_refusal(place: int, new: bytes) -> None:
    content = CONTENT[:place] + new + CONTENT[place + len(new) :]
    with suppress(Refusal):
        file = CompoundFile(content)
        assert sum(len(file.stream(name)) for name in file.names) <= 2 * len(content)
