"""School, colleges, departments and classes: one tree that scopes what staff may see."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet
from wagtail.contrib.settings.models import BaseGenericSetting


class UnitQuerySet(MP_NodeQuerySet):
    def active(self) -> UnitQuerySet:
        return self.filter(is_active=True)

    def within(self, units: models.QuerySet[Unit] | list[Unit]) -> UnitQuerySet:
        """These units and everything below them."""
        inside = Q(pk__in=[])
        for path in [unit.path for unit in units]:
            inside |= Q(path__startswith=path)
        return self.filter(inside)


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    """Units in the order of the tree."""

    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node):
    """A unit of the school. Its path (treebeard) starts with the path of each unit above it."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        COLLEGE = "college", _("College")
        DEPARTMENT = "department", _("Department")
        CLASS = "class", _("Class")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    # No node_order_by: sorted insertion would rewrite the paths of whole colleges, and with them what a path
    # read a moment ago covers. Lists sort by code themselves.
    wagtail_reference_index_ignore = True

    objects = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["school", "college", "department", "class"]),
                                   name="unit_kind_known"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name_zh=""), name="unit_has_code_and_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; Chinese where there is no English one."""
        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.name_zh


class SchoolSettings(BaseGenericSetting):
    """The school's own name and the office that answers: shown on every page and paper.

    Changed by `organisation.school.change_school` alone: Wagtail's page of settings would leave no audit event.
    """

    name_zh = models.CharField(_("school name in Chinese"), max_length=80, default="示例大学")
    name_en = models.CharField(_("school name in English"), max_length=120, default="Example University")
    office_zh = models.CharField(_("office in Chinese"), max_length=160, default="诚信办公室 行政楼 204")
    office_en = models.CharField(_("office in English"), max_length=200,
                                 default="Integrity Office, Administration Building 204")
    hours_zh = models.CharField(
        _("opening hours in Chinese"), max_length=120, default="周一至周五 8:30—17:00")
    hours_en = models.CharField(
        _("opening hours in English"), max_length=120, default="Monday to Friday, 8:30–17:00")
    phone = models.CharField(_("telephone"), max_length=40, default="010-0000 0000")
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("school")

    def in_language(self, field: str) -> str:
        """`name`, `office` or `hours` in the reader's language."""
        english = (get_language() or "").startswith("en")
        return str(getattr(self, f"{field}_en" if english else f"{field}_zh"))
