"""The secrets of second factors, which allauth keeps in its own table: so that a change of keys reaches them too."""

from __future__ import annotations

import base64
from collections import Counter

from allauth.mfa.models import Authenticator
from django.db import transaction

from campus.accounts.adapter import STORED_AT
from campus.encryption import keys
from campus.encryption.values import decrypt, encrypt, key_id_of

# Where each kind of factor keeps its secret; passkeys keep none.
SECRET_PARTS = ("secret", "seed")
CHUNK = 500


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
