"""Draws the card of a case as each place sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.case import Case
from bot.commands import Decision
from bot.desk import CareDesk
from bot.people import SOMEBODY, ApprovalPolicy, Caller, Person, Role
from bot.review_card import ReviewCard, review_card
from bot.slack import render
from bot.slack.people import member_id, person_id
from bot.slack.places import Card, Spot
from bot.slack.render import Message
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
        conversation = place.ref.conversation if isinstance(place, Card) else place.conversation
        card = await self._card(view, place.workspace, place.member)
        alone = conversation.startswith("D") and self._takes_others(view.case)
        there = {c.ref.conversation for c in cards if c.reachable and c.draft == card.draft}
        return render.card(card, emoji=self.emoji, alone=alone and there <= {conversation})

    async def _card(self, view: CaseView, workspace: str, member: str) -> ReviewCard:
        playbook, stage = self.desk.coach.playbook, Stage.NONE
        if member:
            person = Person(person_id(workspace, member), SOMEBODY, ())
            caller = Caller(view.case.organisation, person)
            practice = await self.desk.writing.practice(caller)
            stage = self.desk.writing.stage(view, person, practice)
        return review_card(view, playbook, stage)

    def _takes_others(self, case: Case) -> bool:
        """Whether a reply needs the approval of somebody else than whoever forwarded the post."""
        policy = self.policy
        if policy.approvals > 1 or not policy.author_may_approve:
            return True
        forwarder = member_id(case.forwarder.id)[1] if case.forwarder else ""
        if not self.leads or forwarder in self.leads:
            return False
        triage = case.triage
        grave = triage and (triage.repeated or triage.severity >= policy.lead_from_severity)
        return bool(grave) or Role.RESPONDER not in policy.roles
