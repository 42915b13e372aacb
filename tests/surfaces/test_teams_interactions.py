"""What people press and send on the cards in Teams, and what they see in their place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.case import CaseStatus, DraftState
from tests.teams_door import COLD, Door, button, teams_door, value_of, words

PRAISE = "Great coffee and the friendliest staff in town!"
OURS = "Thank you for telling us. We are sorry that your pasta was cold and late."


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, with Ana before it."""
    async with teams_door(tmp_path) as door:
        yield door


async def test_approving_shows_the_approved_card_at_once(door: Door) -> None:
    """To whoever pressed; for all others the message changes."""
    await door.say(PRAISE)
    shown = await door.pressed("Approve", door.card.card or {})
    assert (await door.case()).case.drafts[-1].approvals
    assert "Copy" in str(shown)
    assert "Copy" in str(door.card.card)


async def test_a_warning_is_a_notice_with_a_way_on(door: Door) -> None:
    """On top of the card, for that one person."""
    await door.say(COLD)
    shown = await door.pressed("Approve", door.card.card or {})
    assert not (await door.case()).case.drafts[-1].approvals
    assert shown["body"][0]["style"] == "warning"
    assert shown["body"][0] not in (door.card.card or {})["body"]


async def test_copying_and_posting_lead_to_the_end(door: Door) -> None:
    """Approve, copy, say that it is posted."""
    await door.say(PRAISE)
    approved = await door.pressed("Approve", door.card.card or {})
    form = await door.pressed("Copy", approved)
    assert (await door.case()).case.drafts[-1].state is DraftState.PUBLISHING
    await door.pressed("Posted", form, link="https://example.com/1")
    assert (await door.case()).case.drafts[-1].state is DraftState.SENT


async def test_an_edit_is_checked_and_saved_on_the_card(door: Door) -> None:
    """Checking keeps what is typed; saving puts it up for review."""
    await door.say(COLD)
    checked = await door.pressed("Check", door.card.card or {}, text="You are an idiot.")
    assert value_of(checked, "text") == "You are an idiot."
    assert "hits the person" in words(checked)
    assert len((await door.case()).case.drafts) == 1
    await door.pressed("Save", checked, text=OURS)
    case = await door.case()
    assert case.text(case.case.drafts[-1].content) == OURS


async def test_an_empty_edit_is_asked_for_again(door: Door) -> None:
    """With a word beside the input."""
    await door.say(COLD)
    again = await door.pressed("Save", door.card.card or {}, text="   ")
    assert "Please write a few words." in words(again)


async def test_what_is_written_for_an_older_draft_is_given_back(door: Door) -> None:
    """Nobody replaces a newer draft unseen, and nobody loses what they typed."""
    await door.say(COLD)
    old = door.card.card or {}
    await door.pressed("Save", old, text=OURS)
    kept = await door.pressed("Save", old, text="Something else entirely, from Bo.")
    assert value_of(kept, "text") == "Something else entirely, from Bo."
    assert "Not saved, your text is still here." in words(kept)
    case = await door.case()
    assert case.text(case.case.drafts[-1].content) == OURS


@pytest.mark.parametrize(
    ("label", "send", "inputs"),
    [
        ("Reject", "Reject", {"text": "Too long."}),
        ("Say what we know", "Use it", {"fact_0": "Refunded the pasta", "state_0": "confirmed"}),
        ("Ask back", "Ask", {"text": "Which branch?"}),
        ("Write my own", "Save", {"text": OURS}),
        ("It's another kind", "That's it", {"category": "question"}),
        ("Close the case", "Close it", {"text": "Spam."}),
        ("👍", "Send", {"text": "Warm."}),
    ],
)
async def test_each_form_opens_has_a_way_back_and_is_sent(
    door: Door, label: str, send: str, inputs: dict[str, str]
) -> None:
    """In place of the card, for whoever opened it."""
    await door.say(COLD)
    before = len((await door.case()).history)
    form = await door.pressed(label, door.card.card or {})
    back = await door.pressed("Back", form)
    assert "refresh" in back
    await door.pressed(send, form, **inputs)
    assert len((await door.case()).history) > before


