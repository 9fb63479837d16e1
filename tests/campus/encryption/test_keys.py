from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from campus.encryption import keys
from campus.encryption.checks import check_encryption_keys


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "keys" / "encryption.json")
    keys.forget_keyring()
    yield Path(settings.ENCRYPTION_KEYS_FILE)
    keys.forget_keyring()


def test_outside_production_the_first_use_makes_a_private_file(key_file):
    ring = keys.keyring()

    assert ring.current == "k1"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]
    assert keys.parse_keyring(key_file.read_text(), "file") == ring


def test_in_production_a_missing_file_is_an_error_that_names_it(settings, key_file):
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match=str(key_file)):
        keys.keyring()

    assert not key_file.exists()


def test_a_keyring_in_a_traceback_shows_no_key():
    assert repr(keys.new_keyring()) == "Keyring(current='k1')"


def test_many_processes_that_start_at_once_end_with_one_keyring(key_file):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: keys.create_keys_file(), range(8)))

    assert {ring.as_json() for ring in made} == {key_file.read_text()}


def test_keys_in_the_environment_come_before_the_file(monkeypatch, key_file):
    ring = keys.new_keyring()
    monkeypatch.setenv("ENCRYPTION_KEYS", ring.as_json())

    assert keys.keyring(fresh=True) == ring
    assert not key_file.exists()


def test_a_changed_file_is_noticed(key_file):
    first = keys.keyring()
    second = keys.new_keyring()

    keys.replace_keys_file(second)

    assert keys.keyring() == second != first


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: "not json",
        lambda data: json.dumps([]),
        lambda data: json.dumps({**data, "current": "k2"}),
        lambda data: json.dumps({**data, "keys": {"k1": "c2hvcnQ="}}),
        lambda data: json.dumps({**data, "keys": {"钥": data["index_key"]}, "current": "钥"}),
        lambda data: json.dumps({**data, "index_key": "!"}),
    ],
)
def test_a_damaged_file_is_an_error_that_names_the_file_and_no_key(key_file, damage):
    keys.keyring()
    data = json.loads(key_file.read_text())
    key_file.write_text(damage(data))
    keys.forget_keyring()

    with pytest.raises(ImproperlyConfigured) as refused:
        keys.keyring()

    assert str(key_file) in str(refused.value)
    assert data["index_key"] not in str(refused.value)


def test_the_deploy_check_finds_a_missing_file_a_damaged_one_and_an_open_one(key_file):
    assert [found.id for found in check_encryption_keys()] == ["campus.E101"]

    keys.keyring()
    assert check_encryption_keys() == []

    key_file.chmod(0o644)
    assert [found.id for found in check_encryption_keys()] == ["campus.E102"]

    key_file.chmod(0o600)
    key_file.write_text("{}")
    assert [found.id for found in check_encryption_keys()] == ["campus.E103"]


def test_the_deploy_check_reads_keys_of_the_environment(monkeypatch):
    monkeypatch.setenv("ENCRYPTION_KEYS", keys.new_keyring().as_json())
    assert check_encryption_keys() == []

    monkeypatch.setenv("ENCRYPTION_KEYS", "{}")
    assert [found.id for found in check_encryption_keys()] == ["campus.E103"]
