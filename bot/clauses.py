"""Cuts a reply into clauses, each small enough to hold one commitment, and finds who signs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.phrases import Token, tokens
from bot.promise_signs import Joints
from bot.wording import Span, Wording, within

_BREAK = r"[;,:]\s+|\s[-–]\s|\s?—\s?|[\[(]|[\])]"
_APPOSITION = r"\b[A-ZÀ-Þ][\w'-]+(, (?:{words}) [^,;.!?\n]{{2,40}}, )"
_SIGNED = re.compile(
    r"(?:[.!?…\n—–-]|\A)\s{0,9}(?P<name>(?:(?:Dr|Mr|Mrs|Ms)\.? )?[A-ZÀ-Þ][\w'-]{1,30}"
    r"(?: [A-ZÀ-Þ][\w'-]{1,30}){0,2})"
    r"(?:, [\w ]{2,40})?\s*\Z"
)
_LONGEST = 600  # characters of a sentence; what a clause costs grows with its square
_NUMBERED = re.compile(r"\b\d{1,2}\.\Z")
_ABBREVIATED = re.compile(r"\b(?:[ap]\.m\.|[a-z]\.[a-z]\.|bzw\.|ca\.|approx\.|inkl\.|incl\.)\Z")


class Clause(NamedTuple):
    """A part of a sentence: its place, and whether "and" joins it to the one before."""

    start: int
    end: int
    sentence: int
    joined: bool


_Judge = Callable[[int, int, bool], bool]


class Cutter:
    """Cuts by the small words of one language."""

    def __init__(self, joints: Joints, titles: str = "", months: Sequence[str] = ()) -> None:
        """`titles` are words that a full stop follows without ending a sentence ("dr")."""
        self._dated = tuple(name for row in months for name in row.split())
        listed = "|".join(map(_spelled, joints.breaks.split()))
        self._break = re.compile(rf"{_BREAK}|(?<!\w)(?:{listed})\s" if listed else _BREAK)
        words = "|".join(map(_spelled, [*joints.articles.split(), *joints.ours.split(), "who"]))
        self._apposition = re.compile(_APPOSITION.format(words=words))
        self._joins = frozenset(word.replace("_", " ") for word in joints.joins.split())
        self._titles = frozenset(f"{title}." for title in titles.split())
        self._joints = joints
        self._apart = tuple(f"{head}'" for head in joints.apart.split())

    def tokens(self, text: str) -> list[Token]:
        """The tokens of `text` with contractions in two ("we'll" is `we`, `will`), places kept."""
        row: list[Token] = []
        for token in tokens(text):
            if not (self._dated and row and _is_ordinal(row[-1], token)):
                row.extend(self._written_out(token))
        return row

    def _written_out(self, token: Token) -> Iterator[Token]:
        short, whole, negation = self._joints.short, self._joints.whole, self._joints.negation
        if "'" not in token.text:
            for word in whole.get(token.text, token.text).split():
                yield Token(word, token.start, token.end)
            return
        if token.text.startswith(self._apart) and self._apart:
            head, _, rest = token.text.partition("'")
            cut = token.start + len(head) + 1
            yield Token(f"{head}'", token.start, cut)
            yield from self._written_out(Token(rest, cut, token.end))
            return
        head, mark, tail = token.text.rpartition("'")
        cut = token.start + len(head)
        if token.text in whole or (negation and tail == "t" and head[-1:] == "n" and head[1:]):
            said = whole.get(token.text, head[:-1]).split()[0]
            yield Token(said, token.start, token.end - 3)
            yield Token(negation, token.end - 3, token.end)
        elif mark and tail in short:
            yield Token(head, token.start, cut)
            yield Token(short[tail], cut, token.end)
        else:
            yield token

    def sentences(self, wording: Wording) -> tuple[Span, ...]:
        """Those of the wording, but a date ("3. Mai"), a title or "p.m." ends none."""
        spans: list[Span] = []
        for start, end in wording.sentences:
            if (
                spans
                and end - spans[-1][0] <= _LONGEST
                and self._goes_on(wording, spans[-1], start)
            ):
                spans[-1] = spans[-1][0], end
            else:
                spans.append((start, end))
        return tuple(spans)

    def _goes_on(self, wording: Wording, last: Span, start: int) -> bool:
        low, first = wording.low, wording.folded[start]
        tail = low[max(last[0], last[1] - 10) : last[1]]
        if not tail.endswith(".") or "\n" in low[last[1] : start]:
            return False
        if tail.split()[-1] in self._titles:
            return True
        small = not first.isupper()
        if _NUMBERED.search(tail):
            return bool(self._dated) and (small or low.startswith(self._dated, start))
        return small and _ABBREVIATED.search(tail) is not None

    def clauses(
        self,
        wording: Wording,
        sentences: Sequence[Span],
        numbers: Sequence[int],
        stands_alone: _Judge,
        whole: Sequence[Span] = (),
    ) -> list[Clause]:
        """The clauses of the sentences with these `numbers` that are no question.

        `stands_alone(start, end, joined)` says whether a part makes sense by itself; others go
        with the part before them, or at the head of a sentence with the one behind. No cut falls
        into one of the `whole` spans (in the order of the text).
        """
        found: list[Clause] = []
        for number in numbers:
            start, end = sentences[number]
            if "?" not in wording.folded[max(start, end - 3) : end]:
                parts = self._parts(wording, (start, end), whole)
                found.extend(_grouped(parts, number, stands_alone))
        return found

    def _parts(
        self, wording: Wording, sentence: Span, whole: Sequence[Span]
    ) -> Iterator[tuple[int, int, bool]]:
        text = wording.folded
        kept = [
            *(m.span(1) for m in self._apposition.finditer(text, *sentence)),
            *within(wording.quotations, *sentence),
            *within(whole, *sentence),
        ]
        start, joined = sentence[0], False
        for cut in self._break.finditer(wording.low, *sentence):
            if any(a <= cut.start() and cut.end() <= b for a, b in kept):
                continue
            if text[start : cut.start()].strip():
                yield start, cut.start(), joined
            start, joined = cut.end(), cut.group().strip() in self._joins
        if text[start : sentence[1]].strip():
            yield start, sentence[1], joined


def signer(wording: Wording) -> str | None:
    """The name under a reply, without the role beside it."""
    found = _SIGNED.search(wording.folded.rstrip())
    return found["name"] if found else None


def sentence_at(sentences: Sequence[Span], place: int) -> int:
    """The number of the sentence that holds the character at `place`."""
    return max(0, bisect_right(sentences, (place, 1 << 60)) - 1)


def _is_ordinal(number: Token, token: Token) -> bool:
    """Whether the full stop belongs to a number ("3.")."""
    return token.text == "." and number.text[0].isdigit() and number.end == token.start


def _grouped(
    parts: Iterator[tuple[int, int, bool]], number: int, stands_alone: _Judge
) -> Iterator[Clause]:
    held: Clause | None = None
    alone = False
    for start, end, joined in parts:
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


def _spelled(word: str) -> str:
    return re.escape(word).replace("_", r"\s+")
