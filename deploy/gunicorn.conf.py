"""The web process: what gunicorn has no option for. Workers, threads and the socket are in the unit."""

from __future__ import annotations

from gunicorn.http import wsgi


class NamelessResponse(wsgi.Response):
    """An answer that does not say which server made it: nobody looks up what is known against it."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


wsgi.Response = NamelessResponse
