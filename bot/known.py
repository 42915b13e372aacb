"""What is known of a case when a text for it is written or read."""

from __future__ import annotations

from dataclasses import replace

from bot import commands as c
from bot.coach import Coach
from bot.language import guess_language
from bot.situation import Situation
from bot.so_far import so_far
from bot.triage import Category, Confidence, Triage, up_to
from bot.views import CaseView


def triaged(coach: Coach, view: CaseView) -> tuple[list[c.Command], CaseView]:
    """The view with a triage, and the command that records it where there was none."""
    case = view.case
    if case.triage is not None:
        return [], view
    before = _triaged_before(view)
    if case.turn > 1 and not case.answered:
        triage = _still_complaining(_triaged_together(coach, view), before)
    else:
        triage = coach.triage(view.post, platform=case.platform)
        if case.turn > 1:
            triage = _carried_on(_still_complaining(triage, before), before)
    return [c.RecordTriage(triage)], replace(view, case=replace(case, triage=triage))


def _triaged_together(coach: Coach, view: CaseView) -> Triage:
    """Of somebody whom nobody has answered, all posts say what the matter is.

    Where all of them together leave that open, the latest alone may tell it.
    """
    platform = view.case.platform
    together = "\n\n".join((view.post, *reversed(view.posts[:-1])))
    triage = up_to(coach.triage(together, platform=platform), len(view.post))
    if not _guessed(triage):
        return triage
    alone = coach.triage(view.post, platform=platform)
    return triage if _guessed(alone) else alone


def _still_complaining(triage: Triage, before: Triage | None) -> Triage:
    """Who complained before is not taken for a troll, or for content, where that is a guess."""
    if before is None or before.category is not Category.COMPLAINT or not _guessed(triage):
        return triage
    return replace(
        triage, category=Category.COMPLAINT, severity=before.severity, severity_reasons=()
    )


def _carried_on(triage: Triage, before: Triage | None) -> Triage:
    """They had an answer. Where it was not enough, what was grave or touchy still is."""
    if triage.category is not Category.COMPLAINT:
        return triage
    triage = replace(triage, repeated=True)
    if before is None:
        return triage
    touches = dict.fromkeys((*before.sensitivities, *triage.sensitivities))
    return replace(
        triage, severity=max(triage.severity, before.severity), sensitivities=tuple(touches)
    )


def _guessed(triage: Triage) -> bool:
    """Whether it is not sure that somebody who complained before does something else now.

    Of a crisis, only a quote that shows it is believed.
    """
    if triage.confidence is not Confidence.UNSURE:
        return False
    shown = any(quote.supports for quote in triage.evidence)
    return triage.category in {Category.TROLL, Category.PRAISE} or not shown


def _triaged_before(view: CaseView) -> Triage | None:
    """How the post before the latest one was read."""
    return next((one.triage for one in reversed(view.case.stood) if one.triage), None)


def situation(coach: Coach, view: CaseView) -> Situation:
    """What the coach may know when it writes or reads for this case."""
    case = view.case
    about = coach.situation(
        brand=case.brand,
        platform=case.platform,
        post=view.post,
        triage=case.triage,
        facts=view.facts,
    )
    about = replace(
        about,
        tone=case.tone,
        wanted_language=case.wanted_language or _theirs(view),
        before=so_far(view, about.platform),
    )
    if case.correcting is None:
        return about
    published = view.text(case.draft(case.correcting.draft).content)
    return replace(about, published=published, wrong=view.text(case.correcting.wrong))


def _theirs(view: CaseView) -> str:
    """The language of what they wrote before, where a short further post does not tell it."""
    if view.case.turn == 1 or guess_language(view.post):
        return ""
    return guess_language("\n".join(view.posts))
