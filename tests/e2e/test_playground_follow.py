"""From the promise to the public note of what was put right, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import CHROMIUM
from tests.e2e.checks import FAINT_TEXTS, FAULTS, SMALL_TARGETS
from tests.e2e.steps import approve, bring

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")

REPLY = (
    "Thank you for telling us, Dana. We are sorry about the cold pasta and the long wait. "
    "We will refund the bill by Friday noon. What would put this right for you?"
)
ANGRY = "The money came, but nobody said sorry for the waiter."
HAPPY = "Now you did. We'd gladly eat there again."
SORRY = "Thank you for saying so, Dana. We are sorry that our waiter laughed at you. What else?"
DONE = "Dana has the refund, and the apology that was due. Thank you for your patience."


def publish(page: Page, reply: str) -> None:
    """Write a reply, approve it, copy it and say that it was posted."""
    page.get_by_role("link", name="Write").click()
    page.get_by_label("Your reply").fill(reply)
    page.get_by_role("button", name="Save for review").click()
    approve(page)
    page.get_by_role("button", name="Copy reply").click()
    page.get_by_role("button", name="Posted", exact=True).click()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def wrote_again(page: Page, words: str) -> None:
    """Paste what the customer wrote since."""
    page.locator("summary", has_text="They wrote again").click()
    page.get_by_label("What did the customer write?").fill(words)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".letter blockquote")).to_have_text(words)
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()


def solve(page: Page, outcome: str, quote: str) -> None:
    """Say how it ended."""
    page.get_by_label("How did it end for the customer?").select_option(outcome)
    page.get_by_label("Their words that show it").fill(quote)
    page.get_by_role("button", name="Mark as solved").click()


def test_a_promise_is_kept_and_the_customer_content(page: Page, home: str) -> None:
    """Posted with a promise; not solved while it is open; kept; they wrote again; solved."""
    bring(page, home)
    publish(page, REPLY)
    owed = page.get_by_role("region", name="What we promised")
    expect(owed).to_contain_text("We will refund the bill by Friday noon")
    solve(page, "satisfied", HAPPY)
    said = page.get_by_role("alert").filter(has_text="A promise is still open")
    expect(said).to_be_focused()
    expect(page.get_by_label("Their words that show it")).to_have_value(HAPPY)
    owed.get_by_role("button", name="Kept", exact=True).click()
    expect(owed).to_have_count(0)
    wrote_again(page, ANGRY)
    expect(page.locator(".earlier")).to_contain_text("45 minutes for cold pasta")
    publish(page, SORRY)
    wrote_again(page, HAPPY)
    page.locator("summary", has_text="Mark as solved").click()
    solve(page, "satisfied", "We'd gladly eat there again.")
    expect(page.get_by_text("this note tells everybody who reads along")).to_be_visible()
    publish(page, DONE)
    expect(page.locator(".status")).to_have_text("Solved: satisfied")
    expect(page.get_by_text("Conclusive answer after")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_owed_is_readable_on_a_phone(browser: Browser, home: str, scheme: str) -> None:
    """Nothing scrolls sideways, buttons are large enough, and every text stands out."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
        has_touch=True,
    )
    page = context.new_page()
    bring(page, home)
    publish(page, REPLY)
    page.locator("summary", has_text="Change").click()
    expect(page.get_by_label("By when will it be done?")).to_be_visible()
    page.get_by_label("What became of it?").select_option("broken")
    expect(page.get_by_label("By when will it be done?")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert not page.evaluate(SMALL_TARGETS)
    assert not page.evaluate(FAINT_TEXTS)
    assert page.evaluate(FAULTS) == []
    page.goto(home)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert not page.evaluate(SMALL_TARGETS)
    context.close()
