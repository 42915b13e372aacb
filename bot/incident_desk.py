"""What the desk tells of incidents, and does with them: the timeline, and what is none of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import events as e
from bot import follow_commands as fc
from bot import follow_events as f
from bot.case import Case
from bot.casebook import Casebook
from bot.errors import AlreadyDecided, NewerEvents, NoSuchCase, WrongMoment
from bot.history import Entry, sentence
from bot.people import Caller
from bot.records import Claims
from bot.reminder_words import customer
from bot.same_customer import one_brand
from bot.text import shorten
from bot.views import CaseView

_QUOTED = 160
_NO_ID = "--incident takes the id of a case, as `coach cases` lists it."
_MEMBERS = 100
# What a lead wants to see of each case, besides its post.
_TELLING = (
    e.FactStated,
    e.FactWithdrawn,
    e.CaseClaimed,
    e.ReplySent,
    e.CaseSolved,
    e.CaseClosed,
    e.CaseReopened,
    f.CustomerReturned,
    f.EarlierPostAdded,
    f.ReturnTakenBack,
    f.PromiseMade,
    f.PromiseKept,
    f.PromiseBroken,
    f.PromiseMoved,
    f.IncidentLeft,
    f.CrisisRaised,
)


@dataclass(frozen=True, slots=True)
class Moment(Entry):
    """One line of an incident's timeline, and the case that it is of."""

    case: str


class IncidentDesk:
    """A part of the care desk."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook

    async def leave(self, caller: Caller, case_id: str) -> Case:
        """The post is about something else; it is not joined to the same incident again."""
        view = await self._casebook.view(caller.organisation, case_id)
        if not view.case.incident:
            raise WrongMoment("This case is on its own already.")
        return await self._casebook.by(caller, case_id, fc.LeaveIncident())

    async def join(self, caller: Caller, case_id: str, with_case: str) -> Case:
        """Somebody sees that the post is about the same problem as that of another case.

        It joins the other's incident, and leaves its own if it is in one.
        """
        if case_id == with_case:
            raise WrongMoment("This is the same case. Please choose another one.")
        case, other = [
            (await self._casebook.view(caller.organisation, one)).case
            for one in (case_id, with_case)
        ]
        if not one_brand(case.brand, other.brand):
            raise WrongMoment("The other case is of another brand.")
        incident = other.incident or case.incident or other.id
        if incident == case.incident == other.incident:
            raise WrongMoment("Both are known to be about the same already.")
        if not other.incident:
            apart = replace(caller, delivery=())
            await self._casebook.by(apart, with_case, fc.JoinIncident(incident))
        return await self._casebook.by(caller, case_id, fc.JoinIncident(incident))

    async def free(self, caller: Caller, case: Case) -> Claims | None:
        """`AlreadyDecided` where somebody else has claimed another case of the incident.

        The claims on which that rests, so that of two who claim at once one is told.
        """
        if not case.incident or case.claimed_by:
            return None
        view = await self._casebook.view(caller.organisation, case.id)
        owner = view.incident.owner if view.incident else None
        if owner and not owner[1].same(caller.person):
            raise AlreadyDecided(f"{owner[1].name} is already on the incident.")
        rows = view.incident.rows if view.incident else ()
        others = {row.case_id: row.claimed_by for row in rows if row.case_id != case.id}
        return Claims(case.incident, {one: by for one, by in others.items() if by})

    async def stated_in(
        self, organisation: str, case_id: str, numbers: Sequence[int]
    ) -> dict[str, list[int]]:
        """In which cases of the incident facts were stated, and under which numbers there."""
        view = await self._casebook.view(organisation, case_id) if numbers else None
        shared = {one.number: one for one in view.incident.facts} if view and view.incident else {}
        found: dict[str, list[int]] = {}
        for number in numbers:
            one = shared.get(number)
            found.setdefault(one.case if one else case_id, []).append(
                one.fact.number if one else number
            )
        return found

    async def timeline(self, organisation: str, incident: str) -> list[Moment]:
        """Posts, answers, facts, and who did what, the earliest first.

        `incident` is its id, or that of any of its cases; `NoSuchCase` where there is none such.
        """
        rows = await self._casebook.ledger.incident_cases(organisation, incident)
        if not rows:
            try:
                view = await self._casebook.view(organisation, incident)
            except NoSuchCase as exc:
                raise NoSuchCase(_NO_ID) from exc
            if not view.case.incident:
                raise NoSuchCase("No other post is known to be about this.")
            rows = await self._casebook.ledger.incident_cases(organisation, view.case.incident)
        told: list[Moment] = []
        for row in rows[:_MEMBERS]:
            try:
                told += _moments(await self._casebook.view(organisation, row.case_id))
            except NewerEvents:
                continue
        return sorted(told, key=lambda one: one.at)


def _moments(view: CaseView) -> list[Moment]:
    case = view.case
    wrote = case.first_posted_at or case.opened_at
    assert wrote
    post = Moment(wrote, customer(view), f"wrote: “{shorten(view.posts[0], _QUOTED)}”", case.id)
    return [post, *(_moment(one, view) for one in view.history if isinstance(one.event, _TELLING))]


def _moment(recorded: e.Recorded, view: CaseView) -> Moment:
    who = recorded.actor.name if recorded.actor else "Coach"
    what = sentence(recorded.event, view)
    if isinstance(recorded.event, e.ReplySent):
        reply = view.text(view.case.draft(recorded.event.draft).content)
        what = f"answered: “{shorten(reply, _QUOTED)}”"
    return Moment(recorded.at, who, what, view.case.id)
