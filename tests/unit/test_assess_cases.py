"""The rubric's marks and two gates on many replies, as two careful people would judge them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assess import assess
from bot.findings import FindingKind
from bot.gates import gate_findings
from bot.profile import Profile
from bot.rubric import Criterion, Mark, Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
RUBRIC = read_yaml(ROOT / "prompts" / "rubric.yaml", Rubric)
HOUSE = Profile("Hill House", "shop", "in our shop", "Ben", "Ms Hill")
MARKS = {"+": Mark.MET, "~": Mark.EMPTY, "-": Mark.MISSING, "/": Mark.NOT_APPLICABLE}
LETTERS = {
    "T": Criterion.THANKS,
    "R": Criterion.RESPONSIBILITY,
    "A": Criterion.APOLOGY,
    "P": Criterion.REPAIR,
    "Q": Criterion.QUESTION,
    "S": Criterion.SPECIFIC,
    "N": Criterion.NEXT_STEP,
}
SAYS = {"p": {FindingKind.PRIVATE_ONLY}, "d": {FindingKind.DISMISSIVE}, "n": set[FindingKind]()}


def loaded(name: str) -> list[Any]:
    """The cases of one file."""
    cases: list[Any] = yaml.safe_load((FIXTURES / name).read_text(encoding="utf-8"))
    return cases


def triaged(told: str) -> Triage:
    """A triage in short: "complaint 3 health"."""
    category, severity, *about = told.split()
    sensitivities = tuple(Sensitivity(name) for name in about)
    return Triage(Category(category), int(severity), Confidence.SURE, sensitivities=sensitivities)


@pytest.mark.parametrize("case", loaded("assess_cases.yaml"), ids=lambda case: case["reply"][:40])
def test_a_reply_is_marked_as_people_would(case: dict[str, str]) -> None:
    """All seven criteria that words decide, each with a span of the reply where it has one."""
    triage = triaged(case.get("is", "complaint 3"))
    marked = assess(case["reply"], Situation(HOUSE, case["post"], triage), RUBRIC)
    wanted = {LETTERS[told[0]]: MARKS[told[1]] for told in case["marks"].split()}
    assert {criterion: marked[criterion].mark for criterion in wanted} == wanted
    for mark in marked.values():
        assert 0 <= mark.start <= mark.end <= len(case["reply"])


@pytest.mark.parametrize(("says", "post", "reply"), loaded("gate_cases.yaml"))
def test_the_gates_tell_an_answer_from_formulas(says: str, post: str, reply: str) -> None:
    """A private route or formulas alone are named; whatever says something is left alone."""
    found = gate_findings(reply, Situation(HOUSE, post, triaged("complaint 3")), RUBRIC)
    kinds = {f.kind for f in found} & {FindingKind.PRIVATE_ONLY, FindingKind.DISMISSIVE}
    assert kinds == SAYS[says]
