"""A case together with its words, as surfaces and the coach look at it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot import events as e
from bot.case import Case, Draft, Fact
from bot.contents import Content, ContentRef
from bot.facts import KnownFact
from bot.findings import Finding, FindingKind, Severity, riskiest_first
from bot.follow_up import FollowUp
from bot.incident import Incident
from bot.ledger import Owed
from bot.people import Person
from bot.readers import Reading
from bot.rubric import Assessment, Criterion, Mark, Marked

ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class CaseView:
    """The case, its history and the texts by content id; an erased text is absent.

    `house` tells how long its customers wait. `incident` is what others write about the same
    problem; None where nobody does.
    """

    case: Case
    history: tuple[e.Recorded, ...]
    texts: Mapping[str, Content]
    house: FollowUp = field(default_factory=FollowUp)
    incident: Incident | None = None

    def text(self, ref: ContentRef | None) -> str:
        """The words behind a reference; `ERASED` where they are gone, empty for none."""
        if ref is None:
            return ""
        content = self.texts.get(ref.id)
        return content.text if content else ERASED

    def beside(self, ref: ContentRef | None) -> Mapping[str, Any]:
        """What was kept beside a text."""
        content = self.texts.get(ref.id) if ref else None
        return content.extra if content else {}

    def told(self, draft: Draft) -> Mapping[str, Any]:
        """What was kept beside a draft, or came later, with what it says in the team's language."""
        return self.beside(draft.translation or draft.content)

    @property
    def post(self) -> str:
        """The customer's words."""
        return self.text(self.case.post)

    @property
    def posts(self) -> tuple[str, ...]:
        """All that the customer wrote, the first post first."""
        assert self.case.post
        return tuple(self.text(ref) for ref in (*self.case.earlier, self.case.post))

    @property
    def owed(self) -> list[tuple[Owed, str]]:
        """What was promised in public, with the words."""
        return [(one, self.text(one.content)) for one in self.case.ledger]

    @property
    def facts(self) -> tuple[KnownFact, ...]:
        """What staff stated, with its words; what holds for an incident holds for each case."""
        return tuple(KnownFact(fact.state, words) for _, fact, words in self.known)

    @property
    def known(self) -> tuple[tuple[int, Fact, str], ...]:
        """The facts by number, those of other cases of the incident last; none comes twice."""
        own = [(fact.number, fact, self.text(fact.content)) for fact in self.case.facts]
        said = {(fact.state, words) for _, fact, words in own}
        for shared in self.incident.facts if self.incident else ():
            words = self.text(shared.fact.content)
            if words != ERASED and (shared.fact.state, words) not in said:
                said.add((shared.fact.state, words))
                own.append((shared.number, shared.fact, words))
        return tuple(own)

    @property
    def owner(self) -> Person | None:
        """Who has the case: whoever claimed it, or else another case of its incident."""
        shared = self.incident.owner if self.incident else None
        return self.case.claimed_by or (shared[1] if shared else None)

    def findings(self, draft: Draft) -> list[Finding]:
        """The draft's findings that nobody dismissed, riskiest first."""
        dismissed = self.case.dismissed
        found = self.found(draft.reading or draft.content)
        return riskiest_first(f for f in found if flag_key(self.case.id, f) not in dismissed)

    def found(self, ref: ContentRef | None) -> list[Finding]:
        """The findings that were kept beside a text; none where it is gone."""
        return _load_findings(self.beside(ref))

    def assessment(self, draft: Draft) -> Assessment:
        """How the draft stands against the rubric."""
        marks = self.beside(draft.content).get("assessment", {})
        return {
            Criterion(key): Marked(Mark(mark["mark"]), mark["start"], mark["end"])
            for key, mark in marks.items()
        }


def flag_key(case_id: str, finding: Finding) -> str:
    """Identifies kind, severity and words of a finding within one case, without the words.

    Where a finding tells the sentence around it, that belongs to it: “£500” of one promise is not
    “£500” of another.
    The severity belongs to it: who set a tip aside has not seen the warning it may become.
    """
    told = f"{case_id}|{finding.kind}|{finding.severity}|{finding.text.casefold()}"
    if finding.within:
        told += f"|{' '.join(finding.within.casefold().split())}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def flags(case_id: str, reading: Reading) -> tuple[e.Flag, ...]:
    """The findings of a reading as the case keeps them."""
    return tuple(
        e.Flag(f.kind, f.severity, f.start, f.end, flag_key(case_id, f), f.lead_may)
        for f in reading.findings
    )


def dump_reading(reading: Reading) -> dict[str, Any]:
    """A reading as JSON-able data, kept beside the text that was read."""
    return {
        "findings": [asdict(f) for f in reading.findings],
        "assessment": {key: asdict(mark) for key, mark in reading.assessment.items()},
    }


def _load_findings(extra: Mapping[str, Any]) -> list[Finding]:
    names = {f.name for f in fields(Finding)}
    return [
        Finding(
            **{k: v for k, v in data.items() if k in names - {"kind", "severity"}},
            kind=FindingKind(data["kind"]),
            severity=Severity(data["severity"]),
        )
        for data in extra.get("findings", ())
    ]
