from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from campus.audit.chain import FIRST_PREVIOUS_HASH, canonical, event_digest, link_hash, next_link, timestamp


def test_canonical_json_sorts_keys_and_keeps_chinese():
    assert (
        canonical({"b": 1, "a": "诚信", "c": [True, None, 1.5]})
        == '{"a":"诚信","b":1,"c":[true,null,1.5]}'.encode()
    )


def test_a_time_is_spelled_in_utc_with_microseconds():
    shanghai = timezone(timedelta(hours=8))

    assert timestamp(datetime(2026, 11, 23, 9, 12, 0, 5, tzinfo=shanghai)) == "2026-11-23T01:12:00.000005Z"
    assert timestamp(datetime(2026, 11, 23, 1, 12, tzinfo=UTC)) == "2026-11-23T01:12:00.000000Z"


def test_the_digest_of_an_event_is_fixed_for_ever():
    # A change of the canonical form would break every log in the world: these bytes stay.
    zeros, digest = "0" * 64, "d" * 64
    link = f'{{"digest":"{digest}","event_id":1,"position":1,"previous_hash":"{zeros}"}}'

    assert event_digest({"id": 1, "action": "a"}) == sha256(b'{"action":"a","id":1}').hexdigest()
    assert link_hash(1, 1, FIRST_PREVIOUS_HASH, digest) == sha256(link.encode()).hexdigest()


def test_a_link_follows_the_one_before_it():
    first = next_link(1, FIRST_PREVIOUS_HASH, {"id": 9})
    second = next_link(2, first.hash, {"id": 4})

    assert (second.position, second.event_id, second.previous_hash) == (2, 4, first.hash)
    assert second.hash == link_hash(2, 4, first.hash, event_digest({"id": 4}))


def test_every_part_of_a_link_is_in_its_hash():
    base = link_hash(2, 4, "p" * 64, "d" * 64)
    others = [
        link_hash(3, 4, "p" * 64, "d" * 64),
        link_hash(2, 5, "p" * 64, "d" * 64),
        link_hash(2, 4, "q" * 64, "d" * 64),
        link_hash(2, 4, "p" * 64, "e" * 64),
    ]

    assert len({base, *others}) == 5


def test_what_json_cannot_hold_exactly_is_refused():
    for value in (2**53, float("inf")):
        with pytest.raises(ValueError):
            canonical({"n": value})
