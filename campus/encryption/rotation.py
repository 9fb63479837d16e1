"""Changing the encryption key: a new key, every value under it, the old key retired."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F
from django.utils.translation import gettext as _

from campus.encryption import keys
from campus.encryption.fields import EncryptedTextField
from campus.encryption.values import key_id_of
from campus.refusals import Refusal

CHUNK = 2000
WRITE_BATCH = 500


class RotationRefused(Refusal):
    """The change of keys would lose data or cannot be written. The message says what to do."""


class Holder(Protocol):
    """A place with encrypted values that are not fields of ours, for instance inside a library's JSON."""

    @property
    def label(self) -> str: ...

    def reencrypt(self) -> Counter[str]: ...

    def key_usage(self) -> Counter[str]: ...


@dataclass(frozen=True)
class EncryptedModel:
    model: type[models.Model]
    fields: tuple[EncryptedTextField, ...]

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    def reencrypt(self) -> Counter[str]:
        return reencrypt(self)

    def key_usage(self) -> Counter[str]:
        return Counter(key for row in _every_row(self) for key in _keys_of(row, self.fields) if key)


def encrypted_models() -> list[EncryptedModel]:
    """Every concrete table with encrypted fields, in the order of the apps."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        own = tuple(field for field in model._meta.local_fields if isinstance(field, EncryptedTextField))
        if own and not model._meta.proxy:
            found.append(EncryptedModel(model, own))
    return found


def add_key() -> str:
    """Add a random key, make it the current one and return its id. The first call makes the key file.

    Processes on this machine use it within five seconds. Where several machines hold copies of the file,
    stop them and copy it before they start again: a machine without the key cannot open new values.
    """
    if keys.keys_are_in_environment():
        raise RotationRefused(
            _("The keys are in the variable %(variable)s. This command cannot change it: add the key there.")
            % {"variable": keys.ENVIRONMENT_VARIABLE}
        )
    if not keys.keys_file().exists():
        return keys.create_keys_file().current
    old = keys.keyring(fresh=True)
    # Above every number so far: the name of a retired key still stands in values of old backups.
    numbers = [int(name[1:]) for name in old.keys if name[:1] == "k" and name[1:].isdecimal()]
    name = f"k{max(numbers, default=0) + 1}"
    keys.replace_keys_file(replace(old, current=name, keys={**old.keys, name: os.urandom(keys.KEY_BYTES)}))
    return name


def reencrypt(table: EncryptedModel) -> Counter[str]:
    """Bring every value of one table under the current key, chunk by chunk, each in its own transaction.

    Counts "values" seen and "changed". May be stopped and started again at any time: values that are
    already under the current key are left alone. Raises DecryptionError when a value does not open.
    """
    counts: Counter[str] = Counter(values=0, changed=0)
    current = keys.keyring(fresh=True).current
    names = [field.name for field in table.fields]
    last: Any = None
    while True:
        with transaction.atomic():
            # The lock keeps a value that somebody changes meanwhile from being overwritten with the old one.
            rows = list(_chunk(table, last).select_for_update())
            stale = []
            for row in rows:
                used = [key for key in _keys_of(row, table.fields) if key]
                counts["values"] += len(used)
                if any(key != current for key in used):
                    counts["changed"] += sum(key != current for key in used)
                    stale.append(row)
            if stale:
                table.model._base_manager.bulk_update(stale, names, batch_size=WRITE_BATCH)
        if len(rows) < CHUNK:
            return counts
        last = rows[-1].pk


def retire_key(name: str, *, others: Sequence[Holder] = ()) -> None:
    """Remove a key that no value uses any more, `others` included. Raises RotationRefused otherwise."""
    if keys.keys_are_in_environment():
        raise RotationRefused(
            _("The keys are in the variable %(variable)s. This command cannot change it: remove the key.")
            % {"variable": keys.ENVIRONMENT_VARIABLE}
        )
    ring = keys.keyring(fresh=True)
    if name not in ring.keys:
        raise RotationRefused(_("There is no key “%(key)s”.") % {"key": name})
    if name == ring.current:
        raise RotationRefused(
            _("The key “%(key)s” is the current one. Add a new key first, with --new-key.") % {"key": name}
        )
    if used := sum(holder.key_usage()[name] for holder in (*encrypted_models(), *others)):
        raise RotationRefused(
            _("The key “%(key)s” still opens %(count)d values. Re-encrypt them first, without --retire.")
            % {"key": name, "count": used}
        )
    left = {other: key for other, key in ring.keys.items() if other != name}
    keys.replace_keys_file(replace(ring, keys=left))


def require_keys() -> None:
    """Raises ImproperlyConfigured when there are no keys to work with, also outside production."""
    if not keys.keys_are_in_environment() and not keys.keys_file().exists():
        raise ImproperlyConfigured(keys.missing_keys_sentence())


def _chunk(table: EncryptedModel, after: Any) -> models.QuerySet[Any]:
    raw = {
        f"raw_{field.name}": ExpressionWrapper(F(field.name), output_field=models.BinaryField())
        for field in table.fields
    }
    rows: models.QuerySet[Any] = table.model._base_manager.only(
        "pk", *(field.name for field in table.fields)
    ).annotate(**raw)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return rows.order_by("pk")[:CHUNK]


def _every_row(table: EncryptedModel) -> Iterator[Any]:
    last: Any = None
    while rows := list(_chunk(table, last)):
        yield from rows
        last = rows[-1].pk


def _keys_of(row: Any, fields: Sequence[EncryptedTextField]) -> list[str | None]:
    raw = [(field, getattr(row, f"raw_{field.name}")) for field in fields]
    return [None if data is None else key_id_of(bytes(data), field.context) for field, data in raw]
