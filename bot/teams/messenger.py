"""Shows cases in Teams: the job behind the cards that people see."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.card_life import shown_without_draft
from bot.case import Case
from bot.case_cards import CaseCards
from bot.clock import Clock
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformError
from bot.patience import patient
from bot.people import HOME, ApprovalPolicy
from bot.records import Job
from bot.showing import Showing, Stage
from bot.standing import Card
from bot.store import Store
from bot.teams import render
from bot.teams.cards import TeamsBoard, Turns
from bot.teams.connector import Connector
from bot.teams.drawing import Drawing
from bot.teams.ids import PLATFORM
from bot.teams.people import Directory
from bot.teams.places import Places
from bot.teams.private import SAY_JOB, PrivateWords
from bot.teams.render import Message
from bot.views import CaseView
from bot.worker import NotYet

__all__ = ["CARDS_JOB", "SAY_JOB", "Messenger"]

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
        self._store, self._desk, self._connector, self._clock = store, desk, connector, clock
        self._tenant, self._jitter = tenant.lower(), jitter
        self._turns = Turns(clock)
        self.places = Places(store, connector, directory, review_conversation)
        self.drawing = Drawing(store, desk, emoji, policy, directory)
        stage = Stage(
            places=self.places.of,
            direct=self.places.direct_spot,
            drawn=lambda view, place, _: self.drawing.in_place(view, place),
            left=render.left,
            further_down=render.further_down,
        )
        self._showing = Showing(CARDS_JOB, store, desk, clock, stage)
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
        self.say = self._private.say

    async def show(self, job: Job) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date."""
        try:
            view = await self._desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return
        await self._private.pass_on(job, view)
        board = TeamsBoard(self._connector, self.places, self._turns, job)
        cards = CaseCards(self._store, board, job)
        async with patient(job, self._clock, self._jitter):
            await cards.load()
            await self._first_words(job, view, cards)
            await cards.settle()
            if job.payload.get("show") or job.payload.get("look"):
                await self._showing.look(job, view, cards)
                return
            line = render.reading(view.post)
            shown = [one for one in cards.cards if not cards.shows(one, line)]
            if shown or view.case.drafts or shown_without_draft(view.case):
                tenants = self._tenants(view.case, cards.cards)
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

    def _tenants(self, case: Case, cards: Sequence[Card]) -> list[str]:
        """Where the case is to be shown.

        One of another platform goes to the review conversation, if there is one here; one of no
        platform nowhere.
        """
        came, own = case.came_from, list[str]()
        if came and came.platform == PLATFORM:
            own = [came.workspace]
        elif came and self.places.review:
            own = [self._tenant] if self._tenant and case.organisation == HOME else []
        return list(dict.fromkeys([*own, *(card.workspace for card in cards)]))
