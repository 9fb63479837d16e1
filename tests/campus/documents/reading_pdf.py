"""Just enough of PDF to see which characters a file can give back when its text is copied."""

from __future__ import annotations

import re
import zlib


def streams(pdf: bytes) -> list[bytes]:
    """Every stream of the file, unpacked where it is packed."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            found.append(match[1])
    return found


def characters(pdf: bytes) -> set[str]:
    """The characters that the fonts' ToUnicode maps name."""
    maps = [stream for stream in streams(pdf) if b"beginbfchar" in stream or b"beginbfrange" in stream]
    texts = [bytes.fromhex(code.decode()).decode("utf-16-be")
             for stream in maps for code in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", stream)]
    return set("".join(texts))


def whole(pdf: bytes) -> bytes:
    """The file with its unpacked streams behind it, to look for names in."""
    return pdf + b"\n".join(streams(pdf))
