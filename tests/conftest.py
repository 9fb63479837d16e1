"""What every test can ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client

from tests.campus.audit.flushing import django_db_setup  # noqa: F401  in place of pytest-django's


def pytest_configure() -> None:
    # Argon2 is slow on purpose; the suite signs in hundreds of times.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The suite tries the same examples every time; `make faults EXAMPLES=…` looks for new ones.
    hypothesis.settings.register_profile("suite", derandomize=True)
    if "FAULT_EXAMPLES" not in os.environ:
        hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private")}}  # type: ignore[attr-defined]
    settings.STORAGES = {**settings.STORAGES, "private": private}  # type: ignore[attr-defined]
    # Every test has an audit log of its own, so the checkpoint of another one would look like a cut tail.
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "audit-checkpoint.json")  # type: ignore[attr-defined]
    settings.AUDIT_KEY_FILE = str(tmp_path / "audit-key.pem")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _a_known_day() -> Iterator[None]:
    """Views and commands read the clock: it starts at the same moment in every test, and runs."""
    import time_machine

    from tests.factories import NOW

    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _chinese_first() -> Iterator[None]:
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


def _sign_in_with_proof(client: Client, user: Any, backend: str | None = None) -> None:
    """`client.force_login` and `client.login` leave what the one sign-in would: a session proven with the password
    and every factor of the account."""
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest
    from django.utils import timezone

    from campus.accounts import sessions

    _djangos_sign_in(client, user, backend)
    request = HttpRequest()
    request.session = client.session
    factors = Authenticator.objects.filter(user=user, type__in=sessions.OWN_FACTORS).values_list("type", flat=True)
    sessions.prove(request, user, factors={"password", *factors}, at=timezone.now())
    request.session.save()


_djangos_sign_in = Client._login
Client._login = _sign_in_with_proof
