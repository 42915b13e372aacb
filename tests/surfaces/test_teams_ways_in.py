"""How posts and questions reach the bot in Teams, and what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.teams_door import COLD, LATE, Door, button, forward, quote, teams_door, value_of, words


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, with Ana before it."""
    async with teams_door(tmp_path) as door:
        yield door


async def test_a_message_becomes_a_case_with_a_card(door: Door) -> None:
    """The first thing that anybody does."""
    answer = await door.say(COLD)
    assert answer.status == 200
    assert (await door.case()).post == COLD
    assert "Approve" in str(door.card.card)


async def test_a_message_that_is_delivered_twice_is_one_case(door: Door) -> None:
    """Whatever a network does."""
    body = door.site.activity("message", door.chat, door.ana, text=COLD)
    for _ in range(2):
        await door.site.deliver(body)
    await door.work()
    assert (await door.case()).post == COLD


async def test_a_mention_in_a_group_is_heard_and_left_out_of_the_post(door: Door) -> None:
    """The card stands where it was said."""
    group = door.site.place("groupChat", door.ana)
    await door.say(COLD, place=group)
    assert (await door.case()).post == COLD
    assert "refresh" in str(door.said(group)[-1].card)


async def test_a_mention_in_a_channel_has_its_card_below_it(door: Door) -> None:
    """In the thread that it begins."""
    channel = door.site.place("channel", door.ana)
    body = door.site.activity("message", channel, door.ana)
    root = body["id"]
    await door.say(COLD, place=channel, id=root, thread=root)
    assert [p.thread for p in door.said(channel)] == [root] * len(door.said(channel)) != []


async def test_each_forwarded_message_is_a_case_and_the_words_beside_it_a_note(
    door: Door,
) -> None:
    """What the forwarder says is no customer's word."""
    attachments = [forward(f"<p>{COLD}</p>", 1), forward(f"<p>{LATE}</p>", 2)]
    await door.say("From our Facebook page", attachments=attachments)
    cases = await door.cases()
    assert {case.post for case in cases} == {COLD, LATE}
    assert {case.beside(case.case.post)["note"] for case in cases} == {"From our Facebook page"}


async def test_a_forward_that_cannot_be_read_is_said_plainly(door: Door) -> None:
    """No case is made of a remark."""
    await door.say("FYI", attachments=[forward("")])
    assert await door.cases() == []
    assert "Please paste its text" in door.last()


async def test_one_unreadable_forward_does_not_hold_up_the_other(door: Door) -> None:
    """One case, and one sentence."""
    await door.say("FYI", attachments=[forward(COLD, 1), forward("", 2)])
    assert (await door.case()).post == COLD
    assert any("Please paste its text" in p.text for p in door.said())


async def test_a_quoted_colleague_is_the_post_where_the_bot_is_asked_for_one(door: Door) -> None:
    """“Coach this” is no customer's word."""
    group = door.site.place("groupChat", door.ana)
    await door.say("coach this please", place=group, attachments=[quote("17", LATE)])
    assert (await door.case()).post == LATE


async def test_a_remark_on_a_quote_in_a_personal_chat_opens_nothing_by_itself(door: Door) -> None:
    """Somebody may answer the bot that way: the form asks whether this is the post."""
    await door.say("I disagree", attachments=[quote("17", LATE)])
    assert await door.cases() == []
    told = door.said()[-1]
    assert "Is this the customer's post?" in words(told.card)
    assert value_of(told.card, "post") == LATE


async def test_words_beside_a_quote_are_the_post_where_they_are_one(door: Door) -> None:
    """Whoever writes at length means that."""
    group = door.site.place("groupChat", door.ana)
    await door.say(f"respond: {COLD}", place=group, attachments=[quote("17", "See below")])
    assert (await door.case()).post == COLD


async def test_words_that_quote_a_card_answer_what_was_asked_back(door: Door) -> None:
    """A quote is what a thread is elsewhere."""
    bo = door.site.person("Bo")
    group = door.site.place("groupChat", door.ana, bo)
    await door.say(COLD, place=group)
    card = door.said(group)[-1]
    ask = button(card.card, "Ask back")
    await door.press({**ask, "step": "send"}, text="Which branch was it?")
    assert (await door.case()).case.question
    answer = {"attachments": [quote(card.id, "the card")]}
    await door.say("The one in Oak Street.", who=bo, place=group, **answer)
    assert (await door.case()).case.question is None


