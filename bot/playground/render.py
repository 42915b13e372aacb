"""Lays cases out as HTML. Pure: what comes in decides what comes out; no query, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.case import OVER, CaseStatus, DraftState
from bot.changes import Change, word_changes
from bot.commands import Decision
from bot.events import DraftRated, Outcome
from bot.facts import FactState
from bot.people import Person, Role
from bot.playbook import Playbook
from bot.playground import pieces
from bot.playground.forms import FACT_ROWS, Form
from bot.profile import Platform
from bot.records import CaseRow
from bot.review_card import SEVERITY_WORDS, ReviewCard, Version, review_card
from bot.rubric import Mark
from bot.text import shorten
from bot.triage import Confidence
from bot.views import CaseView

FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "all": ("All", ()),
    "open": ("Open", (CaseStatus.NEW, CaseStatus.OPEN)),
    "waiting": ("Waiting", (CaseStatus.PENDING,)),
    "done": ("Done", (CaseStatus.SOLVED, CaseStatus.CLOSED)),
}
_STATUS_WORDS = {
    CaseStatus.NEW: "New",
    CaseStatus.OPEN: "Needs us",
    CaseStatus.PENDING: "Waiting for the customer",
    CaseStatus.SOLVED: "Solved",
    CaseStatus.CLOSED: "Closed",
}
_MARK_WORDS = {
    Mark.MET: "There",
    Mark.EMPTY: "Only words so far",
    Mark.MISSING: "Not yet",
    Mark.NOT_APPLICABLE: "Not needed",
}
_EMOJI = {
    Decision.APPROVE: "✅",
    Decision.CLAIM: "👀",
    Decision.EDIT: "✏️",
    Decision.AGAIN: "🔁",
    Decision.REJECT: "❌",
}
_WHILE_READING = frozenset({"edit", "claim", "close", "answer"})
_LONG = timedelta(minutes=1)  # after which a draft that is being written may be asked for again
_HEADLINE = 110
_KEPT_ROWS = {"fact": "What you know", "slot": "Gap"}
_KEPT = {
    "text": "Your text",
    "reason": "The reason",
    "link": "The link",
    "author": "The author",
    "question": "Your question",
    "answer": "Your answer",
    "wrong": "What was wrong",
}
# Areas of the page that are there only while the card offers what they are for.
_FLEETING = frozenset({"facts", "ask", "answer", "rate", "correct"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page needs. `csrf` is empty where no form may stand."""

    person: Person
    people: Sequence[Person]
    path: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A calm sentence in one area of a page. `anyway` offers to approve in spite of a warning."""

    area: str = ""
    text: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """How a case is looked at: `write` is `draft`, `own` or empty; `typed` is what was not saved.

    `details` opens the part that is closed by default.
    """

    now: datetime
    write: str = ""
    details: bool = False
    notice: Notice = field(default_factory=Notice)
    typed: Form = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person said of a draft: whether it `helped` (None: nothing yet), and why."""

    helped: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the case list, in words."""

    case_id: str
    words: str
    kind: str
    severity: str
    status: str
    state: str
    owner: str
    age: str
    urgent: bool


class Pages:
    """The templates with what they need of the playbook; built once."""

    def __init__(self, playbook: Playbook, decisions: Mapping[str, Decision]) -> None:
        self._playbook = playbook
        self._templates = Environment(
            loader=PackageLoader("bot.playground"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            emoji=_emoji(decisions),
            playbook=playbook,
            web_link=pieces.web_link,
            when=pieces.when,
            mark_words=_MARK_WORDS,
            fact_states=list(FactState),
            outcomes=list(Outcome),
        )

    def home(
        self,
        frame: Frame,
        cases: Sequence[tuple[CaseRow, str]],
        *,
        now: datetime,
        typed: Form,
        chosen: str = "all",
        notice: Notice = Notice(),
    ) -> str:
        """The box for a new post and the case list; `typed` fills the box."""
        return self._page(
            "home.html",
            frame,
            typed=typed,
            notice=notice,
            filters={name: title for name, (title, _) in FILTERS.items()},
            chosen=chosen,
            cases=[self._line(row, words, now) for row, words in cases],
        )

    def case(self, frame: Frame, view: CaseView, asked: CaseRequest) -> str:
        """One case: the card, or the editor in place of its reply."""
        case, card = view.case, review_card(view, self._playbook)
        live = case.live_draft
        shown = live or (case.drafts[-1] if case.drafts else None)
        platform = self._playbook.platforms.get(case.platform)
        # While a new draft is written, nobody should decide on the old one without seeing it.
        may = card.may & _WHILE_READING if case.drafting else card.may
        since = case.changed_at or asked.now
        slow = case.drafting and asked.now - since > _LONG
        may |= {"again"} if slow else set()
        write = asked.write if "edit" in may or asked.notice.text else ""
        return self._page(
            "case.html",
            frame,
            card=card,
            case=case,
            live=live,
            asked=asked,
            notice=asked.notice,
            typed=asked.typed,
            may=may,
            write=write,
            opened=asked.details,
            writing=asked.typed.get("text", card.reply if write == "draft" else ""),
            post=card.post,
            author=card.author,
            link=card.link,
            platform=card.platform,
            answering=self._playbook.profile(case.brand).name,
            pieces=pieces.pieces(card.reply, card.findings if live else (), card.slots),
            mine=bool(shown and any(p.id == frame.person.id for p in shown.approvals)),
            publishing="posted" in card.may,
            sent=bool(shown and shown.state is DraftState.SENT),
            sent_link=card.sent_link,
            waits="answer" in may and card.draft_state in {None, DraftState.AWAITING_REVIEW},
            rating=_rating(view, card.draft, frame.person, asked),
            instead=_instead(platform) if case.answered else "",
            stray=_stray(card, may, asked),
            offers_decision=bool(may & {"approve", "claim", "edit", "again"}),
            over=case.status in OVER,
            is_lead=Role.LEAD in frame.person.roles,
            kinds=[(str(key), kind.title) for key, kind in self._playbook.handling.kinds.items()],
            slow=slow,
            unsure=bool(case.triage and case.triage.confidence is Confidence.UNSURE),
            fact_rows=_fact_rows(asked.typed),
            changes=_changes(card.versions),
            history=card.history,
        )

    def message(
        self, frame: Frame, title: str, text: str, *, kept: Form | None = None, reference: str = ""
    ) -> str:
        """A page that only says something, with what somebody typed given back."""
        named = {_kept_name(name): words for name, words in (kept or {}).items()}
        return self._page(
            "message.html",
            frame,
            title=title,
            text=text,
            kept={name: words for name, words in named.items() if name and words.strip()},
            reference=reference,
        )

    def _page(self, template: str, frame: Frame, **context: Any) -> str:
        return self._templates.get_template(template).render(frame=frame, **context)

    def _line(self, row: CaseRow, words: str, now: datetime) -> CaseLine:
        titles = {str(key): kind.title for key, kind in self._playbook.handling.kinds.items()}
        status = CaseStatus(row.status)
        return CaseLine(
            case_id=row.case_id,
            words=shorten(words, _HEADLINE) or "The words of this post were erased.",
            kind=titles.get(row.category, "Being read"),
            severity=SEVERITY_WORDS.get(row.severity, ""),
            status=str(status),
            state=_STATUS_WORDS[status],
            owner=row.claimed_by,
            age=pieces.age(row.opened_at, now),
            urgent=row.urgent,
        )


def _emoji(decisions: Mapping[str, Decision]) -> dict[str, str]:
    """The emoji to show for each decision: the operator's first real one, else the usual one."""
    chosen: dict[str, str] = {}
    for emoji, decision in decisions.items():
        if not emoji.isascii():
            chosen.setdefault(decision, emoji)
    return {str(decision): chosen.get(decision, usual) for decision, usual in _EMOJI.items()}


