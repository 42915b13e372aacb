"""Checking an own reply, trying first, easy ones and tones, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import CHROMIUM
from tests.e2e.checks import FAINT_TEXTS, FAULTS, SMALL_TARGETS
from tests.e2e.steps import KIND, PASTA, RUDE, bring

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")

COFFEE = "Great coffee and the friendliest staff in town!"
CAKE = "The best lemon cake ever, thank you so much!"
SAW = "Dana, about cold pasta and a waiter who laughed; she wants to be heard"


def check(page: Page, home: str, text: str = RUDE) -> None:
    """Have an own reply to the pasta checked, coming from the start."""
    page.goto(home)
    page.get_by_role("link", name="Check a reply of your own").click()
    page.get_by_label("Your reply").fill(text)
    page.get_by_label("The post it answers").fill(PASTA)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="What a good reply holds")).to_be_visible()


def try_first(page: Page, home: str) -> None:
    """Alex is new here, and looks at the pasta."""
    page.goto(home)
    page.get_by_role("button", name="Alex").click()
    switch = page.get_by_role("button", name="I'm new here")
    if switch.get_attribute("aria-pressed") == "false":
        switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    page.get_by_label("A customer wrote").fill(PASTA)
    page.get_by_role("button", name="Coach me").click()
    expect(page.get_by_label("Who is angry, about what")).to_be_visible()


def test_a_reply_is_coached_while_it_is_typed_without_a_case(page: Page, home: str) -> None:
    """Underlined with one hint, as in the editor of a case; the post changes what is found."""
    page.goto(f"{home}check")
    page.get_by_label("Your reply").press_sequentially(f"{KIND} {RUDE}")
    expect(page.locator("#mirror .flag").filter(has_text=re.compile("should have"))).to_be_visible()
    expect(page.locator("#hint")).to_contain_text("should have")
    page.get_by_role("button", name="Use this wording").click()
    expect(page.locator("#hint")).not_to_contain_text("should have")
    with page.expect_request(lambda r: r.url.endswith("/check/read") and PASTA in r.post_data):
        page.get_by_label("The post it answers").fill(PASTA)


def test_the_mended_words_can_be_taken_and_given_back(page: Page, home: str) -> None:
    """Use this puts them into the box; Ctrl-Z brings the own ones back; what was said is old."""
    check(page, home, f"{KIND} {RUDE}")
    box, stale = page.get_by_label("Your reply"), page.locator("#stale")
    expect(page.locator("#hint")).to_contain_text("should have")
    expect(stale).to_be_hidden()
    mended = page.get_by_label("The mended reply").input_value()
    page.get_by_role("button", name="Use this", exact=True).click()
    expect(box).to_have_value(mended)
    assert KIND.partition(".")[0] in mended
    expect(stale).to_be_visible()
    box.focus()
    page.keyboard.press("Control+z")
    expect(box).to_have_value(f"{KIND} {RUDE}")


def test_ours_is_shown_when_it_is_asked_for(page: Page, home: str) -> None:
    """And not before; the page shows it at once."""
    check(page, home)
    expect(page.get_by_text("One way among many")).to_have_count(0)
    page.get_by_role("button", name="Show me yours").click()
    expect(page.get_by_text("One way among many")).to_be_in_viewport()
    expect(page.get_by_label("Your reply")).to_have_value(RUDE)


def test_what_was_checked_is_not_in_the_window_any_more(page: Page, home: str) -> None:
    """Nothing of it is kept, not even in the browser."""
    check(page, home)
    page.goto(f"{home}check")
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert page.evaluate("JSON.stringify(sessionStorage)").count("should have") == 0


def test_a_newcomer_understands_writes_and_compares(page: Page, home: str) -> None:
    """Three steps with the coaching in the second; the draft shows itself in the third only."""
    try_first(page, home)
    expect(page.get_by_role("heading", name="Our reply")).to_have_count(0)
    page.get_by_label("Who is angry, about what").fill(SAW)
    page.get_by_role("button", name="Go on to your reply").click()
    expect(page.get_by_text(SAW)).to_be_visible()
    box = page.get_by_label("Your reply")
    box.fill(RUDE)
    expect(page.locator("#hint")).to_contain_text("should have")
    box.fill(KIND)
    page.get_by_role("button", name="Save for review").click()
    ours = page.get_by_role("heading", name="Ours, beside yours")
    expect(ours).to_be_visible()
    expect(page.locator(".words").first).to_contain_text("Giulia speaks with the team")


def test_easy_ones_are_read_unticked_and_approved(page: Page, home: str) -> None:
    """The number of ticks counts along; what was unticked stays."""
    for post in (COFFEE, CAKE):
        bring(page, home, post)
    page.goto(home)
    page.get_by_role("link", name=re.compile("easy ones: read and untick")).click()
    expect(page.locator("#ticked")).to_have_text("2 of 2 ticked")
    page.locator(".pair").filter(has_text=CAKE).get_by_role("checkbox").uncheck()
    expect(page.locator("#ticked")).to_have_text("1 of 2 ticked")
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("heading", name="Approved: one reply")).to_be_visible()
    left = page.locator(".pair")
    expect(left).to_have_count(1)
    expect(left).to_contain_text(CAKE)
    page.get_by_role("link", name=COFFEE).click()
    expect(page.get_by_role("button", name="Copy reply")).to_be_visible()


def test_a_tone_is_two_presses_away(page: Page, home: str) -> None:
    """From a menu that is closed until somebody wants it."""
    bring(page, home)
    expect(page.get_by_role("button", name="Warmer")).to_be_hidden()
    page.get_by_text("Another tone", exact=True).click()
    page.get_by_role("button", name="Shorter").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    page.locator("#details > summary").click()
    expect(page.get_by_text("Draft 2 · ")).to_be_visible()


def test_a_reply_can_be_checked_without_script(browser: Browser, home: str) -> None:
    """Scorecard, one hint, and the mended words put into the box by the server."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    check(page, home)
    expect(page.locator("#hint")).to_contain_text("should have")
    page.get_by_role("button", name="Use this", exact=True).click()
    expect(page.get_by_label("Your reply")).not_to_have_value(RUDE)
    expect(page.locator("#hint")).not_to_contain_text("should have")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_pages_fit_a_phone_and_can_be_read(
    browser: Browser, home: str, scheme: str
) -> None:
    """No sideways scrolling, targets for a thumb, contrast, names and headings in order."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
        has_touch=True,
    )
    page = context.new_page()

    def sound() -> None:
        page.wait_for_load_state("load")  # the style counts, too
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, page.url
        assert not page.evaluate(SMALL_TARGETS), page.url
        assert not page.evaluate(FAINT_TEXTS), page.url
        assert page.evaluate(FAULTS) == [], page.url

    bring(page, home)
    page.get_by_text("Another tone", exact=True).click()
    sound()
    bring(page, home, "Well. That was something.")
    sound()
    check(page, home, f"{RUDE} {'Sorry' * 60}")
    page.get_by_role("button", name="Show me yours").click()
    expect(page.get_by_text("One way among many")).to_be_visible()
    sound()
    bring(page, home, f"{CAKE} {'Yum' * 60}")
    page.goto(f"{home}easy")
    sound()
    try_first(page, home)
    sound()
    page.get_by_label("Who is angry, about what").fill(SAW)
    page.get_by_role("button", name="Go on to your reply").click()
    expect(page.get_by_text(SAW)).to_be_visible()
    sound()
    page.get_by_label("Your reply").fill(KIND)
    page.get_by_role("button", name="Save for review").click()
    expect(page.get_by_role("heading", name="Ours, beside yours")).to_be_visible()
    sound()
    context.close()
