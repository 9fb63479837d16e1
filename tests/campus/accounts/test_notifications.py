"""The mail with which a person chooses a password."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

import pytest
from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django.core import mail
from django.test import RequestFactory

from campus.accounts.notifications import send_password_link
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_link_goes_to_the_persons_address(rf: RequestFactory) -> None:
    person = UserFactory(email="new@example.edu.cn")
    request = rf.get("/")
    with request_context(request):
        assert send_password_link(request, person) is True
    assert [message.to for message in mail.outbox] == [["new@example.edu.cn"]]


def test_without_an_address_nothing_is_sent(rf: RequestFactory) -> None:
    assert send_password_link(rf.get("/"), UserFactory(email="")) is False
    assert mail.outbox == []


@pytest.mark.parametrize("error", [SMTPException("relay refused new@example.edu.cn"), OSError("no route")])
def test_a_mail_server_that_fails_is_told_without_the_address(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception,
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:
        raise error

    monkeypatch.setattr(ResetPasswordForm, "save", fail)
    assert send_password_link(rf.get("/"), UserFactory(email="new@example.edu.cn")) is False
    assert type(error).__name__ in caplog.text
    assert "new@example.edu.cn" not in caplog.text
