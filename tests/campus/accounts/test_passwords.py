"""Passwords built of words that everybody at the school knows."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from campus.accounts.passwords import OwnWordsValidator
from tests.factories import UserFactory, school

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("password", [
    "mingxin-demo", "Mingxin2026!!", "MINGXIN_1234", "m1ngx1n-2026", "明信明信2026明信2026", "chengxin88888",
    "诚信档案20262026", "\uff4dingxin２０２６", "example-university-1", "示例大学2026202620", "t1001-t1001-t1001",
    "linmei20261234", "Admin-Password-1",
])
def test_own_words_and_digits_are_refused(password):
    school()
    user = UserFactory.build(username="t1001", name="Lin Mei", email="linmei@example.edu")
    with pytest.raises(ValidationError, match="密码由大家都知道的词组成"):
        OwnWordsValidator().validate(password, user)


@pytest.mark.parametrize("password", [
    "correct-horse-battery", "mingxin-correct-horse", "quiet-river-2026", "zh-jian-2026-ning",
])
def test_other_words_are_taken_also_beside_an_own_one(password):
    school()
    OwnWordsValidator().validate(password)


def test_every_new_password_is_asked_this():
    with pytest.raises(ValidationError) as refused:
        validate_password("mingxin-demo")
    assert [error.code for error in refused.value.error_list] == ["password_of_own_words"]
