"""Makes foreign words safe to show on any surface, and cuts long ones into parts. Pure.

What is made here is for display only. The text that somebody copies or edits stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from bot.text import shorten

# Invisible, and taken out again by `bot.text.clean` where somebody pastes what they see.
JOINER = "\u2060"

_HALVES = re.compile("[\ud800-\udfff]")
# Control characters, and the invisible ones that reorder text; tab and line break stay.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_FIRST_RIGHT_TO_LEFT = "\u0590"
_LAST_OF_ONE_UNIT = "\uffff"


def visible(text: str) -> str:
    """`text` without control characters and halves of characters."""
    return whole_characters(_HIDDEN.sub("", text))


def whole_characters(text: str) -> str:
    """`text` without halves of characters, which cannot be sent."""
    return _HALVES.sub("\ufffd", text)


def isolated(told: str) -> str:
    """`told` kept apart from words around it that run the other way; last of all steps."""
    if max(told, default="") < _FIRST_RIGHT_TO_LEFT:  # most text; the rest takes a while
        return told
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in told):
        return f"\u2068{told}\u2069"
    return told


def size(text: str) -> int:
    """How long a chat may find it: UTF-16 units, of which an emoji has two or more."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, made: Callable[[str], str]) -> str:
    """`text` on one line as `made` makes it safe, in at most `limit` units."""
    line = shorten(text, limit)
    while size(told := isolated(made(line))) > limit:
        fewer = len(line) * limit // size(told)
        line = shorten(line, max(1, min(len(line) - 1, fewer)))
    return told


def split(text: str, limit: int) -> list[str]:
    """`text` in parts of at most `limit` units, cut at paragraphs, lines or words where it can be.

    Together the parts are the text. A letter is not parted from its accents if they fit.
    """
    return list(_parts(text, limit))


def _parts(text: str, limit: int) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            end = _good_cut(text, start, end)
        yield text[start:end]
        start = end


def _reach(text: str, start: int, limit: int) -> int:
    """Where the characters from `start` on have taken `limit` units; at least one is taken."""
    piece = text[start : start + limit]
    if max(piece) <= _LAST_OF_ONE_UNIT:
        return start + len(piece)
    units = 0
    for place in range(start, min(len(text), start + limit)):
        units += 2 if ord(text[place]) > 0xFFFF else 1
        if units > limit:
            return max(start + 1, place)
    return min(len(text), start + limit)


def _good_cut(text: str, start: int, end: int) -> int:
    """The last place in the second half where a reader would stop; else between two letters."""
    for separator in ("\n\n", "\n", " "):
        found = text.rfind(separator, start + (end - start) // 2, end)
        if found >= 0:
            return found + len(separator)
    for cut in range(end, max(start, end - 40), -1):
        if not _sticks(text[cut]) and text[cut - 1] != "\u200d":
            return cut
    return end


def _sticks(char: str) -> bool:
    joins = char in "\u200d\ufe0e\ufe0f" or 0x1F3FB <= ord(char) <= 0x1F3FF
    return joins or unicodedata.combining(char) > 0
