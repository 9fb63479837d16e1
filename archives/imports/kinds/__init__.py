"""The kinds of spreadsheets that can be imported: an open register, see docs/adr/0015.

A kind is a subclass of `Kind` in a module of its own, marked with `@register`. The module is named in
`import_kinds` of the app's configuration; the engine reads those names and knows no kind by itself.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from archives.imports.finding_texts import TEXTS
from archives.imports.kinds.base import Choice, Kind
from campus.accounts.permission_names import check_names

__all__ = ["KINDS", "Choice", "Kind", "load_kinds", "register"]

KINDS: dict[str, Kind] = {}


def register(kind: type[Kind]) -> type[Kind]:
    """Add a kind. Raises ValueError for one that would shadow another or names fields that it does not have."""
    if kind.code in KINDS:
        raise ValueError(f"the kind {kind.code!r} is registered twice")
    check_names({kind.permission, kind.lesser_permission, kind.before_permission} - {""})
    named = {*kind.first_fields, *kind.sealed_fields, *kind.second_look, *kind.stands_for.values()}
    if unknown := named - {spec.name for spec in kind.fields}:
        raise ValueError(f"the kind {kind.code!r} has no fields {sorted(unknown)}")
    if taken := kind.findings.keys() & TEXTS.keys():
        raise ValueError(f"the findings {sorted(taken)} of {kind.code!r} have words already")
    TEXTS.update(kind.findings)
    KINDS[kind.code] = kind()
    return kind


def load_kinds() -> None:
    """Import the modules of kinds that the installed apps name, in that order. Called once all apps are ready."""
    for config in apps.get_app_configs():
        for module in getattr(config, "import_kinds", ()):
            import_module(module)
