"""The lesson editor as a teacher uses it: blocks chosen from the menu, pictures and files uploaded in place."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.school import ROOT

FILES = ROOT / "education" / "demo" / "files"


def start_lesson(page: Page, *, course: str, title: str, summary: str) -> None:
    """From the teacher's first page to an open editor with title and summary."""
    page.get_by_role("link", name="新建一课").first.click()
    page.get_by_role("main").get_by_role("link", name=course).click()
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill(summary)


def write(page: Page, place: int, words: str) -> None:
    """Type into the rich text at that place of the lesson; the two that a new lesson has are 0 and 1."""
    page.locator(f"[data-contentpath] input[name='body-{place}-value']").locator("xpath=..").locator(
        "[contenteditable=true]").click()
    page.keyboard.type(words)


def write_into(page: Page, place: int, field: str, words: str) -> None:
    """The same for a rich text that is a part of a block."""
    page.locator(f"input[name='body-{place}-value-{field}']").locator("xpath=..").locator(
        "[contenteditable=true]").click()
    page.keyboard.type(words)


def fill(page: Page, place: int, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name='body-{place}-value-{name}']").fill(value)


def add_block(page: Page, name: str) -> int:
    """Choose a block from the menu below the last one; returns its place."""
    place = int(page.locator("[name=body-count]").input_value())
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    expect(page.locator("[name=body-count]")).to_have_value(str(place + 1))
    return place


def add_picture(page: Page, file: str, *, shows: str, caption: str) -> None:
    place = add_block(page, "图片")
    choose_new(page, FILES / file, kind="image", title=caption)
    fill(page, place, alt_text=shows, caption=caption)


def add_video(page: Page, *, title: str, url: str, minutes: int, transcript: str) -> None:
    place = add_block(page, "视频")
    fill(page, place, title=title, url=url, minutes=str(minutes))
    write_into(page, place, "transcript", transcript)


def add_file(page: Page, file: str, *, title: str, note: str) -> None:
    place = add_block(page, "可下载的文件")
    choose_new(page, FILES / file, kind="document", title=title)
    fill(page, place, title=title, note=note)


def add_case(page: Page, *, title: str, facts: str, question: str, answer: str) -> None:
    place = add_block(page, "案例")
    fill(page, place, title=title, question=question)
    write_into(page, place, "facts", facts)
    write_into(page, place, "answer", answer)


def set_address(page: Page, slug: str) -> None:
    """The last part of the address, on the editor's second tab."""
    page.get_by_role("tab", name="搜索与分享").click()
    page.locator("[name=slug]").fill(slug)
    page.get_by_role("tab", name="内容").click()


def choose_new(page: Page, file: Path, *, kind: str, title: str) -> None:
    """Upload a picture or a file in the chooser that the newest block opens."""
    page.locator("[data-chooser-action-choose]:visible").last.click()
    dialog = page.locator(".modal")
    dialog.get_by_role("tab", name="上传").click()
    dialog.locator(f"[name={kind}-chooser-upload-file]").set_input_files(file)
    dialog.locator(f"[name={kind}-chooser-upload-title]").fill(title)
    dialog.locator("button[type=submit]:visible").click()
    expect(dialog).to_have_count(0)


def preview(page: Page) -> Locator:
    """Open the preview beside the editor; returns the page inside it."""
    page.get_by_role("button", name="预览开关").click()
    return page.frame_locator("#w-preview-iframe").locator("main")


def actions(page: Page) -> list[str]:
    """The names of the buttons at the foot of the editor, those behind the arrow too."""
    return [name.strip() for name in page.locator("footer button[type=submit], footer [data-workflow-action-name]")
            .all_text_contents()]


def choose_action(page: Page, name: str) -> None:
    """Save by one of the buttons behind the arrow at the foot of the editor."""
    page.locator("footer .w-dropdown__toggle").click()
    with page.expect_navigation():
        page.locator("footer").get_by_role("button", name=name, exact=True).click()


def begin_translation(page: Page, language: str) -> None:
    """From the editor of a page to the editor of its translation."""
    page.locator("header .w-dropdown__toggle, .w-slim-header .w-dropdown__toggle").first.click()
    page.get_by_role("link", name="翻译此页").click()
    page.get_by_label(language).check()
    with page.expect_navigation():
        page.locator("main input[type=submit]").click()


def translate(page: Page, words: str) -> None:
    """Translate the first passage that waits."""
    waiting = page.get_by_role("button", name="翻译", exact=True)
    expect(waiting.first).to_be_visible()
    left = waiting.count()
    waiting.first.click()
    page.locator(".js-translation-editor textarea").fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(waiting).to_have_count(left - 1)
