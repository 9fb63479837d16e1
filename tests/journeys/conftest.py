"""One demo school and one browser for all journeys; people sign in once and are remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import browser as browsers
from tests.journeys.accounts import Visit, sign_in
from tests.journeys.looking import DESKTOP, assert_silent, watch
from tests.journeys.school import School


def pytest_configure(config: pytest.Config) -> None:
    # Pictures of what went wrong, in test-results/.
    config.option.screenshot = "only-on-failure"
    expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def _a_known_day(browser_name: str) -> None:
    """The school has the known day, not this process: Playwright waits by this process's clock.

    All tests ask for the browser's name, also those that open no page: pytest would otherwise run them apart from the
    others, and a journey is told in its order.
    """


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    running = School(tmp_path_factory.mktemp("school") / "home")
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = browsers.find()
    if path is None:
        pytest.fail(browsers.HELP, pytrace=False)
    return {"executable_path": path, "args": browsers.ARGUMENTS, "timeout": 60_000}


@pytest.fixture(scope="session")
def browser_context_args(school: School) -> dict[str, Any]:
    return {"base_url": school.address, "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def remembered() -> dict[str, Any]:
    """The cookies of everybody who has signed in, by username."""
    return {}


@pytest.fixture
def visit(new_context: Callable[..., Any], school: School, remembered: dict[str, Any]) -> Iterator[Visit]:
    """`visit(path, username="", **options)`: a browser window of that person (or of nobody) on that page."""
    contexts = []

    def open_window(path: str, username: str = "", **options: Any) -> Page:
        options = {"viewport": DESKTOP, "locale": "zh-CN", "reduced_motion": "reduce", **options}
        context = new_context(storage_state=remembered.get(username), **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        watch(context, school.address)
        page = context.new_page()
        if username and username not in remembered:
            sign_in(page, username)
            remembered[username] = context.storage_state()
        page.goto(path)
        return page

    yield open_window
    for context in contexts:
        assert_silent(context)
