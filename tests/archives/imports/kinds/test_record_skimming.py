"""The quick way of checking records and deeds is never different from the careful one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orjson import loads

from archives.catalogue.rules import RuleHistory
from archives.imports.checking import check_chunk, check_columns
from archives.imports.kinds import KINDS
from archives.imports.kinds.base import UNCHANGED, CheckedRow, Checking
from archives.imports.kinds.skimming import Skimmed
from archives.imports.models import Batch
from archives.imports.reading import DAY_OR_TIME, ColumnChunk
from tests.archives.imports.factories import colleges, read_at_once, registrar
from tests.factories import StudentFactory, adverse_record, good_record, other_college, record_type, user_with

pytestmark = pytest.mark.django_db

ODD = [None, "", " ", 0, 7, 1.5, True, False, "#N/A", "\u200b甲", "x" * 200, f"{DAY_OR_TIME}d2026-03-05"]
STUDENT = {
    "student_number": ["2024000001", "2024000001", "2024000002", "2024999999", 2024000001, " 2024000001"],
    "name": ["陈佳宁", "陈佳宁", "陈 佳宁", "王芳"],
}
DAYS = ["2026-03-05", "2026/3/5", "2026年3月5日", f"{DAY_OR_TIME}d2026-03-05", "2027-01-01", "2016-03-05", "2001-03-05",
        "三月"]  # fmt: skip
CELLS: dict[str, dict[str, list[Any]]] = {
    "records": {
        **STUDENT,
        "record_type": ["学术不端", "学术不端", "ACAD-MISCONDUCT", "志愿服务", "诚信事迹", "违反诚信承诺", "迟到"],
        "facts": ["课程论文抄袭", "课程论文抄袭", "课程论文  抄袭", "无", "同上", "——"],
        "conduct_on": DAYS,
        "sanction": ["警告", "警告", "开除学籍", "warning", None, "罚款"],
        "decision_number": ["示大学字〔2026〕9号", "示大学字〔2026〕9号", "新1号", None, "待补", "N／A"],
        "decided_on": ["2026-06-01", "2026-06-01", "2026-05-01", "2027-02-01", None],
        "told_on": ["2026-05-18", "2026-05-18", "2026-02-18", None],
        "served_on": ["2026-06-04", "2026-06-04", "2026-05-31", "2026-11-24", None],
        "sanction_months": ["6", 6, "8个月", "13", "0", None, None],
        "basis_clause": ["第13条", "第13条", None, "—"],
        "hours": [None, None, None, "4", "4小时", "0", "很多"],
        "source_office": ["教务处", None, " 教务处", "无"],
    },
    "volunteering": {
        **STUDENT,
        "facts": ["图书馆整架", "图书馆整架", "图书馆  整架"],
        "record_type": ["志愿服务", "志愿服务", None, "诚信事迹", "学术不端", "热心肠"],
        "conduct_on": [*DAYS, "2026-03-05至2026-03-06", "2026.3.5-6", "2026-03-06至2026-03-05", "2026-03-05至今"],
        "ended_on": [None, None, None, "2026-03-06", "2026-03-01", "三月底"],
        "hours": ["4", 4, "4小时", "30", "0", "49", None, "半天"],
        "source_office": ["校团委", None, "——"],
        "decision_number": ["志证2026-1", None, None, "无"],
    },
}


def rows_of(kind: str) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Mostly rows about which there is little to say."""
    columns = CELLS[kind].values()
    cell = [st.one_of(st.just(found[0]), st.sampled_from(found), st.sampled_from(found + ODD)) for found in columns]
    plain = [st.one_of(st.just(found[0]), st.just(found[0]), st.sampled_from(found)) for found in columns]
    return st.lists(st.one_of(st.tuples(*plain), st.tuples(*cell)), min_size=1, max_size=7)


@pytest.fixture
def officers() -> list[Any]:
    colleges()
    student = StudentFactory(number="2024000001", name="陈佳宁")
    StudentFactory(number="2024000002", name="陈佳宁", unit=other_college())
    adverse_record(student, decision_number="示大学字〔2026〕9号", facts="课程论文抄袭", conduct_on=date(2026, 3, 5),
                   told_on=date(2026, 5, 18), decided_on=date(2026, 6, 1), served_on=date(2026, 6, 4),
                   basis_clause="第13条", record_type=record_type())  # fmt: skip
    good_record(student, facts="图书馆整架", conduct_on=date(2026, 3, 5), hours="4.0", source_office="校团委")
    return [registrar(), user_with("aid_officer"), user_with("registrar", other_college())]


