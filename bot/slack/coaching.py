"""Reads along while somebody types in a modal, and refreshes the hint under the input on a pause.

Nothing of what is typed is kept on disk, put into a job, or logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.acts import Target, target
from bot.desk import CareDesk
from bot.errors import CoachError, PlatformBusy, PlatformError
from bot.pacing import budget
from bot.readers import Reading
from bot.slack.ids import PREFIX, Form
from bot.slack.long_text import together
from bot.slack.web import Json, Web
from bot.slack.writing import answered, coached_view, joined, proposals, typed
from bot.views import CaseView

log = logging.getLogger(__name__)

_SHORT = 40  # characters; below that nothing is read
_RESTED = 2.0  # seconds after which the second reader is asked
_REMEMBERED = 3600.0
_MOST = 500  # modals
_AT_ONCE = 4  # readings
_SECOND_AT_ONCE = 4
_ROUNDING = 1e-6


@dataclass(slots=True, eq=False, repr=False)
class _Typing:
    """A modal that somebody writes in: the latest text wins.

    `view` is as Slack sent it last, at `at`; `view_hash` is what Slack calls that state. `spent`
    is a hash that we replaced ourselves: keystrokes under way may still carry it. `shown` are the
    words around the inputs, as they stand on the screen.
    """

    id: str
    organisation: str
    workspace: str
    view: Mapping[str, Any]
    at: float
    view_hash: str = ""
    spent: str = ""
    shown: tuple[str, ...] | None = None
    case: CaseView | None = None
    following: asyncio.Task[None] | None = None
    second: asyncio.Task[None] | None = None

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [task for task in (self.following, self.second) if task and not task.done()]


_Work = Callable[[_Typing], Awaitable[None]]


class Coaching:
    """`pause` is how many seconds fingers rest before the hint is refreshed; `per_minute` is how
    many refreshes one workspace gets. `now` counts seconds.
    """

    def __init__(
        self,
        desk: CareDesk,
        web: Web,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        pause: float = 0.7,
        per_minute: int = 60,
    ) -> None:
        self._desk, self._web, self._now, self._sleep = desk, web, now, sleep
        self._pause, self._budget = pause, budget(per_minute)
        self._open: OrderedDict[str, _Typing] = OrderedDict()
        self._reading = asyncio.Semaphore(_AT_ONCE)
        self._second = asyncio.Semaphore(_SECOND_AT_ONCE)

    def typed(self, organisation: str, workspace: str, view: Mapping[str, Any]) -> None:
        """A keystroke: `view` is the modal as Slack sends it. Returns at once; never raises."""
        view_id = view.get("id")
        if not isinstance(view_id, str) or not view_id:
            return
        one = self._open.get(view_id)
        if one is None:
            one = _Typing(view_id, organisation, workspace, view, 0.0)
            self._open[view_id] = one
        one.view, one.at = view, self._now()
        if view.get("hash") != one.spent:
            one.view_hash = str(view.get("hash") or "")
        self._open.move_to_end(view_id)
        self._let_go(one.at)
        if one.following is None or one.following.done():
            one.following = self._task(self._follow, one)

    def forget(self, view_id: str) -> None:
        """The modal was closed or submitted."""
        one = self._open.pop(view_id, None)
        for task in one.tasks if one else ():
            task.cancel()

    async def close(self) -> None:
        """Stop everything that is under way."""
        tasks = [task for one in self._open.values() for task in one.tasks]
        for view_id in list(self._open):
            self.forget(view_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _let_go(self, now: float) -> None:
        """Forget the modals that nobody has typed in for long, and the oldest of too many."""
        while self._open:
            oldest = next(iter(self._open.values()))
            if len(self._open) <= _MOST and now - oldest.at < _REMEMBERED:
                return
            self.forget(oldest.id)

    # -- one modal ----------------------------------------------------------------------------

    def _task(self, work: _Work, one: _Typing) -> asyncio.Task[None]:
        loop = asyncio.get_running_loop()
        return loop.create_task(_quietly(work, one), name=f"coaching {one.id}")

    async def _follow(self, one: _Typing) -> None:
        """Refresh the hint whenever the fingers rest, until the text stays as it is."""
        read = None
        while read is not one.view:
            read = await self._at_rest(one, self._pause)
            await self._refresh(one, read)
        if one.second is None or one.second.done():
            one.second = self._task(self._second_look, one)

    async def _second_look(self, one: _Typing) -> None:
        """The same with the second reader, who is only asked about what rests for longer."""
        read = None
        while read is not one.view:
            read = await self._at_rest(one, _RESTED)
            if await self._found_more(one, read):
                await self._refresh(one, read)

    async def _at_rest(self, one: _Typing, pause: float) -> Mapping[str, Any]:
        """Wait until nothing was typed for so long; the view as it then is."""
        while (left := one.at + pause - self._now()) > _ROUNDING:
            await self._sleep(left)
        return one.view

    async def _refresh(self, one: _Typing, view: Mapping[str, Any]) -> None:
        """Show what is found in the text, unless that stands there; drop it if it is typed on."""
        shown = await self._coached(one, view)
        if shown is None or _words(shown) == (one.shown or _words(view)):
            return
        done = False
        while not done and one.view is view:
            if wait := self._budget.take(one.workspace, self._now()):
                await self._sleep(wait)
            else:
                done = await self._show(one, shown)

    async def _show(self, one: _Typing, shown: Json) -> bool:
        """Refresh the modal; False where Slack wants to be asked later."""
        used = one.view_hash
        try:
            told = await self._web.update_view(one.workspace, one.id, shown, view_hash=used)
        except PlatformBusy as exc:
            self._budget.hold(one.workspace, self._now() + exc.retry_after)
            return False
        except PlatformError as exc:  # changed or closed: the next keystroke brings another
            log.info("A hint was not refreshed: %s", exc)
            return True
        one.shown, one.spent = _words(shown), used
        if one.view_hash == used:
            one.view_hash = str(told.get("hash") or "")
        return True

    async def _coached(self, one: _Typing, view: Mapping[str, Any]) -> Json | None:
        """The modal with what is found in its text; None where it is none of ours."""
        form, about = _about(view)
        if form is None or about is None:
            return None
        if about.case and one.case is None:
            one.case = await self._desk.view(one.organisation, about.case)
        text, reading = joined(view), None
        if len(text.strip()) >= _SHORT:
            async with self._reading:
                reading = await asyncio.to_thread(self._read, text, one.case, view)
        return self._built(form, about, one.case, view, reading)

    def _built(
        self,
        form: Form,
        about: Target,
        case: CaseView | None,
        view: Mapping[str, Any],
        reading: Reading | None,
    ) -> Json:
        customer = case.post if case else ""
        playbook = self._desk.coach.playbook
        post, beside = answered(view), proposals(view)
        return coached_view(
            form, about, customer, typed(view), reading, playbook, post=post, beside=beside
        )

    def _read(self, text: str, case: CaseView | None, view: Mapping[str, Any]) -> Reading:
        """With the case, or the post that stands in the form of a reply without one."""
        if post := together(answered(view)).strip():
            return self._desk.writing.reading(text, self._desk.coach.size_up(post))
        return self._desk.writing.read(text, case)

    async def _found_more(self, one: _Typing, view: Mapping[str, Any]) -> bool:
        """Ask the second reader; whether it knows more about this text by now."""
        text = joined(view)
        if len(text.strip()) < _SHORT:
            return False
        try:
            async with self._second:
                return await self._desk.writing.read_again(one.organisation, text, one.case)
        except CoachError as exc:
            log.info("Nobody read a second time: %s", type(exc).__name__)
            return False


async def _quietly(work: _Work, one: _Typing) -> None:
    """Whoever types must not notice that something went wrong; the words stay out of the log."""
    try:
        await work(one)
    except Exception as exc:
        log.warning("Somebody was not coached: %s", type(exc).__name__)


def _about(view: Mapping[str, Any]) -> tuple[Form | None, Target | None]:
    """What is written there, and for which case."""
    name = str(view.get("callback_id") or "").removeprefix(PREFIX)
    if name not in {Form.EDIT, Form.OWN, Form.CHECK}:
        return None, None
    metadata = str(view.get("private_metadata") or "")
    return Form(name), target(metadata) if metadata else Target("")


def _words(view: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything in a modal but its inputs, to tell whether it says something else."""
    return tuple(
        json.dumps([block.get("block_id"), _texts(block)], sort_keys=True)
        for block in view.get("blocks", ())
        if block.get("type") != "input"
    )


def _texts(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return [*own, *(text for value in part.values() for text in _texts(value))]
    return [text for one in part for text in _texts(one)] if isinstance(part, list) else []
