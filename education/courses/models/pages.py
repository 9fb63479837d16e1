"""The pages of a course: index > course > (chapter >) lesson, in one tree per language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.validators import MinLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campus.organisation.models import Unit
from education.courses.addresses import ShortAddress
from education.courses.blocks import NEW_LESSON, lesson_blocks
from education.courses.permissions import (
    CourseIndexPermissionTester,
    ReviewedPagePermissionTester,
    was_reviewed,
)
from education.courses.reading import minutes_of
from education.courses.rights import share_course

# Addresses, times and pictures are the same in both languages; words are translated.
PAGE_FIELDS = [
    TranslatableField("title"),
    TranslatableField("search_description"),
    SynchronizedField("slug", overridable=False),
]


class ReviewedPage(ShortAddress, Page):
    """A page that goes live only after another person has approved the very revision (E3)."""

    review_word = "page"

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> ReviewedPagePermissionTester:
        return ReviewedPagePermissionTester(user, self)

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> Any:
        """Every way of publishing ends here: editor, bulk action, translation, schedule, command."""
        if not was_reviewed(revision):
            raise PermissionDenied(
                gettext("“%(title)s” has not been reviewed by another person. Submit it for review first.")
                % {"title": self.title}
            )
        # The review is the permission: reviewers hold no general right to publish.
        return super().publish(revision, user=user, **(options | {"skip_permission_checks": True}))


class CourseIndexPage(Page):
    """The list of courses."""

    lede = models.TextField(_("introduction"), blank=True)

    template = "education/courses/index.html"
    parent_page_types = ["education.HomePage"]
    subpage_types = ["education.CoursePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("lede")]
    translatable_fields = [*PAGE_FIELDS, TranslatableField("lede")]

    class Meta:
        verbose_name = _("list of courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from education.courses.outline import course_cards

        context = super().get_context(request, *args, **kwargs)
        context["cards"] = course_cards(self, user=request.user)
        return context

    def permissions_for_user(self, user: Any) -> CourseIndexPermissionTester:
        return CourseIndexPermissionTester(user, self)


class CoursePage(ReviewedPage):
    class Audience(models.TextChoices):
        PRIMARY = "primary", _("Primary school")
        SECONDARY = "secondary", _("Secondary school")
        UNIVERSITY = "university", _("University students")
        STAFF = "staff", _("Staff")
        PUBLIC = "public", _("Everyone")

    class Diagram(models.TextChoices):
        STEPS = "steps", _("Learn, try, do")
        SOURCES = "sources", _("Quote, paraphrase, summarise")

    review_word = address_word = "course"

    # Not among the editor's fields and not of a draft: `actions.assign_course` alone says whose course it is.
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("belongs to"),
        help_text=_("Empty: to the whole school."),
    )
    lede = models.TextField(_("in two sentences"), max_length=300)
    audience = models.CharField(
        _("for whom"), max_length=12, choices=Audience.choices, default=Audience.UNIVERSITY
    )
    teacher_name = models.CharField(_("teacher"), max_length=80)
    teacher_unit = models.CharField(_("teacher's school or office"), max_length=120, blank=True)
    teacher_note = models.CharField(_("how to ask"), max_length=200, blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("Outcome"), max_length=200))],
        blank=True,
        verbose_name=_("after this course you can"),
    )
    hero_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    hero_alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    diagram = models.CharField(
        _("drawing, where there is no picture"), max_length=12, choices=Diagram.choices, default=Diagram.STEPS
    )

    template = "education/courses/course.html"
    parent_page_types = ["education.CourseIndexPage"]
    subpage_types = ["education.ChapterPage", "education.LessonPage"]
    content_panels = [
        *ShortAddress.content_panels,
        FieldPanel("lede"),
        FieldPanel("outcomes"),
        FieldPanel("audience"),
        MultiFieldPanel(
            [FieldPanel("teacher_name"), FieldPanel("teacher_unit"), FieldPanel("teacher_note")],
            heading=_("Teacher"),
        ),
        MultiFieldPanel(
            [FieldPanel("hero_image"), FieldPanel("hero_alt"), FieldPanel("diagram")], heading=_("Picture")
        ),
    ]
    translatable_fields = [
        *PAGE_FIELDS,
        *[
            TranslatableField(name)
            for name in ("lede", "outcomes", "teacher_name", "teacher_unit", "teacher_note", "hero_alt")
        ],
        *[SynchronizedField(name) for name in ("audience", "hero_image", "diagram")],
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            # A picture always comes with words (WCAG 1.1.1).
            models.CheckConstraint(
                condition=models.Q(hero_image=None) | ~models.Q(hero_alt=""), name="course_picture_has_words"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        saved = super().save(*args, **kwargs)
        # Rights follow the row that was just written: also a copy, and a translation.
        share_course(self)
        return saved

    def with_content_json(self, content: dict[str, Any]) -> CoursePage:
        """A draft, or an old version that somebody goes back to, belongs to whom the course belongs to today."""
        page: CoursePage = super().with_content_json(content)
        page.unit_id = self.unit_id
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from education.courses.outline import case_ahead, outline_of

        context = super().get_context(request, *args, **kwargs)
        outline = outline_of(self, user=request.user)
        context |= {"outline": outline, "case": case_ahead(outline), "languages": languages_of(self)}
        return context


class ChapterPage(ReviewedPage):
    """A heading between lessons of a longer course. It has no page of its own for readers."""

    review_word = address_word = "chapter"

    template = "education/courses/course.html"
    parent_page_types = ["education.CoursePage"]
    subpage_types = ["education.LessonPage"]
    translatable_fields = PAGE_FIELDS

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get_parent().specific.serve(request, *args, **kwargs)


class LessonPage(ReviewedPage):
    review_word = address_word = "lesson"

    finished_fields = frozenset({"summary"})

    summary = models.CharField(_("in one sentence"), max_length=200, validators=[MinLengthValidator(4)])
    body = StreamField(lesson_blocks(), default=NEW_LESSON, verbose_name=_("lesson"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=1, editable=False)

    template = "education/courses/lesson.html"
    parent_page_types = ["education.CoursePage", "education.ChapterPage"]
    subpage_types: list[str] = []
    content_panels = [*ShortAddress.content_panels, FieldPanel("summary"), FieldPanel("body")]
    translatable_fields = [*PAGE_FIELDS, TranslatableField("summary"), TranslatableField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Kept in the row so that a list of lessons never has to read their bodies.
        self.minutes = minutes_of(self.body.get_prep_value())
        return super().save(*args, **kwargs)

    @property
    def course(self) -> CoursePage:
        return CoursePage.objects.ancestor_of(self).select_related("locale").get()

    def has_block(self, block_type: str) -> bool:
        return any(block["type"] == block_type for block in self.body.raw_data)

    @property
    def kind(self) -> str:
        """What the learner does here, in a few words."""
        if self.has_block("practice"):
            return gettext("Practice")
        if self.has_block("video"):
            return gettext("Video with transcript")
        if self.has_block("case"):
            return gettext("Reading with a case")
        return gettext("Reading")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from education.courses.actions import open_lesson

        if (
            request.method == "GET"
            and request.user.is_authenticated
            and not getattr(request, "is_preview", False)
        ):
            open_lesson(lesson=self, by=request.user, at=timezone.now())
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from education.courses.outline import outline_of

        context = super().get_context(request, *args, **kwargs)
        course = self.course
        outline = outline_of(course, user=request.user)
        context |= {
            "course": course,
            "outline": outline,
            "place": outline.place_of(self),
            "following": outline.after(self),
            "languages": languages_of(self),
        }
        return context


def languages_of(page: Page) -> list[Page]:
    """This page in every language in which it is live, the page itself first."""
    others = page.get_translations().live().select_related("locale").order_by("locale__language_code")
    return [page, *others]
