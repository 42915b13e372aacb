"""The business that answers: how it sounds, what it may say and promise, and where it answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.people import Role


@dataclass(frozen=True, slots=True)
class Remedy:
    """One line of the authority table: what a role may promise without asking anybody.

    `up_to` is a positive amount, or None where there is no limit; `within_days` is how far ahead
    the day of it may lie, None where that does not matter. Anything else is a `ValueError`.
    """

    what: str
    up_to: float | None = None
    currency: str = ""
    by: Role = Role.RESPONDER
    within_days: int | None = None

    def __post_init__(self) -> None:
        if self.up_to is not None and not (math.isfinite(self.up_to) and self.up_to > 0):
            raise ValueError("“up_to” should be an amount above 0, or be left out")
        if self.within_days is not None and self.within_days < 1:
            raise ValueError("“within_days” should be a number of days from 1, or be left out")


@dataclass(frozen=True, slots=True)
class Voice:
    """How the house sounds: its `manner` in a few words, replies of its own as `examples`, and what
    it says `instead` of a word ("reach out": "ring")."""

    manner: str = ""
    examples: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """`prompts/profile.yaml`: one brand of an organisation.

    `place` completes "nobody should feel … {place}" ("in our restaurant"). `contacts` are the only
    phone numbers, addresses and links that a reply may name. `private` is set where the very fact
    that somebody is a client must stay private (a clinic, a bank, a school). `authority` says what
    who may promise. `address` is how customers are addressed, by language ("de": "Sie"); `owners`
    are the people who look after a legal matter (by `LegalMatter`), the press or a crisis.
    `languages` are those that the team reads, its own first. A blank `name`, `kind` or `place` is a
    `ValueError`.
    """

    name: str
    kind: str
    place: str
    sign_off: str
    senior_contact: str
    contacts: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    helplines: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    languages: tuple[str, ...] = ("en",)
    authority: tuple[Remedy, ...] = ()
    private: bool = False
    voice: Voice = field(default_factory=Voice)
    address: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in ("name", "kind", "place"):
            if not getattr(self, key).strip():
                raise ValueError(f"“{key}” is empty")


@dataclass(frozen=True, slots=True)
class Platform:
    """What one place of the public allows, from `prompts/platforms.yaml`.

    `max_length` counts characters; `owner_replies` is how many answers the platform shows under
    one post (0 means no limit); `moderation` is `hide`, `report` or `remove`; `may_quote` says
    whether a reply may hold a piece of the post.
    """

    key: str
    name: str
    max_length: int
    owner_replies: int = 0
    can_edit: bool = True
    moderation: str = "report"
    may_quote: bool = True
