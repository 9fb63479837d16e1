"""What must be true of every page a person meets: readable by everybody, in place at both widths, and silent."""

from __future__ import annotations

import re
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = ("serious", "critical")
LANGUAGE_OF_PATH = {"zh-hans": "zh-hans", "en": "en"}

AXE = """levels => axe.run(document, {runOnly: {type: "tag", values: levels}, resultTypes: ["violations"]})
    .then(found => found.violations.map(one => ({
        id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.map(node => node.html.slice(0, 300)),
        why: one.nodes.map(node => node.failureSummary)})))"""
# Parts wider than the page, each with how far it reaches; boxes that scroll by themselves are no part of it.
TOO_WIDE = """() => {
    const root = document.scrollingElement, over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
        part => part.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${over}px too wide`, ...wide.slice(0, 8).map(part => part.outerHTML.slice(0, 160))];
}"""

# Half-faded words have too little contrast: what moves has to come to rest first.
AT_REST = """() => {
    const rest = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < 5000)
        .map(one => one.finished.catch(() => {}));
    return Promise.all(rest).then(() => {});
}"""

_complaints: WeakKeyDictionary[BrowserContext, list[str]] = WeakKeyDictionary()


def watch(context: BrowserContext, address: str) -> None:
    """Note whatever the browser complains about, and every request to anybody but the school."""
    complaints = _complaints.setdefault(context, [])

    def on_console(message: ConsoleMessage) -> None:
        # Refused requests are judged by their status below; a form that explains what is wrong answers 422.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        # The editor saves by itself while somebody writes; a half-filled block answers 400 and is saved later.
        is_half_written = response.status == 400 and "/staff/pages/" in response.url
        if response.status >= 400 and response.status != 422 and not is_half_written:
            complaints.append(f"{response.status} {response.url}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:", "about:")):
            complaints.append(f"request to a stranger: {request.url}")

    context.on("console", on_console)
    context.on("weberror", lambda failure: complaints.append(f"script: {failure.error}"))
    context.on("response", on_response)
    context.on("request", on_request)


def assert_silent(context: BrowserContext) -> None:
    complaints = _complaints.get(context, [])
    assert complaints == [], "The browser complains:\n" + "\n".join(complaints)


def assert_accessible(page: Page, *, language: str = "") -> None:
    """No serious finding of axe, nothing sideways, no complaint, the right language: at both widths."""
    page.wait_for_load_state()
    assert_language(page, language)
    before = page.viewport_size or DESKTOP
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        where = f"{page.url} at {size['width']} px"
        assert page.evaluate(TOO_WIDE) == [], f"{where} scrolls sideways"
        found = serious_findings(page)
        assert found == [], f"{where}:\n" + "\n".join(found)
    page.set_viewport_size(before)
    assert_silent(page.context)


def assert_language(page: Page, language: str = "") -> None:
    """The document says its language: that of its path, or the one given where the path names none."""
    named = re.match(r"/(zh-hans|en)/", page.evaluate("location.pathname"))
    expected = named.group(1) if named else language or "zh-hans"
    assert page.evaluate("document.documentElement.lang").lower() == expected, page.url


def serious_findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(AT_REST)
    found: list[dict[str, Any]] = page.evaluate(AXE, LEVELS)
    return [f"{one['impact']} {one['id']}: {one['help']}\n    " + "\n    ".join(
            f"{html}\n      {why}" for html, why in zip(one["nodes"][:4], one["why"], strict=False))
            for one in found if one["impact"] in SERIOUS]
