"""Shows cases in Teams: the job behind the cards that people see."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.card_life import shown_without_draft
from bot.case import Case
from bot.case_cards import CaseCards
from bot.clock import Clock
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import PlatformError
from bot.people import HOME, ApprovalPolicy
from bot.records import Job
from bot.showing import Showing, Stage
from bot.store import Store
from bot.teams import render
from bot.teams.cards import TeamsBoard, Turns
from bot.teams.connector import Connector
from bot.teams.drawing import Drawing
from bot.teams.people import Directory
from bot.teams.places import Places
from bot.teams.private import POST_JOB, SAY_JOB, PrivateWords
from bot.teams.render import Message
from bot.views import CaseView
from bot.worker import NotYet

__all__ = ["CARDS_JOB", "POST_JOB", "SAY_JOB", "Messenger"]

CARDS_JOB = "teams-cards"

log = logging.getLogger(__name__)


class Messenger:
    """`emoji` says which emoji decides what; `review_conversation` is an id, or empty.

    `policy` and `directory` tell who has to see a card. `tenant` is where cases of other platforms
    are shown; empty, nowhere. `jitter` gives from 0 to 1, so that not all who wait come back at
    once.
    """

    def __init__(
        self,
        store: Store,
        desk: CareDesk,
        connector: Connector,
        *,
        clock: Clock,
        review_conversation: str = "",
        emoji: Mapping[Decision, str],
        policy: ApprovalPolicy,
        directory: Directory,
        tenant: str = "",
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._connector, self._tenant, self._turns = connector, tenant.lower(), Turns(clock)
        self.places = Places(store, connector, directory, review_conversation)
        self.drawing = Drawing(store, desk, emoji, policy, directory)
        stage = Stage(
            board=self._board,
            places=self.places.of,
            direct=self.places.direct_spot,
            drawn=lambda view, place, _: self.drawing.in_place(view, place),
            left=render.left,
            further_down=render.further_down,
            reviewing=self._reviewing,
        )
        self._private = PrivateWords(
            store,
            desk,
            connector,
            clock=clock,
            places=self.places,
            turns=self._turns,
            directory=directory,
            jitter=jitter,
        )
        self.say, self.post = self._private.say, self._private.post
        questions = self._private.questions
        self._showing = Showing(CARDS_JOB, store, desk, clock, stage, questions, jitter)

    async def show(self, job: Job) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date."""
        await self._showing.show(job, first_words=self._first_words, update=self._update)

    def _board(self, job: Job) -> TeamsBoard:
        return TeamsBoard(self._connector, self.places, self._turns, job)

    async def _update(self, view: CaseView, cards: CaseCards[Message]) -> None:
        line = render.reading(view.post)
        shown = [one for one in cards.cards if not cards.shows(one, line)]
        if shown or view.case.drafts or shown_without_draft(view.case):
            tenants = await self._showing.workspaces(view.case, cards.cards)
            await self._showing.everywhere(tenants, view, cards)

    async def _first_words(self, job: Job, view: CaseView, cards: CaseCards[Message]) -> None:
        """Whoever forwarded the post in private sees that it is being read, until its card stands.

        That line never becomes the card: an emoji on it may be older than the draft.
        """
        first, came = job.fence == 1 and not cards.cards, view.case.came_from
        if not (job.payload.get("reading") and first and came and view.case.drafting):
            return
        to = job.payload
        try:
            spot = await self.places.direct_spot(job.organisation, to["workspace"], to["user"])
            if spot and spot.conversation == came.conversation:
                await cards.post(replace(spot, copy=True), 0, render.reading(view.post))
        except (PlatformError, NotYet) as exc:  # the card will do
            log.info("Nobody was told that the post is being read: %s", exc)

    async def _reviewing(self, case: Case) -> list[str]:
        """The tenant of the review conversation, if there is one."""
        ours = self.places.review and self._tenant and case.organisation == HOME
        return [self._tenant] if ours else []
