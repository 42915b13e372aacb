"""What keeps a model from costing too much or holding people up: breaker, lanes, tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import BudgetSpent, ModelAway, ModelRefused
from tests.conftest import SettableClock
from tests.model_desk import FINE, QUESTION, Desk, Word, model_desk
from tests.openai_server import Say


@pytest.fixture
async def desk(clock: SettableClock) -> AsyncIterator[Desk]:
    """A desk whose server says yes."""
    async with model_desk(clock) as desk:
        yield desk


async def test_after_five_failures_nobody_waits_for_a_sixth(desk: Desk) -> None:
    """The circuit breaker: a minute of rest, then one call as a trial."""
    desk.server.says(Say(status=500))
    for _ in range(5):
        with pytest.raises(ModelAway):
            await desk.ask()
    seen = len(desk.server.requests)
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    assert len(desk.server.requests) == seen
    desk.clock.forward(timedelta(seconds=61))
    held = asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    desk.server.asked.clear()
    trial = asyncio.create_task(desk.ask())
    await desk.server.asked.wait()
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    held.set()
    assert await trial == "yes"
    assert await desk.ask() == "yes"


async def test_a_trial_that_fails_means_another_rest(desk: Desk) -> None:
    """One failure is enough then."""
    desk.server.says(Say(status=401))
    for _ in range(5):
        with pytest.raises(ModelAway, match="key"):
            await desk.ask()
    desk.clock.forward(timedelta(seconds=61))
    for problem in ("key", "rest"):
        with pytest.raises(ModelAway, match=problem):
            await desk.ask()


async def test_a_server_that_hangs_trips_the_breaker_too(desk: Desk) -> None:
    """Whoever gave up at the deadline has waited for nothing; the next ones should not."""
    desk.server.says(Say(FINE, held=asyncio.Event()))
    for _ in range(5):
        desk.server.asked.clear()
        asking = asyncio.create_task(desk.ask())
        await desk.server.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    await desk.model.close()
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    assert sum(desk.ledger.spent.values()) > 0


async def test_refusals_do_not_trip_the_breaker(desk: Desk) -> None:
    """The server is well; it just does not want to."""
    desk.server.says(*[Say(refusal="No.")] * 6, FINE)
    for _ in range(6):
        with pytest.raises(ModelRefused):
            await desk.ask()
    assert await desk.ask() == "yes"


async def test_each_organisation_has_its_own_lane(desk: Desk) -> None:
    """Three questions of one, two at a time; another organisation does not wait for them."""
    model, held = desk.another(concurrency=2), asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    ours = [asyncio.create_task(desk.ask(model, "one")) for _ in range(3)]
    theirs = asyncio.create_task(desk.ask(model, "two"))
    while desk.server.at_once < 3:
        desk.server.asked.clear()
        await desk.server.asked.wait()
    assert len(desk.server.requests) == 3
    held.set()
    assert await asyncio.gather(*ours, theirs) == ["yes"] * 4
    assert desk.server.most_at_once == 3


async def test_waiting_in_line_ends_with_the_callers_deadline(desk: Desk) -> None:
    """Who has not had a turn by then costs nothing and blames nobody."""
    model = desk.another(concurrency=1)
    held = asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    first = asyncio.create_task(desk.ask(model))
    await desk.server.asked.wait()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await desk.ask(model)
    held.set()
    assert await first == "yes"
    assert await desk.ask(model) == "yes"
    assert sum(desk.ledger.spent.values()) == 300


async def test_the_tokens_of_the_day_are_counted_and_limited(desk: Desk) -> None:
    """For each organisation; the next day it goes on."""
    model = desk.another(daily_tokens=200)
    assert await desk.ask(model) == "yes"
    assert await desk.ask(model) == "yes"
    with pytest.raises(BudgetSpent, match="200"):
        await desk.ask(model)
    assert await desk.ask(model, "other") == "yes"
    desk.clock.forward(timedelta(days=1))
    assert await desk.ask(model) == "yes"
    assert desk.ledger.spent == {
        ("org", "2026-11-02"): 300,
        ("other", "2026-11-02"): 150,
        ("org", "2026-11-03"): 150,
    }


async def test_a_server_that_counts_no_tokens_is_estimated(desk: Desk) -> None:
    """A quarter of the characters, about."""
    desk.server.says(Say(FINE, usage=None))
    answer = await desk.model.answer("org", QUESTION, Word)
    assert answer.tokens_in > 20
    assert answer.tokens_out > 2


async def test_after_a_long_wait_that_was_asked_for_the_model_is_back(desk: Desk) -> None:
    """An odd header does not silence it for a day."""
    desk.server.says(Say(status=429, headers={"retry-after": "1e300"}), FINE)
    with pytest.raises(ModelAway):
        await desk.ask()
    desk.clock.forward(timedelta(minutes=11))
    assert await desk.ask() == "yes"
