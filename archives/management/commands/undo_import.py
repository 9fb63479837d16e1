"""manage.py undo_import: take a whole batch back."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from archives.imports import actions
from archives.imports.models import Batch, Status
from archives.imports.walking import finish_job
from campus.accounts.models import User
from campus.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Undo an imported batch: reversed, kept because somebody changed it since, or no longer there; each "
        "counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", metavar="BATCH", help="the number of the batch, such as B2026-0001")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="who undoes it")
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="why; needed where the batch holds adverse data"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            by = User.objects.filter(username=options["username"].lower(), is_active=True).first()
            if by is None:
                raise CommandError(
                    _("There is no active user “%(username)s”.") % {"username": options["username"]}
                )
            batch = Batch.objects.filter(number=options["batch"]).first()
            if batch is None or not Batch.objects.visible_to(by).filter(pk=batch.pk).exists():
                raise CommandError(
                    _("There is no batch “%(number)s” that you may see.") % {"number": options["batch"]}
                )
            self._undo(batch, by, reason=options["reason"], as_json=options["json"])

    def _undo(self, batch: Batch, by: User, *, reason: str, as_json: bool) -> None:
        error = ""
        try:
            actions.undo_batch(batch=batch, by=by, at=timezone.now(), reason=reason)
            job = finish_job(batch, clock=timezone.now)
            if batch.status != Status.UNDONE:
                error = job.explanation
        except (Refusal, PermissionDenied) as reason:
            error = str(reason)
        counts = {
            "batch": batch.number,
            "status": batch.status,
            "reversed": batch.reversed,
            "kept": batch.kept,
            "errored": batch.errored,
        }
        if error:
            self.stderr.write(error)
        else:
            self.stdout.write(
                _("%(batch)s: %(reversed)d reversed, %(kept)d kept, %(errored)d could not be reversed")
                % counts
            )
        if as_json:
            self.stdout.write(
                json.dumps({**counts, **({"error": error} if error else {})}, ensure_ascii=False)
            )
        if error:
            raise SystemExit(1)
