"""What holds for all code, so that nobody has to remember it. Each rule is of docs or of the design.

Addresses of archive data walked as people of another college: tests/conventions/test_other_colleges.py.
Nothing inline in templates: tests/campus/test_templates.py. Directions of imports: pyproject.toml, import-linter.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from campus.accounts.access import PUBLIC, SIGNED_IN, STUDENT_ONLY
from campus.accounts.permission_names import PERMISSIONS
from campus.organisation.models import Unit
from tests.conventions.addresses import Address, addresses
from tests.conventions.source import (
    APPS,
    ROOT,
    modules,
    nodes,
    place,
    templates,
    templates_named_in,
    words_of_template,
)
from tests.factories import TODAY

OUR_MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
ARCHIVE_MODELS = list(apps.get_app_config("archives").get_models())

LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 40  # lines, from `def` to the end
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "services", "service", "common", "core", "misc"}

# Views of others that nobody named here may bring an address. Each says who lets people in.
THIRD_PARTY = {
    "allauth.": "sign-in, passwords, second factor: one's own account only",
    "wagtail.": "pages, pictures, files: Wagtail's own permissions, and campus/workbench/door.py before them",
    "wagtail_localize.": "translations of pages: as Wagtail",
    "django.views.i18n": "the catalogue of the admin's script, the same for everybody",
    "django.views.generic.base": "a redirection inside allauth's addresses",
}

# Words that would make a number or a colour out of a person.
SCORE = re.compile(r"(?<![a-z])(score|rank|ranking|grade|rating|level|tier|points|stars|colou?r)s?(?![a-z])")
SCORE_ZH = re.compile(
    "信用分|诚信分|信用等级|诚信等级|总分|评级|等级分|评分|打分|排名|积分|星级"
    "|红黑榜|红榜|黑榜|黑名单|失信名单")
SAYS_THERE_IS_NONE = (
    "没有人据此打分", "阅读不打分",  # reading is not marked
    "排名前（%）",  # the statutory condition of a scholarship, a rule of the catalogue
)
NOT_ABOUT_PERSONS = {
    # template: words in it that are about something else
    "campus/workbench/icons.svg": {"color"},  # currentColor: an icon as its text
    "components/messages.html": {"level"},  # how urgent a message of Django is
    "error.html": {"color"},  # <meta name="color-scheme">: light and dark
    "base.html": {"color"},  # the same
    "education/courses/blocks/key_points.html": {"points"},  # what a lesson wants remembered
}


# --- Signals and other hidden ways ---------------------------------------------------------------


def uses_signals(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str() as module):
            return module.endswith("signals") or any(name.name.endswith("signals") for name in node.names)
        case ast.Import():
            return any(name.name.endswith("signals") for name in node.names)
        case ast.Call(func=ast.Attribute(attr="connect")):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return any("receiver" in ast.unparse(decorator) for decorator in node.decorator_list)
    return False


@pytest.mark.parametrize(
    "code",
    [
        "from django.db.models.signals import post_save",
        "from django.core import signals",
        "import django.dispatch.signals",
        "user_logged_in.connect(handler)",
        "@receiver(post_save, sender=Student)\ndef note(**kwargs): ...",
    ],
)
def test_the_search_for_signals_finds_each_way_of_writing_one(code: str) -> None:
    assert any(uses_signals(node) for node in ast.walk(ast.parse(code)))


def test_nothing_is_connected_by_signals() -> None:
    assert [place(path, node) for path in modules() for node in nodes(path) if uses_signals(node)] == []


# --- Every view says who may open it ----------------------------------------------------------------


def test_every_view_of_ours_names_its_permission() -> None:
    unnamed = [address.name for address in addresses() if address.is_ours and not address.permission_name]
    assert unnamed == [], "mark these views with public, signed_in, student_only or named_permission"


def test_every_named_permission_exists() -> None:
    known = {PUBLIC, SIGNED_IN, STUDENT_ONLY, *PERMISSIONS}
    named = {address.name: address.permission_name for address in addresses() if address.permission_name}
    assert {name: permission for name, permission in named.items() if permission not in known} == {}


def test_every_other_view_is_of_a_package_that_is_named_here_with_a_reason() -> None:
    others = [address for address in addresses() if not address.is_ours]
    strangers = [f"{address.name} ({address.module})" for address in others if not _vouched_for(address)]
    unneeded = [prefix for prefix in THIRD_PARTY if not any(other.module.startswith(prefix) for other in others)]
    assert (strangers, unneeded) == ([], [])


def _vouched_for(address: Address) -> bool:
    return address.module.startswith(tuple(THIRD_PARTY))


def test_no_view_of_others_serves_archive_data() -> None:
    """Wagtail's generic views list, export and open every row, whatever an object-level policy says."""
    serving = [address for address in addresses() if address.model in ARCHIVE_MODELS and not address.permission_name]
    assert [address.name for address in serving] == []


