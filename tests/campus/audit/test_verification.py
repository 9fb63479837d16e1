"""Everything that somebody with the database's password could do is seen and named."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campus.audit import reading, sealing
from campus.audit.health import last_verified, verify_database
from campus.audit.models import AuditEntry, AuditEvent, Checkpoint
from campus.audit.sealing import seal
from campus.audit.signing import change_key
from tests.campus.audit.events import AT, event, tamper
from tests.campus.audit.verifying import _a_log_to_be_proven, bad, verify  # noqa: F401  a fixture of every test here

pytestmark = pytest.mark.django_db


def test_an_untouched_log_is_good():
    event(7)
    result = verify()

    assert (result["ok"], result["first_bad"], result["triggers"]) == (True, None, True)
    assert (result["events"], result["sealed"], result["unsealed"], result["checkpoints"]) == (7, 6, 1, 3)
    assert [key["trusted"] for key in result["keys"]] == [True]


def test_a_log_that_was_never_sealed_is_good(settings, tmp_path):
    tamper("DELETE FROM campus_auditentry")
    tamper("DELETE FROM campus_checkpoint")
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "other.json")
    settings.AUDIT_KEY_FILE = str(tmp_path / "other.pem")

    assert verify()["ok"]


@pytest.mark.parametrize(
    "change",
    [
        "action = 'records.nothing'", "actor_name = 'x', actor_id = '1'", "student = 'other'",
        "unit = 'other'", "purpose = 'other'", "target_id = 'other'", "details = '{}'",
        "occurred_at = '2020-01-01 00:00:00+00:00'", "recorded_at = '2020-01-01 00:00:00+00:00'",
    ],
)  # fmt: skip
def test_a_changed_event_is_named(log, change):
    tamper(f"UPDATE campus_auditevent SET {change} WHERE id = %s", log[2].pk)

    assert bad() == ("event_changed", 3, log[2].pk)


def test_a_deleted_event_is_named(log):
    tamper("DELETE FROM campus_auditevent WHERE id = %s", log[4].pk)

    assert bad() == ("event_missing", 5, log[4].pk)


@pytest.mark.parametrize("column", ["hash", "digest"])
def test_a_changed_entry_is_named(log, column):
    tamper(f"UPDATE campus_auditentry SET {column} = %s WHERE position = 3", "f" * 64)

    assert bad() == ("entry_changed", 3, log[2].pk)


def test_a_changed_link_is_named(log):
    tamper("UPDATE campus_auditentry SET previous_hash = %s WHERE position = 3", "f" * 64)

    assert bad() == ("previous_hash", 3, log[2].pk)


def test_an_event_changed_together_with_its_whole_entry_is_seen_at_the_next_entry(log):
    tamper("UPDATE campus_auditevent SET action = 'records.nothing' WHERE id = %s", log[2].pk)
    entry = AuditEntry.objects.get(position=3)
    forged = sealing.next_link(3, entry.previous_hash, sealing.event_content(AuditEvent.objects.get(pk=log[2].pk)))
    tamper("UPDATE campus_auditentry SET digest = %s, hash = %s WHERE position = 3", forged.digest, forged.hash)

    assert bad() == ("previous_hash", 4, log[3].pk)


@pytest.mark.parametrize("position", [1, 3, 4])
def test_a_missing_entry_is_named(position):
    tamper("DELETE FROM campus_auditentry WHERE position = %s", position)

    assert bad() == ("entry_missing", position, None)


def test_a_tail_cut_from_the_entries_is_named():
    tamper("DELETE FROM campus_auditentry WHERE position > 5")

    assert bad() == ("entry_missing", 6, None)


def test_a_tail_cut_with_its_checkpoints_is_seen_from_outside(log):
    tamper("DELETE FROM campus_auditentry WHERE position > 4")
    tamper("DELETE FROM campus_checkpoint WHERE position > 4")
    tamper("DELETE FROM campus_auditevent WHERE id > %s", log[3].pk)

    assert bad() == ("cut_tail", 5, None)


def test_a_log_that_was_emptied_is_seen_from_outside():
    for table in ("campus_auditentry", "campus_checkpoint", "campus_auditevent"):
        tamper(f"DELETE FROM {table}")

    assert bad() == ("cut_tail", 1, None)


def test_a_tail_that_was_cut_and_grown_again_is_seen_from_outside(log):
    tamper("DELETE FROM campus_auditentry WHERE position > 4")
    tamper("DELETE FROM campus_checkpoint WHERE position > 4")
    tamper("DELETE FROM campus_auditevent WHERE id > %s", log[3].pk)
    grown = [event(number) for number in range(20, 26)]
    seal(AT)

    assert AuditEntry.objects.count() == 10
    assert bad() == ("outside_checkpoint", 6, grown[1].pk)


def test_a_forged_checkpoint_file_is_named(settings):
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    path.write_text(json.dumps({**json.loads(path.read_text()), "count": 1}))

    assert bad()[0:2] == ("outside_signature", 6)


def test_an_unreadable_checkpoint_file_is_an_error_and_is_not_replaced(settings):
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    path.write_text("{")
    event(7)
    seal(AT)

    assert path.read_text() == "{"
    with pytest.raises(CommandError, match=str(path)):
        call_command("verify_audit")


def test_an_older_checkpoint_file_of_the_same_chain_is_good(settings):
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    checkpoint = reading.seal_of(Checkpoint.objects.get(position=2))
    path.write_text(json.dumps(checkpoint.__dict__))

    assert verify()["ok"]


def test_a_bad_signature_is_named(log):
    good = Checkpoint.objects.get(position=4).signature
    tamper("UPDATE campus_checkpoint SET signature = %s WHERE position = 4", good[::-1])

    assert bad() == ("signature", 4, log[3].pk)


@pytest.mark.parametrize("value", ["x" * 44, "!"])
def test_a_public_key_that_does_not_fit_its_fingerprint_is_named(log, value):
    tamper("UPDATE campus_checkpoint SET public_key = %s WHERE position = 4", value)

    assert bad() == ("signature", 4, log[3].pk)


def test_a_checkpoint_over_another_hash_is_named(log):
    tamper("UPDATE campus_checkpoint SET hash = %s WHERE position = 4", "f" * 64)

    assert bad() == ("checkpoint_hash", 4, log[3].pk)


def test_a_missing_checkpoint_is_named(log):
    tamper("DELETE FROM campus_checkpoint WHERE position = 4")

    assert bad() == ("checkpoint_gap", 6, log[5].pk)


def test_entries_after_the_last_checkpoint_are_named(settings, tmp_path):
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "other.json")
    tamper("DELETE FROM campus_checkpoint WHERE position = 6")

    assert bad() == ("entry_unsigned", 5, None)


def test_a_log_signed_anew_with_a_strangers_key_is_named(settings, tmp_path, log):
    own, settings.AUDIT_KEY_FILE = settings.AUDIT_KEY_FILE, str(tmp_path / "stranger.pem")
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "other.json")
    tamper("DELETE FROM campus_auditentry")
    tamper("DELETE FROM campus_checkpoint")
    seal(AT)
    settings.AUDIT_KEY_FILE = own

    assert bad() == ("unknown_key", 2, log[1].pk)


def test_checkpoints_of_an_earlier_key_stay_good():
    change_key()
    event(7)
    seal(AT)

    result = verify()
    assert result["ok"]
    assert [key["trusted"] for key in result["keys"]] == [True, True]


def test_late_events_are_warned_of(monkeypatch):
    event(7)
    monkeypatch.setattr("campus.audit.health.LATE", timedelta(days=-36500))
    errors = io.StringIO()

    call_command("verify_audit", stdout=io.StringIO(), stderr=errors)

    assert len(errors.getvalue().splitlines()) == 1


# --- exports ------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "audit.jsonl"
    assert verify("--write-export", str(path))["exported"] == 6
    return path


def rewrite(path: Path, change) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_an_export_is_verified_without_the_database(export, django_assert_num_queries):
    with django_assert_num_queries(0):
        result = verify("--export", str(export))

    assert (result["ok"], result["events"], result["checkpoints"]) == (True, 6, 3)
    assert [key["trusted"] for key in result["keys"]] == [False]


def test_an_export_can_be_held_against_the_schools_fingerprint(export):
    fingerprint = verify()["keys"][0]["fingerprint"]

    assert verify("--export", str(export), "--trust", fingerprint)["keys"] == [
        {"fingerprint": fingerprint, "trusted": True}
    ]
    assert bad("--export", str(export), "--trust", "0" * 64)[0] == "unknown_key"


def test_an_export_can_be_held_against_a_checkpoint_file(settings, export):
    event(7)
    seal(AT)

    assert bad("--export", str(export), "--checkpoint", settings.AUDIT_CHECKPOINT_FILE) == (
        "cut_tail",
        7,
        None,
    )


def test_a_changed_event_in_an_export_is_named(log, export):
    rewrite(export, lambda lines: lines[1]["entry"]["event"].update(action="records.nothing"))

    assert bad("--export", str(export)) == ("event_changed", 1, log[0].pk)


def test_an_event_that_no_hash_can_be_made_of_is_named(log, export):
    rewrite(export, lambda lines: lines[1]["entry"]["event"].update(details={"n": 2**70}))

    assert bad("--export", str(export)) == ("event_changed", 1, log[0].pk)


def test_lines_taken_from_an_export_are_noticed(export):
    rewrite(export, lambda lines: lines.pop(2))
    assert bad("--export", str(export))[0:2] == ("entry_missing", 2)


def test_a_cut_export_is_noticed(export):
    rewrite(export, lambda lines: lines.pop())
    assert bad("--export", str(export)) == ("cut_export", 6, None)

    rewrite(export, lambda lines: lines.append({"end": {"entries": 7, "checkpoints": 3}}))
    assert bad("--export", str(export)) == ("cut_export", 6, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[0].update(format="other"),
        lambda lines: lines.insert(1, []),
        lambda lines: lines.insert(1, {"something": 1}),
        lambda lines: lines[1]["entry"].pop("hash"),
        lambda lines: lines[1]["entry"].update(position="1"),
        lambda lines: lines.append(lines[1]),
    ],
)
def test_what_is_no_export_is_refused_with_file_and_line(export, change):
    rewrite(export, change)

    with pytest.raises(CommandError, match=r"audit\.jsonl.*[0-9]"):
        call_command("verify_audit", "--export", str(export))


def test_a_missing_export_and_binary_rubbish_are_refused(tmp_path):
    with pytest.raises(CommandError, match="missing"):
        call_command("verify_audit", "--export", str(tmp_path / "missing"))

    (tmp_path / "rubbish").write_bytes(bytes(range(256)))
    with pytest.raises(CommandError, match="rubbish"):
        call_command("verify_audit", "--export", str(tmp_path / "rubbish"))


def test_an_export_is_readable_by_its_owner_only(export):
    assert export.stat().st_mode & 0o777 == 0o600


# --- memory, queries, the command that seals ---------------------------------------------------------------


def test_the_log_is_read_in_pieces_whatever_its_size(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 100)
    with django_assert_num_queries(3 + 3 + 2 + 2):  # triggers, count of events
        assert verify_database().ok


def test_seal_audit_seals_and_makes_a_new_key():
    event(7)
    out = io.StringIO()
    call_command("seal_audit", stdout=io.StringIO())
    call_command("seal_audit", "--new-key", "--json", stdout=out)

    assert json.loads(out.getvalue().splitlines()[-1]) == {"sealed": 0, "position": 7}
    event(8)
    seal(AT)
    assert len(verify()["keys"]) == 2


def test_seal_audit_in_production_without_a_key_says_what_to_do(settings, tmp_path):
    settings.PRODUCTION, settings.AUDIT_KEY_FILE = True, str(tmp_path / "missing.pem")

    with pytest.raises(CommandError, match="seal_audit --new-key"):
        call_command("seal_audit")


def test_the_command_keeps_its_result_as_the_page_does():
    event(3)

    verify()

    kept = AuditEvent.objects.of_action("audit.verify").get()
    assert (kept.actor_name, kept.details) == ("", {"ok": True, "events": 6, "checkpoints": 3, "first_bad": None})
    assert last_verified() == (True, kept.occurred_at)


def test_an_export_leaves_no_trace_in_this_database(export):
    before = AuditEvent.objects.count()

    verify("--export", str(export))

    assert AuditEvent.objects.count() == before


def test_the_newest_result_is_known():
    assert last_verified() is None
    event(action="audit.verify", details={"ok": False})
    event(action="audit.verify", details={"ok": True})

    assert last_verified() == (True, AT)
