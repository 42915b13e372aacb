"""Cases as they really come about, without a database: for tests and pictures of cards."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.case import Case, replay
from bot.coach import Coach
from bot.contents import Content, ContentRef, seal
from bot.decide import decide, record
from bot.facts import FactState
from bot.known import situation
from bot.people import ApprovalPolicy, Person
from bot.promised import Said, moment, promised
from bot.promised import beside as promises_beside
from bot.prompts import load_playbook
from bot.review_card import ReviewCard, review_card
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.views import CaseView, dump_reading, flags
from tests.cases import ALEX, LEE, MIA
from tests.serving import ROOT

START = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
GAPPY = "Hello Dana, I'm sorry that you waited 45 minutes. [who] will call you [by when]. Alex"
RUDE = "You should have told the waiter. It was a busy evening. Please delete this review."
PROMISING = (
    "Thank you for telling us, Dana. We're sorry that the pasta was cold. "
    "Lina will call you by Friday noon, and the refund is there within five days. Alex"
)
KIND = "Thank you for telling us, Dana. We're sorry that the pasta was cold. What would help? Alex"
_FRIDAY = datetime.fromisoformat("2026-11-06T12:00")  # local, as promises are
OPEN_TO_ALL = ApprovalPolicy(author_may_approve=True)


@cache
def coach() -> Coach:
    """The coach with the shipped prompts."""
    return Coach(load_playbook(ROOT / "prompts"))


def _promises(text: str) -> list[Said]:
    """As the coach reads them. What these two promise is agreed, whatever is tuned."""
    agreed = {
        GAPPY: [Said("[who] will call you [by when].", "call", "", None)],
        PROMISING: [
            Said("Lina will call you by Friday noon", "call", "Lina", _FRIDAY),
            Said("the refund is there within five days", "refund", "", date(2026, 11, 7)),
        ],
    }
    return agreed[text] if text in agreed else coach().promises(text, START)


def _read(post: str, platform: str) -> Triage:
    """As the coach reads it. What cards show of the usual post is agreed, whatever is tuned."""
    read = coach().triage(post, platform=platform)
    if post != PASTA:
        return read
    told, touched = Category.COMPLAINT, (Sensitivity.STAFF,)
    sure = replace(read, category=told, confidence=Confidence.SURE, sensitivities=touched)
    return replace(sure, severity=2, severity_reasons=())


class Told:
    """One case from its post on; every step takes a minute."""

    def __init__(
        self,
        post: str = PASTA,
        *,
        platform: str = "google",
        author: str = "Dana K.",
        link: str = "https://reviews.example.org/r/7",
        posted_at: datetime | None = START - timedelta(hours=2),
        triage: Triage | None = None,
        note: str = "",
    ) -> None:
        self.history: list[e.Recorded] = []
        self.texts: dict[str, Content] = {}
        self._ids = itertools.count(1)
        content = self.words(post, {"author": author, "link": link, "note": note})
        self.do(c.OpenCase(content, platform, "", posted_at), by=ALEX)
        self.do(c.RecordTriage(triage or _read(post, platform)))

    @property
    def case(self) -> Case:
        return replay("org", "0123456789abcdef", self.history)

    @property
    def view(self) -> CaseView:
        """The case with its words."""
        return CaseView(self.case, tuple(self.history), self.texts)

    @property
    def card(self) -> ReviewCard:
        """What a reviewer sees of it."""
        return review_card(self.view, coach().playbook)

    def words(self, text: str, extra: dict[str, object] | None = None) -> ContentRef:
        """Keep a text; its reference."""
        made = seal(text, content_id=f"t{next(self._ids)}", salt="salt", extra=extra)
        self.texts[made.ref.id] = made
        return made.ref

    def do(self, command: c.Command, by: Person | None = None) -> Told:
        """Decide and append."""
        happened = decide(self.case, command, by=by, policy=OPEN_TO_ALL)
        at = START + timedelta(minutes=len(self.history))
        self.history.extend(record(self.case, happened, by=by, at=at))
        return self

    def drafted(self, made: dict[str, object] | None = None) -> Told:
        """The composer's draft, or none where none is advised."""
        drafted = coach().draft(situation(coach(), self.view))
        if drafted is None:
            return self.do(c.WithholdReply())
        return self._propose(drafted.text, drafted.origin, None, made or {})

    def composed(self, text: str, beside: dict[str, object] | None = None) -> Told:
        """A draft in the composer's name, in words that stay whatever the composer learns.

        `beside` is kept with its text, such as a translation.
        """
        return self._propose(text, e.Origin.COMPOSER, None, {}, beside)

    def wrote(self, text: str, by: Person = MIA) -> Told:
        """A person's own reply."""
        return self._propose(text, e.Origin.PERSON, by, {})

    def knows(self, text: str, state: FactState = FactState.CONFIRMED) -> Told:
        """Something that staff say is known."""
        return self.do(c.StateFact(state, self.words(text)), by=ALEX)

    def approved(self, by: Person = LEE) -> Told:
        """The draft that stands is approved, whatever is underlined."""
        number = len(self.case.drafts)
        digest = self.case.draft(number).content.digest
        return self.do(c.Approve(number, digest, anyway=True), by=by)

    def posted(self, link: str = "") -> Told:
        """The approved draft stands in public, and what it promises is owed."""
        number, where = len(self.case.drafts), self.words(link) if link else None
        self.do(c.RecordSent(number, where), by=LEE)
        for said in promised(self.view, self.case.draft(number)):
            due, all_day = moment(said.due, UTC) if said.due else (None, False)
            quote = self.words(said.quote, promises_beside([said]))
            self.do(fc.RecordPromise(number, quote, due, all_day), by=LEE)
        return self

    def returned(self, post: str) -> Told:
        """The customer wrote again, and that was read."""
        self.do(fc.Return(self.words(post, {"author": "Dana K."})), by=ALEX)
        return self.do(c.RecordTriage(_read(post, self.case.platform)))

    def copied(self) -> Told:
        """The approved draft is being posted."""
        number = len(self.case.drafts)
        digest = self.case.draft(number).content.digest
        return self.do(c.StartPublishing(number, digest), by=LEE)

    def reread(self, text: str) -> Told:
        """A second reading that finds in the draft what the cues find in `text`."""
        reading = coach().read(text, situation(coach(), self.view))
        number = len(self.case.drafts)
        digest = self.case.draft(number).content.digest
        found = flags(self.case.id, reading)
        words = self.words("", dump_reading(reading))
        return self.do(c.RecordRereading(number, digest, found, words))

    def _propose(
        self,
        text: str,
        origin: e.Origin,
        by: Person | None,
        made: dict[str, object],
        beside: dict[str, object] | None = None,
    ) -> Told:
        reading = coach().read(text, situation(coach(), self.view))
        promises = promises_beside(_promises(text))
        more = {**promises, "made": made, **(beside or {})}
        content = self.words(text, {**dump_reading(reading), **more})
        found = flags(self.case.id, reading)
        return self.do(c.ProposeDraft(origin, content, found, "v1"), by=by)
