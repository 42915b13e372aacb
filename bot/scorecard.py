"""How a reply stands against the rubric, line by line, and the one hint that helps it most."""

from __future__ import annotations

from dataclasses import dataclass

from bot.findings import Finding, FindingKind, riskiest_first
from bot.readers import Reading
from bot.rubric import Assessment, Criterion, Mark, Marked, Rubric
from bot.wording import Wording

# A gap is most worth mending where it costs a customer most; the order is the rubric's, but for it.
_GAPS = (
    FindingKind.MISSING_APOLOGY,
    FindingKind.MISSING_NEXT_STEP,
    FindingKind.MISSING_REPAIR,
    FindingKind.MISSING_SPECIFIC,
    FindingKind.MISSING_RESPONSIBILITY,
    FindingKind.MISSING_QUESTION,
    FindingKind.MISSING_THANKS,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scorecard: a criterion, how it stands, and the words that show it."""

    title: str
    mark: Mark
    quote: str
    advice: str

    @property
    def says(self) -> str:
        """How it stands, in plain words."""
        match self.mark:
            case Mark.MET:
                return f"{self.title}: there."
            case Mark.EMPTY:
                return f"{self.title}: said, but it stays empty. {self.advice}"
            case _:
                return f"{self.title}: not there yet. {self.advice}"


@dataclass(frozen=True, slots=True)
class Hint:
    """The one thing to look at: its `title`, `why`, and a better wording (`suggestion`) or none.

    `quote` are the words of the reply that it is about, empty for what is missing.
    """

    title: str
    why: str
    quote: str = ""
    suggestion: str = ""


def scorecard(text: str, marks: Assessment, rubric: Rubric) -> tuple[Line, ...]:
    """A line for every criterion that this reply is asked for; `text` empty where it is erased."""
    wording = Wording(text)
    return tuple(
        Line(rule.title, mark.mark, _quote(wording, mark), rule.advice)
        for rule in rubric.criteria
        if (mark := marks.get(Criterion(rule.key))) and mark.mark is not Mark.NOT_APPLICABLE
    )


def _quote(wording: Wording, mark: Marked) -> str:
    """The words that earned the mark with those around them: a bare “will” shows nobody why."""
    if not wording.text or mark.start >= mark.end:
        return ""
    return wording.text[slice(*wording.clause(mark.start, mark.end))]


def hint(reading: Reading, rubric: Rubric) -> Hint | None:
    """The riskiest finding, else the gap that costs most; None where nothing is left to say."""
    found = [f for f in riskiest_first(reading.findings) if f.kind not in _GAPS]
    gaps = sorted((f for f in reading.findings if f.kind in _GAPS), key=_weight)
    first = next(iter((*found, *gaps)), None)
    if first is None:
        return None
    return Hint(rubric.kinds[first.kind].title, first.why, first.text, first.suggestion)


def _weight(gap: Finding) -> int:
    return _GAPS.index(gap.kind)
