"""Learns from labelled replies which clauses promise something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.descent import Head, Told, learn_linear
from bot.learned_promises import COLUMN
from bot.linear import Blocks, Linear
from bot.promise_examples import PromiseExample
from bot.promise_reader import PromiseReader
from bot.promise_signs import PromiseWords

_LEFT_OUT = 0.3  # of what is seen of a clause, while learning
_COVERED = 0.5  # of a clause: so much of it has to be marked
_READ_AT = datetime.fromisoformat("2026-11-04T10:00:00+00:00")  # any: times count as such


def learn_promises(
    examples: Mapping[str, Sequence[PromiseExample]],
    words: Mapping[str, PromiseWords],
    told: Told = lambda done, of: None,
) -> Linear:
    """Weights from the examples of all languages that `words` know."""
    known = [(PromiseReader(words[code]), examples[code]) for code in examples if code in words]
    rows = [row for reader, replies in known for row in _clauses(replies, reader)]
    return learn_linear(rows, (COLUMN,), (Head(0, 1, one=False),), told, left_out=_LEFT_OUT)


def _clauses(
    replies: Iterable[PromiseExample], reader: PromiseReader
) -> Iterator[tuple[Blocks, Sequence[str]]]:
    for one in replies:
        for start, end, blocks in reader.seen(one.reply, at=_READ_AT):
            marked = max((min(b, end) - max(a, start) for a, b in one.promises), default=0)
            yield blocks, (COLUMN,) if marked > _COVERED * (end - start) else ()
