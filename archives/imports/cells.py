"""Cells of a refused row as they are kept, so that one of them can be typed anew and the row checked again.

Plain JSON by field name; days and moments as {"d": …} and {"t": …}, as they come from the reading child. What
identifies a person beyond the name lies encrypted beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from archives.imports.models import StagedRow


def pack(cells: Mapping[str, Any], sealed_fields: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Cells that are not empty, ready for JSON: those that may lie open, and those to be sealed."""
    hidden = set(sealed_fields)
    plain: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    for name, value in cells.items():
        if value is not None and value != "":
            (secret if name in hidden else plain)[name] = _tag(value)
    return plain, secret


def unpack(row: StagedRow, sealed_fields: Iterable[str]) -> dict[str, Any]:
    """The cells of a staged row, as they stood in the file."""
    found = {name: _untag(value) for name, value in row.cells.items()}
    if row.sealed:
        secret = json.loads(row.sealed).get("cells", {})
        found.update({name: _untag(secret[name]) for name in sealed_fields if name in secret})
    return found


def _tag(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _untag(value: Any) -> Any:
    if isinstance(value, dict):
        if "d" in value:
            return date.fromisoformat(value["d"])
        return datetime.fromisoformat(value["t"])
    return value
