"""The web page of the Microsoft 365 Agents Playground, with what people do there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Route, WebSocket, expect

LOOPBACK = ("http://127.0.0.1", "http://localhost")
# Cards that open within a card are no cards of their own.
_CARD = ".ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)"


class TeamsPage:
    """A person in the personal conversation with the bot."""

    def __init__(self, page: Page, stream: WebSocket) -> None:
        self.page, self._stream = page, stream

    def write(self, text: str) -> None:
        """Send a message."""
        box = self.page.get_by_role("textbox").first
        box.click()
        self.page.keyboard.insert_text(text)
        expect(box).to_have_text(text)
        self.page.keyboard.press("Enter")

    def card(self, words: str) -> Locator:
        """The latest card that holds these words."""
        return self.page.locator(_CARD).filter(has_text=words).last

    @contextmanager
    def changing(self, words: str) -> Iterator[None]:
        """Wait for the answer to what is pressed inside, and for a message that says `words`."""
        with (
            self.page.expect_response("**/invoke"),
            self._stream.expect_event("framereceived", lambda frame: words in frame),
        ):
            yield


def button(card: Locator, label: str) -> Locator:
    """A button of a card by its label, without the emoji that does the same."""
    return card.get_by_role("button", name=re.compile(rf"^{re.escape(label)}\W*$"))


@contextmanager
def teams_page(browser: Browser, url: str, *, scale: float = 1) -> Iterator[TeamsPage]:
    """Open it, without what it would load from elsewhere (fonts)."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 1400},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        device_scale_factor=scale,
    )
    context.set_default_timeout(10_000)
    context.route("**/*", _here)
    try:
        page = context.new_page()
        with (
            page.expect_event("websocket", lambda one: "_conversation" in one.url) as stream,
            page.expect_response("**/installation"),  # before, it draws itself anew
        ):
            page.goto(url)
        yield TeamsPage(page, stream.value)
    finally:
        context.close()


def _here(route: Route) -> None:
    if route.request.url.startswith(LOOPBACK):
        route.continue_()
    else:
        route.abort()
