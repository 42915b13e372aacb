"""Draws the card of a case as each place sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.card_life import takes_others
from bot.case import Case
from bot.commands import Decision
from bot.desk import CareDesk
from bot.people import SOMEBODY, ApprovalPolicy, Caller, Person, member_id, person_id
from bot.review_card import ReviewCard, review_card
from bot.slack import render
from bot.slack.people import PLATFORM
from bot.slack.render import Message
from bot.standing import Card, Spot
from bot.understanding import Stage
from bot.views import CaseView


@dataclass(frozen=True, slots=True)
class Drawing:
    """`emoji` says which emoji decides what; `policy` and `leads` tell who has to see a card."""

    desk: CareDesk
    emoji: Mapping[Decision, str]
    policy: ApprovalPolicy
    leads: frozenset[str]

    async def drawn(self, view: CaseView, place: Card | Spot, cards: Sequence[Card]) -> Message:
        """The card as it stands in one place; `cards` are those in the workspace.

        In direct messages it is for one person: whoever practises sees no draft of ours yet, and
        where others have to approve who do not see it, it says so.
        """
        conversation = place.conversation
        card = await self._card(view, place.workspace, place.member)
        alone = conversation.startswith("D") and self._takes_others(view.case)
        there = {c.conversation for c in cards if c.reachable and c.draft == card.draft}
        return render.card(card, emoji=self.emoji, alone=alone and there <= {conversation})

    async def _card(self, view: CaseView, workspace: str, member: str) -> ReviewCard:
        playbook, stage = self.desk.coach.playbook, Stage.NONE
        if member:
            person = Person(person_id(PLATFORM, workspace, member), SOMEBODY, ())
            caller = Caller(view.case.organisation, person)
            practice = await self.desk.writing.practice(caller)
            stage = self.desk.writing.stage(view, person, practice)
        return review_card(view, playbook, stage)

    def _takes_others(self, case: Case) -> bool:
        forwarder = member_id(PLATFORM, case.forwarder.id)[1] if case.forwarder else ""
        leads = not self.leads or forwarder in self.leads
        return takes_others(case, self.policy, forwarder_leads=leads)
