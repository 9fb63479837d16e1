"""Draws what may follow what, from the tables of transitions in the code into docs/processes.

A table is a module-level `TRANSITIONS` in a `models` module: status → the statuses that may follow. A process
begins with the default of the column that holds the status; where the status is not a column, or several are
possible, `BEGINNINGS` beside the table says so.
"""

from __future__ import annotations

import pkgutil
from argparse import ArgumentParser
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.utils import translation

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "processes"
MADE_BY = "<!-- Made by `manage.py draw_processes`. Change the code, then run it again. -->"

Transitions = dict[models.TextChoices, Collection[models.TextChoices]]


@dataclass(frozen=True)
class Process:
    """One table of transitions; `package` is where it stands, such as `archives.imports`."""

    package: str
    states: type[models.TextChoices]
    transitions: Transitions
    beginnings: tuple[models.TextChoices, ...]

    @property
    def file_name(self) -> str:
        return f"{self.package.replace('.', '-')}.md"


class Command(BaseCommand):
    help = "Draw the tables of transitions into docs/processes. With --check, only say whether they are drawn."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a drawing is not up to date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wanted = drawings()
        stale = sorted(name for name, text in wanted.items() if read(FOLDER / name) != text)
        left_over = sorted(path.name for path in FOLDER.glob("*.md") if path.name not in wanted)
        if not check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            for name in stale:
                (FOLDER / name).write_text(wanted[name], encoding="utf-8")
            for name in left_over:
                (FOLDER / name).unlink()
        elif stale or left_over:
            raise CommandError(f"Not up to date in docs/processes: {', '.join([*stale, *left_over])}. "
                               "Run: manage.py draw_processes")
        self.stdout.write(f"{len(wanted) - 1} processes; {len(stale)} drawn anew, {len(left_over)} removed.")


def drawings() -> dict[str, str]:
    """The text of each file of docs/processes, with an index. Words are English, whatever the site's language."""
    with translation.override("en"):
        found = sorted(processes(), key=lambda process: process.package)
        texts = {process.file_name: draw(process) for process in found}
        return {"README.md": index(found), **texts}


def processes() -> Iterator[Process]:
    """Every table of transitions of the project's own packages."""
    for module in models_modules():
        table: Transitions = getattr(module, "TRANSITIONS", {})
        if table:
            states = type(next(iter(table)))
            beginnings = getattr(module, "BEGINNINGS", None) or (default_of(module, states),)
            yield Process(module.__name__.removesuffix(".models"), states, table, beginnings)


def models_modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if Path(config.path).resolve().parent != ROOT:
            continue
        for package in pkgutil.iter_modules([config.path]):
            name = f"{config.name}.{package.name}.models"
            if package.ispkg and find_spec(name):
                yield import_module(name)


def default_of(module: ModuleType, states: type[models.TextChoices]) -> models.TextChoices:
    """The default of the column of this module that holds one of these states."""
    for model in apps.get_models():
        if f"{model.__module__}.".startswith(f"{module.__name__}."):
            for field in model._meta.local_fields:
                if list(field.choices or ()) == list(states.choices) and field.has_default():
                    return states(field.get_default())
    raise CommandError(f"{module.__name__} does not say how its process begins: add BEGINNINGS.")


def draw(process: Process) -> str:
    lines = [f"# {process.package}: {process.states.__name__}", "", MADE_BY, ""]
    if process.states.__dict__.get("__doc__"):
        lines += [str(process.states.__doc__), ""]
    lines += ["```mermaid", *diagram(process), "```", "", "| code | shown as | may become |", "|---|---|---|"]
    for state in process.states:
        after = ", ".join(str(target.label) for target in targets(process, state)) or "–"
        lines.append(f"| `{state.value}` | {state.label} | {after} |")
    return "\n".join([*lines, ""])


def diagram(process: Process) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in process.states:
        yield f'    state "{state.label}" as {state.value}'
    for state in process.beginnings:
        yield f"    [*] --> {state.value}"
    for state in process.states:
        for target in targets(process, state):
            yield f"    {state.value} --> {target.value}"
        if not targets(process, state):
            yield f"    {state.value} --> [*]"


def targets(process: Process, state: models.TextChoices) -> list[models.TextChoices]:
    """What may follow, in the order of the statuses, so that the drawing does not depend on that of a set."""
    return [target for target in process.states if target in process.transitions.get(state, ())]


def index(found: list[Process]) -> str:
    lines = ["# Processes", "", MADE_BY, "", "What may follow what. A change that is not drawn here is refused.", ""]
    lines += [f"- [{process.package}: {process.states.__name__}]({process.file_name})" for process in found]
    return "\n".join([*lines, ""])


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
