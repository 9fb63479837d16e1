"""What a person is told about a file: why it cannot be read, and what was left out of it.

Each refusal says what was found, what was expected and what to do. Params name sheets, cells and counts,
never the contents of a cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from archives.imports.refusal import Refusal

# By `models.SourceGone`.
WHY_GONE = {
    "forbidden": _(
        "The file itself was not kept, because it has columns that may not be stored; its rows without these columns "
        "were. To choose another sheet, other headings or another encoding, delete the columns from the file, in "
        "every sheet, and upload it again."
    ),
    "under_age": _(
        "The file itself is no longer kept, because it has rows about persons under 18; its other rows are. To have "
        "it read in another way, delete these rows from the file and upload it again."
    ),
    "of_a_set": _(
        "Of a set only the rows that are imported are kept. To have it read in another way, upload the set again."
    ),
    "laid_aside": _(
        "The file itself is no longer kept, because nobody worked on this import for some days; the rows are, without "
        "the columns that were imported as nothing. To use one of these, or another sheet, upload the file again."
    ),
    "written": _("The file is no longer kept, because it was imported. Upload it again to have it read anew."),
}
REFUSALS = {
    "wrong_type": _(
        "“%(name)s” is %(found)s, not a spreadsheet. Expected a workbook (.xlsx, .xls or .ods) or a text table "
        "(.csv or .tsv). Choose the spreadsheet itself, or save it as .xlsx in the program that opens it, and "
        "upload again."
    ),
    "empty": _(
        "“%(name)s” holds no data. Expected a row of headings with rows below it. Check that the right "
        "file was chosen and saved, then upload again."
    ),
    "password_protected": _(
        "“%(name)s” is protected by a password, so it cannot be read. Open it in Excel or WPS, remove the "
        "password, save it and upload again."
    ),
    "too_large": _(
        "“%(name)s” is %(size_mb)s MB; at most %(limit_mb)s MB can be uploaded. Remove pictures or split "
        "the file, then upload again."
    ),
    "no_room": _(
        "“%(name)s” could not be kept, because the disk of the server is full. Nothing of it was stored. Tell an "
        "administrator, then upload it again."
    ),
    "not_kept": _(
        "“%(name)s” is not kept any more, nor are its rows. Upload the file again to have them read anew."
    ),
    "unpacks_too_large": _(
        "“%(name)s” would unpack to more than %(limit_mb)s MB, far more than a table needs, so it was not "
        "opened. Copy the table into a new workbook and upload that, or split it."
    ),
    "too_many_rows": _(
        "“%(name)s” has more than %(limit)s rows. Split it into several files and upload them one by one."
    ),
    "too_many_columns": _(
        "“%(name)s” has %(columns)s columns (the last one in use is %(cell)s); at most %(limit)s can be "
        "read. Delete the columns that are not needed and upload again."
    ),
    "too_spread_out": _(
        "In “%(name)s”, sheet “%(sheet)s”, cells lie very far apart: the first is %(first)s, the last is "
        "%(last)s, with almost nothing between them. Delete the stray cells outside the table and upload "
        "again."
    ),
    "damaged": _(
        "“%(name)s” is damaged or incomplete, perhaps because the upload or a copy broke off. Open it in "
        "Excel or WPS to see that it is whole, save it again and upload it."
    ),
    "hostile_xml": _(
        "“%(name)s” contains definitions that no spreadsheet program writes and that can bring a computer "
        "down, so it was not opened. Copy the table into a new workbook and upload that."
    ),
    "timeout": _(
        "Reading “%(name)s” took longer than %(limit)s seconds and was stopped. Copy only the table into a "
        "new workbook, or split the file, then upload again."
    ),
    "out_of_memory": _(
        "Reading “%(name)s” would need more memory than a table of this size should, so it was stopped. "
        "Copy only the table into a new workbook, or split the file, then upload again."
    ),
    "no_sheet": _(
        "“%(name)s” has no sheet that can be read. Expected at least one visible sheet with a table. Save "
        "it as “Excel workbook (.xlsx)” and upload again."
    ),
    "unknown_sheet": _("“%(name)s” has no sheet “%(sheet)s”. Choose one of the sheets that it has."),
    "no_header": _(
        "No row of headings was found in “%(name)s”. Expected one row that names the columns, such as "
        "student number and name, above the data. Add it, or say which row holds the headings."
    ),
    "no_rows": _(
        "“%(name)s” has headings in row %(row)s but no data below them. Add the rows, save the file and "
        "upload it again."
    ),
    "other_encoding": _(
        "“%(name)s” is not written in %(encoding)s, so it cannot be read that way. Choose another encoding."
    ),
    "oneroster_set": _(
        "“%(name)s” is a OneRoster set. Choose “OneRoster set” as what is in the file, and upload it again."
    ),
    "not_oneroster": _(
        "“%(name)s” is no OneRoster set. Expected a zip archive with manifest.csv, and orgs.csv or users.csv beside "
        "it. Choose that archive, or say what else is in the file."
    ),
    "oneroster_no_manifest": _(
        "“%(name)s” has no manifest.csv at its root. Expected the files of the set directly in the zip archive, not "
        "in a folder. Pack the files themselves and upload again."
    ),
    "oneroster_paths": _(
        "“%(name)s” holds a file whose path leads out of the archive, as no program exports it. It was not opened. "
        "Export the set anew and upload that."
    ),
    "oneroster_version": _(
        "“%(name)s” says it is OneRoster %(version)s. Versions 1.1 and 1.2 are read. Export the set in one of these."
    ),
    "oneroster_part_absent": _(
        "The manifest of “%(name)s” says that %(part)s is absent from the set. Export a set with orgs.csv or users.csv."
    ),
    "oneroster_part_missing": _(
        "The manifest of “%(name)s” lists %(part)s, but the archive does not hold it. Export the set anew."
    ),
    "oneroster_columns": _(
        "In “%(name)s”, %(part)s has no column %(missing)s, which OneRoster requires. Export the set anew."
    ),
    "oneroster_encoding": _(
        "In “%(name)s”, %(part)s is not written in UTF-8, as OneRoster requires. Export the set anew."
    ),
    "unknown_encoding": _(
        "The text encoding of “%(name)s” could not be recognised. Expected UTF-8, GB18030 (GBK) or UTF-16. "
        "Save the table as .xlsx and upload that."
    ),
}

# What else a file can turn out to be, by the code that the child gives.
FOUND = {
    "picture": _("a picture"),
    "pdf": _("a PDF document"),
    "prose": _("plain text without columns"),
    "word": _("a Word document"),
    "slides": _("a presentation"),
    "ods": _("an OpenDocument file that is no table"),
    "xlsb": _("a binary Excel workbook (.xlsb)"),
    "archive": _("an archive of compressed files"),
    "web_page": _("a web page that was saved under the name of a spreadsheet"),
    "xml": _("an XML file"),
    "program": _("a program"),
    "binary": _("a file of another kind"),
}


class UnreadableFile(Exception):
    """The file cannot be read. `code` is a key of REFUSALS; `str()` is the sentence, as people read it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @classmethod
    def from_refusal(cls, refusal: Refusal, *, name: str) -> UnreadableFile:
        return cls(refusal.code, name=name, **refusal.params)

    def message(self, language: str | None = None) -> str:
        """The sentence in `language` ("zh-hans", "en"), by default the active one."""
        with translation.override(language or translation.get_language()):
            params = {**self.params, "found": str(FOUND.get(self.params.get("found", ""), FOUND["binary"]))}
            return str(REFUSALS[self.code]) % params

    def __str__(self) -> str:
        return self.message()


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that a person should know, but that does not stop the import.

    Codes: see NOTES. `params` hold counts (`count`), addresses (`cells`, `rows`) and sheet names (`sheets`).
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def message(self, language: str | None = None) -> str:
        """The sentence in `language`, by default the active one."""
        with translation.override(language or translation.get_language()):
            between = pgettext("between items of a list", ", ")
            listed = {
                name: value.replace(", ", between) if isinstance(value, str) else value
                for name, value in self.params.items()
            }
            return NOTES[self.code](self.params.get("count", 0)) % listed

    def __str__(self) -> str:
        return self.message()