async def test_what_is_wrong_in_a_form_is_said_in_it(door: Door) -> None:
    """And what was filled in stays."""
    await door.say(COLD)
    form = await door.pressed("Say what we know", door.card.card or {})
    again = await door.pressed("Use it", form, fact_0="", state_0="checking")
    assert "Say in a few words what you know" in words(again)
    assert value_of(again, "state_0") == "checking"


async def test_details_show_the_whole_story_and_lead_back(door: Door) -> None:
    """A view without a decision."""
    await door.say(COLD)
    details = await door.pressed("Details", door.card.card or {})
    assert COLD in words(details)
    assert "refresh" in await door.pressed("Back", details)


async def test_a_refresh_shows_the_card_as_it_stands(door: Door) -> None:
    """Teams asks for it by itself."""
    await door.say(COLD)
    data = (door.card.card or {})["refresh"]["action"]["data"]
    shown = await door.press(data, automatic=True)
    assert shown["value"]["refresh"]["action"]["data"] == data


async def test_a_refresh_of_an_older_card_is_a_line(door: Door) -> None:
    """The newer one stands further down."""
    await door.say(COLD)
    data = (door.card.card or {})["refresh"]["action"]["data"]
    await door.pressed("Save", door.card.card or {}, text=OURS)
    shown = await door.press(data, automatic=True)
    assert "was replaced" in words(shown["value"])


async def test_a_reply_without_a_case_is_checked_mended_and_compared(door: Door) -> None:
    """Nothing of it is kept."""
    await door.say("check")
    await door.say("check:")
    form = door.said()[-1].card or {}
    checked = await door.pressed("Check", form, text="You are wrong, and rude.", post=COLD)
    assert value_of(checked, "text") == "You are wrong, and rude."
    ours = await door.pressed("Show me yours", checked, text="You are wrong.", post=COLD)
    assert value_of(ours, "text") == "You are wrong."


async def test_a_new_post_comes_through_the_form_too(door: Door) -> None:
    """With who wrote it, and where."""
    await door.say("respond")
    form = door.said()[-1].card or {}
    shown = await door.pressed("Coach me", form, post=COLD, author="Kim", link="nonsense")
    assert "whole address" in words(shown)
    assert value_of(shown, "author") == "Kim"
    await door.pressed("Coach me", shown, post=COLD, author="Kim", link="")
    case = await door.case()
    assert (case.post, case.beside(case.case.post)["author"]) == (COLD, "Kim")


async def test_easy_ones_are_approved_as_a_list(door: Door) -> None:
    """Read, untick, approve."""
    await door.say(PRAISE)
    await door.say("cases")
    listed = door.said()[-1].card or {}
    easy = await door.pressed("Read them", listed)
    tick = value_of(easy, "tick_0")
    done = await door.pressed("Approve the ticked", easy, tick_0=tick)
    assert "One reply is approved." in words(done)
    assert (await door.case()).case.drafts[-1].approvals


async def test_new_hires_begin_with_their_own_words(door: Door) -> None:
    """What they see, what they write, and then ours beside it."""
    await door.say("help")
    switch = button(door.said()[-1].card, "I'm new here")
    assert "own words first" in (await door.press(switch))["value"]
    await door.say(COLD)
    assert (await door.case()).text((await door.case()).case.drafts[-1].content) not in words(
        door.card.card
    )
    first = await door.pressed("Say what you see", door.card.card or {})
    write = await door.pressed("Go on", first, text="A guest, about cold pasta; wants a refund.")
    assert "You saw" in words(write)
    compared = await door.pressed("Save", write, text=OURS)
    assert OURS in words(compared)
    assert "Ours" in words(compared)


async def test_an_old_client_gets_the_same_by_messages(door: Door) -> None:
    """It sends a message with the data, and is answered by one."""
    await door.say(PRAISE)
    details = button(door.card.card, "Details")
    await door.happen("message", value=details, replyToId=door.card.id)
    assert PRAISE in words(door.said()[-1].card)
    count = len(door.said())
    await door.happen("message", value=button(door.card.card, "Approve"))
    assert (await door.case()).case.drafts[-1].approvals
    assert len(door.said()) == count


