"""What a reviewer must see of a case, platform-neutral: surfaces only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.case import OVER, Case, Draft, DraftState
from bot.events import Origin
from bot.findings import Finding, FindingKind, Severity
from bot.playbook import Playbook
from bot.rubric import Criterion, Mark
from bot.text import shorten
from bot.triage import Category, Confidence, Triage
from bot.views import CaseView, flag_key

_LEAD_LENGTH = 280


@dataclass(frozen=True, slots=True)
class Slot:
    """A `[slot]` of the draft that waits for a person's words; spans count characters."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CardFinding:
    """An open finding with its title from the rubric, and the key that dismisses it."""

    finding: Finding
    title: str
    key: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the post with what they say about it."""

    text: str
    says: str
    supports: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scorecard: a criterion, how it stands, and the words that show it."""

    title: str
    mark: Mark
    quote: str
    advice: str


@dataclass(frozen=True, slots=True)
class Version:
    """One draft in the case's list of versions."""

    number: int
    state: DraftState
    origin: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """The first three fields are what stands first everywhere: customer, reply, riskiest thing.

    `reply` is empty where no draft stands; `riskiest` then says why. `may` holds what the card
    offers now: approve, withdraw, claim, edit, again, reject, copy, posted, not_posted, solve,
    close, reopen.
    """

    customer: str
    reply: str
    riskiest: str
    bystander: str
    case_id: str
    draft: int
    digest: str
    state: str
    origin: str
    may: frozenset[str]
    strategy: str
    advice: str
    how_sure: str
    severity: str
    evidence: tuple[Quote, ...]
    slots: tuple[Slot, ...]
    findings: tuple[CardFinding, ...]
    scorecard: tuple[Line, ...]
    facts: tuple[tuple[int, str, str], ...]
    versions: tuple[Version, ...]
    helpline: str = ""


def review_card(view: CaseView, playbook: Playbook) -> ReviewCard:
    """The card of the case as it stands, for its live or else its latest draft."""
    case = view.case
    draft = _shown(case)
    text = view.text(draft.content) if draft else ""
    findings = view.findings(draft) if draft and draft is case.live_draft else []
    advice = playbook.strategies[case.triage.category] if case.triage else None
    return ReviewCard(
        customer=shorten(view.post, _LEAD_LENGTH),
        reply=text,
        riskiest=_riskiest(case, draft, findings),
        bystander=_bystander(view, draft, findings, playbook),
        case_id=case.id,
        draft=draft.number if draft else 0,
        digest=draft.content.digest if draft else "",
        state=_state(case, draft),
        origin=origin_line(draft) if draft else "",
        may=_may(case, draft),
        strategy=_strategy(advice.title, case.triage) if advice and case.triage else "",
        advice=advice.advice if advice else "",
        how_sure=_how_sure(case.triage),
        severity=_severity(case.triage),
        evidence=_evidence(view),
        slots=_slots(findings),
        findings=tuple(
            CardFinding(f, playbook.rubric.kinds[f.kind].title, flag_key(case.id, f))
            for f in findings
            if f.kind is not FindingKind.UNFILLED_SLOT
        ),
        scorecard=_scorecard(view, draft, playbook) if draft else (),
        facts=tuple((f.number, str(f.state), view.text(f.content)) for f in case.facts),
        versions=tuple(
            Version(d.number, d.state, origin_line(d), view.text(d.content)) for d in case.drafts
        ),
        helpline=_helpline(case, playbook),
    )


def _shown(case: Case) -> Draft | None:
    """The draft that the card is about; none where the last one was taken back."""
    last = case.drafts[-1] if case.drafts and not case.withheld else None
    return case.live_draft or last


def origin_line(draft: Draft) -> str:
    """Who wrote this text, in words."""
    match draft.origin:
        case Origin.COMPOSER:
            return "Written without the model"
        case Origin.MODEL:
            return "Written by the model"
        case Origin.PERSON:
            return f"By {draft.author.name}"


def _riskiest(case: Case, draft: Draft | None, findings: list[Finding]) -> str:
    """The one thing to look at first, in a sentence."""
    if case.drafting:
        return "Reading the post …"
    if draft is None:
        return _no_draft(case.triage)
    if draft.state is not DraftState.AWAITING_REVIEW:
        return _NEXT.get(draft.state, "")
    serious = [
        f
        for f in findings
        if f.severity is not Severity.TIP and f.kind is not FindingKind.UNFILLED_SLOT
    ]
    if serious:
        return serious[0].why
    slots = [f.text for f in findings if f.kind is FindingKind.UNFILLED_SLOT]
    if slots:
        return f"Only you can know this: {', '.join(dict.fromkeys(slots))}."
    if case.triage and case.triage.needs_lead and draft.state is DraftState.AWAITING_REVIEW:
        return "This one is serious: a lead approves it too."
    if findings:
        return findings[0].why
    return "Nothing stands out. Does it sound like you?"


_NEXT = {
    DraftState.APPROVED: "Ready: copy it and post it where the customer wrote.",
    DraftState.PUBLISHING: "Once it stands there, press Posted.",
    DraftState.SENT: "Answered is not solved: see whether the customer comes back.",
    DraftState.REJECTED: "Write your own, or ask for another draft.",
}


