"""What a reviewer must see of a case, platform-neutral: surfaces only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import card_words as words
from bot import post_words
from bot.card_may import at_risk, may_do
from bot.card_words import Translation, origin_line
from bot.case import OVER, Case, CaseStatus, Draft, DraftState
from bot.events import Recorded
from bot.findings import Finding, FindingKind
from bot.follow_history import moderated
from bot.follow_words import clocks, closing, owes, to_tell, would_promise
from bot.history import Entry, history
from bot.incident_words import Nearby, incident_line, nearby
from bot.language import language_name
from bot.mentions import texts_of
from bot.playbook import Playbook
from bot.post_words import SEVERITY_WORDS
from bot.scorecard import Line, scorecard
from bot.situation import strategy
from bot.text import shorten
from bot.tone import Tone
from bot.understanding import OWN_WORDS_FIRST, Stage, coaches_draft
from bot.views import ERASED, CaseView, flag_key

__all__ = [
    "SEVERITY_WORDS",
    "CardFinding",
    "CardPromise",
    "Line",
    "Quote",
    "ReviewCard",
    "Slot",
    "Translation",
    "Version",
    "origin_line",
    "review_card",
]

_LEAD_LENGTH = 280


@dataclass(frozen=True, slots=True)
class Slot:
    """A `[slot]` of the draft that waits for a person's words; spans count characters."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CardFinding:
    """An open finding with its title from the rubric, and the key that dismisses it.

    `note` is a sentence about who can settle it, empty where anybody can.
    """

    finding: Finding
    title: str
    key: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardPromise:
    """What the reply promises, or what was promised before: a sentence about it.

    `number` is that of the ledger, 0 while the reply is no public one; `open` says that somebody
    still has to see to it.
    """

    number: int
    says: str
    open: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the post with what they say about it."""

    text: str
    says: str
    supports: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One draft in the case's list of versions; `good` and `bad` count what people said of it."""

    number: int
    state: DraftState
    origin: str
    text: str
    good: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """The first three fields are what stands first everywhere: customer, reply, riskiest thing.

    `reply` is empty where no draft stands; `riskiest` then says why. `may` holds what the card
    offers now: approve, withdraw, claim, edit, own, again, reject, copy, posted, not_posted,
    facts, gaps, ask, answer, kind, dismiss, rate, correct, solve, close, reopen, tone, understand.
    The clock starts at `posted_at`, or at `opened_at`, when the latest post came in, where that is
    not known. `cautions` are sentences to bear in mind; `made` pairs labels and values. `note` is
    what whoever forwarded the post (`brought_by`) said about it, and `answered` a sentence with the
    answer to what was asked back, until it is stated as a fact.

    `strategy` is the title of the kind of post, `advice` how to go about it, `approach` the key of
    that (a `Strategy`). `particulars` pairs labels ("What", "How often") with words of the post,
    `touches` says what makes it delicate, and `act_now` are sentences that somebody must act upon
    today. Where the coach is not sure, `asks` is one question, and `kinds` pairs keys and titles
    to answer it with. `tones` and `languages` (code and name) can be asked for where `may` holds
    "tone". `promises` are what the reply promises and what is owed from earlier ones. `earlier`
    are the customer's posts before this one, `clocks` sentences on how long they wait or waited.
    `closing` says how to answer where there was enough back and forth, or where the place shows one
    reply; `tell` that the customer has to hear of a broken promise; `moderated` what was done about
    a post that breaks a guideline; `incident` what is known of other posts about the same problem,
    and `nearby` the latest of them.
    `past` says what replies like this one led to before. `stage` is that of the person for whom the
    card is; before COMPARE our draft is held back, and then `ours` is our last one.
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
    status: CaseStatus = CaseStatus.NEW
    draft_state: DraftState | None = None
    drafting: bool = False
    post: str = ""
    author: str = ""
    platform: str = ""
    link: str = ""
    language: str = ""
    posted_at: datetime | None = None
    opened_at: datetime | None = None
    moderation: str = ""
    cautions: tuple[str, ...] = ()
    question: str = ""
    question_id: str = ""
    asked_by: str = ""
    asked: str = ""
    answered: str = ""
    note: str = ""
    claimed_by: str = ""
    approved_by: tuple[str, ...] = ()
    sent_link: str = ""
    made: tuple[tuple[str, str], ...] = ()
    history: tuple[Entry, ...] = ()
    approach: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    touches: tuple[str, ...] = ()
    act_now: tuple[str, ...] = ()
    asks: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    translation: Translation | None = None
    tones: tuple[Tone, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    past: str = ""
    stage: Stage = Stage.NONE
    ours: str = ""
    promises: tuple[CardPromise, ...] = ()
    earlier: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    closing: str = ""
    moderated: str = ""
    tell: str = ""
    incident: str = ""
    nearby: tuple[Nearby, ...] = ()
    brought_by: str = ""


def review_card(view: CaseView, playbook: Playbook, stage: Stage = Stage.NONE) -> ReviewCard:
    """The card of the case as it stands, for its live or else its latest draft.

    `stage` is where the person stands who looks at it (`WritingDesk.stage`).
    """
    card = _card(view, playbook)
    if stage in {Stage.UNDERSTAND, Stage.OWN_WORDS}:
        return _held_back(card, stage)
    ours = coaches_draft(view.case) if stage is Stage.COMPARE else None
    return replace(card, stage=stage, ours=view.text(ours.content) if ours else "")


def _card(view: CaseView, playbook: Playbook) -> ReviewCard:
    case, beside, brought = view.case, view.beside(view.case.post), _brought(view)
    draft, platform = _shown(case), playbook.platforms.get(case.platform)
    gone = words.is_gone(case, draft)
    live = None if gone else case.live_draft
    findings = view.findings(live) if live and draft is live else []
    triage, handling = case.triage, playbook.handling
    kind = handling.kinds[triage.category] if triage else None
    approach, done = strategy(triage, view.facts) if triage else None, moderated(view)
    profile, may = playbook.profile(case.brand), may_do(case, draft, findings)
    question, kinds = post_words.asks(triage, handling) if "kind" in may else ("", ())
    return ReviewCard(
        customer=shorten(view.post, _LEAD_LENGTH),
        reply=view.text(draft.content) if draft else "",
        riskiest=words.riskiest(view, draft, findings),
        bystander=words.bystander(view, draft, findings, playbook) if not gone else "",
        case_id=case.id,
        draft=draft.number if draft else 0,
        digest=draft.content.digest if draft else "",
        state=words.state(view, draft),
        origin=origin_line(draft) if draft else "",
        may=may,
        strategy=post_words.kind(kind.title, triage) if kind and triage else "",
        advice=handling.strategies[approach].advice if approach and not (gone or done) else "",
        how_sure=post_words.how_sure(case.triage),
        severity=post_words.severity(case.triage),
        evidence=_evidence(view),
        slots=_slots(findings),
        findings=tuple(
            CardFinding(
                f, playbook.rubric.kinds[f.kind].title, flag_key(case.id, f), words.settled(f)
            )
            for f in findings
            if f.kind is not FindingKind.UNFILLED_SLOT
        ),
        scorecard=_scorecard(view, draft, playbook) if draft else (),
        facts=tuple((number, str(fact.state), said) for number, fact, said in view.known),
        versions=tuple(_version(view, d) for d in case.drafts),
        helpline=_helpline(case, playbook),
        status=case.status,
        draft_state=draft.state if draft else None,
        drafting=case.drafting,
        post=view.post,
        author=str(beside.get("author", "")),
        platform=platform.name if platform else "",
        link=str(beside.get("link", "")),
        language=case.triage.language if case.triage else "",
        posted_at=case.posted_at,
        opened_at=brought.at,
        brought_by=brought.actor.name if brought.actor else "",
        moderation="" if done else post_words.moderation(case.triage, platform),
        moderated=done,
        cautions=() if gone else words.cautions(view, draft),
        question=view.text(case.question.content) if case.question else "",
        question_id=case.question.content.id if case.question else "",
        asked_by=case.question.asked_by.name if case.question else "",
        asked=case.forwarder.name if case.question and case.forwarder else "",
        answered=words.answered(view),
        note=str(beside.get("note", "")),
        claimed_by=case.claimed_by.name if case.claimed_by else "",
        approved_by=tuple(person.name for person in draft.approvals) if draft else (),
        sent_link=view.text(draft.link) if draft else "",
        made=words.made(view, draft) if draft else (),
        history=tuple(history(view)),
        approach=approach or "",
        particulars=post_words.particulars(view.post, triage),
        touches=post_words.touches(triage),
        act_now=post_words.act_now(view.post, triage, profile) if case.status not in OVER else (),
        asks=question,
        kinds=kinds,
        translation=words.translation(view, draft) if draft else None,
        tones=tuple(Tone) if "tone" in may else (),
        languages=_languages(case, playbook) if "tone" in may else (),
        past=words.past(view, draft) if draft else "",
        promises=_promises(view, live),
        earlier=view.posts[:-1],
        clocks=clocks(view),
        closing=closing(view, platform),
        tell=to_tell(case),
        incident=incident_line(view),
        nearby=nearby(view),
    )


def _brought(view: CaseView) -> Recorded:
    """When the customer's latest post came in, and by whom."""
    latest = view.case.post
    return next(r for r in view.history if any(ref == latest for ref in texts_of(r.event)))


