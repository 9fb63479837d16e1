"""What every test of faults has: a catalogue also after tests that emptied all tables."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

pytest.register_assert_rewrite("tests.faults.journey")


@pytest.fixture(autouse=True)
def _catalogue(transactional_db: None) -> None:
    """What the migrations put there, put there again."""
    from archives.catalogue.models import RecordType

    if not RecordType.objects.exists():
        for name in ("0002_catalogue_defaults", "0003_purposes"):
            import_module(f"archives.migrations.{name}").fill(apps, None)
