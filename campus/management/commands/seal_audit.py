"""Seal the audit events that wait. The worker does this every minute by itself."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.audit.sealing import seal
from campus.audit.signing import change_key


class Command(BaseCommand):
    help = "Gives waiting audit events their place in the chain and signs a checkpoint."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="first make a new signing key; the public key of the old one stays trusted",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                fingerprint = change_key().fingerprint
                self.stdout.write(_("The audit key has the fingerprint %(key)s.") % {"key": fingerprint})
            sealed = seal(timezone.now(), everything=True)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(events)d events sealed; the chain reaches position %(position)d.")
            % {"events": sealed.events, "position": sealed.position}
        )
        if options["json"]:
            self.stdout.write(json.dumps({"sealed": sealed.events, "position": sealed.position}))
