"""The model writer where something was said before: it is told what, and held to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.coach import Coach
from bot.exchange import Exchange, Pledge, Round, Turn
from bot.findings import FindingKind
from bot.ledger import PromiseState
from bot.prompts import load_playbook
from bot.second_reader import SecondReader
from bot.situation import Situation
from bot.writers import ModelWriter
from tests.conftest import SettableClock
from tests.openai_server import OpenAIServer, reply, second, served_model
from tests.serving import ROOT

COACH = Coach(load_playbook(ROOT / "prompts"))
POST = "And? It is Saturday and nobody called."
FIRST = "We waited 50 minutes for cold pasta. My number is 0171 555 0199."
SIGNED = "\n\nLina and the team, Trattoria Lina"
OURS = f"We're sorry about the cold pasta, that is on us. Lina will call you by Friday.{SIGNED}"
GOOD = (
    "We said Lina would call you by Friday, and she didn't. That is on us, and we're sorry that "
    f"you had to write again. [who] will ring you [by when]. What is still missing for you?{SIGNED}"
)
BROKEN = Pledge(
    "Lina will call you by Friday.", "call you", PromiseState.BROKEN, date(2026, 11, 27)
)
BEFORE = Exchange(
    (Turn(FIRST, ours=False), Turn(OURS, ours=True)), (BROKEN,), Round.RETURN,
    today=date(2026, 12, 4),
)  # fmt: skip


def situation(platform: str = "facebook", **changes: Any) -> Situation:
    """Somebody came back."""
    about = COACH.size_up(POST, platform=platform)
    return replace(about, before=replace(BEFORE, **changes))


@pytest.fixture
async def served(clock: SettableClock) -> AsyncIterator[tuple[ModelWriter, OpenAIServer]]:
    """A writer whose model writes well."""
    async with served_model(clock) as (model, server):
        server.says(reply(GOOD))
        yield ModelWriter(COACH, model), server


Served = tuple[ModelWriter, OpenAIServer]


async def test_the_talk_so_far_goes_along_as_data(served: Served) -> None:
    """In order, masked like the rest, with what became of our promises; never in the page."""
    writer, server = served
    drafted = await writer.write("org", situation())
    assert drafted.text == GOOD
    page, data = (m["content"] for m in server.requests[0]["messages"])
    assert data.index("cold pasta. My number") < data.index("We: We're sorry about the cold pasta")
    assert "“Lina will call you by Friday.”: broken, due Friday 27 November" in data
    assert "50 minutes" not in page
    assert "0171 555 0199" not in server.sent
    assert "They wrote again after our answer." in page


async def test_our_day_and_name_may_be_named(served: Served) -> None:
    """They stand in our own reply and in the ledger, so nobody made them up."""
    writer, _ = served
    drafted = await writer.write("org", situation())
    assert {f.kind for f in drafted.reading.findings} == {FindingKind.UNFILLED_SLOT}


async def test_a_sentence_that_was_said_is_sent_back(served: Served) -> None:
    """They have read it; the model gets one chance to say it anew."""
    writer, server = served
    stale = f"We're sorry about the cold pasta, that is on us. [who] will ring you.{SIGNED}"
    server.says(reply(stale), reply(GOOD))
    drafted = await writer.write("org", situation())
    assert drafted.text == GOOD
    assert "stands in an earlier reply of ours" in server.requests[1]["messages"][-1]["content"]


async def test_what_nobody_said_before_is_still_made_up(served: Served) -> None:
    """That we promised something gives no leave to invent what was done."""
    writer, server = served
    server.says(reply(f"Marco called you on Tuesday and paid you £90.{SIGNED}"))
    drafted = await writer.write("org", situation())
    assert {FindingKind.UNVERIFIED_CLAIM, FindingKind.OVERPROMISE} & {
        f.kind for f in drafted.reading.findings
    }


async def test_an_edit_is_what_stands_and_the_news_behind_it(served: Served) -> None:
    """The model writes the new part only; even if it dates and signs it, that is done once."""
    writer, server = served
    server.says(reply(f"Update, 4 December: {GOOD}"))
    about = situation("google", standing=OURS)
    drafted = await writer.write("org", about)
    core = OURS.removesuffix(SIGNED)
    assert drafted.text == f"{core}\n\nUpdate, 4 December: {GOOD}"
    page = server.requests[0]["messages"][0]["content"]
    assert "Write only what is new" in page
    assert len(server.requests) == 1


async def test_a_note_is_dated_and_asked_for_as_one(served: Served) -> None:
    """Only what was put right; nothing of the rubric of an answer is missed in it."""
    writer, server = served
    kept = replace(BROKEN, state=PromiseState.KEPT)
    server.says(reply(f"Lina has called you, as she said.{SIGNED}"))
    drafted = await writer.write("org", situation(round=Round.NOTE, pledges=(kept,)))
    assert drafted.text == f"Update, 4 December: Lina has called you, as she said.{SIGNED}"
    assert "Write a public note" in server.requests[0]["messages"][0]["content"]
    assert not drafted.reading.findings


async def test_the_last_word_names_a_person(served: Served) -> None:
    """And the model is told to ask nothing."""
    writer, server = served
    await writer.write("org", situation(closing=True))
    page = server.requests[0]["messages"][0]["content"]
    assert "one complete closing answer" in page
    assert "Name one way to reach a person: Lina Ferrante" in page


async def test_the_second_reader_knows_the_talk_too(clock: SettableClock) -> None:
    """Else every word about an earlier promise would look made up to it."""
    async with served_model(clock) as (model, server):
        server.says(second())
        reader = SecondReader(COACH, model)
        whole = GOOD.replace("[who]", "Lina").replace("[by when]", "by Monday")
        await reader.read("org", whole, situation())
        contents = [m["content"] for m in server.requests[0]["messages"]]
        assert len(contents) == 6
        assert "broken, due Friday 27 November" in contents[4]
        assert "0171 555 0199" not in server.sent
        await reader.read("org", whole, situation(pledges=()))
        assert len(server.requests) == 2