def fresh(officer: Any) -> Checking:
    return Checking(by=officer, on=date(2026, 11, 23), rules=RuleHistory.load())


def batch_of(kind: str) -> Batch:
    return Batch(kind=kind, mapping={name: place for place, name in enumerate(CELLS[kind])}, answers={})


def chunk_of(rows: Sequence[tuple[Any, ...]]) -> ColumnChunk:
    columns = dict(enumerate(map(list, zip(*rows, strict=True))))
    return ColumnChunk(list(range(2, 2 + len(rows))), len(rows[0]), columns)


def judged(number: int, status: str, values: Any, is_adverse: bool, drafts: Any) -> tuple[Any, ...]:
    said = sorted((draft.code, draft.field, draft.value, str(draft.params), draft.other_row or 0) for draft in drafts)
    kept = () if status in (UNCHANGED, "refused") else (sorted(values.items()), is_adverse)
    return number, str(status), kept, said


def checked(kind: str, chunk: ColumnChunk, checking: Checking) -> tuple[list[CheckedRow], Skimmed]:
    batch = batch_of(kind)
    return check_columns(KINDS[kind], batch, read_at_once(KINDS[kind], batch, chunk, checking), checking)


@pytest.mark.parametrize("kind", list(CELLS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_quick_way_says_of_every_row_what_the_careful_way_says(officers: Any, kind: str, data: Any) -> None:
    rows, officer = data.draw(rows_of(kind)), data.draw(st.sampled_from(officers))
    chunk = chunk_of(rows)
    careful, skimmed = checked(kind, chunk, checking := fresh(officer))
    checking.memory.pop("skimmer")
    alone = check_chunk(KINDS[kind], batch_of(kind), map(chunk.row, range(len(rows))), checking)

    quick = [judged(row.number, row.status, row.values, row.is_adverse, row.drafts) for row in careful]
    quick += [judged(row.number, "new", loads(row.values), row.is_adverse, row.drafts) for row in skimmed.good]
    quick += [judged(number, UNCHANGED, {}, False, drafts) for number, drafts in skimmed.unchanged]
    assert sorted(quick) == sorted(
        judged(row.number, row.status, row.values, row.is_adverse, row.drafts) for row in alone
    )


def test_plain_decisions_never_reach_the_careful_reader(officers: Any) -> None:
    known = ("2024000001", "陈佳宁", "学术不端", "课程论文抄袭", "2026-03-05", "警告", "示大学字〔2026〕9号",
             "2026-06-01",
             "2026-05-18", "2026-06-04", "6", "第13条", None, None)  # fmt: skip
    new = (*known[:6], "示大学字〔2026〕10号", *known[7:])
    careful, skimmed = checked("records", chunk_of([new, known]), fresh(officers[0]))
    assert careful == []
    assert [(row.number, row.is_adverse, loads(row.values)["record_type"]) for row in skimmed.good] == [
        (2, True, "ACAD-MISCONDUCT")
    ]
    assert skimmed.unchanged == [(3, ())]


def test_plain_deeds_never_reach_the_careful_reader(officers: Any) -> None:
    rows = [
        ("2024000001", "陈佳宁", "图书馆整架", "志愿服务", "2026-03-05", None, "4", "校团委", None),
        ("2024000001", "陈佳宁", "迎新", None, "2026-09-02至2026-09-04", None, "16", None, "志证2026-1"),
        ("2024000001", "陈佳宁", "拾金不昧", "诚信事迹", "2026-05-06", None, None, None, "示大学工〔2026〕12号"),
    ]
    careful, skimmed = checked("volunteering", chunk_of(rows), fresh(officers[1]))
    assert (careful, skimmed.unchanged) == ([], [(2, ())])
    assert [(row.number, loads(row.values)["facts"]) for row in skimmed.good] == [
        (3, "迎新（2026-09-02 至 2026-09-04）"), (4, "拾金不昧"),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [2, 20])
@pytest.mark.parametrize("kind", list(CELLS))
def test_a_chunk_asks_the_same_number_of_queries_whatever_its_rows(
    officers: Any, kind: str, rows: int, django_assert_max_num_queries: Any
) -> None:
    first = tuple(found[0] for found in CELLS[kind].values())
    place = list(CELLS[kind]).index("facts")
    chunk = chunk_of([(*first[:place], f"事实{row}", *first[place + 1 :]) for row in range(rows)])
    checking = fresh(officers[0])
    with django_assert_max_num_queries(8):
        checked(kind, chunk, checking)
