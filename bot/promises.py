"""Reads what a reply promises: the words, what will be done, by whom and by when."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import TypeVar

from bot.clauses import Clause, clauses, signer, written_out
from bot.due import Due, Moment, TimeFinder, due_of
from bot.errors import SetupError
from bot.phrases import Hit, PhraseBook, Token, words
from bot.promise_signs import FILE, PromiseWords, When, verb_classes, verb_forms
from bot.wording import Wording, covers

_LONG = 4  # words of a name or role
_WHAT = 60  # characters of a short phrase
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof)\.? )?[A-Z][\w'-]*(?: [A-Z][\w'-]+)?\Z")
_DETERMINER = re.compile(r"(?:our|my|the|an?|one of our)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\s+(?:by|on|at|in|before|until|till|within|from|around|over|later|early|the|of|end|"
    r"latest|first|thing|no|than))*[\s,.;:!–—-]*\Z",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[^\w£$€]*")
_AND = re.compile(r"\band\b")
_OPENING = re.compile(r"(?:and|but|so|then|also|plus|meanwhile|instead)\s+", re.IGNORECASE)
_TIME_LEAD = re.compile(
    r"(?:by|on|at|in|before|until|till|within|from|around|over|no later than|latest|meaning|"
    r"the|and|or|every)\s*",
    re.IGNORECASE,
)
_FINITE = words(
    "is are am was were been has have had did does do can could may might must will would shall "
    "should let lets please see thanks not if"
)


_start = attrgetter("start")
_Placed = TypeVar("_Placed", Token, Hit, Moment)
_AGAINST = frozenset({When.NEVER, When.UNSURE})


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in a reply, quoted; `start` and `end` count characters.

    `owner` is the name or role as written, "team" for we, and None where nobody is named. `due` is
    the last local moment (naive) at which it is still kept, None where no time is named.
    """

    text: str
    start: int
    end: int
    what: str
    owner: str | None
    due: Due | None


@dataclass(frozen=True, slots=True)
class _Told:
    """A reply as it is being read."""

    wording: Wording
    row: list[Token]
    hits: list[Hit]
    moments: list[Moment]
    at: datetime
    signed: str | None

    def words(self, start: int, end: int) -> list[str]:
        """The words between two places that are no part of a time."""
        row = _between(self.row, start, end)
        times = _between(self.moments, start, end)
        return [t.text for t in row if not any(m.start <= t.start < m.end for m in times)]

    def hits_of(self, clause: Clause) -> list[Hit]:
        """The signs that lie in a clause."""
        return [h for h in _between(self.hits, clause.start, clause.end) if h.end <= clause.end]

    def moments_of(self, clause: Clause) -> list[Moment]:
        """The times that a clause names."""
        return _between(self.moments, clause.start, clause.end)

    def near(self, clause: Clause) -> list[Moment]:
        """The times before a clause: in its sentence, or else in the one before."""
        spans = self.wording.sentences
        for number in (clause.sentence, clause.sentence - 1):
            begin = spans[number][0] if number >= 0 else clause.start
            found = _between(self.moments, begin, clause.start)
            if any(m.day or m.part for m in found):
                return found
        return []


