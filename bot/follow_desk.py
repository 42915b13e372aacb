"""What the desk does once there was an answer: promises, the customer's return, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from bot import commands as c
from bot import follow_commands as fc
from bot.case import Case, CaseStatus
from bot.casebook import Casebook
from bot.coach import Coach
from bot.contents import Content
from bot.decide_follow_up import decide_follow_up
from bot.due import Due
from bot.errors import FieldError, WrongMoment
from bot.events import SHOWN, Outcome
from bot.guidelines import quoted
from bot.ledger import open_promises
from bot.only_thanks import only_thanks
from bot.people import Caller
from bot.profile import Moderation
from bot.promised import Said, beside, merged, moment, promised, unsaid
from bot.records import CaseRow
from bot.same_customer import one_name
from bot.so_far import standing
from bot.text import clean
from bot.views import CaseView

_TOO_SOON = (
    "The answer is too new to say that none came back. I ask you about it {when}; "
    "until then the case waits."
)
_THANKS = (
    "Thanks alone doesn't tell that it is solved. Which words show it? "
    "If there are none, ask them, or choose “no answer” later."
)


_NOT_OVER = (CaseStatus.NEW, CaseStatus.OPEN, CaseStatus.PENDING)
_OTHERS = 21  # one of them may be the case itself


class Edit(Protocol):
    """Puts a person's own text up for review; `also` is done with it, or not at all."""

    async def __call__(
        self, caller: Caller, case_id: str, text: str, *, also: Sequence[c.Command]
    ) -> Case: ...


