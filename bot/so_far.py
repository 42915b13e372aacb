"""Puts together what was said in a case so far, for whoever writes the next text. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.case import Case, DraftState
from bot.exchange import NOTHING, Exchange, Pledge, Round, Turn
from bot.ledger import Owed
from bot.only_thanks import only_thanks
from bot.profile import Platform
from bot.promised import kept
from bot.triage import Category, Confidence
from bot.views import CaseView


def so_far(view: CaseView, platform: Platform | None) -> Exchange:
    """Everything before the latest post; empty while there is nothing but a first post."""
    case = view.case
    if case.turn == 1 and not case.answered:
        return NOTHING
    alone = platform is not None and platform.owner_replies == 1
    since = case.drafting_since or view.history[-1].at
    stands = standing(view, platform)
    return Exchange(
        turns=tuple(_turns(view)),
        pledges=tuple(_pledge(view, owed, since) for owed in case.ledger),
        round=_round(view),
        closing=_closing(view),
        standing=stands if platform and platform.can_edit else "",
        direct=alone and bool(stands) and not (platform and platform.can_edit),
        today=view.house.hours.day_of(since),
    )


def standing(view: CaseView, platform: Platform | None, *, but: int = 0) -> str:
    """The reply that stands where the place shows one only; empty for any other place.

    `but` is the number of a draft that does not count: it may stand there by now.
    """
    drafts = (draft for draft in view.case.drafts if draft.number != but)
    sent = [draft for draft in drafts if draft.state is DraftState.SENT]
    if platform is None or platform.owner_replies != 1 or not sent:
        return ""
    return view.text(sent[-1].content)


def _turns(view: CaseView) -> Iterator[Turn]:
    """What they wrote before the latest post, and after each post what answered it."""
    sent = [draft for draft in view.case.drafts if draft.state is DraftState.SENT]
    for turn in range(1, view.case.turn + 1):
        if turn < view.case.turn:
            yield Turn(view.posts[turn - 1], ours=False)
        for draft in sent:
            if draft.turn == turn:
                yield Turn(view.text(draft.content), ours=True)


def _pledge(view: CaseView, owed: Owed, since: datetime) -> Pledge:
    said = kept(view.beside(owed.content))
    due = view.house.hours.day_of(owed.due) if owed.due else None
    late = owed.open and owed.due is not None and owed.due < since
    what, owner = (said[0].what, said[0].owner) if said else ("", "")
    wrote = view.case.waits_since
    news = bool(owed.settled_at and wrote and owed.settled_at >= wrote)
    return Pledge(view.text(owed.content), what, owed.state, due, late, owner, news)


def _round(view: CaseView) -> Round:
    case = view.case
    if case.noting:
        return Round.NOTE
    if not case.answered:
        return Round.WAITING
    if _answered_already(case):
        return Round.UPDATE
    return Round.THANKS if only_thanks(view.post) or _praised(case) else Round.RETURN


def _praised(case: Case) -> bool:
    """Whether that is sure: who is mocked or angry is not thanked."""
    triage = case.triage
    if triage is None or triage.category is not Category.PRAISE:
        return False
    return triage.confidence is not Confidence.UNSURE


def _answered_already(case: Case) -> bool:
    """Whether a reply to the latest post stands in public."""
    return any(d.turn == case.turn for d in case.drafts if d.state is DraftState.SENT)


def _closing(view: CaseView) -> bool:
    case = view.case
    return case.answered and case.turns + 1 >= view.house.rules.closing_answer_from
