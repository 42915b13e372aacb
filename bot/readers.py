"""Reads a reply with everything the coach has offline, and says what it adds up to."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.assess import assess, gaps
from bot.cues import CueReader, merged
from bot.errors import SetupError
from bot.findings import Finding, FindingKind, Verdict, riskiest_first, verdict
from bot.gates import gate_findings
from bot.playbook import Playbook
from bot.rubric import Assessment, Criterion, Rubric
from bot.situation import Situation
from bot.wording import Wording, spread

_FILE = "rubric.yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in one reply: findings with the riskiest first, marks, and the verdict."""

    findings: tuple[Finding, ...]
    assessment: Assessment
    verdict: Verdict

    def without(self, dismissed: Collection[Finding]) -> Reading:
        """The reading as it is for somebody who set these findings aside."""
        left = tuple(f for f in self.findings if f not in dismissed)
        return replace(self, findings=left, verdict=verdict(f.severity for f in left))


class ReplyReader:
    """The one reader the desk asks: cues, gates and the gaps of the rubric together."""

    def __init__(self, playbook: Playbook) -> None:
        """Compile cues and signs; a `SetupError` names what cannot be used or is missing."""
        _check_rubric(playbook.rubric)
        self._rubric = playbook.rubric
        self._cues = CueReader(playbook.cues, playbook.rubric)

    def read(self, reply: str, situation: Situation) -> Reading:
        """The findings and marks of `reply`, deterministic and without any I/O."""
        wording = Wording(reply)
        marks = assess(wording, situation, self._rubric)
        found = merged(
            (
                *self._cues.read(wording, situation),
                *gate_findings(wording, situation, self._rubric),
                *gaps(reply, marks, self._rubric),
            )
        )
        return Reading(
            findings=tuple(riskiest_first(found)),
            assessment=marks,
            verdict=verdict(f.severity for f in found),
        )


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
