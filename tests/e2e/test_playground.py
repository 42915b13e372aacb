"""The main job in a real browser, against `coach serve`."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.browser import CHROMIUM
from tests.e2e.checks import FAINT_TEXTS, FAULTS, NAME_OF_FOCUS, SMALL_TARGETS
from tests.e2e.steps import KIND, PASTA, RUDE, approve, bring, fill_gaps, write_own

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")


def test_a_post_becomes_an_approved_copied_posted_reply(page: Page, home: str) -> None:
    """The main job, from the pasted post to the case that waits for the customer."""
    bring(page, home)
    page.get_by_label("In a few words").fill("refunded the pasta")
    page.get_by_role("button", name="Write it with this").click()
    expect(page.locator(".known")).to_contain_text("refunded the pasta")
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    fill_gaps(page)
    words = page.locator(".words").text_content()  # as it stands, whatever the style makes of it
    approve(page)
    page.get_by_role("button", name="Copy reply").click()
    expect(page.get_by_role("button", name="Posted", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == words
    page.get_by_role("button", name="Posted", exact=True).click()
    expect(page.locator(".status")).to_contain_text("Posted")
    page.get_by_role("link", name="All cases").click()
    expect(page.locator(".list li").first).to_contain_text("Answered")


def test_a_sample_fills_the_box_and_can_be_taken_back(page: Page, home: str) -> None:
    """A click on a sample loses nothing that was typed."""
    page.goto(home)
    box = page.get_by_label("A customer wrote")
    box.fill("My own words")
    page.locator("[data-post]").nth(1).click()
    chosen = page.locator("[data-post]").nth(1)
    expect(box).to_have_value(chosen.get_attribute("data-post") or "")
    expect(page.locator("#platform")).to_have_value(chosen.get_attribute("data-platform") or "")
    box.focus()
    page.keyboard.press("Control+z")
    expect(box).to_have_value("My own words")


def test_a_half_pasted_post_survives_a_look_at_another_case(page: Page, home: str) -> None:
    """It is in the box again until its own case is open; then the box is empty."""
    bring(page, home)
    other = page.url
    page.goto(home)
    box = page.get_by_label("A customer wrote")
    expect(box).to_have_value("")
    box.fill("The soup was cold")
    page.goto(other)
    page.goto(home)
    expect(box).to_have_value("The soup was cold")
    page.get_by_role("button", name="Coach me").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    page.goto(home)
    expect(box).to_have_value("")


def test_a_rude_reply_is_underlined_with_one_hint(page: Page, home: str) -> None:
    """While it is typed: the place, one sentence, a better wording that can be taken."""
    bring(page, home)
    write_own(page)
    box = page.get_by_label("Your reply")
    box.press_sequentially(f"{KIND} {RUDE}")
    underlined = page.locator("#mirror .flag").filter(has_text=re.compile("should have", re.I))
    expect(underlined).to_be_visible()
    style = underlined.evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert style in {"wavy", "dashed"}
    hint = page.locator("#hint")
    expect(hint).to_contain_text(re.compile("should have", re.I))
    assert hint.inner_text().count("Try:") <= 1
    expect(box).to_have_value(f"{KIND} {RUDE}")


def test_the_hint_follows_the_pointer_and_the_cursor(page: Page, home: str) -> None:
    """One hint at a time: the one for the place that somebody looks at."""
    bring(page, home)
    write_own(page)
    box = page.get_by_label("Your reply")
    box.fill(f"{RUDE} {KIND} You are an idiot.")
    hint, flags = page.locator("#hint"), page.locator("#mirror .flag")
    insult = flags.filter(has_text="idiot").last
    expect(insult).to_be_visible()
    blame = flags.filter(has_text=re.compile("should have", re.I)).first
    expect(hint).to_contain_text("idiot")
    place = blame.bounding_box()
    assert place
    page.mouse.move(place["x"] + 5, place["y"] + place["height"] / 2)
    expect(hint).to_contain_text(re.compile("should have", re.I))
    page.mouse.move(0, 0)
    expect(hint).to_contain_text("idiot")
    box.press("Control+Home")
    page.keyboard.press("ArrowRight")
    expect(hint).to_contain_text(re.compile("should have", re.I))


def test_a_better_wording_can_be_taken_and_undone(page: Page, home: str) -> None:
    """Use this wording puts it in place of what was flagged; Ctrl-Z brings that back."""
    bring(page, home)
    write_own(page)
    box = page.get_by_label("Your reply")
    box.fill(f"{KIND} {RUDE}")
    use = page.get_by_role("button", name="Use this wording")
    expect(use).to_be_visible()
    use.click()
    expect(box).not_to_have_value(f"{KIND} {RUDE}")
    assert box.input_value().startswith(KIND)
    box.focus()
    page.keyboard.press("Control+z")
    expect(box).to_have_value(f"{KIND} {RUDE}")


def test_not_here_keeps_the_coach_quiet_about_it(page: Page, home: str) -> None:
    """The underline goes, it stays gone while typing on, and after saving too."""
    bring(page, home)
    write_own(page)
    box = page.get_by_label("Your reply")
    box.fill(f"{KIND} {RUDE}")
    blame = page.locator("#mirror .flag").filter(has_text=re.compile("should have", re.I))
    expect(blame).to_be_visible()
    while blame.count():
        page.get_by_role("button", name="Not here").click()
    box.press("End")
    box.press_sequentially(" Thank you.")
    expect(page.locator("#editor")).to_have_attribute("data-read", re.compile(r"[2-9]"))
    expect(blame).to_have_count(0)
    page.get_by_role("button", name="Save for review").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    flags = page.locator(".words .flag").filter(has_text=re.compile("should have", re.I))
    expect(flags).to_have_count(0)


def test_a_good_reply_hears_all_clear_or_a_tip(page: Page, home: str) -> None:
    """No block and no warning on kind words; and typing is never held up."""
    bring(page, home)
    write_own(page)
    page.get_by_label("Your reply").fill(KIND)
    expect(page.locator("#editor")).to_have_attribute("data-read", re.compile(r"\d"))
    expect(page.locator("#mirror .flag.block, #mirror .flag.warn")).to_have_count(0)
    expect(page.locator("#hint")).not_to_be_empty()


def test_the_underline_lies_exactly_under_the_words(page: Page, home: str) -> None:
    """The mirror breaks its lines where the box does, also after many lines."""
    bring(page, home)
    write_own(page)
    box = page.get_by_label("Your reply")
    box.fill("\n\n".join([KIND] * 6))
    measures = page.evaluate(
        """() => {
          const area = document.querySelector('#text'), mirror = document.querySelector('#mirror');
          area.scrollTop = area.scrollHeight;
          area.dispatchEvent(new Event('scroll'));
          return [area.scrollHeight - mirror.scrollHeight, area.scrollTop - mirror.scrollTop,
                  area.clientWidth - mirror.clientWidth];
        }"""
    )
    assert all(abs(difference) <= 1 for difference in measures)


def test_an_unsaved_reply_survives_leaving_the_page(page: Page, home: str) -> None:
    """It is there again, with a word about it; after saving it is forgotten."""
    bring(page, home)
    write_own(page)
    editor = page.url
    page.get_by_label("Your reply").fill("Half a sent")
    page.goto(home)
    page.goto(editor)
    expect(page.get_by_label("Your reply")).to_have_value("Half a sent")
    expect(page.get_by_text("We kept what you typed")).to_be_visible()
    page.get_by_role("button", name="Save for review").click()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    page.goto(editor)
    expect(page.get_by_label("Your reply")).to_have_value("")


def test_typing_goes_on_where_the_coach_is_out_of_reach(page: Page, home: str) -> None:
    """A calm sentence; every letter stays."""
    bring(page, home)
    write_own(page)
    page.route("**/check", lambda route: route.abort())
    page.get_by_label("Your reply").press_sequentially("Thank you, Dana.")
    expect(page.locator("#hint")).to_contain_text("can't read along")
    expect(page.get_by_label("Your reply")).to_have_value("Thank you, Dana.")


def test_only_the_latest_answer_counts(page: Page, home: str) -> None:
    """An answer about older words that comes late changes nothing."""
    bring(page, home)
    write_own(page)
    held: list[Route] = []

    def late(route: Route) -> None:
        if RUDE in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/check", late)
    box = page.get_by_label("Your reply")
    with page.expect_request("**/check"):
        box.fill(RUDE)
    box.fill(KIND)
    expect(page.locator("#editor")).to_have_attribute("data-read", re.compile(r"\d"))
    with page.expect_response("**/check"):
        held[0].continue_()
    expect(page.locator("#mirror .flag").filter(has_text="should have")).to_have_count(0)


def test_the_main_job_works_with_the_keyboard_alone(page: Page, home: str) -> None:
    """Tab, type and Enter from the first page to the copied reply, with the focus visible."""

    def reach(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if words in str(page.evaluate(NAME_OF_FOCUS)):
                assert page.evaluate("document.activeElement.matches(':focus-visible')")
                return
        raise AssertionError(f"the keyboard never reaches {words!r}")

    page.goto(home)
    reach("Skip to the page")
    page.keyboard.press("Enter")
    reach("A customer wrote")
    page.keyboard.type(PASTA)
    reach("Coach me")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    for gap in page.locator(".slot").all():
        reach(gap.inner_text())
        page.keyboard.type("Giulia")
    reach("Fill in")
    page.keyboard.press("Enter")
    expect(page.locator(".slot")).to_have_count(0)
    reach("Approve")
    page.keyboard.press("Enter")
    copy, anyway = page.get_by_role("button", name="Copy reply"), page.get_by_text("Approve anyway")
    expect(copy.or_(anyway)).to_be_visible()
    if anyway.is_visible():
        reach("Approve anyway")
        page.keyboard.press("Enter")
    expect(copy).to_be_visible()
    reach("Copy reply")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Posted", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, home: str, scheme: str) -> None:
    """390 pixels wide: start, card with open details, editor, and a page that does not exist."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
        has_touch=True,
    )
    page = context.new_page()
    bring(page, home, f"{PASTA} {'Pasta' * 60}")
    card = page.url
    page.locator("#details > summary").click()
    pages = [home, f"{card}?details=1", f"{card}?write=draft", f"{home}cases/none"]
    for address in pages:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address
        assert not page.evaluate(SMALL_TARGETS), address
    context.close()


