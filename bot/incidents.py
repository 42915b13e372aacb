"""The jobs behind incidents: joins posts about the same problem, and tells each what is new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot import follow_events as f
from bot.case import OVER, Case, CaseStatus, DraftState, replay
from bot.casebook import TRIES, Casebook
from bot.coach import Coach
from bot.contents import Content
from bot.errors import CaseChanged, NewerEvents, NoSuchCase, StoreBusy
from bot.incident import burst, last_time
from bot.incident_match import WINDOW, Told, can_join, same_problem
from bot.problem import Problem
from bot.records import CaseRow, Job
from bot.same_customer import customer_keys, known_name
from bot.views import CaseView

log = logging.getLogger(__name__)

_CANDIDATES = 12  # those that share most words
_SHARED = 2  # words without which two posts have nothing in common
_USUAL = timedelta(days=30)  # so far back, a word counts as one of every day
_MEMBERS = 60  # of a large incident, so many cases are looked at
_NO_PROBLEM = Problem()
_OURS = frozenset({CaseStatus.NEW, CaseStatus.OPEN})


@dataclass(frozen=True, slots=True)
class _Known:
    """A case as it is compared: its state, what it tells, and its incidents so far."""

    case: Case
    told: Told
    was_in: frozenset[str] = field(default_factory=frozenset)
    left: frozenset[str] = field(default_factory=frozenset)

    @property
    def id(self) -> str:
        return self.case.id

    def may_meet(self, other: _Known) -> bool:
        """Not what a person has taken apart."""
        return not (self.left & other.was_in or other.left & self.was_in)


class Incidents:
    """One job at a time in each process joins; what another process does is seen on the way.

    The words of a problem are kept before others are looked for: of two posts that come in at the
    same second, the later one sees the earlier.
    """

    def __init__(self, casebook: Casebook, coach: Coach) -> None:
        self._casebook, self._coach = casebook, coach
        self._one = asyncio.Lock()

    # -- joining ------------------------------------------------------------------------------

    async def run(self, job: Job) -> None:
        """Look for posts about the same problem as the job's case, and join them."""
        async with self._one:
            for _ in range(TRIES):
                try:
                    view = await self._casebook.view(job.organisation, job.case_id)
                    return await self._look(view)
                except (NoSuchCase, NewerEvents) as exc:
                    log.info("Case %s joins nothing: %s", job.case_id, type(exc).__name__)
                    return None
                except CaseChanged:
                    continue
        raise StoreBusy("Many people are working on this case right now.")

    async def _look(self, view: CaseView) -> None:
        case = view.case
        if not can_join(case.triage):
            # Somebody said that it is no complaint after all; but what a person joined stays.
            if case.incident and not _by_hand(view.history):
                await self._casebook.append(case, fc.LeaveIncident(), by=None)
            return
        if case.status in OVER or case.post is None or case.post.id not in view.texts:
            return
        [own] = await self._compared([(case, view.history, view.texts[case.post.id])])
        words = own.told.problem.search
        await self._casebook.append(case, by=None, problem=words)
        joined = False
        while await self._join(own, await self._alike(own, words)):
            # Another process may have joined one of them to something else meanwhile.
            again = await self._casebook.view(case.organisation, case.id)
            own, joined = replace(own, case=again.case), True
        if joined and own.case.incident:
            await self._check_crisis(case.organisation, own.case.incident)

    async def _join(self, own: _Known, alike: Sequence[_Known]) -> bool:
        """Bring the post and those like it into one incident; whether anything changed.

        A case that is alone in an incident, which another process has just begun, changes over.
        """
        fit = [one for one in alike if one.may_meet(own)]
        sizes = await self._sizes({one.case.incident for one in (own, *fit)}, own)
        stands = {one.id for one in (own, *fit) if sizes[one.case.incident] > 1}
        incident = _target(own, fit, stands)
        if not any(_moves(one, incident, stands) for one in (own, *fit)):
            return False
        if not fit or not await self._welcome(own, incident):
            return False
        changed = False
        # The first one begins the incident, so that no other one is begun beside it.
        for one in sorted((own, *fit), key=lambda one: one.id != incident):
            if _moves(one, incident, stands) and await self._welcome(one, incident):
                await self._casebook.append(one.case, fc.JoinIncident(incident), by=None)
                changed = True
        return changed

    async def _sizes(self, incidents: set[str], own: _Known) -> dict[str, int]:
        """How many cases are in each."""
        return {one: len(await self._rows(own.case.organisation, one)) for one in incidents}

    async def _welcome(self, one: _Known, incident: str) -> bool:
        """Not where the same customer is in it already."""
        rows = await self._rows(one.case.organisation, incident)
        members = [row for row in rows if row.case_id != one.id][-_MEMBERS:]
        ids = [row.headline_content for row in members]
        posts = await self._casebook.ledger.contents(one.case.organisation, ids)
        return not any(
            one.told.same_customer(_wrote(row.case_id, row.platform, row.opened_at, post))
            for row in members
            if (post := posts.get(row.headline_content))
        )

    # -- who tells of the same ----------------------------------------------------------------

    async def _alike(self, own: _Known, words: Sequence[str]) -> list[_Known]:
        """Cases that surely tell of the same problem, the earliest first."""
        ledger, organisation, at = self._casebook.ledger, own.case.organisation, own.told.at
        found = await ledger.cases_alike(
            organisation, words, since=at - WINDOW, until=at + WINDOW, limit=_CANDIDATES + 1
        )
        ids = [case for case, shared, _ in found if case != own.id and shared >= _SHARED]
        if not ids:
            return []
        usual = await ledger.usual_words(organisation, words, since=at - _USUAL, until=at - WINDOW)
        loaded = await self._load(organisation, ids)
        fit = [one for one in loaded if can_join(one[0].triage) and not one[0].merged_into]
        compared = await self._compared(fit)
        alike = [one for one in compared if same_problem(own.told, one.told, usual)]
        return sorted(alike, key=_order)

    async def _load(
        self, organisation: str, ids: Sequence[str]
    ) -> list[tuple[Case, Sequence[e.Recorded], Content]]:
        """Cases whose post is still there."""
        histories = await self._casebook.histories(organisation, ids)
        cases = [replay(organisation, case_id, h) for case_id, h in histories.items()]
        posts = [case.post.id for case in cases if case.post]
        texts = await self._casebook.ledger.contents(organisation, posts)
        return [
            (case, histories[case.id], texts[case.post.id])
            for case in cases
            if case.post and case.post.id in texts
        ]

    async def _compared(
        self, cases: Sequence[tuple[Case, Sequence[e.Recorded], Content]]
    ) -> list[_Known]:
        def read() -> list[Problem]:
            return [self._coach.problem(post.text, case.triage) for case, _, post in cases]

        problems = await self._casebook.think(read)
        return [
            _Known(case, _told(case, post, problem), *_incidents(history))
            for (case, history, post), problem in zip(cases, problems, strict=True)
        ]

    async def _rows(self, organisation: str, incident: str) -> list[CaseRow]:
        return await self._casebook.ledger.incident_cases(organisation, incident)

    # -- what becomes of it -------------------------------------------------------------------

    async def share(self, job: Job) -> None:
        """Tell the other cases what is new in one: drafts are written anew, cards shown anew."""
        organisation, name = job.organisation, str(job.payload["incident"])
        incident = await self._casebook.incident(organisation, name)
        rows = [row for row in incident.rows if row.status not in OVER]
        facts = {one.case.id: one.facts_at for one in incident.others if one.facts_at}
        ids = [row.case_id for row in rows] if facts else []
        histories = await self._casebook.histories(organisation, ids[-_MEMBERS:])
        for row in rows:
            news = [at for other, at in facts.items() if other != row.case_id]
            history = histories.get(row.case_id)
            if not (news and history and await self._redrafted(history, max(news))):
                await self._casebook.show(organisation, row.case_id)
        await self._check_crisis(organisation, name)

    async def _redrafted(self, history: Sequence[e.Recorded], news: datetime) -> bool:
        """Have the coach's own draft written anew where it knows nothing of the news."""
        first = history[0]
        case = replay(first.organisation, first.case_id, history)
        if not _outdated(case, news, last_time(history, f.IncidentJoined)):
            return False
        try:
            await self._casebook.append(case, c.RequestDraft(), by=None)
        except CaseChanged:
            log.info("Case %s has gone on by itself.", case.id)
        return True

    async def _check_crisis(self, organisation: str, name: str) -> None:
        """Raise a crisis where many people write within a short time, and again at twice as many.

        It is the first case that still needs us which says so.
        """
        incident = await self._casebook.incident(organisation, name)
        rules, now = self._casebook.house.rules, await self._casebook.now()
        posts = burst(incident.rows, rules.burst_posts, rules.burst_hours, now)
        if posts < max(2 * incident.crisis, 1):
            return
        cases = [one.case for one in incident.others]
        cases.sort(key=lambda case: (-case.crisis, case.status not in _OURS))
        await self._casebook.act(organisation, cases[0].id, fc.RaiseCrisis(posts), by=None)


