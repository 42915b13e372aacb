"""Draws the card of a case: for all who see it in a conversation, or for one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.card_life import takes_others
from bot.case import Case
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import NotAllowed
from bot.people import ApprovalPolicy, Caller, Person, Workspace
from bot.review_card import ReviewCard, review_card
from bot.standing import Card, Spot, card_of
from bot.store import Store
from bot.teams import render
from bot.teams.ids import PLATFORM
from bot.teams.people import Directory
from bot.teams.render import Message, Notice
from bot.understanding import Stage
from bot.views import CaseView


@dataclass(frozen=True, slots=True)
class Drawing:
    """`emoji` says which emoji decides what, `policy` and `directory` who has to see a card."""

    store: Store
    desk: CareDesk
    emoji: Mapping[Decision, str]
    policy: ApprovalPolicy
    directory: Directory

    async def drawn(
        self,
        view: CaseView,
        *,
        caller: Caller | None = None,
        conversation: str = "",
        direct: bool = False,
        notice: Notice | None = None,
    ) -> Message:
        """The card as it stands in a conversation; for `caller`, as that one person may see it.

        `direct` says that nobody else is in the conversation. A `notice` is said on top of it.
        """
        shown = await self._card(view, caller)
        alone = direct and await self._alone(view.case, shown, conversation)
        return render.card(
            shown,
            emoji=self.emoji,
            alone=alone,
            notice=notice,
            approver=caller is None or self.may_approve(view.case, caller.person),
        )

    async def in_place(self, view: CaseView, place: Card | Spot) -> Message:
        """The card as a message holds it: in a personal conversation it is for one person."""
        caller = None
        if place.member:
            workspace = Workspace(view.case.organisation, PLATFORM, place.workspace)
            caller = await self.directory.caller(workspace, place.member, "")
        return await self.drawn(
            view, caller=caller, conversation=place.conversation, direct=bool(place.member)
        )

    def may_approve(self, case: Case, person: Person) -> bool:
        """Whether the rules let this person approve the draft that stands."""
        draft = case.live_draft
        try:
            if draft:
                self.policy.check(person, draft.author)
        except NotAllowed:
            return False
        return True

    async def _card(self, view: CaseView, caller: Caller | None) -> ReviewCard:
        """Whoever practises sees no draft of ours yet."""
        playbook, stage = self.desk.coach.playbook, Stage.NONE
        if caller:
            practice = await self.desk.writing.practice(caller)
            stage = self.desk.writing.stage(view, caller.person, practice)
        return review_card(view, playbook, stage)

    async def _alone(self, case: Case, shown: ReviewCard, conversation: str) -> bool:
        """Whether somebody else has to approve, and sees no card of the draft on any platform."""
        kept = map(card_of, await self.store.cards(case.organisation, case.id))
        cards = [card for card in kept if not card.doubtful]
        there = {c.conversation for c in cards if c.reachable and c.draft == shown.draft}
        if not there <= {conversation}:
            return False
        return takes_others(case, self.policy, forwarder_leads=await self._leads(case))

    async def _leads(self, case: Case) -> bool:
        """Whether whoever forwarded the post is a lead."""
        forwarder = case.forwarder
        return forwarder is not None and await self.directory.leads(case.organisation, forwarder)
