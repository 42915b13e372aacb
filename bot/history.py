"""A case's events as sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import events as e
from bot.follow_history import follow_sentence
from bot.language import language_name
from bot.text import shorten
from bot.tone import Tone
from bot.views import CaseView


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history: when, who (`Coach` for the coach itself), and what."""

    at: datetime
    who: str
    what: str


def history(view: CaseView) -> list[Entry]:
    """The history, oldest first."""
    return [
        Entry(r.at, r.actor.name if r.actor else "Coach", sentence(r.event, view))
        for r in view.history
    ]


def sentence(event: e.Event, view: CaseView) -> str:
    """One event, as a sentence without its subject."""
    match event:
        case e.CaseOpened():
            return "forwarded the post"
        case e.PostTriaged(triage):
            return f"read the post: {triage.category.replace('_', ' ')}, {triage.confidence}"
        case e.FactStated(_, state, content):
            return f"said ({state}): {shorten(view.text(content), 80)}"
        case e.FactWithdrawn():
            return "took back what was said to be known"
        case e.DraftRequested(tone, language):
            return "asked for another draft" + _wish(tone, language)
        case e.PostUnderstood(words):
            return f"read the post before the draft: {shorten(view.text(words), 120)}"
        case e.ReplyWithheld():
            return "advised not to reply"
        case e.CaseClaimed():
            return "took the case"
        case e.FindingDismissed(reason=reason):
            return "set a finding aside" + _because(view.text(reason))
        case e.ForwarderAsked(question):
            return f"asked back: {shorten(view.text(question), 120)}"
        case e.ForwarderAnswered(None):
            return "took the question back"
        case e.ForwarderAnswered(answer):
            return f"answered: {shorten(view.text(answer), 120)}"
        case e.CorrectionAsked(number, wrong):
            return f"wants draft {number} corrected" + _because(view.text(wrong))
        case e.CaseSolved(outcome, quote):
            how = "marked it solved" if outcome in e.SHOWN else "ended it"
            return f"{how}: {outcome}" + _because(view.text(quote))
        case e.CaseClosed(reason):
            return "closed it" + _because(view.text(reason))
        case e.CaseReopened(reason):
            return "reopened it" + _because(view.text(reason))
        case _:
            return _draft_sentence(event, view)


def _draft_sentence(event: e.Event, view: CaseView) -> str:
    match event:
        case e.DraftProposed(draft=number):
            return f"wrote draft {number}"
        case e.DraftSuperseded(number, 0):
            return f"took back draft {number}"
        case e.DraftSuperseded(number, by):
            return f"put draft {by} in place of draft {number}"
        case e.DraftReread(draft=number):
            return f"read draft {number} a second time and found more"
        case e.RereadingFailed(number, distrusted):
            if distrusted:
                return f"read draft {number} a second time, but that cannot be relied on"
            return f"could not read draft {number} a second time"
        case e.DraftTranslated(draft=number):
            return f"translated draft {number} for the team"
        case e.DraftRated(number, good, reason):
            return f"found draft {number} {'helpful' if good else 'not helpful'}" + _because(
                view.text(reason)
            )
        case e.ApprovalGiven(draft=number, despite=despite):
            return f"approved draft {number}" + (" in spite of a warning" if despite else "")
        case e.ApprovalWithdrawn(number):
            return f"took back the approval of draft {number}"
        case e.DraftApproved(number):
            return f"has all approvals for draft {number}"
        case e.DraftRejected(number, reason):
            return f"rejected draft {number}" + _because(view.text(reason))
        case e.PublishStarted(draft=number):
            return f"copied draft {number} to post it"
        case e.PublishAbandoned(number):
            return f"did not post draft {number} after all"
        case e.ReplySent(number, link):
            where = view.text(link)
            return f"posted draft {number}" + (f" ({where})" if where else "")
        case _:
            return follow_sentence(event, view)


def _wish(tone: Tone | None, language: str) -> str:
    """What was asked of a draft, such as `: warmer, in French`."""
    wishes = [str(tone)] if tone else []
    wishes += [f"in {language_name(language)}"] if language else []
    return f": {', '.join(wishes)}" if wishes else ""


def _because(reason: str) -> str:
    return f": {shorten(reason, 120)}" if reason else ""