def _no_draft(triage: Triage | None) -> str:
    match triage.category if triage else None:
        case Category.PERSON_AT_RISK:
            return "Somebody may be in danger. Please act now; nothing was drafted."
        case Category.TROLL:
            return "Silence is a fine answer here. A person decides."
        case Category.SPAM | Category.GUIDELINE_BREACH:
            return "No reply is advised. A person decides."
        case _:
            return "There is no draft yet."


def _bystander(
    view: CaseView, draft: Draft | None, findings: list[Finding], playbook: Playbook
) -> str:
    """What somebody who wasn't there will take from the reply."""
    if draft is None:
        return ""
    rules = playbook.rubric
    harsh = [
        rules.kinds[f.kind].bystander
        for f in findings
        if f.severity is not Severity.TIP and rules.kinds[f.kind].bystander
    ]
    marks = view.assessment(draft)
    good = [
        rule.bystander
        for rule in rules.criteria
        if rule.bystander and rule.key in marks and marks[rule.key].mark is Mark.MET
    ]
    seen = list(dict.fromkeys(harsh))[:2] or good[:3]
    if not seen:
        return ""
    listed = seen[0] if len(seen) == 1 else f"{', '.join(seen[:-1])} and {seen[-1]}"
    return f"Someone who wasn't there will read: a business that {listed}."


def _state(case: Case, draft: Draft | None) -> str:
    if case.status in OVER:
        return f"{case.status.capitalize()}" + (f": {case.outcome}" if case.outcome else "")
    if case.drafting:
        return "Reading the post …"
    if draft is None:
        return "No draft"
    who = draft.decided_by.name if draft.decided_by else "Somebody"
    approvers = " and ".join(person.name for person in draft.approvals)
    match draft.state:
        case DraftState.AWAITING_REVIEW if draft.approvals:
            return f"Approved by {approvers}; another approval is needed"
        case DraftState.AWAITING_REVIEW:
            return "Waiting for your decision"
        case DraftState.APPROVED:
            return f"Approved by {approvers}"
        case DraftState.PUBLISHING:
            return "Copied. Was it posted?"
        case DraftState.SENT:
            return "Posted; now it's the customer's turn"
        case DraftState.REJECTED:
            return f"Rejected by {who}"
        case DraftState.SUPERSEDED:
            return "Replaced by a newer draft"


_MAY: Mapping[DraftState, frozenset[str]] = {
    DraftState.AWAITING_REVIEW: frozenset(
        {"approve", "withdraw", "claim", "edit", "again", "reject"}
    ),
    DraftState.APPROVED: frozenset({"copy", "withdraw", "edit", "again"}),
    DraftState.PUBLISHING: frozenset({"copy", "posted", "not_posted"}),
    DraftState.SENT: frozenset({"edit", "solve"}),
    DraftState.REJECTED: frozenset({"edit", "again"}),
    DraftState.SUPERSEDED: frozenset({"edit", "again"}),
}


def _may(case: Case, draft: Draft | None) -> frozenset[str]:
    if case.status in OVER:
        return frozenset({"reopen"})
    if draft is None:
        return frozenset({"edit", "claim", "close"} | (set() if case.drafting else {"again"}))
    closing = frozenset() if draft.state is DraftState.PUBLISHING else frozenset({"close"})
    return _MAY[draft.state] | closing


def _strategy(title: str, triage: Triage) -> str:
    """What kind of post it is; with a "perhaps" where the triage abstains."""
    if triage.confidence is not Confidence.UNSURE or title.startswith("Perhaps"):
        return title
    return f"Perhaps {title[0].lower()}{title[1:]}"


def _how_sure(triage: Triage | None) -> str:
    match triage.confidence if triage else None:
        case Confidence.SURE:
            return "Clear signs"
        case Confidence.FAIRLY_SURE:
            return "Fairly sure"
        case Confidence.UNSURE:
            return "Not sure: please have a look yourself"
        case _:
            return ""


SEVERITY_WORDS = {1: "light", 2: "mild", 3: "serious", 4: "grave", 5: "critical"}


def _severity(triage: Triage | None) -> str:
    if triage is None:
        return ""
    word = SEVERITY_WORDS[triage.severity]
    reasons = ", ".join(triage.severity_reasons)
    return f"{word} ({triage.severity} of 5)" + (f": {reasons}" if reasons else "")


def _evidence(view: CaseView) -> tuple[Quote, ...]:
    if view.case.triage is None:
        return ()
    return tuple(
        Quote(view.post[ev.start : ev.end], ev.says, ev.supports)
        for ev in view.case.triage.evidence
    )


def _slots(findings: list[Finding]) -> tuple[Slot, ...]:
    found = sorted(
        (f for f in findings if f.kind is FindingKind.UNFILLED_SLOT), key=lambda f: f.start
    )
    return tuple(Slot(f.text.strip("[]{}<>"), f.start, f.end) for f in found)


def _scorecard(view: CaseView, draft: Draft, playbook: Playbook) -> tuple[Line, ...]:
    marks = view.assessment(draft)
    text = view.text(draft.content)
    return tuple(
        Line(rule.title, mark.mark, text[mark.start : mark.end], rule.advice)
        for rule in playbook.rubric.criteria
        if (mark := marks.get(Criterion(rule.key))) and mark.mark is not Mark.NOT_APPLICABLE
    )


def _helpline(case: Case, playbook: Playbook) -> str:
    if case.triage is None or case.triage.category is not Category.PERSON_AT_RISK:
        return ""
    profile = playbook.profile(case.brand)
    return profile.helplines.get(profile.country, "")