def _promises(view: CaseView, draft: Draft | None) -> tuple[CardPromise, ...]:
    """What a draft would promise, then what is owed already."""
    said = [CardPromise(0, words, True) for words in would_promise(view, draft)]
    owed = [CardPromise(o.number, owes(o, quote, view), o.open) for o, quote in view.owed]
    return (*said, *owed)


def _held_back(card: ReviewCard, stage: Stage) -> ReviewCard:
    """The card without our draft, for somebody who finds own words first."""
    may = card.may & {"claim", "close", "kind", "facts", "ask", "answer"}
    return replace(
        card,
        reply="",
        riskiest=OWN_WORDS_FIRST[stage],
        bystander="",
        origin="",
        may=may | {"understand" if stage is Stage.UNDERSTAND else "own"},
        slots=(),
        findings=(),
        scorecard=(),
        versions=(),
        cautions=(),
        made=(),
        translation=card.translation and replace(card.translation, reply=""),
        tones=(),
        languages=(),
        past="",
        promises=tuple(one for one in card.promises if one.number),
        stage=stage,
    )


def _shown(case: Case) -> Draft | None:
    """The draft that the card is about; none where the last one was taken back."""
    if case.withheld:  # what stands in public is still there
        drafts = [d for d in case.drafts if d.state is DraftState.SENT]
    else:
        drafts = list(case.drafts)
    return case.live_draft or (drafts[-1] if drafts else None)


