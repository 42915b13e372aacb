"""Who may promise what: holds the remedies of a reply against the profile's authority table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.facts import FactState
from bot.findings import Severity
from bot.people import Role
from bot.profile import PERCENT, Remedy
from bot.remedies import (
    RemedyKind,
    Sum,
    code_of,
    days_ahead,
    for_all_of_it,
    for_each,
    kinds,
    offers_kind,
    offers_sum,
    on_top,
    percentages,
    sentences_to_read,
    sums,
)
from bot.situation import Situation
from bot.wording import Span, Wording, lower, stems

_FREE = frozenset({RemedyKind.FREE, RemedyKind.FREE_TIME})
_OR = re.compile(r"\b(?:or|oder|ou|oppure|of)\b")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Beyond:
    """Words of a reply that promise more than a responder may, and why.

    `lead_may`: a lead's approval settles that; without it nobody may promise this.
    """

    span: Span
    why: str
    suggestion: str = ""
    lead_may: bool = True

    @property
    def severity(self) -> Severity:
        """It asks once where a lead may, and blocks where nobody may."""
        return Severity.WARN if self.lead_may else Severity.BLOCK


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table: what it is of, and the words that are only its own."""

    remedy: Remedy
    kinds: frozenset[RemedyKind]
    words: frozenset[str]

    @property
    def role(self) -> Role:
        return self.remedy.by


def beyond_authority(reply: Wording, situation: Situation) -> Iterator[Beyond]:
    """What the reply promises beyond a responder's scope, unless staff confirmed it."""
    table = _Table(situation)
    for number, among in sorted(sentences_to_read(reply).items()):
        start, _ = reply.sentences[number]
        sentence = reply.sentence(number)
        for found in table.beyond(sentence, kinds(sentence, among)):
            yield _moved(found, start)


def beyond_remedies(reply: Wording, situation: Situation) -> Iterator[Span]:
    """The places where it promises what nobody may."""
    return (found.span for found in beyond_authority(reply, situation) if not found.lead_may)


