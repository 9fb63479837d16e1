"""Tests that commit end with a flush of all tables, which the triggers of the audit log refuse, rightly.

The suite therefore takes the triggers off around that flush and puts them back. Nothing in the product does
so: no setting, no session variable and no command switches them off.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from campus.triggers import lifted


@pytest.fixture(scope="session", autouse=True)
def _flush_lifts_audit_triggers() -> Iterator[None]:
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with lifted(connection):
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
