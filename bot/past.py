"""What an organisation answered before: examples for the next draft."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastReply:
    """A published reply and the post that it answered, both without what identifies anybody.

    `outcome` is an `Outcome`, empty while the case is not solved.
    """

    post: str
    reply: str
    language: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class HouseWord:
    """People here write `instead` where a draft says `said`, `times` times so far.

    `adopted` is None until somebody decides whether it is the house style.
    """

    said: str
    instead: str
    times: int
    adopted: bool | None = None
