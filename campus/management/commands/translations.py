"""Keeps the Chinese wording complete: find what the code says, compare, merge, compile.

Django's own makemessages needs the gettext programs of the operating system; this command does the same
work with Babel, so that a bare Python installation can check and compile the translations.

English is the language of the source strings. Chinese lives in `campus/locale/zh_Hans`; English needs no
catalog, because Django never lets English fall back to another language. `campus/locale_wagtail` holds
Chinese for Wagtail's own screens: its strings come from Wagtail, so it is compiled here but not extracted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.exceptions import TemplateSyntaxError
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
CATALOG = ROOT / "campus" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("campus", "education", "archives", "templates")
PYTHON_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = '''# Chinese (simplified) wording of Mingxin. Merged by `manage.py translations --update`.
msgid ""
msgstr ""
"Project-Id-Version: Mingxin\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

'''
# %(name)s, %s and {name}. The space flag of % is left out on purpose: "20 % of rows" is no placeholder.
_PLACEHOLDER = re.compile(
    r"%\(\w+\)[#0+-]*\d*(?:\.\d+)?[sdifrxg]|%[#0+-]*\d*(?:\.\d+)?[sdifrxg]\b|\{\w*[^{}\s]*\}"
)

Key = tuple[str, str | None]


class Unreadable(Exception):
    """A source file whose strings cannot be found; the text names the file and the reason."""


def key_of(message: Message) -> Key:
    """The identity of a message: its (singular) English text and its context."""
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return text, message.context


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """Every Python file and every HTML or text template that may hold words for people."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def _python_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Templates become lines of X's with gettext() calls between them; indentation would only
    # confuse Python's tokenizer.
    return "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())


