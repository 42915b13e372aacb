"""What an emoji on a card decides: the same as its button, as far as an emoji can do that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.acts import Act, Target
from bot.case import OVER, Case, DraftState
from bot.commands import Decision
from bot.deciding import EMOJI, Pressed, refused
from bot.practising import NEXT, comes_first
from bot.telling import Asker, Telling
from bot.understanding import OWN_WORDS_FIRST

_BEING_POSTED = "The approved reply is being posted. Say first whether it was posted or not."
_NEWER = "There is a draft by now. It stands further down."
_IN_WRITING = "The reply is still being written. It comes as a message of its own."
_NO_REPLY = "There is no reply here to decide on. “Write my own” on the card makes one."


@dataclass(frozen=True, slots=True)
class Reacting:
    """`approved` is called after an approval, for a lead who may be asked something then.

    `own_views` says that everybody sees a view of their own of every card, wherever it stands;
    else only in direct messages.
    """

    back: Telling
    approved: Callable[[Asker, Target], Awaitable[None]]
    own_views: bool = False

    async def decide(self, asker: Asker, act: Act, about: Target) -> bool:
        """Do it, or tell privately why not; whether it was done."""
        no = await refused(act, Pressed(self.back.desk, asker.caller, about))
        if no:
            await self.back.say(asker, no.sentence, about, anyway=no.anyway, button=no.button)
        elif act in {Act.APPROVE, Act.ANYWAY}:
            await self.approved(asker, about)
        return no is None

    async def reacted(
        self, asker: Asker, decision: Decision, case_id: str, number: int, *, added: bool
    ) -> None:
        """An emoji was put on the card of a draft (0: of a case without one), or taken away."""
        case = (await self.back.desk.view(asker.caller.organisation, case_id)).case
        digest = case.draft(number).content.digest if number else ""
        about = Target(case_id, number, digest)
        if not added:
            if number and any(p.same(asker.caller.person) for p in case.draft(number).approvals):
                await self.decide(asker, Act.WITHDRAW, about)
        elif await self._held_back(asker, decision, about):
            return
        elif decision is Decision.EDIT:
            await self._edit_offered(asker, case, about)
        elif not number and decision in {Decision.APPROVE, Decision.REJECT}:
            await self.back.say(asker, _nothing_to_decide(case), about)
        else:
            await self.decide(asker, EMOJI[decision], about)

    async def _held_back(self, asker: Asker, decision: Decision, about: Target) -> bool:
        """Tell whoever reacts to a card that shows no draft yet what comes first."""
        if decision is Decision.CLAIM or not (asker.direct or self.own_views):
            return False
        stage = await comes_first(self.back.desk, asker.caller, about.case)
        if stage in NEXT:
            await self.back.say(asker, OWN_WORDS_FIRST[stage], about, button=NEXT[stage])
        return stage in NEXT

    async def _edit_offered(self, asker: Asker, case: Case, about: Target) -> None:
        """An emoji brings no permission to open a form; a button does."""
        live = case.live_draft
        if case.status in OVER:
            await self.back.say(asker, f"This case is {case.status}. Reopen it first.", about)
        elif live and live.state is DraftState.PUBLISHING:
            await self.back.say(asker, _BEING_POSTED, about)
        elif case.drafts and not about.draft:
            await self.back.say(asker, _NEWER, about)
        else:
            here = "Here you can edit it:" if about.draft else "Here you can write a reply:"
            await self.back.say(asker, here, about, button=Act.EDIT)


def _nothing_to_decide(case: Case) -> str:
    """Why an emoji on a card without a draft decides nothing."""
    if case.status in OVER:
        return f"This case is {case.status}. Reopen it first."
    if case.drafting:
        return _IN_WRITING
    return _NEWER if case.drafts and not case.withheld else _NO_REPLY
