"""What a card says of other posts about the same problem. Pure."""

from __future__ import annotations

from bot.case import Draft
from bot.contradictions import Clash, Reply, contradictions
from bot.promised import kept, promised
from bot.reminder_words import when
from bot.text import shorten
from bot.views import ERASED, CaseView

_QUOTED = 140
_COMPARED = 30  # published replies, the latest


def incident_line(view: CaseView) -> str:
    """“7 posts about this since 10:40. Ana has it.”; empty where nobody else wrote about it."""
    incident = view.incident
    if incident is None or incident.posts < 2:
        return ""
    zone, now = view.house.hours.zone, view.history[-1].at
    since = incident.since
    day, today = since.astimezone(zone).date(), now.astimezone(zone).date()
    began = f"{since.astimezone(zone):%H:%M}" if day == today else when(since, zone, now)
    crisis = "A crisis: " if view.case.crisis or incident.crisis else ""
    owner = view.owner
    who = f"{owner.name} has it." if owner else "Nobody has it yet."
    return f"{crisis}{incident.posts} posts about this since {began.removeprefix('on ')}. {who}"


def clashes(view: CaseView, draft: Draft | None) -> list[str]:
    """What the draft says against what stands in public about the same problem, quoted."""
    if draft is None or draft is not view.case.live_draft or view.incident is None:
        return []
    published = [one for one in view.incident.published if one.content.id in view.texts]
    others = [
        Reply(view.text(one.content), kept(view.beside(one.content)))
        for one in published[:_COMPARED]
    ]
    text = view.text(draft.content)
    if text == ERASED or not others:
        return []
    return [_caution(clash) for clash in contradictions(Reply(text, promised(view, draft)), others)]


def _caution(clash: Clash) -> str:
    theirs, ours = (shorten(quote, _QUOTED) for quote in (clash.theirs, clash.ours))
    return f"In another reply about this we said “{theirs}”; here it says “{ours}”"


def outdated(view: CaseView, draft: Draft) -> bool:
    """Whether something was said to be known in another case since this draft was written."""
    at = view.incident.facts_at if view.incident else None
    return at is not None and at >= draft.proposed_at