def test_dark_mode_is_dark_and_readable(browser: Browser, home: str) -> None:
    """Every text on the card stands out from what lies behind it (4.5 to 1)."""
    for scheme in ("dark", "light"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        bring(page, home)
        page.locator("#details > summary").click()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) is (scheme == "dark")
        assert not page.evaluate(FAINT_TEXTS)
        page.goto(home)
        assert not page.evaluate(FAINT_TEXTS)
        context.close()


def test_pages_tell_assistive_technology_what_is_what(page: Page, home: str) -> None:
    """Landmarks, one h1, headings in order, a name for every field, ids once, a live region."""
    bring(page, home)
    card = page.url
    page.locator("#details > summary").click()
    assert page.evaluate(FAULTS) == []
    for address in (home, f"{card}?write=own", f"{home}cases/none"):
        page.goto(address)
        assert page.evaluate(FAULTS) == [], address
    page.goto(f"{card}?write=own")
    assert page.locator("#hint").get_attribute("aria-live") == "polite"


def test_pictures_and_downloads_of_the_page_stay_on_this_machine(page: Page, home: str) -> None:
    """No page asks any other host for anything."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bring(page, home)
    write_own(page)
    assert asked
    assert all(url.startswith(home) for url in asked)


def test_refused_words_are_shown_beside_the_buttons_and_read_out(page: Page, home: str) -> None:
    """Approving with gaps: the focus lies on the sentence that says why not."""
    bring(page, home)
    page.get_by_role("button", name="✅ Approve", exact=True).click()
    said = page.get_by_role("alert").filter(has_text="gaps")
    expect(said).to_be_visible()
    expect(said).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="Our reply")).to_be_visible()
    expect(said).to_have_count(0)
