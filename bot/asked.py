"""Finds in a post what it asks, what the profile knows of that, and what a person has to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.draft_texts import FILE, DraftTexts
from bot.phrases import PhraseBook, tokens

_BROAD = "hours"  # the fact that questions about anything else brush too
_PARTS = re.compile(
    r"\?|\b(?:and|also|or)(?: also)? (?:do|does|is|are|can|could|will|what|when|where|how)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:table|room|space|slot|seats?|appointment|spot|tickets?) (?:for|on|at|free|available|"
    r"left|tonight|tomorrow|this|next)\b|\b(?:availab\w+|any (?:tables?|rooms?|slots?|space)|"
    r"(?:book|reserve|fit|squeeze) (?:us|me|a|in)\b)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(?:this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:evening|night|noon))?|"
    r"today|tonight|tomorrow|(?:new year's|christmas) (?:eve|day))\b",
    re.IGNORECASE,
)
_HOUR = re.compile(r"\bat (?:noon|\d{1,2}(?:[.:]\d\d)?)(?: ?[ap]m)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The profile's `answer`, what is `left` to answer, and `when` a free place is asked for.

    Each is empty where the post holds nothing of the kind.
    """

    answer: str = ""
    left: str = ""
    when: str = ""


class AskedReader:
    """Reads questions with the words of `asks` in `prompts/composer.yaml`."""

    def __init__(self, texts: DraftTexts) -> None:
        rows = ((key, phrase) for key, phrases in texts.asks.items() for phrase in phrases)
        self._book = PhraseBook(rows, {}, file=FILE)

    def read(self, post: str, facts: Mapping[str, str]) -> Asked:
        """`post` holds no orders to software and no personal data; `facts` are the profile's."""
        row = tokens(post)
        asked = tuple(dict.fromkeys(hit.id for hit in self._book.find(row)))
        known = sorted((key for key in asked if key in facts), key=lambda key: key == _BROAD)
        spoken = {token.text for token in row}
        own = [key for key in facts if set(key.lower().split()) <= spoken]
        answers = list(dict.fromkeys(facts[key] for key in (*known, *own)))
        parts = min(2, len(_PARTS.findall(post)) or 1)
        return Asked(" ".join(answers[:parts]), _left(post, asked, known), _when(post))


def _left(post: str, asked: tuple[str, ...], known: list[str]) -> str:
    """In a word, what the post asks besides and the profile does not know."""
    for key in asked:
        if key not in known and key != _BROAD:
            return key
    return "the other question" if len(_PARTS.findall(post)) > max(1, len(known)) else ""


def _when(post: str) -> str:
    """The day and hour for which the post asks for a place ("Friday at 7")."""
    day, hour = _DAY.search(post), _HOUR.search(post)
    if not (_FREE.search(post) and (day or hour)):
        return ""
    return " ".join(found.group().strip() for found in (day, hour) if found)
