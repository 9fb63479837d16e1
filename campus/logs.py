"""Structured logs without personal data: JSON in production, lines for people at a developer's machine.

A request is logged once, when it is answered: its id, the pattern of its address (never the address itself,
which may hold a student's id, and never the query, which may hold what was searched), the account's number,
the status, the time it took. Names, user names, e-mail and IP addresses are not logged.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
QUIET = {"healthz"}

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything through structlog, to standard error."""
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(json)],
            }
        },
        "filters": {"by_pattern": {"()": PatternOnly}},
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["by_pattern"]}
        },
        "root": {"handlers": ["stream"], "level": level},
        "loggers": _loggers(json=json, level=level),
    }


def _loggers(*, json: bool, level: str) -> dict[str, Any]:
    return {
        # Django's own handler would mail whole requests, with the values of variables, to settings.ADMINS.
        "django": {"handlers": [], "level": level},
        # Statements with their values, on a machine with DEBUG: never on a level that a real school sets.
        "django.db.backends": {"level": "WARNING"},
        # Django's own line for a refused or missing page holds the whole address; ours holds the pattern.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # runserver's access line holds the query.
        "django.server": {
            "handlers": ["stream"],
            "level": "ERROR" if json else "WARNING",
            "propagate": False,
        },
        # Two lines for each of Wagtail's small index updates; failed work is logged by campus.jobs.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "gunicorn.access": {"handlers": [], "propagate": False},
    }


class PatternOnly(logging.Filter):
    """Of a line about a request only its logger, the pattern of the address and the status are kept.

    Django writes addresses (of a student, of a record), file names and reasons into such lines.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            record.msg, record.args = "%s: %s %s", (record.name, getattr(record, "status_code", ""), _route(request))
        return True


def _last(json: bool) -> list[Any]:
    if json:
        return [exception_without_values, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # The plain formatter: the other one prints the values of local variables.
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]


def exception_without_values(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Where an error happened and of which kinds, without its message: databases put whole rows into
    theirs."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if not isinstance(error, BaseException):
        return event
    frames = traceback.extract_tb(error.__traceback__)
    event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    kinds = []
    while error is not None:
        kinds.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    event["exception"] = kinds
    return event


class RequestLog:
    """First in the list of middleware: one line for each request, and its id on all lines in between."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("campus.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = _request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            route = _route(request)
            # No route and no error: a static file, which says nothing.
            if route not in QUIET and (route or response.status_code >= 400):
                self.log.info(
                    "request",
                    method=request.method,
                    route=route,
                    status=response.status_code,
                    user=_account(request),
                    milliseconds=round((time.perf_counter() - started) * 1000),
                )
            return response
        finally:
            structlog.contextvars.clear_contextvars()


def _route(request: Any) -> str:
    """The pattern of the address; empty where none fits, or what asks is no request of a browser."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else ""


def _request_id(request: HttpRequest) -> str:
    """That of the proxy where it sends a sensible one, so that one number finds both lines."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.match(given) else uuid.uuid4().hex


def _account(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