async def test_words_in_the_thread_of_a_card_answer_as_well(door: Door) -> None:
    """In a channel, where a mention begins the thread."""
    bo = door.site.person("Bo")
    channel = door.site.place("channel", door.ana, bo)
    root = str(door.site.activity("message", channel, door.ana)["id"])
    await door.say(COLD, place=channel, id=root, thread=root)
    ask = button(door.said(channel)[-1].card, "Ask back")
    await door.press({**ask, "step": "send"}, text="Which branch was it?")
    await door.say("The one in Oak Street.", who=bo, place=channel, thread=root)
    assert (await door.case()).case.question is None


async def test_a_post_under_a_card_is_sent_elsewhere(door: Door) -> None:
    """The card's own talk stays with it."""
    await door.say(COLD)
    await door.say(LATE, attachments=[quote(door.card.id, "the card")])
    assert len(await door.cases()) == 1
    assert "only take answers" in door.last()


async def test_pictures_are_not_read(door: Door) -> None:
    """It says so, and what to do."""
    picture = {"contentType": "image/png", "contentUrl": "https://example.com/1.png"}
    await door.say("", attachments=[picture])
    assert door.last() == "I can't read pictures here. Please paste the text."
    assert await door.cases() == []


async def test_words_beside_a_picture_are_offered_as_the_post(door: Door) -> None:
    """A person decides whether they are a remark."""
    picture = {"contentType": "image/png", "contentUrl": "https://example.com/1.png"}
    await door.say(COLD, attachments=[picture])
    assert await door.cases() == []
    form = door.said()[-1].card
    await door.pressed("Coach me", form or {}, post=COLD)
    assert (await door.case()).post == COLD


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", "Send or forward me a customer's post"),
        ("help", "Send or forward me a customer's post"),
        ("cases", "No cases yet"),
        ("policy", "Our guidelines. Ask about one of these"),
        ("respond", "What did the customer write?"),
        ("check: You are an idiot.", "hits the person"),
    ],
)
async def test_commands_are_answered(door: Door, text: str, told: str) -> None:
    """In the same words as elsewhere; nothing of them is a case."""
    await door.say(text)
    posted = door.said()[-1]
    assert told in str(posted.activity)
    assert await door.cases() == []


async def test_an_edit_changes_no_case_and_says_so_once(door: Door) -> None:
    """The case keeps what people may have read already."""
    body = door.site.activity("message", door.chat, door.ana, text=COLD)
    await door.site.deliver(body)
    await door.work()
    for text in (LATE, "And rude."):
        await door.happen(
            "messageUpdate", id=body["id"], text=text, channelData=_edited(door, "editMessage")
        )
    told = [p.text for p in door.said() if "keeps the words it began with" in p.text]
    assert len(told) == 1
    assert (await door.case()).post == COLD


async def test_a_deleted_or_unrelated_message_changes_nothing(door: Door) -> None:
    """Nobody is told anything either."""
    await door.happen("messageDelete", channelData=_edited(door, "softDeleteMessage"))
    await door.happen("messageUpdate", text=LATE, channelData=_edited(door, "editMessage"))
    assert door.said() == []


def _edited(door: Door, event: str) -> dict[str, object]:
    return {"tenant": {"id": door.site.tenant}, "eventType": event}


async def test_a_thumb_on_the_card_approves_and_its_removal_withdraws(door: Door) -> None:
    """By the same map as everywhere."""
    await door.say("Your staff at the Hill branch were lovely, thank you so much!")
    card = door.card.id
    await door.happen("messageReaction", replyToId=card, reactionsAdded=[{"type": "like"}])
    draft = (await door.case()).case.drafts[-1]
    assert [p.name for p in draft.approvals] == ["Ana"]
    await door.happen("messageReaction", replyToId=card, reactionsRemoved=[{"type": "like"}])
    assert (await door.case()).case.drafts[-1].approvals == ()


async def test_other_reactions_decide_nothing(door: Door) -> None:
    """On the card or elsewhere."""
    await door.say(COLD)
    before = await door.case()
    for where, name in ((door.card.id, "laugh"), ("1", "like")):
        await door.happen("messageReaction", replyToId=where, reactionsAdded=[{"type": name}])
    assert (await door.case()).history == before.history
