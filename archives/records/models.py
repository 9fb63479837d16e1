"""What is in a student's archive. Whether a record counts today is decided by query and time, never by a job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.catalogue.models import Polarity, RecordType, Severity
from archives.records.words import COLUMNS, OneWayKey, RecordQuery, WordsAreClosed
from archives.registry.models import Student
from campus.accounts.permissions import covered_units
from campus.conditions import HasWords, YearsAfter

if TYPE_CHECKING:
    from campus.accounts.models import User


class State(models.TextChoices):
    """What a record is on a given day. Not a column: see `Record.state`."""

    PENDING = "pending", _("Waiting for a second person")
    SCHEDULED = "scheduled", _("Not yet shown")
    IN_FORCE = "in_force", _("In force")
    DISPUTED = "disputed", _("Disputed")
    EXPIRED = "expired", _("Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("record", "Withdrawn")


# What may follow what; `manage.py draw_processes` draws it into docs/processes.
TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PENDING: (State.SCHEDULED, State.IN_FORCE, State.EXPIRED, State.WITHDRAWN),
    State.SCHEDULED: (State.IN_FORCE, State.WITHDRAWN),
    State.IN_FORCE: (State.DISPUTED, State.EXPIRED, State.WITHDRAWN),
    State.DISPUTED: (State.IN_FORCE, State.EXPIRED, State.WITHDRAWN),
    State.EXPIRED: (State.WITHDRAWN,),
    State.WITHDRAWN: (),
}
# A good record needs no second person, and an old decision may have ended before it is entered.
BEGINNINGS = (State.PENDING, State.SCHEDULED, State.IN_FORCE, State.EXPIRED)

CONFIRMED = Q(polarity=Polarity.GOOD) | Q(confirmed_at__isnull=False)
UNSETTLED = Q(disputed_at__isnull=False, settled_at=None)


class RecordQuerySet(models.QuerySet["Record"]):
    """Rows without their words (archives/records/words.py), unless `with_words`."""

    def __init__(self, model: type[Record] | None = None, query: Any = None, using: str | None = None,
                 hints: dict[str, Any] | None = None) -> None:
        super().__init__(model, RecordQuery(model) if query is None else query, using, hints)

    def with_words(self) -> Self:
        """Rows with what the records say. For the modules of the one way in: they ask, and leave the trace."""
        opened = self._chain()  # type: ignore[attr-defined]
        opened.query.gives_words = True
        return opened  # type: ignore[no-any-return]

    def extra(self, *args: Any, **options: Any) -> NoReturn:
        """Columns in raw SQL would pass the guard."""
        raise WordsAreClosed(["extra"])

    def select_related(self, *fields: Any) -> Self:
        """By name only: without names Django follows every relation, the kind of record too."""
        if not fields:
            raise WordsAreClosed(["record_type"])
        return super().select_related(*fields)

    def shown(self, on: date) -> RecordQuerySet:
        """Confirmed, not withdrawn and inside the display period on that day; disputed ones included."""
        return self.filter(CONFIRMED, withdrawn_at=None, starts_on__lte=on, display_until__gt=on)

    def in_force(self, on: date) -> RecordQuerySet:
        """May be used on that day: shown and not disputed."""
        return self.shown(on).exclude(UNSETTLED)

    def disputed(self, on: date) -> RecordQuerySet:
        return self.shown(on).filter(UNSETTLED)

    def expired(self, on: date) -> RecordQuerySet:
        return self.filter(CONFIRMED, withdrawn_at=None, display_until__lte=on)

    def scheduled(self, on: date) -> RecordQuerySet:
        return self.filter(CONFIRMED, withdrawn_at=None, starts_on__gt=on)

    def withdrawn(self) -> RecordQuerySet:
        return self.filter(withdrawn_at__isnull=False)

    def pending(self) -> RecordQuerySet:
        """Adverse and still waiting for a second person: not part of the archive yet."""
        return self.filter(withdrawn_at=None).exclude(CONFIRMED)

    def visible_to(self, user: User, permission: str = "records.view") -> RecordQuerySet:
        """Records of students in the units that the user's roles cover for this permission."""
        return self.filter(student__unit__in=covered_units(user, permission))

    def usable_for(self, purpose: str, on: date) -> RecordQuerySet:
        """In force on that day and of a type whose clause allows this use. Needs `with_words`: it asks the kind."""
        usable = [pk for pk, uses in RecordType.objects.values_list("pk", "allowed_uses") if purpose in uses]
        return self.in_force(on).filter(record_type__in=usable)


