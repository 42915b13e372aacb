"""The playbook: all that shapes wording and judgement, as one loaded version of `prompts/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cues import Cue
from bot.details import DetailRules
from bot.draft_texts import DraftTexts
from bot.follow_up import FollowUpRules
from bot.learned import Weights
from bot.learned_promises import PromiseWeights
from bot.learned_triage import NOT_LEARNED, PostWeights
from bot.legal_clocks import LegalRules
from bot.problem import ProblemWords
from bot.profile import Platform, Profile
from bot.promise_signs import PromiseWords
from bot.rubric import Rubric
from bot.swear_words import Swearing
from bot.triage import Category, Strategy
from bot.triage_reader import TriageRules

DEFAULT_BRAND = "default"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of post: what people read, and what tells the model that it is this one."""

    title: str
    means: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One strategy in words: short for people (`advice`), in full for the model (`writer`)."""

    advice: str
    writer: str


@dataclass(frozen=True, slots=True)
class Handling:
    """`prompts/strategy.yaml`: every kind of post and every strategy in words."""

    kinds: Mapping[Category, Kind] = field(default_factory=dict)
    strategies: Mapping[Strategy, Advice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A post to start from in the playground; `platform` and `brand` are keys of the playbook."""

    title: str
    post: str
    platform: str
    author: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """One loaded version of the folder.

    `profiles` has the organisation's own under `DEFAULT_BRAND` and further brands by file name.
    `version` is a hash of every file in the folder; it is stored with each draft. `prompts` are
    the Markdown files for the model, by name ("draft").
    """

    rubric: Rubric
    profiles: Mapping[str, Profile]
    platforms: Mapping[str, Platform]
    guidelines: str
    version: str
    cues: tuple[Cue, ...] = ()
    handling: Handling = field(default_factory=Handling)
    triage: TriageRules = field(default_factory=TriageRules)
    details: DetailRules = field(default_factory=DetailRules)
    texts: DraftTexts = field(default_factory=DraftTexts)
    samples: tuple[Sample, ...] = ()
    promises: Mapping[str, PromiseWords] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)
    post_weights: PostWeights = NOT_LEARNED
    promise_weights: PromiseWeights = field(default_factory=PromiseWeights)
    swearing: Swearing = field(default_factory=Swearing)
    legal: LegalRules = field(default_factory=LegalRules)
    follow_up: FollowUpRules = field(default_factory=FollowUpRules)
    problems: ProblemWords = field(default_factory=ProblemWords)

    def profile(self, brand: str) -> Profile:
        """The profile of a brand; the organisation's own where the name is not known."""
        return self.profiles.get(brand, self.profiles[DEFAULT_BRAND])
