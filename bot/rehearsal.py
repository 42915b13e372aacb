"""A case that is never stored: what the desk would make of a post, for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from bot import commands as c
from bot.case import Case, evolve
from bot.coach import Coach
from bot.contents import Content, ContentRef, seal
from bot.decide import decide, record
from bot.events import Recorded
from bot.facts import KnownFact
from bot.known import situation
from bot.people import ApprovalPolicy, Person
from bot.views import CaseView, dump_reading, flags

_YOU = Person("you", "You", ("terminal",))


def rehearse(
    coach: Coach,
    post: str,
    *,
    platform: str = "",
    brand: str = "",
    facts: Sequence[KnownFact] = (),
    recent: Sequence[str] = (),
) -> CaseView:
    """The case of `post` (clean text) up to its first draft, or up to the advice not to reply.

    `recent` are the last composed drafts, the latest last.
    """
    rehearsal = _Rehearsal()
    rehearsal.do(c.OpenCase(rehearsal.seal(post), platform, brand), by=_YOU)
    for fact in facts:
        rehearsal.do(c.StateFact(fact.state, rehearsal.seal(fact.text)), by=_YOU)
    rehearsal.do(c.RecordTriage(coach.triage(post, platform=platform)))
    drafted = coach.draft(situation(coach, rehearsal.view), recent=recent)
    if drafted is not None and drafted.triage:
        rehearsal.do(c.RecordTriage(drafted.triage))
    if drafted is None:
        rehearsal.do(c.WithholdReply())
        return rehearsal.view
    content = rehearsal.seal(drafted.text, dump_reading(drafted.reading))
    found = flags("rehearsal", drafted.reading)
    rehearsal.do(c.ProposeDraft(drafted.origin, content, found, coach.playbook.version))
    return rehearsal.view


class _Rehearsal:
    def __init__(self) -> None:
        self._case = Case("local", "rehearsal")
        self._history: list[Recorded] = []
        self._texts: dict[str, Content] = {}
        self._numbers = count(1)

    @property
    def view(self) -> CaseView:
        return CaseView(self._case, tuple(self._history), self._texts)

    def seal(self, text: str, extra: dict[str, object] | None = None) -> ContentRef:
        content = seal(text, content_id=str(next(self._numbers)), salt="", extra=extra)
        self._texts[content.ref.id] = content
        return content.ref

    def do(self, command: c.Command, by: Person | None = None) -> None:
        happened = decide(self._case, command, by=by, policy=ApprovalPolicy())
        for recorded in record(self._case, happened, by=by, at=datetime.now(UTC)):
            self._case = evolve(self._case, recorded)
            self._history.append(recorded)
