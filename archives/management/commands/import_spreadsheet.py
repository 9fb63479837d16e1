"""manage.py import_spreadsheet: the same pipeline as the pages, for scripts and for the demonstration."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archives.imports import actions, receipts
from archives.imports.cells_shown import Cells
from archives.imports.error_workbook import write_error_workbook
from archives.imports.findings import joined
from archives.imports.intake import earlier_import, missing, upload_batch
from archives.imports.kinds import KINDS
from archives.imports.layout_shown import ENCODINGS
from archives.imports.models import Batch, Status
from archives.imports.sentences import UnreadableFile
from archives.imports.sets import SET, upload_set
from archives.imports.walking import finish_job
from campus.accounts.models import User
from campus.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Check a spreadsheet and, with --apply, import it. The same rules, permissions and audit events as "
        "on the "
        "pages. Exit status 0 only when everything that was asked for was done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--kind",
            required=True,
            choices=sorted([*KINDS, SET]),
            metavar="KIND",
            help=f"what the rows are: {', '.join(sorted(KINDS))}; {SET} for a OneRoster set (.zip)",
        )
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="who imports")
        parser.add_argument(
            "--sheet", default="", metavar="NAME", help="the sheet, where it is not the first one"
        )
        parser.add_argument(
            "--encoding", default="", choices=["", *ENCODINGS], metavar="NAME", help="of a text table, if not found"
        )
        parser.add_argument(
            "--delimiter", default="", metavar="SIGN", help="of a text table, if not found: , ; | or tab"
        )
        parser.add_argument(
            "--map",
            dest="columns",
            action="append",
            default=[],
            metavar='"HEADER=field"',
            help="which field a column holds; “HEADER=” leaves a column out; may be repeated",
        )
        parser.add_argument(
            "--leave-out-forbidden",
            action="store_true",
            help="agree that columns which may not be kept are left out",
        )
        _add_answers(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        self.as_json = options["json"]
        self.batch: Batch | None = None
        self.parts: list[dict[str, Any]] = []
        with translation.override(options["language"]):
            try:
                self._walk(options)
            except (Refusal, PermissionDenied, UnreadableFile) as reason:
                self._end(error=str(reason), code=getattr(reason, "code", ""))
            self._end()

    def _walk(self, options: dict[str, Any]) -> None:
        by = _user(options["username"])
        self.by = by
        second = _user(options["release_as"]) if options["release_as"] else None
        if not options["file"].is_file():
            raise CommandError(_("There is no file “%(path)s”.") % {"path": options["file"]})
        for batch in self._upload(options, by):
            self._keep(batch)
            self._check(by, leave_out=options["leave_out_forbidden"])
            if options["errors"] and batch.refused:
                actions.record_download(batch=batch, what="errors", by=by, at=timezone.now())
                write_error_workbook(batch, options["errors"], by=by, on=timezone.localdate())
            if options["apply"]:
                self._apply(by, second, looked=options["names_checked"])

    def _upload(self, options: dict[str, Any], by: User) -> list[Batch]:
        """One batch; of a set one for each of its parts, in the order in which they are imported."""
        with options["file"].open("rb") as content:
            given = {"file": File(content), "name": options["file"].name, "by": by, "at": timezone.now()}
            if options["kind"] == SET:
                return upload_set(**given)
            return [
                upload_batch(
                    kind=options["kind"],
                    sheet=options["sheet"],
                    encoding=options["encoding"],
                    delimiter="\t" if options["delimiter"] == "tab" else options["delimiter"],
                    columns=_columns(options["columns"]),
                    **given,
                )
            ]

    def _keep(self, batch: Batch) -> None:
        """Go on with this batch. What became of the part before it is told first."""
        if self.batch is not None and self.as_json:
            self.parts.append(self._as_json(self.batch))
        elif self.batch is not None:
            self._tell(self.batch)
        self.batch = batch

    def _check(self, by: User, *, leave_out: bool) -> None:
        batch = self._current()
        if batch.status == Status.UNREADABLE:
            raise UnreadableFile(batch.unreadable["code"], **batch.unreadable["params"])
        if batch.forbidden_open and not leave_out:
            raise Refusal(
                _(
                    "The file has columns that may not be kept: %(columns)s. Give --leave-out-forbidden to go on "
                    "without them, or delete them from the file."
                )
                % {"columns": pgettext("between items of a list", ", ").join(self._cells(batch).forbidden())}
            )
        if batch.forbidden_open:
            actions.agree_to_leave_out(batch=batch, by=by, at=timezone.now())
        needed = [str(spec.label) for spec in missing(batch)]
        if needed:
            raise Refusal(
                _('The file has no column for: %(fields)s. Name it with --map "HEADER=field".')
                % {"fields": pgettext("between items of a list", ", ").join(needed)}
            )
        actions.start_check(batch=batch, by=by, at=timezone.now())
        self._finish(Status.CHECKED)

    def _apply(self, by: User, second: User | None, *, looked: bool) -> None:
        batch = self._current()
        if not batch.importable:
            return  # everything is as it should be already
        actions.confirm_batch(batch=batch, by=by, at=timezone.now(), looked=looked)
        if batch.status == Status.WAITING_RELEASE:
            if second is None:
                raise Refusal(
                    _(
                        "Batch %(number)s holds adverse data and waits for a second person. "
                        "Nothing of it is written yet."
                    )
                    % {"number": batch.number}
                )
            actions.release_batch(batch=batch, by=second, at=timezone.now())
        self._finish(Status.APPLIED)

    def _finish(self, wanted: Status) -> None:
        batch = self._current()
        job = finish_job(batch, clock=timezone.now)
        if batch.status != wanted:
            raise Refusal(
                job.explanation
                or _("Batch %(number)s stopped: %(status)s.")
                % {"number": batch.number, "status": batch.get_status_display()}
            )

    def _current(self) -> Batch:
        assert self.batch is not None
        return self.batch

    def _end(self, error: str = "", code: str = "") -> None:
        """Tell what there is to tell. `code` names the reason of an unreadable file, for scripts."""
        if self.batch is not None and not self.as_json:
            self._tell(self.batch)
        if error:
            self.stderr.write(error)
        if self.as_json:
            known = self._as_json(self.batch) if self.batch else {}
            if self.batch and (earlier := earlier_import(self.batch)):
                known["identical_to"] = earlier.number
            if self.parts:
                known["parts_before"] = self.parts
            failed = {"error": error, **({"error_code": code} if code else {})} if error else {}
            self.stdout.write(json.dumps({**known, **failed}, ensure_ascii=False))
        if error:
            raise SystemExit(1)

    def _cells(self, batch: Batch) -> Cells:
        """What the person for whom the command runs may see of the file, as on the pages."""
        return Cells(batch, by=self.by, at=timezone.now())

    def _as_json(self, batch: Batch) -> dict[str, Any]:
        cells, seconds = self._cells(batch), time.monotonic() - self.began
        return receipts.as_json(batch, cells.findings(), with_headings=cells.may_see, seconds=seconds)

    def _tell(self, batch: Batch) -> None:
        self.stdout.write(
            _(
                "%(number)s, %(status)s: %(rows)d rows, %(new)d new, %(changed)d changed, %(unchanged)d "
                "unchanged, %(refused)d to mend"
            )
            % {
                "number": batch.number,
                "status": batch.get_status_display(),
                "rows": batch.rows,
                "new": batch.new,
                "changed": batch.changed,
                "unchanged": batch.unchanged,
                "refused": batch.refused,
            }
        )
        if earlier := earlier_import(batch):
            self.stdout.write(
                _("This file is identical to import %(number)s of %(day)s.")
                % {"number": earlier.number, "day": timezone.localdate(earlier.uploaded_at)}
            )
        for group in self._cells(batch).findings():
            self.stdout.write(f"  {group.count:>7}  {group.cause}  ({group.code})")
            self.stdout.write(f"           {joined(group.place, group.example, group.fix)}")


def _add_answers(parser: ArgumentParser) -> None:
    """What to do with the result, and how to tell it."""
    parser.add_argument("--apply", action="store_true", help="write the rows that pass the check")
    parser.add_argument(
        "--names-checked",
        action="store_true",
        help="say that the changes of names and identity numbers were looked at; without it they are not written",
    )
    parser.add_argument(
        "--release-as",
        default="",
        metavar="USERNAME",
        help="the second person who releases a batch with adverse data",
    )
    parser.add_argument(
        "--errors", type=Path, metavar="FILE.xlsx", help="write the rows to mend into this workbook"
    )
    parser.add_argument(
        "--language",
        default=settings.LANGUAGE_CODE,
        choices=[code for code, _name in settings.LANGUAGES],
        help="the language of the sentences, by default %(default)s",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")


def _user(username: str) -> User:
    user = User.objects.filter(username=username.lower(), is_active=True).first()
    if user is None:
        raise CommandError(_("There is no active user “%(username)s”.") % {"username": username})
    return user


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        heading, separator, field = pair.rpartition("=")
        if not separator or not heading:
            raise CommandError(_("“%(pair)s” is not of the form HEADER=field.") % {"pair": pair})
        columns[heading] = field.strip()
    return columns
