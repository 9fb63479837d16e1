"""Set up a new installation: the school at the top of the tree of units, and its first administrator."""

from __future__ import annotations

import getpass
import json
import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campus.accounts.actions import make_first_administrator
from campus.accounts.groups import sync_groups
from campus.accounts.models import User
from campus.audit.actions import record_event
from campus.organisation.actions import create_unit
from campus.organisation.models import SchoolSettings, Unit
from campus.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Set up a new installation: the school at the top of the tree of units, and its first administrator "
        "who grants all other roles and sees no student's archive. The password comes from the variable "
        "ADMIN_PASSWORD or is asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", default="school", help="code of the school, as in its spreadsheets")
        parser.add_argument("--name-zh", required=True, help="name of the school in Chinese")
        parser.add_argument("--name-en", default="", help="name of the school in English")
        parser.add_argument("--admin", default="admin", help="user name of the first administrator")
        parser.add_argument("--admin-name", default="", help="the administrator's own name")
        parser.add_argument("--admin-email", default="", help="the administrator's e-mail address")
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError("There is a school already. Nothing was changed.")
        if User.objects.filter(username=User.normalize_username(options["admin"])).exists():
            raise CommandError(
                f"The user name {options['admin']} is taken. Nothing was changed; use --admin."
            )
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password of the administrator: ")
        try:
            validate_password(password)
            with transaction.atomic():
                names = ("code", "name_zh", "name_en", "admin", "admin_name", "admin_email")
                asked = {name: options[name] for name in names}
                school, admin = set_up_school(**asked, password=password, at=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps({"school": school.code, "admin": admin.username}))
        else:
            self.stdout.write(f"The school {school.code} and its administrator {admin.username} are ready.")


def set_up_school(
    *, password: str, code: str, name_zh: str, name_en: str, admin: str, admin_name: str, admin_email: str, at: datetime
) -> tuple[Unit, User]:
    """The school and its first administrator, in one transaction of the caller. `at` is aware."""
    person = User.objects.create_user(admin, password, name=admin_name, email=admin_email)
    record_event(action="accounts.create_user", by=None, at=at, target=person)
    school = create_unit(
        parent=None, kind=Unit.Kind.SCHOOL, code=code, name_zh=name_zh, name_en=name_en, by=None, at=at
    )
    name_on_every_page(school)
    make_first_administrator(user=person, school=school, at=at)
    sync_groups(at)
    return school, person


def name_on_every_page(school: Unit) -> None:
    """What the top of the tree is called, as pages and papers say it; an administrator may change it there."""
    shown = SchoolSettings.load()
    shown.name_zh, shown.name_en = school.name_zh, school.name_en or school.name_zh
    shown.save()
