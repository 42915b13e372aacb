"""What can happen to a case. Appended events are the only truth; nothing here is ever renamed.

No event holds free text: posts, replies, facts and reasons are `ContentRef`s. A change of shape
raises `VERSION` of that event and adds an upcaster in `bot/codec.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.contents import ContentRef
from bot.facts import FactState
from bot.findings import FindingKind, Severity
from bot.people import Person, Place
from bot.tone import Tone
from bot.triage import Triage


class Origin(StrEnum):
    """Who wrote a draft's text."""

    MODEL = "model"
    COMPOSER = "composer"
    PERSON = "person"


class Outcome(StrEnum):
    """How the customer felt about it in the end."""

    SATISFIED = "satisfied"
    WON_BACK = "won back"
    STILL_UNHAPPY = "still unhappy"
    NO_ANSWER = "no answer"


# Outcomes that only the customer can tell.
SHOWN = frozenset({Outcome.SATISFIED, Outcome.WON_BACK})


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding as the case keeps it: kind, severity and span, without the words.

    `key` identifies kind and quoted words within the case, so that what a person dismissed once
    stays dismissed in later drafts. `lead_may`: it goes beyond what a responder may promise, and a
    lead's approval settles that.
    """

    kind: FindingKind
    severity: Severity
    start: int
    end: int
    key: str
    lead_may: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that can happen."""

    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """A customer's post was forwarded. `posted_at` starts the clocks (None: not known).

    `came_from` is where it was forwarded (None: the playground).
    """

    post: ContentRef
    platform: str
    brand: str
    posted_at: datetime | None
    came_from: Place | None = None


@dataclass(frozen=True, slots=True)
class PostTriaged(Event):
    """The post was read; a later one of these replaces the earlier."""

    triage: Triage


@dataclass(frozen=True, slots=True)
class FactStated(Event):
    """Staff said what is known or done; the same number again replaces the statement."""

    fact: int
    state: FactState
    content: ContentRef


@dataclass(frozen=True, slots=True)
class FactWithdrawn(Event):
    """Staff took a statement back; the next draft does without it."""

    fact: int


@dataclass(frozen=True, slots=True)
class DraftRequested(Event):
    """Somebody asked for another draft, perhaps in another tone, or in another language."""

    tone: Tone | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class DraftProposed(Event):
    """A new immutable text awaits review. `author` is whoever forwarded or last edited.

    `unread` is the language (ISO 639-1) of a text that the team does not read, where no
    translation stands beside it.
    """

    draft: int
    origin: Origin
    content: ContentRef
    author: Person
    flags: tuple[Flag, ...]
    playbook: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class DraftReread(Event):
    """The second reader has read a draft: all its flags by now, with the words in `reading`."""

    draft: int
    flags: tuple[Flag, ...]
    reading: ContentRef


@dataclass(frozen=True, slots=True)
class RereadingFailed(Event):
    """The second reader could not read a draft; `distrusted`: its answer could not be relied on."""

    draft: int
    distrusted: bool


@dataclass(frozen=True, slots=True)
class DraftTranslated(Event):
    """What a draft says in the team's own language stands in `content`; it can be read by now."""

    draft: int
    content: ContentRef


@dataclass(frozen=True, slots=True)
class DraftRated(Event):
    """The actor says whether a draft was helpful."""

    draft: int
    good: bool
    reason: ContentRef | None


@dataclass(frozen=True, slots=True)
class DraftSuperseded(Event):
    """A newer draft took this one's place; `by` is 0 where no reply is advised any more."""

    draft: int
    by: int


@dataclass(frozen=True, slots=True)
class ReplyWithheld(Event):
    """The coach advises no draft; a human decides."""


@dataclass(frozen=True, slots=True)
class CaseClaimed(Event):
    """The actor takes care of the case."""


@dataclass(frozen=True, slots=True)
class FindingDismissed(Event):
    """The actor looked at a finding and disagrees; of a block only a lead may, with a reason."""

    draft: int
    key: str
    reason: ContentRef | None


@dataclass(frozen=True, slots=True)
class ApprovalGiven(Event):
    """The actor approves exactly the text with this digest; `despite` warnings, if any."""

    draft: int
    digest: str
    despite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn(Event):
    """The actor takes an own approval back before publishing starts."""

    draft: int


@dataclass(frozen=True, slots=True)
class DraftApproved(Event):
    """The policy is satisfied; the text may be published."""

    draft: int


@dataclass(frozen=True, slots=True)
class DraftRejected(Event):
    """The actor says no to this draft."""

    draft: int
    reason: ContentRef | None


@dataclass(frozen=True, slots=True)
class PublishStarted(Event):
    """The approved text is on its way to the public; from here no approval can be withdrawn."""

    draft: int
    digest: str


@dataclass(frozen=True, slots=True)
class PublishAbandoned(Event):
    """It was not posted after all; the approval stands."""

    draft: int


@dataclass(frozen=True, slots=True)
class ReplySent(Event):
    """The reply stands in public; `link` says where, if it is known."""

    draft: int
    link: ContentRef | None


@dataclass(frozen=True, slots=True)
class ForwarderAsked(Event):
    """The actor needs to know something from whoever forwarded the post; the case waits."""

    question: ContentRef


@dataclass(frozen=True, slots=True)
class ForwarderAnswered(Event):
    """The question is answered, or not needed any more (None)."""

    answer: ContentRef | None


@dataclass(frozen=True, slots=True)
class CorrectionAsked(Event):
    """A published reply has to be put right in public; `wrong` says what and how."""

    draft: int
    wrong: ContentRef


@dataclass(frozen=True, slots=True)
class PostUnderstood(Event):
    """The actor said, before seeing a draft, who is angry, about what, and what they want."""

    words: ContentRef


@dataclass(frozen=True, slots=True)
class CaseSolved(Event):
    """The customer's matter is settled, as far as the actor can tell; `quote` shows it."""

    outcome: Outcome
    quote: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """No (further) reply: a decision with a name and a reason."""

    reason: ContentRef


@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """It needs us again."""

    reason: ContentRef | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place. `seq` counts from 1 within the case; `actor` None is the coach."""

    organisation: str
    case_id: str
    seq: int
    at: datetime
    actor: Person | None
    event: Event
