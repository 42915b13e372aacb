"""Checks replies of people's own in the modal for it. Nothing of what they write is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from bot.acts import Act
from bot.desk import CareDesk
from bot.errors import BadInput
from bot.playbook import Playbook
from bot.slack import submitted, writing
from bot.slack.long_text import together
from bot.slack.pieces import View
from bot.slack.web import Web
from bot.writing_desk import Checked

log = logging.getLogger(__name__)

_IN_TIME = 1.2  # seconds; a form has to be answered within three, whatever the model does
_WAIT = "Reading it … The rest comes in a few seconds."


class Checking:
    """What “Check”, “Use this” and “Show me yours” do."""

    def __init__(self, desk: CareDesk, web: Web) -> None:
        self._desk, self._web = desk, web
        self._later: set[asyncio.Task[None]] = set()

    async def submitted(self, organisation: str, workspace: str, view: Mapping[str, Any]) -> View:
        """What the modal shows after “Check”; what takes longer comes into it a little later."""
        reply, post = submitted.own_reply(dict(view))
        checking = asyncio.create_task(self._desk.writing.check(organisation, reply, post))
        done, _ = await asyncio.wait({checking}, timeout=_IN_TIME)
        if done:
            return self._shown(view, checking.result())

        async def shown() -> View:
            return self._shown(view, await checking)

        self._fill(workspace, view, shown())
        return self._said(view, _WAIT)

    def pressed(self, organisation: str, workspace: str, view: Mapping[str, Any], act: Act) -> None:
        """A button in the modal. Returns at once; what it does comes into the modal."""
        work = self._used(view) if act is Act.USE else self._ours(organisation, view)
        self._fill(workspace, view, work)

    async def said(self, organisation: str, reply: str) -> Checked:
        """For a message, which cannot be filled later: what is known in time."""
        return await self._desk.writing.check_within(_IN_TIME, organisation, reply)

    async def close(self) -> None:
        """Stop everything that is under way."""
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _used(self, view: Mapping[str, Any]) -> View:
        """The mended reply in the input, read as it stands there."""
        reply, post = writing.mended(view), together(writing.answered(view))
        about = self._desk.coach.size_up(post)
        reading = await asyncio.to_thread(self._desk.writing.reading, reply, about)
        return writing.taken(view, self._playbook, reading)

    async def _ours(self, organisation: str, view: Mapping[str, Any]) -> View:
        try:
            reply, post = submitted.own_reply(dict(view))
        except BadInput as exc:
            return self._said(view, str(exc))
        checked = await self._desk.writing.check(organisation, reply, post, ours=True)
        return self._shown(view, checked, ours=True)

    def _shown(self, view: Mapping[str, Any], checked: Checked, *, ours: bool = False) -> View:
        return writing.checked_view(
            checked, writing.typed(view), writing.answered(view), self._playbook, asked_ours=ours
        )

    def _said(self, view: Mapping[str, Any], sentence: str) -> View:
        text, post = writing.typed(view), writing.answered(view)
        return writing.said_view(text, post, sentence, self._playbook)

    @property
    def _playbook(self) -> Playbook:
        return self._desk.coach.playbook

    def _fill(
        self, workspace: str, view: Mapping[str, Any], work: Coroutine[Any, Any, View]
    ) -> None:
        """Show something else in the modal, once it is there."""
        view_id = str(view.get("id") or "")

        async def filled() -> None:
            try:
                await self._web.update_view(workspace, view_id, await work)
            except Exception as exc:  # closed meanwhile, mostly; the words stay out of the log
                log.info("A checked reply was not shown: %s", type(exc).__name__)

        task = asyncio.create_task(filled(), name=f"checking {view_id}")
        self._later.add(task)
        task.add_done_callback(self._later.discard)
