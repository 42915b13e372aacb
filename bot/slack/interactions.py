"""Buttons, menus and forms: each parses, makes one desk call, and says what comes next."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.acts import Act, Target, target
from bot.deciding import BUTTONS, FILLED
from bot.easy import AT_ONCE
from bot.errors import CoachError, QuestionChanged, Refused, StoreError
from bot.form_words import other_cases
from bot.in_time import AWAY
from bot.payload import Data, data, entries, string
from bot.people import Caller
from bot.reacting import Reacting
from bot.review_card import review_card
from bot.slack import easy_list, forms, inbound, pieces, submitted
from bot.slack.answering import PRESS_AGAIN, Answering, asker, delivery
from bot.slack.checking import Checking
from bot.slack.coaching import Coaching
from bot.slack.ids import FORMS, PREFIX, Form
from bot.slack.people import Office
from bot.slack.personal import SETTLED, Personal
from bot.slack.practising import Practising
from bot.telling import Asker

log = logging.getLogger(__name__)

_KEEPS_NOTHING = frozenset({Form.CHECK, Form.DETAILS})
_WRITTEN = frozenset({Act.EDIT, Act.OWN, Act.UNDERSTAND, Act.COMPARE})
_DONE = {"response_action": "clear"}
_NONE_TICKED = "Nothing is ticked, so nothing changed."


@dataclass(frozen=True, slots=True)
class Interactions:
    """What people press and send. `now` is the moment after which nothing was posted yet."""

    back: Answering
    coaching: Coaching
    checking: Checking
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def practising(self) -> Practising:
        """The steps of new-hire mode."""
        return Practising(self.back)

    @property
    def reacting(self) -> Reacting:
        """What is decided at once."""
        return Reacting(self.back, self.personal.approved)

    @property
    def personal(self) -> Personal:
        """The small switches."""
        return Personal(self.back)

    # -- buttons ------------------------------------------------------------------------------

    async def action(self, office: Office, body: Data) -> None:
        """A button, a line of a menu, or a keystroke in a form that is coached."""
        for pressed in entries(body, "actions")[:1]:
            name = string(pressed, "action_id").removeprefix(PREFIX)
            if string(pressed, "type") == "plain_text_input":
                view = data(body, "view")
                organisation = office.workspace.organisation
                self.coaching.typed(organisation, office.workspace.id, view)
            elif name in set(Act):
                await self._button(office, body, pressed, Act(name))

    async def _button(self, office: Office, body: Data, pressed: Data, act: Act) -> None:
        key = delivery(body, f"{act}{_value(pressed)}")
        caller = await self.back.directory.caller(office, body, key)
        who = asker(office, caller, inbound.conversation(body), inbound.thread(body))
        title = "Please try again"
        try:
            act, about = _meant(act, pressed)
            title = "Not saved yet" if act in BUTTONS else title
            if act is Act.SHOW:
                return await self.back.show(who, about)
            if act in {Act.USE, Act.OURS}:
                return self._proposed(office, body, act)
            if act in SETTLED:
                return await self.personal.settle(who, act, about)
            if act in BUTTONS and not await self.reacting.decide(who, act, about):
                return None
            if act in FORMS or act is Act.PICTURE:
                view = await self._form(who, act, about)
                if not await self.back.open(office, body, view):
                    await self.back.say(who.known_by(), PRESS_AGAIN, about)
        except StoreError as exc:
            log.warning("A button could not be saved: %s", exc)
            await self.back.open(office, body, forms.message_view(title, AWAY))
        except CoachError as exc:
            await self.back.say(who, str(exc))

    def _proposed(self, office: Office, body: Data, act: Act) -> None:
        """A button beside a reply that was checked."""
        view, workspace = data(body, "view"), office.workspace
        self.coaching.forget(string(view, "id"))
        self.checking.pressed(workspace.organisation, workspace.id, view, act)

    async def _form(self, asker: Asker, act: Act, about: Target) -> dict[str, Any]:
        """The form for the case as it stands."""
        if act is Act.PICTURE:
            return await self._read(asker, about)
        organisation, desk = asker.caller.organisation, self.back.desk
        if act is Act.EASY:
            easy = await desk.easy.ones(asker.caller, limit=AT_ONCE)
            return easy_list.easy_view(easy)
        view = await desk.view(organisation, about.case)
        if act in _WRITTEN:
            return await self.practising.form(asker.caller, view, act, about)
        playbook = desk.coach.playbook
        card = review_card(view, playbook)
        if act is Act.BELONGS:
            others = await desk.after.others(view)
            return forms.belongs_view(card, other_cases(view.case, others, playbook))
        return forms.case_view(Form(act), card, playbook)

    async def _read(self, asker: Asker, about: Target) -> dict[str, Any]:
        """The form of a new post, with the words that were read in a picture."""
        words = await self.back.desk.kept(asker.caller.organisation, about.case)
        post = str(words.extra.get("post", "")) if words else ""
        origin = f"{asker.conversation} {about.case}"
        return forms.new_view(self.back.desk.coach.playbook, post=post, metadata=origin)

    # -- forms that were sent -----------------------------------------------------------------

    async def submission(self, office: Office, body: Data) -> dict[str, Any]:
        """What Slack is told after a form was sent: errors beside an input, or to close it."""
        view = dict(data(body, "view"))
        name = string(view, "callback_id").removeprefix(PREFIX)
        if name not in set(Form):
            return {}
        form = Form(name)
        caller = await self.back.directory.caller(
            office, body, delivery(body, repr(view.get("state")))
        )
        try:
            shown = await self._next(office, caller, form, view)
        except submitted.FieldError as exc:
            return {"response_action": "errors", "errors": {exc.block_id: str(exc)}}
        except StoreError as exc:
            log.warning("A form could not be saved: %s", exc)
            return self.unsaved(body)
        except QuestionChanged as exc:
            again = await self._answer_again(caller, view, str(exc))
            return {"response_action": "update", "view": again}
        except CoachError as exc:
            return self.kept(body, str(exc))
        self.coaching.forget(string(view, "id"))
        return {"response_action": "update", "view": shown} if shown else _DONE

    async def _next(
        self, office: Office, caller: Caller, form: Form, view: dict[str, Any]
    ) -> pieces.View | None:
        """Do what a form asks for; what its modal shows after that, None for nothing."""
        match form:
            case Form.NEW:
                await self._posted(office, caller, view)
                return None
            case Form.CHECK:
                where = office.workspace
                return await self.checking.submitted(where.organisation, where.id, view)
            case Form.UNDERSTAND:
                return await self.practising.understood(caller, view)
            case Form.EASY:
                return await self._easy(caller, view)
        if form in submitted.READ:  # the others only show something
            await FILLED[Act(form)](self.back.desk, caller, submitted.READ[form](view))
        if form in {Form.EDIT, Form.OWN}:
            return await self.practising.compared(caller, submitted.about(view).case)
        return None

    async def _answer_again(self, caller: Caller, view: dict[str, Any], why: str) -> dict[str, Any]:
        """The form for the question that is open now, with the words that were not used."""
        desk, given = self.back.desk, submitted.READ[Form.ANSWER](view)
        case = await desk.view(caller.organisation, given.target.case)
        return forms.answer_again(review_card(case, desk.coach.playbook), why, given.words)

    async def _easy(self, caller: Caller, view: dict[str, Any]) -> pieces.View:
        """Approve each of those that are ticked, by itself."""
        chosen = submitted.ticked(view)
        if not chosen:
            raise submitted.FieldError("tick_0", _NONE_TICKED)
        desk = self.back.desk
        done = await desk.easy.approve(caller, chosen)
        refused = [case_id for case_id, why in done if why]
        posts = {one: await self._post(caller.organisation, one) for one in refused}
        return easy_list.approved_view(done, posts)

    async def _post(self, organisation: str, case_id: str) -> str:
        """The customer's words; empty where there is no such case."""
        try:
            return (await self.back.desk.view(organisation, case_id)).post
        except Refused:
            return ""

    async def _posted(self, office: Office, caller: Caller, view: dict[str, Any]) -> None:
        conversation, _, read = string(view, "private_metadata").partition(" ")
        who = asker(office, caller, conversation)
        post = submitted.new_post(view, self.back.desk.coach.playbook, self.now())
        words = await self.back.desk.kept(caller.organisation, read) if read else None
        note = str(words.extra.get("note", "")) if words else ""
        post = replace(post, came_from=who.place, note=note)
        await self.back.desk.open_case(caller, post, payload={"reading": True, **who.to})

    def unsaved(self, body: Data) -> dict[str, Any]:
        """What is said of a form while the database is away."""
        name = string(data(body, "view"), "callback_id").removeprefix(PREFIX)
        if name in _KEEPS_NOTHING:
            return self.kept(body, f"{AWAY} Your text is still here.")
        return self.kept(body, f"Not saved, your text is still here. {AWAY}")

    def kept(self, body: Data, sentence: str) -> dict[str, Any]:
        """Said beside the first input, so that the form keeps what was typed; else in its place."""
        blocks = entries(data(body, "view"), "blocks")
        inputs = (b for b in blocks if b.get("type") == "input")
        block = next((string(b, "block_id") for b in inputs), "")
        if block:
            return {"response_action": "errors", "errors": {block: sentence[:500]}}
        return {
            "response_action": "update",
            "view": forms.message_view("Not done", sentence),
        }


def _value(action: Data) -> str:
    """What a button, or the chosen line of a menu, holds."""
    option = data(action, "selected_option")
    return string(option or action, "value")


def _meant(act: Act, action: Data) -> tuple[Act, Target]:
    """What was asked for, and what it is about; `BadInput` for what no card of ours holds."""
    if act is Act.MENU:
        return pieces.menu_choice(_value(action))
    return act, target(_value(action))
