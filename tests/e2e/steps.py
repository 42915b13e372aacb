"""What a person does in the playground, step by step, as end-to-end tests need it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
RUDE = "You should have told the waiter while you were here."
KIND = (
    "Thank you for telling us, Dana. We are sorry about the cold pasta and the long wait. "
    "Giulia speaks with the team today and answers you here by Friday noon. "
    "What would put this right for you?"
)


def bring(page: Page, home: str, post: str = PASTA) -> None:
    """Paste a post and wait for its card."""
    page.goto(home)
    page.get_by_label("A customer wrote").fill(post)
    page.get_by_role("button", name="Coach me").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()


def fill_gaps(page: Page) -> None:
    """Put words into every gap."""
    for gap in page.locator(".slot input").all():
        gap.fill("Giulia")
    page.get_by_role("button", name="Fill in").click()
    expect(page.locator(".slot")).to_have_count(0)


def approve(page: Page) -> None:
    """Press ✅, and once more where the coach asks for a second look."""
    page.get_by_role("button", name="✅ Approve", exact=True).click()
    copy, anyway = page.get_by_role("button", name="Copy reply"), page.get_by_text("Approve anyway")
    expect(copy.or_(anyway)).to_be_visible()
    if anyway.is_visible():
        anyway.click()
    expect(copy).to_be_visible()


def write_own(page: Page) -> None:
    """Open the empty editor of the case on the page."""
    page.get_by_role("link", name="Write my own").click()
    expect(page.get_by_role("status")).to_contain_text("Take your time")