def _by_hand(history: Sequence[e.Recorded]) -> bool:
    """Whether it was a person who brought the case into its incident."""
    joined = [one for one in history if isinstance(one.event, f.IncidentJoined)]
    return bool(joined) and joined[-1].actor is not None


def _target(own: _Known, fit: Sequence[_Known], stands: set[str]) -> str:
    """The incident that stands, or else the one that the earliest of them begins."""
    if standing := next((one for one in (own, *fit) if one.id in stands), None):
        return standing.case.incident
    first = [one for one in sorted((own, *fit), key=_order) if one.id not in one.left]
    return first[0].id if first else own.id


def _order(one: _Known) -> tuple[datetime, str]:
    return one.told.at, one.id


def _moves(one: _Known, incident: str, stands: set[str]) -> bool:
    """Whether a case joins: not from an incident of several, nor where it was taken out."""
    elsewhere = one.id not in stands and one.case.incident != incident
    return elsewhere and incident not in one.left


def _told(case: Case, post: Content, problem: Problem) -> Told:
    at = case.posted_at or case.opened_at
    assert at
    wrote = _wrote(case.id, case.platform, at, post)
    return replace(wrote, problem=problem, brand=case.brand)


def _wrote(case_id: str, platform: str, at: datetime, post: Content) -> Told:
    """Who wrote a post, as far as it is known."""
    author, link = (str(post.extra.get(key, "")) for key in ("author", "link"))
    keys = frozenset(customer_keys(platform, author, link))
    name = known_name(author)
    return Told(case_id, _NO_PROBLEM, at, customers=keys, author=name, text=post.text)


def _incidents(history: Sequence[e.Recorded]) -> tuple[frozenset[str], frozenset[str]]:
    """Those in which a case ever was, and those that it was taken out of."""
    events = [recorded.event for recorded in history]
    was_in = frozenset(one.incident for one in events if isinstance(one, f.IncidentJoined))
    left = frozenset(one.incident for one in events if isinstance(one, f.IncidentLeft))
    return was_in, left


def _outdated(case: Case, news: datetime, joined: datetime | None) -> bool:
    """Whether the coach's own draft knows nothing of what is known in another case."""
    draft = case.live_draft
    if case.drafting or case.status in OVER or draft is None or draft.approvals:
        return False
    waiting = draft.state is DraftState.AWAITING_REVIEW and draft.origin is not e.Origin.PERSON
    return waiting and draft.proposed_at <= max(news, joined or news)
