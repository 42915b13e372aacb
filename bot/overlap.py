"""Rows of words that two texts share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from bot.wording import Span, lower


def shared_rows(
    text: str, others: Sequence[str], size: int, known: Set[tuple[str, ...]] = frozenset()
) -> Iterator[Span]:
    """Every row of `size` words that stands in one of the other texts, too, and is not known."""
    theirs = rows_of(size, others) - known
    ours = list(re.finditer(r"\w+", text))
    at = 0
    while at <= len(ours) - size:
        start = at
        while tuple(m.group() for m in ours[at : at + size]) in theirs:
            at += 1
        if at > start:
            yield ours[start].start(), ours[at + size - 2].end()
            at += size - 2
        at += 1


def rows_of(size: int, texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every row of `size` words in some texts."""
    rows: set[tuple[str, ...]] = set()
    for text in texts:
        row = re.findall(r"\w+", lower(text))
        rows.update(tuple(row[i : i + size]) for i in range(len(row) - size + 1))
    return rows
