"""What kind of post this is, how bad, and how to handle it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """The kinds of posts that are handled differently (design: triage and strategy)."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    TROLL = "troll"
    GUIDELINE_BREACH = "guideline_breach"
    CRISIS = "crisis"
    PERSON_AT_RISK = "person_at_risk"
    NOT_OURS = "not_ours"
    SPAM = "spam"


class Sensitivity(StrEnum):
    """Matters that put a reply into a safe mode: nobody's fault before a confirmed fact."""

    HEALTH = "health"
    INJURY = "injury"
    MONEY = "money"
    MINORS = "minors"
    DATA = "data"
    DISCRIMINATION = "discrimination"
    LAW = "law"
    PRESS = "press"
    STAFF = "staff"
    POLITICS = "politics"
    GRIEF = "grief"


class Confidence(StrEnum):
    """How sure the triage is, in words; `unsure` means it abstains and asks."""

    SURE = "sure"
    FAIRLY_SURE = "fairly sure"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the post that speaks for or against the category, and what it says.

    Offsets only: the words stay with the post, so that erasing the post erases them too.
    """

    start: int
    end: int
    says: str
    supports: bool = True


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A span of the post that identifies somebody (`email`, `phone`, `iban`, `address`, …)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Triage:
    """What the coach made of a post.

    `severity` runs from 1 (a kind word) to 5 (life, law, press). `language` is an ISO 639-1 code,
    empty where it cannot be told. `injection` says that the post tries to give the coach orders.
    """

    category: Category
    severity: int
    confidence: Confidence
    topics: tuple[str, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    severity_reasons: tuple[str, ...] = ()
    language: str = ""
    repeated: bool = False
    injection: bool = False
    personal_data: tuple[PersonalData, ...] = ()

    @property
    def needs_lead(self) -> bool:
        """A lead approves besides: grave or repeated complaints."""
        return self.severity >= 4 or self.repeated

    @property
    def safe_mode(self) -> bool:
        """Nobody's fault may be stated before a fact is confirmed."""
        return bool(self.sensitivities)

    @property
    def reply_advised(self) -> bool:
        """Whether a draft is written unasked: not for spam, breaches, trolls, a person at risk.

        Where the triage is not sure of a troll, a draft is there for the human who decides.
        """
        if self.category is Category.TROLL:
            return self.confidence is Confidence.UNSURE
        return self.category not in {
            Category.SPAM,
            Category.GUIDELINE_BREACH,
            Category.PERSON_AT_RISK,
        }
