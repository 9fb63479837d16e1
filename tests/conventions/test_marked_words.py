"""Whoever receives a word of a record has left a look-up for that student in that request, or is the student.

Every address is opened, with each piece it could be about, and sent to, by every role of the college and of the whole
school, by the student, another student, an administrator with all rights and nobody. Every fact, decision number,
statement, kind, clause and office of every record is a mark (tests/conventions/marked_school.py); what has ended or was
withdrawn is received by the student alone, look-up or not.
"""

from __future__ import annotations

import pytest
import typst

from campus.accounts.models import User
from campus.accounts.roles import STAFF_ROLES
from tests.conventions.addresses import our_addresses
from tests.conventions.marked_school import Mark, MarkedSchool, Received, WordWalker, marked_school
from tests.factories import UserFactory, other_college, school, student_with_account, user_with

pytestmark = pytest.mark.django_db

# The kinds of records as a list for everybody who works with records: no student stands beside them.
LISTS_OF_KINDS = {
    "catalogue:list", "catalogue:record_type", "catalogue:change_record_type", "catalogue:add_record_type",
    "records:enter", "imports:template", "imports:fix_row", "imports:answer_group",
}
KINDS = ("KIND-MARK-", "标记类别之", "Kind marked ")


@pytest.fixture(autouse=True)
def _papers_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF holds numbers of glyphs, not words: what would be set in type is what the walk reads."""
    monkeypatch.setattr(typst, "compile", lambda *_given, sys_inputs, **_more: sys_inputs["data"].encode())


@pytest.fixture
def marked() -> MarkedSchool:
    return marked_school()


GROUPS = ("staff of the college", "staff of the school", "students and others")
# What must be received, else the walk would prove nothing: officers read what is in force or handled (with look-ups),
# the student all but what nobody confirmed.
READ = {
    "integrity_officer of the college": {"in_force", "pending", "disputed", "good", "written"},
    "the student": {"in_force", "disputed", "withdrawn", "expired", "good"},
}


def people(marked: MarkedSchool, group: str) -> dict[str, User | None]:
    """Who walks, by a name for the message."""
    if group == "staff of the college":
        return {f"{code} of the college": user for code, user in marked.college.people.items()}
    if group == "staff of the school":
        return {f"{role.code} of the school": user_with(role.code, school()) for role in STAFF_ROLES}
    return {
        "the student": User.objects.get(pk=marked.college.student.user_id),
        "another student": student_with_account(unit=other_college(), number="2024550001", name="外院学生").user,
        "an account without a role": UserFactory(),
        "nobody": None,
    }


def walk(marked: MarkedSchool, user: User | None) -> list[tuple[str, Received]]:
    """Each answer of every address that this person may open, with the address's name."""
    walker = WordWalker(marked, user)
    found = []
    for address in our_addresses():
        if not walker.may_open(address):
            found.append((address.name, walker.receive(walker.client.get, walker.path(address))))
            continue
        found += [(address.name, walker.receive(walker.client.get, path)) for path in walker.paths(address)]
        typed = marked.college.typed(address.name)
        found.append((address.name, walker.receive(walker.client.post, walker.path(address), typed)))
    return found


def leaks(marked: MarkedSchool, who: str, user: User | None, answers: list[tuple[str, Received]]) -> list[str]:
    found = []
    reads_staged = marked.may_read_staged(user)
    for name, received in answers:
        wrong = [word for word in received.words
                 if not (word.startswith(KINDS) and name in LISTS_OF_KINDS)
                 and not may_receive(marked.marks[word], received, user)]
        wrong += [] if reads_staged else received.staged
        if wrong:
            found.append(f"{who} at {name}, {received.path} ({received.status}): {sorted(wrong)}")
    return found


def may_receive(mark: Mark, received: Received, user: User | None) -> bool:
    student = getattr(user, "student", None)
    if student is not None and student.pk == mark.student:
        return True
    return not mark.is_closed and mark.student in received.looked


@pytest.mark.parametrize("group", GROUPS)
def test_whoever_receives_a_word_left_a_look_up_or_is_the_student(marked: MarkedSchool, group: str) -> None:
    found, read = [], {}
    for who, user in people(marked, group).items():
        answers = walk(marked, user)
        found += leaks(marked, who, user, answers)
        read[who] = {marked.marks[word].of for _name, received in answers for word in received.words
                     if not word.startswith(KINDS)}
    assert not found, "\n".join(found)
    assert {who: read[who] for who in READ if who in read} == {who: READ[who] for who in READ if who in read}


def test_a_word_without_its_look_up_is_a_leak_and_a_closed_one_always(marked: MarkedSchool) -> None:
    officer = marked.college.people["integrity_officer"]
    in_force, expired = marked.records["in_force"], marked.records["expired"]
    for record, looked, expected in ((in_force, frozenset(), 1), (in_force, frozenset({in_force.student_id}), 0),
                                     (expired, frozenset({expired.student_id}), 1)):
        received = Received("/staff/somewhere/", 200, (record.facts,), (), looked)
        assert len(leaks(marked, "officer", officer, [("somewhere", received)])) == expected
