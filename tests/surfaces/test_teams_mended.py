"""What people do in Teams that looks alike and is not: other questions, other texts, twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.case import DraftState
from bot.desk import CareDesk
from bot.errors import StoreBusy
from bot.people import HOME, Caller, Person, Role
from tests.teams_bot import TeamsBot, teams_bot
from tests.teams_door import COLD, LATE, Door, button, forward, teams_door, value_of, words
from tests.teams_elements import actions
from tests.teams_people import teams_person
from tests.teams_site import teams_site

PRAISE = "Great coffee and the friendliest staff in town!"
REVIEWS = "19:reviews@thread.tacv2"
BEN = Caller(HOME, Person("teams:tenant-1:entra-ben", "Ben", ("teams:tenant-1",), (Role.LEAD,)))


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, with Ana before it."""
    async with teams_door(tmp_path) as door:
        yield door


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[TeamsBot]:
    """The bot, with cards in a review channel."""
    async with teams_site() as site, teams_bot(site, tmp_path, review_conversation=REVIEWS) as bot:
        yield bot


async def test_who_practises_decides_on_no_draft_that_she_does_not_see(bot: TeamsBot) -> None:
    """Teams shows everybody a view of their own, in the review channel too."""
    ana = teams_person(bot.site, "Ana")
    place = bot.site.place("channel", ana.member, name="reviews")
    for where in (place, None):
        await ana.say("help", where)
        await bot.work()
    (begin,) = [one.label for one in actions(ana.messages()[-1].card) if "new" in one.label.lower()]
    await ana.press(ana.messages()[-1], begin)
    await ana.say(PRAISE)
    await bot.work()
    card = [one for one in bot.site.messages(place) if one.card][-1]
    await ana.react(card, "like")
    await bot.work()
    assert not (await bot.case()).case.drafts[-1].approvals
    assert "your own words" in ana.last.lower() or "first" in ana.last.lower()


async def test_an_answer_is_for_the_question_that_was_read(door: Door) -> None:
    """The form comes again with the other question, and the words are still there."""
    await door.say(COLD)
    desk, case = door.service.desk, (await door.case()).case
    await desk.ask_back(BEN, case.id, "Was it table 7?")
    await door.work()
    form = await door.pressed("Answer", door.card.card or {})
    await desk.answer(BEN, case.id, "")
    await desk.ask_back(BEN, case.id, "Did we promise them a refund?")
    again = await door.pressed("Answer", form, text="Yes, definitely")
    assert "The question changed meanwhile: “Did we promise them a refund?”" in words(again)
    assert value_of(again, "text") == "Yes, definitely"
    assert (await door.case()).case.facts == ()
    await door.pressed("Answer", again, text="No")
    assert (await door.case()).case.question is None


async def test_a_form_that_is_sent_twice_opens_one_case(door: Door) -> None:
    """With other words it is another post."""
    await door.say("respond")
    form = door.said()[-1].card or {}
    for post in (COLD, COLD, LATE):
        await door.pressed("Coach me", form, post=post)
    assert sorted(one.post for one in await door.cases()) == sorted([COLD, LATE])


async def test_a_dialog_that_is_sent_twice_opens_one_case(bot: TeamsBot) -> None:
    """And a colleague who coaches the same message gets the card of that case."""
    ana, ben = teams_person(bot.site, "Ana"), teams_person(bot.site, "Ben")
    for one in (ana, ben):
        await one.say("help")
    await bot.work()
    group = bot.site.place("groupChat", ana.member, ben.member)
    card = await ana.coach_a_reply(COLD, group)
    for who in (ana, ana, ben):
        await who.submit(card, "Coach me", group)
    await bot.work()
    assert len(await bot.cases()) == 1
    assert "cold pasta" in ben.last


async def test_of_several_forwards_only_what_is_lost_is_given_back(door: Door) -> None:
    """Whoever sends everything again would open the first one twice."""
    real, calls = CareDesk.open_case, iter((True, False))

    async def sometimes(self: CareDesk, *given: Any, **more: Any) -> str:
        if next(calls):
            return await real(self, *given, **more)
        raise StoreBusy("locked")

    shared = [forward(f"<p>{post}</p>", 1700000000000 + n) for n, post in enumerate((COLD, LATE))]
    with patch.object(CareDesk, "open_case", sometimes):
        await door.say("", attachments=shared)
    await door.site.asked_for("send", 2)
    assert [one.post for one in await door.cases()] == [COLD]
    (told,) = [one for one in door.said() if "Not saved" in one.summary]
    assert "The first post is saved." in told.summary
    assert value_of(told.card, "given_0") == LATE


async def test_a_text_that_was_changed_in_the_box_is_not_recorded_silently(door: Door) -> None:
    """Only the approved text may go out; whoever posted that says so."""
    await door.say(PRAISE)
    approved = await door.pressed("Approve", door.card.card or {})
    copied = await door.pressed("Copy", approved)
    asked = await door.pressed("Posted", copied, copy="A stray paw on the keyboard")
    assert "The text in the box was changed." in words(asked["body"][0])
    assert (await door.case()).case.drafts[-1].state is DraftState.PUBLISHING
    assert button(asked, "Not posted, edit it")
    await door.pressed("Posted as approved", asked)
    assert (await door.case()).case.drafts[-1].state is DraftState.SENT
