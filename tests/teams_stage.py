"""The scenarios' stage in Teams, once with buttons and once with emoji."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.commands import Decision
from bot.views import CaseView
from tests.teams_bot import TeamsBot
from tests.teams_elements import words
from tests.teams_people import TeamsPerson
from tests.teams_site import Posted

REVIEWS = "19:reviews@thread.tacv2"
PEOPLE = ("Ana", "Ben", "Lea", "Sam")
_EMOJI = {
    Decision.APPROVE: "like",
    Decision.CLAIM: "1f440_eyes",
    Decision.AGAIN: "1f501_repeat",
    Decision.REJECT: "274c_crossmark",
}
_BUTTONS = {
    Decision.APPROVE: "Approve",
    Decision.CLAIM: "Claim",
    Decision.AGAIN: "Again",
    Decision.REJECT: "Reject",
}


@dataclass
class TeamsStage:
    """Cards stand in a review channel; `emoji` decides instead of buttons."""

    bot: TeamsBot
    people: dict[str, TeamsPerson]
    emoji: bool
    refused: dict[str, str] = field(default_factory=dict)  # in a form that somebody left

    def _cards(self) -> list[Posted]:
        return [one for one in self.bot.site.messages(REVIEWS) if one.card]

    async def forward(self, who: str, text: str) -> None:
        person = self.people[who]
        await (person.forward(text) if self.emoji else person.say(text))
        await self.bot.work()

    async def write(self, who: str, text: str) -> None:
        await self._do(who, "Save", text=text)

    async def decide(self, who: str, decision: Decision, *, card: int = -1) -> None:
        person, message = self.people[who], self._cards()[card]
        if self.emoji:
            await person.react(message, _EMOJI[decision])
        else:
            label = _BUTTONS[decision]
            await person.press(message, label, stale=True)
            if decision is Decision.REJECT and not person.notice(message):
                await person.press(message, label)
        await self.bot.work()

    async def withdraw(self, who: str) -> None:
        if self.emoji:
            await self.people[who].unreact(self._cards()[-1], _EMOJI[Decision.APPROVE])
            await self.bot.work()
        else:
            await self._do(who, "Take approval back")

    async def anyway(self, who: str) -> None:
        person = self.people[who]
        warned = person.messages()[-1] if self.emoji else self._cards()[-1]
        await person.press(warned, "Approve anyway")
        await self.bot.work()

    async def set_aside(self, who: str, reason: str) -> None:
        person, card = self.people[who], self._cards()[-1]
        await person.press(card, "Set a finding aside")
        (which,) = [one for one in person.sees(card)["body"] if one.get("id") == "finding"]
        await self._do(who, "Set aside", finding=which["choices"][0]["value"], text=reason)

    async def copy_and_post(self, who: str) -> None:
        person, card = self.people[who], self._cards()[-1]
        view = await self.case()
        approved = view.text(view.case.drafts[-1].content)
        await person.press(card, "Copy reply")
        assert approved in str(person.sees(card))
        await self._do(who, "Posted")

    async def fill_gap(self, who: str, text: str) -> None:
        await self._form(who, "Fill the gaps", "Fill in", slot_0=text)

    async def ask_back(self, who: str, question: str) -> None:
        await self._form(who, "Ask back", "Ask", text=question)

    async def answer(self, who: str, text: str) -> None:
        await self._form(who, "Answer", "Answer", text=text)

    async def in_tone(self, who: str, tone: str) -> None:
        await self._do(who, "Draft it", tone=tone)

    async def promise(self, who: str, choice: str, *, until: str = "", text: str = "") -> None:
        await self._after(who, "Our promise …", "Save", choice_=choice, until=until, text=text)

    async def came_back(self, who: str, text: str) -> None:
        await self._form(who, "They wrote again", "Read it", text=text)

    async def solve(self, who: str, outcome: str, quote: str = "") -> None:
        await self._after(who, "Solved", "Solved", outcome=outcome, quote=quote)

    async def _after(self, who: str, label: str, send: str, **inputs: str) -> None:
        """Fill in a form that may come back with what is wrong; then it is left."""
        person, card = self.people[who], self._cards()[-1]
        await person.press(card, label)
        await person.press(card, send, **inputs)
        if problem := person.problem(card):
            self.refused[who] = problem
            await person.press(card, "Back")
        await self.bot.work()

    async def _form(self, who: str, label: str, send: str, **inputs: str) -> None:
        await self.people[who].press(self._cards()[-1], label)
        await self._do(who, send, **inputs)

    async def _do(self, who: str, label: str, **inputs: str) -> None:
        """Press something on the latest card that is done then, whatever comes of it."""
        person, card = self.people[who], self._cards()[-1]
        await person.press(card, label, **inputs)
        assert not person.notice(card), person.notice(card)
        await self.bot.work()

    def told(self, who: str) -> str:
        person = self.people[who]
        if problem := self.refused.pop(who, ""):
            return problem
        seen = [told for card in self._cards() if (told := person.notice(card))]
        return seen[-1] if seen else person.last

    def cards(self) -> list[str]:
        return [words(card.card) for card in self._cards()]

    async def case(self) -> CaseView:
        return await self.bot.case()
