"""The front page, plain pages, and policies with their versions (E19)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from education.courses.addresses import ShortAddress
from education.courses.blocks import TextBlock
from education.courses.models import CourseIndexPage
from education.courses.models.pages import PAGE_FIELDS, languages_of
from education.courses.outline import course_cards
from education.home.versions import Version, earlier_versions, version_called
from education.publicity.agenda import next_entries
from education.publicity.models import KeyDaysPage

ICONS = [
    ("book", _("Book")),
    ("doc", _("Document")),
    ("eye", _("Eye")),
    ("pen", _("Pen")),
    ("scale", _("Scales")),
    ("shield", _("Shield")),
    ("clock", _("Clock")),
    ("users", _("People")),
]


class CardBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(label=_("Small picture"), choices=ICONS, default="book")
    title = blocks.CharBlock(label=_("Title"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), rows=3, max_length=300)

    class Meta:
        icon = "tablet-alt"
        label = _("Card")


class RightBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Right of students"), max_length=60)
    text = blocks.TextBlock(label=_("What it means"), rows=2, max_length=300)
    source = blocks.CharBlock(label=_("Legal article"), max_length=120)

    class Meta:
        icon = "success"
        label = _("Right of students")


class HomePage(Page):
    headline = models.CharField(_("headline"), max_length=80)
    lede = models.TextField(_("introduction"), max_length=400)
    parts = StreamField([("card", CardBlock())], blank=True, verbose_name=_("what the system does"))
    rights_lede = models.TextField(_("introduction to students' rights"), max_length=300, blank=True)
    rights = StreamField([("right", RightBlock())], blank=True, verbose_name=_("students' rights"))

    template = "education/home/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "education.CourseIndexPage",
        "education.KeyDaysPage",
        "education.PolicyPage",
        "education.ContentPage",
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lede"),
        FieldPanel("parts"),
        MultiFieldPanel([FieldPanel("rights_lede"), FieldPanel("rights")], heading=_("Students' rights")),
    ]
    translatable_fields = [
        *PAGE_FIELDS,
        *[TranslatableField(name) for name in ("headline", "lede", "parts", "rights_lede", "rights")],
    ]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        index = CourseIndexPage.objects.live().child_of(self).first()
        context |= {
            "course_index": index,
            "course_cards": course_cards(index, user=request.user, limit=3) if index else [],
            "key_days_page": KeyDaysPage.objects.live().child_of(self).first(),
            "key_days": next_entries(timezone.localdate(), 3),
            "policies": PolicyPage.objects.live().child_of(self).select_related("locale").order_by("path"),
        }
        return context


class ContentPage(ShortAddress, Page):
    """A plain page: accessibility, privacy, contact."""

    lede = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField([("text", TextBlock())], default=[("text", "")], verbose_name=_("text"))

    template = "education/home/content.html"
    parent_page_types = ["education.HomePage", "education.ContentPage"]
    subpage_types = ["education.ContentPage"]
    content_panels = [*ShortAddress.content_panels, FieldPanel("lede"), FieldPanel("body")]
    translatable_fields = [*PAGE_FIELDS, TranslatableField("lede"), TranslatableField("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["languages"] = languages_of(self)
        return context


class ChangeBlock(blocks.StructBlock):
    version = blocks.CharBlock(label=_("Version"), max_length=20)
    on = blocks.DateBlock(label=_("In force from"))
    text = blocks.TextBlock(label=_("What changed"), rows=2)

    class Meta:
        icon = "history"
        label = _("Change from one version to the next")


class PolicyPage(ShortAddress, Page):
    """A code or policy. Each version that was in force stays readable at its own address (E19)."""

    summary = models.TextField(_("summary"), max_length=400)
    version_label = models.CharField(_("version"), max_length=20)
    effective_on = models.DateField(_("in force from"))
    body = StreamField([("text", TextBlock())], default=[("text", "")], verbose_name=_("text"))
    changes = StreamField([("change", ChangeBlock())], blank=True, verbose_name=_("what changed"))

    template = "education/home/policy.html"
    parent_page_types = ["education.HomePage"]
    subpage_types: list[str] = []
    address_word = "policy"
    content_panels = [
        *ShortAddress.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("version_label"), FieldPanel("effective_on"), FieldPanel("changes")],
            heading=_("Version"),
        ),
        FieldPanel("body"),
    ]
    translatable_fields = [
        *PAGE_FIELDS,
        *[TranslatableField(name) for name in ("summary", "body", "changes")],
        *[SynchronizedField(name, overridable=False) for name in ("version_label", "effective_on")],
    ]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["languages"] = languages_of(self)
        context["earlier"] = earlier_versions(self)
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`?version=2024` shows that version as it was published, marked as no longer in force."""
        wanted = request.GET.get("version")
        if not wanted or wanted == self.version_label:
            return super().serve(request, *args, **kwargs)
        version: Version | None = version_called(self, wanted)
        if version is None:
            raise Http404
        old = version.revision.as_object()
        response = Page.serve(old, request)
        response.context_data |= {"current": self, "earlier": []}
        return response
