"""All addresses of the site, read from the resolver, so that a new one is walked without anybody adding it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OUR_APPS = ("campus.", "education.", "archives.")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One line of a urls.py. `name` is "imports:check", or the route where the line has no name."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def permission_name(self) -> str | None:
        return getattr(self.view, "permission_name", None)

    @property
    def module(self) -> str:
        """Where the view is written, below what decorates it."""
        return getattr(self.view, "view_class", self.view).__module__

    @property
    def is_ours(self) -> bool:
        """Written here, or one of others' views that this project puts behind a name of its own."""
        return self.module.startswith(OUR_APPS) or self.permission_name is not None

    @property
    def model(self) -> Any:
        """The model that a class-based view serves, where it says so."""
        given = getattr(self.view, "view_initkwargs", {}).get("model")
        return given or getattr(getattr(self.view, "view_class", None), "model", None)

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.route)

    def path(self, arguments: Mapping[str, Any]) -> str:
        # Few lines are regular expressions: without its anchors, and the first of alternatives.
        route = re.sub(r"\(\?:(\w+)\|[^)]*\)", r"\1", self.route.replace("^", "").replace("$", ""))
        return "/" + _PARAMETER.sub(lambda found: str(arguments[found[1]]), route)


@cache
def addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", ()))


def our_addresses() -> list[Address]:
    return [address for address in addresses() if address.is_ours]


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for line in resolver.url_patterns:
        route = prefix + str(line.pattern)
        if isinstance(line, URLResolver):
            yield from _walk(line, route, (*namespaces, line.namespace) if line.namespace else namespaces)
        elif isinstance(line, URLPattern):
            yield Address(":".join((*namespaces, line.name)) if line.name else route, route, line.callback)
