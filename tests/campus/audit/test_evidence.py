"""What must stand around the chain: triggers, the count of events, key, checkpoint file, roles."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from campus import triggers
from campus.accounts.actions import grant_role, make_first_administrator
from campus.audit import signing
from campus.audit.checkpoint_file import checkpoint_path, second_checkpoint_path
from campus.audit.sealing import seal
from tests.campus.audit.events import AT, event, events, tamper
from tests.campus.audit.verifying import _a_log_to_be_proven, bad, verify  # noqa: F401  a fixture of every test here
from tests.factories import UserFactory, school, user_with

pytestmark = pytest.mark.django_db



@pytest.mark.parametrize("group", ["audit", "accounts", "archives"])
def test_missing_triggers_are_named(group):
    triggers.drop(connection, group)

    assert bad() == ("triggers_missing", 6, None)
    assert verify()["triggers"] is (group != "audit")
    triggers.create(connection, group)
    # What was written meanwhile, if only the result of the proof, was not counted.
    assert verify()["first_bad"] is None if group != "audit" else bad()[0] == "events_not_counted"


def test_triggers_that_were_emptied_or_switched_off_are_named():
    name = "archives_lookup_on_update"
    if connection.vendor == "postgresql":
        changes = [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
            f"ALTER TABLE archives_lookup DISABLE TRIGGER {name}",
            f"DROP TRIGGER {name} ON archives_lookup; CREATE TRIGGER {name} BEFORE UPDATE ON archives_lookup "
            f"FOR EACH ROW WHEN (false) EXECUTE FUNCTION {name}()",
        ]
    else:
        changes = [
            f"DROP TRIGGER {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON archives_lookup BEGIN SELECT 1; END",
        ]
    for change in changes:
        with connection.cursor() as cursor:
            cursor.execute(change)
        assert verify()["first_bad"]["sentence"].endswith(f"{name}.") or name in verify()["first_bad"]["sentence"]
        if connection.vendor == "postgresql":
            triggers.create(connection, "archives")
    triggers.create(connection, "archives")
    assert verify()["ok"]


def test_an_event_deleted_before_it_was_sealed_is_missed_and_stays_missed():
    unsealed = events(3)
    tamper("DELETE FROM campus_auditevent WHERE id = %s", unsealed[1].pk)

    assert bad() == ("events_deleted", 6, None)
    seal(AT)
    assert bad()[0] == "events_deleted"
    assert "1" in verify()["first_bad"]["sentence"]


def test_an_event_written_while_the_triggers_were_off_is_noticed():
    tamper(
        "INSERT INTO campus_auditevent (occurred_at, actor_id, actor_name, action, target_type, target_id, "
        "student, unit, purpose, details) VALUES ('2026-11-23 00:00:00+00:00', '', '', 'x.y', '', '', '', '', '', "
        "'{}')"
    )

    assert bad() == ("events_not_counted", 6, None)


def test_a_count_that_was_emptied_is_noticed():
    tamper("DELETE FROM campus_auditcounter")

    assert bad() == ("events_not_counted", 6, None)


def test_a_missing_key_is_named_once_the_log_was_sealed():
    Path(signing.key_file()).unlink()

    assert bad() == ("key_missing", 6, None)


def test_a_missing_key_is_named_in_production_before_the_first_seal(settings, tmp_path):
    for table in ("campus_auditentry", "campus_checkpoint"):
        tamper(f"DELETE FROM {table}")
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "other.json")
    settings.AUDIT_KEY_FILE = str(tmp_path / "other.pem")
    settings.PRODUCTION = True

    assert bad() == ("key_missing", 0, None)


def test_a_missing_checkpoint_file_is_named(settings):
    Path(settings.AUDIT_CHECKPOINT_FILE).unlink()

    assert bad() == ("outside_missing", 6, None)


def test_a_log_that_was_wiped_together_with_its_checkpoint_file_is_seen_from_beside_the_key(settings):
    for table in ("campus_auditentry", "campus_checkpoint", "campus_auditevent", "campus_auditcounter"):
        tamper(f"DELETE FROM {table}")
    Path(settings.AUDIT_CHECKPOINT_FILE).unlink()
    assert bad() == ("cut_tail", 1, None)

    seal(AT)
    assert bad()[0] == "cut_tail"


def test_a_log_that_was_wiped_with_every_checkpoint_says_nothing_of_the_roles_people_hold(settings):
    admin, officer = UserFactory(), UserFactory()
    make_first_administrator(user=admin, school=school(), at=AT)
    grant_role(user=officer, role="auditor", unit=school(), by=admin, at=AT)
    seal(AT)
    assert verify()["ok"]
    for table in ("campus_auditentry", "campus_checkpoint", "campus_auditevent", "campus_auditcounter"):
        tamper(f"DELETE FROM {table}")
    for path in (checkpoint_path(), second_checkpoint_path()):
        path.unlink()
    assert bad() == ("role_without_event", 0, None)

    event(1)
    seal(AT)
    assert bad()[0] == "role_without_event"


def test_a_role_that_was_written_past_the_actions_is_noticed():
    user_with("auditor")

    assert bad() == ("role_without_event", 6, None)
