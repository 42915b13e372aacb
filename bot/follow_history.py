"""What happened to a case after an answer, as sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from bot import events as e
from bot import follow_events as f
from bot.case import OVER
from bot.contents import ContentRef
from bot.profile import Moderation
from bot.reminder_words import when
from bot.text import shorten
from bot.timers import Due, due_of
from bot.views import CaseView

MODERATED = {
    Moderation.HIDE: "hidden",
    Moderation.REMOVE: "removed",
    Moderation.REPORT: "reported",
}
_DID = {**MODERATED, Moderation.HIDE: "hid"}

_OWED = "a promise to the customer is still open."
_REPORTED = (
    "It stands there until the platform has decided. If it stays, reopen this case and answer it."
)
_DUE = {
    Due.ALARM: "this needs somebody at once",
    Due.ANSWER: "an answer is due soon",
    Due.ANSWER_NOW: "an answer is due now",
    Due.ANSWER_LATE: "an answer is overdue",
    Due.CONCLUSION: "this has been open for long",
    Due.PROMISE_SOON: "{promise} is due soon",
    Due.PROMISE_NOW: "{promise} is due",
    Due.PROMISE_LATE: "{promise} is overdue",
    Due.PROMISE_UNDATED: "{promise} has no date",
    Due.CHECK_IN: "has the customer come back?",
    Due.WON_BACK: "is the customer won back?",
}


def follow_sentence(event: e.Event, view: CaseView) -> str:
    """One event, as a sentence without its subject."""
    match event:
        case f.PromisesFound(draft=number):
            return f"read what draft {number} promises"
        case f.PromiseMade(content=content, owner=owner):
            who = f", for {owner.name} to keep" if owner else ""
            return f"noted a promise: {_quoted(view, content)}{who}"
        case f.PromiseTaken(number):
            return f"took on {_which(view, number)}"
        case f.PromiseKept(number):
            return f"kept {_which(view, number)}"
        case f.PromiseMoved(promise=number, due=due, all_day=all_day):
            by = when(due, view.house.hours.zone, None, all_day=all_day)
            return f"moved {_which(view, number)}: due {by}"
        case f.PromiseBroken(number, reason):
            return f"could not keep {_which(view, number)}: {shorten(view.text(reason), 120)}"
        case f.PromiseWaived(number, reason):
            return f"waived {_which(view, number)}: {shorten(view.text(reason), 120)}"
        case f.Reminded(marks, quietly):
            noted = "noted what had come due meanwhile" if quietly else "gave a reminder"
            return f"{noted}: {_reminded(marks, view)}"
        case f.CustomerReturned(post):
            return f"forwarded another post of the customer: {_quoted(view, post)}"
        case f.EarlierPostAdded(post):
            return f"forwarded an older post of the customer: {_quoted(view, post)}"
        case f.ReturnTakenBack(post):
            return f"took a post out of this case again: {_quoted(view, post)}"
        case _:
            return _rest(event, view)


def _rest(event: e.Event, view: CaseView) -> str:
    match event:
        case f.CaseMerged():
            return "put the post to another case of the customer"
        case f.PostModerated(action, guideline):
            return f"{_DID[action]} the post{_for(view, guideline)}"
        case f.IncidentJoined():
            return "joined this to other posts about the same problem"
        case f.IncidentLeft():
            return "took this out of the incident: it is about something else"
        case f.CrisisRaised(posts):
            return f"raised a crisis: {posts} posts about the same problem"
        case f.NoteRequested():
            return "asked for a public note of what was put right"
        case _:
            return type(event).__name__


def moderated(view: CaseView) -> str:
    """What was done about the latest post, by whom and why, and what comes next; empty where
    nothing was."""
    case, told = view.case, view.case.moderated
    if told is None:
        return ""
    noted = next(r for r in reversed(view.history) if r.event == told)
    who = noted.actor.name if noted.actor else "Somebody"
    at = when(noted.at, view.house.hours.zone, None)
    why = shorten(view.text(told.guideline), 200).rstrip(".")
    done = f"{who} {_DID[told.action]} this post {at}{_for(view, told.guideline)}. {why}."
    if case.status not in OVER:
        return f"{done} The case stays open: {_OWED}"
    return f"{done} {_REPORTED}" if told.action is Moderation.REPORT else done


def _for(view: CaseView, guideline: ContentRef) -> str:
    """Which words of the post broke it."""
    words = str(view.beside(guideline).get("words", ""))
    return f" because of “{shorten(words, 120)}”" if words else ""


def said_of(due: Due, promise: int, view: CaseView) -> str:
    """What is due, in a few words; `promise` is its number where it is one."""
    return _DUE[due].format(promise=_which(view, promise) if promise else "")


def _reminded(marks: Sequence[str], view: CaseView) -> str:
    """What was due; of the steps to one thing only the last."""
    steps = {(due.partition(" ")[0], number): due for due, number in map(due_of, marks)}
    return "; ".join(said_of(due, number, view) for (_, number), due in steps.items())


def _which(view: CaseView, number: int) -> str:
    owed = next(one for one in view.case.ledger if one.number == number)
    return f"the promise {_quoted(view, owed.content)}"


def _quoted(view: CaseView, ref: ContentRef) -> str:
    return f"“{shorten(view.text(ref).rstrip('.!'), 120)}”"
