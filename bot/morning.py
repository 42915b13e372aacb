"""The job behind the one message in the morning, and the one after the bot was away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot.acts import Act, Target
from bot.casebook import Casebook
from bot.consequences import FOLLOW_JOB
from bot.contents import Content
from bot.digest import Digest, Where, digest, missed_job, morning_job
from bot.following import Lines
from bot.people import HOME
from bot.records import CaseRow, Commit, Job, NewJob, StandingCard
from bot.reminder_words import named
from bot.standing import card_of
from bot.text import shorten
from bot.told_now import LATE
from bot.triage import Category
from bot.worker import NotYet

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MINUTE, _SOON = timedelta(minutes=1), timedelta(minutes=2)
_LONGEST = timedelta(minutes=10)  # so long what was missed is waited for
_MIDNIGHT = time()
_SECOND_LOOK = 3
_NOWHERE: Where = ("", "")


class Rows(Protocol):
    """The case list, with the places of the cards."""

    async def commit(self, commit: Commit) -> bool: ...

    async def organisations(self) -> list[str]: ...

    async def to_see_to(
        self, organisation: str, now: datetime, day_end: datetime
    ) -> list[CaseRow]: ...

    async def answered_since(self, organisation: str, since: datetime) -> list[CaseRow]: ...

    async def left_unanswered(
        self, organisation: str, category: str, since: datetime, until: datetime
    ) -> list[CaseRow]: ...

    async def cards_of_all(
        self, organisation: str, case_ids: Sequence[str]
    ) -> dict[str, list[StandingCard]]: ...

    async def contents(self, organisation: str, ids: Sequence[str]) -> dict[str, Content]: ...

    async def case_for_key(self, organisation: str, *inbox_keys: str) -> str | None: ...

    async def workspaces(self, platform: str, organisation: str) -> list[str]: ...

    async def next_due(self, kinds: Sequence[str]) -> datetime | None: ...


class Morning:
    """`lines` are the platforms. Each conversation with cards gets a message of its own.

    A message is known by its day, or by when what it tells was missed, and is sent once: also where
    clocks are set back, and where its job is asked for while it runs. The first one of a week takes
    a second look at those who were left without an answer.
    """

    def __init__(self, casebook: Casebook, rows: Rows, lines: Sequence[Lines] = ()) -> None:
        self._casebook, self._rows = casebook, rows
        self._lines: Mapping[str, Lines] = {line.platform: line for line in lines}

    async def begin(self) -> None:
        """Have the first message of every organisation come in the next morning."""
        first = morning_job(self._casebook.house, await self._casebook.now())
        for organisation in {HOME, *await self._rows.organisations()}:
            await self._rows.commit(Commit(organisation, "", None, jobs=(first,)))

    async def run(self, job: Job) -> None:
        """Tell every conversation how its cases stand; in the morning, come again the next day."""
        now, house = await self._casebook.now(), self._casebook.house
        missed = bool(job.payload.get("missed"))
        end = Commit(job.organisation, "", None, finishes=job)
        if not missed:
            end = replace(end, jobs=(morning_job(house, now),))
            if now - job.run_at > LATE:  # the bot was away: one message, not two
                late = replace(end, jobs=(*end.jobs, missed_job(house, now)))
                await self._rows.commit(late)
                return
        elif await self._still_telling(job, now):
            raise NotYet(now + _SOON)
        monday = _monday(house.hours.day_of(now))
        week = f"second-look:{monday}"
        seen = await self._rows.case_for_key(job.organisation, week) is not None
        left = [] if seen else await self._second_look(job.organisation, monday)
        contents, jobs = await self._messages(job, now, left)
        keys = (f"digest:{job.payload['of']}", *([week] if left and jobs else []))
        told = replace(end, contents=contents, jobs=(*end.jobs, *jobs), inbox_keys=keys)
        if not await self._rows.commit(told):
            await self._rows.commit(end)

    async def _still_telling(self, job: Job, now: datetime) -> bool:
        """Whether some of what came due while the bot was away has not been looked at yet."""
        if now - datetime.fromisoformat(job.payload["of"]) > _LONGEST:
            return False
        due = await self._rows.next_due([FOLLOW_JOB])
        return due is not None and due <= now + _MINUTE

    async def _messages(
        self, job: Job, now: datetime, left: Sequence[str]
    ) -> tuple[tuple[Content, ...], tuple[NewJob, ...]]:
        contents, jobs = list[Content](), list[NewJob]()
        if not self._lines:
            return (), ()
        found = await self._digests(job.organisation, now, left)
        for (key, conversation), told in found.items():
            platform, _, workspace = key.partition(":")
            line = self._lines.get(platform)
            if line is None or not told.says:
                continue
            content = self._casebook.seal(await self._words(job.organisation, told))
            contents.append(content)
            to = {"workspace": workspace, "user": "", "conversation": conversation, "thread": ""}
            first = told.cases[0][0] if told.cases else ""
            about = {"target": Target(first).value(), "button": Act.SHOW.value} if first else {}
            payload = {**to, "content": content.ref.id, **about}
            name = f"digest:{job.payload['of']}:{key}:{conversation}"
            jobs.append(NewJob(line.post, name, "", payload, now))
        return tuple(contents), tuple(jobs)

    async def _digests(
        self, organisation: str, now: datetime, left: Sequence[str]
    ) -> dict[Where, Digest]:
        hours = self._casebook.house.hours
        day_end = hours.local(hours.day_of(now) + _DAY, _MIDNIGHT)
        rows = await self._rows.to_see_to(organisation, now, day_end)
        answered = await self._rows.answered_since(organisation, now - _DAY)
        cases = [row.case_id for row in (*rows, *answered)]
        places = await self._places(organisation, cases)
        home = await self._home(organisation, places)
        see_to, done = _by_place(rows, places, home), _by_place(answered, places, home)
        return {
            place: digest(
                see_to.get(place, ()),
                done.get(place, ()),
                left if place == home else (),
                now,
                hours,
            )
            for place in dict.fromkeys([*see_to, *done, home])
            if place != _NOWHERE
        }

    async def _second_look(self, organisation: str, monday: date) -> list[str]:
        """A few posts that were taken for trolls the week before, and left without an answer."""
        hours = self._casebook.house.hours
        since, until = (hours.local(day, _MIDNIGHT) for day in (monday - _WEEK, monday))
        rows = await self._rows.left_unanswered(organisation, Category.TROLL, since, until)
        step = max(1, -(-len(rows) // _SECOND_LOOK))
        return [row.headline_content for row in rows[::step]]

    async def _places(self, organisation: str, cases: Sequence[str]) -> dict[str, list[Where]]:
        """The conversations in which people see to each case; one that only got a copy is none."""
        standing = await self._rows.cards_of_all(organisation, cases)
        found: dict[str, list[Where]] = {}
        for case_id, cards in standing.items():
            seen = [c for c in map(card_of, cards) if c.reachable and not (c.copy or c.doubtful)]
            places = ((card.ref.platform, card.conversation) for card in seen)
            found[case_id] = list(dict.fromkeys(places))
        return found

    async def _home(self, organisation: str, places: Mapping[str, Sequence[Where]]) -> Where:
        """Where most of the cards stand, else the review conversation of a platform."""
        if stands := Counter(place for several in places.values() for place in several):
            return min(stands, key=lambda place: (-stands[place], place))
        for line in self._lines.values():
            there = await self._rows.workspaces(line.platform, organisation)
            home = there[0] if there else line.workspace
            if line.reviews and home:
                return (f"{line.platform}:{home}", "")
        return _NOWHERE

    async def _words(self, organisation: str, told: Digest) -> str:
        posts = [post for _, post, _ in told.cases] + list(told.second_look)
        texts = await self._rows.contents(organisation, posts)

        def about(post: str) -> str:
            kept = texts.get(post)
            return f"{named(kept.extra)}: “{shorten(kept.text, 80)}”" if kept else "Erased words"

        lines = [told.says, *(f"• {about(post)}: {why}" for _, post, why in told.cases)]
        if told.second_look:
            lines.append("A second look, please. These were left without an answer last week:")
            lines += [f"• {about(post)}" for post in told.second_look]
        return "\n".join(lines)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_place(
    rows: Iterable[CaseRow], places: Mapping[str, Sequence[Where]], home: Where
) -> dict[Where, list[CaseRow]]:
    """The cases of each conversation; those without a card stand with the others' at home."""
    found: dict[Where, list[CaseRow]] = {}
    for row in rows:
        for place in places.get(row.case_id) or [home]:
            found.setdefault(place, []).append(row)
    return found
