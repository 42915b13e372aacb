"""What changed from one text to the next, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

_ALIKE = 0.4  # a lower ratio of equal words: written anew
_COMPARABLE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words that stayed (`same`), came (`new`) or went (`gone`)."""

    how: str
    text: str


def word_changes(old: str, new: str) -> list[Change]:
    """What changed from `old` to `new`, word by word; as a whole where little stayed.

    So are texts between whose first and last difference there are more than `_COMPARABLE` words:
    comparing takes the square of their number.
    """
    before, after = (re.findall(r"\s+|\S+\s*", text) for text in (old, new))
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    ours, theirs = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(ours), len(theirs)) > _COMPARABLE:
        return [*_change("gone", old), *_change("new", new)]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    stayed = head + tail + sum(match.size for match in matcher.get_matching_blocks())
    if 2 * stayed < _ALIKE * (len(before) + len(after)):
        return [*_change("gone", old), *_change("new", new)]
    changes = _change("same", "".join(before[:head]))
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            changes += _change("same", "".join(ours[a:b]))
        else:
            changes += _change("gone", "".join(ours[a:b]))
            changes += _change("new", "".join(theirs[c:d]))
    return changes + _change("same", "".join(before[len(before) - tail :]))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _change(how: str, text: str) -> list[Change]:
    return [Change(how, text)] if text else []
