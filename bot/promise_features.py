"""What is seen of a clause while it is judged from examples whether it promises anything."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from bot.clauses import Clause
from bot.linear import Blocks, unique
from bot.promise_text import Told, between

VERSION = 1  # of this way of looking; another one has to be learned anew
_MOST = 3  # words that stand together
_HEAD = 4  # words at the beginning that count by themselves


def clause_features(told: Told, clause: Clause) -> Blocks:
    """Words and rows of words, the signs that were found, and where the clause stands.

    Times, numbers and names count as such, whichever they are.
    """
    row = ["<s>", *_said(told, clause), "</s>"]
    rows = [
        " ".join(row[at : at + size])
        for size in range(1, _MOST + 1)
        for at in range(len(row) - size + 1)
    ]
    return unique(rows), (), unique(_signs(told, clause, row))


def _said(told: Told, clause: Clause) -> Iterator[str]:
    """The words, each time as one of two."""
    text, first = told.wording.folded, told.sentences[clause.sentence][0]
    moments = deque(told.moments_of(clause))
    until = clause.start  # where the latest time is over
    for token in between(told.row, clause.start, clause.end):
        while moments and moments[0].start <= token.start:
            moment = moments.popleft()
            until = moment.end
            yield "<soon>" if moment.vague else "<time>"
        if token.start < until:
            continue
        if token.text[0].isdigit():
            yield "<number>"
        elif text[token.start].isupper() and token.start > first and token.text != "i":
            yield "<name>"
        else:
            yield token.text


def _signs(told: Told, clause: Clause, row: list[str]) -> Iterator[str]:
    moments = told.moments_of(clause)
    for hit in told.hits_of(clause):
        yield f"sign {hit.id}"
    for word in row[1 : _HEAD + 1]:
        yield f"head {word}"
    yield f"sentence {min(clause.sentence, _HEAD)}"
    if clause.sentence == len(told.sentences) - 1:
        yield "last sentence"
    if clause.start == told.sentences[clause.sentence][0]:
        yield "whole head"
    if clause.joined:
        yield "joined"
    if moments:
        yield "timed"
    if any(m.ahead for m in moments):
        yield "ahead"
    if any(m.hour for m in moments):
        yield "hour"
