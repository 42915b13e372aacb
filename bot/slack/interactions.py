"""Buttons, menus and forms: each parses, makes one desk call, and says what comes next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.errors import CoachError, Refused, StoreError, WarningOpen
from bot.people import Caller, Place
from bot.review_card import review_card
from bot.slack import forms, inbound, submitted, writing
from bot.slack.actions import BUTTONS, FORMS, SUBMISSIONS, Pressed, Submitted
from bot.slack.answering import AWAY, NO_FORM, Answering, delivery, to
from bot.slack.coaching import Coaching
from bot.slack.ids import PREFIX, Act, Form, Target, target
from bot.slack.inbound import Data
from bot.slack.people import PLATFORM, Office

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Interactions:
    """What people press and send. `now` is the moment after which nothing was posted yet."""

    back: Answering
    coaching: Coaching
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    # -- buttons ------------------------------------------------------------------------------

    async def action(self, office: Office, body: Data) -> None:
        """A button, a line of a menu, or a keystroke in a form that is coached."""
        for pressed in inbound.entries(body, "actions")[:1]:
            name, value = _pressed(pressed)
            if inbound.string(pressed, "type") == "plain_text_input":
                view = inbound.data(body, "view")
                organisation = office.workspace.organisation
                self.coaching.typed(organisation, office.workspace.id, view)
            elif name in set(Act):
                await self._button(office, body, Act(name), value)

    async def _button(self, office: Office, body: Data, act: Act, value: str) -> None:
        place = Place(PLATFORM, office.workspace.id, inbound.conversation(body))
        caller = await self.back.directory.caller(office, body, delivery(body, f"{act}{value}"))
        try:
            about = target(value)
            if act is Act.PICTURE:
                return await self._picture(office, body, caller, about)
            if act in BUTTONS and not await self.decide(office, caller, place, act, about):
                return None
            if act in FORMS:
                view = await self._form(caller, Form(act), about)
                if not await self.back.open(office, body, view):
                    await self.back.say(office, replace(caller, delivery=()), place, NO_FORM, about)
        except StoreError as exc:
            log.warning("A button could not be saved: %s", exc)
            await self.back.open(office, body, forms.message_view("Not saved yet", AWAY))
        except CoachError as exc:
            await self.back.say(office, caller, place, str(exc))

    async def _picture(self, office: Office, body: Data, caller: Caller, about: Target) -> None:
        """The form of a new post, with the words that were read in a picture."""
        words = await self.back.desk.kept(caller.organisation, about.case)
        post = str(words.extra.get("post", "")) if words else ""
        playbook, where = self.back.desk.coach.playbook, inbound.conversation(body)
        await self.back.open(office, body, forms.new_view(playbook, post=post, metadata=where))

    async def decide(
        self, office: Office, caller: Caller, place: Place, act: Act, about: Target
    ) -> bool:
        """Do it, or tell privately why not; whether it was done."""
        try:
            await BUTTONS[act](Pressed(self.back.desk, caller, about))
        except Refused as exc:
            anyway = isinstance(exc, WarningOpen)
            await self.back.say(office, caller, place, str(exc), about, anyway=anyway)
            return False
        return True

    async def _form(self, caller: Caller, form: Form, about: Target) -> dict[str, Any]:
        """The form for the case as it stands."""
        view = await self.back.desk.view(caller.organisation, about.case)
        playbook = self.back.desk.coach.playbook
        if form not in {Form.EDIT, Form.OWN}:
            return forms.case_view(form, review_card(view, playbook), playbook)
        number = about.draft if 0 < about.draft <= len(view.case.drafts) else 0
        start = view.text(view.case.draft(number).content) if number and form is Form.EDIT else ""
        reading = await asyncio.to_thread(self.back.desk.read, start, view) if start else None
        live = view.case.live_draft
        about = Target(about.case, live.number if live else 0, "")
        return writing.coached_view(form, about, view.post, start, reading, playbook)

    # -- forms that were sent -----------------------------------------------------------------

    async def submission(self, office: Office, body: Data) -> dict[str, Any]:
        """What Slack is told after a form was sent: errors beside an input, or to close it."""
        view = dict(inbound.data(body, "view"))
        name = inbound.string(view, "callback_id").removeprefix(PREFIX)
        if name not in set(Form):
            return {}
        form = Form(name)
        caller = await self.back.directory.caller(
            office, body, delivery(body, repr(view.get("state")))
        )
        try:
            if form is Form.NEW:
                return await self._posted(office, caller, view)
            if form is Form.CHECK:
                return await self._checked(view)
            await SUBMISSIONS[form](Submitted(self.back.desk, caller, view))
        except submitted.FieldError as exc:
            return {"response_action": "errors", "errors": {exc.block_id: str(exc)}}
        except StoreError as exc:
            log.warning("A form could not be saved: %s", exc)
            return self.kept(body, f"Not saved, your text is still here. {AWAY}")
        except CoachError as exc:
            return self.kept(body, str(exc))
        self.coaching.forget(inbound.string(view, "id"))
        return {"response_action": "clear"}

    async def _posted(self, office: Office, caller: Caller, view: dict[str, Any]) -> dict[str, Any]:
        conversation = inbound.string(view, "private_metadata")
        where = Place(PLATFORM, office.workspace.id, conversation)
        post = submitted.new_post(view, self.back.desk.coach.playbook, self.now())
        post = replace(post, came_from=where)
        payload = {"reading": True, **to(office, caller, where)}
        await self.back.desk.open_case(caller, post, payload=payload)
        return {"response_action": "clear"}

    async def _checked(self, view: dict[str, Any]) -> dict[str, Any]:
        text = submitted.reply(view).text
        reading = await asyncio.to_thread(self.back.desk.read, text, None)
        shown = writing.checked_view(text, reading, self.back.desk.coach.playbook)
        return {"response_action": "update", "view": shown}

    def kept(self, body: Data, sentence: str) -> dict[str, Any]:
        """Said beside the first input, so that the form keeps what was typed; else in its place."""
        blocks = inbound.entries(inbound.data(body, "view"), "blocks")
        inputs = (b for b in blocks if b.get("type") == "input")
        block = next((inbound.string(b, "block_id") for b in inputs), "")
        if block:
            return {"response_action": "errors", "errors": {block: sentence[:500]}}
        return {
            "response_action": "update",
            "view": forms.message_view("Not done", sentence),
        }


def _pressed(action: Data) -> tuple[str, str]:
    """What was pressed, and its value; a line of a menu reads `act {target}`."""
    name = inbound.string(action, "action_id").removeprefix(PREFIX)
    option = inbound.data(action, "selected_option")
    if option:
        name, _, value = inbound.string(option, "value").partition(" ")
        return name, value
    return name, inbound.string(action, "value")
