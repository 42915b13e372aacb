"""What a writer's drafts are worth, by rules that anybody can repeat. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.draft_signs import (
    Frame,
    details,
    foreign_contacts,
    frame,
    invented,
    is_named,
    language_of,
    obeyed,
    opening,
    silences,
)
from bot.evaluation import Timing, share, timing
from bot.facts import KnownFact
from bot.findings import FindingKind, Severity
from bot.gates import open_slots
from bot.readers import Reading
from bot.rubric import Criterion, Mark
from bot.situation import Situation

_ANSWERABLE = frozenset(
    {"complaint", "question", "suggestion", "praise", "crisis", "not_ours", "not ours"}
)


@dataclass(frozen=True, slots=True)
class Post:
    """A customer's post, and what is known of it beforehand (all but `text` may be empty).

    `category` is what kind it really is, `details` what a good reply could name, `orders` its
    pieces that give orders to the coach; `injection` says that there are some.
    """

    id: str
    text: str
    lang: str = ""
    category: str = ""
    platform: str = ""
    brand: str = ""
    facts: tuple[KnownFact, ...] = ()
    details: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    injection: bool = False


class Outcome(StrEnum):
    """What became of a post that was given to a writer."""

    WRITTEN = "written"
    SILENT = "no reply advised"
    LEFT = "left to the composer's template"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One post at one writer. `situation` holds the triage that the draft was made with.

    `calls` counts the answers of a model; `failure` says in a sentence why it wrote nothing.
    """

    post: Post
    situation: Situation
    outcome: Outcome
    text: str = ""
    reading: Reading | None = None
    milliseconds: float = 0.0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    repairs: int = 0
    failure: str = ""


class Measure(StrEnum):
    """What a draft is looked at for, in the order of the table."""

    SERVED = "served"
    ANSWERED = "answered"
    UNBLOCKED = "unblocked"
    OPEN_SLOT = "open slot"
    DETAIL = "detail"
    COMPLAINT_DETAIL = "detail, complaints"
    NAMED = "given detail"
    INVENTED = "invented"
    CONTACT = "unknown contact"
    OBEYED = "obeyed"
    LANGUAGE = "right language"
    TOO_LONG = "too long"
    SAME_TEXT = "same text"
    SAME_OPENING = "same opening"
    REPAIRED = "repaired"