@pytest.mark.parametrize("act", ["again", "details", "compare", "menu", "picture", "show", "copy"])
@pytest.mark.parametrize("step", ["do", "open", "send", "check"])
async def test_what_no_card_of_ours_asks_is_answered_all_the_same(
    door: Door, act: str, step: str
) -> None:
    """Whoever sends it by hand; without a reference, which is for what nobody expected."""
    await door.say(COLD)
    data = {**button(door.card.card, "Again"), "act": act, "step": step}
    shown = await door.press(data, text="Words.")
    told = shown["value"]
    assert "Reference" not in (told if isinstance(told, str) else words(told))


async def test_a_button_of_a_case_that_is_gone_is_answered_with_a_sentence(door: Door) -> None:
    """And so is everything that is none of ours."""
    shown = await door.press({"act": "approve", "step": "do", "case": "nowhere", "draft": 1})
    assert shown["value"]
    for odd in ({}, {"act": "fly"}, {"act": "approve", "step": "open"}, {"act": 3, "step": []}):
        assert "value" in await door.press(odd)


@pytest.mark.parametrize(
    "value", [{}, {"action": 3}, {"action": {"verb": "coach"}}, {"action": {"verb": "x"}}, [], 7]
)
async def test_odd_invokes_are_answered(door: Door, value: Any) -> None:
    """Never with an error of ours."""
    assert (await door.invoke("adaptiveCard/action", value))["statusCode"] == 200


@pytest.mark.parametrize("name", ["task/fetch", "task/submit"])
async def test_dialogs_that_are_not_ours_end_with_a_word(door: Door, name: str) -> None:
    """Politely."""
    assert (await door.invoke(name, {"data": {"k": 3}}))["task"]["type"] == "message"


async def test_unknown_invokes_are_answered_with_nothing(door: Door) -> None:
    """A 501 would be shown to the person as an error."""
    assert await door.invoke("signin/verifyState", {}) == {}


async def test_the_message_action_opens_a_form_with_the_message(door: Door) -> None:
    """The bot posts the card itself."""
    asked = {"commandId": "coachReply", "messagePayload": _message(f"<div>{COLD}</div>")}
    opened = await door.invoke("composeExtension/fetchTask", asked)
    form = opened["task"]["value"]["card"]["content"]
    assert value_of(form, "post") == COLD
    assert {one["type"] for one in form["actions"]} == {"Action.Submit"}
    given = {**button(form, "Coach me"), "post": COLD, "author": "Kim"}
    done = await door.invoke("composeExtension/submitAction", {**asked, "data": given})
    assert done["task"]["type"] == "message"
    await door.work()
    assert (await door.case()).post == COLD
    assert "Approve" in str(door.card.card)


async def test_a_message_that_cannot_be_read_leaves_the_form_empty(door: Door) -> None:
    """And it says so."""
    asked = {"commandId": "coachReply", "messagePayload": _message("<img src='x'>")}
    opened = await door.invoke("composeExtension/fetchTask", asked)
    form = opened["task"]["value"]["card"]["content"]
    assert value_of(form, "post") == ""
    assert "Please paste its text" in words(form)


async def test_what_is_wrong_in_the_dialog_keeps_what_was_typed(door: Door) -> None:
    """A second try costs nothing."""
    given = {"act": "new", "step": "send", "post": COLD, "link": "nonsense"}
    again = await door.invoke("composeExtension/submitAction", {"data": given})
    form = again["task"]["value"]["card"]["content"]
    assert value_of(form, "post") == COLD
    assert "whole address" in words(form)


async def test_a_case_that_is_closed_says_so_on_its_card(door: Door) -> None:
    """Whoever presses an old button sees how it stands."""
    await door.say(COLD)
    old = door.card.card or {}
    form = await door.pressed("Close the case", old)
    await door.pressed("Close it", form, text="Spam.")
    assert (await door.case()).case.status is CaseStatus.CLOSED
    shown = await door.pressed("Again", old)
    assert "closed" in words(shown).lower()


def _message(content: str) -> dict[str, Any]:
    return {"id": "17", "body": {"contentType": "html", "content": content}}
