"""What a person may type on the import pages."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _

from archives.imports import permissions, sets
from archives.imports.actions import LONGEST_REASON, second_looks
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import veiled
from archives.imports.matching import ColumnMatch
from archives.imports.models import Batch
from archives.imports.uploads import SUFFIXES
from campus.accounts.models import User

DAY_ORDER = (
    ("", _("Not said; such dates are refused")),
    ("day", _("The day comes first: 03/04/2026 is 3 April")),
    ("month", _("The month comes first: 03/04/2026 is 4 March")),
)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is in the file.")},
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook (.xlsx, .xls, .ods), a text table (.csv, .tsv) or a OneRoster set (.zip). Nothing is "
            "written to the archive before you confirm a counted result."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        allow_empty_file=True,  # listed like every unreadable file, with the same sentence
        error_messages={"required": _("Choose a file first.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For your colleagues: what this file is. May stay empty."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = permissions.kinds_for(user)
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [(code, KINDS[code].name) for code in kinds]
        if sets.may_upload_set(user):
            kind.choices = [*kind.choices, (sets.SET, sets.NAME)]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0]



class LayoutForm(forms.Form):
    """For each column the field that it holds, and what only a person can say about the file."""

    day_first = forms.ChoiceField(label=_("Dates such as 03/04/2026"), choices=DAY_ORDER, required=False)
    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, batch: Batch, matches: list[ColumnMatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.fields["day_first"].initial = {True: "day", False: "month", None: ""}[batch.day_first]
        kind = KINDS[batch.kind]
        choices = [("", gettext("Not imported")), *((spec.name, spec.label) for spec in kind.fields)]
        closed = {item["column"] for item in batch.forbidden}
        held = {column: name for name, column in batch.mapping.items()}
        for match in matches:
            if match.header and match.column not in closed:
                self.fields[f"column_{match.column}"] = forms.ChoiceField(
                    label=veiled(match.header), choices=choices, required=False, initial=held.get(match.column, "")
                )
        if batch.forbidden_open:
            headings = pgettext("between items of a list", ", ").join(
                f"“{item['header']}”" for item in batch.forbidden
            )
            self.fields["leave_out"].label = gettext("I agree that %(headings)s are left out") % {
                "headings": headings
            }
        else:
            del self.fields["leave_out"]

    def columns(self) -> dict[str, str]:
        """Column index → field, for the action."""
        return {
            name.removeprefix("column_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("column_")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for name, value in list(cleaned.items()):  # an error takes its value away
            if not name.startswith("column_") or not value:
                continue
            if value in taken:
                self.add_error(
                    name,
                    gettext("“%(column)s” is already taken for this field. Choose one of the two.")
                    % {"column": self.fields[taken[value]].label},
                )
            taken.setdefault(value, name)
        return cleaned

    def day_is_first(self) -> bool | None:
        """How dates such as 03/04/2026 are meant; None where nobody said."""
        order = self.cleaned_data.get("day_first")
        return None if not order else order == "day"

    def changed_columns(self) -> dict[str, str]:
        """Heading → field for the columns that the person has chosen otherwise than was proposed, valid or not."""
        known = {spec.name for spec in KINDS[self.batch.kind].fields}
        typed = {
            column: self.data.get(f"column_{column}")
            for column, heading in enumerate(self.batch.headers)
            if heading and f"column_{column}" in self.fields
        }
        return {
            self.batch.headers[column]: field
            for column, field in typed.items()
            if field is not None
            and field in known | {""}
            and field != self.fields[f"column_{column}"].initial
        }


class DigestForm(forms.Form):
    """`digest` is of the rows that the person saw: another check in between changes it."""

    digest = forms.CharField(widget=forms.HiddenInput)


class ConfirmForm(DigestForm):
    """Yes to the counted rows. Asked for only where it matters: what becomes of bad rows, and the second look."""

    all_or_nothing = forms.ChoiceField(
        label=_("Rows that need mending"),
        choices=[("", _("Good rows now, the rest later")), ("all", _("All rows or none"))],
        widget=forms.RadioSelect,
        required=False,
    )
    looked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digest"].initial = batch.digest
        self.fields["all_or_nothing"].initial = "all" if batch.all_or_nothing else ""
        looks = second_looks(batch)
        self.fields["looked"].label = ngettext_lazy(
            "I have looked at %(rows)s change of a name or identity number",
            "I have looked at %(rows)s changes of names and identity numbers",
            looks,
        ) % {"rows": intcomma(looks)}
        if not looks:
            del self.fields["looked"]
        if not batch.refused:
            del self.fields["all_or_nothing"]


class UndoForm(forms.Form):
    """A batch with adverse data is taken back for a reason only."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The audit log keeps it for good. Name no person: the number of the decision or letter is enough."),
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not batch.needs_release:
            del self.fields["reason"]


class RefuseReleaseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person who prepared the batch reads it."),
    )
