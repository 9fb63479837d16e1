from __future__ import annotations

from campus.documents.coverage import FONTS, is_drawn, printable, printable_data


def test_all_of_gb2312_and_the_rare_names_are_drawn() -> None:
    gb2312 = [bytes([row, cell]).decode("gb2312", errors="ignore")
              for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]

    assert [character for character in gb2312 if character and not is_drawn(character)] == []
    assert all(is_drawn(character) for character in "囍㛃䶮龘𬭎ǎüÉ·•《》〔〕，。…—“”")


def test_gbk_is_drawn_whole() -> None:
    gbk = "".join(bytes([row, cell]).decode("gbk", errors="ignore")
                  for row in range(0x81, 0xFF) for cell in [*range(0x40, 0x7F), *range(0x80, 0xFF)])

    assert [character for character in gbk if "\u4e00" <= character <= "\u9fff" and not is_drawn(character)] == []


def test_what_cannot_be_drawn_becomes_its_code_point() -> None:
    assert printable("王\U000323AF") == "王〔U+323AF〕"


def test_line_ends_stay_and_control_characters_go() -> None:
    assert printable("一\n二\x07\x00") == "一\n二"


def test_texts_are_reached_inside_lists_and_dictionaries() -> None:
    assert printable_data({"a": ["\x00x", ("\x00y", 3)], "b": None}) == {"a": ["x", ["y", 3]], "b": None}


def test_the_fonts_come_with_their_licence_and_stay_small() -> None:
    files = sorted(path.name for path in FONTS.iterdir())

    assert files == ["NotoSansSC-Bold.otf", "NotoSansSC-Regular.otf", "OFL.txt", "README.md", "coverage.txt"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in FONTS.glob("*.otf")) < 20 * 2**20
