"""Makes the pictures in `docs/pictures`: `python -m tests.pictures`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import chromium
from tests.e2e.teams_page import button, teams_page
from tests.e2e.teams_playground import teams
from tests.render.preview import pages
from tests.serving import ROOT, serving

FOLDER = ROOT / "docs" / "pictures"
PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
RUDE = (
    "Hello Dana, you should have told the waiter while you were here. "
    "It was a busy evening. Please delete this review."
)
DESKTOP, PHONE = (1200, 960), (390, 844)


def main() -> None:
    """Each picture from a fresh database, so that one does not show the cases of another."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        picture(browser, "empty", DESKTOP, lambda page: None)
        picture(browser, "card", DESKTOP, card)
        picture(browser, "rude", DESKTOP, rude)
        picture(browser, "phone", PHONE, card)
        picture(browser, "check", DESKTOP, check)
        for name in ("card", "edit"):
            slack_picture(browser, name)
        teams_picture(browser)


def picture(
    browser: Browser, name: str, size: tuple[int, int], show: Callable[[Page], None]
) -> None:
    """One PNG of what `show` leads to."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        device_scale_factor=1.5 if size == PHONE else 1,
    )
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        page = context.new_page()
        page.goto(served.playground)
        show(page)
        page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")
        context.close()


def slack_picture(browser: Browser, name: str) -> None:
    """A card or form of Slack on a phone, drawn after Slack's manner: there is no Slack here."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": 200})
    page = context.new_page()
    page.set_content(pages()[name])
    page.screenshot(path=FOLDER / f"slack-{name}.png", full_page=True)
    context.close()


def teams_picture(browser: Browser) -> None:
    """A card as Microsoft's own stand-in for Teams shows it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        teams(Path(folder)) as url,
        teams_page(browser, url, scale=1.5) as ana,
    ):
        ana.write(PASTA)
        card = ana.card(PASTA)
        expect(button(card, "Edit")).to_be_visible()
        card.screenshot(path=FOLDER / "teams-card.png", animations="disabled")


def card(page: Page) -> None:
    """The card of the post that every newcomer tries first."""
    page.get_by_label("A customer wrote").fill(PASTA)
    page.locator("#platform").select_option(index=1)
    page.locator("details.quiet > summary").click()
    page.get_by_label("Who wrote it").fill("Dana K.")
    page.get_by_role("button", name="Coach me").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()


def rude(page: Page) -> None:
    """An own reply that turns on the customer, with the hint it gets."""
    card(page)
    page.get_by_role("link", name="Write my own").click()
    page.get_by_label("Your reply").fill(RUDE)
    expect(page.locator("#mirror .flag").first).to_be_visible()
    expect(page.locator("#hint")).to_contain_text("Try:")
    page.evaluate("window.scrollTo(0, 0)")


def check(page: Page) -> None:
    """The same reply, checked without a case: one hint, the words mended, what is missing."""
    page.get_by_role("link", name="Check a reply of your own").click()
    page.get_by_label("Your reply").fill(RUDE)
    page.get_by_label("The post it answers").fill(PASTA)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="What a good reply holds")).to_be_visible()
    expect(page.locator("#mirror .flag").first).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")


if __name__ == "__main__":
    main()
