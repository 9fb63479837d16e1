"""Passwords that anybody at the school would guess first: made of its own words, and the person's."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campus.organisation.models import SchoolSettings, Unit

OWN_WORDS = frozenset(
    [
        *("mingxin", "明信", "chengxin", "诚信", "honesty", "integrity", "archive", "campus", "demo", "admin"),
        *("password", "student", "teacher", "school", "university", "daxue", "xuexiao", "学生", "教师", "老师"),
        *("管理员", "密码", "档案", "大学", "学校", "校园"),
    ]
)
SHORTEST_WORD = 3  # of Latin letters; Chinese words have two characters
FEWEST_OTHER_LETTERS = 5
LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")


class OwnWordsValidator:
    """Refuses a password that is own words of product, school or person, with digits and hardly anything else."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError; `user` may be missing or not yet saved."""
        words = OWN_WORDS | _words_of_school() | _words_of_person(user)
        if any(_is_built_of(words, spelling) for spelling in (password, password.translate(LOOKS_LIKE))):
            raise ValidationError(
                _(
                    "This password is built of words that everybody here knows: the name of this site, of the school, "
                    "or your own. Choose other words, for example four that have nothing to do with each other."
                ),
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return _("Your password may not be built of the name of this site, of the school, or your own.")


def _is_built_of(words: set[str] | frozenset[str], password: str) -> bool:
    left = folded(password)
    before = left
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return left != before and len(re.sub(r"[\d\s]", "", left)) < FEWEST_OTHER_LETTERS


def folded(text: str) -> str:
    """Without case, width, spaces and punctuation."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


def _words_of_school() -> set[str]:
    names = [value for unit in Unit.objects.filter(depth=1) for value in (unit.code, unit.name_zh, unit.name_en)]
    shown = SchoolSettings.objects.first()
    return _words(*names, *((shown.name_zh, shown.name_en) if shown else ()))


def _words_of_person(user: Any) -> set[str]:
    return _words(*(getattr(user, field, "") or "" for field in ("username", "name", "email")))


def _words(*texts: str) -> set[str]:
    """Each text as a whole, and each of its words."""
    found = {folded(part) for text in texts for part in (text, *re.split(r"[\W_]+", text))}
    return {word for word in found if len(word) >= (SHORTEST_WORD if word.isascii() else 2)}
