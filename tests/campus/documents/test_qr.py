from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
import segno

from campus.documents.qr import qr_svg


def test_a_code_is_one_svg_without_inline_style() -> None:
    svg = qr_svg("https://mingxin.example.edu.cn/v/7KQ4-9MXD")

    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.attrib == {"viewBox": "0 0 33 33"}
    assert "style" not in svg


def test_the_same_text_gives_the_same_code() -> None:
    assert qr_svg("明信") == qr_svg("明信") != qr_svg("明 信")


def test_more_than_a_code_holds_is_an_error() -> None:
    with pytest.raises(segno.DataOverflowError):
        qr_svg("x" * 5000)
