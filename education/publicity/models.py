"""Key days of the publicity calendar (C1), and the public page that lists them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from education.publicity import dates
from education.publicity.dates import Days


class KeyDay(models.Model):
    """A day on which the school speaks about honesty. Never a decision about a person."""

    class Rule(models.TextChoices):
        FIXED = dates.Rule.FIXED.value, _("The same month and day each year")
        LUNAR = dates.Rule.LUNAR.value, _("Counted from the first day of the first lunar month")
        MONTH = dates.Rule.MONTH.value, _("A whole month")
        ANNOUNCED = dates.Rule.ANNOUNCED.value, _("Announced anew each year")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    rule = models.CharField(_("date rule"), max_length=12, choices=Rule.choices)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    offset_days = models.SmallIntegerField(
        _("days after lunar New Year's Day"), default=0, help_text=_("0 is the day itself, -1 the eve.")
    )
    confirmed_on = models.DateField(
        _("confirmed date"),
        null=True,
        blank=True,
        help_text=_("For days that are announced anew each year: the date of the newest announcement."),
    )
    description_zh = models.TextField(_("description in Chinese"), max_length=300)
    description_en = models.TextField(_("description in English"), max_length=400)
    link = models.URLField(_("more about it"), blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name_zh"), FieldPanel("name_en"), FieldPanel("code")], heading=_("What it is called")
        ),
        MultiFieldPanel(
            [
                FieldPanel("rule"),
                FieldRowPanel([FieldPanel("month"), FieldPanel("day"), FieldPanel("offset_days")]),
                FieldPanel("confirmed_on"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [FieldPanel("description_zh"), FieldPanel("description_en"), FieldPanel("link")],
            heading=_("What for"),
        ),
    ]

    class Meta:
        verbose_name = _("key day")
        verbose_name_plural = _("key days")
        ordering = ["month", "day", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="key_day_month_in_range"
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(day__gte=1, day__lte=31), name="key_day_day_in_range"
            ),
            models.CheckConstraint(
                condition=Q(rule="fixed", month__isnull=False, day__isnull=False)
                | Q(rule="month", month__isnull=False, day=None)
                | Q(rule__in=["lunar", "announced"], month=None, day=None),
                name="key_day_rule_has_its_numbers",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if _reads_english() else self.name_zh

    @property
    def description(self) -> str:
        return self.description_en if _reads_english() else self.description_zh

    def clean(self) -> None:
        """Say which number is missing or too many before the database refuses."""
        needs = {"fixed": {"month", "day"}, "month": {"month"}}.get(self.rule, set())
        faults: dict[str, Any] = {}
        for name in ("month", "day"):
            if name in needs and getattr(self, name) is None:
                faults[name] = _("This date rule needs a number here.")
            elif name not in needs and getattr(self, name) is not None:
                faults[name] = _("This date rule takes no number here: leave it empty.")
        if not faults and self.rule == self.Rule.FIXED:
            try:
                # 2001 has no 29 February: a day that exists in some years only cannot be a fixed day.
                self.days_in(2001)
            except ValueError:
                faults["day"] = _("This month has no such day each year.")
        if faults:
            raise ValidationError(faults)

    def days_in(self, year: int) -> Days | None:
        """The day or days of this year; None while an announced day is not confirmed."""
        match self.rule:
            case self.Rule.FIXED:
                return dates.fixed_day(year, self.month or 0, self.day or 0)
            case self.Rule.LUNAR:
                return dates.lunar_new_year(year, self.offset_days)
            case self.Rule.MONTH:
                return dates.whole_month(year, self.month or 0)
            case _:
                return dates.announced_day(year, self.confirmed_on)


class KeyDaysPage(Page):
    """The coming twelve months of key days."""

    lede = models.TextField(_("introduction"), blank=True)

    template = "education/publicity/key_days.html"
    parent_page_types = ["education.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("lede")]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("search_description"),
        TranslatableField("lede"),
        SynchronizedField("slug", overridable=False),
    ]

    class Meta:
        verbose_name = _("publicity calendar")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from education.publicity.agenda import agenda_from

        context = super().get_context(request, *args, **kwargs)
        context["agenda"] = agenda_from(timezone.localdate())
        return context


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
