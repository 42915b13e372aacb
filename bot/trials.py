"""Gives posts to writers, several at once where a model answers, and notes what came of each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter_ns
from typing import TypeVar

from bot.coach import Coach, Drafted
from bot.draft_evaluation import Attempt, Outcome, Post
from bot.drafting import NO_MODEL
from bot.errors import ModelError
from bot.events import Origin
from bot.model import Model, Spending
from bot.people import HOME
from bot.plain_writer import PlainWriter
from bot.settings import Settings
from bot.situation import Situation
from bot.store import open_store
from bot.writers import ModelWriter

_RECENT = 20  # drafts

S = TypeVar("S")
T = TypeVar("T")

# One version of the prompts and the posts in, an attempt for each post out, in the same order.
Trial = Callable[[Coach, Sequence[Post]], Awaitable[list[Attempt]]]


class Meter:
    """Counts the answers behind each draft, under a name of its own; their tokens go on the day's
    budget of the house."""

    def __init__(self, ledger: Spending) -> None:
        self._ledger = ledger
        self._answers: dict[str, int] = {}

    async def tokens_spent(self, organisation: str, day: str) -> int:
        """As `Spending`, of the house as a whole."""
        return await self._ledger.tokens_spent(HOME, day)

    async def spend_tokens(self, organisation: str, day: str, tokens: int) -> None:
        """As `Spending`; called once an answer."""
        self._answers[organisation] = self.answers(organisation) + 1
        await self._ledger.spend_tokens(HOME, day, tokens)

    def answers(self, name: str) -> int:
        """How many answers were given under this name."""
        return self._answers.get(name, 0)


async def composed(coach: Coach, posts: Sequence[Post]) -> list[Attempt]:
    """What the composer makes of the posts, one after another; the time holds the triage.

    As at the desk, it knows its last drafts.
    """
    attempts = []
    recent: deque[str] = deque(maxlen=_RECENT)
    for post in posts:
        start = perf_counter_ns()
        situation = sized_up(coach, post)
        drafted = coach.draft(situation, recent=tuple(recent))
        attempt = _attempt(post, situation, drafted)
        recent.extend([drafted.text] if drafted else [])
        attempts.append(replace(attempt, milliseconds=_since(start)))
    return attempts


@dataclass(frozen=True, slots=True)
class Bench:
    """A model and its meter; `patience` is how long one draft may take, `tick` is told of each."""

    model: Model
    meter: Meter
    patience: timedelta
    tick: Callable[[], None]

    async def drafts(self, coach: Coach, posts: Sequence[Post]) -> list[Attempt]:
        """What the model writer makes of the posts. Nothing is asked twice; what the model has no
        part in (a crisis, spam) is not asked at all."""
        writer = ModelWriter(coach, self.model)

        async def attempt(post: Post) -> Attempt:
            situation = sized_up(coach, post)
            triage = situation.triage
            if triage is None or not triage.reply_advised:
                return Attempt(post, situation, Outcome.SILENT)
            if triage.category in NO_MODEL:
                return Attempt(post, situation, Outcome.LEFT)
            name = f"{coach.playbook.version} {post.id}"
            seconds, before = self.patience.total_seconds(), self.meter.answers(name)
            start = perf_counter_ns()
            drafted, failure = await self._in_time(writer.write(name, situation, seconds=seconds))
            tried = _attempt(post, situation, drafted, failure)
            calls = self.meter.answers(name) - before
            return replace(tried, calls=calls, milliseconds=_since(start))

        return await self._each(attempt, posts)

    async def plain(self, writer: PlainWriter, attempts: Sequence[Attempt]) -> list[str]:
        """The plain reply to the post of each attempt, empty where the model gave none."""

        async def reply(one: Attempt) -> str:
            text, _ = await self._in_time(writer.write(f"plain {one.post.id}", one.situation))
            return text or ""

        return await self._each(reply, attempts)

    async def _in_time(self, answer: Awaitable[T]) -> tuple[T | None, str]:
        """The answer, or in a sentence why there is none."""
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await answer, ""
        except TimeoutError:
            return None, f"The model took longer than {self.patience.total_seconds():g} seconds."
        except ModelError as exc:
            return None, str(exc)

    async def _each(self, work: Callable[[S], Awaitable[T]], given: Sequence[S]) -> list[T]:
        """As many at once as the settings allow."""
        lane = asyncio.Semaphore(self.model.options.concurrency)

        async def one(each: S) -> T:
            async with lane:
                done = await work(each)
            self.tick()
            return done

        return list(await asyncio.gather(*map(one, given)))


@asynccontextmanager
async def bench(settings: Settings, tick: Callable[[], None]) -> AsyncIterator[Bench]:
    """The model of the settings, as long as the block runs."""
    store = open_store(settings.database)
    meter = Meter(store)
    model = Model(settings.model_options, spending=meter, clock=store.clock)
    await asyncio.wait([model.connect()])  # loading it is no draft's time
    try:
        yield Bench(model, meter, timedelta(seconds=settings.draft_seconds), tick)
    finally:
        await model.close()
        await store.close()


def sized_up(coach: Coach, post: Post) -> Situation:
    """What is known when the post is answered."""
    return coach.size_up(post.text, brand=post.brand, platform=post.platform, facts=post.facts)


def _attempt(
    post: Post, situation: Situation, drafted: Drafted | None, failure: str = ""
) -> Attempt:
    """What came of one post; with a draft, its situation is the one that the draft was made in."""
    if failure:
        return Attempt(post, situation, Outcome.FAILED, failure=failure)
    if drafted is None:
        return Attempt(post, situation, Outcome.SILENT)
    asked = bool(drafted.made)  # a model took part
    situation = replace(situation, triage=drafted.triage or situation.triage)
    outcome = Outcome.WRITTEN
    if situation.triage and not situation.triage.reply_advised:
        outcome = Outcome.SILENT
    elif asked and drafted.origin is Origin.COMPOSER:
        outcome = Outcome.LEFT
    made = drafted.made
    return Attempt(
        post,
        situation,
        outcome,
        text=drafted.text,
        reading=drafted.reading,
        tokens_in=made.get("tokens_in", 0),
        tokens_out=made.get("tokens_out", 0),
        repairs=made.get("repairs", 0),
    )


def _since(start: int) -> float:
    return (perf_counter_ns() - start) / 1e6