class PromiseReader:
    """Built once from the words of the lead; keeps nothing between replies."""

    def __init__(self, words: PromiseWords) -> None:
        """Compile the signs; a `SetupError` names one that cannot be used."""
        self._signs = {sign.id: sign for sign in words.signs}
        forms = verb_forms(words.verbs.split(), words.irregular)
        self._bases = {form: base for base, made in forms.items() for form in made}
        classes = {**words.classes, **verb_classes(forms)}
        rows = [(sign.when, (sign.id, phrase)) for sign in words.signs for phrase in sign.phrases]
        against = [row for when, row in rows if when in _AGAINST]
        self._book = PhraseBook([r for w, r in rows if w not in _AGAINST], classes, file=FILE)
        self._against = PhraseBook(against, classes, file=FILE)
        self._times = TimeFinder(words.times)
        self._verbs = frozenset(forms)
        self._roles = frozenset(words.roles.split())
        self._things = frozenset(words.things.split())
        self._past = frozenset(words.classes.get("past", "").split())
        self._others = frozenset(words.third_parties.split())

    def read(self, reply: str, *, at: datetime) -> tuple[Promise, ...]:
        """The promises of `reply` in its order; `at` is the aware local moment of writing."""
        told = self._told(reply, at)
        telling = self._telling(told)
        for start, end in (told.wording.sentences[number] for number in telling):
            hits = self._against.find(_between(told.row, start, end))
            quoted = told.wording.quotations
            told.hits.extend(h for h in hits if not covers(quoted, h.start, h.end))
        told.hits.sort(key=_start)
        found: list[Promise] = []
        whole = [(h.start, h.end) for h in told.hits]
        for clause in clauses(told.wording, telling, partial(self._alone, told), whole):
            promise = self._promise(told, clause, found[-1] if found else None)
            if promise:
                found.append(promise)
        return tuple(found)

    def _telling(self, told: _Told) -> list[int]:
        """The sentences that hold a sign or a time; no other can hold a promise."""
        starts = [h.start for h in told.hits] + [moment.start for moment in told.moments]
        return sorted({told.wording.sentence_at(start) for start in starts})

    def _told(self, reply: str, at: datetime) -> _Told:
        wording, row = Wording(reply), written_out(reply)
        quoted = wording.quotations
        hits = [h for h in self._book.find(row) if not covers(quoted, h.start, h.end)]
        timed = [
            m
            for start, end in wording.sentences
            if self._times.may_name(t.text for t in _between(row, start, end))
            for m in self._times.find(wording.low, at, start, end)
        ]
        moments = [m for m in timed if not covers(quoted, m.start, m.end)]
        return _Told(wording, row, hits, moments, at, signer(wording))

    def _alone(self, told: _Told, start: int, end: int, joined: bool) -> bool:
        """Whether a part has a verb, or in note style a thing and its time."""
        inside = told.words(start, end)
        if _between(told.hits, start, end) or not _FINITE.isdisjoint(inside):
            return True
        if inside and inside[0] in self._verbs:
            return True
        times = _between(told.moments, start, end)
        before = told.wording.low[start : times[0].start] if times else ""
        return bool(not joined and times and _TIME_LEAD.sub("", before).strip(" ,("))

    def _promise(self, told: _Told, clause: Clause, before: Promise | None) -> Promise | None:
        moments = told.moments_of(clause)
        if not (moments or clause.joined or told.hits_of(clause)):
            return None
        due = due_of(moments, told.at, told.near(clause)) if moments else None
        hit = self._hit(told, clause, timed=due is not None)
        if hit is None:
            return self._unsigned(told, clause, due, before)
        owner = self._owner(told, clause, hit)
        what = self._what(told, clause, hit, moments)
        return _quoted(told, clause, what, owner, due)

    def _hit(self, told: _Told, clause: Clause, *, timed: bool) -> Hit | None:
        """The sign that makes a promise of the clause."""
        hits = told.hits_of(clause)
        against = {s for h in hits if (s := self._signs[h.id]).when in _AGAINST}
        if any(s.overrides for s in against):
            return None
        never = any(s.when is When.NEVER for s in against)
        for hit in hits:
            sign = self._signs[hit.id]
            if sign.when in _AGAINST or (never and not sign.overrides):
                continue
            if sign.when is not When.ALWAYS and against and not sign.overrides:
                continue
            if self._holds(sign.when, told, clause, hit, timed):
                return hit
        return None

    def _holds(self, when: When, told: _Told, clause: Clause, hit: Hit, timed: bool) -> bool:
        subject = self._subject(told, clause, hit)
        words = frozenset(subject.lower().split())
        outsider = not words.isdisjoint(self._others) or (subject.isupper() and len(subject) > 2)
        if outsider and not words & {"our", "my"} and not self._signs[hit.id].overrides:
            return False
        if when in (When.ALWAYS, When.TIMED):
            return timed or when is When.ALWAYS
        owned = self._owner(told, clause, hit) is not None
        return owned or (timed and when is When.DATED)

    def _unsigned(
        self, told: _Told, clause: Clause, due: Due | None, before: Promise | None
    ) -> Promise | None:
        """A second verb ("… and send a new one"), or a note ("New chains in by Saturday")."""
        text = told.wording.folded[clause.start : clause.end]
        inside = told.words(clause.start, clause.end)
        if told.hits_of(clause) or not inside:
            return None
        if inside[0] in self._verbs:
            goes_on = before and clause.joined and clause.start - before.end < len(" and  ")
            return (
                _quoted(told, clause, _short(text), before.owner, due)
                if before and goes_on
                else None
            )
        times = told.moments_of(clause)
        if due is None or not self._is_note(inside, times):
            return None
        if not _TIME_LEAD.sub("", text[: times[0].start - clause.start]).strip(" ,"):
            return None
        subject = self._cut(told, clause.start, clause.end)
        return _quoted(told, clause, f"see to {_small(subject)}", self._role(subject), due)

    def _is_note(self, inside: list[str], moments: list[Moment]) -> bool:
        """Whether words without any sign are no sentence, but a thing and the time of it."""
        known = not (_FINITE | self._past | self._others).isdisjoint(inside)
        verbal = any(word.endswith("ed") for word in inside) or inside[0] == "to"
        since = not moments or moments[0].lead.endswith(("from", "since"))
        return not (known or verbal or since)

    def _subject(self, told: _Told, clause: Clause, hit: Hit) -> str:
        """What stands before the sign, without a time or "and" at its head."""
        start = max([m.end for m in _between(told.moments, clause.start, hit.start)] or [0])
        text = told.wording.folded[max(start, clause.start) : hit.start].strip(" \n,;:.()-–—")
        text = _OPENING.sub("", text)
        if not text and clause.joined:
            text = told.wording.folded[told.wording.sentences[clause.sentence][0] : clause.start]
            return self._head(text) or text.partition(" ")[0]
        return self._head(text) if len(text.split()) > _LONG and _AND.search(text) else text

    def _head(self, text: str) -> str:
        """The person or role that a longer text begins with."""
        words = text.split()[:_LONG]
        for count in range(len(words), 0, -1):
            head = " ".join(words[:count]).strip(",")
            if self._named(head) and (_NAME.match(head) or self._is_role(words[count - 1])):
                return head
        return ""

    def _owner(self, told: _Told, clause: Clause, hit: Hit) -> str | None:
        said = told.row[hit.first].text
        subject, what = self._subject(told, clause, hit), self._signs[hit.id].what
        me = {said, subject.lower().partition("'")[0]}
        if "i" in me:
            name = told.signed
            return name if name and name.lower() not in self._things else "team"
        if "we" in me:
            return "team"
        if said == "you" or "{subject}" in what or "{do}" not in what:
            return None
        return self._named(subject)

    def _role(self, text: str) -> str | None:
        head = self._head(text)
        return self._named(head) if head and self._is_role(head.split()[-1]) else None

    def _is_role(self, word: str) -> bool:
        return word.strip(",").lower() in self._roles

    def _named(self, subject: str) -> str | None:
        """The person or role that `subject` begins with, as written."""
        head = subject.split(",")[0].strip()
        bare = _DETERMINER.sub("", head, count=1) if _DETERMINER.match(head) else head
        row = bare.lower().split()
        if not row or len(row) > _LONG:
            return None
        if not self._roles.isdisjoint(row):
            return bare
        named = _NAME.match(bare) and bare == head and row[0] not in self._things | self._verbs
        return bare if named else None

    def _what(self, told: _Told, clause: Clause, hit: Hit, moments: list[Moment]) -> str:
        row = _between(told.row, hit.start, hit.end)
        forms = {hit.words.get(form) for form in ("does", "doing", "done", "do")}
        verb = next((token for token in row if token.text in forms), row[-1])
        parts = {
            "{do}": self._bases.get(verb.text, verb.text),
            "{rest}": self._cut(told, verb.end, clause.end),
            "{subject}": _small(self._subject(told, clause, hit)),
        }
        what = self._signs[hit.id].what
        for name, said in parts.items():
            what = what.replace(name, said)
        return _short(what)

    def _cut(self, told: _Told, start: int, end: int) -> str:
        """The words between two places up to the first time that is named."""
        times = [m.start for m in _between(told.moments, start + 1, end)]
        text = told.wording.folded[start : times[0] if times else end]
        return (_LEAD.sub("", text) if times else text).strip(" \n,;:.!()-–—")


