"""People, shorthands and a story teller for tests of the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from bot import commands as c
from bot import events as e
from bot.case import Case, replay
from bot.contents import ContentRef, seal
from bot.decide import decide, record
from bot.findings import FindingKind, Severity
from bot.people import ApprovalPolicy, Person, Role
from bot.triage import Category, Confidence, Triage

SLACK, TEAMS = "slack:T1", "teams:X1"
ALEX = Person("p-alex", "Alex", (SLACK,))
MIA = Person("p-mia", "Mia", (SLACK, TEAMS))
LEE = Person("p-lee", "Lee", (SLACK,), (Role.RESPONDER, Role.LEAD))
RIO = Person("p-rio", "Rio", (TEAMS,))  # on Teams only: could be Alex

OPEN_TO_ALL = ApprovalPolicy(author_may_approve=True)
MILD = Triage(Category.COMPLAINT, 2, Confidence.SURE)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_ids = count(1)


def ref(text: str) -> ContentRef:
    """The reference of a text."""
    return seal(text, content_id=f"c{next(_ids)}", salt="salt").ref


def happy() -> c.Solve:
    """Solved, in the customer's own words."""
    return c.Solve(e.Outcome.SATISFIED, ref("The refund is here and the pasta was hot."))


def flag(kind: FindingKind, severity: Severity, key: str = "") -> e.Flag:
    """A flag with a key of its own."""
    return e.Flag(kind, severity, 0, 4, key or f"key-{kind}")


class Story:
    """Gives commands to one case and keeps its history."""

    def __init__(self, policy: ApprovalPolicy = OPEN_TO_ALL) -> None:
        self.policy = policy
        self.history: list[e.Recorded] = []

    @property
    def case(self) -> Case:
        """The case as its events made it."""
        return replay("org", "case", self.history)

    def do(self, command: c.Command, by: Person | None = None) -> Story:
        """Decide and append."""
        happened = decide(self.case, command, by=by, policy=self.policy)
        at = START + timedelta(minutes=len(self.history))
        self.history.extend(record(self.case, happened, by=by, at=at))
        return self

    def open(self, *, by: Person) -> Story:
        """Forward a post."""
        return self.do(c.OpenCase(ref("cold pasta"), "google", ""), by=by)

    def proposal(
        self, *, flags: tuple[e.Flag, ...] = (), origin: e.Origin = e.Origin.COMPOSER
    ) -> c.ProposeDraft:
        """A draft with a text of its own."""
        return c.ProposeDraft(origin, ref(f"Sorry ({next(_ids)})"), flags, "v1")

    def draft(self, *, flags: tuple[e.Flag, ...] = (), by: Person | None = None) -> Story:
        """Propose a draft: the composer's, or that of a person. The post is read before."""
        if self.case.triage is None:
            self.do(c.RecordTriage(MILD))
        origin = e.Origin.PERSON if by else e.Origin.COMPOSER
        return self.do(self.proposal(flags=flags, origin=origin), by=by)

    def digest(self, number: int) -> str:
        """What an approval of this draft is bound to."""
        return self.case.draft(number).content.digest

    def approve(self, number: int = 0, *, by: Person, anyway: bool = False) -> Story:
        """Approve a draft as it stands, by default the latest."""
        number = number or len(self.case.drafts)
        return self.do(c.Approve(number, self.digest(number), anyway), by=by)