class _Table:
    """The authority table, read for one reply."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._told: dict[tuple[Remedy, ...], list[Sum]] = {}

    @cached_property
    def _rows(self) -> tuple[_Row, ...]:
        return _rows(self._situation.profile.authority)

    @cached_property
    def _agreed(self) -> str:
        """What staff confirmed."""
        facts = self._situation.facts
        return lower("\n".join(f.text for f in facts if f.state is FactState.CONFIRMED))

    @cached_property
    def _agreed_sums(self) -> frozenset[tuple[str, float]]:
        return _values((*sums(self._agreed), *percentages(self._agreed)))

    @cached_property
    def _asked_sums(self) -> frozenset[tuple[str, float]]:
        """The sums that the customer names."""
        return _values(sums(lower(self._situation.post)))

    def beyond(self, sentence: str, named: dict[RemedyKind, Span]) -> Iterator[Beyond]:
        """What one sentence, which names these kinds, promises beyond a responder's scope."""
        told = [*sums(sentence)] if offers_sum(sentence, bool(named)) else []
        told += percentages(sentence) if offers_kind(sentence) else []
        if told:
            found = [b for s in told if (b := self._sum(s, named))]
            yield from found
            if not found:
                found = [*self._with_others(sentence, told, frozenset(named))]
                yield from found
            if found:
                return
        if named and offers_kind(sentence) and not self._known(sentence, named):
            yield from self._kind(sentence, named, counted=bool(told))

    def _sum(self, told: Sum, named: Iterable[RemedyKind]) -> Beyond | None:
        value = told.currency, told.amount
        if value in self._agreed_sums:
            return None
        rows = self._allowing(told.currency, frozenset(named))
        own = _highest(row for row in rows if row.role is Role.RESPONDER)
        most = _highest(rows)
        if told.amount <= own:
            return None
        span = told.start, told.end
        what, sum_ = next(iter(named), None), _money(told.amount, told.currency)
        offered = f"{what} of {sum_}" if what and what not in _FREE else sum_
        # A sum that the customer names may be their own money: a lead can tell.
        if told.amount <= most or value in self._asked_sums:
            limit = f" ({_money(own, told.currency)})" if own else ""
            why = f"{offered} is more than a responder may promise{limit}."
            return Beyond(span, why, _slot(own, told.currency))
        if not most:
            unit = "a percentage" if told.currency == "%" else f"a sum in {told.currency}"
            return Beyond(span, f"Nobody here may promise {unit}.", lead_may=False)
        limit = _money(most, told.currency)
        why = f"{offered} is more than anybody here may promise ({limit})."
        return Beyond(span, why, _slot(own or most, told.currency), lead_may=False)

    def _with_others(
        self, sentence: str, told: Sequence[Sum], named: frozenset[RemedyKind]
    ) -> Iterator[Beyond]:
        """Sums that are each fine: for everybody of several, or together with the others."""
        fresh = [s for s in told if (s.currency, s.amount) not in self._agreed_sums]
        if fresh and for_each(sentence):
            yield Beyond((fresh[0].start, fresh[0].end), "A sum for each is for a lead to promise.")
            return
        for currency in dict.fromkeys(s.currency for s in fresh if s.currency != PERCENT):
            rows = self._allowing(currency, named)
            before = self._told.setdefault(tuple(r.remedy for r in rows), [])
            now = [s for s in fresh if s.currency == currency]
            # What was told before is told again, unless it says that it comes on top.
            if not on_top(sentence):
                known = {s.amount for s in before}
                now = list({s.amount: s for s in now if s.amount not in known}.values())
            before += _chosen(sentence, now)
            total = sum(s.amount for s in before)
            own, most = (self._limit(rows, named, lead=lead) for lead in (False, True))
            if now and len(before) > 1 and total > own:
                why = f"Together that is {_money(total, currency)}, more than a responder may"
                span = now[-1].start, now[-1].end
                yield Beyond(span, f"{why} promise ({_money(own, currency)}).",
                             lead_may=total <= most)  # fmt: skip

    def _limit(self, rows: Sequence[_Row], named: Iterable[RemedyKind], *, lead: bool) -> float:
        """The most of every kind that is named, together."""
        rows = [row for row in rows if lead or row.role is Role.RESPONDER]
        kinds_of = [[row for row in rows if kind in row.kinds] for kind in named]
        return max(_highest(rows), sum(map(_highest, kinds_of)))

    def _allowing(self, currency: str, named: frozenset[RemedyKind]) -> list[_Row]:
        """The lines for this kind and currency; for no known kind, all in the currency."""
        in_it = [r for r in self._rows if code_of(r.remedy.currency) == currency]
        of_it = [r for r in self._rows if r.kinds & named]
        limited = [r for r in of_it if r in in_it and r.remedy.up_to is not None]
        unlimited = [r for r in of_it if r.remedy.up_to is None]
        return [*limited, *unlimited] or [r for r in in_it if r.remedy.up_to is not None]

    @cached_property
    def _agreed_kinds(self) -> frozenset[RemedyKind]:
        return frozenset(kinds(self._agreed))

    @cached_property
    def _rules(self) -> list[tuple[frozenset[RemedyKind], frozenset[str]]]:
        """What the house gives everybody: the kinds that its facts name, and their words."""
        facts = map(lower, self._situation.profile.facts.values())
        return [(frozenset(named), stems(fact)) for fact in facts if (named := kinds(fact))]

    def _known(self, sentence: str, named: Iterable[RemedyKind]) -> bool:
        """Whether staff agreed to such a remedy, or it is the rule of the house for everybody."""
        if not self._agreed_kinds.isdisjoint(named):
            return True
        told = stems(sentence)
        return any(not of.isdisjoint(named) and len(told & words) > 1 for of, words in self._rules)

    def _kind(
        self, sentence: str, named: dict[RemedyKind, Span], *, counted: bool
    ) -> Iterator[Beyond]:
        """A kind that the table does not hold, or only for a lead; else a day too far ahead."""
        rows = [row for row in self._rows if row.kinds & named.keys()]
        kind, span = next(iter(named.items()))
        if not rows:
            if any(row.kinds for row in self._rows):
                what = f"“{sentence[slice(*span)]}”" if kind in _FREE else kind
                why = f"{what} is not among what a responder may promise."
                yield Beyond(span, why)
            return
        own = [row for row in rows if row.role is Role.RESPONDER]
        some = kind in _FREE or all(row.remedy.up_to is not None for row in own)
        if own and (for_each(sentence) or (some and not counted and for_all_of_it(sentence))):
            yield Beyond(span, f"{kind} for each, or of the whole, is for a lead to promise.")
            return
        asked = [row for row in rows if row.role is Role.LEAD and _stands_in(row, sentence)]
        if not own or (asked and not counted):
            row = (asked or rows)[0]
            yield Beyond(span, f"“{row.remedy.what}” is for a lead to promise.")
            return
        yield from _too_late(sentence, span, own, rows)


