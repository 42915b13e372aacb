"""What people and the coach may ask of a case. Free text comes as `ContentRef`s."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.contents import ContentRef
from bot.events import Flag, Origin, Outcome
from bot.facts import FactState
from bot.follow_commands import FollowUp
from bot.people import Place
from bot.tone import Tone
from bot.triage import Triage


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A customer's post was forwarded by the actor."""

    post: ContentRef
    platform: str
    brand: str
    posted_at: datetime | None = None
    came_from: Place | None = None


@dataclass(frozen=True, slots=True)
class RecordTriage:
    """The post was read by the coach, or a person corrects the reading."""

    triage: Triage


@dataclass(frozen=True, slots=True)
class StateFact:
    """Say what is known or done; with the number of an earlier fact, replace it."""

    state: FactState
    content: ContentRef
    fact: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawFact:
    """Take a statement back."""

    fact: int


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """Ask for another draft, perhaps in another tone, or in another language (ISO 639-1)."""

    tone: Tone | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ProposeDraft:
    """Put a new text up for review; it supersedes the one that is there.

    `based_on` is the number of the draft that its author had in front of them (0: none); where
    another one stands by now, the command is refused. None: whatever stands. `unread` is the
    language of a text that the team does not read and of which there is no translation.
    """

    origin: Origin
    content: ContentRef
    flags: tuple[Flag, ...]
    playbook: str
    based_on: int | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class RecordRereading:
    """The second reader has read the draft with this digest: all flags by now, with their words."""

    draft: int
    digest: str
    flags: tuple[Flag, ...]
    reading: ContentRef


@dataclass(frozen=True, slots=True)
class RecordFailedRereading:
    """The second reader has not read the draft with this digest, or cannot be relied on."""

    draft: int
    digest: str
    distrusted: bool


@dataclass(frozen=True, slots=True)
class RecordTranslation:
    """What the draft with this digest says in the team's own language stands in `content`."""

    draft: int
    digest: str
    content: ContentRef


@dataclass(frozen=True, slots=True)
class Rate:
    """Say whether a draft was helpful."""

    draft: int
    good: bool
    reason: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class AskForwarder:
    """Ask back: nothing is approved before whoever forwarded the post has answered."""

    question: ContentRef


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer what was asked back; without an answer, say that it is not needed any more.

    `question` is the id of the content that was answered; None: whatever is open.
    """

    answer: ContentRef | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """Put a published reply right, visibly: `wrong` says what was wrong and what is right.

    A draft that was not posted stands for the one that was, the latest.
    """

    draft: int
    wrong: ContentRef


@dataclass(frozen=True, slots=True)
class WithholdReply:
    """No reply is advised; a draft that no person wrote is taken back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Take care of the case; `take_over` where somebody else has it."""

    take_over: bool = False


@dataclass(frozen=True, slots=True)
class DismissFinding:
    """Disagree with a finding of a draft."""

    draft: int
    key: str
    reason: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    """Approve the text with this digest; `anyway` in spite of open warnings."""

    draft: int
    digest: str
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawApproval:
    """Take back an own approval."""

    draft: int


@dataclass(frozen=True, slots=True)
class Reject:
    """Say no to a draft."""

    draft: int
    reason: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class StartPublishing:
    """The text with this digest is being posted."""

    draft: int
    digest: str


@dataclass(frozen=True, slots=True)
class AbandonPublishing:
    """It was not posted after all."""

    draft: int


@dataclass(frozen=True, slots=True)
class RecordSent:
    """The reply stands in public."""

    draft: int
    link: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class Understand:
    """Say, before seeing a draft, who is angry, about what, and what they want."""

    words: ContentRef


@dataclass(frozen=True, slots=True)
class Solve:
    """The customer's matter is settled; `quote` are words of the customer that show it."""

    outcome: Outcome
    quote: ContentRef | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """No (further) reply."""

    reason: ContentRef


@dataclass(frozen=True, slots=True)
class Reopen:
    """It needs us again."""

    reason: ContentRef | None = None


Command = (
    OpenCase
    | RecordTriage
    | StateFact
    | WithdrawFact
    | RequestDraft
    | ProposeDraft
    | RecordRereading
    | RecordFailedRereading
    | RecordTranslation
    | Rate
    | AskForwarder
    | AnswerQuestion
    | Correct
    | WithholdReply
    | Claim
    | DismissFinding
    | Approve
    | WithdrawApproval
    | Reject
    | StartPublishing
    | AbandonPublishing
    | RecordSent
    | Understand
    | FollowUp
    | Solve
    | Close
    | Reopen
)


class Decision(StrEnum):
    """What an emoji on a review card can mean."""

    APPROVE = "approve"
    CLAIM = "claim"
    EDIT = "edit"
    AGAIN = "again"
    REJECT = "reject"
