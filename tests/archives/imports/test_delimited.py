from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives.imports.delimited import DELIMITERS, TextTable
from archives.imports.refusal import Refusal

LIMITS = {"rows": 1000, "columns": 20}
TEXT = "学号,姓名,备注\r\n0001,张三,守信\r\n0002,李四,还款及时\r\n"


def table(tmp_path: Path, content: bytes, **options: str) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return TextTable(path, LIMITS, **options)


def code(tmp_path: Path, content: bytes, **options: str) -> str:
    with pytest.raises(Refusal) as caught:
        list(table(tmp_path, content, **options).rows())
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_every_usual_encoding_is_recognised(tmp_path: Path, content: bytes, encoding: str) -> None:
    found = table(tmp_path, content)

    assert found.encoding == encoding
    assert found.notes == []
    assert list(found.rows()) == [
        (1, ["学号", "姓名", "备注"]),
        (2, ["0001", "张三", "守信"]),
        (3, ["0002", "李四", "还款及时"]),
    ]


LETTERS = (
    "各位老师：\n请于周五前将名册发给我。\n谢谢\n",
    "Dear colleagues, please send the list, all of it.\n\nThanks\n",
    "学号\n0001\n",
)


@pytest.mark.parametrize("text", LETTERS)
def test_a_text_file_without_columns_is_called_what_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.TXT"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        TextTable(path, LIMITS)
    assert (caught.value.code, caught.value.params) == ("wrong_type", {"found": "prose"})


@pytest.mark.parametrize("text", [TEXT, TEXT.replace(",", "\t"), "2026 年名册\n\n" + TEXT, "学号,姓名\n"])
def test_a_text_file_with_columns_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert any("姓名" in cells for _number, cells in TextTable(path, LIMITS).rows())


def test_one_byte_in_the_last_row_decides_the_encoding(tmp_path: Path) -> None:
    content = b"number,name\n" + b"0001,a\n" * 60_000 + "0002,张三\n".encode("gb18030")

    assert table(tmp_path, content).encoding == "gb18030"


def test_rare_characters_of_gb18030_are_read(tmp_path: Path) -> None:
    found = table(tmp_path, "学号,姓名\n0001,𠮷㛃名称学院\n".encode("gb18030"))

    assert list(found.rows())[1] == (2, ["0001", "𠮷㛃名称学院"])


def test_another_encoding_that_only_seems_to_fit_is_called_uncertain(tmp_path: Path) -> None:
    found = table(tmp_path, "Prénom;Crédits\nRenée;12\nZoëline;13\nAndréa;5\n".encode("latin-1"))

    assert found.notes == [("encoding_uncertain", {"encoding": "gb18030"})]


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    assert code(tmp_path, b"a,b\n\xff\xff\xff,1\n") == "unknown_encoding"
    assert code(tmp_path, b"a,b\n\x01\x02\x03,1\n") == "wrong_type"


def test_a_person_may_choose_the_encoding_if_it_fits(tmp_path: Path) -> None:
    assert table(tmp_path, b"a,b\n1,2\n", encoding="gb18030").encoding == "gb18030"
    assert code(tmp_path, TEXT.encode("gb18030"), encoding="utf-8") == "other_encoding"


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    found = table(tmp_path, TEXT.replace(",", delimiter).encode())

    assert found.delimiter == delimiter
    assert next(iter(found.rows()))[1] == ["学号", "姓名", "备注"]


def test_commas_inside_remarks_do_not_make_the_comma_the_delimiter(tmp_path: Path) -> None:
    content = "学号;姓名;备注\n1;甲;有借有还,再借不难\n2;乙;一,二,三\n3;丙;无\n"

    assert table(tmp_path, content.encode()).delimiter == ";"


def test_a_line_break_inside_quotes_is_one_row_as_in_excel(tmp_path: Path) -> None:
    found = table(tmp_path, '学号,备注\n1,"第一行\n第二行"\n\n2,无\n'.encode())

    assert list(found.rows()) == [
        (1, ["学号", "备注"]),
        (2, ["1", "第一行\n第二行"]),
        (3, []),
        (4, ["2", "无"]),
    ]


def test_endless_empty_cells_are_dropped_and_too_many_full_ones_refused(tmp_path: Path) -> None:
    assert list(table(tmp_path, b"a,b" + b"," * 100 + b"\n").rows()) == [(1, ["a", "b"])]
    assert code(tmp_path, b",".join([b"x"] * 21) + b"\n") == "too_many_columns"


def test_an_endless_cell_is_damage(tmp_path: Path) -> None:
    assert code(tmp_path, b'a,b\n"' + b"x" * (2**20 + 1) + b'",2\n') == "damaged"


@given(content=st.binary(max_size=300))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_bytes_they_are_rows_or_a_refusal(content: bytes, tmp_path: Path) -> None:
    try:
        found = list(table(tmp_path, content).rows())
    except Refusal:
        return
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
