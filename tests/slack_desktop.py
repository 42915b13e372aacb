"""People who type in modals of the local Slack, with time that a test lets pass."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.acts import Target
from bot.desk import CareDesk
from bot.findings import Finding, FindingKind, Severity
from bot.situation import Situation
from bot.slack.coaching import Coaching
from bot.slack.ids import Form
from bot.slack.writing import coached_view
from tests.slack_blocks import View, words
from tests.slack_cards import ORG, CardRoom

BLAME = "Hello Kim, you should have told the waiter about the pasta at the time."
STUPID = "Hello Kim, only an idiot would complain about a plate of pasta like that one."
KIND = "Thank you for telling us, Kim. We are sorry that your pasta was cold."
QUIET = "I read along while you write."


@dataclass
class SecondReader:
    """Minds one word, once it has read; `calls` counts readings."""

    word: str = "pasta"
    calls: int = 0
    error: Exception | None = None
    read_texts: list[str] = field(default_factory=list)

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None:
        return self._found(reply) if reply in self.read_texts else None

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        self.calls += 1
        if self.error:
            raise self.error
        self.read_texts.append(reply)
        return self._found(reply)

    def _found(self, reply: str) -> tuple[Finding, ...]:
        start = reply.find(self.word)
        if start < 0:
            return ()
        why = "The second reader stumbled here."
        end = start + len(self.word)
        kind, severity = FindingKind.SARCASM, Severity.BLOCK
        return (Finding(kind, severity, start, end, self.word, why, "", "model"),)


def hint(view: View) -> str:
    """The words under the inputs."""
    return words([block for block in view.blocks if block["block_id"] == "hint"])


class Desktop:
    """People before their modals. Time stands still but for `wait`."""

    def __init__(self, room: CardRoom, second: SecondReader | None = None) -> None:
        self.room, self.site, self.at = room, room.site, 0.0
        self._asleep: dict[asyncio.Future[None], float] = {}
        self._news = asyncio.Event()
        desk = CareDesk(room.desk._casebook, room.desk.coach, second)
        self.coaching = Coaching(desk, room.web, now=lambda: self.at, sleep=self._sleep)

    async def open(
        self,
        member: str = "U1",
        form: Form = Form.CHECK,
        *,
        case: str = "",
        text: str = "",
    ) -> View:
        """A form to write in, on this person's screen."""
        playbook = self.room.desk.coach.playbook
        view = coached_view(form, Target(case), "", text, None, playbook)
        opened = await self.room.web.open_view("T1", self.site.trigger("T1", member), view)
        return self.site.view(opened["id"])

    def type(self, view: View, text: str) -> None:
        """A keystroke, after which this text stands in the first input."""
        control = next(one for one in view.controls if one.told_while_typing)
        view.typed[control.key] = text
        self.coaching.typed(ORG, "T1", view.as_json())

    async def wait(self, seconds: float) -> None:
        """Let time pass; everything that falls due happens at its time."""
        until = self.at + seconds
        await self._idle()
        while (due := min(self._asleep.values(), default=until + 1)) <= until:
            self._pass(max(0.0, due - self.at))
            for future, at in list(self._asleep.items()):
                if at <= self.at:
                    del self._asleep[future]
                    if not future.done():
                        future.set_result(None)
            await self._idle()
        self._pass(until - self.at)

    def _pass(self, seconds: float) -> None:
        self.at += seconds
        self.site.forward(seconds)

    async def _sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._asleep[future] = self.at + seconds
        self._news.set()
        try:
            await future
        finally:
            self._asleep.pop(future, None)

    async def _idle(self) -> None:
        """Return when everybody who reads along sleeps or is done."""
        while len(busy := self._followers()) > len(self._asleep) or self._woken():
            self._news.clear()
            news = asyncio.ensure_future(self._news.wait())
            await asyncio.wait({news, *busy}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()

    def _woken(self) -> bool:
        """Whether a sleeper was cancelled and has not noticed yet."""
        return any(future.done() for future in self._asleep)

    def _followers(self) -> list[asyncio.Task[None]]:
        return [t for t in asyncio.all_tasks() if t.get_name().startswith("coaching ")]

    @property
    def updates(self) -> list[float]:
        """When hints were refreshed."""
        return [call.at for call in self.site.calls_of("views.update")]
