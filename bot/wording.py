"""A reply as the readers see it: folded without moving a character, with sentences and quotations.

Every offset counts characters of the text as it was written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from operator import itemgetter, or_

from bot.language import guess_language
from bot.literals import Prefilter, needed_pieces, pieces

Span = tuple[int, int]
_start, _end = itemgetter(0), itemgetter(1)

# One character for one character, so that offsets stay true.
_FOLD = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "´": "'", "`": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‐": "-", "‑": "-",
    }
)  # fmt: skip

_SENTENCE = re.compile(r"[^.!?…\n]*(?:\.(?=\w)[^.!?…\n]*)*(?:[.!?…]+[\"')\]]*|\n|$)")
_WRAPPED = re.compile(r"\n[ \t]*(?=[a-z(])")
_TITLES = re.compile(r"\b(?:mr|mrs|ms|mx|dr|st|no|vs|prof)\.$")
_TITLE = len("prof.")

# A longer sentence is read in parts: what a pattern or a clause costs grows with its square.
_LONGEST = 600
_CLAUSE_END = re.compile(r"[.!?;:,…\n()—–]|\s-\s|\b(?:but|while|because|so|therefore)\b")
_QUOTED = re.compile(r'"([^"\n]{1,200})"|(?<!\w)\'([^\'\n]{1,200})\'(?!\w)')
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_ENDS = re.compile(r"[!?…]")
_NO_END = re.compile(r"[^.!?…\n]")

# Words that carry no meaning of their own.
_COMMON_WORDS = (
    "a about after again all also am an and any are as at back be because been before being "
    "but by can could did do does doing don't down for from get got had has have he her here "
    "him his how i if in into is it it's its just know let like made make me more my never no "
    "not now of off on one only or other our out over please really said same she should so "
    "some such than thank thanks that the their them then there these they thing things this "
    "those time to too up us very want was way we well were what when where which while who "
    "why will with would year you your yours something anything everything nothing someone "
    "somebody anyone anybody everyone everybody nobody "
)
_COMMON = frozenset(_COMMON_WORDS.split())
_LAST_LETTERS = frozenset("ygsde")  # of every ending that `stem` takes off


def fold(text: str) -> str:
    """Quotes, apostrophes, blanks and hyphens in their plain form; the length stays the same."""
    return text.translate(_FOLD)


def lower(text: str) -> str:
    """`text` folded and in small letters; the length stays the same."""
    folded = fold(text)
    small = folded.lower()
    if len(small) == len(folded):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


def stems(text: str) -> frozenset[str]:
    """The words of `text` that carry meaning, cut to a stem ("waiting" and "waited" are one)."""
    words = (w.partition("'")[0] for w in _WORD.findall(lower(text)))
    return frozenset(stem(w) for w in words if (len(w) > 2 or w.isdigit()) and w not in _COMMON)


def shared_word(reply: str, post: str) -> Span | None:
    """Where `reply` first takes up a word of `post` that carries meaning."""
    return next(shared_words(Wording(reply), stems(post)), None)


def shared_words(reply: Wording, theirs: frozenset[str]) -> Iterator[Span]:
    """Where `reply` takes up words that have one of the stems `theirs`."""
    for found in _WORD.finditer(reply.low):
        word = found.group().partition("'")[0]
        if len(word) > 1 and word not in _COMMON and stem(word) in theirs:
            yield found.start(), found.start() + len(word)


def stem(word: str) -> str:
    """A word without its ending: "waiting" and "waited" are one."""
    if word[-1:] not in _LAST_LETTERS:
        return word
    for ending in ("ingly", "edly", "ing", "ies", "ed", "es", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def place_for(suggestion: str, reply: str, start: int, end: int) -> Span:
    """What of `reply` a suggestion for the words at `start` takes the place of.

    A whole sentence takes the place of every sentence it touches, anything else just of the words.
    """
    if not suggestion.endswith((".", "?", "!")):
        return start, end
    touched = [s for s in Wording(reply).sentences if s[0] < end and start < s[1]]
    return (min(touched[0][0], start), max(touched[-1][1], end)) if touched else (start, end)


class Wording:
    """One text, folded once; sentences and quotations are found when somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.low = lower(text)
        # What signs may find, and found, so that each is looked for once.
        self.found: dict[tuple[Sign, int], tuple[Span, ...]] = {}
        self._masks: dict[Prefilter, list[int]] = {}
        self.possible: dict[Sign, list[tuple[int, re.Pattern[str]]]] = {}
        self._signs: tuple[object, Signs] | None = None

    @classmethod
    def of(cls, reply: str | Wording) -> Wording:
        """`reply` folded, once."""
        return reply if isinstance(reply, Wording) else cls(reply)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Spans of the sentences without blanks around them; a title ("Dr.") ends none.

        One of more than `_LONGEST` characters stands in several parts.
        """
        spans: list[Span] = []
        # A line that goes on in small letters was only wrapped.
        text = _WRAPPED.sub(lambda m: " " * len(m.group()), self.folded)
        for found in _SENTENCE.finditer(text):
            start, end = _stripped(text, *found.span())
            if start == end:
                continue
            if spans and self._ends_in_title(*spans[-1]):
                start = spans.pop()[0]
            spans.append((start, end))
        return tuple(part for span in spans for part in _short_parts(text, *span))

    def _ends_in_title(self, start: int, end: int) -> bool:
        return _TITLES.search(self.low, max(start, end - _TITLE), end) is not None

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words that carry meaning."""
        return stems(self.text)

    @cached_property
    def language(self) -> str:
        """The ISO 639-1 code, empty where nothing speaks clearly for one."""
        return guess_language(self.text)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """What the cues look at first, of the whole text."""
        return frozenset().union(*self.sentence_pieces)

    @cached_property
    def sentence_pieces(self) -> tuple[frozenset[str], ...]:
        """The same for every sentence."""
        return tuple(pieces(part) for part in self._parts)

    def masks(self, among: Prefilter) -> list[int]:
        """What the text, and after it each sentence, holds of the pieces that patterns need."""
        if among not in self._masks:
            masks = among.masks(self.sentence_pieces)
            self._masks[among] = [reduce(or_, masks, 0), *masks]
        return self._masks[among]

    def signs(self, named: Mapping[str, tuple[str, ...]]) -> Signs:
        """The signs of a rubric, compiled once for all replies."""
        if self._signs is None or self._signs[0] is not named:
            self._signs = named, _signs(tuple(named.items()))
        return self._signs[1]

    @cached_property
    def worded(self) -> tuple[int, ...]:
        """The numbers of the sentences that hold a word or a number."""
        return tuple(n for n, part in enumerate(self._parts) if _WORD.search(part))

    def sentence_at(self, place: int) -> int:
        """The number of the sentence that holds the character at `place`."""
        last = max(0, len(self.sentences) - 1)
        return min(last, bisect_right(self._ends, place))

    def sentence(self, number: int) -> str:
        """The words of one sentence, in small letters; empty where there is no such sentence."""
        return self._parts[number] if 0 <= number < len(self._parts) else ""

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return tuple(self.low[start:end] for start, end in self.sentences)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(end for _, end in self.sentences)

    @cached_property
    def _cuts(self) -> tuple[Span, ...]:
        """What parts clauses, in the whole text."""
        return tuple(m.span() for m in _CLAUSE_END.finditer(self.low))

    def clause_start(self, place: int) -> int:
        """Where the clause that holds `place` begins."""
        begin = self.sentences[self.sentence_at(place)][0] if self.sentences else 0
        before = bisect_right(self._cuts, place, key=_end) - 1
        if before >= 0 and self._cuts[before][0] >= begin:
            return self._cuts[before][1]
        return min(begin, place)

    def clause(self, place: int, end: int) -> Span:
        """The clause around `place` up to the first boundary after `end`, without blanks.

        A full stop just before `end` is that boundary.
        """
        start = self.clause_start(place)
        after = bisect_left(self._cuts, max(place, end - 1), key=_start)
        last = self._cuts[after][0] if after < len(self._cuts) else len(self.low)
        return _stripped(self.low, start, last)

    def without(self, spans: Sequence[Span]) -> Wording:
        """The same text with blanks in these places: what is left stands where it stood."""
        text = self.folded
        for start, end in spans:
            end += len(text[end:]) - len(text[end:].lstrip(".!?…"))
            # A full stop stays one, and a question is none any more.
            blank = _ENDS.sub(".", _NO_END.sub(" ", text[start:end]))
            text = text[:start] + blank + text[end:]
        return Wording(text)

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """Spans between quotation marks, the marks left out."""
        found = (m.span(1) if m.group(1) else m.span(2) for m in _QUOTED.finditer(self.folded))
        return tuple(found)