def test_every_permission_is_asked_for_by_a_view_or_an_action() -> None:
    asked = {node.value for path in modules() for node in nodes(path)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and path.name not in ("permission_names.py", "roles.py")}
    assert sorted(set(PERMISSIONS) - asked) == []


# --- Nobody is made a number -------------------------------------------------------------------------


def words_of_name(name: str) -> str:
    """"CreditScore" and "credit_score" both as "credit score"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()


@pytest.mark.parametrize("name", ["credit_score", "honestyRank", "overall_rating", "colour", "trust_levels"])
def test_the_search_for_scores_finds_them(name: str) -> None:
    assert SCORE.search(words_of_name(name))


def test_no_field_holds_a_score_a_rank_or_a_colour() -> None:
    fields = [f"{model._meta.label}.{field.name}" for model in OUR_MODELS for field in model._meta.get_fields()
              if SCORE.search(words_of_name(field.name)) and field.model._meta.app_label in APPS]
    assert fields == []


def test_no_address_is_of_a_score_or_a_rank() -> None:
    found = [address.name for address in addresses()
             if address.is_ours and SCORE.search(words_of_name(f"{address.name} {address.route}"))]
    assert found == []


def test_no_class_or_function_computes_one() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = {node.name for path in modules() if path.is_relative_to(ROOT / "archives") for node in nodes(path)
             if isinstance(node, kinds) and SCORE.search(words_of_name(node.name))}
    assert found == {"parse_year_grade"}  # 2024级: the year of entry


def test_no_page_shows_one() -> None:
    """Words in templates: what they print, include and call their variables; and in the texts in Chinese."""
    found = {}
    for name in templates():
        text = words_of_template(name)
        words = {match[1] for match in SCORE.finditer(words_of_name(text))} | set(SCORE_ZH.findall(text))
        if words:
            found[name] = words
    assert found == NOT_ABOUT_PERSONS


def test_no_text_of_the_interface_speaks_of_one() -> None:
    catalogue = (ROOT / "campus/locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    lines = [line for line in catalogue.splitlines() if SCORE_ZH.search(line)]
    assert [line for line in lines if not any(words in line for words in SAYS_THERE_IS_NONE)] == []


# --- Models ---------------------------------------------------------------------------------------------


def pairs() -> list[tuple[type[models.Model], str, str]]:
    """Each (model, x_at, x_by)."""
    found = []
    for model in OUR_MODELS:
        names = {field.name for field in model._meta.local_fields}
        found += [(model, name, f"{name[:-3]}_by") for name in sorted(names)
                  if name.endswith("_at") and f"{name[:-3]}_by" in names]
    return found


def holds_together(model: type[models.Model], at: str, by: str) -> bool:
    """Both always there, or the database takes both or neither."""
    if not any(model._meta.get_field(name).null for name in (at, by)):
        return True
    both_or_neither = {(at, None), (by, None), (f"{at}__isnull", False), (f"{by}__isnull", False)}
    return any(both_or_neither <= set(_leaves(constraint.condition)) for constraint in model._meta.constraints
               if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, models.Q))


def _leaves(condition: models.Q) -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    for child in condition.children:
        if isinstance(child, models.Q):
            leaves += _leaves(child)
        elif isinstance(child, tuple) and (child[1] is None or isinstance(child[1], bool)):
            leaves.append(child)
    return leaves


def test_pairs_are_found() -> None:
    found = {(model.__name__, at) for model, at, _by in pairs()}
    assert {("Record", "confirmed_at"), ("Batch", "undo_asked_at")} <= found


@pytest.mark.parametrize(
    ("model", "at", "by"), [pytest.param(*pair, id=f"{pair[0].__name__}.{pair[1]}") for pair in pairs()])
def test_when_and_who_stand_together(model: type[models.Model], at: str, by: str) -> None:
    assert holds_together(model, at, by), f"{model.__name__} needs a CheckConstraint: {at} and {by} both or neither"


@pytest.mark.parametrize("model", ARCHIVE_MODELS, ids=lambda model: model.__name__)
def test_archive_models_stay_out_of_wagtails_reference_index(model: type[models.Model]) -> None:
    assert getattr(model, "wagtail_reference_index_ignore", False) is True


@pytest.mark.parametrize("model", ARCHIVE_MODELS, ids=lambda model: model.__name__)
def test_str_of_an_archive_model_is_a_number_and_no_name(model: type[models.Model]) -> None:
    """What `str` gives ends in logs, errors and mails."""
    marked = _marked(model)
    assert "机密" not in str(marked)
    assert model.__str__ is not models.Model.__str__, "say what it is called"


def _marked(model: type[models.Model], depth: int = 2) -> models.Model:
    """An unsaved row whose texts all say 机密, except numbers and codes, which may be shown."""
    values: dict[str, Any] = {}
    for field in model._meta.local_fields:
        may_be_shown = field.name in ("number", "code", "key", "letter", "kind")
        if isinstance(field, models.CharField | models.TextField):
            values[field.name] = "N1" if may_be_shown else "机密"
        elif isinstance(field, models.DateField):
            values[field.name] = TODAY
        elif isinstance(field, models.ForeignKey) and depth:
            values[field.name] = Unit(code="N1", name_zh="机密") if field.related_model is Unit else _marked(
                field.related_model, depth - 1)
    return model(**values)


# --- Templates -----------------------------------------------------------------------------------------


def test_every_template_is_used() -> None:
    """Templates of Django, Wagtail and allauth that ours replace are asked for by them."""
    in_code = {name for path in modules() for name, _node in templates_named_in(path)}
    included = {name for other in templates() for name in re.findall(r"[\"']([\w/.-]+)[\"']", words_of_template(other))
                if name != other}
    ours = {name for name in templates() if name.startswith((*(f"{app}/" for app in APPS), "components/"))}
    assert sorted(ours - in_code - included) == []


def test_views_render_templates_of_their_own_folder() -> None:
    """`archives/imports/viewsets.py` renders `archives/imports/…`, or what everybody shares."""
    astray = []
    for path in modules():
        inside = path.relative_to(ROOT).parts
        own = "/".join(inside[:2]) + "/" if len(inside) > 2 else f"{inside[0]}/"
        allowed = (own, "components/", "campus/workbench/")
        astray += [f"{place(path, node)} renders {name}" for name, node in templates_named_in(path)
                   if "/" in name and not name.startswith(allowed)]
    assert astray == []


def test_templates_belong_to_a_package() -> None:
    homeless = [name for name in templates() if name.startswith(tuple(f"{app}/" for app in APPS))
                and not (ROOT / "/".join(name.split("/")[:2])).is_dir()]
    assert homeless == []


# --- Size and names --------------------------------------------------------------------------------------


def test_modules_stay_small() -> None:
    lines = {place(path): path.read_text(encoding="utf-8").count("\n") for path in modules(with_tests=True)}
    assert {where: count for where, count in lines.items() if count > LONGEST_MODULE} == {}


def test_functions_stay_small() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [f"{place(path, node)} {node.name}" for path in modules(with_tests=True) for node in nodes(path)
            if isinstance(node, kinds) and node.end_lineno and node.end_lineno - node.lineno >= LONGEST_FUNCTION]
    assert long == []


def test_no_module_has_an_empty_name() -> None:
    names = {place(path): {path.stem, *path.relative_to(ROOT).parts[:-1]} for path in modules(with_tests=True)}
    assert {where: parts & EMPTY_WORDS for where, parts in names.items() if parts & EMPTY_WORDS} == {}


def test_nothing_is_left_for_later() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = [*modules(with_tests=True), *((ROOT / "templates" / name) for name in templates()),
             *(ROOT / "campus" / "static").rglob("*.js"), *(ROOT / "campus" / "static").rglob("*.css")]
    found = [place(path) for path in texts if path != Path(__file__)
             and unfinished.search(path.read_text(encoding="utf-8"))]
    assert found == []


# Tests of something that is no module: a folder of commands, a folder of files, the whole of something.
TESTS_WITHOUT_MODULE = {
    "campus/test_templates.py": "templates/",
    "campus/test_translations.py": "campus/management/commands/translations.py",
    "campus/test_draw_processes.py": "campus/management/commands/draw_processes.py",
    "campus/accounts/test_commands.py": "campus/management/commands/sync_roles.py",
    "campus/jobs/test_work.py": "campus/management/commands/work.py",
    "campus/workbench/test_wagtail_chinese.py": "campus/locale_wagtail",
    "archives/demo/test_command.py": "archives/management/commands/demo.py",
    "archives/imports/test_bytes_on_disk.py": "campus/encryption/storage.py",
    "archives/imports/test_guesses.py": "archives/imports/kinds",
    "archives/imports/viewsets/test_marked_cells.py": "archives/imports/staff_urls.py",
    "archives/imports/test_commands.py": "archives/management/commands/import_spreadsheet.py",
    "archives/imports/test_samples.py": "tests/archives/imports/samples",
}


def test_tests_mirror_the_code() -> None:
    """tests/archives/imports/test_actions.py tests archives/imports/actions.py, and nothing else does."""
    astray = []
    for path in sorted(path for app in APPS for path in (ROOT / "tests" / app).rglob("test_*.py")):
        name = path.relative_to(ROOT / "tests").as_posix()
        module = ROOT / path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_"))
        if not any(place.exists() for place in (module, module.with_suffix(""))) and name not in TESTS_WITHOUT_MODULE:
            astray.append(name)
    gone = [name for name, what in TESTS_WITHOUT_MODULE.items()
            if not (ROOT / "tests" / name).exists() or not (ROOT / what).exists()]
    assert (astray, gone) == ([], [])