def _fact_rows(typed: Form) -> list[tuple[int, str, str]]:
    """The rows of the facts line: number, words, state, as they were typed."""
    return [
        (row, typed.get(f"fact-{row}", ""), typed.get(f"state-{row}", ""))
        for row in range(FACT_ROWS)
    ]


def _changes(versions: Sequence[Version]) -> list[tuple[Version, list[Change]]]:
    """Each version with its difference to the one before, the latest first."""
    before = ["", *(v.text for v in versions)]
    compared = [
        (v, word_changes(old, v.text) if old else [Change("same", v.text)])
        for old, v in zip(before, versions, strict=False)
    ]
    return compared[::-1]


def _rating(view: CaseView, draft: int, person: Person, asked: CaseRequest) -> Rating:
    """What this person said last of the draft; words that were refused stay typed."""
    typed = asked.typed.get("reason", "") if asked.notice.area == "rate" else ""
    for recorded in reversed(view.history):
        event, who = recorded.event, recorded.actor
        if isinstance(event, DraftRated) and event.draft == draft and who and who.id == person.id:
            return Rating(event.good, typed or view.text(event.reason))
    return Rating(reason=typed)


def _instead(platform: Platform | None) -> str:
    """What becomes of our first reply where only one is shown; empty elsewhere."""
    if platform is None or platform.owner_replies != 1:
        return ""
    if platform.can_edit:
        return f"{platform.name} shows one reply only, so ours is edited there."
    return f"{platform.name} shows one reply only, so this takes the place of ours there."


def _stray(card: ReviewCard, may: frozenset[str], asked: CaseRequest) -> list[str] | None:
    """What was typed into a form that is not on the page any more; None where it still is."""
    offered = may | (card.may & {"facts"})
    if "facts" not in card.may:
        offered -= {"ask"}
    if asked.notice.area not in _FLEETING or asked.notice.area in offered:
        return None
    return [words for name, words in asked.typed.items() if _kept_name(name) and words.strip()]


def _kept_name(field_name: str) -> str:
    """What a free-text field is called when it is given back; empty for all others."""
    kind, _, row = field_name.partition("-")
    if kind in _KEPT_ROWS and row.isdecimal():
        return f"{_KEPT_ROWS[kind]} ({int(row[:4]) + 1})"
    return _KEPT.get(field_name, "")
