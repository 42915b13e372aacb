"""A browser, a running playground and a page, for the tests that need the real thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.browser import chromium
from tests.serving import serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all of these tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running playground; the tests share its cases."""
    with serving(tmp_path_factory.mktemp("playground")) as served:
        yield f"{served.playground}/"


@pytest.fixture
def context(browser: Browser, home: str) -> Iterator[BrowserContext]:
    """A fresh window of a desktop's size that may use the clipboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home.rstrip("/"))
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; whatever its script throws fails the test."""
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("console", lambda m: thrown.append(m.text) if "Content Security" in m.text else None)
    yield page
    assert not thrown
