"""Every detail that code writes into the log is decided: shown on its pages, or withheld."""

from __future__ import annotations

import ast

from campus.workbench.audit_details import SHOWN_DETAILS
from tests.conventions.source import modules, nodes

# They tell that there is a record, how many, or what was typed as the number of a case; or find an account by its name,
# a visitor by the address.
WITHHELD = {"records", "disputed", "record", "case_number", "name_hash", "address_hash"}
TRACES = ("record_event", "leave_trace", "_leave_trace", "_trace", "trace")
NO_DETAILS = {"action", "by", "at", "target", "student", "unit", "purpose", "details"}


def written_details() -> set[str]:
    """Keys of `details={…}`, and what functions that leave a trace are given by name."""
    found: set[str] = set()
    for path in modules():
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in TRACES:
                continue
            found |= {given.arg for given in node.keywords if given.arg and given.arg not in NO_DETAILS}
            for given in node.keywords:
                if given.arg == "details" and isinstance(given.value, ast.Dict):
                    found |= {key.value for key in given.value.keys if isinstance(key, ast.Constant)}
    return found


def test_every_detail_is_shown_or_withheld_on_purpose() -> None:
    assert written_details() - SHOWN_DETAILS - WITHHELD == set()


def test_nothing_that_tells_of_a_record_is_shown() -> None:
    assert SHOWN_DETAILS & (WITHHELD | {"type", "facts", "statement", "sanction", "decision_number"}) == set()
