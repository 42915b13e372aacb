"""Reads a reply with everything the coach has offline, and says what it adds up to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.assess import assess, gaps
from bot.cues import CueReader, merged
from bot.errors import SetupError
from bot.findings import (
    JUDGED,
    Finding,
    FindingKind,
    Severity,
    Verdict,
    riskiest_first,
    verdict,
)
from bot.gates import gate_findings
from bot.learned import LearnedReader
from bot.playbook import Playbook
from bot.rubric import Assessment, Criterion, Rubric
from bot.situation import Situation
from bot.swearing import SwearReader
from bot.triage import Category
from bot.wording import Wording, covers, lower, overlapped, spread

_FILE = "rubric.yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one reply: findings with the riskiest first, marks, and the verdict.

    `first` is a sentence about what counts more than any wording, where somebody may be in danger;
    then nobody is told that all is well. Else it is empty.
    """

    findings: tuple[Finding, ...]
    assessment: Assessment
    verdict: Verdict
    first: str = ""

    def without(self, dismissed: Collection[Finding]) -> Reading:
        """The reading as it is for somebody who set these findings aside."""
        left = tuple(f for f in self.findings if f not in dismissed)
        return replace(self, findings=left, verdict=verdict(f.severity for f in left))


class ReplyReader:
    """The one reader the desk asks: cues, gates, examples and the gaps of the rubric together."""

    def __init__(self, playbook: Playbook) -> None:
        """Compile cues and signs; a `SetupError` names what cannot be used or is missing."""
        _check_rubric(playbook.rubric)
        self._rubric = playbook.rubric
        self._cues = CueReader(playbook.cues, playbook.rubric)
        self._swearing = SwearReader(playbook.swearing, playbook.rubric)
        self._learned = LearnedReader(playbook.weights, playbook.rubric)
        Wording("").signs(playbook.rubric.signs)  # compiled now, not when the first reply comes
        phrases = (lower(phrase).split() for phrase in playbook.rubric.allowed)
        self._allowed = re.compile(
            "|".join(r"\s+".join(map(re.escape, p)) for p in phrases) or "(?!)"
        )

    def read(self, reply: str, situation: Situation) -> Reading:
        """The findings and marks of `reply`, deterministic and without any I/O."""
        wording = Wording(reply)
        flagged = self.flags(wording, situation)
        marks = assess(wording, situation, self._rubric, flagged)
        found = merged((*flagged, *gaps(reply, marks, self._rubric)))
        return Reading(
            findings=tuple(riskiest_first(found)),
            assessment=marks,
            verdict=verdict(f.severity for f in found),
            first=_first(situation),
        )

    def flags(self, reply: str | Wording, situation: Situation) -> tuple[Finding, ...]:
        """The findings alone, without the gaps of the rubric."""
        wording = Wording.of(reply)
        gates = gate_findings(wording, situation, self._rubric)
        hollow = [f for f in gates if f.kind is FindingKind.DISMISSIVE]
        plain = [
            *self._cues.read(wording, situation),
            *self._swearing.read(wording, situation),
            *(f for f in gates if f not in hollow),
        ]
        # Where a cue or a gate says what is wrong with a sentence, a likeness adds nothing.
        taken = [(f.start, f.end) for f in plain if _judges(f)]
        plain.extend(self._learned.read(wording, situation, taken))
        # "Nothing but formulas" is the last thing to say of a reply.
        if not any(map(_judges, plain)):
            plain.extend(hollow)
        return tuple(self._not_allowed(wording, plain))

    def _not_allowed(self, reply: Wording, found: Iterable[Finding]) -> Iterator[Finding]:
        """Without those that lie within an allowed phrase; a likeness of a sentence may hold it."""
        allowed = [m.span() for m in self._allowed.finditer(reply.low)]
        for finding in found:
            start, end = finding.start, finding.end
            if finding.reader == "examples":
                within = overlapped(allowed, start, end)
            else:
                within = covers(allowed, start, end) is not None
            if not within:
                yield finding


def _judges(finding: Finding) -> bool:
    """Whether it says what is wrong with these words, and more than a tip."""
    return finding.kind in JUDGED and finding.severity is not Severity.TIP


def _first(situation: Situation) -> str:
    if situation.triage is None or situation.triage.category is not Category.PERSON_AT_RISK:
        return ""
    profile = situation.profile
    helpline = profile.helplines.get(profile.country, "")
    told = "Somebody may be in danger. A person acts first; the wording comes after that."
    return f"{told} Helpline: {helpline}." if helpline else told


def _check_rubric(rubric: Rubric) -> None:
    """Every criterion and kind is there, and every sign can be read."""
    given = {rule.key for rule in rubric.criteria}
    for criterion in Criterion:
        if criterion not in given:
            raise SetupError(f"the criterion {criterion} is missing", file=_FILE, key="criteria")
    for kind in FindingKind:
        if kind not in rubric.kinds:
            raise SetupError("this kind needs title, severity and why", file=_FILE, key=kind)
    for name, patterns in rubric.signs.items():
        for pattern in patterns:
            try:
                re.compile(spread(pattern))
            except re.error as exc:
                problem = f"this pattern is broken: {exc}"
                raise SetupError(problem, file=_FILE, key=f"signs.{name}") from exc
