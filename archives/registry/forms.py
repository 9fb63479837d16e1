"""What staff type to find and change students."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archives.registry.models import Student
from campus.organisation.models import Unit


class StudentFilter(django_filters.FilterSet):
    """Find students by the beginning of the number or by the exact name, by unit and by status."""

    search = django_filters.CharFilter(label=_("Student number or full name"), method="find")
    unit = django_filters.ModelChoiceFilter(label=_("Unit"), queryset=Unit.objects.none(), method="within_unit")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Student.Status.choices)

    class Meta:
        model = Student
        fields = ("search", "unit", "status")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.active().filter(kind__in=[Unit.Kind.COLLEGE, Unit.Kind.DEPARTMENT])
        self.filters["unit"].field.queryset = units

    def find(self, students: QuerySet[Student], _name: str, value: str) -> QuerySet[Student]:
        return students.filter(Q(number__startswith=value.strip()) | Q(name=value.strip()))

    def within_unit(self, students: QuerySet[Student], _name: str, unit: Unit) -> QuerySet[Student]:
        return students.filter(unit__path__startswith=unit.path)


class StudentForm(forms.ModelForm):
    """The values of a student that are changed by hand; the day of birth comes from the identity papers only."""

    class Meta:
        model = Student
        fields = ("name", "latin_name", "unit", "major", "year", "class_name", "status")

    def __init__(self, *args: object, units: QuerySet[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
