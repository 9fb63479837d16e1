"""`manage.py check --deploy` is clean for a real school, and names each setting that would fail its people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.checks import ERROR

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
    settings.ALLOWED_HOSTS = ["mingxin.example.edu.cn"]
    settings.SECRET_KEY = production(tmp_path)["SECRET_KEY"]
    settings.DEFAULT_FROM_EMAIL = "Mingxin <mingxin@example.edu.cn>"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    settings.BASE_DIR = tmp_path
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
        ("BASE_URL", "http://mingxin.example.edu.cn", "campus.W124"),
        ("REQUIRE_SECOND_FACTOR", False, "campus.W125"),
        ("ALLOWED_HOSTS", ["mingxin.example.edu.cn", "*"], "campus.E131"),
        ("ALLOWED_HOSTS", ["mingxin.example.edu.cn", "*.example.edu.cn"], "campus.E131"),
        ("ALLOWED_HOSTS", ["mingxin.example.edu.cn", ".edu.cn"], "campus.E131"),
        ("DEBUG", True, "campus.E132"),
        ("BASE_URL", "https://mingxin.other.edu.cn", "campus.E133"),
        ("BASE_URL", "https://", "campus.E133"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 0, "campus.E134"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", -1, "campus.E134"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 6, "campus.E134"),
        ("SECRET_KEY", "development-only-abcdefghijklmnopqrstuvwxyz0123456789abcd", "campus.E135"),
        ("SECRET_KEY", "Zx8!kQ2#vB5$", "campus.E135"),
        ("SECRET_KEY", "0123456" * 10, "campus.E135"),
        ("DEFAULT_FROM_EMAIL", "Mingxin <mingxin@localhost>", "campus.E136"),
        ("DEFAULT_FROM_EMAIL", "", "campus.E136"),
    ],
)
def test_each_setting_that_would_fail_people_is_named(
    real_school: LazySettings, name: str, value: object, code: str
) -> None:
    setattr(real_school, name, value)
    assert [found.id for found in check_deployment()] == [code]


def test_no_host_at_all_is_named_twice(real_school: LazySettings) -> None:
    real_school.ALLOWED_HOSTS = []
    assert [found.id for found in check_deployment()] == ["campus.E131", "campus.E133"]


@pytest.mark.parametrize(
    ("name", "mode", "codes"),
    [("private", 0o750, ["campus.E137"]), ("private", 0o701, ["campus.E137"]), ("private", 0o700, []),
     (".env", 0o640, ["campus.E137"]), (".env", 0o600, [])],
)
def test_a_folder_or_file_that_other_accounts_can_open_is_named(
    real_school: LazySettings, tmp_path: Path, name: str, mode: int, codes: list[str]
) -> None:
    place = tmp_path / name
    if name == "private":
        place.mkdir()
    else:
        place.touch()
    place.chmod(mode)
    assert [found.id for found in check_deployment()] == codes


def test_what_lets_strangers_in_is_an_error_and_fails_the_command_at_any_level(real_school: LazySettings) -> None:
    real_school.ALLOWED_HOSTS = ["mingxin.example.edu.cn", "*"]
    assert [(found.id, found.level >= ERROR) for found in check_deployment()] == [("campus.E131", True)]


@pytest.mark.parametrize("hosts", ["*", "mingxin.example.edu.cn,*", ".edu.cn", "mingxin.example.edu.cn,.cn"])
def test_production_does_not_start_for_hosts_that_nobody_named(tmp_path: Path, hosts: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "import campus.settings"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, env={**production(tmp_path), "ALLOWED_HOSTS": hosts},
    )
    assert answer.returncode == 1
    assert "ALLOWED_HOSTS names each host in full" in answer.stderr


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
        "DEFAULT_FROM_EMAIL": "Mingxin <mingxin@example.edu.cn>",
        "EMAIL_URL": "smtp+tls://mingxin:secret@mail.example.edu.cn:587",
        "MINGXIN_HOME": str(folder / "home"),
        "AUDIT_CHECKPOINT_FILE": str(folder / "elsewhere" / "audit-checkpoint.json"),
    }
