"""The storage of files that are not public: whatever is put into it lies encrypted, for its owner alone."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import CommandError, call_command

from campus.encryption import keys
from campus.encryption.storage import EncryptedStorage
from campus.encryption.values import DecryptionError

SECRET = "宗教信仰：佛教".encode()


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Any:
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "encryption.json")
    keys.forget_keyring()
    yield
    keys.forget_keyring()


def saved(name: str = "imports/a.bin") -> Path:
    storage = storages["private"]
    assert storage.save(name, ContentFile(SECRET)) == name
    return Path(storage.path(name))


def test_the_private_storage_of_the_site_is_one() -> None:
    assert isinstance(storages["private"], EncryptedStorage)
    assert site.STORAGES["private"]["BACKEND"] == "campus.encryption.storage.EncryptedStorage"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_file_lies_encrypted_and_for_its_owner_alone_whatever_the_umask(umask: int) -> None:
    before = os.umask(umask)
    try:
        path = saved()
    finally:
        os.umask(before)
    assert SECRET not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with storages["private"].open("imports/a.bin") as file:
        assert file.read() == SECRET


def test_a_file_under_another_name_does_not_open() -> None:
    path = saved()
    path.rename(path.with_name("b.bin"))
    with pytest.raises(DecryptionError):
        storages["private"].open("imports/b.bin").read()


def test_it_is_replaced_and_never_written_into() -> None:
    saved()
    with pytest.raises(ValueError, match="rb"):
        storages["private"].open("imports/a.bin", "r+b")


def test_a_name_that_somebody_took_meanwhile_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved()
    with pytest.raises(FileExistsError):
        storages["private"]._save("imports/a.bin", ContentFile(b"two"))  # type: ignore[attr-defined]
    assert [one.name for one in path.parent.iterdir()] == ["a.bin"]
    with storages["private"].open("imports/a.bin") as file:
        assert file.read() == SECRET


def rotate(*options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("rotate_encryption_keys", *options, "--json", stdout=out)
    return dict(json.loads(out.getvalue().splitlines()[-1]))


@pytest.mark.django_db
def test_a_change_of_keys_reaches_files() -> None:
    path = saved()
    result = rotate("--new-key")
    assert result["tables"]["private files"] == {"values": 1, "changed": 1}
    assert path.read_bytes().startswith(b"MXF1\x02k2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["a.bin"]
    rotate("--retire", "k1")
    with storages["private"].open("imports/a.bin") as file:
        assert file.read() == SECRET


@pytest.mark.django_db
def test_a_key_that_still_opens_a_file_is_not_retired() -> None:
    keys.keyring()
    path = saved()
    from campus.encryption import rotation

    rotation.add_key()
    with pytest.raises(CommandError, match="k1"):
        rotate("--retire", "k1")
    path.unlink()
    assert rotate("--retire", "k1")["retired"] == "k1"


@pytest.mark.django_db
def test_a_file_in_clear_from_before_is_no_hindrance_to_a_change_of_keys() -> None:
    path = saved()
    path.write_bytes(SECRET)
    assert rotate("--new-key")["tables"]["private files"] == {"values": 1, "changed": 0}
    assert FileSystemStorage(location=path.parent).exists("a.bin")
