"""The kinds of spreadsheets that can be imported. A new kind is a class and one line here."""

from __future__ import annotations

from archives.imports.kinds.base import Kind
from archives.imports.kinds.records import Records
from archives.imports.kinds.students import Students
from archives.imports.kinds.units import Units

KINDS: dict[str, Kind] = {kind.code: kind for kind in (Units(), Students(), Records())}

__all__ = ["KINDS", "Kind"]
