"""Once a minute: lapsed leases, lost kicks, due times. For cron or systemd; `work` does it by itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from campus.jobs.schedule import tick


class Command(BaseCommand):
    help = (
        "Hands out again what killed workers left and starts what is due. Run it every minute; any number of "
        "machines may."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        done = tick(timezone.now())
        self.stdout.write(
            _(
                "Started by the clock: %(names)s. Taken back from stopped workers: %(requeued)d. "
                "Given up: %(given_up)d. Handed to the workers: %(kicked)d."
            )
            % {**asdict(done), "names": ", ".join(done.scheduled) or "–"}
        )
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
