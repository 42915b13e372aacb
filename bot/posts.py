"""The posts of one customer in a case: one more, one from before, one taken out again. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.contents import ContentRef
from bot.draft import Draft, DraftState
from bot.events import Outcome
from bot.follow_events import PostModerated
from bot.ledger import open_promises
from bot.status import OVER, CaseStatus
from bot.triage import Triage

if TYPE_CHECKING:
    from bot.case import Case

_OUT = frozenset({DraftState.SENT, DraftState.PUBLISHING})


@dataclass(frozen=True, slots=True)
class Stood:
    """How a case stood with a post that was the latest one, written at `posted_at`."""

    status: CaseStatus
    posted_at: datetime | None
    waits_since: datetime | None
    over_at: datetime | None
    outcome: Outcome | None
    quote: ContentRef | None
    triage: Triage | None
    withheld: bool
    moderated: PostModerated | None


def stands(case: Case) -> Stood:
    """How it stands now."""
    return Stood(
        case.status,
        case.posted_at,
        case.waits_since,
        case.over_at,
        case.outcome,
        case.quote,
        case.triage,
        case.withheld,
        case.moderated,
    )


def all_posts(case: Case) -> tuple[ContentRef, ...]:
    """The first one first."""
    return (*case.earlier, case.post) if case.post else case.earlier


def out_since(case: Case, turn: int) -> list[Draft]:
    """The replies to a post, or to a later one, that stand in public or are being posted."""
    return [draft for draft in case.drafts if draft.turn >= turn and draft.state in _OUT]


def can_part(case: Case) -> bool:
    """Whether the latest post can get a case of its own."""
    return case.turn > 1 and not case.merged_into and not out_since(case, case.turn)


def put_before(case: Case, post: ContentRef, posted_at: datetime) -> Case:
    """A post that is older than the latest one takes its place among the earlier ones.

    Nobody has answered it where nobody has answered any: then all are read together, anew.
    """
    times = [one.posted_at for one in case.stood]
    place = next((n for n, at in enumerate(times) if at and at > posted_at), len(times))
    like = case.stood[max(place - 1, 0)] if case.stood else stands(case)
    live = case.live_draft
    anew = not case.answered and not (live and live.state is DraftState.PUBLISHING)
    return replace(
        case,
        earlier=(*case.earlier[:place], post, *case.earlier[place:]),
        stood=(*case.stood[:place], replace(like, posted_at=posted_at), *case.stood[place:]),
        turn=case.turn + 1,
        drafts=_renumbered(case, place + 1, 1),
        triage=None if anew else case.triage,
    )


def taken_out(case: Case, post: ContentRef) -> Case:
    """Without a post; where it was the latest, the case stands as it stood before it came.

    What is not over and waits for us is to be read anew.
    """
    place = [ref.id for ref in all_posts(case)].index(post.id)
    case = replace(case, drafts=_renumbered(case, place + 2, -1), turn=case.turn - 1)
    if place < len(case.earlier):
        return _anew(
            replace(
                case,
                earlier=(*case.earlier[:place], *case.earlier[place + 1 :]),
                stood=(*case.stood[:place], *case.stood[place + 1 :]),
            )
        )
    before = case.stood[-1]
    case = replace(
        case,
        post=case.earlier[-1],
        earlier=case.earlier[:-1],
        stood=case.stood[:-1],
        round=max(1, case.round - 1),
        posted_at=before.posted_at,
        triage=before.triage,
        withheld=before.withheld,
        moderated=before.moderated,
        question=None,
    )
    if case.status in OVER:
        return case
    status = _status(case, before)
    over = status in OVER
    case = replace(
        case,
        status=status,
        waits_since=before.waits_since,
        over_at=before.over_at if over else None,
        outcome=before.outcome if over else None,
        quote=before.quote if over else None,
        drafting=False,
    )
    return _anew(case)


def _anew(case: Case) -> Case:
    return replace(case, triage=None) if case.status is CaseStatus.OPEN else case


def _status(case: Case, before: Stood) -> CaseStatus:
    """Over as before, or the customer's turn where our reply answers the latest post."""
    if before.status in OVER and not open_promises(case.ledger):
        return before.status
    answered = any(d.turn == case.turn for d in case.drafts if d.state is DraftState.SENT)
    return CaseStatus.PENDING if answered else CaseStatus.OPEN


def _renumbered(case: Case, turn: int, by: int) -> tuple[Draft, ...]:
    """The drafts, of which those for this post and later ones answer another turn now."""
    last = max(1, case.turn + by)
    return tuple(
        replace(d, turn=min(d.turn + (by if d.turn >= turn else 0), last)) for d in case.drafts
    )
