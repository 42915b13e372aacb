"""Brings the cards of a case up to date: one for each draft, and one that counts."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic

from bot.card_life import left_of, live, shown_without_draft
from bot.case import Case
from bot.case_cards import Board, CaseCards, Shown
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformRefused
from bot.passing_on import PassingOn
from bot.patience import no_jitter, patient
from bot.records import Commit, Job, NewJob
from bot.review_card import review_card
from bot.standing import Card, Spot
from bot.store import Store
from bot.views import CaseView

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage(Generic[Shown]):
    """Where a platform shows cards, and what they look like there.

    `board` is what posts and changes the cards for a job. `places` gives where the next card of a
    case goes in a workspace, with the cards that stand there and what time it is; the later places
    are for when an earlier one refuses it. `direct` gives the direct messages with somebody, by
    organisation, workspace and member; None where there can be none. `drawn` is the card in one
    place, with the cards in the workspace. `left` is the line that is left of an older card, with
    the case where no newer one follows; `further_down` that of a card in whose place another was
    posted. `reviewing` gives the workspaces that show a case of another platform.
    """

    board: Callable[[Job], Board[Shown]]

    places: Callable[[CaseView, str, Sequence[Card], datetime], AsyncIterator[Spot]]
    direct: Callable[[str, str, str], Awaitable[Spot | None]]
    drawn: Callable[[CaseView, Card | Spot, Sequence[Card]], Awaitable[Shown]]
    left: Callable[[str, str], Shown]
    further_down: Callable[[], Shown]
    reviewing: Callable[[Case], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Showing(Generic[Shown]):
    """`kind` is that of the platform's job for cards."""

    kind: str
    store: Store
    desk: CareDesk
    clock: Clock
    stage: Stage[Shown]
    questions: PassingOn
    jitter: Callable[[], float] = no_jitter

    async def show(
        self,
        job: Job,
        *,
        first_words: Callable[[Job, CaseView, CaseCards[Shown]], Awaitable[None]],
        update: Callable[[CaseView, CaseCards[Shown]], Awaitable[None]],
        brought: Callable[[Job, Card], Awaitable[None]] | None = None,
    ) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date.

        `first_words` are for whoever forwarded the post, before there is a card. `update` changes
        and posts cards, once it is known which ones stand. `brought` tells where the card is that
        somebody asked to see.
        """
        try:
            view = await self.desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return
        await self.questions.pass_on(view)
        cards = CaseCards(self.store, self.stage.board(job), job)
        async with patient(job, self.clock, self.jitter):
            await cards.load()
            await first_words(job, view, cards)
            await cards.settle()
            if job.payload.get("show") or job.payload.get("look"):
                card = await self._look(job, view, cards)
                if card and brought:
                    await brought(job, card)
            else:
                await update(view, cards)

    async def workspaces(self, case: Case, cards: Sequence[Card]) -> list[str]:
        """Where the case is to be shown.

        One of another platform goes to the review conversation, if there is one here; one of no
        platform nowhere.
        """
        came, own = case.came_from, list[str]()
        if came and came.platform == self.questions.platform:
            own = [came.workspace]
        elif came:
            own = await self.stage.reviewing(case)
        return list(dict.fromkeys([*own, *(card.workspace for card in cards)]))

    async def everywhere(
        self, workspaces: Sequence[str], view: CaseView, cards: CaseCards[Shown]
    ) -> None:
        """A workspace whose token is not accepted keeps no other one waiting."""
        unheard: PlatformRefused | None = None
        for workspace in workspaces:
            try:
                await self._reconcile(workspace, view, cards)
            except PlatformRefused as exc:
                if not exc.barred:
                    raise
                unheard = exc
        if unheard:
            raise unheard

    async def _reconcile(self, workspace: str, view: CaseView, cards: CaseCards[Shown]) -> None:
        """First the card that counts, so that there always is one; then the older ones."""
        card = review_card(view, self.desk.coach.playbook)
        number, deleted = card.draft, False
        for one in cards.within(workspace):
            if one.draft == number:
                message = await self.stage.drawn(view, one, cards.within(workspace))
                stands = await cards.update(one, message)
                deleted |= not (stands or one.copy)
        standing = [one for one in cards.within(workspace) if one.reachable and not one.copy]
        older = self._older(workspace, view, cards, number)
        missing = not any(one.draft == number for one in standing)
        left_behind = any(
            one in standing and not cards.shows(one, message) for one, message in older
        )
        if missing and (live(view.case, card) or (left_behind and not deleted)):
            if not number and not shown_without_draft(view.case):
                return  # the older cards, if any, wait for the draft as they are
            await self._post(workspace, view, cards, number)
        for one, _ in self._older(workspace, view, cards, number):
            await self._leave(one, view.case, cards)

    async def _leave(self, older: Card, case: Case, cards: CaseCards[Shown]) -> None:
        """What was brought to somebody before there was a draft is gone once its card is there."""
        near = [c for c in cards.within(older.workspace) if c.conversation == older.conversation]
        stands = any(one.draft and one.reachable and not one.copy for one in near)
        left: Card | None = older
        if older.copy and not older.draft and stands:
            left = await cards.remove(older)
        if left:
            await cards.update(left, self._collapsed(case, left))

    def _older(
        self, workspace: str, view: CaseView, cards: CaseCards[Shown], number: int
    ) -> list[tuple[Card, Shown]]:
        """The cards of other drafts, with what is left of them."""
        others = [one for one in cards.within(workspace) if one.draft != number]
        return [(one, self._collapsed(view.case, one)) for one in others]

    async def _post(
        self, workspace: str, view: CaseView, cards: CaseCards[Shown], number: int
    ) -> None:
        copies = {c.conversation: c for c in cards.within(workspace) if c.draft == number}
        now = await self.clock.now()
        async for spot in self.stage.places(view, workspace, cards.within(workspace), now):
            message = await self.stage.drawn(view, spot, cards.within(workspace))
            copy = copies.get(spot.conversation)
            if copy and copy.reachable:
                return await cards.adopt(copy, message)
            if await cards.post(spot, number, message):
                return None
        log.warning("No place takes the card of case %s; it stands in the list.", view.case.id)
        return None

    def _collapsed(self, case: Case, card: Card) -> Shown:
        """The card of a draft that is not the latest; next to a copy there is no newer one."""
        told = left_of(case, card.draft, below=not card.copy)
        return self.stage.left(told, case.id if card.copy else "")

    # -- what is brought to people ------------------------------------------------------------

    async def _look(self, job: Job, view: CaseView, cards: CaseCards[Shown]) -> Card | None:
        """See which cards were deleted; the new one, if somebody asked to see it.

        Cards that are missing are left to a job of the usual key, because of which no two run at
        once.
        """
        number = review_card(view, self.desk.coach.playbook).draft
        for one in [one for one in cards.cards if one.draft == number]:
            await cards.stands(one)
        brought = await self._bring(job, view, number, cards) if job.payload.get("show") else None
        now = await self.clock.now()
        again = NewJob(self.kind, f"{self.kind}:{job.case_id}", job.case_id, {}, now)
        await self.store.commit(Commit(job.organisation, job.case_id, None, jobs=(again,)))
        return brought

    async def _bring(
        self, job: Job, view: CaseView, number: int, cards: CaseCards[Shown]
    ) -> Card | None:
        """A card in somebody's direct messages, in the place of one that stands there already."""
        workspace, user = str(job.payload["workspace"]), str(job.payload["user"])
        spot = await self.stage.direct(job.organisation, workspace, user)
        if spot is None:
            return None
        here = [c for c in cards.within(workspace) if c.conversation == spot.conversation]
        here = [c for c in here if c.draft == number]
        if any(c.found_again for c in here):
            return None  # posted in an earlier run, whose answer was lost
        spot = replace(spot, copy=all(c.copy for c in here))
        message = await self.stage.drawn(view, spot, cards.within(workspace))
        if not await cards.post(spot, number, message):
            return None
        brought = cards.cards[-1]
        for older in here:
            await cards.retire(older, self.stage.further_down())
        return brought
