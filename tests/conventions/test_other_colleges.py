"""Every address of the site, opened with the data of one college by the people of another, and by nobody.

The addresses come from the resolver: a new one is walked without being named here, and fails until the walk can
fill its parameters. That the walk would see a leak is shown by the college's own people, who see everything.
"""

from __future__ import annotations

import pytest
import typst
from django.apps import apps
from django.urls import reverse

from campus.accounts.access import PUBLIC, SIGNED_IN
from campus.middleware import is_private
from tests.conventions.addresses import Address, addresses, our_addresses
from tests.conventions.college_a import IDENTITY_NUMBER, CollegeA, college_a, outsiders
from tests.conventions.walking import BELONGS_BY, OF_THE_WHOLE_SCHOOL, Walker, counts, read, rows_of, rows_of_the_school
from tests.factories import school, user_with

pytestmark = pytest.mark.django_db

# Sent to these addresses, nothing of the college's archive changes even for its own people.
NO_VERB_ON_THE_ARCHIVE = {
    "healthz": "only reads",
    "staff_doors:": "sign-in and out: sessions only",
    "staff/account/": "one's own settings of the admin",
    "account_end_sessions": "one's own sessions",
    "account_change_password": "one's own account",
    "set_language": "a cookie and one's own account",
    "courses_staff:": "lessons, which are public",
    "courses:": "how far one has read oneself",
    "workbench:language": "one's own account",
    "workbench:school": "what every page says about the school",
    "media/<path:path>": "pictures",
}
# Whoever holds the number and the code is the student, whatever else they are.
NEEDS_NO_PERSON = {"portal:activate"}


@pytest.fixture(autouse=True)
def _papers_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF holds numbers of glyphs, not words: what would be set in type is what the walk reads."""
    monkeypatch.setattr(typst, "compile", lambda *_given, sys_inputs, **_more: sys_inputs["data"].encode())


@pytest.fixture
def college() -> CollegeA:
    return college_a()


def test_every_address_can_be_walked(college: CollegeA) -> None:
    unfilled = []
    for address in our_addresses():
        for parameter in address.parameters:
            try:
                college.arguments(address.name, parameter)
            except KeyError as missing:
                unfilled.append(missing.args[0])
    assert unfilled == [], "add what to put there to tests/conventions/college_a.py (_arguments)"


def test_every_table_of_the_archive_says_how_its_rows_belong_to_a_college() -> None:
    tables = set(apps.get_app_config("archives").get_models())
    assert tables - set(BELONGS_BY) - OF_THE_WHOLE_SCHOOL == set()


def test_the_colleges_own_people_see_each_piece_and_can_use_each_verb(college: CollegeA) -> None:
    """Without this, the walk of the others would prove nothing: it might look for the wrong words."""
    people = [*college.everybody.values(), user_with("administrator", school()), None]
    walkers = [Walker(college, user, watch=lambda: (rows_of(college), rows_of_the_school(), counts()))
               for user in people]
    seen: set[str] = set()
    idle = []
    for address in our_addresses():
        allowed = [walker for walker in walkers if walker.may_open(address)]
        for answer in (answer for walker in allowed for answer in walker.open_each(address)):
            assert answer.status < 500, answer.path
            assert IDENTITY_NUMBER not in answer.text, answer.path
            seen.update(answer.markers(college.markers))
        if not address.name.startswith(tuple(NO_VERB_ON_THE_ARCHIVE)) and not _works(address, allowed):
            idle.append(address.name)
    withdrawn = college.records["withdrawn"]
    # What a withdrawn record said is read by nobody any more; all else somebody of the college sees.
    assert college.markers - seen == {withdrawn.facts, withdrawn.decision_number}
    assert not idle, f"{idle}: nobody of the college can do this: tests/conventions/college_a.py (typed, _arguments)"


def _works(address: Address, walkers: list[Walker]) -> bool:
    """Some of the college's people change something here; or the address takes nothing at all."""
    takes_nothing = True
    for walker in walkers:
        answer = walker.send(address)
        if answer.changed:
            return True
        takes_nothing = takes_nothing and answer.status == 405
    return takes_nothing


def test_the_people_of_another_college_see_nothing_and_change_nothing(college: CollegeA) -> None:
    leaks = []
    for role, user in outsiders().items():
        walker = Walker(college, user, watch=lambda: (rows_of(college), rows_of_the_school()))
        for address in our_addresses():
            leaks += _leaks(role, address, walker)
    assert not leaks, "\n".join(leaks)


