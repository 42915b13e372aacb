"""Buttons, menus and forms: each parses, makes one desk call, and says what comes next."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.case import OVER, Case, DraftState
from bot.commands import Decision
from bot.errors import AlreadyDecided, CoachError, Refused, StoreError, WarningOpen
from bot.people import Caller
from bot.review_card import review_card
from bot.slack import easy_list, forms, inbound, pieces, submitted
from bot.slack.actions import AT_ONCE, BUTTONS, EMOJI, FORMS, SUBMISSIONS, Pressed, Submitted
from bot.slack.answering import AWAY, PRESS_AGAIN, Answering, Asker, delivery
from bot.slack.checking import Checking
from bot.slack.coaching import Coaching
from bot.slack.ids import PREFIX, Act, Form, Target, target
from bot.slack.inbound import Data
from bot.slack.people import Office
from bot.slack.personal import SETTLED, Personal
from bot.slack.practising import Practising

log = logging.getLogger(__name__)

_BEING_POSTED = "The approved reply is being posted. Say first whether it was posted or not."
_NEWER = "There is a draft by now. It stands further down."
_IN_WRITING = "The reply is still being written. It comes as a message of its own."
_NO_REPLY = "There is no reply here to decide on. “Write my own” on the card makes one."
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
    def personal(self) -> Personal:
        """The small switches."""
        return Personal(self.back)

    # -- buttons ------------------------------------------------------------------------------

    async def action(self, office: Office, body: Data) -> None:
        """A button, a line of a menu, or a keystroke in a form that is coached."""
        for pressed in inbound.entries(body, "actions")[:1]:
            name = inbound.string(pressed, "action_id").removeprefix(PREFIX)
            if inbound.string(pressed, "type") == "plain_text_input":
                view = inbound.data(body, "view")
                organisation = office.workspace.organisation
                self.coaching.typed(organisation, office.workspace.id, view)
            elif name in set(Act):
                await self._button(office, body, pressed, Act(name))

    async def _button(self, office: Office, body: Data, pressed: Data, act: Act) -> None:
        key = delivery(body, f"{act}{_value(pressed)}")
        caller = await self.back.directory.caller(office, body, key)
        asker = Asker(office, caller, inbound.conversation(body), inbound.thread(body))
        title = "Please try again"
        try:
            act, about = _meant(act, pressed)
            title = "Not saved yet" if act in BUTTONS else title
            if act is Act.SHOW:
                return await self.back.show(asker, about)
            if act in {Act.USE, Act.OURS}:
                return self._proposed(office, body, act)
            if act in SETTLED:
                return await self.personal.settle(asker, act, about)
            if act in BUTTONS and not await self.decide(asker, act, about):
                return None
            if act in FORMS or act is Act.PICTURE:
                view = await self._form(asker, act, about)
                if not await self.back.open(office, body, view):
                    await self.back.say(asker.known_by(), PRESS_AGAIN, about)
        except StoreError as exc:
            log.warning("A button could not be saved: %s", exc)
            await self.back.open(office, body, forms.message_view(title, AWAY))
        except CoachError as exc:
            await self.back.say(asker, str(exc))

    async def decide(self, asker: Asker, act: Act, about: Target) -> bool:
        """Do it, or tell privately why not; whether it was done."""
        try:
            await AT_ONCE[act](Pressed(self.back.desk, asker.caller, about))
        except Refused as exc:
            anyway = isinstance(exc, WarningOpen)
            taken = act is Act.CLAIM and isinstance(exc, AlreadyDecided)
            button = Act.TAKE_OVER if taken else None
            await self.back.say(asker, str(exc), about, anyway=anyway, button=button)
            return False
        if act in {Act.APPROVE, Act.ANYWAY}:
            await self.personal.approved(asker, about)
        return True

    def _proposed(self, office: Office, body: Data, act: Act) -> None:
        """A button beside a reply that was checked."""
        view, workspace = inbound.data(body, "view"), office.workspace
        self.coaching.forget(inbound.string(view, "id"))
        self.checking.pressed(workspace.organisation, workspace.id, view, act)

    async def reacted(
        self, asker: Asker, decision: Decision, case_id: str, number: int, *, added: bool
    ) -> None:
        """An emoji on a card: the same as its button, as far as an emoji can do that."""
        case = (await self.back.desk.view(asker.caller.organisation, case_id)).case
        digest = case.draft(number).content.digest if number else ""
        about = Target(case_id, number, digest)
        if not added:
            if number and any(p.id == asker.caller.person.id for p in case.draft(number).approvals):
                await self.decide(asker, Act.WITHDRAW, about)
        elif await self.practising.held_back(asker, decision, about):
            return
        elif decision is Decision.EDIT:
            await self._edit_offered(asker, case, about)
        elif not number and decision in {Decision.APPROVE, Decision.REJECT}:
            await self.back.say(asker, _nothing_to_decide(case), about)
        else:
            await self.decide(asker, EMOJI[decision], about)

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

    async def _form(self, asker: Asker, act: Act, about: Target) -> dict[str, Any]:
        """The form for the case as it stands."""
        if act is Act.PICTURE:
            return await self._read(asker, about)
        organisation, desk = asker.caller.organisation, self.back.desk
        if act is Act.EASY:
            easy = await desk.easy_ones(organisation, limit=easy_list.AT_ONCE)
            return easy_list.easy_view(easy)
        view = await desk.view(organisation, about.case)
        if act in _WRITTEN:
            return await self.practising.form(asker.caller, view, act, about)
        playbook = desk.coach.playbook
        return forms.case_view(Form(act), review_card(view, playbook), playbook)

    async def _read(self, asker: Asker, about: Target) -> dict[str, Any]:
        """The form of a new post, with the words that were read in a picture."""
        words = await self.back.desk.kept(asker.caller.organisation, about.case)
        post = str(words.extra.get("post", "")) if words else ""
        origin = f"{asker.conversation} {about.case}"
        return forms.new_view(self.back.desk.coach.playbook, post=post, metadata=origin)

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
            shown = await self._next(office, caller, form, view)
        except submitted.FieldError as exc:
            return {"response_action": "errors", "errors": {exc.block_id: str(exc)}}
        except StoreError as exc:
            log.warning("A form could not be saved: %s", exc)
            return self.unsaved(body)
        except CoachError as exc:
            return self.kept(body, str(exc))
        self.coaching.forget(inbound.string(view, "id"))
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
        await SUBMISSIONS[form](Submitted(self.back.desk, caller, view))
        if form in {Form.EDIT, Form.OWN}:
            return await self.practising.compared(caller, submitted.about(view).case)
        return None

    async def _easy(self, caller: Caller, view: dict[str, Any]) -> pieces.View:
        """Approve each of those that are ticked, by itself."""
        chosen = submitted.ticked(view)
        if not chosen:
            raise submitted.FieldError("tick_0", _NONE_TICKED)
        desk = self.back.desk
        done = await desk.approve_easy(caller, chosen)
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
        conversation, _, read = inbound.string(view, "private_metadata").partition(" ")
        asker = Asker(office, caller, conversation)
        post = submitted.new_post(view, self.back.desk.coach.playbook, self.now())
        words = await self.back.desk.kept(caller.organisation, read) if read else None
        note = str(words.extra.get("note", "")) if words else ""
        post = replace(post, came_from=asker.place, note=note)
        await self.back.desk.open_case(caller, post, payload={"reading": True, **asker.to})

    def unsaved(self, body: Data) -> dict[str, Any]:
        """What is said of a form while the database is away."""
        name = inbound.string(inbound.data(body, "view"), "callback_id").removeprefix(PREFIX)
        if name in _KEEPS_NOTHING:
            return self.kept(body, f"{AWAY} Your text is still here.")
        return self.kept(body, f"Not saved, your text is still here. {AWAY}")

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


def _nothing_to_decide(case: Case) -> str:
    """Why an emoji on a card without a draft decides nothing."""
    if case.status in OVER:
        return f"This case is {case.status}. Reopen it first."
    if case.drafting:
        return _IN_WRITING
    return _NEWER if case.drafts and not case.withheld else _NO_REPLY


def _value(action: Data) -> str:
    """What a button, or the chosen line of a menu, holds."""
    option = inbound.data(action, "selected_option")
    return inbound.string(option or action, "value")


def _meant(act: Act, action: Data) -> tuple[Act, Target]:
    """What was asked for, and what it is about; `BadInput` for what no card of ours holds."""
    if act is Act.MENU:
        return pieces.menu_choice(_value(action))
    return act, target(_value(action))
