"""Make a Wagtail group for each role and put everybody into the groups of their roles."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from campus.accounts.groups import sync_groups


class Command(BaseCommand):
    help = "Make a group for each role and put everybody into the groups of their roles. Can be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counts = sync_groups(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(f"{counts['groups']} groups, {counts['people_changed']} people changed.")
