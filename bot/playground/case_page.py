"""What the page of a case shows: the card, what may be done, and what the person in front needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import form_words
from bot.card_words import is_gone
from bot.case import OVER, Case, CaseStatus, DraftState
from bot.changes import Change, word_changes
from bot.events import DraftRated
from bot.form_words import Options
from bot.past import HouseWord
from bot.people import Person
from bot.playbook import Playbook
from bot.playground import pieces
from bot.playground.forms import FACT_ROWS, Form
from bot.playground.visit import CaseRequest, Frame
from bot.practice import Practice
from bot.profile import Platform
from bot.review_card import ReviewCard, Version, review_card
from bot.understanding import Stage, Understanding
from bot.views import CaseView

_WHILE_READING = frozenset(
    {
        *("edit", "claim", "close", "answer"),
        *("promise", "came_back", "belongs", "hide", "reopen"),
    }
)
_LONG = timedelta(minutes=1)  # after which a draft that is being written may be asked for again
_KEPT_ROWS = {"fact": "What you know", "slot": "Gap"}
_KEPT = {
    "text": "Your text",
    "reason": "The reason",
    "link": "The link",
    "author": "The author",
    "question": "Your question",
    "answer": "Your answer",
    "wrong": "What was wrong",
    "saw": "What you saw in the post",
    "post": "The post",
    "quote": "Their words",
    "words": "The words that break it",
    "until": "The new time",
}
# Areas of the page that are there only while the card offers what they are for.
_FLEETING = frozenset(
    {
        *("facts", "ask", "answer", "rate", "correct", "understand"),
        *("promise", "came_back", "belongs", "hide", "solve"),
    }
)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person said of a draft: whether it `helped` (None: nothing yet), and why."""

    helped: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the desk knows beside the case: how far the person in front is in practising, what they
    and the coach `understood`, a change of words that people might make the house `style`, and the
    `others` to which the post might belong."""

    practice: Practice
    stage: Stage = Stage.NONE
    understood: Understanding | None = None
    style: HouseWord | None = None
    others: Options = ()


def case_page(
    view: CaseView, playbook: Playbook, frame: Frame, asked: CaseRequest, beside: Beside
) -> dict[str, Any]:
    """Everything that `case.html` lays out."""
    case, card = view.case, review_card(view, playbook, beside.stage)
    live = case.live_draft
    shown = live or (case.drafts[-1] if case.drafts else None)
    since = case.changed_at or asked.now
    slow = case.drafting and asked.now - since > _LONG
    may = _may(card, case, slow)
    write = _write(asked, may, beside)
    return {
        "card": card,
        "case": case,
        "live": live,
        "asked": asked,
        "notice": asked.notice,
        "typed": asked.typed,
        "may": may,
        "write": write,
        "opened": asked.details,
        "writing": asked.typed.get("text", card.reply if write == "draft" else ""),
        "answering": playbook.profile(case.brand).name,
        "pieces": pieces.pieces(card.reply, card.findings if live else (), card.slots),
        "mine": bool(shown and any(p.id == frame.person.id for p in shown.approvals)),
        "publishing": "posted" in card.may,
        "sent": bool(shown and shown.state is DraftState.SENT),
        "waits": "answer" in may and card.draft_state in {None, DraftState.AWAITING_REVIEW},
        "rating": _rating(view, card.draft, frame.person, asked),
        "instead": _instead(playbook.platforms.get(case.platform)) if case.answered else "",
        "stray": _stray(card, may, asked),
        "offers_decision": bool(may & {"approve", "claim", "edit", "again"}),
        "over": case.status in OVER,
        "kinds": [(str(key), kind.title) for key, kind in playbook.handling.kinds.items()],
        "slow": slow,
        "gone": is_gone(case, shown),
        "fact_rows": _fact_rows(asked.typed),
        "changes": _changes(card.versions),
        "besides": beside,
        **_after(view, card, playbook, asked),
    }


def _after(
    view: CaseView, card: ReviewCard, playbook: Playbook, asked: CaseRequest
) -> dict[str, Any]:
    """What was promised and is owed, what waits, and where the post went."""
    case, due = view.case, view.house.first_answer_due(view.case)
    waits = case.status in {CaseStatus.NEW, CaseStatus.OPEN}
    return {
        "would": [one for one in card.promises if not one.number],
        "owed": [one for one in card.promises if one.number],
        "owners": {one.number: one.owner for one in case.ledger},
        "late": waits and due is not None and due < asked.now,
        "guidelines": form_words.guidelines(playbook),
        "moderations": form_words.moderations(playbook, card.platform),
    }


def _may(card: ReviewCard, case: Case, slow: bool) -> frozenset[str]:
    """While a new draft is written, nobody should decide on the old one without seeing it."""
    may = card.may & _WHILE_READING if case.drafting else card.may
    return may | {"again"} if slow else may


def _write(asked: CaseRequest, may: frozenset[str], beside: Beside) -> str:
    """Which editor stands in the place of the reply; empty for none."""
    write = "own" if beside.stage is Stage.OWN_WORDS else asked.write
    offered = bool(may & {"edit", "own"}) or asked.notice.area == "write"
    return write if offered and beside.stage is not Stage.UNDERSTAND else ""


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
    return [words for name, words in asked.typed.items() if kept_name(name) and words.strip()]


def kept_name(field_name: str) -> str:
    """What a free-text field is called when it is given back; empty for all others."""
    kind, _, row = field_name.partition("-")
    if kind in _KEPT_ROWS and row.isdecimal():
        return f"{_KEPT_ROWS[kind]} ({int(row[:4]) + 1})"
    return _KEPT.get(field_name, "")
