"""The sentences of a review card: what is riskiest, how the case stands, how the draft was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.case import OVER, Case, Draft, DraftState
from bot.errors import BlockOpen, QuestionChanged, SlotsOpen, WarningOpen
from bot.events import (
    DraftProposed,
    FactStated,
    FactWithdrawn,
    ForwarderAnswered,
    ForwarderAsked,
    Origin,
    Outcome,
    RereadingFailed,
)
from bot.findings import Finding, FindingKind, Severity
from bot.follow_history import MODERATED
from bot.follow_words import ended, next_promise, to_tell, undated
from bot.incident_words import clashes, outdated
from bot.language import language_name
from bot.playbook import Playbook
from bot.promised import promised
from bot.rubric import Mark
from bot.text import shorten
from bot.translation import kept
from bot.triage import Category, Triage
from bot.views import ERASED, CaseView

_READING = "Reading the post …"
_INJECTION = "This post tries to give the coach orders. Please read the reply with that in mind."
_REREAD = "A second reading found more after this was written."
_NOT_REREAD = "The second reading did not happen. The offline checks have read this."
_DISTRUSTED = "The second reading cannot be relied on. The offline checks have read this."
_NEWS = "Something new is known since this was written. Does the reply still fit?"
_UNREAD = "This is in {language}, and no translation stands beside it. Can you read it?"
_TELL_NEXT = "Next: tell the customer"
_GOOD = frozenset({Outcome.SATISFIED, Outcome.WON_BACK})
_NEXT = {
    DraftState.APPROVED: "Ready: copy it and post it where the customer wrote.",
    DraftState.PUBLISHING: "Once it stands there, press Posted.",
    DraftState.SENT: "Answered is not solved: see whether the customer comes back.",
    DraftState.REJECTED: "Write your own, or ask for another draft.",
}


@dataclass(frozen=True, slots=True)
class Translation:
    """Post and reply in the team's own `language` (its name); `says` tells who made it.

    `post` or `reply` is empty where the team reads it as it is.
    """

    language: str
    post: str
    reply: str
    says: str


def origin_line(draft: Draft) -> str:
    """Who wrote this text, in words."""
    match draft.origin:
        case Origin.COMPOSER:
            return "Written without the model"
        case Origin.MODEL:
            return "Written by the model"
        case Origin.PERSON:
            return f"By {draft.author.name}"


def riskiest(view: CaseView, draft: Draft | None, findings: Sequence[Finding]) -> str:
    """The one thing to look at first, in a sentence."""
    case = view.case
    if is_settled(case):
        return state(view, draft)
    if case.drafting:
        return _READING
    if case.question and (draft is None or draft.state is DraftState.AWAITING_REVIEW):
        return _asked_back(view)
    if draft is None:
        return _no_draft(case.triage)
    serious = [f for f in findings if is_serious(f)]
    decided = {DraftState.APPROVED, DraftState.PUBLISHING}
    if draft.state in decided and case.open_flags(draft, Severity.BLOCK):
        why = f": {serious[0].why}" if serious else "."
        return f"Please don't post this yet. Found after the approval{why}"
    if draft.state is DraftState.SENT and (next_promise(view) or to_tell(case)):
        return f"{state(view, draft)}. Answered is not solved."
    if draft.state is not DraftState.AWAITING_REVIEW:
        return _NEXT.get(draft.state, "")
    if serious:
        return serious[0].why
    slots = [f.text for f in findings if f.kind is FindingKind.UNFILLED_SLOT]
    if slots:
        return f"Only you can know this: {', '.join(dict.fromkeys(slots))}."
    if case.triage and case.triage.needs_lead:
        return "This one is serious: a lead approves it too."
    if told := undated(promised(view, draft)):
        return told
    if findings:
        return findings[0].why
    return "Nothing stands out. Does it sound like you?"


def _asked_back(view: CaseView) -> str:
    question = view.case.question
    assert question is not None
    asked = view.case.forwarder.name if view.case.forwarder else "whoever forwarded the post"
    words = shorten(view.text(question.content), 200)
    return f"{question.asked_by.name} asked {asked}: “{words}” The reply waits for the answer."


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


def bystander(
    view: CaseView, draft: Draft | None, findings: Sequence[Finding], playbook: Playbook
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


def is_settled(case: Case) -> bool:
    """Whether nobody has to do anything about its drafts any more."""
    return case.status in OVER and not case.noting


def is_gone(case: Case, draft: Draft | None) -> bool:
    """Whether a draft never stood in public, and will not any more."""
    return is_settled(case) and draft is not None and draft.state is not DraftState.SENT


def state(view: CaseView, draft: Draft | None) -> str:
    """How the case stands, in a few words."""
    case = view.case
    if case.status in OVER:
        done = f": the post was {MODERATED[case.moderated.action]}" if case.moderated else ""
        return ended(case.status, case.outcome or "") + done
    if case.drafting:
        return _READING
    if draft is None:
        return "No draft"
    who = draft.decided_by.name if draft.decided_by else "Somebody"
    approvers = " and ".join(person.name for person in draft.approvals)
    match draft.state:
        case DraftState.AWAITING_REVIEW if case.question:
            return "Waiting for an answer"
        case DraftState.AWAITING_REVIEW if draft.approvals:
            return f"Approved by {approvers}; another approval is needed"
        case DraftState.AWAITING_REVIEW:
            return "Waiting for your decision"
        case DraftState.APPROVED:
            return f"Approved by {approvers}"
        case DraftState.PUBLISHING:
            return "Copied. Was it posted?"
        case DraftState.SENT if next_promise(view) or to_tell(case):
            return f"Posted. {next_promise(view) or _TELL_NEXT}".rstrip(".")
        case DraftState.SENT:
            return "Posted; now it's the customer's turn"
        case DraftState.REJECTED:
            return f"Rejected by {who}"
        case DraftState.SUPERSEDED:
            return "Replaced by a newer draft"


def cautions(view: CaseView, draft: Draft | None) -> tuple[str, ...]:
    """What a reviewer has to bear in mind besides the riskiest thing."""
    case = view.case
    told: list[str] = []
    if case.triage and case.triage.injection:
        told.append(_INJECTION)
    if case.correcting:
        wrong = shorten(view.text(case.correcting.wrong), 300)
        told.append(f"This corrects what stands in public: {wrong}")
    if draft and draft.reading:
        told.append(_REREAD)
    if draft:
        told += _not_reread(view, draft)
    if draft and draft.unread:
        told.append(_UNREAD.format(language=language_name(draft.unread)))
    if draft and draft is case.live_draft and _outdated(view, draft):
        told.append(_NEWS)
    told += clashes(view, draft)
    return tuple(told)


def _not_reread(view: CaseView, draft: Draft) -> list[str]:
    """Whether only the offline checks have read what a person wrote, where more was to come."""
    failed = [
        recorded.event.distrusted
        for recorded in view.history
        if isinstance(recorded.event, RereadingFailed) and recorded.event.draft == draft.number
    ]
    return [_DISTRUSTED if failed[-1] else _NOT_REREAD] if failed else []


def _outdated(view: CaseView, draft: Draft) -> bool:
    """Whether something was said to be known since a person wrote this."""
    if draft.origin is not Origin.PERSON:
        return False
    events = [recorded.event for recorded in view.history]
    written = next(
        n for n, e in enumerate(events) if isinstance(e, DraftProposed) and e.draft == draft.number
    )
    own = any(isinstance(e, FactStated | FactWithdrawn) for e in events[written:])
    return own or outdated(view, draft)


def answered(view: CaseView) -> str:
    """The latest answer to what was asked back, while nobody has made a fact of it."""
    told = ""
    for recorded in view.history:
        match recorded.event:
            case ForwarderAnswered(answer) if answer and recorded.actor:
                words = shorten(view.text(answer), 300)
                told = f"{recorded.actor.name} answered: “{words}”"
            case FactStated() | ForwarderAsked():
                told = ""
    return told


def made(view: CaseView, draft: Draft) -> tuple[tuple[str, str], ...]:
    """How a draft came about: labels and values."""
    beside = view.beside(draft.content).get("made") or {}
    told = [("Written", origin_line(draft))]
    if beside.get("model"):
        told.append(("Model", str(beside["model"])))
    if isinstance(beside.get("seconds"), int | float):
        told.append(("Took", f"{beside['seconds']:.1f} seconds"))
    if "tokens_in" in beside:
        told.append(("Tokens", f"{beside['tokens_in']} in, {beside.get('tokens_out', 0)} out"))
    if beside.get("repairs"):
        told.append(("Sent back", f"{beside['repairs']} time(s), after our own checks"))
    if again := view.beside(draft.reading).get("made"):
        told.append(("Second reading", _second_reading(again)))
    told += [(key.capitalize(), str(beside[key])) for key in ("prompt", "rubric") if key in beside]
    return (*told, ("Playbook", draft.playbook))


def _second_reading(made: Mapping[str, Any]) -> str:
    """Who read it, and how much of what was said could not be used."""
    left_out = made.get("discarded")
    told = f"; {left_out} left out, without words of the reply" if left_out else ""
    return f"by {made.get('model') or 'the model'}{told}"


def translation(view: CaseView, draft: Draft) -> Translation | None:
    """What post and draft say in the team's language; None where it reads both, or nobody told."""
    told = kept(view.told(draft))
    # Whoever writes a reply of their own still has the post before them as it was translated.
    earlier = (kept(view.told(d)) for d in reversed(view.case.drafts))
    read = next((t for t in (told, *earlier) if t and t.post), None)
    post = read.post if read and view.post != ERASED else ""
    shown = told if told and told.reply else read
    if shown is None or not (post or shown.reply):
        return None
    reply = told.reply if told else ""
    says = "Translated by a machine" if shown.model else "What our own words mean"
    return Translation(language_name(shown.language), post, reply, says)


