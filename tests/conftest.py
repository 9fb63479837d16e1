"""What every test can ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings


def pytest_configure() -> None:
    # Argon2 is slow on purpose; the suite signs in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private")}}  # type: ignore[attr-defined]
    settings.STORAGES = {**settings.STORAGES, "private": private}  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _chinese_first() -> Iterator[None]:
    from django.utils import translation

    with translation.override("zh-hans"):
        yield
