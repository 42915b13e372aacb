"""Where a draft says something else than a published reply about the same problem. Pure.

False alarms are worse than misses: only what both say plainly, and cannot both be, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.promised import Said
from bot.remedies import RemedyKind, kinds, percentages, sums
from bot.wording import Wording, stems


class ClashKind(StrEnum):
    """What two replies differ in."""

    TIME = "time"
    AMOUNT = "amount"
    REMEDY = "remedy"
    STATE = "state"
    CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply with what it promises, as it was read when it was written."""

    text: str
    promised: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """What the draft says (`ours`) and what stands in public elsewhere (`theirs`), both quoted."""

    kind: ClashKind
    ours: str
    theirs: str


# What is done once for all, so that two replies can name only one time for it. When somebody is
# called or written to is another matter for each customer.
_DONE_FOR_ALL = {
    "refund": re.compile(r"\b(?:refund|reimburs|repay|money back|erstatt|rembours|reembols)"),
    "fixed": re.compile(
        r"\b(?:fixed|repaired|restored|resolved|back|running|working|online|up again|sorted|"
        r"reopen|fix|repair|restore|resolve|behoben|repariert|wieder)\b"
    ),
    "replaced": re.compile(r"\b(?:replace|replacement|exchange|swap)"),
    "delivered": re.compile(r"\b(?:deliver|dispatch|ship|send out|collect)"),
}
_FOR_ONE = re.compile(
    r"\b(?:call|ring|phone|write|report|answer|reply|get back|come back|be back)\b"
)
_RELATIVE = re.compile(r"\b(?:with)?in (?:the next )?\S+ (?:\w+ )?(?:hour|day|week|month)s?\b")
# Sums that are the same for everybody. What is refunded depends on what was paid.
_SAME_FOR_ALL = (RemedyKind.VOUCHER, RemedyKind.CREDIT, RemedyKind.DISCOUNT)

_REFUSED = re.compile(
    r"\b(?:can(?:no|')t|cannot|unable to|not able to|will not|won't|do not|don't|no)"
    r"\b[^.!?;,]{0,24}"
    r"\b(?:refund|reimburse|compensat|voucher|replace|money back)|"
    r"\b(?:erstatten|ersetzen) wir (?:leider )?nicht|\bkeine (?:erstattung|entschädigung)"
)
_GRANTED = re.compile(
    r"\b(?:we|you)(?:'ll|'ve| will| have| are| get| receive)\b[^.!?;]{0,30}"
    r"\b(?:refund|reimburse|compensat|voucher|replace|money back)|"
    r"\bwir (?:erstatten|ersetzen)\b(?![^.!?]{0,30}\bnicht)"
)
_UNSURE = re.compile(r"\b(?:if|unless|once|whether|may|might|could|whenever|except|only|but)\b")
_SOLVED = re.compile(
    r"\b(?:is|are|was|were|has been|have been|been)\s(?:now |all |fully |completely )?"
    r"(?:fixed|resolved|repaired|restored|solved|back (?:on|up|online|to normal)|"
    r"(?:working|running|up) again)\b|\b(?:works|runs) again\b|"
    r"\b(?:ist|sind|wurde|wurden) (?:jetzt |inzwischen )?(?:behoben|repariert|gelöst)\b|"
    r"\b(?:läuft|laufen|funktioniert|funktionieren) wieder\b"
)
_NOT_SOLVED = re.compile(
    r"\b(?:is|are)(?: still|n't| not)(?: yet)? (?:not )?(?:fixed|resolved|repaired|restored|down|"
    r"out|broken|working|running|unavailable|closed)\b|"
    r"\bstill (?:down|out|broken|not working|closed)\b|"
    r"\b(?:noch nicht|weiterhin nicht) (?:behoben|repariert|gelöst)\b|"
    r"\b(?:läuft|funktioniert) (?:noch |weiterhin )?nicht\b"
)
_NEGATED = re.compile(
    r"\b(?:not|never|nicht|if|once|until|when|wenn|sobald|sorry (?:it|this))\b|n't\b"
)
_NONE_AFFECTED = re.compile(
    r"\b(?:no|none of (?:the|your|our))\b[^.!?;]{0,40}\b(?:was|were|is|are|has been|have been)\s"
    r"(?:affected|lost|stolen|leaked|exposed|accessed)\b"
)
_SOME_AFFECTED = re.compile(
    r"\b(?:was|were|is|are|has been|have been)\s(?:affected|lost|stolen|leaked|exposed|accessed)\b"
)
_CAUSE = re.compile(
    r"\b(?:caused by|due to|because of|the (?:cause|reason) (?:was|is)|ursache (?:war|ist)|"
    r"wegen|aufgrund)\s(?:an? |the |our |eine?[srmn]? |des |der |dem )?"
    r"(?P<cause>[^.,;:!?()]{3,60})"
)
_NO_CAUSE = re.compile(
    r"\b(?:you|your|this|that|it|what|us|we|delay|inconvenience|mistake|error|problem|issue|"
    r"circumstances|demand)\b"
)


def contradictions(ours: Reply, published: Sequence[Reply]) -> list[Clash]:
    """At most one of each kind; the first of `published` counts."""
    found: dict[ClashKind, Clash] = {}
    for theirs in published:
        for clash in _clashes(ours, theirs):
            found.setdefault(clash.kind, clash)
    return list(found.values())


