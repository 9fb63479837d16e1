"""Before the journeys: what looks at the pages finds what is wrong with one."""

from __future__ import annotations

import pytest

from tests.journeys.accounts import Visit
from tests.journeys.keyboard import assert_all_controls_reached
from tests.journeys.looking import TOO_WIDE, assert_language, serious_findings

pytestmark = pytest.mark.journey

BAD = """<html lang="fr"><title>x</title><main><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<p>%s</p><button tabindex="-1">?</button></main></html>""" % ("x" * 900)


def test_a_bad_page_is_found_out(visit: Visit) -> None:
    page = visit("/zh-hans/")
    page.set_content(BAD)
    assert [finding.split(":")[0] for finding in serious_findings(page)] == ["critical image-alt"]
    assert page.evaluate(TOO_WIDE) != []
    with pytest.raises(AssertionError):
        assert_language(page)
    with pytest.raises(AssertionError, match="never reaches"):
        assert_all_controls_reached(page)
