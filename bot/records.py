"""What the store takes and gives: plain records without SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.contents import Content
from bot.events import Recorded


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a card lives; it belongs to one draft for ever.

    `platform` is the `Workspace.key` of the place (`slack:T1`).
    """

    platform: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class StandingCard:
    """A card that stands somewhere; `shown` is a fingerprint of what it shows.

    Draft 0 is the card of a case that has no draft.
    """

    ref: MessageRef
    draft: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """A workspace in which the bot was installed, and the organisation that it belongs to.

    `secret` is the sealed token, empty where the bot was removed since. `scopes` are separated by
    commas.
    """

    platform: str
    id: str
    organisation: str
    name: str = ""
    bot_user: str = ""
    secret: str = ""
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in which the bot may speak unasked, and how it gets there.

    `workspace` is the `Workspace.key` (`teams:<tenant>`); `kind` is `personal`, `groupChat` or
    `channel`. `member` is whose personal conversation it is, `team` the group that a channel
    belongs to; both are empty elsewhere. `reference` is what the platform needs to be told, as
    JSON-able data. `gone` says that the bot was removed there, or the conversation is no more.
    """

    workspace: str
    id: str
    kind: str
    reference: Mapping[str, Any]
    member: str = ""
    team: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How many conversations of a kind the bot may speak in; `team` as in `Conversation`."""

    workspace: str
    kind: str
    team: str
    conversations: int


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done from `run_at` on.

    While a job with the same `key` and kind waits in the organisation, no second one is added; one
    that runs is run again when it is done; one that got stuck starts anew. An empty key is never a
    duplicate. `payload` is JSON-able and holds ids, never customer text.
    """

    kind: str
    key: str
    case_id: str
    payload: Mapping[str, Any]
    run_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A job as one worker holds it.

    `run_at` is when it was due. `attempts` counts this and the earlier tries. `fence` grows with
    every claim and is never used twice: a worker that lost its lease is known by it. `asked` is
    how often the job had been asked for when it was claimed.
    """

    id: int
    organisation: str
    kind: str
    case_id: str
    payload: Mapping[str, Any]
    run_at: datetime
    attempts: int
    fence: int
    asked: int = 1


@dataclass(frozen=True, slots=True)
class StuckJob:
    """A job that was given up; `error` says why, without customer text."""

    job: Job
    error: str
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list, derived from the events. `headline_content` is the post's id.

    `answer_due` is by when the customer's latest post has to be answered, while it is our turn;
    `promise_due` when the next open promise is due (for one without a time, far in the future).
    `returned_at` is when the customer came back, while that is not answered. `concluded_at` is
    when the last answer was sent of a case that is solved. `incident` is as in `Case`. `unsaid` is
    what came due while the bot was away and stands in digests until somebody acts; see `Due`.
    `outcome` is how it ended for the customer, empty for what is not solved.
    """

    organisation: str
    case_id: str
    status: str
    category: str
    severity: int
    platform: str
    opened_at: datetime
    changed_at: datetime
    headline_content: str
    claimed_by: str
    answer_due: datetime | None = None
    promise_due: datetime | None = None
    returned_at: datetime | None = None
    posted_at: datetime | None = None
    first_sent_at: datetime | None = None
    concluded_at: datetime | None = None
    incident: str = ""
    unsaid: str = ""
    outcome: str = ""

    @property
    def urgent(self) -> bool:
        """Somebody in danger, or a crisis, that still needs us."""
        return self.severity >= 5 and self.status in {"new", "open"}


@dataclass(frozen=True, slots=True)
class Claims:
    """Who had claimed other cases of an incident, by their ids, when something was decided."""

    incident: str
    by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much there is, over all organisations: cases by status, jobs by state."""

    cases: Mapping[str, int]
    waiting_jobs: int
    stuck_jobs: int


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one decision changes; it is written as a whole or not at all.

    `expected` is how many events the case had when the decision was made (0: a new case). None
    means that it does not matter, which is only possible without events. `inbox_keys` identify the
    delivery that this comes from: if one was seen before, nothing is written. `drop_jobs` holds
    keys of this case's jobs that are not needed any more; they go before `jobs` are added.
    `gone` are cards that do not stand any more. `finishes` is the job whose work this is.
    `customers` are the keys by which a later post of the same customer is known, and `problem` the
    words by which others about the same problem are. Nothing is written unless `claims` are still
    the same.
    """

    organisation: str
    case_id: str
    expected: int | None
    events: tuple[Recorded, ...] = ()
    contents: tuple[Content, ...] = ()
    jobs: tuple[NewJob, ...] = ()
    inbox_keys: tuple[str, ...] = ()
    cards: tuple[StandingCard, ...] = ()
    gone: tuple[MessageRef, ...] = ()
    row: CaseRow | None = None
    finishes: Job | None = None
    drop_jobs: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    claims: Claims | None = None

    def __post_init__(self) -> None:
        if not self.events:
            return
        if self.expected is None:
            raise ValueError("A commit with events says how many the case had.")
        places = [(e.organisation, e.case_id, e.seq) for e in self.events]
        first = self.expected + 1
        if places != [(self.organisation, self.case_id, first + n) for n in range(len(places))]:
            raise ValueError(f"The events of {self.case_id} do not follow event {self.expected}.")
