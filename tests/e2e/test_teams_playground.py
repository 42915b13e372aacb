"""The bot as its own process behind Microsoft's own stand-in for Teams, from post to posted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import CHROMIUM
from tests.e2e.steps import KIND, PASTA, RUDE
from tests.e2e.teams_page import button, teams_page
from tests.e2e.teams_playground import (
    CHANNEL,
    GROUP,
    PERSONAL,
    TENANT,
    Client,
    Shown,
    client,
    needs_playground,
    teams,
)
from tests.teams_elements import press
from tests.teams_payloads import forward_reference, message_action

pytestmark = [needs_playground, pytest.mark.timeout(60)]

COFFEE = "Great coffee and the friendliest staff in town!"
CAKE = "The best lemon cake ever, thank you so much!"
WAIT = "We waited four hours for a delivery that never came."
TRAY = "The waiter dropped a tray on me and walked away."
BILL = "You charged us twice for the same dinner!"
LUNCH = "An hour for a cold lunch, and nobody said a word."
PROMISE = "We will answer here again within three days"
PROMISING = (
    "Thank you for telling us. An hour for a cold lunch is not how we want it to go, and we're "
    f"sorry. {PROMISE}. What would put this right for you?"
)
BACK = "Still not a word from you, and my lunch break is over for good."
EDITED = {"channelData": {"eventType": "editMessage", "tenant": {"id": TENANT}}}
SOUP = "My soup was cold and nobody came when we asked."


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running stand-in; the tests share its cases."""
    with teams(tmp_path_factory.mktemp("teams")) as url:
        yield url


@pytest.fixture
async def ana(url: str) -> AsyncIterator[Client]:
    """Ana, who looks at her conversations from now on."""
    async with client(url) as ana:
        yield ana


async def card_of(ana: Client, post: str) -> Shown:
    """The card that a post leads to, with its draft."""
    return await ana.sees(lambda one: post in one.words and one.offers("Edit"))


async def test_a_post_is_approved_copied_and_posted(ana: Client) -> None:
    """Each press answers with the card as it stands, and the message changes for everybody."""
    await ana.write(COFFEE)
    card = await card_of(ana, COFFEE)
    assert "Approved by Ana Ruiz" in (await ana.press(card, "Approve")).words
    card = await ana.sees(lambda one: one.id == card.id and "Approved by Ana" in one.words)
    form = await ana.press(card, "Copy reply")
    answer = await ana.press(form, "Posted")
    assert "nswered is not solved" in answer.words
    await ana.sees(lambda one: one.id == card.id and one.offers("Solved"))


async def test_a_reply_is_edited_on_the_card(ana: Client) -> None:
    """Check keeps what was typed and says how it reads; Save puts a new card under the old one."""
    await ana.write(PASTA)
    card = await card_of(ana, PASTA)
    checked = await ana.press(card, "Check", text=RUDE)
    assert press(checked.card, "Save").sent()["text"] == RUDE
    assert "blame in “You should have told”" in checked.words
    await ana.press(checked, "Save", text=KIND)
    new = await ana.sees(lambda one: KIND in one.words and one.id != card.id)
    assert new.offers("Approve")
    old = await ana.sees(lambda one: one.id == card.id and not one.offers("Approve"))
    assert PASTA not in old.words


async def test_a_promise_is_kept_and_the_customer_comes_back(ana: Client) -> None:
    """It stands on the card before and after the approval; the next post has its own card."""
    await ana.write(LUNCH)
    card = await card_of(ana, LUNCH)
    await ana.press(card, "Save", text=PROMISING)
    card = await ana.sees(lambda one: PROMISING in one.words and one.offers("Approve"))
    assert f"Promises: “{PROMISE}”" in card.words
    await ana.press(card, "Approve")
    card = await ana.sees(lambda one: one.id == card.id and one.offers("Copy reply"))
    await ana.press(await ana.press(card, "Copy reply"), "Posted")
    card = await ana.sees(lambda one: one.id == card.id and one.offers("Our promise …"))
    form = await ana.press(card, "Our promise …")
    assert "By when will it be done?" in (await ana.press(form, "Save", choice_="moved")).words
    kept = await ana.press(form, "Save", choice_="kept")
    assert "We promised" not in kept.words
    form = await ana.press(kept, "They wrote again")
    await ana.press(form, "Read it", text=BACK)
    new = await ana.sees(lambda one: BACK in one.words and one.offers("Edit"))
    assert "They wrote again" in new.words
    assert LUNCH not in new.words