def _too_late(
    sentence: str, span: Span, own: Sequence[_Row], rows: Sequence[_Row]
) -> Iterator[Beyond]:
    ahead = days_ahead(sentence, span[1])
    if ahead is None:
        return
    days, when = ahead
    first, last = _farthest(own), _farthest(rows)
    if days > last:
        why = f"That is later than anybody here may promise ({last:g} days at most)."
        yield Beyond(when, why, lead_may=False)
    elif days > first:
        why = f"That is later than a responder may promise ({first:g} days at most)."
        yield Beyond(when, why)


def _stands_in(row: _Row, sentence: str) -> bool:
    """Whether all the words that are only this line's stand in the sentence."""
    return bool(row.words) and row.words <= stems(sentence)


def _chosen(sentence: str, told: Sequence[Sum]) -> Sequence[Sum]:
    """The sums that count together: of “£20 or £25” the higher, of “£5, £6, so £11” the last."""
    highest = max(told, key=lambda s: s.amount, default=None)
    if highest is None:
        return ()
    start, end = min(s.start for s in told), max(s.end for s in told)
    either = _OR.search(sentence, start, end)
    in_all = len(told) > 2 and 2 * highest.amount == sum(s.amount for s in told)
    return [highest] if either or in_all else told


def _values(told: Iterable[Sum]) -> frozenset[tuple[str, float]]:
    return frozenset((one.currency, one.amount) for one in told)


def _highest(rows: Iterable[_Row]) -> float:
    """How much they allow: 0 where there are none, infinite where one has no limit."""
    limits = (r.remedy.up_to for r in rows)
    return max((math.inf if limit is None else limit for limit in limits), default=0.0)


def _farthest(rows: Iterable[_Row]) -> float:
    days = (r.remedy.within_days for r in rows)
    return max((math.inf if limit is None else limit for limit in days), default=math.inf)


@lru_cache(maxsize=32)
def _rows(authority: tuple[Remedy, ...]) -> tuple[_Row, ...]:
    """The table with what each line is about."""
    own = stems(" ".join(r.what for r in authority if r.by is Role.RESPONDER))
    rows = []
    for remedy in authority:
        what = lower(remedy.what)
        words = stems(what) - own if remedy.by is Role.LEAD else frozenset[str]()
        rows.append(_Row(remedy, frozenset(kinds(what)), words))
    return tuple(rows)


def _money(amount: float, currency: str) -> str:
    number = f"{amount:,.2f}".removesuffix(".00")
    if currency == "%":
        return f"{number} %"
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"


def _slot(limit: float, currency: str) -> str:
    """A gap for a sum that may be promised; only a person knows which."""
    return f"[up to {_money(limit, currency)}]" if 0 < limit < math.inf else ""


def _moved(found: Beyond, offset: int) -> Beyond:
    start, end = found.span
    return Beyond((start + offset, end + offset), found.why, found.suggestion, found.lead_may)
