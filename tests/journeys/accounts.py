"""How people come in: the sign-in page, and a student's first time with the code from the registrar."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.school import PASSWORD

# The fixture `visit`: visit(path, username="", **options of the window) -> Page.
Visit = Callable[..., Page]
OWN_PASSWORD = "rain-on-the-east-lake"


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """By the sign-in page, as everybody does."""
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert "/accounts/login/" not in page.url, page.locator("main").inner_text()


def sign_out(page: Page) -> None:
    """By the menu of the public pages, in Chinese or in English."""
    page.locator("header details.menu summary").filter(has=page.locator(".menu__who")).click()
    with page.expect_navigation():
        page.locator("form[action='/accounts/logout/'] button").click()


def issue_code(page: Page, number: str) -> str:
    """The registrar finds the student by number in the list and makes a code."""
    page.goto(f"/staff/students/?search={number}")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="发放激活码").click()
    page.get_by_role("button", name="生成激活码").click()
    return page.locator("dl.kv strong").inner_text()


def activate(page: Page, number: str, code: str) -> None:
    """The student's side, on the page in Chinese; ends in the archive."""
    page.get_by_label("学号").fill(number)
    page.get_by_label("一次性激活码").fill(code)
    page.get_by_label("设置密码").fill(OWN_PASSWORD)
    page.get_by_label("再次输入密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="激活我的账号").click()
    page.wait_for_url("**/my/archive/")
