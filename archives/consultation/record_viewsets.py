"""Staff pages on records: what waits, one record, and the verbs. Each look at a record is a look-up.

The list shows numbers only, nothing adverse about anybody (P2); opening one leaves the trace the student reads. The
pages' own rows are without words: what a record says comes from `look_at_record` alone, once for each page shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.consultation.actions import look_at_record
from archives.consultation.record_forms import EnterRecordForm, SettleForm, WithdrawForm
from archives.records import actions, permissions
from archives.records.entry import Entry
from archives.records.models import Record, State
from archives.records.sentences import EntryRefused
from archives.registry.models import Student
from campus.refusals import Refusal
from campus.workbench.components import Crumb, Fact
from campus.workbench.views import (
    ActionFormView,
    AddFormView,
    Column,
    ScopedDetailView,
    ScopedListView,
    Text,
)


def state_today(record: Record) -> State:
    return record.state(timezone.localdate())


def number_label(record: Record) -> str:
    """What the number is of: a decision, or the paper that verifies a good deed."""
    return _("Decision number") if record.is_adverse else _("Number of the verification")


def records_crumb() -> Crumb:
    return Crumb(_("Records"), reverse("records:list"))


def facts_of_the_end(record: Record) -> list[Fact]:
    """All that is told to an office of a record that has ended or was withdrawn."""
    told = [Fact(_("State"), state_today(record).label)]
    if record.withdrawn_by is not None and record.withdrawn_at is not None:
        told += [Fact(_("Withdrawn on"), f"{timezone.localtime(record.withdrawn_at):%Y-%m-%d}"),
                 Fact(_("Withdrawn by"), record.withdrawn_by.name)]
        return [*told, Fact(_("What it said"), _("Not shown any more: the record was withdrawn."))]
    return [*told, Fact(_("Ended on"), f"{record.display_until:%Y-%m-%d}"),
            Fact(_("What it said"), _("Not shown any more: the record has ended."))]


def all_facts(record: Record) -> list[Fact]:
    """What a record says and who handled it. `record` has its words: a look-up stands for this."""
    return [
        Fact(_("State"), state_today(record).label), Fact(_("Student number"), record.student.number, mono=True),
        Fact(_("Name"), record.student.name), Fact(_("Unit"), record.student.unit.name),
        Fact(_("Kind of record"), record.record_type.name), Fact(_("Facts"), record.facts),
        Fact(_("Legal basis"), record.record_type.legal_basis.citation),
        Fact(_("Clause applied"), record.basis_clause), Fact(_("Severity"), record.get_severity_display()),
        Fact(_("Sanction"), record.get_sanction_display()),
        Fact(_("Months of the sanction"), record.sanction_months),
        Fact(number_label(record), record.decision_number, mono=True),
        *(Fact(label, f"{day:%Y-%m-%d}" if day else "") for label, day in (
            (_("Day of the conduct or deed"), record.conduct_on),
            (_("Told before the decision on"), record.told_on),
            (_("Decided on"), record.decided_on), (_("Served on"), record.served_on),
            (_("Shown from"), record.starts_on), (_("Shown until"), record.display_until))),
        Fact(_("Hours"), record.hours), Fact(_("Source office"), record.source_office),
        Fact(_("Entered by"), record.entered_by.name),
        Fact(_("Confirmed by"), record.confirmed_by.name if record.confirmed_by else ""),
        Fact(_("What the student disputes"), record.dispute_reason), Fact(_("Answer"), record.settled_answer),
        Fact(_("The student's statement"), record.statement), Fact(_("Import batch"), record.batch_number),
    ]


class RecordListView(ScopedListView):
    """What waits for somebody: records to confirm, disputes to answer."""

    model = Record
    permission_name = "records.view"
    title = gettext_lazy("Records that wait for somebody")
    lede = gettext_lazy("Adverse records that a second person must confirm, and disputes to answer. To see what a "
                        "record says, open it: the student will see that you did.")
    empty_title = gettext_lazy("Nothing waits")
    empty_text = gettext_lazy("No record waits for a second person and no student disputes one.")
    columns = (
        Column(gettext_lazy("Record"), "number", link=True, mono=True),
        Column(gettext_lazy("State"), lambda record: state_today(record).label),
        Column(gettext_lazy("Unit"), "student.unit.name"),
        Column(gettext_lazy("Entered by"), "entered_by.name"),
        Column(gettext_lazy("Since"), lambda record: date_format(
            timezone.localtime(record.disputed_at or record.entered_at), "Y-m-d")),
    )

    def get_queryset(self) -> Any:
        visible = super().get_queryset()
        waiting = visible.pending() | visible.disputed(timezone.localdate())
        return waiting.select_related("student__unit", "entered_by").order_by("entered_at")

    def get_row_url(self, row: Record) -> str:
        return reverse("records:record", args=[row.number])

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        return [(_("Enter a record"), reverse("records:enter")), (_("Export"), reverse("exports:records")),
                (_("Lists asked for"), reverse("exports:own_lists"))]


class RecordView(ScopedDetailView):
    model = Record
    permission_name = "records.view"
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("student__unit", "withdrawn_by")

    def get_crumbs(self) -> list[Crumb]:
        return [records_crumb(), Crumb(self.object.number)]

    def get_title(self) -> Text:
        return _("Record %(number)s") % {"number": self.object.number}

    def get_facts(self) -> list[Fact]:
        look = look_at_record(record=self.object, by=self.person, at=timezone.now())
        return all_facts(look.record) if look else facts_of_the_end(self.object)

    def get_actions(self) -> Sequence[tuple[Text, str]]:
        record, user = self.object, self.person
        state = state_today(record)
        offered = (
            (_("Confirm"), "confirm", state == State.PENDING and permissions.may_confirm(user, record)),
            (_("Answer the dispute"), "settle", record.is_disputed and permissions.may_settle_dispute(user, record)),
            (_("Withdraw"), "withdraw", state != State.WITHDRAWN and permissions.may_withdraw(user, record)),
        )
        verbs = [(label, reverse(f"records:{name}", args=[record.number])) for label, name, shown in offered if shown]
        if record.batch_number:
            verbs.append((_("Where the values came from"), reverse("provenance:record", args=[record.number])))
        return verbs


class RecordActionView(ActionFormView):
    """A verb on one record."""

    model = Record
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("student__unit", "withdrawn_by")

    def get_success_url(self) -> str:
        return reverse("records:record", args=[self.object.number])

    def get_crumbs(self) -> list[Crumb]:
        return [records_crumb(), Crumb(self.object.number, self.get_success_url()), Crumb(self.get_title())]

    def get_facts(self) -> list[Fact]:
        """What is decided about, and so a look at the record: one for each time the page is shown."""
        look = look_at_record(record=self.object, by=self.person, at=timezone.now())
        number = Fact(_("Record"), self.object.number, mono=True)
        return [number, *(self.get_words(look.record) if look else facts_of_the_end(self.object))]

    def get_words(self, record: Record) -> list[Fact]:
        """The words that this verb needs."""
        return [Fact(number_label(record), record.decision_number, mono=True)]


class ConfirmRecordView(RecordActionView):
    permission_name = scope_permission = "records.confirm"
    title = gettext_lazy("Confirm a record")
    lede = gettext_lazy("You have compared the decision, its notice and its service with this record. From now on "
                        "it is part of the student's archive.")
    verb = gettext_lazy("Confirm")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.confirm_record(record=self.object, by=self.person, at=at)
        return _("The record is confirmed. The student sees it from its first day on.")


class WithdrawRecordView(RecordActionView):
    permission_name = scope_permission = "records.withdraw"
    title = gettext_lazy("Withdraw a record")
    lede = gettext_lazy("For a record entered wrongly, or whose decision was overturned. It leaves the archive at once "
                        "and for good; the student sees that it was withdrawn, and why.")
    verb = gettext_lazy("Withdraw")
    form_class = WithdrawForm
    is_dangerous = True

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.withdraw_record(record=self.object, reason=form.cleaned_data["reason"], by=self.person, at=at)
        return _("The record is withdrawn.")


class SettleDisputeView(RecordActionView):
    permission_name = scope_permission = "records.settle_dispute"
    title = gettext_lazy("Answer a dispute")
    verb = gettext_lazy("Send the answer")
    form_class = SettleForm

    def get_words(self, record: Record) -> list[Fact]:
        return [*super().get_words(record), Fact(_("What the student disputes"), record.dispute_reason)]

    def perform(self, form: forms.Form, at: datetime) -> Text:
        actions.settle_dispute(record=self.object, answer=form.cleaned_data["answer"], by=self.person, at=at)
        return _("The answer is with the student, and the mark on the record has ended.")


class EnterRecordView(AddFormView):
    model = Record
    permission_name = "records.enter"
    title = gettext_lazy("Enter a record")
    lede = gettext_lazy("An adverse record counts only after a second person has confirmed it.")
    verb = gettext_lazy("Enter")
    form_class = EnterRecordForm

    def get_crumbs(self) -> list[Crumb]:
        return [records_crumb(), Crumb(self.get_title())]

    def get_success_url(self) -> str:
        return reverse("records:list")

    def perform(self, form: forms.Form, at: datetime) -> Text:
        values = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        number = values.pop("student_number").strip()
        student = Student.objects.visible_to(self.person, "records.enter").filter(number=number).first()
        if student is None:
            raise Refusal(_("No student with exactly this number is in the units that your role covers."),
                          field="student_number")
        try:
            record = actions.enter_record(entry=Entry(student=student, **values), by=self.person, at=at)
        except EntryRefused as refused:
            for name, sentence in refused.found[1:]:  # the first is added where every refusal is
                form.add_error(name if name in form.fields else None, sentence)
            raise
        if record.is_adverse:
            return _("Record %(number)s is entered and waits for a second person.") % {"number": record.number}
        return _("Record %(number)s is entered.") % {"number": record.number}