def extract_file(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    """(text or (singular, plural), context, comments for translators) of each string in one file."""
    try:
        source = BytesIO(_python_of(path).encode())
        for _line, text, comments, context in extract(
            "python",
            source,
            keywords=PYTHON_KEYWORDS,
            comment_tags=("Translators:",),
            options={"encoding": "utf-8"},
        ):
            if text:
                yield text, context, comments
    except (TokenError, TemplateSyntaxError, SyntaxError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from error


def extract_all(root: Path = ROOT) -> tuple[Catalog, list[str]]:
    """All strings of the source tree, and the files that could not be read."""
    found = Catalog(charset="utf-8")
    unreadable: list[str] = []
    for path in source_files(root):
        try:
            for text, context, comments in extract_file(path):
                where = [(path.relative_to(root).as_posix(), 0)]
                found.add(text, locations=where, auto_comments=comments, context=context)
        except Unreadable as error:
            unreadable.append(str(error))
    return found, unreadable


def read_catalog(path: Path) -> Catalog:
    """The catalog of a .po file, empty if there is none yet."""
    if not path.exists():
        return read_po(BytesIO(HEADER.encode()), locale="zh_Hans")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def write_catalog(catalog: Catalog, path: Path) -> None:
    """Write sorted, with file names but no line numbers or dates, so that a change shows only itself."""
    body = BytesIO()
    write_po(
        body, catalog, width=0, sort_output=True, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    temporary = path.with_suffix(".po.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_bytes(HEADER.encode() + body.getvalue())
    temporary.replace(path)


def merge(found: Catalog, translated: Catalog) -> Catalog:
    """The strings that the source has now, with the Chinese that is known for them."""
    known = {key_of(message): message for message in translated if message.id}
    merged = Catalog(locale="zh_Hans", charset="utf-8")
    for message in found:
        if not message.id:
            continue
        old = known.get(key_of(message))
        words = _texts(old) if old else ()
        first = words[0] if words else ""
        merged.add(
            message.id,
            string=(first,) if message.pluralizable else first,
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            flags={"fuzzy"} if old and old.fuzzy else (),
            context=message.context,
        )
    return merged


def _texts(message: Message) -> tuple[str, ...]:
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(text or "" for text in texts)


def placeholders(text: str) -> list[str]:
    """The placeholders of a string, sorted: their order may differ between languages."""
    return sorted(_PLACEHOLDER.findall(text))


@dataclass
class Report:
    """What stands between the catalog and a complete translation."""

    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not (self.missing or self.fuzzy or self.obsolete or self.placeholders or self.unreadable)


def compare(found: Catalog, translated: Catalog) -> Report:
    """What is missing, doubtful, no longer used, or differs in its placeholders."""
    report = Report()
    known = {key_of(message): message for message in translated if message.id}
    wanted = {key_of(message): message for message in found if message.id}
    for key, message in wanted.items():
        chinese = known.get(key)
        if chinese is None or not all(_texts(chinese)):
            report.missing.append(_label(message))
        elif chinese.fuzzy:
            report.fuzzy.append(_label(message))
        else:
            # The one Chinese form serves every number, so it is held to the English plural.
            english = message.id if isinstance(message.id, str) else message.id[1]
            if any(placeholders(text) != placeholders(english) for text in _texts(chinese)):
                report.placeholders.append(_label(message))
    report.obsolete = [_label(message) for key, message in known.items() if key not in wanted]
    return report


def _label(message: Message) -> str:
    text, context = key_of(message)
    where = f"  [{message.locations[0][0]}]" if message.locations else ""
    return (f"({context}) " if context else "") + repr(text) + where


def compile_catalogs(root: Path = ROOT) -> list[Path]:
    """Write the .mo file of every .po file under campus/locale and campus/locale_wagtail."""
    written = []
    for po in sorted((root / "campus").glob("locale*/*/LC_MESSAGES/*.po")):
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parents[1].name)
        temporary, mo = po.with_suffix(".mo.new"), po.with_suffix(".mo")
        with temporary.open("wb") as file:
            write_mo(file, catalog)
        temporary.chmod(0o644)  # whoever runs the site reads it, not only who compiled it
        temporary.replace(mo)
        written.append(mo)
    return written


class Command(BaseCommand):
    help = "Check, merge or compile the Chinese wording (needs no gettext programs)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if a string has no sound Chinese")
        parser.add_argument("--update", action="store_true", help="bring the .po file up to date")
        parser.add_argument("--compile", action="store_true", help="write the .mo files that Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["check"] or options["update"] or options["compile"]):
            raise CommandError("Say what to do: --check, --update or --compile.")
        # Compiling alone, before every start, reads no source.
        found, unreadable = extract_all() if options["check"] or options["update"] else (Catalog(), [])
        if options["update"]:
            if unreadable:
                # Merging now would drop the strings of these files.
                raise CommandError("Not merged, these files cannot be read:\n" + "\n".join(unreadable))
            write_catalog(merge(found, read_catalog(CATALOG)), CATALOG)
            self.stdout.write(f"Merged: {len(found)} strings in {CATALOG.relative_to(ROOT)}.")
        if options["compile"]:
            written = [str(path.relative_to(ROOT)) for path in compile_catalogs()]
            if options["verbosity"]:
                self.stdout.write("Compiled: " + ", ".join(written))
        if options["check"]:
            report = compare(found, read_catalog(CATALOG))
            report.unreadable = unreadable
            self._print(report, total=len(found))

    def _print(self, report: Report, *, total: int) -> None:
        headings = {
            "missing": "without Chinese",
            "fuzzy": "marked fuzzy",
            "obsolete": "no longer in the source",
            "placeholders": "with other placeholders than the English",
            "unreadable": "files that cannot be read",
        }
        for name, heading in headings.items():
            lines = getattr(report, name)
            if lines:
                self.stdout.write(f"{len(lines)} {heading}:")
                self.stdout.write("\n".join(f"  {line}" for line in lines))
        if not report.complete:
            raise CommandError("The Chinese wording is not complete.")
        self.stdout.write(f"Complete: {total} strings.")
