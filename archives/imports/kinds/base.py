"""What every kind of import can do: read a row, compare it with the archive, write it, take it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.db.models import BinaryField, CharField, ExpressionWrapper, F, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from orjson import loads

from archives.catalogue.models import in_reader_language
from archives.catalogue.rules import RuleHistory
from archives.imports.finding_texts import Text
from archives.imports.findings import Draft, has_error
from archives.imports.kinds.guides import Guide
from archives.imports.matching import FieldSpec
from archives.imports.models import Batch, StagedRow

if TYPE_CHECKING:
    from import_export.resources import ModelResource

    from archives.imports.kinds.rows import RowReader
    from archives.imports.kinds.skimming import Skimmer
    from campus.accounts.models import User

UNCHANGED = "unchanged"  # a row that is only counted, never staged
MASK = "•"
SHOWN_OF_IDENTITY = 2
EVERY_FIELD = "*"
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{14}(\d|\d{3}[\dXx])(?!\d)|(?<![\d.])\d(\.\d+)?[Ee]\+?1[47](?!\d)")
UNDONE = "undone"


@dataclass(slots=True)
class CheckedRow:
    """One row on its way through the check.

    `found`: what stands in the cells, in words; `values`: what it means, ready for JSON; `sealed`: values
    that are kept only encrypted. `withheld`: nothing of the row may be kept but its number and the code.
    """

    number: int
    found: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    twin_codes: list[str] = field(default_factory=list)  # errors whose finding stands on another row
    status: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    undo: dict[str, Any] = field(default_factory=dict)
    target: int | None = None
    is_adverse: bool = False
    withheld: bool = False
    cells: dict[str, Any] = field(default_factory=dict)  # as they stand in the file; kept only of some rows
    is_mended: bool = False  # by an answer or a typed cell: its cells are kept although it is good

    def add(self, code: str, field: str = "", value: str = "", **params: Any) -> None:
        self.drafts.append(Draft(code, field, value, params))

    def put_outside(self, field: str, value: str) -> None:
        """The row is about somebody or something of a unit that the importer does not cover.

        That is all it is told, whatever else the row holds: a right guess about what is stored there and a wrong one
        leave the same finding, no change and no count. Nothing may be compared after this.
        """
        self.drafts = [draft for draft in self.drafts if draft.other_row]  # said of the file, not of what is stored
        self.add("outside_your_units", field, value)

    @property
    def is_refused(self) -> bool:
        return bool(self.twin_codes) or has_error(self.drafts)


@dataclass(slots=True)
class Checking:
    """What a run over one file knows: who imports, which day it is, which keys the file has twice."""

    by: User
    on: date  # the school's calendar day
    rules: RuleHistory
    date_system: int = 1900
    day_first: bool | None = None
    first_rows: dict[str, dict[str, int]] = field(default_factory=dict)  # key name → key → its first row
    repeated: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # key name → key → rows, if several
    late: set[int] = field(default_factory=set)  # rows already checked when their key was met again
    in_file: dict[str, set[str]] = field(default_factory=dict)  # all keys, where rows refer to other rows
    memory: dict[str, Any] = field(default_factory=dict)  # reference tables, read once for the run
    withheld: frozenset[int] = frozenset()  # rows of which nothing was kept but their number

    def remember(self, name: str, load: Callable[[], Any]) -> Any:
        if name not in self.memory:
            self.memory[name] = load()
        return self.memory[name]


@dataclass(slots=True)
class Writing:
    """Who writes a batch and when, for provenance and second-person confirmation."""

    batch: Batch
    by: User
    released_by: User | None
    at: datetime
    rules: RuleHistory
    memory: dict[str, Any] = field(default_factory=dict)


class Staged(NamedTuple):
    """A staged row on its way into the archive or back: what `StagedRow` holds, without the cost of a model."""

    pk: int
    number: int
    is_change: bool
    is_adverse: bool
    values: dict[str, Any]
    before: dict[str, Any]
    undo: dict[str, Any]
    target: int | None
    sealed_identity: bytes | None  # encrypted for its place in the register
    sealed_before: bytes | None  # what undoing needs of it, encrypted: see `identity_before`


def staged(rows: QuerySet[StagedRow]) -> list[Staged]:
    """The rows as the kinds take them. What is encrypted stays so: writing it is copying it."""
    as_text = [Cast(name, TextField()) for name in ("values", "before", "undo")]
    as_bytes = [ExpressionWrapper(F(name), output_field=BinaryField()) for name in ("identity_number", "sealed")]
    found = rows.values_list("pk", "number", "is_change", "is_adverse", *as_text, "target", *as_bytes)
    return [
        Staged(pk, number, is_change, is_adverse, loads(values), _loaded(before), _loaded(undo), target, *sealed)
        for pk, number, is_change, is_adverse, values, before, undo, target, *sealed in found
    ]


def _loaded(text: str) -> dict[str, Any]:
    return loads(text) if text != "{}" else {}


@dataclass(slots=True)
class Outcome:
    """What became of a chunk of staged rows: primary keys by result; the rest by reason.

    `unseen`: how many were done besides, by the database alone.
    """

    done: list[int] = field(default_factory=list)
    other: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # (status, reason) → primary keys

    unseen: int = 0

    @property
    def count_done(self) -> int:
        return len(self.done) + self.unseen

    @property
    def count_other(self) -> int:
        return sum(map(len, self.other.values()))

    def set_aside(self, row: Staged, status: str, reason: str) -> None:
        self.other.setdefault((status, reason), []).append(row.pk)


class Choice(NamedTuple):
    """A word that a field accepts. Each of the three means the same when it stands in a cell."""

    value: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        return in_reader_language(self.zh, self.en)


class Kind:
    """A kind of spreadsheet. Everything that the engine knows about it stands here; see `kinds/__init__.py`."""

    code: ClassVar[str]
    name: ClassVar[Promise]
    about: ClassVar[Promise]
    permission: ClassVar[str]
    # What is enough to import some of the rows; the others are refused with a finding. "" where all are alike.
    lesser_permission: ClassVar[str] = ""
    fields: ClassVar[tuple[FieldSpec, ...]]
    first_fields: ClassVar[tuple[str, ...]] = ()  # by which a person recognises a row
    # Headings that are known and deliberately not kept, with the reason why nobody misses them.
    not_kept: ClassVar[tuple[str, ...]] = ()
    sealed_fields: ClassVar[frozenset[str]] = frozenset()
    second_look: ClassVar[frozenset[str]] = frozenset()  # changes of these ask for a second look
    remembers_keys: ClassVar[bool] = False
    # Values that are kept in place of a field: their changes are shown under that field.
    stands_for: ClassVar[Mapping[str, str]] = {}
    # Words of its own: findings by code, and why a row was left behind or kept.
    findings: ClassVar[Mapping[str, Text]] = {}
    reasons: ClassVar[Mapping[str, Promise]] = {}
    guide: ClassVar[Guide] = {}  # what a template tells about each column
    lists_written: ClassVar[bool] = False  # whether `written` has something to list for a receipt
    # Its rows become records of students: once they are written, no page of the import shows a word of them.
    holds_records: ClassVar[bool] = False
    # With which what is stored now may be shown beside a changed cell; "" where nobody sees it on these pages.
    before_permission: ClassVar[str] = ""

    def field(self, name: str) -> FieldSpec:
        return next(spec for spec in self.fields if spec.name == name)

    def known_headers(self) -> list[str]:
        """Labels and synonyms: they help to find the row of headings."""
        return [*(text for spec in self.fields for text in (str(spec.label), *spec.synonyms)), *self.not_kept]

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The fields that `keys` needs."""
        raise NotImplementedError

    def keys(self, cells: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        """(name, key, what a person sees) of what may stand only once in a file."""
        raise NotImplementedError

    def repeated_code(self, name: str) -> tuple[str, str]:
        """The finding's code and field when a key of that name stands twice."""
        return "duplicate_in_file", name

    def read(self, reader: RowReader) -> None:
        """Turn the cells of one row into values and findings. Touches no database."""
        raise NotImplementedError

    def skimmer(self, checking: Checking) -> Skimmer | None:
        """The quick way of checking plain rows, where a kind has one."""
        return None

    def look_up(self, rows: Sequence[CheckedRow], checking: Checking) -> Any:
        """What the archive holds for these rows: one query for each table."""
        raise NotImplementedError

    def compare(self, row: CheckedRow, known: Any, checking: Checking) -> None:
        """Add what only the archive can tell, and say whether the row is new, changed or unchanged."""
        raise NotImplementedError

    def write(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        """Write a chunk inside the caller's transaction; rows whose ground moved are left behind."""
        raise NotImplementedError

    def write_at_once(self, rows: QuerySet[StagedRow], writing: Writing) -> Outcome:
        """As `write`, in the belief that the ground has not moved: a constraint may refuse the whole chunk, and then
        `write` finds out which rows.
        """
        return self.write(staged(rows), writing)

    def reverse(self, rows: Sequence[Staged], writing: Writing) -> Outcome:
        """Take a chunk back inside the caller's transaction; what was touched since is kept."""
        raise NotImplementedError

    def written(self, batch: Batch) -> tuple[type[ModelResource], QuerySet[Any]]:
        """What the batch wrote, as rows of the archive, and how they are exported."""
        raise NotImplementedError

    def choices(self, field: str, *, by: User, on: date) -> list[Choice]:
        """The words that `field` accepts from this person on this day; none where anything may be written."""
        return []

    def words(self) -> dict[str, dict[str, str]]:
        """For fields whose stored codes have names in the archive: {field: {code: name}}. Read once for a
        page.
        """
        return {}

    def show(self, field: str, value: Any) -> str:
        """A value as a person reads it."""
        return "" if value is None else str(value)


def mask(text: str) -> str:
    """An identity number as it may be shown: the last two characters; of a damaged number only its shape."""
    if "E+" in text.upper() or "." in text:
        return "".join(MASK if character.isdigit() else character for character in text)
    return MASK * max(len(text) - SHOWN_OF_IDENTITY, 0) + text[-SHOWN_OF_IDENTITY:]


def veiled(value: Any, sealed: bool = False) -> str:
    """A cell of a file that nobody has mapped yet: whatever looks like an identity number is masked too."""
    text = str(value)
    return mask(text) if sealed else IDENTITY_NUMBER.sub(lambda found: mask(found[0]), text)


def provenance(batch: Batch, row: int, fields: Iterable[str]) -> dict[str, str]:
    """Where each of these values came from, as it is kept on a row of the archive (features I14)."""
    place = f"{batch.number}:{row}"
    return dict.fromkeys(fields, place)


def provenance_of_new(batch: Batch, row: int) -> dict[str, str]:
    """The same for something new: every value that came from anywhere came from this row."""
    return {EVERY_FIELD: f"{batch.number}:{row}"}


def provenance_made(batch: Batch) -> Cast:
    """`provenance_of_new`, of each row of a query over staged rows. As text first: quicker than to build an object."""
    before = Value(f'{{"{EVERY_FIELD}":"{batch.number}:')
    return Cast(Concat(before, Cast("number", CharField()), Value('"}')), JSONField())


class Origin(NamedTuple):
    """Where a value came from. File, sheet, column, person and time stand once, on the batch."""

    batch: str  # its number
    row: int | None  # of the spreadsheet; None where undoing the batch put the value back


def provenance_of(kept: Mapping[str, Any], field: str) -> Origin | None:
    """Where the value of a field came from; None where a person typed it."""
    place = kept.get(field) or kept.get(EVERY_FIELD)
    if not isinstance(place, str):
        return None
    batch, _, row = place.partition(":")
    return Origin(batch, int(row) if row.isdigit() else None)
