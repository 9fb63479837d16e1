"""Prove the audit log, in the database or in an export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.accounts.proof import prove_log
from campus.audit import triggers
from campus.audit.checkpoint_file import UnreadableCheckpointFile, read_checkpoint
from campus.audit.health import record_verification, unsealed
from campus.audit.reading import CutExport, export_records, write_export
from campus.audit.signing import trusted_fingerprints
from campus.audit.verification import Fault, Verification
from campus.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Computes every digest, link and signature of the audit log again and names the first bad entry. "
        "Exit status 0 only when all of it is good and what protects it is there: triggers, key, checkpoint outside "
        "the database, the count of events, an event for each role. The result is kept as an event of the log. With "
        "--export FILE "
        "it reads an export instead of the database, so that an auditor can do it elsewhere."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        files = parser.add_mutually_exclusive_group()
        files.add_argument(
            "--export", metavar="FILE", type=Path, help="verify this export, without the database"
        )
        files.add_argument("--write-export", metavar="FILE", type=Path, help="verify, then write an export")
        parser.add_argument(
            "--trust",
            metavar="FINGERPRINT",
            action="append",
            default=[],
            help="with --export: the fingerprint of the school's audit key (may be repeated)",
        )
        parser.add_argument(
            "--checkpoint",
            metavar="FILE",
            type=Path,
            help="with --export: a checkpoint file that was kept elsewhere, to see a cut tail",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["export"]:
                result = self.verify_export(options["export"], options["trust"], options["checkpoint"])
            else:
                result = self.verify_database()
            if options["write_export"]:
                result["exported"] = write_export(options["write_export"], timezone.now())
        except (Refusal, UnreadableCheckpointFile, ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result))
        if not result["ok"]:
            raise CommandError(result["first_bad"]["sentence"], returncode=1)

    def verify_database(self) -> dict[str, Any]:
        verification = prove_log()
        waiting, late = unsealed(timezone.now())
        result = _result(verification, trusted_fingerprints())
        result |= {"events": verification.events + waiting, "unsealed": waiting, "unsealed_late": late}
        result["triggers"] = triggers.are_in_place(connection)
        with transaction.atomic():
            record_verification(verification, by=None, at=timezone.now())
        self.report(result)
        if late:
            self.warn(
                _("%(count)d events have waited more than ten minutes to be sealed: is a worker running?")
                % {"count": late}
            )
        return result

    def verify_export(self, path: Path, trust: list[str], checkpoint: Path | None) -> dict[str, Any]:
        outside = read_checkpoint(checkpoint) if checkpoint else None
        trusted = frozenset(trust)
        verification = Verification(trusted=trusted, outside=outside)
        try:
            for record in export_records(path):
                verification.check(record)
            verification.finish()
        except CutExport as cut:
            verification.first_bad = verification.first_bad or Fault("cut_export", cut.entries)
        result = _result(verification, trusted)
        self.report(result)
        return result

    def report(self, result: dict[str, Any]) -> None:
        self.stdout.write(
            _("%(sealed)d sealed events and %(checkpoints)d checkpoints checked; %(unsealed)d events wait.")
            % result
        )
        for key in result["keys"]:
            if not key["trusted"]:
                self.warn(
                    _(
                        "Signed with the key %(fingerprint)s. Compare this fingerprint with the one "
                        "you were given."
                    )
                    % key
                )
        if result["ok"]:
            self.stdout.write(self.style.SUCCESS(_("The audit log is complete and unchanged.")))

    def warn(self, sentence: str) -> None:
        self.stderr.write(self.style.WARNING(sentence))


def _result(verification: Verification, trusted: frozenset[str]) -> dict[str, Any]:
    return {
        "ok": verification.ok,
        "events": verification.events,
        "sealed": verification.events,
        "unsealed": 0,
        "checkpoints": verification.checkpoints,
        "first_bad": verification.first_bad.as_json() if verification.first_bad else None,
        "keys": [{"fingerprint": key, "trusted": key in trusted} for key in sorted(verification.keys)],
    }
