"""The web process."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from campus.wsgi import application


def test_the_web_process_is_djangos_with_every_middleware() -> None:
    assert isinstance(application, WSGIHandler)
    assert application._middleware_chain is not None
