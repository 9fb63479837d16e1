"""QR codes as SVG: sharp in print and on screen, one colour, drawn without a library of the machine."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, *, border: int = 2) -> str:
    """A QR code (error correction M) of the text as an SVG element with a viewBox and no size of its own.

    `border` is the quiet zone in modules. Raises `segno.DataOverflowError` for more than a QR code can hold.
    """
    code = segno.make_qr(text, error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", border=border, xmldecl=False, svgns=True, omitsize=True, svgclass=None, lineclass=None,
              nl=False)
    return out.getvalue().decode()
