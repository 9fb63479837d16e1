from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archives.imports.matching import FieldSpec, known_headings, mapping, match_columns, missing_fields

FIELDS = (
    FieldSpec(
        "number", "Student number", ("学号", "学生证号", "student no"), required=True, kind="identifier"
    ),
    FieldSpec("name", "Name", ("姓名", "学生姓名"), required=True),
    FieldSpec("identity_number", "Identity number", ("身份证号", "身份证号码", "证件号码"), kind="identity"),
    FieldSpec("birth_date", "Date of birth", ("出生日期", "出生年月"), kind="date"),
    FieldSpec("enrolled_on", "Enrolled on", ("入学时间", "入学日期"), kind="date"),
)


def how(header: str) -> tuple[str, str]:
    match = match_columns([header], FIELDS)[0]
    return match.field, match.how


def test_synonyms_in_both_languages_fit_exactly() -> None:
    headers = ["序号", "学号", "姓名", "身份证号", "出生日期", "入学时间"]

    assert mapping(match_columns(headers, FIELDS)) == {
        "number": 1,
        "name": 2,
        "identity_number": 3,
        "birth_date": 4,
        "enrolled_on": 5,
    }
    assert how("STUDENT_NUMBER") == ("number", "exact")
    assert how("Student No.") == ("number", "exact")


def test_spaces_width_and_remarks_in_brackets_change_nothing() -> None:
    assert how("学 号") == ("number", "exact")
    assert how("出生日期（必填）") == ("birth_date", "exact")
    assert how("姓名*") == ("name", "exact")


def test_a_near_heading_is_proposed_with_its_confidence() -> None:
    match = match_columns(["本人身份证号码"], FIELDS)[0]

    assert (match.field, match.how) == ("identity_number", "close")
    assert 0.75 <= match.confidence < 1


def test_what_fits_nowhere_is_unknown() -> None:
    assert how("备用字段") == ("", "unknown")
    assert how("") == ("", "empty")
    assert how("序号") == ("", "ignored")


def test_two_columns_never_fill_one_field() -> None:
    matches = match_columns(["学生姓名", "姓名", "学号"], FIELDS)

    assert [(match.field, match.how, match.rival) for match in matches] == [
        ("name", "exact", ""),
        ("", "contested", "name"),
        ("number", "exact", ""),
    ]


def test_an_exact_fit_goes_before_a_close_one_further_left() -> None:
    matches = match_columns(["本人身份证号码", "身份证号"], FIELDS)

    assert [match.how for match in matches] == ["contested", "exact"]


def test_what_was_chosen_before_goes_between_exact_and_close() -> None:
    matches = match_columns(["编号", "学号"], FIELDS, {"编号": "number"})
    assert [(match.field, match.how) for match in matches] == [("", "contested"), ("number", "exact")]

    (match,) = match_columns(["编号"], FIELDS, {"编号": "number"})
    assert (match.field, match.how) == ("number", "remembered")

    (match,) = match_columns(["学号"], FIELDS, {"学号": "number"})
    assert match.how == "exact"

    (match,) = match_columns(["编号"], FIELDS, {"编号": "a field that is no more"})
    assert match.how == "unknown"


def test_a_forbidden_heading_is_never_matched() -> None:
    fields = (*FIELDS, FieldSpec("blood", "Blood type", ("血型",)))

    assert match_columns(["血型"], fields)[0].how == "forbidden"


def test_required_fields_without_a_column_are_named() -> None:
    missing = missing_fields(match_columns(["姓名", "学院"], FIELDS), FIELDS)

    assert [field.name for field in missing] == ["number"]


def test_known_headings_hold_names_labels_and_synonyms() -> None:
    assert known_headings(FIELDS[:1]) == ["number", "Student number", "学号", "学生证号", "student no"]


@given(st.lists(st.one_of(st.text(max_size=15), st.sampled_from(known_headings(FIELDS))), max_size=12))
def test_whatever_the_headings_no_field_is_filled_twice(headers: list[str]) -> None:
    matches = match_columns(headers, FIELDS)
    filled = [match.field for match in matches if match.field]

    assert [match.column for match in matches] == list(range(len(headers)))
    assert len(filled) == len(set(filled))
