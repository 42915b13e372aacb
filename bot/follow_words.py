"""What a card says of promises, clocks and the customer's further posts. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.case import Case, CaseStatus, Draft
from bot.due import Due
from bot.ledger import Owed, PromiseState
from bot.profile import Platform
from bot.promised import Said, promised
from bot.reminder_words import span, when
from bot.text import shorten
from bot.views import CaseView

OWED = "We promised: "
_NOBODY = "Nobody owns it."
_SETTLED = {
    PromiseState.KEPT: "kept",
    PromiseState.BROKEN: "broken",
    PromiseState.WAIVED: "waived",
}


def would_promise(view: CaseView, draft: Draft | None) -> list[str]:
    """What a draft promises, by when, and who owns it: to be seen before anybody approves it."""
    if draft is None:
        return []
    return [_would(one, view.case) for one in promised(view, draft)]


def _would(said: Said, case: Case) -> str:
    owner = said.owner or (case.claimed_by.name if case.claimed_by else "")
    who = f"{owner} owns it." if owner else _NOBODY
    quote = shorten(said.quote.rstrip(".!"), 120)
    condition = " (once the customer has done their part)" if said.conditional else ""
    return f"Promises: “{quote}”{spoken(said.due)}{condition}. {who}"


def spoken(due: Due | None) -> str:
    """`, by Friday 4 December, 12:00`; nothing where no time is named."""
    if due is None:
        return ""
    hour = f", {due:%H:%M}" if isinstance(due, datetime) else ""
    return f", by {due:%A} {due.day} {due:%B}{hour}"


def owes(owed: Owed, quote: str, view: CaseView) -> str:
    """What was promised in public, and what became of it."""
    words = f"“{shorten(quote.rstrip('.!'), 120)}”"
    if not owed.open:
        return f"{OWED}{words}: {_SETTLED[owed.state]}."
    zone = view.house.hours.zone
    by = f", due {when(owed.due, zone, None, all_day=owed.all_day)}" if owed.due else ""
    moved = " (moved)" if owed.moved else ""
    who = f"{owed.owner.name} sees to it." if owed.owner else _NOBODY
    return f"{OWED}{words}{by}{moved}. {who}"


def clocks(view: CaseView) -> tuple[str, ...]:
    """By when an answer is due; how long the first and the conclusive one took."""
    case, zone, told = view.case, view.house.hours.zone, list[str]()
    since, due = case.waits_since, view.house.first_answer_due(case)
    if case.status in {CaseStatus.NEW, CaseStatus.OPEN} and since and due:
        told.append(f"An answer is due {when(due, zone, None)}.")
    first = case.first_posted_at or case.opened_at
    if first and case.first_sent_at:
        told.append(f"First answer after {span(case.first_sent_at - first)}.")
    if first and case.last_sent_at and case.status is CaseStatus.SOLVED:
        told.append(f"Conclusive answer after {span(case.last_sent_at - first)}.")
    return tuple(told)


def _one_reply(platform: Platform) -> str:
    if platform.can_edit:
        return f"{platform.name} shows one reply: put this in place of the one that stands there."
    return (
        f"{platform.name} shows one reply, and nobody can change it. So this can't stand there: "
        "tell the customer directly, by a way that they gave you."
    )


def closing(view: CaseView, platform: Platform | None) -> str:
    """How to answer somebody who was answered before; empty where there is nothing to say."""
    case = view.case
    if case.status is CaseStatus.SOLVED and case.noting:
        return "The matter is settled: this note tells everybody who reads along."
    if not case.answered or case.live_draft is None:
        return ""
    if platform and platform.owner_replies == 1:
        return _one_reply(platform)
    if case.turns + 1 >= view.house.rules.closing_answer_from:
        return "Enough back and forth: one complete closing answer, and a way to reach a person."
    return ""