def past(view: CaseView, draft: Draft) -> str:
    """What came of the replies that this draft took as examples; empty where it had none."""
    made = view.beside(draft.content).get("made") or {}
    outcomes = [str(outcome) for outcome in made.get("past") or ()]
    if not outcomes:
        return ""
    good = sum(outcome in _GOOD for outcome in outcomes)
    told = "1 reply of ours" if len(outcomes) == 1 else f"{len(outcomes)} replies of ours"
    ended = {0: "", 1: "; 1 customer was satisfied"}.get(good, f"; {good} customers were satisfied")
    return f"Written with an eye on {told} to posts like this{ended}."


def settled(finding: Finding) -> str:
    """Who can settle a finding that goes beyond what a responder may promise."""
    return "A lead's approval makes this fine." if finding.lead_may else ""


def explained(
    refusal: WarningOpen | BlockOpen, view: CaseView, draft: Draft
) -> WarningOpen | BlockOpen:
    """The refusal with the reason of the finding that it is about."""
    found = [f for f in view.findings(draft) if is_serious(f)]
    if isinstance(refusal, SlotsOpen) or not found:
        return refusal
    opening = "One thing first" if isinstance(refusal, WarningOpen) else "Not yet"
    return type(refusal)(f"{opening}: {found[0].why}")


def other_question(refusal: QuestionChanged, view: CaseView) -> QuestionChanged:
    """The refusal of an answer, with the question that is open now."""
    if view.case.question is None:
        return refusal
    asked = shorten(view.text(view.case.question.content), 400)
    told = f"The question changed meanwhile: “{asked}” Your answer was not used."
    return QuestionChanged(told)


def is_serious(finding: Finding) -> bool:
    """Whether somebody has to look at it before an approval; open gaps speak for themselves."""
    return finding.severity is not Severity.TIP and finding.kind is not FindingKind.UNFILLED_SLOT
