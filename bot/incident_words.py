"""What a card says of other posts about the same problem. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.case import Draft
from bot.contents import Content
from bot.contradictions import Clash, Reply, contradictions
from bot.promised import kept, promised
from bot.reminder_words import when
from bot.text import shorten
from bot.views import ERASED, CaseView

_QUOTED = 140
_GLIMPSE = 40  # of a post beside this one
_COMPARED = 30  # published replies, the latest


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another post about the same problem: its case, and who wrote what."""

    case: str
    says: str


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


def nearby(view: CaseView) -> tuple[Nearby, ...]:
    """The other posts about this that the card names, the latest first."""
    rows = view.incident.beside(view.case.id) if view.incident else ()
    return tuple(Nearby(row.case_id, _named(view.texts.get(row.headline_content))) for row in rows)


def _named(post: Content | None) -> str:
    if post is None:
        return "a post whose words were erased"
    author = shorten(str(post.extra.get("author", "")).strip(), 60)
    words = f"“{shorten(post.text, _GLIMPSE)}”"
    return f"{author}, {words}" if author else words


def also(named: Sequence[Nearby]) -> str:
    """“Also: Bob, “…” · Cleo, “…””; empty where nobody else wrote."""
    return f"Also: {' · '.join(one.says for one in named)}" if named else ""


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
