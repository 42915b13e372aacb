"""“Coach a reply”, in the menu of a message: a dialog, and the case that it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.acts import Target
from bot.errors import FieldError
from bot.payload import Data, data, string
from bot.people import Workspace
from bot.teams import forms, inbound, submitted
from bot.teams.answering import Answering, form_key, once
from bot.telling import Asker

_CARD = "application/vnd.microsoft.card.adaptive"
_TITLE = "Coach a reply"
_UNREADABLE = "Teams did not send me the words of this message. Please paste its text."
_READING = "I'm reading the post. The card comes in a moment."

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extension:
    """The bot posts the card itself: Teams cannot update one that came through a dialog.

    `zone` is the organisation's; `now` is the moment after which nothing was posted yet.
    """

    back: Answering
    zone: tzinfo = UTC
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def opened(self, workspace: Workspace, body: Data) -> Json:
        """The form, filled with the message; empty where its words cannot be read."""
        message = inbound.message_payload(data(body, "value"))
        playbook = self.back.desk.coach.playbook
        problem = "" if message.readable else _UNREADABLE
        form = forms.new_form(
            playbook,
            post=message.text,
            posted_at=message.at,
            zone=self.zone,
            once=once(),
            problem=problem,
        )
        return self._dialog(form)

    async def submitted(self, workspace: Workspace, body: Data) -> Json:
        """Open the case; a short word ends the dialog."""
        given, playbook = data(data(body, "value"), "data"), self.back.desk.coach.playbook
        asker = await self.back.asker(workspace, body)
        try:
            post = submitted.new_post(given, playbook, self.now(), self.zone)
        except FieldError as exc:
            return self.kept(body, str(exc), exc.block_id)
        post = replace(post, came_from=replace(asker.place, message=_root(body, asker.thread)))
        desk, asker = self.back.desk, _of_message(asker, body, given)
        known = await desk.came_by(asker.caller.organisation, next(iter(asker.caller.delivery), ""))
        case_id = await desk.open_case(asker.caller, post, payload={"reading": True, **asker.to})
        if known:
            await self._brought(asker, case_id)
        return self.said(_READING)

    async def _brought(self, asker: Asker, case_id: str) -> None:
        """A colleague did the same: the card of that case comes to whoever asks now, too."""
        case = (await self.back.desk.view(asker.caller.organisation, case_id)).case
        if case.forwarder and case.forwarder.id != asker.caller.person.id:
            key = f"{asker.caller.person.id}:show"
            await self.back.show(asker.beside(key), Target(case_id))

    def kept(self, body: Data, problem: str, at: str = "") -> Json:
        """The form with what was typed, and what is wrong."""
        given, playbook = data(data(body, "value"), "data"), self.back.desk.coach.playbook
        if not given:
            return self.said(problem)
        return self._dialog(forms.new_form(playbook, problem=problem, at=at, given=given))

    def said(self, sentence: str) -> Json:
        """A sentence that ends a dialog."""
        return {"task": {"type": "message", "value": sentence}}

    def _dialog(self, card: Json) -> Json:
        shown = {"contentType": _CARD, "content": {**card, "actions": _submits(card)}}
        value = {"title": _TITLE, "height": "large", "width": "medium", "card": shown}
        return {"task": {"type": "continue", "value": value}}


def _submits(card: Json) -> list[Json]:
    """The buttons as a dialog takes them: there is no Action.Execute in one."""
    return [one.get("fallback", one) for one in card.get("actions", [])]


def _of_message(asker: Asker, body: Data, given: Data) -> Asker:
    """Known by the message that the dialog is about, else by the dialog."""
    message = string(data(data(body, "value"), "messagePayload"), "id")
    form = f"{asker.conversation}:{message}" if message else string(given, "choice")
    return asker.known_by(form_key(asker.workspace, form, given)) if form else asker


def _root(body: Data, thread: str) -> str:
    """The message that a channel's cards stand under."""
    message = data(data(body, "value"), "messagePayload")
    return thread or string(message, "replyToId") or string(message, "id")
