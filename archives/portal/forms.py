"""What a student types: an objection, a statement, the code that opens the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from archives.records.actions import LONGEST_STATEMENT

LONGEST_OBJECTION = 2000  # characters


class ObjectionForm(forms.Form):
    """What is wrong with a record, in the student's words."""

    reason = forms.CharField(
        label=_("What is wrong, in your own words"), max_length=LONGEST_OBJECTION,
        help_text=_("For example: the day, the facts or the person is wrong, or you were not heard. You can hand in "
                    "papers at the office later."),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}))


class StatementForm(forms.Form):
    """The student's own statement."""

    text = forms.CharField(
        label=_("Your statement"), max_length=LONGEST_STATEMENT,
        help_text=_("It stands with the record wherever the record is shown, and in every extract. You can change it "
                    "later."),
        widget=forms.Textarea(attrs={"rows": 9, "autocomplete": "off"}))


class ActivationForm(forms.Form):
    """Student number, the one-time code from the school, and a password of one's own."""

    number = forms.CharField(label=_("Student number"), max_length=32,
                             widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none",
                                                           "spellcheck": "false"}))
    code = forms.CharField(label=_("One-time code"), max_length=24,
                           help_text=_("Ten letters and digits, from your school office. Capitals, spaces and hyphens "
                                       "do not matter."),
                           widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false",
                                                         "autocapitalize": "characters"}))
    password = forms.CharField(label=_("Choose a password"), strip=False,
                               help_text=lazy(password_validators_help_text_html, str)(),
                               widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("The same password again"), strip=False,
                            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password)
        return str(password)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", ValidationError(_("The two passwords differ. Type the same one twice.")))
        return cleaned
