"""Filters of staff lists, with the browser's own date fields (Wagtail's date picker needs inline script)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """A native date field; browsers send and expect ISO dates, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class FromDate(django_filters.DateFilter):
    """From this day on (its midnight, for a field with a time)."""

    def __init__(self, field_name: str, *, has_time: bool = True, **kwargs: Any) -> None:
        self.has_time = has_time
        kwargs.setdefault("label", _("From"))
        super().__init__(field_name=field_name, widget=DateInput(), **kwargs)

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__gte": midnight(value) if self.has_time else value})


class UntilDate(FromDate):
    """Until this day, the day included."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{"label": _("Until"), **kwargs})

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        after = value + timedelta(days=1)
        return qs.filter(**{f"{self.field_name}__lt": midnight(after) if self.has_time else after})


def midnight(day: date) -> datetime:
    """The first moment of the day in the school's time zone, aware."""
    return timezone.make_aware(datetime.combine(day, time.min))
