"""The business that answers: how it sounds, what it may say and promise, and where it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that may be promised without asking anybody (`refund`, up to 30 EUR, say)."""

    what: str
    up_to: float | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """`prompts/profile.yaml`: one brand of an organisation.

    `place` completes "nobody should feel … {place}" ("in our restaurant"). `contacts` are the only
    phone numbers, addresses and links that a reply may name. `private` is set where the very fact
    that somebody is a client must stay private (a clinic, a bank, a school). `remedies` is what
    a reply may promise.
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
