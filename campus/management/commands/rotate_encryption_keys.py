"""Change the key of encrypted fields."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from campus.accounts.second_factors import SecondFactorSecrets
from campus.encryption import keys, rotation
from campus.encryption.storage import PrivateFiles
from campus.encryption.values import DecryptionError

# Encrypted values that are not fields of our own.
OTHERS: tuple[rotation.Holder, ...] = (SecondFactorSecrets(), PrivateFiles())


class Command(BaseCommand):
    help = (
        "Brings every encrypted value under the current key. May be stopped and run again. "
        "On a new installation, --new-key makes the first key file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="first add a new key and make it current")
        parser.add_argument("--retire", metavar="KEYID", help="remove a key that no value uses any more")
        parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self.rotate(new_key=options["new_key"], retire=options["retire"])
        except (rotation.RotationRefused, ImproperlyConfigured, DecryptionError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result))

    def rotate(self, *, new_key: bool, retire: str | None) -> dict[str, Any]:
        result: dict[str, Any] = {"values": 0, "changed": 0, "tables": {}, "retired": None}
        if new_key:
            rotation.add_key()
        rotation.require_keys()
        result["current"] = keys.keyring(fresh=True).current
        if retire:
            rotation.retire_key(retire, others=OTHERS)
            result["retired"] = retire
            self.stdout.write(_("The key “%(key)s” is removed.") % {"key": retire})
            return result
        for holder in chain[rotation.Holder](rotation.encrypted_models(), OTHERS):
            counts, label = holder.reencrypt(), holder.label
            result["tables"][label] = dict(counts)
            result["values"] += counts["values"]
            result["changed"] += counts["changed"]
            self.stdout.write(
                _("%(table)s: %(changed)d of %(values)d values brought under the key “%(key)s”.")
                % {"table": label, **counts, "key": result["current"]}
            )
        self.stdout.write(_("The current key is “%(key)s”.") % {"key": result["current"]})
        return result
