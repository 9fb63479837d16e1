"""What the documents say about the code is true: names exist, tests exist, links lead somewhere."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "deploy" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LARGEST_PICTURE = 250_000  # bytes


def exists(dotted: str) -> bool:
    """Is there such a module, or such a name in a module?"""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for name in parts[count:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def rows_of(page: Path) -> list[list[str]]:
    """Cells of the rows of all tables, without their heads."""
    lines = [line.strip("|").split("|") for line in page.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    rows = [[cell.strip() for cell in cells] for cells in lines]
    rules = [place for place, cells in enumerate(rows) if set(cells[0]) == {"-"}]
    heads = {place - 1 for place in rules}
    return [cells for place, cells in enumerate(rows) if place not in heads and place not in rules]


def test_every_idea_of_the_glossary_is_where_it_says() -> None:
    rows = rows_of(ROOT / "docs" / "glossary.md")
    assert len(rows) > 35
    places = {english: place for english, _chinese, _is, place in rows}
    named = {english: place.strip("`") for english, place in places.items() if place != "later"}
    assert {english: dotted for english, dotted in named.items() if not exists(dotted)} == {}


def test_every_idea_of_the_glossary_has_one_chinese_word_and_a_sentence() -> None:
    for english, chinese, sentence, _place in rows_of(ROOT / "docs" / "glossary.md"):
        assert re.search(r"[\u4e00-\u9fff]", chinese), english
        assert sentence.endswith((".", ".)")), english


def test_all_twelve_rules_are_listed_and_their_tests_exist() -> None:
    text = (ROOT / "docs" / "rules-enforced.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| (\d+)\. ", text, re.MULTILINE)] == list(range(1, 13))
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 30
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(ROOT / path)] == []


def test_every_rule_has_a_test_or_says_that_it_comes_later() -> None:
    for rule, _enforced, held_by, later in rows_of(ROOT / "docs" / "rules-enforced.md"):
        assert "::" in held_by or later, rule


def functions_of(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef)}


def test_decisions_are_numbered_without_a_gap_and_in_one_style() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}. "), page.name
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d{4})\.$", text, re.MULTILINE)
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], page.name


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_links_and_paths_of_a_page_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if not link.startswith("https://")]
    paths = re.findall(r"`((?:campus|education|archives|templates|tests|docs|deploy)/[\w/.@-]+)`", text)
    assert [link for link in links if not (document.parent / link).exists()] == []
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_commands_of_a_page_exist(document: Path) -> None:
    named = re.findall(r"manage\.py ([a-z]\w+)", document.read_text(encoding="utf-8"))
    assert [name for name in named if name not in get_commands()] == []


def test_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"demo", "test", "env"} <= named <= targets


def test_pictures_are_small_and_used() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < LARGEST_PICTURE, picture.name
        assert f"docs/pictures/{picture.name}" in readme, picture.name


def test_the_demos_sign_ins_are_those_of_the_readme() -> None:
    from archives.demo.people import PASSWORD, STAFF, STUDENT

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert PASSWORD in readme
    for name in ("admin", STUDENT, *(person.username for person in STAFF)):
        assert f"`{name}`" in readme, name


LINE_OF_LOCK = re.compile(r"""([a-z0-9-]+==[\w.]+( ; .+)? \\|\s+--hash=sha256:[0-9a-f]{64}( \\)?|\s+#.*)""")


@pytest.mark.parametrize("name", ["requirements.lock", "deploy/requirements.lock"])
def test_a_lock_file_has_a_hash_for_everything_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if not LINE_OF_LOCK.fullmatch(line)] == []
    assert "://" not in text
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_production_runs_what_was_tested() -> None:
    tested, deployed = versions("requirements.lock"), versions("deploy/requirements.lock")
    assert {"django", "wagtail", "gunicorn", "psycopg"} <= set(deployed)
    assert {name for name in ("pytest", "ruff", "mypy") if name in deployed} == set()
    assert {name: version for name, version in deployed.items() if tested.get(name, version) != version} == {}


def versions(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==([\w.]+)", (ROOT / name).read_text(encoding="utf-8"),
                                       re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found
