"""The Chinese is complete, and English readers see English."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, ngettext, override, trans_real

from campus.management.commands import translations
from campus.management.commands.translations import compare, extract_all, extract_file, merge, read_catalog

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source tree of its own, with its own catalog."""
    for folder in translations.SOURCES:
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "CATALOG", tmp_path / "campus/locale/zh_Hans/LC_MESSAGES/django.po")
    monkeypatch.setattr(translations.extract_all, "__defaults__", (tmp_path,))
    monkeypatch.setattr(translations.compile_catalogs, "__defaults__", (tmp_path,))
    return tmp_path


def texts(path: Path) -> list[object]:
    return [(text, context) for text, context, _comments in extract_file(path)]


def test_every_string_has_its_chinese() -> None:
    found, unreadable = extract_all()
    report = compare(found, read_catalog(translations.CATALOG))
    assert unreadable == []
    assert report.missing == []
    assert report.fuzzy == []
    assert report.obsolete == []
    assert report.placeholders == []
    assert len(found) > 200


def test_python_strings_are_found(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.py",
        """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy, npgettext
a = _("one " "two")
b = ngettext("%(n)s row", "%(n)s rows", 2)
c = pgettext_lazy("verb", "Open")
d = npgettext("door", "key", "keys", 3)
e = print("not this")
""",
    )
    assert texts(path) == [
        ("one two", None),
        (("%(n)s row", "%(n)s rows"), None),
        ("Open", "verb"),
        (("key", "keys"), "door"),
    ]


def test_template_strings_are_found(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.html",
        """{% load i18n %}
    <p>{% translate "It's here" %}</p>
  {% blocktranslate trimmed count n=rows|length %}
      {{ n }} row
    {% plural %}{{ n }} rows{% endblocktranslate %}
{% translate "Open" context "verb" %} {{ _("Shut") }}
""",
    )
    assert texts(path) == [
        ("It's here", None),
        (("%(n)s row", "%(n)s rows"), None),
        ("Open", "verb"),
        ("Shut", None),
    ]


@pytest.mark.parametrize(
    ("po", "name"),
    [
        ("", "missing"),
        ('msgid "Hello %(name)s"\nmsgstr ""\n', "missing"),
        ('#, fuzzy\nmsgid "Hello %(name)s"\nmsgstr "您好，%(name)s"\n', "fuzzy"),
        ('msgid "Hello %(name)s"\nmsgstr "您好"\n', "placeholders"),
        ('msgid "Hello %(name)s"\nmsgstr "您好，%(nmae)s"\n', "placeholders"),
        ('msgid "Hello %(name)s"\nmsgstr "您好，%(name)s"\n\nmsgid "Old"\nmsgstr "旧"\n', "obsolete"),
    ],
)
def test_check_fails_for_whatever_is_not_complete(source: Path, po: str, name: str) -> None:
    write(source / "campus/a.py", '_("Hello %(name)s")')
    write(translations.CATALOG, PO + po)
    found, _unreadable = extract_all(source)
    report = compare(found, read_catalog(translations.CATALOG))
    assert len(getattr(report, name)) == 1
    assert not report.complete
    with pytest.raises(CommandError):
        call_command("translations", "--check", stdout=StringIO())


def test_one_chinese_form_is_held_to_the_english_plural(source: Path) -> None:
    write(source / "campus/a.py", 'ngettext("One row of {file}", "{n} rows of {file}", n)')
    plural = 'msgid "One row of {file}"\nmsgid_plural "{n} rows of {file}"\nmsgstr[0] '
    write(translations.CATALOG, PO + plural + '"{file} 的 {n} 行"\n')
    found, _unreadable = extract_all(source)
    assert compare(found, read_catalog(translations.CATALOG)).complete
    write(translations.CATALOG, PO + plural + '"{file} 的一行"\n')
    assert len(compare(found, read_catalog(translations.CATALOG)).placeholders) == 1


def test_a_percent_sign_is_no_placeholder() -> None:
    assert translations.placeholders("14 % of the rows, 20% more") == []
    assert translations.placeholders("{total} of %(n)d, %s") == ["%(n)d", "%s", "{total}"]


def test_update_keeps_the_chinese_drops_what_is_gone_and_is_stable(source: Path) -> None:
    write(source / "campus/a.py", '_("Keep")\n_("New")')
    write(translations.CATALOG, PO + 'msgid "Keep"\nmsgstr "保留"\n\nmsgid "Gone"\nmsgstr "不再使用"\n')
    call_command("translations", "--update", stdout=StringIO())
    first = translations.CATALOG.read_text(encoding="utf-8")
    assert 'msgid "Keep"\nmsgstr "保留"' in first
    assert 'msgid "New"\nmsgstr ""' in first
    assert "Gone" not in first
    write(source / "campus/a.py", '\n\n\n_("New")\n_("Keep")')
    call_command("translations", "--update", stdout=StringIO())
    assert translations.CATALOG.read_text(encoding="utf-8") == first


def test_update_refuses_to_merge_while_a_file_cannot_be_read(source: Path) -> None:
    write(source / "campus/a.py", '_("Keep")')
    write(source / "templates/a.html", "{% load i18n %}{% blocktranslate %}{% if x %}{% endblocktranslate %}")
    write(translations.CATALOG, PO)
    with pytest.raises(CommandError, match=r"a\.html"):
        call_command("translations", "--update", stdout=StringIO())
    assert translations.CATALOG.read_text(encoding="utf-8") == PO


def test_compile_writes_our_words_and_the_overlay(source: Path) -> None:
    write(translations.CATALOG, PO + 'msgid "Keep"\nmsgstr "保留"\n')
    overlay = write(
        source / "campus/locale_wagtail/zh_Hans/LC_MESSAGES/django.po", PO + 'msgid "Page"\nmsgstr "页面"\n'
    )
    call_command("translations", "--compile", stdout=StringIO())
    assert "保留".encode() in translations.CATALOG.with_suffix(".mo").read_bytes()
    assert "页面".encode() in overlay.with_suffix(".mo").read_bytes()


def test_merging_keeps_contexts_apart(source: Path) -> None:
    write(source / "campus/a.py", 'pgettext("verb", "Open")\npgettext("state", "Open")')
    write(translations.CATALOG, PO + 'msgctxt "verb"\nmsgid "Open"\nmsgstr "打开"\n')
    found, _unreadable = extract_all(source)
    merged = {
        translations.key_of(m): m.string for m in merge(found, read_catalog(translations.CATALOG)) if m.id
    }
    assert merged == {("Open", "verb"): "打开", ("Open", "state"): ""}


def test_english_readers_never_get_chinese_for_a_string() -> None:
    # Chinese is LANGUAGE_CODE, and Django lets other languages fall back to LANGUAGE_CODE: not English.
    assert trans_real.translation("en")._fallback is None
    with override("en"):
        assert gettext("There is no page at this address") == "There is no page at this address"
        assert ngettext("%(count)s key", "%(count)s keys", 2) == "%(count)s keys"


def test_chinese_readers_get_chinese() -> None:
    with override("zh-hans"):
        assert gettext("There is no page at this address") == "没有找到这个页面"
        assert ngettext("%(count)s key", "%(count)s keys", 2) == "%(count)s 个密钥"