class Record(models.Model):
    """One honesty record of one student, good or adverse, as a decision or an office established it."""

    class Sanction(models.TextChoices):
        WARNING = "warning", _("Warning")
        SERIOUS_WARNING = "serious_warning", _("Serious warning")
        DEMERIT = "demerit", _("Demerit")
        PROBATION = "probation", _("Probation")
        EXPULSION = "expulsion", _("Expulsion")

    number = models.CharField(_("record number"), max_length=24, unique=True)
    # No query leads back from a student, a kind or a person: it would be a way past the guard.
    student = OneWayKey(Student, on_delete=models.PROTECT, related_name="+")
    record_type = OneWayKey(RecordType, on_delete=models.PROTECT, related_name="+")
    # As the type has it: kept here so that the database can refuse an adverse record without its papers.
    polarity = models.CharField(_("polarity"), max_length=8, choices=Polarity.choices)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, blank=True)
    facts = models.TextField(_("facts"))
    conduct_on = models.DateField(_("day of the conduct"))
    sanction = models.CharField(_("sanction"), max_length=16, choices=Sanction.choices, blank=True)
    sanction_months = models.PositiveSmallIntegerField(_("months of the sanction"), null=True, blank=True)
    basis_clause = models.CharField(_("clause applied"), max_length=240, blank=True)
    # Of a good record: the number of the paper that verifies it, which may verify several.
    decision_number = models.CharField(_("decision number"), max_length=80, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    told_on = models.DateField(_("told before the decision on"), null=True, blank=True)
    served_on = models.DateField(_("served on"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=1, null=True, blank=True)
    source_office = models.CharField(_("source office"), max_length=120)
    starts_on = models.DateField(_("shown from"))
    display_until = models.DateField(_("shown until"))
    shown_because = models.CharField(_("why until then"), max_length=64)

    entered_at = models.DateTimeField(_("entered"))
    entered_by = OneWayKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = OneWayKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                     related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = OneWayKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                     related_name="+")
    withdrawn_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    disputed_at = models.DateTimeField(_("disputed"), null=True, blank=True)
    disputed_by = OneWayKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                    related_name="+")
    dispute_reason = models.TextField(_("what is disputed"), blank=True)
    settled_at = models.DateTimeField(_("dispute settled"), null=True, blank=True)
    settled_by = OneWayKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+")
    settled_answer = models.TextField(_("answer to the dispute"), blank=True)
    # Disputes before this one, oldest first, so that a new one overwrites nothing:
    # [{"disputed_at": …, "reason": …, "settled_at": …, "answer": …}], times in ISO 8601.
    earlier_disputes = models.JSONField(_("earlier disputes"), default=list, blank=True)
    statement = models.TextField(_("the student's statement"), blank=True)
    statement_at = models.DateTimeField(_("statement written"), null=True, blank=True)

    # Where it came from: {"file": fingerprint, "sheet": …, "row": …}; empty for one entered by hand.
    provenance = models.JSONField(default=dict, blank=True)
    batch_number = models.CharField(_("import batch"), max_length=24, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    wagtail_reference_index_ignore = True

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("honesty record")
        verbose_name_plural = _("honesty records")
        ordering = ["-starts_on", "-number"]
        base_manager_name = "objects"  # what Django reads by itself (reloading, dumpdata) has no words either
        indexes = [models.Index(fields=["student", "display_until"], name="record_student_until")]
        constraints = [
            models.CheckConstraint(condition=Q(polarity__in=["adverse", "good"]), name="record_polarity_known"),
            # rules.md 2: no adverse record without its decision, proof of notice before it, and proof of service.
            models.CheckConstraint(
                condition=Q(polarity="good") | (
                    Q(HasWords("decision_number")) & Q(HasWords("basis_clause")) & ~Q(severity="")
                    & Q(decided_on__isnull=False, told_on__isnull=False, served_on__isnull=False)),
                name="adverse_record_has_its_papers"),
            models.CheckConstraint(condition=Q(HasWords("facts")), name="record_says_what_happened"),
            models.CheckConstraint(condition=Q(severity__in=["", "minor", "general", "serious"]),
                                   name="record_severity_known"),
            models.CheckConstraint(
                condition=Q(sanction__in=["", "warning", "serious_warning", "demerit", "probation", "expulsion"]),
                name="record_sanction_known"),
            # Credit Reporting Regulation, art. 16: whatever a rule of the school says.
            models.CheckConstraint(condition=Q(polarity="good") | Q(display_until__lte=YearsAfter("conduct_on", 5)),
                                   name="adverse_record_ends_after_5_years"),
            models.CheckConstraint(
                condition=Q(polarity="good") | Q(told_on__lte=F("decided_on"), decided_on__lte=F("served_on"),
                                                 conduct_on__lte=F("told_on")),
                name="adverse_record_told_decided_served_in_order"),
            models.CheckConstraint(condition=Q(polarity="adverse") | Q(severity="", sanction="", disputed_at=None),
                                   name="good_record_has_no_sanction"),
            models.CheckConstraint(condition=Q(display_until__gte=F("starts_on")), name="record_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(sanction="") | ~Q(sanction="expulsion") | Q(sanction_months=None),
                                   name="expulsion_has_no_period"),
            # Order 41, art. 57: 6 to 12 months.
            models.CheckConstraint(condition=Q(sanction_months=None) | Q(sanction_months__range=(6, 12)),
                                   name="sanction_lasts_6_to_12_months"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="record_confirmed_at_and_by"),
            models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                                   name="record_confirmed_by_a_second_person"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & Q(HasWords("withdrawn_reason"))),
                name="record_withdrawn_at_and_by"),
            models.CheckConstraint(
                condition=Q(disputed_at=None, disputed_by=None, dispute_reason="")
                | (Q(disputed_at__isnull=False, disputed_by__isnull=False) & Q(HasWords("dispute_reason"))),
                name="record_disputed_at_and_by"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_answer="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False, disputed_at__isnull=False)
                   & Q(HasWords("settled_answer"))),
                name="record_settled_at_and_by"),
            models.CheckConstraint(
                condition=Q(statement="", statement_at=None)
                | (Q(HasWords("statement")) & Q(statement_at__isnull=False)),
                name="record_statement_and_its_time"),
            models.UniqueConstraint(
                fields=["student", "decision_number"],
                condition=Q(polarity="adverse", withdrawn_at=None) & ~Q(decision_number=""),
                name="decision_recorded_once_per_student"),
        ]

    def __str__(self) -> str:
        return self.number

    def refresh_from_db(self, using: str | None = None, fields: Iterable[str] | None = None,
                        from_queryset: Any = None) -> None:
        """Django calls this for a column that was not read: a word is refused. What was read is read again."""
        if fields is not None and not COLUMNS.isdisjoint(fields):
            raise WordsAreClosed(COLUMNS.intersection(fields))
        if fields is None and from_queryset is None and not self.get_deferred_fields() and not self._state.adding:
            from_queryset = Record.objects.with_words()
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    @property
    def is_adverse(self) -> bool:
        return self.polarity == Polarity.ADVERSE

    @property
    def is_disputed(self) -> bool:
        return self.disputed_at is not None and self.settled_at is None

    def state(self, on: date) -> State:
        """What this record is on that day; agrees with the querysets of the same names."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.is_adverse and self.confirmed_at is None:
            return State.PENDING
        if self.display_until <= on:
            return State.EXPIRED
        if self.starts_on > on:
            return State.SCHEDULED
        return State.DISPUTED if self.is_disputed else State.IN_FORCE
