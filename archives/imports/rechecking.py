"""Checking some rows of a batch once more: what stands in the file, with what people typed and answered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from django.db.models import Q

from archives.catalogue.rules import RuleHistory
from archives.imports import replacing
from archives.imports.answering import KEEP_FIRST, Cells, with_answers
from archives.imports.cells import unpack
from archives.imports.checking import check_cells
from archives.imports.file_keys import KeyNames, KeysOfFile
from archives.imports.findings import Draft
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import CheckedRow, Checking
from archives.imports.models import GOOD, Batch, CellFix, Finding, RowStatus, SourceGone, StagedRow
from archives.imports.tidying import let_go

LEFT_OUT = "left_out"
OPEN = Q(status=RowStatus.REFUSED) | (Q(status__in=GOOD) & ~Q(cells={}))
MOST_ROUNDS = 3  # rows that are about each other are found through each other


class Recheck:
    """One run over some rows. Everything it needs of the archive and of the batch is read once."""

    def __init__(self, batch: Batch, *, on: date) -> None:
        self.batch, self.kind = batch, KINDS[batch.kind]
        self.keys = KeysOfFile(batch)
        self.checking = Checking(
            by=batch.uploaded_by,
            on=on,
            rules=RuleHistory.load(),
            date_system=batch.date_system,
            day_first=batch.day_first,
        )
        if self.kind.remembers_keys:
            known = {name: KeyNames(self.keys, name) for name in self.keys.names}
            self.checking.in_file = cast("dict[str, set[str]]", known)

    def run(self, numbers: Iterable[int], *, back: Collection[str] = ()) -> None:
        """Check these rows and those that share a key with them, and put them in place of what is there.

        Inside the caller's transaction, which holds the batch. `back`: the reasons for which rows were left
        out and that count no longer, so that these rows are checked as well.
        """
        rows = self._with_twins(set(numbers), back)
        as_filed = {row.number: unpack(row, self.kind.sealed_fields) for row in rows}
        typed = self._typed(as_filed)
        cells = {number: {**found, **typed.get(number, {})} for number, found in as_filed.items()}
        self._note_keys(cells, typed)
        rows = self._with_new_twins(rows, cells, as_filed)
        checked = with_answers(self._check(cells), self.batch.answers, self._check)
        dropped = self._mark_twins(checked, cells)
        kept = [row for row in checked if row.number not in dropped]
        for row in kept:
            row.cells, row.is_mended = {} if row.withheld else as_filed[row.number], not row.withheld
            if row.is_refused:
                row.status = RowStatus.REFUSED
        self._erase_withheld(kept)
        replacing.replace(self.batch, self.kind, kept, dropped)
        self.keys.save()

    def _with_twins(self, numbers: set[int], back: Collection[str]) -> list[StagedRow]:
        """The rows that can be checked again, with those that a finding names together with them.

        Where rows refer to others of the file, one that is put right can put right all the others.
        """
        if self.kind.remembers_keys:
            refused = StagedRow.objects.filter(batch=self.batch, status=RowStatus.REFUSED)
            numbers |= set(refused.values_list("number", flat=True))
        for _round in range(MOST_ROUNDS):
            pairs = Finding.objects.filter(
                Q(row__in=numbers) | Q(other_row__in=numbers), batch=self.batch, other_row__isnull=False
            ).values_list("row", "other_row")
            found = {number for pair in pairs for number in pair if number is not None}
            if found <= numbers:
                break
            numbers |= found
        return self._staged(numbers, back)

    def _staged(self, numbers: Iterable[int], back: Collection[str] = ()) -> list[StagedRow]:
        wanted = OPEN | Q(status=RowStatus.DROPPED, reason__in=back)
        rows = StagedRow.objects.filter(wanted, batch=self.batch, number__in=list(numbers))
        return [row for row in rows.order_by("number") if row.cells or row.sealed]

    def _typed(self, cells: Mapping[int, Cells]) -> dict[int, dict[str, str]]:
        typed: dict[int, dict[str, str]] = defaultdict(dict)
        for fix in CellFix.objects.filter(batch=self.batch, row__in=list(cells)):
            typed[fix.row][fix.field] = fix.value
        return typed

    def _note_keys(self, cells: Mapping[int, Cells], typed: Mapping[int, Mapping[str, str]]) -> None:
        """What was typed over a key goes before what the file says."""
        for number, found in cells.items():
            is_typed = bool(set(typed.get(number, {})) & set(self.kind.key_fields))
            keys = {name: key for name, key, _shown in self.kind.keys(found)} if is_typed else {}
            for name in {*self.keys.names, *keys}:
                if is_typed:
                    self.keys.type(number, name, keys.get(name, ""))
                else:
                    self.keys.forget(number, name)

    def _with_new_twins(
        self, rows: list[StagedRow], cells: dict[int, Cells], as_filed: dict[int, Cells]
    ) -> list[StagedRow]:
        """Rows whose key somebody has now typed into another row belong to the check as well."""
        others = {
            other
            for number, found in list(cells.items())
            for name, key, _shown in self.kind.keys(found)
            for holders in self.keys.holders(name, key)
            for other in holders
            if other not in cells
        }
        more = self._staged(others)
        typed = self._typed({row.number: {} for row in more})
        for row in more:
            as_filed[row.number] = unpack(row, self.kind.sealed_fields)
            cells[row.number] = {**as_filed[row.number], **typed.get(row.number, {})}
        return rows + more

    def _check(self, cells: Mapping[int, Cells]) -> list[CheckedRow]:
        return check_cells(self.kind, dict(sorted(cells.items())), self.checking)

    def _mark_twins(self, rows: Sequence[CheckedRow], cells: Mapping[int, Cells]) -> dict[int, str]:
        """Refuse rows that share a key, as the check of the whole file does. Returns what an answer leaves out."""
        dropped: dict[int, str] = {}
        for row in rows:
            for name, key, shown in self.kind.keys(cells[row.number]):
                code, field = self.kind.repeated_code(name)
                holders = self.keys.holders(name, key)
                everybody = sorted({*holders.in_file, *holders.typed})
                if len(everybody) < 2 or row.number not in everybody:
                    continue
                shown = "" if row.withheld else shown
                answer = self.batch.answers.get("keep", {}).get(code)
                if len(holders.in_file) == 1:
                    if row.number in holders.typed:
                        other = holders.in_file[0]
                        row.drafts.append(Draft("typed_key_taken", field, shown, {"row": other}, other))
                elif answer:
                    if row.number != everybody[0 if answer == KEEP_FIRST else -1]:
                        dropped[row.number] = code
                elif row.number == everybody[0]:
                    row.twin_codes.append(code)
                else:
                    pair = [everybody[0], row.number]
                    row.drafts.append(Draft(code, field, shown, {"rows": pair}, everybody[0]))
        return dropped

    def _erase_withheld(self, rows: Sequence[CheckedRow]) -> None:
        """Of somebody who turns out to be under 18 nothing is kept, nor what was typed about them."""
        withheld = [row.number for row in rows if row.withheld]
        if withheld:
            CellFix.objects.filter(batch=self.batch, row__in=withheld).delete()
            let_go(self.batch, SourceGone.UNDER_AGE, rows=withheld)


def in_chunks(numbers: Sequence[int], size: int) -> Iterator[list[int]]:
    """A few at a time: what one transaction takes."""
    for start in range(0, len(numbers), size):
        yield list(numbers[start : start + size])
