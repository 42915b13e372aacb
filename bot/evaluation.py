"""What flags are worth beside the labels of people: counts, precision, recall, F1. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.facts import KnownFact
from bot.findings import GROUPS, JUDGED, Finding, FindingKind, Severity

# The groups, those that staff hear together, and all of them.
GROUPED: Mapping[str, frozenset[FindingKind]] = {
    **GROUPS,
    "hostile+defensive+practice": GROUPS["hostile"] | GROUPS["defensive"] | GROUPS["practice"],
    "any": frozenset(JUDGED),
}
ANY = GROUPED["any"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply with what people found in it; without labels it is clean.

    `spans` pairs a kind with the labelled words. `tricky` ones look bad and are clean.
    Of `contested` ones people think differently, so they are not scored. `lang` may be empty.
    """

    id: str
    reply: str
    customer_post: str = ""
    labels: frozenset[FindingKind] = frozenset()
    spans: tuple[tuple[FindingKind, str], ...] = ()
    tricky: bool = False
    contested: bool = False
    lang: str = ""
    note: str = ""
    platform: str = ""
    brand: str = ""
    facts: tuple[KnownFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Right flags, wrong ones, and what was missed. Shares are None where nothing is to divide."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def labelled(self) -> int:
        """How much there was to find."""
        return self.right + self.missed

    @property
    def found(self) -> int:
        """How much was flagged."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share of the flags that are right."""
        return share(self.right, self.found)

    @property
    def recall(self) -> float | None:
        """The share of the labels that were found."""
        return share(self.right, self.labelled)

    @property
    def f1(self) -> float | None:
        """Precision and recall in one figure."""
        return share(2 * self.right, self.found + self.labelled)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group by pairs of reply and kind, and by reply ("has it anything of the group?").

    Beside it, by reply too: flagging everything, and the one limit of length that does best on
    these very replies; `rule` says which.
    """

    pairs: Tally
    replies: Tally
    everything: Tally
    length: Tally
    rule: str


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How many of the clean replies were flagged, by a kind of a group and by any kind."""

    replies: int
    grouped: int
    any_kind: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many right finds touch the labelled words, of those whose words are labelled."""

    touching: int
    finds: int


@dataclass(frozen=True, slots=True)
class LanguageScore:
    """One language: replies, and whether anything was to be flagged in each."""

    replies: int
    flagged: Tally


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a reply: the middle one, and the one that 99 of 100 do not exceed."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one run. `kinds` has those of the groups, and others that are labelled."""

    replies: int
    contested: int
    kinds: Mapping[FindingKind, Tally]
    groups: Mapping[str, GroupScore]
    clean: FalseAlarms
    tricky: FalseAlarms
    overlap: Overlap
    languages: Mapping[str, LanguageScore]
    timing: Timing | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A kind that was missed, or flagged without a label; `words` are labelled, or flagged."""

    id: str
    kind: FindingKind
    missed: bool
    words: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A reply that two versions read differently."""

    id: str
    labels: frozenset[FindingKind]
    gained: frozenset[FindingKind]
    lost: frozenset[FindingKind]


@dataclass(frozen=True, slots=True)
class _Read:
    """An item, its flags (tips are none), and the kinds of these."""

    item: Labelled
    flags: tuple[Finding, ...]
    kinds: frozenset[FindingKind]

    def has(self, kinds: frozenset[FindingKind]) -> tuple[bool, bool]:
        """Whether something of these kinds is labelled, and whether something is flagged."""
        return bool(kinds & self.item.labels), bool(kinds & self.kinds)


def score(
    items: Sequence[Labelled],
    predictions: Sequence[Sequence[Finding]],
    milliseconds: Sequence[float] = (),
) -> Report:
    """The figures of what was found in each item, in the same order.

    Only findings that warn or block count, and a kind counts once a reply.
    """
    reads = list(_scored(items, predictions))
    kinds = {
        kind: _tally(reads, frozenset({kind})) for kind in in_order(ANY | _labelled_kinds(reads))
    }
    clean = [read for read in reads if not read.item.labels]
    return Report(
        replies=len(reads),
        contested=len(items) - len(reads),
        kinds=kinds,
        groups={name: _group(reads, group, kinds) for name, group in GROUPED.items()},
        clean=_false_alarms(clean),
        tricky=_false_alarms([read for read in clean if read.item.tricky]),
        overlap=_overlap(reads),
        languages=_languages(reads),
        timing=timing(milliseconds),
    )


def mistakes(
    items: Sequence[Labelled], predictions: Sequence[Sequence[Finding]]
) -> Iterator[Mistake]:
    """Each miss and each false alarm, in the order of the items.

    Kinds that nobody labels are false alarms on clean replies only; elsewhere nobody looked.
    """
    reads = list(_scored(items, predictions))
    judged = ANY | _labelled_kinds(reads)
    for read in reads:
        item = read.item
        for kind in in_order(item.labels - read.kinds):
            words = tuple(words for labelled, words in item.spans if labelled is kind)
            yield Mistake(item.id, kind, True, words, item.reply)
        for kind in in_order(read.kinds - item.labels):
            if kind in judged or not item.labels:
                words = tuple(flag.text for flag in read.flags if flag.kind is kind)
                yield Mistake(item.id, kind, False, words, item.reply)


def changed(
    items: Sequence[Labelled],
    before: Sequence[Sequence[Finding]],
    after: Sequence[Sequence[Finding]],
) -> Iterator[Changed]:
    """The items whose flagged kinds are not the same, in their order."""
    for old, new in zip(_scored(items, before), _scored(items, after), strict=True):
        if old.kinds != new.kinds:
            gained, lost = new.kinds - old.kinds, old.kinds - new.kinds
            yield Changed(new.item.id, new.item.labels, gained, lost)


def in_order(kinds: Iterable[FindingKind]) -> list[FindingKind]:
    """Kinds in the order of the vocabulary."""
    wanted = frozenset(kinds)
    return [kind for kind in FindingKind if kind in wanted]


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None where there is nothing to have a part of."""
    return part / whole if whole else None


def _scored(items: Sequence[Labelled], predictions: Sequence[Sequence[Finding]]) -> Iterator[_Read]:
    for item, found in zip(items, predictions, strict=True):
        if not item.contested:
            flags = tuple(f for f in found if f.severity is not Severity.TIP)
            yield _Read(item, flags, frozenset(f.kind for f in flags))


def _labelled_kinds(reads: Iterable[_Read]) -> frozenset[FindingKind]:
    return frozenset(kind for read in reads for kind in read.item.labels)


def _tally(reads: Iterable[_Read], kinds: frozenset[FindingKind]) -> Tally:
    """By reply: one pair a reply where `kinds` is a single one."""
    counts = Counter(read.has(kinds) for read in reads)
    return Tally(right=counts[True, True], wrong=counts[False, True], missed=counts[True, False])


def _group(
    reads: Sequence[_Read], group: frozenset[FindingKind], kinds: Mapping[FindingKind, Tally]
) -> GroupScore:
    marked = [(len(read.item.reply), read.has(group)[0]) for read in reads]
    bad = sum(label for _, label in marked)
    length, rule = _best_length(marked, bad)
    return GroupScore(
        pairs=sum((kinds[kind] for kind in group), Tally()),
        replies=_tally(reads, group),
        everything=Tally(right=bad, wrong=len(marked) - bad),
        length=length,
        rule=rule,
    )


def _best_length(marked: Iterable[tuple[int, bool]], bad: int) -> tuple[Tally, str]:
    """The best F1 that a limit of length reaches, with the limit chosen on the same replies."""
    best, rule = Tally(missed=bad), ""
    everything = Counter(label for _, label in marked)
    shorter: Counter[bool] = Counter()
    by_length: dict[int, Counter[bool]] = {}
    for length, label in sorted(marked):
        by_length.setdefault(length, Counter())[label] += 1
    for length, labels in by_length.items():
        shorter += labels
        longer = everything - shorter
        for side, words in ((shorter, "up to"), (longer, "over")):
            tally = Tally(side[True], side[False], bad - side[True])
            if (tally.f1 or 0) > (best.f1 or 0):
                best, rule = tally, f"{words} {length} characters"
    return best, rule


def _false_alarms(clean: Sequence[_Read]) -> FalseAlarms:
    grouped = sum(bool(read.kinds & ANY) for read in clean)
    return FalseAlarms(len(clean), grouped, sum(bool(read.kinds) for read in clean))


def _overlap(reads: Iterable[_Read]) -> Overlap:
    touching = [
        any(_touch(flag, places) for flag in read.flags if flag.kind is kind)
        for read in reads
        for kind in read.kinds & read.item.labels
        if (places := _places(read.item, kind))
    ]
    return Overlap(sum(touching), len(touching))


def _places(item: Labelled, kind: FindingKind) -> list[tuple[int, int]]:
    """Wherever the labelled words of a kind stand."""
    return [
        found.span()
        for labelled, words in item.spans
        if labelled is kind and words
        for found in re.finditer(re.escape(words), item.reply)
    ]


def _touch(flag: Finding, places: Iterable[tuple[int, int]]) -> bool:
    return any(flag.start < end and start < flag.end for start, end in places)


def _languages(reads: Iterable[_Read]) -> dict[str, LanguageScore]:
    by_language: dict[str, list[_Read]] = {}
    for read in reads:
        by_language.setdefault(read.item.lang, []).append(read)
    return {
        language: LanguageScore(len(its), _tally(its, ANY))
        for language, its in sorted(by_language.items(), key=lambda one: (-len(one[1]), one[0]))
    }


def timing(milliseconds: Sequence[float]) -> Timing | None:
    """The nearest rank: a time that really was taken. None where nothing was."""
    if not milliseconds:
        return None
    ordered = sorted(milliseconds)
    p50, p99 = (ordered[math.ceil(part * len(ordered)) - 1] for part in (0.5, 0.99))
    return Timing(p50, p99)