def _version(view: CaseView, draft: Draft) -> Version:
    good = sum(helped for _, helped in draft.ratings)
    return Version(
        draft.number,
        draft.state,
        origin_line(draft),
        view.text(draft.content),
        good,
        len(draft.ratings) - good,
    )


def _evidence(view: CaseView) -> tuple[Quote, ...]:
    if view.case.triage is None:
        return ()
    return tuple(
        Quote(_span(view.post, ev.start, ev.end), ev.says, ev.supports)
        for ev in view.case.triage.evidence
    )


def _span(text: str, start: int, end: int) -> str:
    """The quoted words; where the text was erased, there is nothing to quote."""
    return "" if text == ERASED else text[start:end]


def _slots(findings: Sequence[Finding]) -> tuple[Slot, ...]:
    found = sorted(
        (f for f in findings if f.kind is FindingKind.UNFILLED_SLOT), key=lambda f: f.start
    )
    return tuple(Slot(f.text.strip("[]{}<>"), f.start, f.end) for f in found)


def _scorecard(view: CaseView, draft: Draft, playbook: Playbook) -> tuple[Line, ...]:
    """The scorecard; where the text was erased, there is nothing to quote."""
    text = view.text(draft.content)
    return scorecard("" if text == ERASED else text, view.assessment(draft), playbook.rubric)


def _languages(case: Case, playbook: Playbook) -> tuple[tuple[str, str], ...]:
    """What a draft can be asked for in: what the team reads, and what the customer wrote in."""
    theirs = case.triage.language if case.triage else ""
    now = case.wanted_language or theirs
    texts = playbook.texts
    codes = (theirs, *playbook.profile(case.brand).languages, *texts.languages, *texts.holding)
    wanted = dict.fromkeys(code for code in codes if code and code != now)
    return tuple((code, language_name(code)) for code in wanted)


def _helpline(case: Case, playbook: Playbook) -> str:
    if not at_risk(case):
        return ""
    profile = playbook.profile(case.brand)
    return profile.helplines.get(profile.country, "")
