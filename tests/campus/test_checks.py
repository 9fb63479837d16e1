"""`manage.py check --deploy` is clean for a real school, and names each setting that would fail its people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings, settings

from campus.audit.signing import change_key
from campus.checks import check_deployment
from campus.encryption.keys import create_keys_file, forget_keyring

SHARED = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}


@pytest.fixture
def real_school(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LazySettings:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.CACHES = SHARED
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.BASE_URL = "https://mingxin.example.edu.cn"
    settings.REQUIRE_SECOND_FACTOR = True
    settings.HOME_DIR = tmp_path / "home"
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "elsewhere" / "audit-checkpoint.json")
    return settings


def test_nothing_is_said_about_a_real_school(real_school: LazySettings) -> None:
    assert check_deployment() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "campus.W122"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "campus.W123"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "campus.W123"),
        ("BASE_URL", "http://127.0.0.1:8000", "campus.W124"),
        ("REQUIRE_SECOND_FACTOR", False, "campus.W125"),
    ],
)
def test_each_setting_that_would_fail_people_is_named(
    real_school: LazySettings, name: str, value: object, code: str
) -> None:
    setattr(real_school, name, value)
    assert [found.id for found in check_deployment()] == [code]


def test_sqlite_is_named(real_school: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(real_school.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert [found.id for found in check_deployment()] == ["campus.W121"]


def test_a_checkpoint_beside_everything_else_is_named(real_school: LazySettings) -> None:
    real_school.AUDIT_CHECKPOINT_FILE = str(real_school.HOME_DIR / "audit-checkpoint.json")
    found = check_deployment()
    assert [warning.id for warning in found] == ["campus.W126"]
    assert str(real_school.AUDIT_CHECKPOINT_FILE) in found[0].msg


def test_check_deploy_says_nothing_under_the_settings_of_production(
    settings: LazySettings, tmp_path: Path
) -> None:
    """The whole of Django's, Wagtail's and our own checks, in a process with production's environment."""
    settings.ENCRYPTION_KEYS_FILE = str(tmp_path / "home" / "keys" / "encryption.json")
    settings.AUDIT_KEY_FILE = str(tmp_path / "home" / "keys" / "audit-ed25519.pem")
    create_keys_file()
    change_key()
    forget_keyring()
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, env=production(tmp_path),
    )
    assert answer.returncode == 0, answer.stderr
    assert "(0 silenced)" in answer.stdout


def test_production_does_not_start_without_a_secret_key(tmp_path: Path) -> None:
    environment = production(tmp_path)
    del environment["SECRET_KEY"]
    answer = subprocess.run(
        [sys.executable, "-c", "import campus.settings"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, env=environment,
    )
    assert answer.returncode == 1
    assert "SECRET_KEY" in answer.stderr


def production(folder: Path) -> dict[str, str]:
    """An environment of its own; the database is never asked."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_READ_DOT_ENV": "false",
        "MINGXIN_PRODUCTION": "true",
        "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(7, 600, 11)),
        "ALLOWED_HOSTS": "mingxin.example.edu.cn",
        "BASE_URL": "https://mingxin.example.edu.cn",
        "DATABASE_URL": "postgresql://mingxin@127.0.0.1:1/mingxin",
        "EMAIL_URL": "smtp+tls://mingxin:secret@mail.example.edu.cn:587",
        "MINGXIN_HOME": str(folder / "home"),
        "AUDIT_CHECKPOINT_FILE": str(folder / "elsewhere" / "audit-checkpoint.json"),
    }
