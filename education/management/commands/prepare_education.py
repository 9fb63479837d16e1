"""Creates languages, front pages, course list, calendar, review and permissions; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from education.home.preparation import prepare_site


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        made = prepare_site(by=None, at=timezone.now())
        for name in made:
            self.stdout.write(name)
        self.stdout.write(self.style.SUCCESS("The site is ready." if made else "Nothing was missing."))
