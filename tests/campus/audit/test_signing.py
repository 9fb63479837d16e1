from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from campus.audit import signing
from campus.audit.checks import check_audit_key


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.AUDIT_KEY_FILE = str(tmp_path / "keys" / "audit.pem")
    return Path(settings.AUDIT_KEY_FILE)


def test_outside_production_the_first_use_makes_a_private_key_file(key_file):
    key = signing.signing_key()

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]
    assert signing.signing_key().fingerprint == key.fingerprint
    assert signing.trusted_fingerprints() == {key.fingerprint}


def test_in_production_a_missing_key_is_an_error_that_names_the_file(settings, key_file):
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match=str(key_file)):
        signing.signing_key()

    assert signing.trusted_fingerprints() == frozenset()
    assert not key_file.exists()


def test_a_process_that_was_second_uses_the_key_of_the_first(key_file):
    first = signing.signing_key()

    signing._create_key_file()

    assert signing.signing_key().fingerprint == first.fingerprint


def test_a_signature_is_good_for_its_content_and_key_only():
    key = signing.signing_key()
    signature = key.sign(b"content")

    def good(**changes):
        given = {"public_key": key.public_key, "signature": signature, "content": b"content"}
        return signing.signature_is_good(**{**given, **changes})

    assert good()
    assert not good(content=b"contents")
    assert not good(signature="!")
    assert not good(signature="AAAA")
    assert not good(public_key="AAAA")


def test_after_a_change_of_key_the_old_one_stays_trusted(key_file):
    first = signing.change_key()
    second = signing.change_key()
    third = signing.change_key()

    assert signing.signing_key().fingerprint == third.fingerprint
    assert signing.trusted_fingerprints() == {first.fingerprint, second.fingerprint, third.fingerprint}
    assert (
        key_file.read_text().count("PRIVATE KEY-----") == 2
    )  # one block: the old ones left public keys only


def test_a_file_of_public_keys_verifies_and_does_not_sign(key_file):
    old = signing.change_key()
    signing.change_key()
    public = key_file.read_bytes().split(b"-----END PRIVATE KEY-----\n")[1]
    key_file.write_bytes(public)

    assert signing.trusted_fingerprints() == {old.fingerprint}
    with pytest.raises(ImproperlyConfigured, match=str(key_file)):
        signing.signing_key()


@pytest.mark.parametrize("content", ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_file_is_an_error_that_names_it(key_file, content):
    key_file.parent.mkdir()
    key_file.write_text(content)

    with pytest.raises(ImproperlyConfigured, match=str(key_file)):
        signing.signing_key()


def test_the_deploy_check_finds_a_missing_key_a_damaged_one_and_an_open_one(key_file):
    assert [found.id for found in check_audit_key()] == ["campus.E111"]

    signing.signing_key()
    assert check_audit_key() == []

    key_file.chmod(0o640)
    assert [found.id for found in check_audit_key()] == ["campus.E113"]

    key_file.chmod(0o600)
    key_file.write_text("")
    assert [found.id for found in check_audit_key()] == ["campus.E112"]
