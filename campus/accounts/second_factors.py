"""Second factors, which allauth keeps in its own table: what follows when they change, and their secrets."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from campus.accounts.adapter import STORED_AT
from campus.accounts.models import User
from campus.accounts.sessions import second_factors_changed
from campus.accounts.traces import trace
from campus.encryption import keys
from campus.encryption.values import decrypt, encrypt, key_id_of

# Where each kind of factor keeps its secret; passkeys keep none.
SECRET_PARTS = ("secret", "seed")
CHUNK = 500
View = Callable[..., HttpResponseBase]


class SecondFactorSecrets:
    """A holder of encrypted values for `rotate_encryption_keys`."""

    label = "mfa.Authenticator"

    def reencrypt(self) -> Counter[str]:
        """Bring every secret under the current key; counts "values" seen and "changed"."""
        counts: Counter[str] = Counter(values=0, changed=0)
        current = keys.keyring(fresh=True).current
        last = 0
        while True:
            with transaction.atomic():
                rows = list(Authenticator.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:CHUNK])
                for row in rows:
                    counts.update(self._renew(row, current))
            if len(rows) < CHUNK:
                return counts
            last = rows[-1].pk

    def key_usage(self) -> Counter[str]:
        """How many secrets each key still opens."""
        usage: Counter[str] = Counter()
        for data in Authenticator.objects.values_list("data", flat=True).iterator():
            usage.update(_key_of(data[part]) for part in SECRET_PARTS if data.get(part))
        return usage

    def _renew(self, row: Authenticator, current: str) -> Counter[str]:
        present = [part for part in SECRET_PARTS if row.data.get(part)]
        stale = [part for part in present if _key_of(row.data[part]) != current]
        for part in stale:
            plain = decrypt(base64.b64decode(row.data[part]), STORED_AT)
            row.data[part] = base64.b64encode(encrypt(plain, STORED_AT)).decode("ascii")
        if stale:
            row.save(update_fields=["data"])
        return Counter(values=len(present), changed=len(stale))


def _key_of(secret: str) -> str:
    return key_id_of(base64.b64decode(secret), STORED_AT)


def traced_second_factor(view: View) -> View:
    """Wraps a view of allauth that adds or removes second factors: its change, the end of all other sessions and the
    event in one transaction."""

    @wraps(view)
    @transaction.atomic
    def traced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        before = _factors(request.user)
        response = view(request, *args, **kwargs)
        after = _factors(request.user)
        if before != after:
            second_factors_changed(request, added={kind for _pk, kind in after - before})
            trace(
                "accounts.change_second_factor",
                by=request.user,
                at=timezone.now(),
                details={
                    "added": sorted(kind for _pk, kind in after - before),
                    "removed": sorted(kind for _pk, kind in before - after),
                },
            )
        return response

    return traced


def _factors(user: User) -> set[tuple[int, str]]:
    return set(Authenticator.objects.filter(user=user).values_list("pk", "type"))
