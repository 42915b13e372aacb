"""The response rubric: what a good reply holds, and how each criterion of one reply is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.findings import FindingKind, Severity


class Criterion(StrEnum):
    """What a reply to a genuine complaint should hold, in the order of the rubric file."""

    THANKS = "thanks"
    RESPONSIBILITY = "responsibility"
    APOLOGY = "apology"
    REPAIR = "repair"
    QUESTION = "question"
    PUBLIC = "public"
    SPECIFIC = "specific"
    NEXT_STEP = "next_step"
    FACTUAL = "factual"
    FIT = "fit"


class Mark(StrEnum):
    """How one criterion stands: `empty` is words without substance ("any inconvenience")."""

    MET = "met"
    EMPTY = "empty"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark and the span of the reply that earned it; the span is empty for what is missing."""

    mark: Mark
    start: int = 0
    end: int = 0


Assessment = Mapping[Criterion, Marked]


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """One criterion as the rubric file words it, with the article it comes from.

    `bystander` ends "a business that …", as somebody who wasn't there would put it.
    """

    key: Criterion
    title: str
    advice: str
    source: str = ""
    bystander: str = ""


@dataclass(frozen=True, slots=True)
class KindRule:
    """One finding kind as the rubric file words it: title, how much it matters, and why.

    `bystander` ends "a business that …", as somebody who wasn't there would put it.
    """

    title: str
    severity: Severity
    why: str
    bystander: str = ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """`prompts/rubric.yaml`: drives drafting, second reading and the offline checks alike.

    `signs` are patterns by name ("thanks", "apology", …) that the offline assessment looks for,
    written like the patterns of cues. They are in `language`.
    """

    criteria: tuple[CriterionRule, ...]
    kinds: Mapping[FindingKind, KindRule] = field(default_factory=dict)
    language: str = "en"
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def severity(self, kind: FindingKind) -> Severity:
        """How much a finding of this kind matters."""
        return self.kinds[kind].severity