def _clashes(ours: Reply, theirs: Reply) -> Iterator[Clash]:
    yield from _times(ours, theirs)
    mine, other = _sentences(ours.text), _sentences(theirs.text)
    yield from _amounts(mine, other)
    yield from _remedies(mine, other)
    yield from _states(mine, other)
    yield from _causes(mine, other)


def _sentences(text: str) -> list[tuple[str, str]]:
    """Each sentence as it was written, and in small letters."""
    wording = Wording(text)
    return [(text[start:end], wording.low[start:end]) for start, end in wording.sentences]


def _times(ours: Reply, theirs: Reply) -> Iterator[Clash]:
    """One thing is done by different days."""
    for mine in ours.promised:
        for other in theirs.promised:
            about = _about(mine)
            if about and about == _about(other) and _apart(mine, other):
                yield Clash(ClashKind.TIME, mine.quote, other.quote)


def _about(said: Said) -> str:
    """What is done for all; empty for what is done for one customer, or under a condition."""
    low = f"{said.what} {said.quote}".lower()
    if said.conditional or _FOR_ONE.search(low.replace("money back", "")):
        return ""
    return next((name for name, sign in _DONE_FOR_ALL.items() if sign.search(low)), "")


def _apart(mine: Said, other: Said) -> bool:
    """Whether two times cannot both be meant."""
    if mine.due is None or other.due is None:
        return False
    one, two = (_RELATIVE.search(said.quote.lower()) for said in (mine, other))
    if one or two:  # “within 5 days” is another day for whoever reads it later
        return one is not None and two is not None and one.group() != two.group()
    if _day(mine) != _day(other):
        return True
    both = isinstance(mine.due, datetime) and isinstance(other.due, datetime)
    return both and mine.due != other.due


def _day(said: Said) -> date:
    assert said.due is not None
    return said.due.date() if isinstance(said.due, datetime) else said.due


Sentences = Sequence[tuple[str, str]]


def _amounts(ours: Sentences, theirs: Sentences) -> Iterator[Clash]:
    """Another sum, or share, of the same voucher, credit or discount."""
    for kind in _SAME_FOR_ALL:
        mine, other = _offer(ours, kind), _offer(theirs, kind)
        if mine and other and mine[1].isdisjoint(other[1]) and _units(mine[1]) == _units(other[1]):
            yield Clash(ClashKind.AMOUNT, mine[0], other[0])


def _offer(sentences: Sentences, kind: RemedyKind) -> tuple[str, set[tuple[str, float]]] | None:
    for said, low in sentences:
        if not kinds(low, [kind]):
            continue
        if named := {(one.currency, one.amount) for one in (*sums(low), *percentages(low))}:
            return said, named
    return None


def _units(named: set[tuple[str, float]]) -> set[str]:
    return {unit for unit, _ in named}


def _remedies(ours: Sentences, theirs: Sentences) -> Iterator[Clash]:
    """One customer gets what another is refused."""
    for one, two in ((_REFUSED, _GRANTED), (_GRANTED, _REFUSED)):
        mine, other = _plain(ours, one, _REFUSED), _plain(theirs, two, _REFUSED)
        if mine and other and set(kinds(mine.lower())) & set(kinds(other.lower())):
            yield Clash(ClashKind.REMEDY, mine, other)


def _plain(sentences: Sentences, sign: re.Pattern[str], against: re.Pattern[str]) -> str:
    """The first sentence that says so without an if or a but."""
    for said, low in sentences:
        refused = sign is not against and against.search(low)
        if sign.search(low) and not refused and not _UNSURE.search(low) and not low.endswith("?"):
            return said
    return ""


def _states(ours: Sentences, theirs: Sentences) -> Iterator[Clash]:
    """It was said to be solved, and here it is not. The other way round, things went on."""
    mine = next((said for said, low in ours if _NOT_SOLVED.search(low) and _told(low)), "")
    other = next((said for said, low in theirs if _solved(low)), "")
    if mine and other:
        yield Clash(ClashKind.STATE, mine, other)
    for one, two in ((_NONE_AFFECTED, _SOME_AFFECTED), (_SOME_AFFECTED, _NONE_AFFECTED)):
        mine, other = _affected(ours, one), _affected(theirs, two)
        if mine and other and len(stems(mine) & stems(other)) > 1:
            yield Clash(ClashKind.STATE, mine, other)


def _told(low: str) -> bool:
    return not low.endswith("?") and not re.search(r"\b(?:if|wenn|falls)\b", low)


def _solved(low: str) -> bool:
    found = _SOLVED.search(low)
    return bool(found and _told(low) and not _NEGATED.search(low))


def _affected(sentences: Sentences, sign: re.Pattern[str]) -> str:
    for said, low in sentences:
        negated = _NONE_AFFECTED.search(low) or _NEGATED.search(low)
        if sign.search(low) and _told(low) and (sign is _NONE_AFFECTED or not negated):
            return said
    return ""


def _causes(ours: Sentences, theirs: Sentences) -> Iterator[Clash]:
    """Each names another cause, and the words have nothing in common."""
    mine, other = _cause(ours), _cause(theirs)
    if mine and other and mine[1].isdisjoint(other[1]):
        yield Clash(ClashKind.CAUSE, mine[0], other[0])


def _cause(sentences: Sentences) -> tuple[str, frozenset[str]] | None:
    for said, low in sentences:
        found = _CAUSE.search(low)
        if found is None or not _told(low) or _UNSURE.search(low):
            continue
        words = frozenset() if _NO_CAUSE.search(found["cause"]) else stems(found["cause"])
        if words:
            return said, words
    return None
