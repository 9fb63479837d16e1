"""Pages and commands get what stands in a file from one object that asks, and from nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from archives.imports import viewsets
from archives.imports.viewsets.of_batch import OfRows
from archives.management.commands import import_spreadsheet
from tests.archives.imports.factories import colleges, registrar, student_row, students
from tests.factories import user_with

PAGES = [*Path(viewsets.__file__).parent.glob("*.py"), Path(import_spreadsheet.__file__)]
# Each takes cells out of a batch without asking who reads them: `cells_shown.Cells` asks.
GIVES_CELLS = {
    *("shown_rows", "release_rows", "changes", "groups", "given", "grid", "columns_said", "forbidden", "notes"),
    *("unpack", "rows_of", "not_kept"),
}
OF_CELLS = {"cells", "self"}  # what these names stand for is a Cells, or the page itself


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_takes_cells_past_the_one_who_asks(path: Path) -> None:
    tree = ast.parse(path.read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    called = {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in GIVES_CELLS
        and node.func.value.id not in OF_CELLS
    }
    assert (imported & GIVES_CELLS, called) == (set(), set())


def test_pages_that_are_nothing_without_cells_ask_before_any_method_runs() -> None:
    asking = {name for name in viewsets.__all__ if issubclass(getattr(viewsets, name), OfRows)}
    assert asking == {"LayoutView", "FixRowView", "AnswerGroupView", "ErrorWorkbookView", "WrittenRowsView"}


@pytest.mark.django_db
def test_a_download_refuses_who_may_not_see_rows_and_knows_no_post() -> None:
    colleges()
    address = reverse("imports:error_workbook", args=[students(registrar(), student_row("2024000001")).number])
    client = Client()
    client.force_login(user_with("auditor"))
    assert [ask(address).status_code for ask in (client.get, client.head, client.options, client.post)] == [
        *(403, 403, 403, 405)
    ]
