"""docs/rules-enforced.md is true: every statement of the page is tried, and refused as the page says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from archives.catalogue.models import RecordType
from archives.consultation.actions import look_up_archive
from archives.consultation.models import Purpose
from archives.exports.models import Export, ListRequest
from archives.imports.models import Batch
from archives.records.actions import add_statement, dispute_record, settle_dispute, withdraw_record
from archives.records.models import Record
from archives.registry.models import ActivationCode
from tests.factories import (
    NOW,
    StudentFactory,
    UserFactory,
    adverse_record,
    good_record,
    school,
    student_with_account,
    user_with,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules-enforced.md"
STATEMENT = re.compile(
    r"^- (?P<sentence>[^\n]+(?:\n  [^\n]+)*)\n\n```sql(?P<engine>[^\n]*)\n(?P<sql>.+?)\n```$", re.MULTILINE | re.DOTALL
)
REFUSED = re.compile(r"Refused with (?:`(\w+)`|“([^”]+)”)\.?$")


def statements() -> list[tuple[str, str, str, str]]:
    """(sentence, engine or "", SQL, what the refusal names) of the page."""
    found = []
    for match in STATEMENT.finditer(PAGE.read_text(encoding="utf-8")):
        sentence = " ".join(match["sentence"].split())
        named = REFUSED.search(sentence)
        assert named, sentence
        found.append((sentence, match["engine"].removeprefix(" for "), match["sql"], named[1] or named[2]))
    return found


STATEMENTS = statements()


@pytest.fixture
def world(db: None) -> None:
    """A student with records in every state and another without; a look-up, an export, a batch, codes, roles."""
    student, officer = student_with_account(number="one"), user_with("integrity_officer")
    StudentFactory(number="another")
    records = [adverse_record(student, decision_number=f"{place}号") for place in range(4)]
    adverse_record(student, confirmed=False, decision_number="5号")
    good_record(student)
    newer = RecordType.objects.get(pk=Record.objects.with_words().get(polarity="good").record_type_id)
    newer.pk, newer._state.adding, newer.effective_from = None, True, date(2026, 11, 1)
    newer.save(force_insert=True)
    withdraw_record(record=records[0], reason="撤销", by=officer, at=NOW)
    dispute_record(record=records[1], reason="有误", by=student.user, at=NOW)
    settled = dispute_record(record=records[2], reason="有误", by=student.user, at=NOW)
    settle_dispute(record=settled, answer="无误", by=officer, at=NOW)
    add_statement(record=records[3], text="我的陈述", by=student.user, at=NOW)
    look_up_archive(student=student, purpose="case_handling", reason="核对案件的处理决定", case_number="1", by=officer,
                    at=NOW)
    Export.objects.create(number="E2026-000001", what="records", format="csv", purpose="核对", rows=1, digest="0" * 64,
                          made_at=NOW, made_by=officer)
    ListRequest.objects.create(number="E2026-000002", purpose=Purpose.objects.get(code="case_handling"), reason="核对",
                               format="csv", unit=school(), count=1, asked_at=NOW, asked_by=officer)
    Batch.objects.create(number="B2026-000001", kind="records", status="applied", unit=school(), file_name="x.xlsx",
                         fingerprint="0" * 64, size=1, uploaded_at=NOW, uploaded_by=officer, confirmed_at=NOW,
                         confirmed_by=officer, released_at=NOW, released_by=UserFactory(), applied_at=NOW)
    for used_at in (NOW, None):
        ActivationCode.objects.create(student=student, code_hash="x", issued_at=NOW, issued_by=officer,
                                      expires_at=NOW + timedelta(days=1), used_at=used_at)
    UserFactory()  # who has nothing to do with any of it


def test_the_page_has_a_statement_for_each_sentence_about_the_database() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(STATEMENTS) == text.count("```sql") == len(re.findall(r"^- ", text, re.MULTILINE))
    assert len(STATEMENTS) > 60


@pytest.mark.usefixtures("world")
def test_the_database_refuses_each_statement_of_the_page() -> None:
    connection.check_constraints()  # PostgreSQL truncates no table whose foreign keys it has still to look at
    tried = [one for one in STATEMENTS if one[1] in ("", connection.vendor)]
    assert [(sentence, found) for sentence, _engine, sql, named in tried if named not in (found := refusal(sql))] == []


def refusal(sql: str) -> str:
    """What the database says to the statement; the world is as before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(written_out(sql))
            transaction.set_rollback(True)
            return f"{cursor.rowcount} rows, not refused"
    except IntegrityError as error:
        return str(error)


def written_out(sql: str) -> str:
    """With the blanks that the page names, and with every column of a record where the page has “…”."""
    sql = sql.replace(r"\t", "\t").replace(r"\u200b", "\u200b")
    new = re.fullmatch(r"INSERT INTO archives_record \(…\) SELECT …, (?P<values>.+) FROM (?P<rest>.+)", sql)
    if not new:
        return sql
    given = {"number": "'new'", **dict(pair.split(" = ", 1) for pair in new["values"].split(", "))}
    columns = [field.column for field in Record._meta.concrete_fields if field.column != "id"]
    chosen = ", ".join(given.get(column, column) for column in columns)
    return f"INSERT INTO archives_record ({', '.join(columns)}) SELECT {chosen} FROM {new['rest']}"
