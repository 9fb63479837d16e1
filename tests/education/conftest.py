"""What the tests of education share."""

from __future__ import annotations

import pytest

from education.home.models import HomePage
from education.home.preparation import prepare_site
from tests.factories import NOW


@pytest.fixture
def home(db: None) -> HomePage:
    """A prepared site; the Chinese front page."""
    prepare_site(by=None, at=NOW)
    return HomePage.objects.get(locale__language_code="zh-hans")
