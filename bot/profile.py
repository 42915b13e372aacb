"""The business that answers: how it sounds, what it may say and promise, and where it answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.people import Role
from bot.triage import LegalMatter

PERCENT = "%"
_CURRENCY = re.compile(r"[A-Za-z]{3}|%|")
_COUNTRY = re.compile(r"[A-Z]{2}|")
# Read from a file, "30" and `true` are no numbers.
_AS_IT_STANDS = {"strict": True}
_KEY = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One line of the authority table: what a role may promise without asking anybody.

    A lead may promise what a responder may. `up_to` is a positive amount, or None where there is
    no limit; `currency` is an ISO 4217 code, or "%" for a discount; `within_days` is how far ahead
    the day of it may lie, None where that does not matter. Anything else is a `ValueError`.
    """

    what: str
    up_to: float | None = field(default=None, metadata=_AS_IT_STANDS)
    currency: str = ""
    by: Role = Role.RESPONDER
    within_days: int | None = field(default=None, metadata=_AS_IT_STANDS)

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise ValueError("“what” is empty")
        if self.up_to is not None and not (math.isfinite(self.up_to) and self.up_to > 0):
            raise ValueError("“up_to” should be an amount above 0, or be left out")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError("“currency” should be a code such as GBP, or % for a discount")
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
class Privacy:
    """What a private house keeps in mind: what it may `never_confirm` in public, by which private
    `route` people reach it instead, and `wording` that is safe in a reply."""

    never_confirm: tuple[str, ...] = ()
    route: str = ""
    wording: tuple[str, ...] = ()


class Duty(StrEnum):
    """What somebody in the house looks after when a post touches it."""

    DATA = "data"
    LAW = "law"
    SAFETY = "safety"
    PRESS = "press"
    CRISIS = "crisis"


_DUTIES = {
    LegalMatter.DATA_REQUEST: Duty.DATA,
    LegalMatter.ADVERSE_EVENT: Duty.SAFETY,
    LegalMatter.PRODUCT_SAFETY: Duty.SAFETY,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """`prompts/profile.yaml`: one brand of an organisation.

    `place` completes "nobody should feel … {place}" ("in our restaurant"). `contacts` are the only
    phone numbers, addresses and links that a reply may name. `private` is set where the very fact
    that somebody is a client must stay private (a clinic, a bank, a school); `privacy` says more.
    `authority` says what who may promise. `address` is how customers are addressed, by language
    ("de": "Sie"). `languages` (ISO 639-1) are those that the team reads, its own first; `country`
    is an ISO 3166 code. A blank `name`, `kind` or `place` is a `ValueError`.
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
    privacy: Privacy = field(default_factory=Privacy)
    voice: Voice = field(default_factory=Voice)
    address: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[Duty, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in ("name", "kind", "place"):
            if not getattr(self, key).strip():
                raise ValueError(f"“{key}” is empty")
        for code in (self.country, *self.helplines):
            if not _COUNTRY.fullmatch(code):
                raise ValueError(f"“{code}” should be the two capitals of a country, such as GB")
        if not self.languages:
            raise ValueError("“languages” should name at least the one that the team reads")

    def owner(self, matter: LegalMatter | Duty) -> str:
        """Who looks after it: its own owner, else the one for the law, else the senior contact."""
        duty = matter if isinstance(matter, Duty) else _DUTIES.get(matter, Duty.LAW)
        return self.owners.get(duty) or self.owners.get(Duty.LAW) or self.senior_contact


class Moderation(StrEnum):
    """What a business can do there about a post that breaks the rules."""

    HIDE = "hide"
    REPORT = "report"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Platform:
    """What one place of the public allows, from `prompts/platforms.yaml`.

    `max_length` counts characters; `owner_replies` is how many answers the platform shows under
    one post (0 means no limit); `may_quote` says whether a reply may hold a piece of the post, and
    `public` whether others read along.
    Numbers below these and a key that is none are a `ValueError`.
    """

    key: str
    name: str
    max_length: int
    owner_replies: int = 0
    can_edit: bool = True
    moderation: Moderation = Moderation.REPORT
    may_quote: bool = True
    public: bool = True

    @property
    def takes_updates(self) -> bool:
        """Whether everybody can read a later text of ours here."""
        return self.public and (self.owner_replies != 1 or self.can_edit)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError("“key” should be of small letters, digits and _, such as google_play")
        if not self.name.strip():
            raise ValueError("“name” is empty")
        if self.max_length < 1:
            raise ValueError("“max_length” should be a number of characters from 1")
        if self.owner_replies < 0:
            raise ValueError("“owner_replies” should be 0 (no limit) or more")
