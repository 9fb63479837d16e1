"""Lists of persons are searched at a person's pace: nobody reads a register away page by page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from campus.limits.actions import take
from campus.limits.rates import SEARCH


class LimitedSearchMixin:
    """For every view that lists persons or what they did. The first page without a question is free; each search,
    filter and further page counts. Raises TooMany, which campus.errors answers with the page 429.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET:
            take(SEARCH, by=request.user, at=timezone.now())
        return super().get(request, *args, **kwargs)  # type: ignore[misc]
