"""Shows cases in Slack: the job behind the cards that people see."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.case import OVER, Case
from bot.clock import Clock
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import NoSuchCase, SlackError, SlackRefused
from bot.people import ApprovalPolicy
from bot.records import Commit, Job, NewJob
from bot.review_card import ReviewCard, review_card
from bot.slack import render
from bot.slack.cards import CaseCards, fingerprint
from bot.slack.drawing import Drawing
from bot.slack.names import Names
from bot.slack.pacing import Pace
from bot.slack.patience import patient
from bot.slack.people import PLATFORM
from bot.slack.places import UNREACHABLE, Card, Places, Spot
from bot.slack.private import SAY_JOB, PrivateWords
from bot.slack.render import Message
from bot.slack.web import NOT_LET_IN, Web
from bot.store import Store
from bot.triage import Category
from bot.views import CaseView
from bot.worker import NotYet

__all__ = ["CARDS_JOB", "SAY_JOB", "Messenger"]

CARDS_JOB = "slack-cards"

log = logging.getLogger(__name__)

_URGENT = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})


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
        self._drawing = Drawing(desk, emoji, policy, leads)
        self._places = Places(web, review_conversation)
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
        self.say = self._private.say

    # -- cards --------------------------------------------------------------------------------

    async def show(self, job: Job) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date."""
        try:
            view = await self._desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return
        await self._private.pass_on(job, view)
        cards = CaseCards(self._store, self._web, self._pace, self._clock, job)
        async with patient(job, self._clock):
            await cards.load()
            await self._first_words(job, view, cards)
            await cards.settle()
            if job.payload.get("show") or job.payload.get("look"):
                await self._look(job, view, cards)
                return
            workspaces = _workspaces(view.case, cards.cards)
            if not (cards.cards or view.case.drafts or _shown_without_draft(view.case)):
                return  # nothing to show yet: the draft comes with a job of its own
            if workspaces and await self._names.learn(view):
                view = await self._desk.view(job.organisation, job.case_id)
            await self._everywhere(workspaces, view, cards)

    async def _everywhere(
        self, workspaces: Sequence[str], view: CaseView, cards: CaseCards
    ) -> None:
        """A workspace whose token is not accepted keeps no other one waiting."""
        unheard: SlackRefused | None = None
        for workspace in workspaces:
            try:
                await self._reconcile(workspace, view, cards)
            except SlackRefused as exc:
                if exc.error not in NOT_LET_IN:
                    raise
                unheard = exc
        if unheard:
            raise unheard

    async def _reconcile(self, workspace: str, view: CaseView, cards: CaseCards) -> None:
        """First the card that counts, so that there always is one; then the older ones."""
        card = review_card(view, self._desk.coach.playbook)
        number, deleted = card.draft, False
        for one in cards.within(workspace):
            if one.draft == number:
                message = await self._drawing.drawn(view, one, cards.within(workspace))
                stands = await cards.update(one, message)
                deleted |= not (stands or one.copy)
        standing = [one for one in cards.within(workspace) if one.reachable and not one.copy]
        older = [
            (one, _collapsed(view.case, one))
            for one in cards.within(workspace)
            if one.draft != number
        ]
        missing = not any(one.draft == number for one in standing)
        left_behind = any(
            one in standing and one.mark != fingerprint(message) for one, message in older
        )
        if missing and (_live(view.case, card) or (left_behind and not deleted)):
            if not number and not _shown_without_draft(view.case):
                return  # the older cards, if any, wait for the draft as they are
            await self._post(workspace, view, cards, number)
        for one, message in older:
            await cards.update(one, message)

    async def _post(
        self,
        workspace: str,
        view: CaseView,
        cards: CaseCards,
        number: int,
    ) -> None:
        now = await self._clock.now()
        copies = {c.ref.conversation: c for c in cards.within(workspace) if c.draft == number}
        async for spot in self._places.of(view, cards.within(workspace), now):
            message = await self._drawing.drawn(view, spot, cards.within(workspace))
            copy = copies.get(spot.conversation)
            if copy and copy.reachable:
                return await cards.adopt(copy, message)
            try:
                return await cards.post(spot, number, message)
            except SlackRefused as exc:
                if exc.error not in UNREACHABLE:
                    raise
                log.info("A card goes elsewhere: %s", exc)
        log.warning("No place takes the card of case %s; it stands in the list.", view.case.id)
        return None

    async def _first_words(self, job: Job, view: CaseView, cards: CaseCards) -> None:
        """What whoever forwarded the post is told before there is a card."""
        if url := job.payload.get("answer"):
            await self._private.link_later(job, str(url))
        first = job.fence == 1 and not cards.cards
        if job.payload.get("reading") and first and view.case.drafting:
            try:
                await self._private.privately(job, render.reading(view.post))
            except (SlackError, NotYet) as exc:  # the card will do
                log.info("Nobody was told that the post is being read: %s", exc)

    # -- what is brought to people ------------------------------------------------------------

    async def _look(self, job: Job, view: CaseView, cards: CaseCards) -> None:
        """See which cards were deleted, and post a new one for whoever asked to see it.

        Cards that are missing are left to a job of the usual key, because of which no two run at
        once.
        """
        card = review_card(view, self._desk.coach.playbook)
        for one in [one for one in cards.cards if one.draft == card.draft]:
            await cards.stands(one)
        if job.payload.get("show"):
            await self._bring(job, view, card, cards)
        now = await self._clock.now()
        again = NewJob(CARDS_JOB, f"{CARDS_JOB}:{job.case_id}", job.case_id, {}, now)
        await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(again,)))

    async def _bring(self, job: Job, view: CaseView, card: ReviewCard, cards: CaseCards) -> None:
        """A card in somebody's direct messages, in the place of one that stands there already."""
        workspace, user = str(job.payload["workspace"]), str(job.payload["user"])
        channel = await self._places.direct(workspace, user)
        if not channel:
            return
        here = [c for c in cards.within(workspace) if c.ref.conversation == channel]
        here = [c for c in here if c.draft == card.draft]
        if any(c.found_again for c in here):
            return  # posted in an earlier run, whose answer was lost
        spot = Spot(workspace, channel, copy=all(c.copy for c in here), member=user)
        message = await self._drawing.drawn(view, spot, cards.within(workspace))
        await cards.post(spot, card.draft, message)
        for older in here:
            await cards.retire(older, render.further_down())
        await self._say_brought(job, channel, cards)

    async def _say_brought(self, job: Job, channel: str, cards: CaseCards) -> None:
        """Where the card is, for who pressed elsewhere."""
        workspace, conversation = str(job.payload["workspace"]), job.payload.get("conversation")
        if not conversation or conversation == channel:
            return
        try:
            message = render.ready(await cards.link(cards.cards[-1]))
            shown = {"text": message.text, "blocks": message.blocks}
            where = {"channel": conversation, "user": job.payload["user"]}
            if thread := job.payload.get("thread"):
                where["thread_ts"] = thread
            await self._web.call(workspace, "chat.postEphemeral", **where, **shown)
        except SlackError as exc:  # the card is there all the same
            log.info("Nobody was told where the card is: %s", exc)


def _workspaces(case: Case, cards: list[Card]) -> list[str]:
    """Where the case is to be shown; nowhere if it has nothing to do with Slack."""
    came = case.came_from
    own = [came.workspace] if came and came.platform == PLATFORM else []
    return list(dict.fromkeys([*own, *(card.workspace for card in cards)]))


def _live(case: Case, card: ReviewCard) -> bool:
    """Whether somebody may have to do something with the card."""
    if not card.draft:
        return case.status not in OVER
    return case.live_draft is not None and case.live_draft.number == card.draft


def _shown_without_draft(case: Case) -> bool:
    """Whether a case gets a card although it has no draft: none comes, or it cannot wait."""
    if not case.drafting:
        return True
    triage = case.triage
    return triage is not None and (triage.category in _URGENT or triage.severity >= 5)


def _collapsed(case: Case, card: Card) -> Message:
    """The card of a draft that is not the latest any more; next to a copy there is no newer one."""
    lost = case.id if card.copy else ""
    if not card.draft:
        return render.drafted(lost=lost)
    draft = case.draft(card.draft)
    who = draft.decided_by.name if draft.decided_by else ""
    return render.superseded(card.draft, draft.state, who, lost=lost)
