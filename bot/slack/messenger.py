"""Shows cases in Slack: the job behind the cards that people see."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.card_life import shown_without_draft
from bot.case import Case
from bot.case_cards import CaseCards
from bot.clock import Clock
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import PlatformError
from bot.pacing import Pace
from bot.people import ApprovalPolicy
from bot.records import Job
from bot.showing import Showing, Stage
from bot.slack import render
from bot.slack.cards import SlackBoard
from bot.slack.drawing import Drawing
from bot.slack.names import Names
from bot.slack.people import PLATFORM
from bot.slack.places import Places
from bot.slack.private import POST_JOB, SAY_JOB, PrivateWords
from bot.slack.render import Message
from bot.slack.web import Web
from bot.standing import Card
from bot.store import Store
from bot.views import CaseView
from bot.worker import NotYet

__all__ = ["CARDS_JOB", "POST_JOB", "SAY_JOB", "Messenger"]

CARDS_JOB = "slack-cards"

log = logging.getLogger(__name__)


class Messenger:
    """`emoji` says which emoji decides what; `review_conversation` is an id, `#name` or empty.

    `policy` and `leads` (member ids; empty: everybody) tell who has to see a card.
    """

    def __init__(
        self,
        store: Store,
        desk: CareDesk,
        web: Web,
        *,
        clock: Clock,
        review_conversation: str = "",
        emoji: Mapping[Decision, str],
        policy: ApprovalPolicy,
        leads: frozenset[str] = frozenset(),
    ) -> None:
        self._store, self._desk, self._web, self._clock = store, desk, web, clock
        self._places = Places(web, review_conversation)
        self._review = review_conversation
        self._pace = Pace(every=1.0, burst=3)
        self._names = Names(store, web)
        self._private = PrivateWords(
            store,
            desk,
            web,
            clock=clock,
            places=self._places,
            pace=self._pace,
            names=self._names,
        )
        self.say, self.post = self._private.say, self._private.post
        stage = Stage(
            board=self._board,
            places=self._places.of,
            direct=self._places.direct_spot,
            drawn=Drawing(desk, emoji, policy, leads).drawn,
            left=render.left,
            further_down=render.further_down,
            reviewing=self._reviewing,
        )
        questions = self._private.questions
        self._showing = Showing(CARDS_JOB, store, desk, clock, stage, questions)

    # -- cards --------------------------------------------------------------------------------

    async def show(self, job: Job) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date."""
        await self._showing.show(
            job, first_words=self._first_words, update=self._update, brought=self._say_brought
        )

    def _board(self, job: Job) -> SlackBoard:
        return SlackBoard(self._web, self._pace, self._clock, job)

    async def _update(self, view: CaseView, cards: CaseCards[Message]) -> None:
        if not (cards.cards or view.case.drafts or shown_without_draft(view.case)):
            return  # nothing to show yet: the draft comes with a job of its own
        workspaces = await self._showing.workspaces(view.case, cards.cards)
        if workspaces and await self._names.learn(view):
            view = await self._desk.view(view.case.organisation, view.case.id)
        await self._showing.everywhere(workspaces, view, cards)

    async def _first_words(self, job: Job, view: CaseView, cards: CaseCards[Message]) -> None:
        """What whoever forwarded the post is told before there is a card."""
        if url := job.payload.get("answer"):
            await self._private.link_later(job, str(url))
        first = job.fence == 1 and not cards.cards
        if job.payload.get("reading") and first and view.case.drafting:
            try:
                await self._private.privately(job, render.reading(view.post))
            except (PlatformError, NotYet) as exc:  # the card will do
                log.info("Nobody was told that the post is being read: %s", exc)

    async def _say_brought(self, job: Job, brought: Card) -> None:
        """Where the card is, for who pressed elsewhere."""
        workspace, conversation = str(job.payload["workspace"]), job.payload.get("conversation")
        if not conversation or conversation == brought.conversation:
            return
        try:
            message = render.ready(await self._board(job).link(brought))
            shown = {"text": message.text, "blocks": message.blocks}
            where = {"channel": conversation, "user": job.payload["user"]}
            if thread := job.payload.get("thread"):
                where["thread_ts"] = thread
            await self._web.call(workspace, "chat.postEphemeral", **where, **shown)
        except PlatformError as exc:  # the card is there all the same
            log.info("Nobody was told where the card is: %s", exc)

    async def _reviewing(self, case: Case) -> list[str]:
        """The workspace of the review conversation, if there is one."""
        if not self._review:
            return []
        return (await self._store.workspaces(PLATFORM, case.organisation))[:1]
