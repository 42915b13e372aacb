"""Cuts a reply into clauses, each small enough to hold one commitment, and finds who signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.phrases import Token, tokens
from bot.wording import Span, Wording, within

_SHORT = {"ll": "will", "re": "are", "m": "am", "s": "is", "ve": "have", "d": "would"}
_WHOLE = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}
_BREAK = re.compile(r"[;,:]\s+|\s[-–]\s|\s?—\s?|\b(?:and|but|so|or)\s")
_APPOSITION = re.compile(r"\b[A-Z][\w'-]+(, (?:the|our|my|your|who) [^,;.!?\n]{2,40}, )")
_SIGNED = re.compile(
    r"(?:[.!?…\n—–-]|\A)\s{0,9}(?P<name>(?:(?:Dr|Mr|Mrs|Ms)\.? )?[A-Z][\w'-]{1,30}"
    r"(?: [A-Z][\w'-]{1,30}){0,2})"
    r"(?:, [\w ]{2,40})?\s*\Z"
)


_Judge = Callable[[int, int, bool], bool]


class Clause(NamedTuple):
    """A part of a sentence: its place, and whether "and" joins it to the one before."""

    start: int
    end: int
    sentence: int
    joined: bool


def written_out(text: str) -> list[Token]:
    """The tokens of `text` with contractions in two ("we'll" is `we`, `will`), places kept."""
    row: list[Token] = []
    for token in tokens(text):
        if "'" not in token.text and token.text != "cannot":
            row.append(token)
            continue
        head, mark, tail = token.text.rpartition("'")
        cut = token.start + len(head)
        if token.text in _WHOLE or (tail == "t" and head.endswith("n") and len(head) > 1):
            row.append(Token(_WHOLE.get(token.text, head[:-1]), token.start, token.end - 3))
            row.append(Token("not", token.end - 3, token.end))
        elif mark and tail in _SHORT:
            row.append(Token(head, token.start, cut))
            row.append(Token(_SHORT[tail], cut, token.end))
        else:
            row.append(token)
    return row


def signer(wording: Wording) -> str | None:
    """The name under a reply, without the role beside it."""
    found = _SIGNED.search(wording.folded.rstrip())
    return found["name"] if found else None


def clauses(
    wording: Wording, numbers: Sequence[int], stands_alone: _Judge, whole: Sequence[Span] = ()
) -> list[Clause]:
    """The clauses of the sentences with these `numbers` that are no question.

    `stands_alone(start, end, joined)` says whether a part makes sense by itself; others go with
    the part before them, or at the head of a sentence with the one behind. No cut falls into one
    of the `whole` spans (in the order of the text).
    """
    found: list[Clause] = []
    for number in numbers:
        start, end = wording.sentences[number]
        if "?" not in wording.folded[max(start, end - 3) : end]:
            found.extend(_of_sentence(wording, number, stands_alone, whole))
    return found


def _of_sentence(
    wording: Wording, number: int, stands_alone: _Judge, whole: Sequence[Span]
) -> Iterator[Clause]:
    held: Clause | None = None
    alone = False
    for start, end, joined in _parts(wording, wording.sentences[number], whole):
        stands = stands_alone(start, end, joined)
        if held is None:
            held, alone = Clause(start, end, number, joined), stands
        elif not alone or not stands:
            held, alone = held._replace(end=end), alone or stands
        else:
            yield held
            held = Clause(start, end, number, joined)
    if held:
        yield held


def _parts(
    wording: Wording, sentence: Span, whole: Sequence[Span]
) -> Iterator[tuple[int, int, bool]]:
    text = wording.folded
    kept = [
        *(m.span(1) for m in _APPOSITION.finditer(text, *sentence)),
        *within(wording.quotations, *sentence),
        *within(whole, *sentence),
    ]
    start, joined = sentence[0], False
    for cut in _BREAK.finditer(wording.low, *sentence):
        if any(a <= cut.start() and cut.end() <= b for a, b in kept):
            continue
        if text[start : cut.start()].strip():
            yield start, cut.start(), joined
        start, joined = cut.end(), cut.group().strip() == "and"
    if text[start : sentence[1]].strip():
        yield start, sentence[1], joined
