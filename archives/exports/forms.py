"""What a person says before taking a list away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from archives.consultation.models import Purpose
from archives.exports.models import Export


class ExportStudentsForm(forms.Form):
    purpose = forms.CharField(
        label=_("What the list is for"),
        max_length=300,
        help_text=_("A few words. They stand on every page of the file and in the log, with your name and the time."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=Export.Format.choices, initial=Export.Format.XLSX, widget=forms.RadioSelect
    )


class ExportRecordsForm(forms.Form):
    registered = forms.ChoiceField(label=_("Purpose"), widget=forms.RadioSelect)
    case_number = forms.CharField(
        label=_("Case or round number"),
        max_length=80,
        required=False,
        help_text=_("The number of the case, award round, contract or file."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.CharField(
        label=_("What the list is for"),
        max_length=300,
        help_text=_("A few words. Every student in the list reads them, with your name, office and the time."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=Export.Format.choices, initial=Export.Format.XLSX, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registered"].choices = [(purpose.code, purpose.name) for purpose in purposes]
        if len(purposes) == 1:
            self.fields["registered"].initial = purposes[0].code


class RefuseListForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("Whoever asked for the list reads it."))
