"""Who is told what was asked back, and whose words under a card answer it. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.case import OVER
from bot.events import ForwarderAnswered, ForwarderAsked
from bot.people import Person, member_id
from bot.records import Commit, NewJob
from bot.views import CaseView


def answers(view: CaseView, person: Person) -> bool:
    """Whether words of this person under the card answer what is asked: the forwarder is asked.

    Whoever asks themselves is answered by anybody else.
    """
    asker, asked = _asked_by(view), view.case.forwarder
    if asker is None or asked is None:
        return False
    return not person.same(asker) if asker.same(asked) else person.same(asked)


def passing_on(view: CaseView, platform: str, kind: str, now: datetime) -> Commit | None:
    """Has whoever forwarded the post told what somebody else asked; once, for ever.

    None for who is none of this platform's people; `kind` is its job for private words.
    """
    question, forwarder = view.case.question, view.case.forwarder
    if not question or not forwarder or question.asked_by.same(forwarder):
        return None
    workspace, member = member_id(platform, forwarder.id)
    if not member:
        return None
    key = f"ask:{view.case.id}:{question.content.id}"
    payload = {"workspace": workspace, "user": member, "question": question.content.id}
    told = NewJob(kind, key, view.case.id, payload, now)
    return Commit(
        view.case.organisation, view.case.id, None, jobs=(told,), inbox_keys=(f"{platform}:{key}",)
    )


def _asked_by(view: CaseView) -> Person | None:
    """Who waits for an answer. An end of the case ends the question, but not the waiting."""
    if view.case.question:
        return view.case.question.asked_by
    if view.case.status not in OVER:
        return None
    talk = (ForwarderAsked, ForwarderAnswered)
    last = next((one for one in reversed(view.history) if isinstance(one.event, talk)), None)
    return last.actor if last and isinstance(last.event, ForwarderAsked) else None