class Sign:
    """Several patterns for one thing, each tried only where a text can hold it."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], first: int, among: Prefilter) -> None:
        """The patterns are those of `among` from number `first` on."""
        self._patterns = tuple(enumerate(patterns, start=first))
        self.among = among

    def spans(self, reply: Wording) -> tuple[Span, ...]:
        """Every place within the sentences, in order and apart; `^` and `$` are their edges."""
        return tuple(span for n in self.numbers(reply) for span in self.within(reply, n))

    def search(self, reply: Wording) -> Span | None:
        """The first place."""
        return next((s for n in self.numbers(reply) for s in self.within(reply, n)), None)

    def in_sentence(self, reply: Wording, number: int) -> Span | None:
        """The first place in one sentence."""
        return next(iter(self.within(reply, number)), None)

    def numbers(self, reply: Wording) -> Sequence[int]:
        """The numbers of the sentences that may hold it: all that hold a word, or none."""
        return reply.worded if self._possible(reply) else ()

    def within(self, reply: Wording, number: int) -> tuple[Span, ...]:
        """Every place in one sentence; looked for once in each reply."""
        if not (possible := self._possible(reply)):
            return ()
        key = self, number
        if key not in reply.found:
            suits, mask = self.among.suits, reply.masks(self.among)[number + 1]
            places = [
                match.span()
                for own, pattern in possible
                if suits(own, mask)
                for match in pattern.finditer(reply.sentence(number))
            ]
            offset = reply.sentences[number][0]
            reply.found[key] = tuple(_apart(places, offset)) if places else ()
        return reply.found[key]

    def _possible(self, reply: Wording) -> list[tuple[int, re.Pattern[str]]]:
        """Those of the patterns, with their numbers, that the text may hold anywhere."""
        found = reply.possible.get(self)
        if found is None:
            suits, mask = self.among.suits, reply.masks(self.among)[0]
            found = [pair for pair in self._patterns if suits(pair[0], mask)]
            reply.possible[self] = found
        return found

    def stands_at(self, reply: Wording, place: int) -> bool:
        """Whether a place begins exactly here."""
        return any(pattern.match(reply.low, place) for _, pattern in self._patterns)


class Signs:
    """All signs by name; what a reply may hold of them is found out at once."""

    def __init__(self, named: Mapping[str, tuple[str, ...]]) -> None:
        spelled = {name: [spread(p) for p in patterns] for name, patterns in named.items()}
        among = Prefilter([needed_pieces(p) for one in spelled.values() for p in one])
        self._each: dict[str, list[Sign]] = {}
        self._named: dict[str, Sign] = {}
        self._none = Sign((), 0, among)
        first = 0
        for name, one in spelled.items():
            patterns = [re.compile(p) for p in one]
            self._named[name] = Sign(patterns, first, among)
            self._each[name] = [Sign((p,), first + n, among) for n, p in enumerate(patterns)]
            first += len(patterns)

    def __getitem__(self, name: str) -> Sign:
        """The sign of that name; one that finds nothing where there is none."""
        return self._named.get(name, self._none)

    def each(self, name: str) -> Sequence[Sign]:
        """The patterns of that name, each a sign of its own."""
        return self._each.get(name, ())


@lru_cache(maxsize=8)
def _signs(named: tuple[tuple[str, tuple[str, ...]], ...]) -> Signs:
    return Signs(dict(named))


def _first_longest(span: Span) -> Span:
    return span[0], -span[1]


def _apart(places: list[Span], offset: int) -> Iterator[Span]:
    """Those of `places` that begin after the one before has ended, `offset` characters later."""
    last = 0
    for start, end in sorted(places, key=_first_longest):
        if start >= last:
            yield start + offset, end + offset
            last = max(end, start + 1)


def spread(pattern: str) -> str:
    """A pattern as a lead writes it: line breaks do not count, a blank is any white space."""
    joined = re.sub(r"\s*\n\s*", "", pattern.strip("\n"))
    return re.sub(r" ([?*]?)", lambda m: r"\s*" if m.group(1) else r"\s+", joined)


def within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of `spans` (in the order of the text) that begin between two places."""
    first = bisect_left(spans, start, key=_start)
    return spans[first : bisect_left(spans, end, first, key=_start)]


def covers(spans: Sequence[Span], start: int, end: int) -> Span | None:
    """The one of `spans` (in order, apart from each other) that holds all of `start` to `end`."""
    before = bisect_right(spans, start, key=_start) - 1
    return spans[before] if before >= 0 and end <= spans[before][1] else None


def overlapped(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of `spans` (in order, apart from each other) shares a character with these."""
    before = bisect_left(spans, end, key=_start) - 1
    return before >= 0 and start < spans[before][1]


def _stripped(text: str, start: int, end: int) -> Span:
    """The span without the blanks at its edges; empty where there is nothing else."""
    part = text[start:end]
    end -= len(part) - len(part.rstrip())
    return min(end, start + len(part) - len(part.lstrip())), end


def _short_parts(text: str, start: int, end: int) -> Iterator[Span]:
    """The span in parts of at most `_LONGEST` characters, cut at blanks where there are some."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
        yield _stripped(text, start, cut)
        start, _ = _stripped(text, cut, end)
    yield start, end
