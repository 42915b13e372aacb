"""The business that answers: how it sounds, what it may say and promise, and where it answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that may be promised without asking anybody (`refund`, up to 30 EUR, say).

    `up_to` is a positive amount, or None where there is no limit; anything else is a `ValueError`.
    """

    what: str
    up_to: float | None = None
    currency: str = ""

    def __post_init__(self) -> None:
        if self.up_to is not None and not (math.isfinite(self.up_to) and self.up_to > 0):
            raise ValueError("“up_to” should be an amount above 0, or be left out")


@dataclass(frozen=True, slots=True)
class Profile:
    """`prompts/profile.yaml`: one brand of an organisation.

    `place` completes "nobody should feel … {place}" ("in our restaurant"). `contacts` are the only
    phone numbers, addresses and links that a reply may name. `private` is set where the very fact
    that somebody is a client must stay private (a clinic, a bank, a school). `remedies` is what
    a reply may promise. A blank `name`, `kind` or `place` is a `ValueError`.
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
    remedies: tuple[Remedy, ...] = ()
    private: bool = False

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
