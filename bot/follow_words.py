"""What a card says of promises, clocks and the customer's further posts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.case import OVER, Case, CaseStatus, Draft, DraftState
from bot.due import Due
from bot.errors import PromiseOpen
from bot.events import SHOWN
from bot.ledger import Owed, PromiseState, open_promises
from bot.profile import Platform
from bot.promised import Said, promised
from bot.reminder_words import span, when
from bot.text import shorten
from bot.views import CaseView

OWED = "We promised: "
_NO_DAY = ", no day named"
_BROKEN = "We could not do what we promised. The customer should hear it from us."
_SETTLED = {
    PromiseState.KEPT: "kept",
    PromiseState.BROKEN: "broken",
    PromiseState.WAIVED: "waived",
}


def would_promise(view: CaseView, draft: Draft | None) -> list[str]:
    """What a draft promises, by when, and whose it will be: to be seen before it is approved."""
    if draft is None:
        return []
    return [_would(one, view.case) for one in promised(view, draft)]


def undated(said: Sequence[Said]) -> str:
    """That a reply promises something without a day, in a sentence; empty where it does not."""
    without = sum(one.due is None for one in said)
    if not without:
        return ""
    if len(said) == 1:
        return "The promise has no day. By when will it be done?"
    have = "has" if without == 1 else "have"
    return f"{without} of {len(said)} promises {have} no day. By when will that be done?"


def _would(said: Said, case: Case) -> str:
    # A name in the words owns nothing: reminders go to whoever has the case, or else posts it.
    owner = case.claimed_by.name if case.claimed_by else ""
    who = f"{owner} will see to it." if owner else "It will be yours when you post it."
    quote = shorten(said.quote.rstrip(".!"), 120)
    condition = " (once the customer has done their part)" if said.conditional else ""
    return f"Promises: “{quote}”{spoken(said.due) or _NO_DAY}{condition}. {who}"


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
    by = f", due {when(owed.due, zone, None, all_day=owed.all_day)}" if owed.due else _NO_DAY
    moved = " (moved)" if owed.moved else ""
    who = f"{owed.owner.name} sees to it." if owed.owner else "Nobody sees to it yet."
    return f"{OWED}{words}{by}{moved}. {who}"


def still_owed(view: CaseView) -> PromiseOpen:
    """Why a case cannot end yet, with the words of the promise that is due next."""
    owed = open_promises(view.case.ledger)
    quoted = f": “{shorten(view.text(owed[0].content).rstrip('.!'), 120)}”" if owed else ""
    if len(owed) < 2:
        return PromiseOpen(
            f"A promise is still open{quoted}. Say first whether it was kept or broken; "
            "a lead can waive it with a reason."
        )
    return PromiseOpen(
        f"{len(owed)} promises are still open. The next one{quoted}. Say first whether they were "
        "kept or broken; a lead can waive them with a reason."
    )


def next_promise(view: CaseView) -> str:
    """What is ours to do after a reply that promises something; empty where nothing is."""
    if not (owed := open_promises(view.case.ledger)):
        return ""
    due, all_day = owed[0].due, owed[0].all_day
    by = f", due {when(due, view.house.hours.zone, None, all_day=all_day)}" if due else ""
    return f"Next: what we promised{by}."


def ended(status: str, outcome: str) -> str:
    """How a case that is over ended, in a word or two; only a content customer makes it solved."""
    if status != CaseStatus.SOLVED or not outcome:
        return status.capitalize()
    return f"{'Solved' if outcome in SHOWN else 'Ended'}: {outcome}"


def clocks(view: CaseView) -> tuple[str, ...]:
    """By when an answer is due; how long the first and the conclusive one took."""
    case, zone, told = view.case, view.house.hours.zone, list[str]()
    since, due = case.waits_since, view.house.first_answer_due(case)
    if case.status in {CaseStatus.NEW, CaseStatus.OPEN} and since and due:
        told.append(f"{_due(case)} is due {when(due, zone, None)}.")
    first = case.first_posted_at or case.opened_at
    if first and case.first_sent_at:
        took = span(case.first_sent_at - first)
        again = case.round > 1
        words = "Their first post was answered" if again else "First answer"
        told.append(f"{words} after {took}.")
    if first and case.last_sent_at and case.status is CaseStatus.SOLVED:
        told.append(f"Conclusive answer after {span(case.last_sent_at - first)}.")
    return tuple(told)


def _due(case: Case) -> str:
    """What is due: there may be several posts, and what was answered needs no more than a look."""
    if any(d.state is DraftState.SENT and d.turn == case.turn for d in case.drafts):
        return "A decision on the further reply"
    return "An answer to their latest post" if case.round > 1 else "An answer"


def to_tell(case: Case) -> str:
    """That the customer has to hear of a promise that was broken; empty where they did, or write
    again anyway."""
    broken = [o.settled_at for o in case.ledger if o.state is PromiseState.BROKEN and o.settled_at]
    told = case.last_sent_at
    if case.live_draft or case.status is not CaseStatus.PENDING or not broken:
        return ""
    return _BROKEN if told is None or max(broken) >= told else ""


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
    if case.status in OVER and not case.noting:
        return ""
    if case.status is CaseStatus.SOLVED and case.noting:
        return "The matter is settled: this note tells everybody who reads along."
    if not case.answered or case.live_draft is None:
        return ""
    if platform and platform.owner_replies == 1:
        return _one_reply(platform)
    if case.turns + 1 >= view.house.rules.closing_answer_from:
        return "Enough back and forth: one complete closing answer, and a way to reach a person."
    return ""