class FollowDesk:
    """A part of the care desk."""

    def __init__(self, casebook: Casebook, coach: Coach, edit: Edit) -> None:
        self._casebook, self._coach, self._edit = casebook, coach, edit
        self._zone = casebook.house.hours.zone

    async def now(self) -> datetime:
        """What time it is, in the time zone of the house."""
        return (await self._casebook.now()).astimezone(self._zone)

    # -- promises -----------------------------------------------------------------------------

    def reading(self, text: str, at: datetime) -> list[Said]:
        """What a reply promises that is written at `at` (aware)."""
        return self._coach.promises(text, at.astimezone(self._zone))

    def promises(
        self, view: CaseView, number: int, at: datetime
    ) -> list[tuple[c.Command, Content]]:
        """The promises of a draft that comes to stand in public at `at`, to be recorded.

        A note that tells the new time of a promise that was moved promises nothing more.
        """
        known = {one.due for one in open_promises(view.case.ledger) if one.moved}
        draft = view.case.draft(number)
        stands = standing(view, self._coach.playbook.platforms.get(view.case.platform))
        read = merged(self.reading(view.text(draft.content), at), promised(view, draft))
        found = unsaid(read, stands)
        recorded: list[tuple[c.Command, Content]] = []
        for one in found:
            due, all_day = moment(one.due, self._zone) if one.due else (None, False)
            if due is not None and due in known:
                continue
            content = self._casebook.seal(one.quote, beside([one]))
            recorded.append((fc.RecordPromise(number, content.ref, due, all_day), content))
        return recorded

    async def keep(self, caller: Caller, case_id: str, promise: int) -> Case:
        """It was done."""
        return await self._casebook.by(caller, case_id, fc.KeepPromise(promise))

    async def take(self, caller: Caller, case_id: str, promise: int) -> Case:
        """See to it from now on."""
        return await self._casebook.by(caller, case_id, fc.TakePromise(promise))

    async def move(self, caller: Caller, case_id: str, promise: int, until: Due, note: str) -> Case:
        """It will be done by another time (local), which `note` tells the customer.

        The note is put up for review like any other reply.
        """
        note = clean(note, what="note to the customer")
        due, all_day = moment(until, self._zone)
        if due <= await self._casebook.now():
            raise FieldError("until", "That moment is over already. By when will it be done?")
        moved = fc.MovePromise(promise, due, all_day)
        return await self._edit(caller, case_id, note, also=[moved])

    async def until(self, words: str) -> Due | None:
        """The time that a person names, such as “Friday noon”, as a local day or moment.

        None where no time to come can be read in it.
        """
        return self._coach.time_named(words, await self.now())

    async def break_promise(self, caller: Caller, case_id: str, promise: int, reason: str) -> Case:
        """It was not done, and will not be."""
        content = self._casebook.seal(clean(reason, what="reason"))
        command = fc.BreakPromise(promise, content.ref)
        return await self._casebook.by(caller, case_id, command, contents=[content])

    async def waive(self, caller: Caller, case_id: str, promise: int, reason: str) -> Case:
        """A lead decides that it need not be done."""
        content = self._casebook.seal(clean(reason, what="reason"))
        command = fc.WaivePromise(promise, content.ref)
        return await self._casebook.by(caller, case_id, command, contents=[content])

    # -- how it ended -------------------------------------------------------------------------

    async def solve(self, caller: Caller, case_id: str, outcome: Outcome, quote: str = "") -> Case:
        """The matter is settled. What only the customer can tell takes their words as `quote`.

        Then a public note of what was put right is drafted.
        """
        case = (await self._casebook.view(caller.organisation, case_id)).case
        quote = quote.strip()
        if outcome in SHOWN and quote and only_thanks(quote):
            raise WrongMoment(_THANKS)
        if outcome is Outcome.NO_ANSWER:
            await self._waited_enough(case)
        words = self._casebook.seal(clean(quote, what="quote")) if quote else None
        solved = c.Solve(outcome, words.ref if words else None)
        noted = [fc.RequestNote()] if self._is_noted(case, outcome) else []
        contents = [words] if words else []
        return await self._casebook.by(caller, case_id, solved, *noted, contents=contents)

    def _is_noted(self, case: Case, outcome: Outcome) -> bool:
        """Whether the public is told what was put right: once, where another text can stand."""
        platform = self._coach.playbook.platforms.get(case.platform)
        told = outcome is Outcome.SATISFIED and case.outcome is not Outcome.SATISFIED
        return told and (platform is None or platform.takes_updates)

    async def _waited_enough(self, case: Case) -> None:
        """`WrongMoment` where the customer had no time to answer."""
        days = self._casebook.house.rules.check_in_days
        if case.last_sent_at is None or not days:
            return
        until = case.last_sent_at + timedelta(days=days[0])
        if case.status is CaseStatus.PENDING and await self._casebook.now() < until:
            local = until.astimezone(self._zone)
            when = f"on {local:%A} {local.day} {local:%B}"
            raise WrongMoment(_TOO_SOON.format(when=when))

    # -- what belongs elsewhere ---------------------------------------------------------------

    async def merge(self, caller: Caller, case_id: str, into: str) -> Case:
        """The post is another one of the customer of case `into`, and is answered there."""
        view = await self._casebook.view(caller.organisation, case_id)
        command = fc.Merge(into)
        decide_follow_up(view.case, command, caller.person)  # says no before anything is done
        # First there, then away from here: whatever happens in between, the post is not lost.
        once = replace(caller, delivery=())
        await self.again(once, into, view.post, posted_at=view.case.posted_at)
        return await self._casebook.by(caller, case_id, command)

    async def others(self, organisation: str, case_id: str) -> list[tuple[CaseRow, Content]]:
        """The other cases that are not over, with the customer's latest words, the newest first.

        Those of which the words were erased are left out.
        """
        rows = await self._casebook.ledger.cases(organisation, statuses=_NOT_OVER, limit=_OTHERS)
        found = await self._with_words(organisation, [r for r in rows if r.case_id != case_id])
        return [(row, words) for row, words in found if words][: _OTHERS - 1]

    async def due(self, organisation: str, *, limit: int = 50) -> list[tuple[CaseRow, str]]:
        """The cases in which an answer or a promise is due now or later today, with the words of
        each post; the soonest first."""
        tomorrow = (await self.now()).date() + timedelta(days=1)
        until = self._casebook.house.hours.local(tomorrow, time())
        rows = await self._casebook.ledger.due_cases(organisation, until=until, limit=limit)
        found = await self._with_words(organisation, rows)
        return [(row, words.text if words else "") for row, words in found]

    async def _with_words(
        self, organisation: str, rows: Sequence[CaseRow]
    ) -> list[tuple[CaseRow, Content | None]]:
        ids = [row.headline_content for row in rows]
        texts = await self._casebook.ledger.contents(organisation, ids)
        return [(row, texts.get(row.headline_content)) for row in rows]

    async def known(
        self, organisation: str, customers: Sequence[str], author: str, text: str
    ) -> str | None:
        """The case of somebody who wrote not long ago, by their `customer_keys`.

        Many write under one address, such as a list of reviews: there the name has to be the same,
        or it is the same post once more.
        """
        days = timedelta(days=self._casebook.house.rules.same_customer_days)
        for key in customers:
            since = await self._casebook.now() - days
            found = await self._casebook.ledger.case_of_customer(organisation, [key], since=since)
            if found:
                view = await self._casebook.view(organisation, found)
                known = str(view.beside(view.case.post).get("author", ""))
                if one_name(author, known) or text in view.posts:
                    while into := view.case.merged_into:  # it goes on there
                        view = await self._casebook.view(organisation, into)
                    return view.case.id
        return None

    async def again(self, caller: Caller, case_id: str, text: str, **about: Any) -> None:
        """A post of a known customer joins their case; the same one is not taken twice."""
        if text not in (await self._casebook.view(caller.organisation, case_id)).posts:
            await self.returned(caller, case_id, text, **about)

    async def returned(
        self,
        caller: Caller,
        case_id: str,
        text: str,
        *,
        posted_at: datetime | None = None,
        extra: dict[str, str] | None = None,
        customers: Sequence[str] = (),
    ) -> Case:
        """The customer of this case wrote again: it is read anew, and needs us again.

        Who they are and where they wrote is known from before, where nobody says it again.
        """
        view = await self._casebook.view(caller.organisation, case_id)
        known = view.beside(view.case.post)
        told = {key: str(known.get(key, "")) for key in ("author", "link")}
        told |= {key: words for key, words in (extra or {}).items() if words}
        content = self._casebook.seal(clean(text), told)
        again = fc.Return(content.ref, posted_at)
        return await self._casebook.by(
            caller, case_id, again, contents=[content], customers=customers
        )

    async def moderate(
        self, caller: Caller, case_id: str, action: Moderation, guideline: str
    ) -> Case:
        """A post was hidden, removed or reported; `guideline` is a heading of the house's own."""
        case = (await self._casebook.view(caller.organisation, case_id)).case
        platform = self._coach.playbook.platforms.get(case.platform)
        allowed = platform.moderation if platform else Moderation.REPORT
        if action not in {allowed, Moderation.REPORT}:
            name = platform.name if platform else "That place"
            told = f"{name} lets nobody {action} a post. You can {allowed} it there."
            raise FieldError("action", told)
        found = quoted(self._coach.playbook.guidelines, guideline)
        if found is None:
            told = "Our guidelines hold no such paragraph. Please choose one of them."
            raise FieldError("guideline", told)
        content = self._casebook.seal(found)
        command = fc.Moderate(action, content.ref)
        return await self._casebook.by(caller, case_id, command, contents=[content])
