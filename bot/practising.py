"""New-hire mode, on every surface: somebody says what they see, writes, and then compares."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.acts import Act
from bot.desk import CareDesk
from bot.errors import CoachError
from bot.people import Caller
from bot.practice import Practice
from bot.review_card import ReviewCard, review_card
from bot.understanding import Stage
from bot.views import CaseView

log = logging.getLogger(__name__)

# The button that leads to what comes first, for whoever practises.
NEXT: Mapping[Stage, Act] = {Stage.UNDERSTAND: Act.UNDERSTAND, Stage.OWN_WORDS: Act.OWN}


@dataclass(frozen=True, slots=True)
class Step:
    """What EDIT, OWN, UNDERSTAND or COMPARE leads to: one of these `act`s, with the case as this
    person may see it. `draft` is the one to start from, 0 for an empty input."""

    act: Act
    card: ReviewCard
    practice: Practice
    draft: int = 0


async def step(desk: CareDesk, caller: Caller, view: CaseView, act: Act, draft: int = 0) -> Step:
    """What comes next for this person; for who does not practise it is what was asked for."""
    practice = await desk.writing.practice(caller)
    stage = desk.writing.stage(view, caller.person, practice)
    if act is Act.COMPARE:
        stage = Stage.COMPARE
    elif stage is Stage.UNDERSTAND:
        act = Act.UNDERSTAND
    elif stage is Stage.OWN_WORDS or act is Act.UNDERSTAND:
        act = Act.OWN
    known = act is Act.EDIT and 0 < draft <= len(view.case.drafts)
    card = review_card(view, desk.coach.playbook, stage)
    return Step(act, card, practice, draft if known else 0)


async def to_compare(desk: CareDesk, caller: Caller, case_id: str) -> ReviewCard | None:
    """Our words beside those that were just written; None for whoever does not practise."""
    try:
        practice = await desk.writing.practice(caller)
        if not practice.own_words_first:
            return None
        view = await desk.view(caller.organisation, case_id)
    except CoachError as exc:  # the reply is saved: that is what counts
        log.info("Nothing was compared: %s", type(exc).__name__)
        return None
    stage = desk.writing.stage(view, caller.person, practice)
    return review_card(view, desk.coach.playbook, stage) if stage is Stage.COMPARE else None


async def comes_first(desk: CareDesk, caller: Caller, case_id: str) -> Stage:
    """What somebody who practises does before any draft is shown; NONE where nothing does."""
    practice = await desk.writing.practice(caller)
    if not practice.own_words_first:
        return Stage.NONE
    view = await desk.view(caller.organisation, case_id)
    stage = desk.writing.stage(view, caller.person, practice)
    return stage if stage in NEXT else Stage.NONE