def read_promises(reply: str, *, at: datetime, words: PromiseWords) -> tuple[Promise, ...]:
    """The promises of `reply` in its order; `at` is aware and in the reply's time zone."""
    return _reader(_Key(words)).read(reply, at=at)


def check_examples(words: PromiseWords) -> None:
    """Raise `SetupError` for a sign that misses its `match` or finds a promise in its `clean`."""
    reader, at = PromiseReader(words), datetime.fromisoformat("2026-11-04T10:00:00+00:00")
    for sign in words.signs:
        for wanted, examples in ((True, sign.match), (False, sign.clean)):
            for text in examples:
                if bool(reader.read(text, at=at)) is not wanted:
                    says = "should be a promise" if wanted else "should be no promise"
                    raise SetupError(f"“{text}” {says}", file=FILE, key=sign.id)


class _Key:
    """Lets a cache know one loaded file again; the words themselves cannot be hashed."""

    def __init__(self, words: PromiseWords) -> None:
        self.words = words

    def __hash__(self) -> int:
        return id(self.words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.words is self.words


@lru_cache(maxsize=4)
def _reader(key: _Key) -> PromiseReader:
    return PromiseReader(key.words)


def _between(row: list[_Placed], start: int, end: int) -> list[_Placed]:
    """Those of `row`, which stands in the order of the text, that begin between two places."""
    first = bisect_left(row, start, key=_start)
    return row[first : bisect_left(row, end, first, key=_start)]


def _quoted(told: _Told, clause: Clause, what: str, owner: str | None, due: Due | None) -> Promise:
    text = told.wording.text[clause.start : clause.end].rstrip(" \n,;:–—-")
    opening = _BEFORE.match(text)
    start = clause.start + (opening.end() if opening else 0)
    text = told.wording.text[start : clause.start + len(text)]
    return Promise(text, start, start + len(text), what, owner, due)


def _short(what: str) -> str:
    line = " ".join(what.split()).strip(" ,;:.!")
    return line if len(line) <= _WHAT else line[:_WHAT].rsplit(" ", 1)[0] + "…"


def _small(text: str) -> str:
    """A sentence's first word as it would stand inside one; names keep their capital."""
    first = text.split(" ")[0]
    plain = first.lower() in (
        "the",
        "a",
        "an",
        "your",
        "our",
        "all",
        "both",
        "new",
        "every",
        "each",
    )
    return text[:1].lower() + text[1:] if plain else text
