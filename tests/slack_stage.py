"""The scenarios' stage in Slack, once with buttons and once with emoji."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.commands import Decision
from bot.views import CaseView
from tests.slack_blocks import Message
from tests.slack_bot import Bot
from tests.slack_people import Person

REVIEWS = "C9REVIEWS"
PEOPLE = {"Ana": "U1", "Ben": "U2", "Lea": "U3", "Sam": "U4"}
_EMOJI = {
    Decision.APPROVE: "white_check_mark",
    Decision.CLAIM: "eyes",
    Decision.AGAIN: "repeat",
    Decision.REJECT: "x",
}
_BUTTONS = {
    Decision.APPROVE: "coach_approve",
    Decision.CLAIM: "coach_claim",
    Decision.AGAIN: "coach_again",
    Decision.REJECT: "coach_reject",
}


@dataclass
class SlackStage:
    """Cards stand in a review conversation; `emoji` decides instead of buttons."""

    bot: Bot
    people: dict[str, Person]
    emoji: bool
    _screens: dict[str, list[Message]] = field(default_factory=dict)
    _refused: dict[str, str] = field(default_factory=dict)  # in the last form that somebody sent

    async def _work(self) -> None:
        await self.bot.work()
        for card in self._cards():
            self._screens.setdefault(card.ts, []).append(card)

    def _cards(self) -> list[Message]:
        return [m for m in self.bot.site.messages(REVIEWS) if m.get("metadata")]

    @property
    def last(self) -> Message:
        """The latest card."""
        return self._cards()[-1]

    async def forward(self, who: str, text: str) -> None:
        answer = await self.people[who].command("/respond", text)
        assert "Reading the post" in answer.text
        await self._work()

    async def write(self, who: str, text: str) -> None:
        person = self.people[who]
        await person.click(self.last, "coach_edit")
        person.fill({"coach_typed": text})
        answer = await person.submit()
        assert answer.ok, answer
        assert not person.has_modal, person.view().errors
        await self._work()

    async def decide(self, who: str, decision: Decision, *, card: int = -1) -> None:
        person, message = self.people[who], self._cards()[card]
        if self.emoji:
            await person.react(message, _EMOJI[decision])
        else:
            await self._press(person, message, decision)
        await self._work()

    async def _press(self, person: Person, message: Message, decision: Decision) -> None:
        """A button; one that is not offered any more was on this person's screen a moment ago."""
        name = _BUTTONS[decision]
        screens = reversed(self._screens[message.ts])
        await person.click(next(old for old in screens if _offers(old, name)), name, stale=True)
        if person.has_modal:
            await person.submit()

    async def withdraw(self, who: str) -> None:
        person, message = self.people[who], self.last
        if self.emoji:
            await person.unreact(message, _EMOJI[Decision.APPROVE])
        else:
            await person.click(message, "coach_withdraw")
        await self._work()

    async def anyway(self, who: str) -> None:
        person = self.people[who]
        await person.click(self._private(who)[-1], "Approve anyway")
        await self._work()

    async def set_aside(self, who: str, reason: str) -> None:
        person = self.people[who]
        await person.click(self.last, "Set a finding aside")
        finding = person.view().controls[0].options[0]["text"]["text"]
        inputs = [control.block["block_id"] for control in person.view().controls]
        person.fill({inputs[0]: finding, inputs[1]: reason})
        answer = await person.submit()
        assert not person.has_modal, (answer, person.view().errors)
        await self._work()

    async def copy_and_post(self, who: str) -> None:
        person = self.people[who]
        await person.click(self.last, "coach_copy")
        assert person.view().values
        answer = await person.submit()
        assert not person.has_modal, (answer, person.view().errors)
        await self._work()

    async def fill_gap(self, who: str, text: str) -> None:
        await self._form(who, "Fill the gaps", slot_0=text)

    async def ask_back(self, who: str, question: str) -> None:
        await self._form(who, "Ask back", text=question)

    async def answer(self, who: str, text: str) -> None:
        await self._form(who, "Answer", text=text)

    async def in_tone(self, who: str, tone: str) -> None:
        await self.people[who].click(self.last, tone.capitalize())
        await self._work()

    async def promise(self, who: str, choice: str, *, until: str = "", text: str = "") -> None:
        said = {"until": until, "text": text}
        given = {name: words for name, words in said.items() if words}
        await self._form(who, "coach_promise", may_refuse=True, choice=choice, **given)

    async def came_back(self, who: str, text: str) -> None:
        await self._form(who, "coach_came_back", text=text)

    async def solve(self, who: str, outcome: str, quote: str = "") -> None:
        given = {"quote": quote} if quote else {}
        await self._form(who, "coach_solve", may_refuse=True, outcome=outcome, **given)

    async def _form(self, who: str, label: str, *, may_refuse: bool = False, **inputs: str) -> None:
        """Open a form on the latest card, fill it in and send it."""
        person = self.people[who]
        await person.click(self.last, label)
        person.fill(inputs)
        answer = await person.submit()
        self._refused.pop(who, None)
        if may_refuse and person.has_modal:
            self._refused[who] = " ".join(person.view().errors.values())
            await person.close()
        assert not person.has_modal, (answer, person.view().errors)
        await self._work()

    def told(self, who: str) -> str:
        words = self._private(who)
        return self._refused.get(who) or (words[-1].words if words else "")

    def _private(self, who: str) -> list[Message]:
        return self.people[who].sees_private(REVIEWS)

    def cards(self) -> list[str]:
        return [card.words for card in self._cards()]

    async def case(self) -> CaseView:
        return await self.bot.case()


def _offers(message: Message, name: str) -> bool:
    return f'"{name}"' in json.dumps(message.blocks)
