"""What an officer types to enter, withdraw and settle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.catalogue.models import RecordType, Severity
from archives.records.models import Record
from campus.workbench.filters import DateInput


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DateInput())


class EnterRecordForm(forms.Form):
    """A record as the decision has it. What an adverse record needs, the action asks for by name."""

    student_number = forms.CharField(label=_("Student number"), max_length=32)
    record_type = forms.ModelChoiceField(label=_("Kind of record"), queryset=RecordType.objects.none())
    facts = forms.CharField(label=_("Facts"), widget=forms.Textarea(attrs={"rows": 3}),
                            help_text=_("What happened, as the decision states it. The student reads it."))
    conduct_on = day_field(_("Day of the conduct or deed"), required=True)
    told_on = day_field(_("Told before the decision on"),
                        _("Adverse records: the day the student was told of facts, reasons, basis and the right to a "
                          "defence."))
    decision_number = forms.CharField(label=_("Decision number"), max_length=80, required=False,
                                      help_text=_("Of a good record: the number of the paper that verifies it."))
    decided_on = day_field(_("Decided on"))
    served_on = day_field(_("Served on"))
    sanction = forms.ChoiceField(label=_("Sanction"), required=False, choices=[("", "—"), *Record.Sanction.choices])
    sanction_months = forms.IntegerField(label=_("Months of the sanction"), required=False, min_value=6, max_value=12,
                                         help_text=_("6 to 12 (Order 41, art. 57); empty for the default."))
    severity = forms.ChoiceField(label=_("Severity"), required=False,
                                 choices=[("", _("as the sanction has it")), *Severity.choices])
    basis_clause = forms.CharField(label=_("Clause applied"), max_length=240, required=False)
    hours = forms.DecimalField(label=_("Hours"), required=False, min_value=0, max_digits=7, decimal_places=1,
                               help_text=_("Voluntary service only."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = RecordType.objects.in_force(timezone.localdate()).enabled().order_by("polarity", "code")
        field = self.fields["record_type"]
        field.queryset = kinds
        field.label_from_instance = lambda kind: kind.name


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("The student reads it."))


class SettleForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
                             help_text=_("What was checked and what it showed. The student reads it. If the student is "
                                         "right, withdraw the record instead."))
