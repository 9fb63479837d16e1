"""`.env.example` lists what an installation can set: everything, nothing else, each with a sentence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

EXAMPLE = Path(settings.BASE_DIR) / ".env.example"
VARIABLE = re.compile(r"^#([A-Z][A-Z0-9_]*)=(.*)$")
READ = (
    re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z][A-Z0-9_]*)\""""),
    re.compile(r"""\bos\.environ(?:\.get\(|\[)\s*"([A-Z][A-Z0-9_]*)\""""),
    re.compile(r"""\bos\.getenv\(\s*"([A-Z][A-Z0-9_]*)\""""),
    re.compile(r"""^ENVIRONMENT_VARIABLE = "([A-Z][A-Z0-9_]*)\"""", re.MULTILINE),
)


def read_by_the_code() -> set[str]:
    found: set[str] = set()
    for folder in ("campus", "education", "archives"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found.update(name for pattern in READ for name in pattern.findall(text))
    return found


def listed() -> dict[str, str]:
    matches = [VARIABLE.match(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = [match.groups() for match in matches if match]
    assert len(pairs) == len(dict(pairs)), "a variable stands twice"
    return dict(pairs)


def test_the_example_lists_exactly_what_is_read() -> None:
    assert set(listed()) == read_by_the_code()


def test_every_variable_has_a_sentence() -> None:
    before = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if match := VARIABLE.match(line):
            assert re.match(r"# (?!---)\S", before), match[1]
        before = line


def test_a_copy_of_the_example_sets_nothing() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize("production", ["false", "true"])
def test_the_values_of_the_example_can_be_read(production: str, tmp_path: Path) -> None:
    given = {name: value.strip('"') for name, value in listed().items() if value}
    environment = {"PATH": os.environ["PATH"], **given, "MINGXIN_HOME": str(tmp_path), "SECRET_KEY": "x" * 60,
                   "DJANGO_READ_DOT_ENV": "false", "MINGXIN_PRODUCTION": production}
    answer = subprocess.run([sys.executable, "-c", "import campus.settings"], cwd=settings.BASE_DIR, env=environment,
                            capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_defaults_outside_production_are_those_of_the_example(tmp_path: Path) -> None:
    """Where the example shows a value, leaving the variable out means the same."""
    names = ["CONN_MAX_AGE", "TIME_ZONE", "BASE_URL", "LOG_LEVEL", "DEBUG", "SERVE_MEDIA", "REQUIRE_SECOND_FACTOR",
             "IMPORT_MAX_BYTES", "IMPORT_MAX_UNPACKED_BYTES", "IMPORT_MAX_ROWS", "IMPORT_MAX_COLUMNS",
             "IMPORT_CHILD_MEMORY_BYTES", "IMPORT_CHILD_SECONDS", "DEFAULT_FROM_EMAIL",
             "SESSION_IDLE_MINUTES", "SESSION_IDLE_MINUTES_STAFF"]
    program = ("import campus.settings as s, json; s.CONN_MAX_AGE = s.DATABASES['default']['CONN_MAX_AGE'];"
               f"print(json.dumps({{name: str(getattr(s, name)) for name in {names!r}}}))")
    environment = {"PATH": os.environ["PATH"], "MINGXIN_HOME": str(tmp_path), "DJANGO_READ_DOT_ENV": "false"}
    answer = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment,
                            capture_output=True, text=True, check=True)
    shown = {name: value.strip('"').capitalize() if value in ("true", "false") else value.strip('"')
             for name, value in listed().items() if name in names}
    assert json.loads(answer.stdout) == shown


WRITE_EVERYTHING = """
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.mail import send_mail
from django.db import connection
from campus.encryption import keys
from campus.working_files import working_folder
connection.cursor().execute("CREATE TABLE t (a text)")
send_mail("s", "b", None, ["a@example.edu.cn"])
keys.keyring()
storages["private"].save("imports/a.xlsx", ContentFile(b"x"))
(working_folder() / "list.xlsx").write_bytes(b"x")
default_storage.save("images/a.png", ContentFile(b"x"))
"""


def test_what_the_site_writes_is_its_owners_alone_whatever_the_umask_but_pictures(tmp_path: Path) -> None:
    """A web server such as gunicorn starts its workers with a umask of 0."""
    environment = {"MINGXIN_HOME": str(tmp_path), "DJANGO_READ_DOT_ENV": "false", "PATH": os.defpath,
                   "DJANGO_SETTINGS_MODULE": "campus.settings"}  # fmt: skip
    subprocess.run([sys.executable, "-c", WRITE_EVERYTHING], env=environment, umask=0, check=True,
                   cwd=settings.BASE_DIR)  # fmt: skip
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    public = {name: mode for name, mode in modes.items() if mode & 0o077}
    assert public == {"media/images": 0o755, "media/images/a.png": 0o644, "media": 0o755}
    assert {name.split("/")[0] for name in modes} == {"mingxin.sqlite3", "mail", "keys", "private", "media"} | {
        name for name in modes if name.startswith("mingxin.sqlite3-")
    }


def test_in_production_no_other_host_of_the_school_can_set_a_cookie_of_this_site(tmp_path: Path) -> None:
    names = ["SESSION", "CSRF", "LANGUAGE", "DEVICE"]
    program = ("import campus.settings as s, json;"
               f"print(json.dumps([getattr(s, n + '_COOKIE_NAME') for n in {names!r}]),"
               "s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.LANGUAGE_COOKIE_SECURE)")
    environment = {"PATH": os.environ["PATH"], "MINGXIN_HOME": str(tmp_path), "SECRET_KEY": "x" * 60,
                   "DJANGO_READ_DOT_ENV": "false", "MINGXIN_PRODUCTION": "true", "ALLOWED_HOSTS": "x"}
    answer = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment,
                            capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == (
        '["__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-mingxin_device"] True')
