"""Data to PDF with typst: layout in `typst/*.typ`, every word in the data, one bundled font.

The data reaches the template as JSON values, never as markup: a name that looks like code is printed as it is.
The result conforms to PDF/A-2a and PDF/UA-1 (tagged, searchable, made to be kept), and the same data and time give
the same bytes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from campus.documents.coverage import FONTS, printable_data

TEMPLATES = Path(__file__).resolve().parent / "typst"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
# The language of the document as typst (and a screen reader) names it.
TYPST_LANGUAGES = {"zh-hans": ("zh", "cn"), "en": ("en", "gb")}
# A document without a time of its own: PDF wants one, and it must not be the clock's.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class UnknownTemplate(LookupError):
    """There is no layout of this name in campus/documents/typst/."""


def render_pdf(template: str, data: dict[str, Any], *, language: str, at: datetime | None = None) -> bytes:
    """The PDF of `typst/<template>.typ` filled with the data.

    `language` is a code of LANGUAGES and becomes the language of the document; `at` (aware) its creation time.
    `data` must be JSON values; `data["title"]` is the title of the document. Characters outside the font are
    printed as code points. Raises UnknownTemplate, KeyError for an unknown language, `typst.TypstError` when the
    template asks for data that is missing.
    """
    source = _source(template)
    made = (at or NO_TIME).astimezone(UTC).replace(microsecond=0)
    return bytes(typst.compile(source, format="pdf", sys_inputs=_inputs(data, language), root=TEMPLATES,
                               font_paths=fonts(), pdf_standards=STANDARDS, timestamp=made))


def render_png(template: str, data: dict[str, Any], *, language: str, ppi: float = 72) -> list[bytes]:
    """The same pages as pictures, for previews; same arguments and errors as `render_pdf`."""
    pages = typst.compile(_source(template), format="png", sys_inputs=_inputs(data, language), root=TEMPLATES,
                          font_paths=fonts(), ppi=ppi)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


@cache
def fonts() -> typst.Fonts:
    """The bundled font only: neither the machine's fonts nor typst's own."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _source(template: str) -> Path:
    path = TEMPLATES / f"{template}.typ"
    if not re.fullmatch(r"[a-z_]+", template) or not path.is_file():
        raise UnknownTemplate(template)
    return path


def _inputs(data: dict[str, Any], language: str) -> dict[str, str]:
    lang, region = TYPST_LANGUAGES[language]
    return {"data": json.dumps(printable_data(data), ensure_ascii=False), "lang": lang, "region": region}
