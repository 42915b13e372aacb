"""The response rubric: what a good reply holds, and how each criterion of one reply is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.findings import GROUPS, FindingKind, Severity


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

    `bystander` ends "a business that …", as somebody who wasn't there would put it. `examples` are
    sentences of the kind, `near_misses` (`not` in the file) such as only look like it. `better` can
    stand in place of a sentence of the kind, where no cue knows a wording that fits it closer.
    """

    title: str
    severity: Severity
    why: str
    bystander: str = ""
    better: str = ""
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = field(default=(), metadata={"yaml": "not"})


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the learned reader must be, each from 0 to 1, before it says something.

    `wrong`: that anything is wrong with a sentence, or `unsure`, where the post is not known or
    the reply is in another language than the rubric; `groups`: that it is of this group ("toxic");
    `kind`: that it is of this kind; `block`: that it is of its group, to stop an approval where it
    would otherwise ask once. `kinds` has kinds for which less than `wrong` is enough.
    """

    wrong: float = 0.5
    unsure: float = 0.8
    kind: float = 0.0
    block: float = 0.9
    groups: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[FindingKind, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A `ValueError` where a limit is none, or a group is not known."""
        limits = (self.wrong, self.unsure, self.kind, self.block)
        for limit in (*limits, *self.groups.values(), *self.kinds.values()):
            if not 0 <= limit <= 1:
                raise ValueError("how sure the reader must be is a number from 0 to 1")
        for name in self.groups:
            if name not in GROUPS:
                raise ValueError(f"there is no group “{name}”; there are {', '.join(GROUPS)}")

    def group(self, name: str) -> float:
        """The limit of a group; none where the file names none."""
        return self.groups.get(name, 0.0)


@dataclass(frozen=True, slots=True)
class Rubric:
    """`prompts/rubric.yaml`: drives drafting, second reading and the offline checks alike.

    `signs` are patterns by name ("thanks", "apology", …) that the offline assessment looks for,
    written like the patterns of cues. They are in `language`. Words within one of the phrases of
    `allowed` are never flagged.
    """

    criteria: tuple[CriterionRule, ...]
    kinds: Mapping[FindingKind, KindRule] = field(default_factory=dict)
    language: str = "en"
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sureness: Sureness = field(default_factory=Sureness)
    allowed: tuple[str, ...] = ()

    def severity(self, kind: FindingKind) -> Severity:
        """How much a finding of this kind matters."""
        return self.kinds[kind].severity
