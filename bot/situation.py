"""What may be known when a reply is written or read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts import KnownFact
from bot.profile import Platform, Profile
from bot.triage import Triage


@dataclass(frozen=True, slots=True)
class Situation:
    """The post that is answered and all that staff, profile and platform say about it.

    Only `profile` is certain: a reply can be checked without the post (`post` empty, `triage`
    None). `wrong` is set where a published reply is to be corrected: what was wrong with
    `published`, and what is right.
    """

    profile: Profile
    post: str = ""
    triage: Triage | None = None
    facts: tuple[KnownFact, ...] = ()
    platform: Platform | None = None
    published: str = ""
    wrong: str = ""
