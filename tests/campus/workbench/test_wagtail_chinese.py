"""The staff pages are wholly Chinese: what Wagtail's own translation lacks, our overlay has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import wagtail
import wagtail_localize
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

OVERLAY = settings.BASE_DIR / "campus" / "locale_wagtail" / "zh_Hans" / "LC_MESSAGES"
NOT_INSTALLED = {"styleguide", "search_promotions", "simple_translation", "frontend_cache", "test"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def is_chinese(message: Message | None) -> bool:
    return (
        message is not None
        and not message.fuzzy
        and all([message.string] if isinstance(message.string, str) else message.string)
    )


def chinese_catalogs(domain: str) -> Iterator[Path]:
    """The Chinese catalogs of Wagtail's apps that are installed here."""
    for package in (wagtail, wagtail_localize):
        for path in sorted(Path(package.__file__).parent.glob(f"**/locale/zh_Hans/LC_MESSAGES/{domain}.po")):
            if not NOT_INSTALLED & set(path.parts):
                yield path


def lacking(domain: str) -> Iterator[str]:
    """What no Chinese catalog of Wagtail has, in the apps that are installed here."""
    for package in (wagtail, wagtail_localize):
        for english in sorted(Path(package.__file__).parent.glob(f"**/locale/en/LC_MESSAGES/{domain}.po")):
            if NOT_INSTALLED & set(english.parts):
                continue
            chinese_path = english.parents[2] / "zh_Hans" / "LC_MESSAGES" / english.name
            chinese = read(chinese_path) if chinese_path.exists() else Catalog()
            for message in read(english):
                if message.id and not is_chinese(chinese.get(singular(message), context=message.context)):
                    yield singular(message)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_overlay_has_every_string_that_wagtail_lacks(domain: str):
    overlay = read(OVERLAY / f"{domain}.po")
    assert [text for text in lacking(domain) if not is_chinese(overlay.get(text))] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_placeholder_of_the_overlay_exists_in_the_english(domain: str):
    for message in read(OVERLAY / f"{domain}.po"):
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        chinese = message.string if isinstance(message.string, str) else " ".join(message.string)
        assert set(PLACEHOLDER.findall(chinese)) <= set(PLACEHOLDER.findall(english)), english


def in_effect() -> Iterator[tuple[str, str]]:
    """Each Chinese sentence of Wagtail's that staff may meet: the overlay's where it has one."""
    for domain in ("django", "djangojs"):
        overlay = read(OVERLAY / f"{domain}.po")
        for path in chinese_catalogs(domain):
            for message in read(path):
                ours = overlay.get(singular(message), context=message.context) if message.id else None
                shown = ours if is_chinese(ours) else message
                if message.id and shown is not None and is_chinese(shown):
                    yield singular(message), shown.string if isinstance(shown.string, str) else shown.string[0]


def test_wagtail_addresses_people_and_quotes_names_as_the_product_does():
    """您, and names in Chinese quotation marks."""
    straight = re.compile(r"""(?<!=)(['"])(?:<em>)?(?:%\(\w+\)s|\{\w*\})(?:</em>)?\1""")
    assert [english for english, chinese in in_effect() if "你" in chinese or straight.search(chinese)] == []


def test_wagtail_writes_full_width_punctuation_between_chinese_words():
    half = re.compile(r"[\u4e00-\u9fff][,?!;](?!//)|[\u4e00-\u9fff]:(?=\s|$)")
    assert [english for english, chinese in in_effect() if half.search(chinese)] == []