async def test_the_message_action_opens_a_form_and_posts_a_card(ana: Client) -> None:
    """“Coach a reply” in the menu of a message: what it says is filled in; the bot posts itself."""
    chosen = message_action(f"<p>{CAKE}</p>")["value"]
    answer = await ana.invoke("composeExtension/fetchTask", chosen)
    form = Shown("", PERSONAL, card=answer["task"]["value"]["card"]["content"])
    filled = form.action("Coach me")["data"]
    assert filled["post"] == CAKE
    await ana.invoke("composeExtension/submitAction", {**chosen, "data": filled})
    assert (await card_of(ana, CAKE)).conversation == PERSONAL


async def test_in_a_channel_the_card_stands_under_the_post(ana: Client) -> None:
    """It answers in the thread in which the bot was mentioned, and changes there."""
    await ana.mention(BILL, CHANNEL)
    card = await card_of(ana, BILL)
    assert card.conversation.startswith(f"{CHANNEL};messageid=")
    await ana.press(card, "Claim")
    await ana.sees(lambda one: one.id == card.id and not one.offers("Claim"))


async def test_a_colleague_decides_with_a_reaction(ana: Client) -> None:
    """In a group chat a 👍 on the card approves it, and taking it back takes that back."""
    await ana.mention(SOUP, GROUP)
    card = await card_of(ana, SOUP)
    assert card.conversation == GROUP
    await ana.press(card, "Save", text=KIND)
    new = await ana.sees(lambda one: KIND in one.words and one.conversation == GROUP)
    await ana.sees(lambda one: one.id == card.id and "replaced" in one.words)
    here = {"conversation": {"id": GROUP, "conversationType": "groupChat", "isGroup": True}}
    like = {"by": 1, "replyToId": new.id, **here}
    await ana.activity("messageReaction", reactionsAdded=[{"type": "like"}], **like)
    await ana.sees(lambda one: one.id == new.id and "Approved by Ben Adler" in one.words)
    await ana.activity("messageReaction", reactionsRemoved=[{"type": "like"}], **like)
    await ana.sees(lambda one: one.id == new.id and "Approved by" not in one.words)


async def test_a_forwarded_post_keeps_its_words_when_the_message_is_changed(ana: Client) -> None:
    """What was forwarded becomes the card; a later change is answered, and changes no case."""
    forwarded = forward_reference(f"<p>{WAIT}</p>")
    sent = await ana.activity("message", text="", attachments=[forwarded])
    card = await card_of(ana, WAIT)
    await ana.activity("messageUpdate", id=sent, text="It was only three hours.", **EDITED)
    await ana.sees(lambda one: "The case keeps the words it began with" in one.words)
    await ana.write("cases")
    listed = await ana.sees(lambda one: one.offers("Show card") and WAIT in one.words)
    assert "three hours" not in listed.words
    cards = [one.id for one in ana.shown.values() if WAIT in one.words and one.offers("Edit")]
    assert cards == [card.id]


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
def test_a_person_clicks_a_post_through(browser: Browser, url: str, tmp_path: Path) -> None:
    """On the page that Microsoft draws: message, card, Edit, Check, Save, Approve, Copy, Posted."""
    with teams_page(browser, url) as ana:
        ana.write(TRAY)
        card = ana.card(TRAY)
        expect(button(card, "Edit")).to_be_visible()
        picture = tmp_path / "card.png"
        card.screenshot(path=picture)
        assert picture.stat().st_size > 5_000
        button(card, "Edit").click()
        card.get_by_label("The reply").fill(RUDE)
        button(card, "Check").click()
        expect(card).to_contain_text("blame in “You should have told”")
        card.get_by_label("The reply").fill(KIND)
        button(card, "Save").click()
        card = ana.card(KIND)
        with ana.changing("Approved by Ana Ruiz"):
            button(card, "Approve").click()
        expect(card).to_contain_text("Approved by Ana Ruiz")
        with ana.changing("Copied"):
            button(card, "Copy reply").click()
        expect(card.get_by_label("To copy")).to_have_value(KIND)
        button(card, "Posted").click()
        expect(button(ana.card(KIND), "Solved")).to_be_visible()
