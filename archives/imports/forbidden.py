"""Columns that may not be read at all, known by their headings (rules.md, rule 10; Regulation on the
Credit Reporting Industry, art. 14).

Religion, genes, fingerprints and other biometrics, blood, disability, illness, health of mind and body, medication
and allergies are never stored. What somebody owns, earns and insures is, only with the student's written consent; so
are the numbers of bank accounts, which rule 10 does not name: no field takes them, and a public notice may never show
them. Free of Django: the child process asks here too, so that no such cell ever leaves it.

Two ways to err, decided like this: a heading is judged by what it holds, not by every word in it. 病假天数
(days of sick leave) counts days and names no disease, 献血 is voluntary service, 宗教学 and 保险学 are
majors: they pass. 健康状况 and 体检 hold findings about a body: they are refused. In doubt a heading is refused:
a person can call a column otherwise, but nobody can take back what was read. Only headings are judged: a column
called 备注 (remarks) whose cells say 佛教 is not found here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from archives.imports.forbidden_words import (
    CHINESE,
    ENGLISH,
    FOLDED,
    INNOCENT,
    INNOCENT_ENGLISH,
    JOINED_WITH,
    MEANS,
    MEANS_ENGLISH,
    NOT_INSIDE,
    ORDINARY,
    PLURALS,
    STEMS,
)

# As people are told of them.
NEVER = (
    "religion", "genes", "fingerprint", "blood", "disease", "biometrics", "disability", "mental_health", "medication",
    "allergy", "pregnancy",
)  # fmt: skip
WITH_CONSENT = ("income", "deposits", "securities", "insurance", "property", "tax", "bank_account")
# As a heading is judged: what is never stored first, and the widest topic, disease, after those it would hide.
TOPICS = (*(topic for topic in NEVER if topic != "disease"), "disease", "bank_account", *WITH_CONSENT[:-1])

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # bloodType, HIVStatus
LONG = 9  # letters: so long a word stands inside no other by chance
LONGEST_JOINED = 60  # letters of a heading written as one word


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A column that is refused. `topic` is one of NEVER or WITH_CONSENT; `consent` tells which."""

    header: str
    topic: str
    column: int  # index into the headers
    consent: bool


def forbidden_headers(headers: Sequence[str]) -> list[Forbidden]:
    """The columns of `headers` that may not be read, in order; each is named once, by its gravest topic."""
    found = []
    for column, header in enumerate(headers):
        topic = forbidden_topic(header)
        if topic:
            found.append(Forbidden(header, topic, column, topic in WITH_CONSENT))
    return found


def forbidden_topic(header: str) -> str:
    """The topic that a heading touches, or "".

    Spaces, line breaks, width, case, plural, punctuation, signs that nobody sees, traditional signs and words written
    together change nothing.
    """
    shown = "".join(sign for sign in str(header) if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", shown).translate(FOLDED)
    chinese = _without_innocent(re.sub(r"[\W_]+", "", folded.lower()))
    english = list(dict.fromkeys(_readings(folded)))
    for topic in TOPICS:
        if any(word in chinese for word in CHINESE[topic]) or any(_names(topic, words) for words in english):
            return topic
    return ""


def _without_innocent(chinese: str) -> str:
    for written, meant in MEANS.items():
        chinese = chinese.replace(written, meant)
    for word in LONGEST_FIRST:
        chinese = chinese.replace(word, "|")
    return chinese


def _readings(folded: str) -> Iterator[str]:
    """The English words of a heading in the singular, read as camel case, as it stands, and as letters with spaces."""
    plain = re.findall("[a-z]+", folded.lower())
    spelled = sum(map(len, plain)) < 2 * len(plain)  # B L O O D
    for words in (
        re.findall("[a-z]+", CAMEL.sub(" ", folded).lower()),
        plain,
        ["".join(plain)] if spelled else [],
    ):
        if words:
            yield _without_innocent_words(f" {' '.join(part for word in words for part in _parts(word))} ")


def _without_innocent_words(english: str) -> str:
    for written, meant in MEANT.items():
        english = english.replace(f" {written} ", f" {meant} ")
    for phrase in TAKEN_OUT:
        english = english.replace(f" {phrase} ", " | ")
    return english


def _names(topic: str, english: str) -> bool:
    if any(f" {phrase} " in english for phrase in ENGLISH_OF[topic]):
        return True
    return any(stem in english for stem in STEMS_OF[topic])


def singular(word: str) -> str:
    """allergies → allergy, taxes → tax, incomes → income; near enough: both sides are turned alike."""
    if word in PLURALS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _in_singular(phrase: str) -> str:
    return " ".join(map(singular, phrase.split()))


def _stands_alone(word: str) -> bool:
    """Whether a word is so long that it is known inside another one too."""
    return len(word) >= LONG and word.isalpha() and word not in NOT_INSIDE


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """A word as known words written together, e.g. bloodtypeabo → blood type abo; else itself, in the singular.

    Of several ways the one with the longest words counts, so that taxonomy stays what it is.
    """
    if singular(word) in VOCABULARY or len(word) > LONGEST_JOINED:
        return (singular(word),)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            before, part = best[start], singular(word[start:end])
            if before is None or not (part in VOCABULARY or word[start:end] in VOCABULARY):
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = (*before, part)
    return best[-1] or (singular(word),)


ENGLISH_OF = {topic: tuple(dict.fromkeys(map(_in_singular, phrases))) for topic, phrases in ENGLISH.items()}
STEMS_OF = {
    topic: (*STEMS[topic], *(word for word in phrases if _stands_alone(word)))
    for topic, phrases in ENGLISH_OF.items()
}
LONGEST_FIRST = sorted(INNOCENT, key=len, reverse=True)  # 康复治疗学 before 治疗学
TAKEN_OUT = tuple(map(_in_singular, INNOCENT_ENGLISH))
MEANT = {_in_singular(written): meant for written, meant in MEANS_ENGLISH.items()}
VOCABULARY = frozenset(
    word
    for phrase in (*JOINED_WITH, *ORDINARY, *TAKEN_OUT, *chain.from_iterable(ENGLISH_OF.values()))
    for word in _in_singular(phrase).split()
    if len(word) > 1
)
LONGEST_WORD = max(map(len, VOCABULARY)) + 3