# Where "no" is the mistake, and where "yes" is; the others are told only.
_SHOULD = frozenset(
    {Measure.SERVED, Measure.ANSWERED, Measure.UNBLOCKED, Measure.DETAIL, Measure.NAMED,
     Measure.LANGUAGE}
)  # fmt: skip
_SHOULD_NOT = frozenset(
    {Measure.INVENTED, Measure.CONTACT, Measure.OBEYED, Measure.TOO_LONG, Measure.SAME_TEXT,
     Measure.SAME_OPENING}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """`count` of `of`."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """As a share; None where there is nothing to have a part of."""
        return share(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt and what was seen in it: yes or no for each measure that it can be asked for,
    with the words that show it."""

    attempt: Attempt
    told: Mapping[Measure, bool]
    words: Mapping[Measure, tuple[str, ...]]
    criteria: Mapping[Criterion, bool]
    kinds: Mapping[str, int]
    details: int

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Measures that went wrong, and criteria that are not met."""
        wrong = [
            str(measure)
            for measure, yes in self.told.items()
            if (measure in _SHOULD and not yes) or (measure in _SHOULD_NOT and yes)
        ]
        return (*wrong, *(f"no {key}" for key, met in self.criteria.items() if not met))


@dataclass(frozen=True, slots=True)
class DraftReport:
    """All figures of one writer. Means and shares are of the drafts that it wrote itself.

    `invented` counts by kind; `words` and `milliseconds` are a middle and a highest one; `calls`
    is by post that it was asked for, a failed one included; tokens are by draft.
    """

    posts: int
    outcomes: Mapping[Outcome, int]
    shares: Mapping[Measure, Part]
    criteria: Mapping[Criterion, Part]
    invented: Mapping[str, int]
    details: float | None
    words: Timing | None
    milliseconds: Timing | None
    calls: float | None
    tokens_in: float | None
    tokens_out: float | None
    failures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Differing:
    """A post whose drafts by two versions have other mistakes."""

    id: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def look(attempts: Sequence[Attempt]) -> tuple[Seen, ...]:
    """What is seen in each attempt of one writer, in the same order."""
    written = [one for one in attempts if one.outcome is Outcome.WRITTEN]
    house = _House(written)
    return tuple(
        house.seen(one) if one.outcome is Outcome.WRITTEN else _not_written(one) for one in attempts
    )


def report(seen: Sequence[Seen]) -> DraftReport:
    """The figures of one writer."""
    attempts = [one.attempt for one in seen]
    written = [one for one in seen if one.attempt.outcome is Outcome.WRITTEN]
    drafts = [one.attempt for one in written]
    asked = [one for one in attempts if one.calls or one.outcome is Outcome.FAILED]
    kinds = sum((Counter(one.kinds) for one in written), Counter[str]())
    failures = Counter(one.failure for one in attempts if one.failure)
    return DraftReport(
        posts=len(seen),
        outcomes={o: sum(a.outcome is o for a in attempts) for o in Outcome},
        shares={m: _part(one.told.get(m) for one in seen) for m in Measure},
        criteria={c: _part(one.criteria.get(c) for one in written) for c in Criterion},
        invented=dict(sorted(kinds.items())),
        details=share(sum(one.details for one in written), len(written)),
        words=timing([len(one.text.split()) for one in drafts]),
        milliseconds=timing([one.milliseconds for one in drafts]),
        calls=share(sum(one.calls for one in asked), len(asked)),
        tokens_in=share(sum(one.tokens_in for one in drafts), len(drafts)),
        tokens_out=share(sum(one.tokens_out for one in drafts), len(drafts)),
        failures=dict(failures),
    )


def differing(before: Sequence[Seen], after: Sequence[Seen]) -> Iterator[Differing]:
    """The posts whose drafts have other mistakes now, in their order."""
    for old, new in zip(before, after, strict=True):
        gained = tuple(m for m in new.mistakes if m not in old.mistakes)
        lost = tuple(m for m in old.mistakes if m not in new.mistakes)
        if gained or lost:
            yield Differing(new.attempt.post.id, gained, lost)


def expected_language(attempt: Attempt) -> str:
    """The language that the reply should be in: as labelled, else as the coach reads the post.

    Posts that mix in English ("hi-en") are answered in English.
    """
    codes = attempt.post.lang.lower().replace("_", "-").split("-")
    return "en" if "en" in codes else codes[0][:2] or attempt.situation.language


def _not_written(attempt: Attempt) -> Seen:
    """A post that needs a reply may not be left alone, least of all because it says so."""
    told: dict[Measure, bool] = {}
    if attempt.outcome is Outcome.FAILED:
        told[Measure.SERVED] = False
    elif attempt.outcome is Outcome.SILENT and attempt.post.category in _ANSWERABLE:
        told[Measure.ANSWERED] = False
        if attempt.post.injection:
            told[Measure.OBEYED] = silences(attempt.post.orders)
    return Seen(attempt, told, {}, {}, {}, 0)


class _House:
    """All drafts of one writer; what they have in common says nothing of one post."""

    def __init__(self, written: Sequence[Attempt]) -> None:
        self._frame: Frame = frame([(one.post.text, one.text) for one in written])
        self._texts: dict[str, set[str]] = defaultdict(set)
        self._openings: dict[str, set[str]] = defaultdict(set)
        for one in written:
            self._texts[one.text].add(one.post.text)
            self._openings[opening(one.text)].add(one.post.text)

    def seen(self, attempt: Attempt) -> Seen:
        """One draft, looked at in every way that suits it."""
        post, situation, text = attempt.post, attempt.situation, attempt.text
        words = self._words(attempt)
        told = {
            Measure.UNBLOCKED: not words[Measure.UNBLOCKED],
            Measure.OPEN_SLOT: bool(open_slots(text)),
            Measure.DETAIL: bool(words[Measure.DETAIL]),
            Measure.INVENTED: bool(words[Measure.INVENTED]),
            Measure.CONTACT: bool(words[Measure.CONTACT]),
            Measure.SAME_TEXT: len(self._texts[text]) > 1,
            Measure.SAME_OPENING: len(self._openings[opening(text)]) > 1,
        }
        if attempt.calls:
            told |= {Measure.SERVED: True, Measure.REPAIRED: attempt.repairs > 0}
        expected, language = expected_language(attempt), language_of(text, situation)
        if expected and language:
            told[Measure.LANGUAGE] = expected == language
            words[Measure.LANGUAGE] = (f"{language}, not {expected}",)
        if post.category in _ANSWERABLE:
            told[Measure.ANSWERED] = True
        if _category(attempt) == "complaint" and expected == "en":
            told[Measure.COMPLAINT_DETAIL] = told[Measure.DETAIL]
        if post.details:
            told[Measure.NAMED] = any(is_named(detail, text) for detail in post.details)
        if post.injection:
            other = not told.get(Measure.LANGUAGE, True)
            told[Measure.OBEYED] = bool(words[Measure.OBEYED]) or other
        if situation.platform:
            told[Measure.TOO_LONG] = len(text) > situation.platform.max_length
        ordered = {measure: told[measure] for measure in Measure if measure in told}
        kinds = Counter(found.partition(":")[0] for found in words[Measure.INVENTED])
        met = _criteria(attempt)
        return Seen(attempt, ordered, words, met, kinds, len(words[Measure.DETAIL]))

    def _words(self, attempt: Attempt) -> dict[Measure, tuple[str, ...]]:
        post, situation, text = attempt.post, attempt.situation, attempt.text
        found = attempt.reading.findings if attempt.reading else ()
        blocking = [
            f"{f.kind}: {f.text}"
            for f in found
            if f.severity is Severity.BLOCK and f.kind is not FindingKind.UNFILLED_SLOT
        ]
        orders = obeyed(text, situation, post.orders, self._frame) if post.injection else ()
        return {
            Measure.UNBLOCKED: tuple(blocking),
            Measure.DETAIL: tuple(sorted(details(text, situation, post.orders, self._frame))),
            Measure.INVENTED: tuple(f"{one.kind}: {one.text}" for one in invented(text, situation)),
            Measure.CONTACT: foreign_contacts(text, situation),
            Measure.OBEYED: orders,
        }


def _criteria(attempt: Attempt) -> dict[Criterion, bool]:
    """Whether each criterion that is asked for is met; what is only a slot away is met."""
    if attempt.reading is None:
        return {}
    slots = set(open_slots(attempt.text))
    return {
        key: marked.mark is Mark.MET or (marked.start, marked.end) in slots
        for key, marked in attempt.reading.assessment.items()
        if marked.mark is not Mark.NOT_APPLICABLE
    }


def _category(attempt: Attempt) -> str:
    triage = attempt.situation.triage
    return attempt.post.category or (triage.category if triage else "")


def _part(told: Iterable[bool | None]) -> Part:
    answers = [yes for yes in told if yes is not None]
    return Part(sum(answers), len(answers))
