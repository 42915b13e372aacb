"""What may be known when a reply is written or read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.exchange import NOTHING, Exchange
from bot.facts import FactState, KnownFact
from bot.past import PastReply
from bot.profile import Platform, Profile
from bot.tone import Tone
from bot.triage import Category, Strategy, Triage


@dataclass(frozen=True, slots=True)
class Situation:
    """The post that is answered and all that staff, profile and platform say about it.

    Only `profile` is certain: a reply can be checked without the post (`post` empty, `triage`
    None). `wrong` is set where a published reply is to be corrected: what was wrong with
    `published`, and what is right. `tone` and `wanted_language` (ISO 639-1) are what somebody asked
    of the next draft. `past` are replies of this organisation to posts like this one, the best
    first; `house_words` what people here say instead of a word. `before` is what was said in public
    before this post.
    """

    profile: Profile
    post: str = ""
    triage: Triage | None = None
    facts: tuple[KnownFact, ...] = ()
    platform: Platform | None = None
    published: str = ""
    wrong: str = ""
    tone: Tone | None = None
    wanted_language: str = ""
    past: tuple[PastReply, ...] = ()
    house_words: tuple[tuple[str, str], ...] = ()
    before: Exchange = NOTHING

    @property
    def language(self) -> str:
        """The language to answer in; empty where it cannot be told."""
        return self.wanted_language or (self.triage.language if self.triage else "")

    @property
    def strategy(self) -> Strategy | None:
        """How to go about the post; None without a triage."""
        return strategy(self.triage, self.facts) if self.triage else None


def strategy(triage: Triage, facts: Iterable[KnownFact]) -> Strategy:
    """How to go about a post, given what staff say of it."""
    states = {fact.state for fact in facts}
    if triage.category is Category.COMPLAINT:
        if states == {FactState.NOT_OURS}:
            return Strategy.NOT_OURS
        if FactState.DID_NOT_HAPPEN in states and triage.severity < 4:
            return Strategy.CORRECT_THE_RECORD
    return triage.strategy