NOTES = {
    "title_rows": lambda n: ngettext(
        "%(count)s line above the headings was not read as data (row %(rows)s).",
        "%(count)s lines above the headings were not read as data (rows %(rows)s).",
        n,
    ),
    "repeated_headers": lambda n: ngettext(
        "The headings are repeated once further down; that line was left out (row %(rows)s).",
        "The headings are repeated %(count)s times further down; those lines were left out (rows %(rows)s).",
        n,
    ),
    "repeated_titles": lambda n: ngettext(
        "The title is repeated once further down; that line was left out (row %(rows)s).",
        "The title is repeated %(count)s times further down; those lines were left out (rows %(rows)s).",
        n,
    ),
    "older_template": lambda n: gettext(
        "The template of %(made)s is no longer the newest: its lists or columns have changed since. What you filled in "
        "is checked by today's rules."
    ),
    "example_rows": lambda n: ngettext(
        "%(count)s example row of the template was left out (row %(rows)s).",
        "%(count)s example rows of the template were left out (rows %(rows)s).",
        n,
    ),
    "blank_rows": lambda n: ngettext(
        "%(count)s blank row between the data was left out (row %(rows)s).",
        "%(count)s blank rows between the data were left out (rows %(rows)s).",
        n,
    ),
    "totals_rows": lambda n: ngettext(
        "%(count)s row with totals was left out (row %(rows)s).",
        "%(count)s rows with totals were left out (rows %(rows)s).",
        n,
    ),
    "footer_rows": lambda n: ngettext(
        "%(count)s line with remarks or signatures was left out (row %(rows)s).",
        "%(count)s lines with remarks or signatures were left out (rows %(rows)s).",
        n,
    ),
    "ghost_rows": lambda n: ngettext(
        "%(count)s formatted but empty row below the table was ignored (row %(rows)s).",
        "%(count)s formatted but empty rows below the table were ignored (rows %(rows)s).",
        n,
    ),
    "hidden_sheets": lambda n: ngettext(
        "%(count)s hidden sheet was not read: %(sheets)s.",
        "%(count)s hidden sheets were not read: %(sheets)s.",
        n,
    ),
    "other_sheets": lambda n: ngettext(
        "The workbook has %(count)s more sheet with data that was not read: %(sheets)s.",
        "The workbook has %(count)s more sheets with data that were not read: %(sheets)s.",
        n,
    ),
    "merged_cells": lambda n: ngettext(
        "%(count)s merged cell among the data: only its first cell has a value (%(cells)s).",
        "%(count)s merged cells among the data: only the first cell of each has a value (%(cells)s).",
        n,
    ),
    "merged_titles": lambda n: ngettext(
        "%(count)s merged cell in the title or the headings (%(cells)s).",
        "%(count)s merged cells in the title or the headings (%(cells)s).",
        n,
    ),
    "formulas": lambda n: ngettext(
        "%(count)s cell holds a formula; its last saved result is read (%(cells)s).",
        "%(count)s cells hold formulas; their last saved results are read (%(cells)s).",
        n,
    ),
    "error_cells": lambda n: ngettext(
        "%(count)s cell shows an error such as #N/A (%(cells)s).",
        "%(count)s cells show an error such as #N/A (%(cells)s).",
        n,
    ),
    "hidden_rows": lambda n: ngettext(
        "%(count)s hidden or filtered row is read like the others (row %(rows)s).",
        "%(count)s hidden or filtered rows are read like the others (rows %(rows)s).",
        n,
    ),
    "columns_without_heading": lambda n: ngettext(
        "%(count)s column has data but no heading (%(cells)s).",
        "%(count)s columns have data but no heading (%(cells)s).",
        n,
    ),
    "longer_rows": lambda n: ngettext(
        "%(count)s row has more cells than there are headings; the extra cells were not read (row %(rows)s).",
        "%(count)s rows have more cells than there are headings; the extra cells were not read "
        "(rows %(rows)s).",
        n,
    ),
    "encoding_uncertain": lambda n: str(
        _("The text encoding is probably %(encoding)s. Check that the first lines can be read.")
    ),
    "oneroster_bulk": lambda n: gettext("A OneRoster %(version)s set with all rows (bulk). What is not in it stays."),
    "oneroster_delta": lambda n: gettext("A OneRoster %(version)s set with only the changes (delta)."),
    "oneroster_left_out": lambda n: ngettext(
        "%(count)s file of the set was not read, because the archive has no use for it: %(sheets)s.",
        "%(count)s files of the set were not read, because the archive has no use for them: %(sheets)s.",
        n,
    ),
    "oneroster_other_roles": lambda n: ngettext(
        "%(count)s user who is no student was left out.",
        "%(count)s users who are no students were left out.",
        n,
    ),
    "oneroster_unnumbered": lambda n: ngettext(
        "%(count)s student has no identifier; sourcedId was taken as the student number.",
        "%(count)s students have no identifier; sourcedId was taken as their student number.",
        n,
    ),
    "second_reader": lambda n: str(_("The file was read by a slower second reader.")),
}


def why_gone(reason: str) -> str:
    """Why a file is not kept any more, and what to do where it is needed. `reason`: `models.SourceGone`."""
    return str(WHY_GONE[reason or "written"])  # without one the rows were carried over from an import
