"""What kind of post this is, how bad, and how to handle it."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    @property
    def named(self) -> str:
        """The kind of post in a sentence: `a complaint`."""
        return _NAMED.get(self) or f"a {self.replace('_', ' ')}"


_NAMED = {
    Category.PRAISE: "praise",
    Category.SPAM: "spam",
    Category.PERSON_AT_RISK: "a cry for help",
    Category.NOT_OURS: "a post for somebody else",
}
# What may be taken from sight; all others are answered where they stand, or left alone.
BREACHES = frozenset({Category.GUIDELINE_BREACH, Category.SPAM})


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


class Aspect(StrEnum):
    """What a particular of a post tells."""

    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    HOW_OFTEN = "how often"


@dataclass(frozen=True, slots=True)
class Particular:
    """A span of the post that tells what happened, when, where, to or by whom, or how often."""

    aspect: Aspect
    start: int
    end: int


class LegalMatter(StrEnum):
    """What may start a legal deadline, whoever is right."""

    DATA_REQUEST = "data request"
    WITHDRAWAL = "withdrawal"
    REGULATOR = "regulator"
    LEGAL_LETTER = "legal letter"
    ADVERSE_EVENT = "adverse event"
    PRODUCT_SAFETY = "product safety"
    DISCRIMINATION = "discrimination"


@dataclass(frozen=True, slots=True)
class LegalClock:
    """Words of the post that may start a legal deadline."""

    matter: LegalMatter
    start: int
    end: int


class Strategy(StrEnum):
    """How a post is gone about; `prompts/strategy.yaml` words each."""

    REPAIR = "repair"
    LISTEN_FIRST = "listen_first"
    CARE_FIRST = "care_first"
    OWN_THE_NEXT_STEP = "own_the_next_step"
    CORRECT_THE_RECORD = "correct_the_record"
    ANSWER = "answer"
    TAKE_UP_IDEA = "take_up_idea"
    THANK = "thank"
    THANK_AND_ANSWER = "thank_and_answer"
    STAY_CALM = "stay_calm"
    UPHOLD_GUIDELINES = "uphold_guidelines"
    HOLD = "hold"
    ACT_NOW = "act_now"
    NOT_OURS = "not_ours"
    NO_REPLY = "no_reply"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True)
class Triage:
    """What the coach made of a post.

    `severity` runs from 1 (a kind word) to 5 (life, law, press). `language` is an ISO 639-1 code,
    empty where it cannot be told. `injection` says that the post tries to give the coach orders.
    `angry`: it shouts, swears or says goodbye. `wish`: something is wished for beside the rest.
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
    angry: bool = False
    wish: bool = False
    particulars: tuple[Particular, ...] = ()
    legal_clocks: tuple[LegalClock, ...] = ()

    @property
    def strategy(self) -> Strategy:
        """How to go about it, as far as the post alone tells (design: triage and strategy)."""
        match self.category:
            case Category.COMPLAINT:
                return self._for_a_complaint()
            case Category.PRAISE | Category.SUGGESTION if self.confidence is Confidence.UNSURE:
                return Strategy.ASK_FIRST
            case Category.PRAISE:
                return Strategy.THANK_AND_ANSWER if self.wish else Strategy.THANK
            case _:
                return _STRATEGIES[self.category]

    def _for_a_complaint(self) -> Strategy:
        if self.severity >= 4:
            return Strategy.CARE_FIRST
        if self.confidence is Confidence.UNSURE:
            return Strategy.ASK_FIRST
        if self.safe_mode:
            return Strategy.OWN_THE_NEXT_STEP
        return Strategy.LISTEN_FIRST if self.angry else Strategy.REPAIR

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


_STRATEGIES = {
    Category.QUESTION: Strategy.ANSWER,
    Category.SUGGESTION: Strategy.TAKE_UP_IDEA,
    Category.TROLL: Strategy.STAY_CALM,
    Category.GUIDELINE_BREACH: Strategy.UPHOLD_GUIDELINES,
    Category.CRISIS: Strategy.HOLD,
    Category.PERSON_AT_RISK: Strategy.ACT_NOW,
    Category.NOT_OURS: Strategy.NOT_OURS,
    Category.SPAM: Strategy.NO_REPLY,
}


def up_to(triage: Triage, length: int) -> Triage:
    """The triage of a post with more text behind it: its spans end where the post does."""
    return replace(
        triage,
        evidence=tuple(one for one in triage.evidence if one.end <= length),
        personal_data=tuple(one for one in triage.personal_data if one.end <= length),
        particulars=tuple(one for one in triage.particulars if one.end <= length),
        legal_clocks=tuple(one for one in triage.legal_clocks if one.end <= length),
    )
