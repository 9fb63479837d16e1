"""What an administrator types to change the catalogue: always a new version from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import LegalBasis, Polarity, RecordType, Severity, Use
from archives.catalogue.rules import most_of
from archives.catalogue.words import part_label
from campus.workbench.filters import DateInput


class VersionForm(forms.Form):
    """Every change has a first day and a reason."""

    effective_from = forms.DateField(label=_("In force from"), widget=DateInput(),
                                     help_text=_("Today or later: rules never reach back."))
    reason = forms.CharField(label=_("Reason for the change"), max_length=300,
                             help_text=_("It stays beside the change for everybody who may read the catalogue."))


def part_field(name: str, value: Any) -> forms.Field:
    """The field for one part of a rule's value: a yes or no, a whole number, a word, or a list of words."""
    if isinstance(value, bool):
        return forms.BooleanField(required=False, initial=value)
    if isinstance(value, int):
        return forms.IntegerField(min_value=0, max_value=most_of(name), initial=value)
    if isinstance(value, list):
        return forms.CharField(initial="\n".join(value), widget=forms.Textarea(attrs={"rows": len(value) + 1}),
                               help_text=_("One on each line."))
    return forms.CharField(initial=value, max_length=200)


class RuleForm(VersionForm):
    """One field for each part of the rule's value, then where the new value comes from."""

    source_zh = forms.CharField(label=_("Source in Chinese"), max_length=240)
    source_en = forms.CharField(label=_("Source in English"), max_length=300)

    def __init__(self, *args: Any, before: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        parts = {}
        for name, value in before.items():
            parts[f"part_{name}"] = part_field(name, value)
            parts[f"part_{name}"].label = part_label(name)
        self.fields = {**parts, **self.fields}

    def new_value(self) -> dict[str, Any]:
        """The value as it is stored."""
        new: dict[str, Any] = {}
        for name, value in self.before.items():
            typed = self.cleaned_data[f"part_{name}"]
            new[name] = lines_of(typed) if isinstance(value, list) else typed
        return new


def lines_of(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


class RecordTypeForm(VersionForm):
    """A kind of record: what may be kept, on which clause, for which uses."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    legal_basis = forms.ModelChoiceField(label=_("Legal basis"), queryset=LegalBasis.objects.all(),
                                         help_text=_("No clause, no record."))
    severities = forms.MultipleChoiceField(label=_("Severities"), choices=Severity.choices, required=False,
                                           widget=forms.CheckboxSelectMultiple)
    default_severity = forms.ChoiceField(label=_("Default severity"), required=False,
                                         choices=[("", "—"), *Severity.choices])
    allowed_uses = forms.MultipleChoiceField(label=_("Allowed uses"), choices=Use.choices, required=False,
                                             widget=forms.CheckboxSelectMultiple)
    source_office_zh = forms.CharField(label=_("Source office in Chinese"), max_length=80)
    source_office_en = forms.CharField(label=_("Source office in English"), max_length=120)
    is_enabled = forms.BooleanField(label=_("In use"), required=False)
    needs_proof = forms.BooleanField(label=_("Needs a paper that verifies it"), required=False,
                                     help_text=_("Good records only: an adverse one always needs its decision."))
    student_may_decline = forms.BooleanField(label=_("The student may decline"), required=False)

    field_order = ("name_zh", "name_en", "legal_basis", "severities", "default_severity", "allowed_uses",
                   "source_office_zh", "source_office_en", "is_enabled", "needs_proof", "student_may_decline",
                   "effective_from", "reason")

    @classmethod
    def initial_of(cls, kind: RecordType, today: date) -> dict[str, Any]:
        names = (name for name in cls.field_order if name not in ("effective_from", "reason"))
        return {**{name: getattr(kind, name) for name in names}, "effective_from": today}


class NewRecordTypeForm(RecordTypeForm):
    """A kind that does not exist yet also needs its code and its polarity."""

    code = forms.RegexField(label=_("Code"), regex=r"^[A-Z][A-Z0-9-]{1,31}$",
                            help_text=_("Capital letters, digits and hyphens, for instance LIBRARY-LOSS."))
    polarity = forms.ChoiceField(label=_("Polarity"), choices=Polarity.choices)

    field_order = ("code", "polarity", *RecordTypeForm.field_order)


class LegalBasisForm(forms.ModelForm):
    class Meta:
        model = LegalBasis
        fields = ("code", "title_zh", "title_en", "article_zh", "article_en", "url")
