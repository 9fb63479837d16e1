"""What an officer types to look into an archive."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from archives.consultation.models import Purpose


class LookUpForm(forms.Form):
    """One student by the exact number: there is no search by name and no list to browse."""

    number = forms.CharField(label=_("Student number"), max_length=32,
                             help_text=_("The whole number, exactly. There is no search by name."),
                             widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}))
    purpose = forms.ChoiceField(label=_("Purpose"), widget=forms.RadioSelect)
    case_number = forms.CharField(label=_("Case or round number"), max_length=80, required=False,
                                  help_text=_("The number of the case, award round, contract or file."),
                                  widget=forms.TextInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(label=_("Why you need to look"), max_length=300,
                             help_text=_("A few words. The student reads them exactly as you write them."),
                             widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, purposes: list[Purpose], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["purpose"].choices = [(purpose.code, purpose.name) for purpose in purposes]

