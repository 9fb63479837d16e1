"""The mail with which a person chooses a password."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

import pytest
from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django.core import mail
from django.test import RequestFactory

from campus.accounts.notifications import mail_password_links, send_password_link
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


@pytest.mark.parametrize(("site", "language", "words"), [
    ("https://mingxin.example.edu.cn/", "en", "password"), ("http://127.0.0.1:8000/", "zh-hans", "密码")])
def test_the_worker_mails_the_link_that_was_asked_for(
    settings: Any, site: str, language: str, words: str
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "mingxin.example.edu.cn"]
    person = UserFactory(email="new@example.edu.cn")
    mail_password_links.call(people=[person.pk], site=site, language=language)
    assert [message.to for message in mail.outbox] == [["new@example.edu.cn"]]
    assert f"{site}accounts/password/reset/key/" in mail.outbox[0].body
    assert words in mail.outbox[0].body


def test_the_worker_mails_nothing_for_nobody_or_an_account_closed_in_the_meantime() -> None:
    closed = UserFactory(email="closed@example.edu.cn", is_active=False)
    mail_password_links.call(people=[closed.pk, 0], site="http://testserver/", language="en")
    assert mail.outbox == []
