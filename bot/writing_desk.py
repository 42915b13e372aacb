"""What helps people while they write a reply of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot import commands as c
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.drafting import NO_MODEL, SecondReader, Writer
from bot.errors import ModelError, NotAllowed
from bot.findings import Finding
from bot.follow_words import undated
from bot.known import situation, triaged
from bot.past import HouseWord, house_style
from bot.people import Caller, Person, Role
from bot.practice import Practice
from bot.promises_made import unsaid
from bot.readers import Reading
from bot.rewriting import Rewriting
from bot.scorecard import Hint, Line, hint, scorecard
from bot.second_reader import with_second
from bot.situation import Situation
from bot.text import clean
from bot.understanding import Stage, Understanding, stage, understanding
from bot.views import CaseView, flag_key

PATIENCE = 8.0  # seconds that somebody waits for a rewrite of the model's
ASK_FROM = 5  # times that people changed a word before it is asked about

T = TypeVar("T")


class Rewriter(Protocol):
    """Mends a person's reply with a model, or raises a `ModelError`.

    `mended` is what was made of it offline, empty where nothing was.
    """

    async def rewrite(
        self, organisation: str, reply: str, about: Situation, *, mended: str
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """How a reply of somebody's own stands.

    `scorecard` has a line for each criterion (`Line.says` in plain words; there is no score);
    `hint` is the one thing to look at, or None. `rewrite` is the reply mended with the person's
    words kept, empty where none is needed or none can be offered; it may hold `[slots]`.
    `by_model` says that a model wrote it. `ours` is a draft of our own, only where it was asked
    for, and empty where none can be given.
    """

    reply: str
    reading: Reading
    scorecard: tuple[Line, ...]
    hint: Hint | None
    rewrite: str = ""
    by_model: bool = False
    ours: str = ""


class WritingDesk:
    """Reads along, and knows who is still practising. A part of the care desk."""

    def __init__(
        self,
        casebook: Casebook,
        coach: Coach,
        second_reader: SecondReader | None = None,
        *,
        rewriter: Rewriter | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._casebook, self._coach, self._second = casebook, coach, second_reader
        self._rewriter, self._writer = rewriter, writer
        self._rewriting = Rewriting(coach)

    # -- while somebody types -------------------------------------------------------------------

    def read(self, reply: str, view: CaseView | None) -> Reading:
        """Read a reply while it is typed. Nothing is kept; what was dismissed is left out.

        Without a case, the reply is read for itself. What the second reader knows is in it.
        """
        about = situation(self._coach, view) if view else self._coach.size_up()
        return _undismissed(self.reading(reply, about), view)

    def undated(self, reply: str, view: CaseView, at: datetime) -> str:
        """That a reply written `at` (aware, local) promises something without a day, in a sentence;
        empty where it does not."""
        stands = situation(self._coach, view).before.standing
        return undated(unsaid(self._coach.promises(reply, at), reply, stands))

    async def read_again(self, organisation: str, reply: str, view: CaseView | None) -> bool:
        """Have the second reader read what is typed; whether `read` knows more by now."""
        about = situation(self._coach, view) if view else self._coach.size_up()
        if self._second is None or self._second.known(reply, about) is not None:
            return False
        return bool(await self._second.read(organisation, reply, about))

    def reading(self, reply: str, about: Situation) -> Reading:
        """How a reply reads; what the second reader knows of it is in it."""
        reading = self._coach.read(reply, about)
        known = self._second.known(reply, about) if self._second else None
        return with_second(reading, known) if known else reading

    # -- write first ----------------------------------------------------------------------------

    async def check(
        self,
        organisation: str,
        reply: str,
        about: CaseView | str = "",
        *,
        platform: str = "",
        brand: str = "",
        ours: bool = False,
    ) -> Checked:
        """Check a reply of somebody's own, for a case or for a post (empty: not known).

        Nothing is kept. A `BadInput` where the reply (or post) is empty or far too long. `ours`
        asks for a draft of our own besides. `platform` and `brand` count only without a case.
        """
        reply, view = clean(reply, what="reply"), about if isinstance(about, CaseView) else None
        known = self._known(about, platform, brand)
        words = await self._casebook.ledger.house_words(organisation, at_least=0)
        known = replace(known, house_words=house_style(words))
        reading = await asyncio.to_thread(self.reading, reply, known)
        mended = await asyncio.to_thread(self._rewriting.rewrite, reply, known, reading)
        found, better, draft = await asyncio.gather(
            self._found(organisation, reply, known),
            self._better(organisation, reply, known, mended),
            self._ours(organisation, known) if ours else _nothing(),
        )
        reading = _undismissed(with_second(reading, found), view)
        rubric = self._coach.playbook.rubric
        return Checked(
            reply,
            reading,
            scorecard(reply, reading.assessment, rubric),
            hint(reading, rubric),
            better or mended,
            bool(better),
            draft,
        )

    async def check_within(
        self, seconds: float, organisation: str, reply: str, post: str = "", *, ours: bool = False
    ) -> Checked:
        """The same, for who waits no longer: without what only a model could add in time."""
        try:
            async with asyncio.timeout(seconds):
                return await self.check(organisation, reply, post, ours=ours)
        except TimeoutError:
            about = self._coach.size_up(post)
            reading = await asyncio.to_thread(self.reading, reply, about)
            rubric = self._coach.playbook.rubric
            lines = scorecard(reply, reading.assessment, rubric)
            return Checked(reply, reading, lines, hint(reading, rubric))

    def _known(self, about: CaseView | str, platform: str, brand: str) -> Situation:
        if isinstance(about, CaseView):
            return situation(self._coach, about)
        post = clean(about) if about.strip() else ""
        return self._coach.size_up(post, platform=platform, brand=brand)

    async def _found(self, organisation: str, reply: str, about: Situation) -> tuple[Finding, ...]:
        """What the second reader finds in time."""
        if self._second is None:
            return ()
        return await _in_time(self._second.read(organisation, reply, about)) or ()

    async def _better(self, organisation: str, reply: str, about: Situation, mended: str) -> str:
        """The model's rewrite, where there is one in time and something is to be mended."""
        if self._rewriter is None or not mended or _for_people(about):
            return ""
        rewriting = self._rewriter.rewrite(organisation, reply, about, mended=mended)
        return await _in_time(rewriting) or ""

    async def _ours(self, organisation: str, about: Situation) -> str:
        """A draft of our own for the post; the composer's where no model writes one in time."""
        if not about.post:
            return ""
        if self._writer and not _for_people(about):
            writing = self._writer.write(organisation, about, seconds=PATIENCE)
            if written := await _in_time(writing):
                return written.text
        drafted = await asyncio.to_thread(self._coach.draft, about, asked=True)
        return drafted.text if drafted else ""

    # -- new-hire mode --------------------------------------------------------------------------

    async def practice(self, caller: Caller) -> Practice:
        """Whether this person practises, and how far it went."""
        return await self._casebook.ledger.practice(caller.organisation, caller.person.id)

    async def set_practice(self, caller: Caller, on: bool) -> Practice:
        """Begin or end to find own words first; what was good so far stays counted."""
        await self._casebook.ledger.set_practice(caller.organisation, caller.person.id, on)
        return await self.practice(caller)

    async def understand(self, caller: Caller, case_id: str, words: str) -> Understanding:
        """Keep what a person took from the post, and say what the coach saw; a `BadInput` where it
        is empty, and `WrongMoment` where the post was not read yet."""
        content = self._casebook.seal(clean(words, what="answer"))

        def told(view: CaseView) -> Plan:
            commands, _ = triaged(self._coach, view)
            return [*commands, c.Understand(content.ref)], [content]

        organisation = caller.organisation
        await self._casebook.work(
            organisation, case_id, told, by=caller.person, keys=caller.delivery
        )
        return understanding(await self._casebook.view(organisation, case_id), content.text)

    def understood(self, view: CaseView, person: Person) -> Understanding | None:
        """The same once more, for somebody who said it before; None for anybody else."""
        told = dict(view.case.understood).get(person.id)
        return understanding(view, view.text(told)) if told and view.case.triage else None

    def stage(self, view: CaseView, person: Person, practice: Practice) -> Stage:
        """What comes next for this person; the coach's draft is held back before COMPARE."""
        return stage(view, person, practice)

    # -- house style ----------------------------------------------------------------------------

    async def style_question(self, organisation: str) -> HouseWord | None:
        """The change of words that people make most often and nobody decided on; None for none."""
        words = await self._casebook.ledger.house_words(organisation, at_least=ASK_FROM)
        open_ones = (word for word in words if word.adopted is None)
        return max(open_ones, key=lambda word: word.times, default=None)

    async def answer_style(self, caller: Caller, said: str, instead: str, adopted: bool) -> None:
        """Make it the house style, or not. `NotAllowed` for anybody but a lead."""
        if Role.LEAD not in caller.person.roles:
            raise NotAllowed("The house style is for a lead to decide.")
        await self._casebook.ledger.adopt_word(caller.organisation, said, instead, adopted)


async def _in_time(asked: Awaitable[T]) -> T | None:
    """What a model gives before nobody waits any more; None where it gives nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked
    except (ModelError, TimeoutError):
        return None


async def _nothing() -> str:
    return ""


def _for_people(about: Situation) -> bool:
    """Whether only a person may find the words."""
    return about.triage is not None and about.triage.category in NO_MODEL


def _undismissed(reading: Reading, view: CaseView | None) -> Reading:
    if view is None:
        return reading
    dismissed = view.case.dismissed
    return reading.without([f for f in reading.findings if flag_key(view.case.id, f) in dismissed])
