"""What a record says leaves the database through one way in; which modules that is, and that no other way is open.

docs/adr/0020. Whether a page shows a word without its trace: tests/conventions/test_marked_words.py.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db.models import F, Max
from django.forms.models import model_to_dict

from archives.catalogue.models import RecordType
from archives.records.models import Record
from archives.records.words import WORDS, WordsAreClosed
from archives.registry.models import Student
from tests.conventions.source import modules, nodes, place
from tests.factories import StudentFactory, adverse_record

# Who may open the words, and why. Whoever needs them elsewhere goes through one of these.
OPENS_WORDS = {
    "archives/records/models.py": "defines the method; reads again what was read",
    "archives/records/actions.py": "keeps the settled disputes of a record when a new one begins; shows nothing",
    "archives/consultation/reading.py": "what offices may read, after permission and purpose, with its look-up",
    "archives/portal/archive.py": "the student's own",
    "archives/imports/kinds/record_writing.py": "compares rows with what stands there, and writes; shows nothing",
}
# Who may ask the reader: both leave the look-up in the same transaction.
ASKS_THE_READER = {"archives/consultation/actions.py", "archives/exports/requests.py"}
READS_FOR_LISTS = {"archives/exports/actions.py"}  # of what requests.py counts
TABLE = "archives_record"


def test_only_the_one_way_in_opens_the_words() -> None:
    opening = {place(path) for path in modules() for node in nodes(path)
               if (isinstance(node, ast.Attribute | ast.FunctionDef)
               and "with_words" in (getattr(node, "attr", ""), getattr(node, "name", "")))
               or (isinstance(node, ast.Attribute) and node.attr == "gives_words")}
    opening -= {"archives/records/words.py"}  # where it is kept
    assert opening == set(OPENS_WORDS)


def test_only_who_leaves_a_look_up_asks_the_reader() -> None:
    asking = {place(path) for path in modules() for node in nodes(path)
              if (isinstance(node, ast.ImportFrom) and node.module == "archives.consultation.reading")
              or (isinstance(node, ast.Import) and any("consultation.reading" in name.name for name in node.names))
              or (isinstance(node, ast.ImportFrom) and node.module == "archives.consultation"
              and any(name.name == "reading" for name in node.names))}
    assert asking == ASKS_THE_READER
    lists = {place(path) for path in modules() for node in nodes(path)
             if isinstance(node, ast.ImportFrom) and node.module == "archives.exports.requests"
             and any(name.name == "records_of" for name in node.names)}
    assert lists == READS_FOR_LISTS


def test_no_raw_sql_reads_records() -> None:
    """Nor calls what takes raw SQL on a model: `raw`, RawSQL."""
    named = [place(path, node) for path in modules() for node in nodes(path)
             if isinstance(node, ast.Constant) and isinstance(node.value, str) and TABLE in node.value.split('"')
             + node.value.split()]
    # What the database itself refuses is written in SQL; it reads a record only to compare it with itself.
    named = [where for where in named if not where.startswith("archives/triggers.py:")]
    raw = [place(path, node) for path in modules() if "archives" in path.parts for node in nodes(path)
           if getattr(node, "attr", "") == "raw" or getattr(node, "id", "") == "RawSQL"]
    assert (named, raw) == ([], [])


def test_nobody_makes_a_query_past_the_manager() -> None:
    """`QuerySet(Record)` and `sql.Query(Record)` would be without the guard."""
    makers = {"QuerySet", "Query", "RecordQuery"}
    made = {place(path) for path in modules() for node in nodes(path) if isinstance(node, ast.Call)
            and makers.intersection((getattr(node.func, "id", ""), getattr(node.func, "attr", "")))}
    assert made == {"archives/records/models.py"}


def test_every_word_is_a_column_and_every_new_column_is_decided() -> None:
    """A column added later is a word, or stands here as none: numbers, persons, days of states, origins."""
    no_words = {
        "id", "number", "student", "polarity", "starts_on", "display_until", "version", "provenance", "batch_number",
        "entered_at", "entered_by", "confirmed_at", "confirmed_by", "withdrawn_at", "withdrawn_by", "disputed_at",
        "disputed_by", "settled_at", "settled_by", "statement_at",
    }
    assert {field.name for field in Record._meta.concrete_fields} == WORDS | no_words


def test_no_query_follows_a_key_of_a_record_backwards() -> None:
    keys = [field for field in Record._meta.concrete_fields if field.is_relation]
    assert len(keys) == 7
    for key in keys:
        with pytest.raises(WordsAreClosed):
            key.remote_field.path_infos  # noqa: B018


def test_nothing_leads_back_from_other_tables_to_records() -> None:
    leading = [f"{model._meta.label}.{relation.name}" for model in apps.get_models()
               for relation in model._meta.related_objects if relation.related_model is Record]
    assert leading == []


@pytest.fixture
def record(db: None) -> Record:
    made = adverse_record(StudentFactory(), facts="标记的事实")
    return Record.objects.get(pk=made.pk)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_word_that_was_not_read_is_refused(record: Record, name: str) -> None:
    with pytest.raises(WordsAreClosed):
        getattr(record, name)
    assert getattr(Record.objects.with_words().get(), name) is not WordsAreClosed


WAYS: dict[str, Callable[[], Any]] = {
    "values": lambda: list(Record.objects.values("facts")),
    "all values": lambda: list(Record.objects.values()),
    "all values as a list": lambda: list(Record.objects.values_list()),
    "the key of the kind": lambda: list(Record.objects.values_list("record_type_id")),
    "through the kind": lambda: list(Record.objects.values_list("record_type__code")),
    "a filter": lambda: Record.objects.filter(facts__contains="标").exists(),
    "an exclusion": lambda: Record.objects.exclude(record_type__code="EXAM-CHEAT").exists(),
    "a filter by the key of the kind": lambda: Record.objects.filter(record_type=1).exists(),
    "an order": lambda: list(Record.objects.order_by("-conduct_on")),
    "an annotation": lambda: list(Record.objects.annotate(said=F("statement"))),
    "an alias": lambda: list(Record.objects.alias(said=F("statement")).filter(said="")),
    "an aggregate": lambda: Record.objects.aggregate(Max("hours")),
    "days": lambda: list(Record.objects.dates("conduct_on", "day")),
    "distinct": lambda: list(Record.objects.distinct().values("sanction")),
    "only": lambda: list(Record.objects.only("facts")),
    "only, twice": lambda: list(Record.objects.only("number").only("facts")),
    "joined kind": lambda: list(Record.objects.select_related("record_type")),
    "everything joined": lambda: list(Record.objects.select_related()),
    "fetched kind": lambda: list(Record.objects.prefetch_related("record_type")),
    "raw columns": lambda: list(Record.objects.extra(select={"said": "facts"})),
    "from the student": lambda: list(Student.objects.values("record__facts")),
    "from the student by the hidden name": lambda: list(Student.objects.values("+__facts")),
    "counted from the student": lambda: Student.objects.filter(**{"+__facts__contains": "标"}).count(),
    "from the kind by the hidden name": lambda: list(RecordType.objects.values("+__facts")),
    "not deferred": lambda: [row.facts for row in Record.objects.defer(None)],
    "no longer only": lambda: [row.facts for row in Record.objects.only("number").defer("number", "version")],
    "the base manager": lambda: [row.facts for row in Record._base_manager.all()],
    "another query with words": lambda: [row.facts for row in Record.objects.all() | Record.objects.with_words()],
    "reloaded": lambda: Record.objects.get().refresh_from_db(fields=["facts"]),
    "a key made up": lambda: reloaded(Record(pk=Record.objects.get().pk)),
    "as a form": lambda: model_to_dict(Record.objects.get()),
    "serialised": lambda: serializers.serialize("json", Record.objects.all()),
}


def reloaded(record: Record) -> None:
    record.refresh_from_db()
    if record.facts:
        raise AssertionError(record.facts)
    raise WordsAreClosed(["nothing came"])


@pytest.mark.parametrize("way", sorted(WAYS))
def test_no_way_of_the_orm_gives_a_word(record: Record, way: str) -> None:
    with pytest.raises((WordsAreClosed, FieldError)):  # the second: Django joins nothing that is not read
        WAYS[way]()


def test_dumpdata_gives_no_word(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    for options in ({}, {"use_base_manager": True}):
        with pytest.raises(CommandError):
            call_command("dumpdata", "archives.Record", **options)
    assert "标记的事实" not in json.dumps(capsys.readouterr(), ensure_ascii=False)


def test_what_was_read_with_words_can_be_read_again(record: Record) -> None:
    opened = Record.objects.with_words().select_related("record_type").get()
    Record.objects.update(facts="改过的事实")
    opened.refresh_from_db()
    assert opened.facts == "改过的事实"
    record.refresh_from_db()
    assert "facts" in record.get_deferred_fields()


def test_a_record_without_its_words_says_its_number_and_state(record: Record) -> None:
    assert (str(record), repr(record)) == (record.number, f"<Record: {record.number}>")
    record.version += 1
    record.save()
    assert Record.objects.with_words().get().facts == "标记的事实"
