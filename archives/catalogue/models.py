"""What may be recorded at all, on which legal basis, for how long and for which uses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus.accounts.permissions import may
from campus.conditions import HasWords

if TYPE_CHECKING:
    from campus.accounts.models import User

CREATED_AT_AND_BY = Q(created_at=None, created_by=None) | Q(created_at__isnull=False, created_by__isnull=False)

Entry = TypeVar("Entry", bound=models.Model, covariant=True)


def in_reader_language(zh: str, en: str) -> str:
    return en if (get_language() or "").startswith("en") and en else zh


class Polarity(models.TextChoices):
    ADVERSE = "adverse", _("Adverse")
    GOOD = "good", _("Good")


class Severity(models.TextChoices):
    MINOR = "minor", _("Minor")
    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")


class Use(models.TextChoices):
    """The purposes a record may serve; `archives.consultation` registers who may ask for each."""

    SCHOLARSHIP = "scholarship", _("Scholarships and selection")
    LOAN_COMPLIANCE = "loan_compliance", _("Student-loan compliance")
    OWN_SHARING = "own_sharing", _("The student's own sharing")
    CASE_HANDLING = "case_handling", _("Handling a case")
    SUPERVISION = "supervision", _("Supervision and audit")


class CatalogueQuerySet(models.QuerySet[Entry]):
    """The catalogue is one for the whole school: who may read it at all, reads all of it."""

    def visible_to(self, user: User, permission: str = "catalogue.view") -> Self:
        return self if may(user, permission) else self.none()


class LegalBasis(models.Model):
    """A clause that allows a kind of record. No clause, no record."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=240, blank=True)
    article_zh = models.CharField(_("article in Chinese"), max_length=120, blank=True)
    article_en = models.CharField(_("article in English"), max_length=160, blank=True)
    url = models.URLField(_("address of the text"), blank=True)

    wagtail_reference_index_ignore = True

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(HasWords("code")) & Q(HasWords("title_zh")),
                                              name="legal_basis_has_code_and_title")]

    def __str__(self) -> str:
        return self.code

    @property
    def citation(self) -> str:
        """《普通高等学校学生管理规定》第五十一条, or its English form."""
        title = in_reader_language(self.title_zh, self.title_en)
        article = in_reader_language(self.article_zh, self.article_en)
        return f"{title} {article}".strip() if title == self.title_en else f"{title}{article}"


class RecordTypeQuerySet(CatalogueQuerySet["RecordType"]):
    def in_force(self, on: date) -> RecordTypeQuerySet:
        """Of each code the version in force on that day, enabled or not."""
        newest = (RecordType.objects.filter(code=OuterRef("code"), effective_from__lte=on)
                  .order_by("-effective_from").values("pk")[:1])
        return self.filter(pk=Subquery(newest))

    def enabled(self) -> RecordTypeQuerySet:
        return self.filter(is_enabled=True)


class RecordType(models.Model):
    """One version of a kind of record. A change is a new version with its own first day."""

    code = models.CharField(_("code"), max_length=32)
    effective_from = models.DateField(_("in force from"))
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    about_zh = models.CharField(_("explanation in Chinese"), max_length=300, blank=True)
    about_en = models.CharField(_("explanation in English"), max_length=400, blank=True)
    polarity = models.CharField(_("polarity"), max_length=8, choices=Polarity.choices)
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="record_types",
                                    verbose_name=_("legal basis"))
    severities = models.JSONField(_("severities"), default=list, blank=True)
    default_severity = models.CharField(_("default severity"), max_length=8, choices=Severity.choices, blank=True)
    allowed_uses = models.JSONField(_("allowed uses"), default=list)
    source_office_zh = models.CharField(_("source office in Chinese"), max_length=80)
    source_office_en = models.CharField(_("source office in English"), max_length=120)
    is_enabled = models.BooleanField(_("in use"), default=True)
    # Of a good record: the number of the paper that verifies it must be given.
    needs_proof = models.BooleanField(_("needs a paper that verifies it"), default=False)
    student_may_decline = models.BooleanField(_("the student may decline"), default=False)
    # Neither: it came with the product.
    created_at = models.DateTimeField(_("created"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+")

    wagtail_reference_index_ignore = True

    objects = RecordTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("record type")
        verbose_name_plural = _("record types")
        ordering = ["code", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="record_type_one_version_a_day"),
            models.CheckConstraint(condition=CREATED_AT_AND_BY, name="record_type_created_at_and_by"),
            models.CheckConstraint(condition=Q(polarity__in=["adverse", "good"]), name="record_type_polarity_known"),
            models.CheckConstraint(
                condition=(Q(polarity="good", default_severity="")
                           | Q(polarity="adverse", default_severity__in=["minor", "general", "serious"])),
                name="record_type_severity_fits_polarity"),
            models.CheckConstraint(condition=Q(HasWords("code")) & Q(HasWords("name_zh")) & Q(HasWords("name_en")),
                                   name="record_type_named_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    @property
    def about(self) -> str:
        return in_reader_language(self.about_zh, self.about_en)

    @property
    def source_office(self) -> str:
        return in_reader_language(self.source_office_zh, self.source_office_en)

    @property
    def is_adverse(self) -> bool:
        return self.polarity == Polarity.ADVERSE


class RuleVersionQuerySet(CatalogueQuerySet["RuleVersion"]):
    def in_force(self, on: date) -> RuleVersionQuerySet:
        newest = (RuleVersion.objects.filter(key=OuterRef("key"), effective_from__lte=on)
                  .order_by("-effective_from").values("pk")[:1])
        return self.filter(pk=Subquery(newest))


class RuleVersion(models.Model):
    """A number or list the law or the school sets, from a day on, with the place it comes from."""

    class Sure(models.TextChoices):
        READ = "A", _("A: the text of the rule was read")
        AGREED = "B", _("B: several sources agree, or read in part")
        UNCONFIRMED = "C", _("C: unconfirmed")
        CHOICE = "-", _("The product's or the school's own choice")

    key = models.CharField(_("key"), max_length=64)
    effective_from = models.DateField(_("in force from"))
    value = models.JSONField(_("value"))
    source_zh = models.CharField(_("source in Chinese"), max_length=240)
    source_en = models.CharField(_("source in English"), max_length=300)
    sure = models.CharField(_("how sure"), max_length=1, choices=Sure.choices)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    # Neither: it came with the product.
    created_at = models.DateTimeField(_("created"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+")

    wagtail_reference_index_ignore = True

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["key", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="rule_one_version_a_day"),
            models.CheckConstraint(condition=CREATED_AT_AND_BY, name="rule_created_at_and_by"),
            models.CheckConstraint(condition=Q(sure__in=["A", "B", "C", "-"]), name="rule_sureness_known"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from:%Y-%m-%d}"

    @property
    def source(self) -> str:
        return in_reader_language(self.source_zh, self.source_en)
