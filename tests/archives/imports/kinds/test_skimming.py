"""The quick way of checking is never different from the careful one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orjson import loads

from archives.catalogue.rules import RuleHistory
from archives.imports.checking import check_chunk, check_columns, fields_of
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import UNCHANGED, Checking
from archives.imports.models import Batch
from archives.imports.reading import DAY_OR_TIME, ColumnChunk
from archives.registry.actions import index_of
from tests.archives.imports.factories import colleges, read_at_once, registrar
from tests.factories import StudentFactory, college

pytestmark = pytest.mark.django_db

GOOD_IDENTITY, OTHER_IDENTITY = "110105200503140048", "510104200608100016"
FIELDS = ("number", "name", "latin_name", "unit", "major", "year", "class_name", "identity_number", "birth_date",
          "enrolled_on", "graduated_on", "status")  # fmt: skip
ODD = [
    *(None, "", " ", 0, 7, 1.5, True, False, "#N/A", "１２３", "\u200b甲", "0x7", "-", "1.1E+17", "x" * 200, "=1+1"),
    *(f"{DAY_OR_TIME}d2005-03-14", f"{DAY_OR_TIME}t2005-03-14T08:30:00", f"{DAY_OR_TIME}dnonsense"),
]
CELLS: dict[str, list[Any]] = {
    "number": ["2024000001", "2024000002", "2024000003", "a1", "A1", 2024000001, " 2024000002", "123456789012345000"],
    "name": ["陈佳宁", "陈 佳宁", "王芳", "Anna  Li", "阿依古丽·买买提", "陈佳宁 "],
    "latin_name": ["Chen Jianing", "chen  jianing", "Ｃhen", "D'Arcy"],
    "unit": ["计算机学院", "01", "文学院", "CS-X", "外国语学院", "计算机学院 "],
    "major": ["软件工程", "软件 工程", "会计学"],
    "year": ["2024级", "2024", 2024, 24, "24级", "2024届", 1900],
    "class_name": ["软件241", 241],
    "identity_number": [GOOD_IDENTITY, OTHER_IDENTITY, "11010519491231002x", GOOD_IDENTITY[:-1] + "1",
                        "11010520050314", 110105200503140048, "110105200503140000"],
    "birth_date": ["2005-03-14", "2006/8/10", "20060810", 38425, "2009-12-01", "03/04/2005", "2006-02-30"],
    "enrolled_on": ["2024-09-01", f"{DAY_OR_TIME}d2024-09-01", "2024.9.1"],
    "graduated_on": ["2028-06-30", "2023-06-30", f"{DAY_OR_TIME}d2028-06-30"],
    "status": ["在校", "毕业", "enrolled", "ENROLLED", "???"],
}
ROWS = st.lists(
    st.tuples(*(st.one_of(st.sampled_from(CELLS[name]), st.sampled_from(CELLS[name] + ODD)) for name in FIELDS)),
    min_size=1, max_size=7,
)  # fmt: skip


def fresh(officer: Any) -> Checking:
    return Checking(by=officer, on=date(2026, 11, 23), rules=RuleHistory.load())


def judged(number: int, status: str, values: Any, before: Any, target: Any, drafts: Any) -> tuple[Any, ...]:
    said = sorted((draft.code, draft.field, draft.value, str(draft.params), draft.other_row or 0) for draft in drafts)
    kept = {} if status in (UNCHANGED, "refused") else (values, before, target)
    return number, str(status), kept, said


@pytest.fixture
def officer() -> Any:
    colleges()
    StudentFactory(number="2024000001", name="陈佳宁", unit=college("01"), major="软件工程", year=2024,
                   latin_name="Chen Jianing", birth_date=date(2005, 3, 14), identity_number=GOOD_IDENTITY,
                   identity_index=index_of(GOOD_IDENTITY))  # fmt: skip
    StudentFactory(number="2024000002", name="王芳", unit=college("02"), birth_date=date(2006, 8, 10))
    return registrar()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_the_quick_way_says_of_every_row_what_the_careful_way_says(officer: Any, rows: list[tuple[Any, ...]]) -> None:
    kind = KINDS["students"]
    batch = Batch(kind="students", mapping={name: place for place, name in enumerate(FIELDS)}, answers={})
    columns = dict(enumerate(map(list, zip(*rows, strict=True))))
    chunk = ColumnChunk(list(range(2, 2 + len(rows))), len(FIELDS), columns)

    checking = fresh(officer)
    careful_rows, skimmed = check_columns(kind, batch, read_at_once(kind, batch, chunk, checking), checking)
    checking.memory.pop("skimmer")
    alone = check_chunk(kind, batch, map(chunk.row, range(len(rows))), checking)

    quick = [judged(row.number, row.status, row.values, row.before, row.target, row.drafts) for row in careful_rows]
    for row in skimmed.good:
        status, values = "changed" if row.is_change else "new", loads(row.values)
        quick.append(judged(row.number, status, values, row.before, row.target, row.drafts))
    quick += [judged(number, UNCHANGED, {}, {}, None, drafts) for number, drafts in skimmed.unchanged]
    assert sorted(quick) == sorted(
        judged(row.number, row.status, row.values, row.before, row.target, row.drafts) for row in alone
    )


def test_plain_rows_never_reach_the_careful_reader(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = KINDS["students"]
    batch = Batch(kind="students", mapping={name: place for place, name in enumerate(FIELDS)}, answers={})
    plain = ("2024000009", "李思", "Li Si", "01", "会计学", "2024级", "会计241", OTHER_IDENTITY, "2006-08-10",
             "2024-09-01", "2028-06-30", "在校")  # fmt: skip
    known = ("2024000001", "陈佳宁", "Chen Jianing", "计算机学院", "软件工程", 2024, None, GOOD_IDENTITY,
             f"{DAY_OR_TIME}d2005-03-14", None, None, None)  # fmt: skip
    chunk = ColumnChunk([2, 3], len(FIELDS), dict(enumerate(map(list, zip(plain, known, strict=True)))))

    checking = fresh(officer)
    careful, skimmed = check_columns(kind, batch, read_at_once(kind, batch, chunk, checking), checking)

    assert careful == []
    assert [(row.number, row.identity, loads(row.values)["birth_date"]) for row in skimmed.good] == [
        (2, OTHER_IDENTITY, "2006-08-10")
    ]
    assert skimmed.unchanged == [(3, ())]


def test_cells_that_are_equal_in_python_but_not_in_a_spreadsheet_are_kept_apart(officer: Any) -> None:
    kind = KINDS["students"]
    batch = Batch(kind="students", mapping={"number": 0, "major": 1}, answers={})
    chunk = ColumnChunk([2, 3], 2, {0: ["2024000001", "2024000002"], 1: [1, True]})

    checking = fresh(officer)
    careful, skimmed = check_columns(kind, batch, read_at_once(kind, batch, chunk, checking), checking)

    assert [loads(row.values)["major"] for row in skimmed.good] == ["1"]
    assert [row.values["major"] for row in careful] == ["True"]


def test_a_chunk_gives_its_columns_by_the_names_of_fields() -> None:
    batch = Batch(kind="students", mapping={"number": 1, "name": 2})
    chunk = ColumnChunk([2], 3, {1: ["7"]})
    assert fields_of(batch, KINDS["students"], chunk) == {"number": ["7"]}
