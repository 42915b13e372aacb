"""What people are told when something is due: calm, short, with the customer's own words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.case import Case, DraftState
from bot.ledger import Owed
from bot.text import shorten
from bot.timers import Due, Reminder
from bot.triage import Category
from bot.views import CaseView

_QUOTED = 140
_ASKED = {
    Due.CHECK_IN: (
        "Has {customer} come back? If so, put their words here; "
        "if not, the case waits, or ends with “no answer”."
    ),
    Due.WON_BACK: "Two weeks on: is {customer} a customer again? “Won back” takes their words.",
}


def sentence(reminder: Reminder, view: CaseView, now: datetime) -> str:
    """The reminder, with the customer's words or those of the promise."""
    case, zone = view.case, view.house.hours.zone
    post = f"“{shorten(view.post, _QUOTED)}”"
    match reminder.due:
        case Due.ALARM | Due.ANSWER | Due.ANSWER_NOW | Due.ANSWER_LATE:
            return f"{_answer(reminder, view, now)} {post}"
        case Due.CONCLUSION:
            return f"This has been open since {_since(case, zone)}. What would settle it? {post}"
        case Due.CHECK_IN | Due.WON_BACK:
            return f"{_ASKED[reminder.due].format(customer=customer(view))} {post}"
        case _:
            return _promise(reminder, view, now)


def customer(view: CaseView) -> str:
    """Who wrote, as far as it is known."""
    return named(view.beside(view.case.post))


def named(beside: Mapping[str, Any]) -> str:
    """Who wrote a post, by what is kept beside it."""
    return shorten(str(beside.get("author", "")).strip(), 60) or "the customer"


def _answer(reminder: Reminder, view: CaseView, now: datetime) -> str:
    due = view.house.first_answer_due(view.case)
    assert due is not None
    since = view.case.waits_since
    waited = span(now - since) if since else "a while"
    by, loud = when(due, view.house.hours.zone, now), _loud(view)
    who, what = _wanted(view.case, customer(view))
    waits = f"{loud}{who} has waited {waited}"
    if now < due:
        return f"{waits}; {what} is due {by}."
    what = what[:1].upper() + what[1:]
    late = f"was due {by}" if reminder.due is Due.ANSWER_LATE else "is due now"
    return f"{waits}. {what} {late}."


def _wanted(case: Case, who: str) -> tuple[str, str]:
    """Who waits, and for what: it need not be the customer, and not for an answer."""
    if case.withheld:  # silence is advised, and somebody decides on it
        return "A post to which no reply is advised", "a decision"
    if any(d.state is DraftState.SENT and d.turn == case.turn for d in case.drafts):
        return "A further reply", "a decision"
    return who[:1].upper() + who[1:], "an answer"


def _loud(view: CaseView) -> str:
    if not view.house.loud(view.case):
        return ""
    if view.case.crisis:
        return f"{view.case.crisis} posts about the same problem: a crisis. "
    triage = view.case.triage
    at_risk = triage is not None and triage.category is Category.PERSON_AT_RISK
    return "Somebody may be in danger. " if at_risk else "This looks like a crisis. "


def _promise(reminder: Reminder, view: CaseView, now: datetime) -> str:
    owed = next(one for one in view.case.ledger if one.number == reminder.promise)
    quote, zone = f"“{shorten(view.text(owed.content), _QUOTED)}”", view.house.hours.zone
    if owed.due is None:
        return f"We promised {customer(view)}: {quote} It has no date. Is it done?"
    by = by_when(owed, zone, now)
    match reminder.due:
        case Due.PROMISE_SOON:
            return f"Coming up: we promised {customer(view)} {quote} It is due {by}."
        case Due.PROMISE_NOW:
            return f"Due {by}: we promised {customer(view)} {quote} Is it done?"
        case _:
            who = f" {owed.owner.name} has it." if owed.owner else ""
            return (
                f"A promise is open past its time ({by}): {quote}{who} "
                "Kept, moved, or broken? The customer should hear it from us."
            )


def by_when(owed: Owed, zone: tzinfo, now: datetime) -> str:
    """When a promise is due, for people."""
    assert owed.due is not None
    return when(owed.due, zone, now, all_day=owed.all_day)


def when(at: datetime, zone: tzinfo, now: datetime | None, *, all_day: bool = False) -> str:
    """`today at 14:00`, `on Friday 27 November`, in local time.

    What is not read `now` (None) says no “today”, which would not stay true.
    """
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days if now else None
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days) if days is not None else None
    day = near or f"on {local:%A} {local.day} {local:%B}"
    return day if all_day else f"{day} at {local:%H:%M}"


def span(waited: timedelta) -> str:
    """`52 min`, `3 h 5 min`, `2 days`: how long somebody has waited."""
    minutes = int(waited.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = minutes // (24 * 60)
    return f"{days} days" if days > 1 else "a day"


def _since(case: Case, zone: tzinfo) -> str:
    at = case.first_posted_at or case.opened_at
    assert at is not None
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"
