"""Which kinds of job there are, and which of them run by the clock.

Packages declare theirs in `<app>/<package>/tasks.py`; those modules are imported at the first look into the
registry, so nothing has to be listed anywhere.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from cronsim import CronSim
from django.apps import apps
from django.utils import timezone

from campus.jobs.lease import JobRun

__all__ = ["JobRun", "handler_of", "job_kind", "scheduled", "schedules"]

Handler = Callable[[JobRun], None]


@dataclass(frozen=True)
class Schedule:
    """A job kind that the clock starts: five cron fields, in the site's time zone (Asia/Shanghai)."""

    name: str
    cron: str


class UnknownJobKind(LookupError):
    """No handler has this name. A mistake in the code, or a job of a package that was taken out."""


_handlers: dict[str, Handler] = {}
_schedules: dict[str, Schedule] = {}
_discovered = False


def job_kind(name: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind."""

    def register(handler: Handler) -> Handler:
        if _handlers.get(name, handler) is not handler:
            raise ValueError(f"The job kind {name!r} is registered twice.")
        _handlers[name] = handler
        return handler

    return register


def scheduled(name: str, *, cron: str) -> Callable[[Handler], Handler]:
    """Register a kind of job that runs by the clock. Raises CronSimError when `cron` is not understood."""
    CronSim(cron, timezone.now())

    def register(handler: Handler) -> Handler:
        _schedules[name] = Schedule(name, cron)
        return job_kind(name)(handler)

    return register


def handler_of(kind: str) -> Handler:
    """The function of a kind. Raises UnknownJobKind."""
    _discover()
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownJobKind(
            f"There is no job kind {kind!r}. Known: {', '.join(sorted(_handlers))}."
        ) from None


def schedules() -> list[Schedule]:
    """All kinds that run by the clock, by name."""
    _discover()
    return sorted(_schedules.values(), key=lambda schedule: schedule.name)


def _discover() -> None:
    global _discovered
    if _discovered:
        return
    project = Path(__file__).resolve().parents[2]
    for config in apps.get_app_configs():
        if Path(config.path).resolve().parent != project:
            continue
        for package in pkgutil.iter_modules([config.path]):
            module = f"{config.name}.{package.name}.tasks"
            if package.ispkg and find_spec(module):
                import_module(module)
    _discovered = True
