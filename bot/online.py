"""A coach that asks the model as well, for commands that wait for one answer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from bot.coach import Coach, Drafted
from bot.drafting import NO_MODEL
from bot.errors import ModelError
from bot.model import Model
from bot.people import HOME
from bot.readers import Reading
from bot.second_reader import SecondReader, with_second
from bot.settings import Settings
from bot.situation import Situation
from bot.store import open_store
from bot.writers import ModelWriter

T = TypeVar("T")


@contextmanager
def online_coach(settings: Settings, offline: Coach) -> Iterator[Coach]:
    """`offline` with the model of the settings; what it costs counts towards the day's budget."""
    loop = asyncio.new_event_loop()
    store = open_store(settings.database)
    model = Model(settings.model_options, spending=store, clock=store.clock)
    try:
        yield OnlineCoach(offline, model, loop, timedelta(seconds=settings.draft_seconds))
    finally:
        loop.run_until_complete(model.close())
        loop.run_until_complete(store.close())
        loop.close()


class OnlineCoach(Coach):
    """Drafts by the model and readings with the second reader; offline where the model fails.

    `loop` is an event loop of its own. `patience` is how long one answer may take.
    """

    def __init__(
        self, offline: Coach, model: Model, loop: asyncio.AbstractEventLoop, patience: timedelta
    ) -> None:
        super().__init__(offline.playbook)
        self._offline = offline
        self._writer, self._second = ModelWriter(offline, model), SecondReader(offline, model)
        self._loop, self._patience = loop, patience.total_seconds()

    def draft(
        self,
        situation: Situation,
        *,
        asked: bool = False,
        avoid: Sequence[str] = (),
        recent: Sequence[str] = (),
    ) -> Drafted | None:
        """As `Coach.draft`; a crisis and a person at risk are never the model's.

        What the composer writes is not read by the model: it has had its time.
        """
        triage = situation.triage
        silent = triage is not None and not triage.reply_advised and not asked
        if triage is None or triage.category in NO_MODEL or silent or situation.wrong:
            return self._offline.draft(situation, asked=asked, avoid=avoid, recent=recent)
        writing = self._writer.write(HOME, situation, avoid=avoid, seconds=self._patience)
        written = self._answer(writing)
        if written is None:
            return self._offline.draft(situation, asked=asked, avoid=avoid, recent=recent)
        return written if asked or not written.triage or written.triage.reply_advised else None

    def read(self, reply: str, situation: Situation) -> Reading:
        """As `Coach.read`, with what the second reader adds."""
        reading = super().read(reply, situation)
        found = self._answer(self._second.read(HOME, reply, situation))
        return with_second(reading, found) if found else reading

    def _answer(self, question: Awaitable[T]) -> T | None:
        async def timed() -> T:
            async with asyncio.timeout(self._patience):
                return await question

        try:
            return self._loop.run_until_complete(timed())
        except (ModelError, TimeoutError):
            return None
