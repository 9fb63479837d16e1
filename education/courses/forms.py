"""What a reviewer sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus.organisation.models import Unit


class AssignForm(forms.Form):
    """The unit to which a course belongs."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("Belongs to"),
        queryset=Unit.objects.active().filter(depth__gt=1),
        required=False,
        empty_label=gettext_lazy("The whole school"),
    )


class ReviewForm(forms.Form):
    """Approve, or give the page back with a reason."""

    APPROVE, CHANGES = "approve", "changes"

    decision = forms.ChoiceField(choices=[(APPROVE, APPROVE), (CHANGES, CHANGES)], widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("To the author"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Needed if you ask for changes: what is wrong, and what would be right."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.CHANGES and not cleaned.get("comment", "").strip():
            self.add_error("comment", _("Say what has to change; the author reads it."))
        return cleaned