def test_without_signing_in_nothing_is_seen_and_nothing_changes(college: CollegeA) -> None:
    walker = Walker(college, None, watch=lambda: (rows_of(college), rows_of_the_school()))
    leaks = []
    for address in our_addresses():
        leaks += _leaks("nobody", address, walker)
    assert not leaks, "\n".join(leaks)


def _leaks(role: str, address: Address, walker: Walker) -> list[str]:
    answers = [walker.open(address)]
    if not walker.may_open(address):
        # Turned away at the door: led to the sign-in, or told which permission is missing.
        wrong = [answer for answer in answers if answer.status not in (302, 403)]
    else:
        if address.name not in NEEDS_NO_PERSON:
            answers.append(walker.send(address))
        # Whoever may open it is not sent to sign in: else the walk would look at nothing.
        wrong = [answer for answer in answers if answer.status >= 500
                 or (answer.leads_to_sign_in and not address.name.startswith("staff_doors:"))]
    wrong += [answer for answer in answers if answer.changed or answer.markers(walker.college.markers)]
    return [f"{role} at {address.name}, {answer.path}: {answer.status}, sees "
            f"{answer.markers(walker.college.markers)}, changes {answer.changed}" for answer in wrong]


def test_wagtails_own_pages_show_nothing_of_the_archive(college: CollegeA) -> None:
    """Reports, lists of pages, searches: whoever of the staff opens them, of any college."""
    people = {**outsiders(), "reviewer of the school": user_with("reviewer", school())}
    leaks = []
    for role in ("administrator", "registrar", "reviewer of the school", "student"):
        walker = Walker(college, people[role], watch=lambda: None)
        for address in addresses():
            if address.is_ours or address.parameters or "(" in address.route:
                continue
            if words := walker.open(address).markers(college.markers):
                leaks.append(f"{role}, opening {address.route}: {words}")
    assert not leaks, "\n".join(leaks)


def test_pages_about_one_person_are_stored_and_found_by_nobody(college: CollegeA) -> None:
    people = (college.student.user, college.people["integrity_officer"], None)
    walkers = [Walker(college, user, watch=lambda: None) for user in people]
    for address in our_addresses():
        path = walkers[0].path(address)
        if address.permission_name == PUBLIC and not is_private(path):
            continue
        assert is_private(path), f"{path} is missing in campus/middleware.py"
        for walker in walkers:
            response = walker.client.get(path)
            assert "no-store" in response.headers["Cache-Control"], path
            assert "noindex" in response.headers["X-Robots-Tag"], path


def test_the_walk_reads_what_is_packed(college: CollegeA) -> None:
    client = Walker(college, college.student.user, watch=lambda: None).client
    assert "标记事实在示" in read(client.get(reverse("portal:extract")))
    client = Walker(college, college.people["registrar"], watch=lambda: None).client
    batch = college.batches["applied"]
    assert "2024770011" in read(client.get(reverse("imports:written_rows", args=[batch.number])))
    assert "2024779999" in read(client.get(reverse("imports:error_workbook", args=[batch.number])))


def test_signed_in_pages_are_no_pages_of_the_archive() -> None:
    """Whoever is signed in, staff or student, opens these: only what is one's own or everybody's."""
    named = {address.name for address in our_addresses() if address.permission_name == SIGNED_IN}
    assert named == {"staff_doors:sign_out", "staff/account/", "account_sessions", "account_end_sessions",
                     "account_change_password",
                     "workbench:language", "courses:my_courses", "courses:complete", "courses:save_position"}


def test_an_administrator_of_the_school_reads_no_record_of_any_student(college: CollegeA) -> None:
    """The README says so: whoever grants all roles holds none that opens an archive, and nobody stands above roles."""
    walker = Walker(college, user_with("administrator", school()), watch=lambda: None)
    words = {word for record in college.records.values()
             for word in (record.number, record.facts, record.decision_number, record.statement, record.dispute_reason,
                          record.withdrawn_reason)} - {""}
    seen = []
    for address in our_addresses():
        for answer in walker.open_each(address):
            seen += [f"{answer.path}: {word}" for word in answer.markers(words)]
    assert seen == []
