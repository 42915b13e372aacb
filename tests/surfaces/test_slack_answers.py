"""What one person is told privately: beside a command, in a conversation, or directly."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.acts import Target
from bot.coach import Coach
from bot.records import Commit, NewJob
from bot.slack.messenger import SAY_JOB
from bot.store import Store
from tests.slack_cards import ANA, ORG, CardRoom, caller, card_room

BO = caller("U2", "Bo")
DROWNING = "I don't want to live any more. I will kill myself tonight."


@pytest.fixture
async def room(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """Cards go to whoever forwarded the post."""
    async with card_room(sqlite_store, coach) as room:
        yield room


# -- private answers ---------------------------------------------------------------------------


async def say(room: CardRoom, words: str = "One thing first.", **payload: object) -> None:
    """Have somebody told something, as the handlers do."""
    to = {"workspace": "T1", "conversation": "C1", "user": "U1", **payload}
    await room.desk.tell(ANA, SAY_JOB, words, to)
    await room.work()


async def test_an_answer_is_for_one_person_only(room: CardRoom) -> None:
    """Beside the card, seen by whoever pressed."""
    await say(room)
    ana = room.site.person("U1", "ana")
    assert [told.words for told in ana.sees_private("C1")] == ["One thing first."]
    assert room.cards() == []


async def test_a_warning_offers_to_go_on_anyway(room: CardRoom) -> None:
    """The button is about the same draft."""
    about = Target("case-1", 2, "digest")
    await say(room, target=about.value(), anyway=True)
    (told,) = room.site.person("U1", "ana").sees_private("C1")
    assert "Approve anyway" in told.buttons
    await say(room, target=about.value(), anyway=False)
    assert room.site.person("U1", "ana").sees_private("C1")[1].buttons == []


async def test_an_emoji_that_needs_a_form_gets_a_button(room: CardRoom) -> None:
    """An emoji brings no permission to open a form; a button does."""
    await say(room, target=Target("case-1", 1, "d").value(), button="edit")
    (told,) = room.site.person("U1", "ana").sees_private("C1")
    assert told.buttons == ["Edit"]


@pytest.mark.parametrize("conversation", ["", "C2", "C404"])
async def test_who_cannot_be_told_there_is_told_directly(room: CardRoom, conversation: str) -> None:
    """The bot is no member where the command was used, or there is no such place."""
    room.site.add_conversation("C2", "elsewhere", bot=False)
    await say(room, conversation=conversation)
    assert [told.words for told in room.cards("D1")] == ["One thing first."]


async def test_an_answer_to_a_command_stands_beside_it(room: CardRoom) -> None:
    """There it works even where the bot is no member; a spent address is no end."""
    room.site.add_conversation("C2", "elsewhere", bot=False)
    path = room.site.hook("T1", "U1", "C2")
    url = f"{room.site.url}{path}"
    await say(room, conversation="C2", response_url=url)
    ana = room.site.person("U1", "ana")
    assert [told.words for told in ana.sees_private("C2")] == ["One thing first."]
    room.forward(3600)
    await say(room, "Later.", conversation="C2", response_url=url)
    assert [told.words for told in room.cards("D1")] == ["Later."]


async def test_words_that_were_erased_are_not_said(room: CardRoom) -> None:
    """Whoever asked for erasure must not read it again."""
    payload = {"workspace": "T1", "conversation": "C1", "user": "U1", "content": "gone"}
    job = NewJob(SAY_JOB, "", "", payload, room.clock.at)
    await room.store.commit(Commit(ORG, "", None, jobs=(job,)))
    await room.work()
    assert room.site.calls == []
    assert await room.stuck() == []


async def test_somebody_who_left_needs_no_answer(room: CardRoom) -> None:
    """Nothing is stuck because of it."""
    await say(room, user="U99")
    assert await room.stuck() == []
