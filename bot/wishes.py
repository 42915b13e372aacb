"""What somebody wants who talks to the bot: an answer to a post, or one of a few commands. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_CHECK = re.compile(r"check:\s*", re.IGNORECASE)
_POLICY = re.compile(r"policy(?:\s+(?P<question>.*))?", re.IGNORECASE | re.DOTALL)


class Wish(StrEnum):
    """What somebody wants who talks to the bot."""

    HELP = "help"
    CASES = "cases"
    POLICY = "policy"
    CHECK = "check"
    LINK = "link"  # with a code of another platform; only where that is a command
    POST = "post"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Words:
    """What was said to the bot: what is wanted, and the text that belongs to it."""

    wish: Wish
    text: str = ""


def words(text: str) -> Words:
    """What a command's text asks for. Only the whole text `help` or `cases`, text that starts with
    `policy` or `check:` is a command; everything else is a customer's post."""
    text = text.strip()
    if not text:
        return Words(Wish.NOTHING)
    if text.lower() in {Wish.HELP, Wish.CASES}:
        return Words(Wish(text.lower()))
    if policy := _POLICY.fullmatch(text):
        return Words(Wish.POLICY, (policy["question"] or "").strip())
    if check := _CHECK.match(text):
        return Words(Wish.CHECK, text[check.end() :])
    return Words(Wish.POST, text)
