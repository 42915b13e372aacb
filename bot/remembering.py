"""What the house learns from a case: examples, its own words, and who writes well."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from bot import events as e
from bot.case import Draft
from bot.casebook import Casebook
from bot.coach import Coach
from bot.house_style import changed_words
from bot.language import guess_language
from bot.nameless import Nameless
from bot.past import Lesson, PastReply, Published
from bot.people import SOMEBODY
from bot.profile import Profile
from bot.records import Job
from bot.views import CaseView


class Remembering:
    """Learns anew whenever a case has gone on; run twice, it keeps the same."""

    def __init__(self, casebook: Casebook, coach: Coach) -> None:
        self._casebook, self._coach = casebook, coach

    async def run(self, job: Job) -> None:
        """Keep what the job's case teaches by now."""
        view = await self._casebook.view(job.organisation, job.case_id)
        profile = self._coach.playbook.profile(view.case.brand)
        # In a thread: hiding who a long text is about takes a while.
        learned = await asyncio.to_thread(lesson, view, profile)
        await self._casebook.ledger.remember(learned)


def lesson(view: CaseView, profile: Profile) -> Lesson:
    """What this case teaches; without an example where its texts were erased."""
    case = view.case
    nothing = Lesson(case.organisation, case.id, good=tuple(sorted(_good_authors(view))))
    draft = _example(view)
    base = _base(view, draft) if draft else None
    post = case.post_of(draft) if draft else None
    refs = [ref for ref in (post, draft and draft.content, base and base.content) if ref]
    if draft is None or any(ref.id not in view.texts for ref in refs):
        return nothing
    facts = [fact.text for fact in view.facts]
    reply, before = view.text(draft.content), view.text(base.content if base else None)
    asked = view.text(post)
    about = Nameless(
        [asked], [reply, before, *facts], people=_people(view), public=_public(profile)
    )
    language = guess_language(reply) or (case.triage.language if case.triage else "")
    changed = changed_words(
        about.hide(before), about.hide(reply), language=language, told=[asked, *facts]
    )
    past = PastReply(about.hide(asked), about.hide(reply), language, case.outcome or "")
    return replace(
        nothing,
        made_of=tuple(ref.id for ref in refs),
        replies=(Published(draft.number, _sent_at(view, draft), past),),
        changed=tuple(changed),
    )


def _example(view: CaseView) -> Draft | None:
    """The first published reply, which answers the post itself; none where it was wrong."""
    sent = [r.event.draft for r in view.history if isinstance(r.event, e.ReplySent)]
    wrong = {r.event.draft for r in view.history if isinstance(r.event, e.CorrectionAsked)}
    return view.case.draft(sent[0]) if sent and sent[0] not in wrong else None


def _sent_at(view: CaseView, draft: Draft) -> datetime:
    sent = e.ReplySent(draft.number, draft.link)
    return next(r.at for r in view.history if r.event == sent)


def _base(view: CaseView, draft: Draft) -> Draft | None:
    """The coach's draft that people made this one of, perhaps in several steps."""
    before = {
        r.event.by: r.event.draft for r in view.history if isinstance(r.event, e.DraftSuperseded)
    }
    if draft.origin is not e.Origin.PERSON:
        return None
    while draft.origin is e.Origin.PERSON and draft.number in before:
        draft = view.case.draft(before[draft.number])
    return draft if draft.origin is not e.Origin.PERSON else None


def _good_authors(view: CaseView) -> set[str]:
    """The ids of people whose own draft is approved, and by nobody in spite of a warning."""
    given = [r.event for r in view.history if isinstance(r.event, e.ApprovalGiven)]
    doubted = {event.draft for event in given if event.despite}
    return {
        draft.author.id
        for draft in view.case.drafts
        if draft.origin is e.Origin.PERSON and draft.approved and draft.number not in doubted
    }


def _people(view: CaseView) -> list[str]:
    """What the people of a case are called: staff, and the customer's name in the network."""
    staff = {r.actor.name for r in view.history if r.actor}
    staff |= {draft.author.name for draft in view.case.drafts}
    return [*staff - {SOMEBODY}, str(view.beside(view.case.post).get("author", ""))]


def _public(profile: Profile) -> list[str]:
    """What the house makes known itself."""
    return [profile.name, profile.sign_off, profile.senior_contact, *profile.contacts]
