"""What the desk does once there was an answer: promises, the customer's return, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

from bot import commands as c
from bot import follow_commands as fc
from bot.breaches import check_breach
from bot.case import Case, CaseStatus
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.contents import Content
from bot.customer_desk import CustomerDesk
from bot.decide_follow_up import decide_follow_up
from bot.due import Due
from bot.errors import FieldError, PromiseOpen, WrongMoment
from bot.events import Outcome
from bot.follow_words import still_owed
from bot.guidelines import breaches
from bot.ledger import open_promises
from bot.people import Caller
from bot.profile import Moderation
from bot.promised import Said, beside, merged, moment, promised
from bot.promises_made import made
from bot.proof import check_proof
from bot.records import CaseRow
from bot.so_far import standing
from bot.text import clean
from bot.views import CaseView

_TOO_SOON = (
    "The answer is too new to say that none came back. I ask you about it {when}; "
    "until then the case waits."
)


_NOT_OVER = (CaseStatus.NEW, CaseStatus.OPEN, CaseStatus.PENDING)
_OTHERS = 21  # one of them may be the case itself


class Edit(Protocol):
    """Puts a person's own text up for review; `also` is done with it, or not at all."""

    async def __call__(
        self, caller: Caller, case_id: str, text: str, *, also: Sequence[c.Command]
    ) -> Case: ...


class FollowDesk(CustomerDesk):
    """A part of the care desk."""

    def __init__(self, casebook: Casebook, coach: Coach, edit: Edit) -> None:
        super().__init__(casebook, coach)
        self._edit = edit
        self._zone = casebook.house.hours.zone

    async def now(self) -> datetime:
        """What time it is, in the time zone of the house."""
        return (await self._casebook.now()).astimezone(self._zone)

    # -- promises -----------------------------------------------------------------------------

    def reading(self, text: str, at: datetime) -> list[Said]:
        """What a reply promises that is written at `at` (aware)."""
        return self._coach.promises(text, at.astimezone(self._zone))

    def promises(self, view: CaseView, number: int, at: datetime) -> Plan:
        """What a draft that comes to stand in public at `at` promises, to be recorded."""
        draft = view.case.draft(number)
        place = self._coach.playbook.platforms.get(view.case.platform)
        read = merged(self.reading(view.text(draft.content), at), promised(view, draft))
        found = made(view, number, read, standing(view, place, but=number), self._zone)
        commands: list[c.Command] = []
        contents: list[Content] = []
        for owed, said in found.moved:
            if said.due:
                commands.append(fc.MovePromise(owed.number, *moment(said.due, self._zone)))
        for one in found.new:
            due, all_day = moment(one.due, self._zone) if one.due else (None, False)
            content = self._casebook.seal(one.quote, beside([one]))
            commands.append(fc.RecordPromise(number, content.ref, due, all_day))
            contents.append(content)
        return commands, contents

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
        return self._coach.time_meant(words, await self.now())

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
        view = await self._casebook.view(caller.organisation, case_id)
        words = self._casebook.seal(clean(quote, what="quote")) if quote.strip() else None
        solved = c.Solve(outcome, words.ref if words else None)
        noted = [fc.RequestNote()] if self._is_noted(view.case, outcome) else []
        contents = [words] if words else []

        async def ends(case: Case) -> None:
            """They may have written meanwhile, so that this is asked of the case as it is."""
            tried = case.answered and case.status is not CaseStatus.CLOSED
            if tried and not open_promises(case.ledger):  # else that is said first
                latest = await self._casebook.view(caller.organisation, case_id)
                await self._may_end(latest, outcome, words.text if words else "")

        try:
            return await self._casebook.by(
                caller, case_id, solved, *noted, contents=contents, first=ends
            )
        except PromiseOpen as refusal:
            latest = await self._casebook.view(caller.organisation, case_id)
            raise still_owed(latest) from refusal

    async def _may_end(self, view: CaseView, outcome: Outcome, words: str) -> None:
        """Refuse an outcome that nothing shows."""
        platform = view.case.platform
        check_proof(view, outcome, words, lambda post: self._coach.triage(post, platform=platform))
        if outcome is Outcome.NO_ANSWER:
            await self._waited_enough(view.case)

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
        if await self._casebook.now() < until:
            local = until.astimezone(self._zone)
            when = f"on {local:%A} {local.day} {local:%B}"
            raise WrongMoment(_TOO_SOON.format(when=when))

    # -- what else can be done about it ---------------------------------------------------------

    async def due(self, organisation: str, *, limit: int = 50) -> list[tuple[CaseRow, str]]:
        """The cases in which an answer or a promise is due now or later today, with the words of
        each post; the soonest first."""
        tomorrow = (await self.now()).date() + timedelta(days=1)
        until = self._casebook.house.hours.local(tomorrow, time())
        rows = await self._casebook.ledger.due_cases(organisation, until=until, limit=limit)
        found = await self._with_words(organisation, rows)
        return [(row, words.text if words else "") for row, words in found]

    async def moderate(
        self, caller: Caller, case_id: str, action: Moderation, guideline: str, words: str
    ) -> Case:
        """A post was hidden, removed or reported; `guideline` is a heading of the house's own, and
        `words` are those of the post that break it.

        The case ends with that, unless something is owed.
        """

        def noted(view: CaseView) -> Plan:
            self._allowed_there(view.case, action)
            found = breaches(self._coach.playbook.guidelines).get(guideline)
            if found is None:
                told = "Our guidelines hold no such paragraph. Please choose one of them."
                raise FieldError("guideline", told)
            content = self._casebook.seal(f"{guideline}: {found}", {"words": words.strip()})
            command = fc.Moderate(action, content.ref)
            decide_follow_up(view.case, command, caller.person)  # what the case says comes first
            check_breach(self._coach, view, words, caller.person)
            return [command], [content]

        return await self._casebook.work(
            caller.organisation, case_id, noted, by=caller.person, keys=caller.delivery
        )

    def _allowed_there(self, case: Case, action: Moderation) -> None:
        """`FieldError` where the place of the post lets nobody do that."""
        platform = self._coach.playbook.platforms.get(case.platform)
        allowed = platform.moderation if platform else Moderation.REPORT
        if action not in {allowed, Moderation.REPORT}:
            name = platform.name if platform else "That place"
            told = f"{name} lets nobody {action} a post. You can {allowed} it there."
            raise FieldError("action", told)
