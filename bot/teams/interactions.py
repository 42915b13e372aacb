"""Buttons and forms on cards: each parses, makes one desk call, and shows what comes next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot import easy_words, filling, practice_words, practising
from bot.acts import Act, Target
from bot.card_life import left_of
from bot.deciding import AT_ONCE, BUTTONS, FILLED, Pressed, refused
from bot.easy import AT_ONCE as EASY_AT_ONCE
from bot.errors import (
    BadInput,
    CoachError,
    FieldError,
    NoSuchCase,
    QuestionChanged,
    Refused,
    StoreError,
)
from bot.form_words import HEADS, Options, other_cases
from bot.payload import Data, string
from bot.people import Caller
from bot.reacting import Reacting
from bot.readers import Reading
from bot.review_card import review_card
from bot.settling import SETTLED, settle
from bot.teams import easy_list, forms, kept, render, steps, submitted
from bot.teams.answering import Answering, form_key, once
from bot.teams.checking import Checking
from bot.teams.drawing import Drawing
from bot.teams.ids import Deed, Step, deed
from bot.teams.personal import Personal
from bot.teams.render import Message, Notice
from bot.telling import Asker
from bot.understanding import Stage
from bot.views import CaseView

_LINKED = "You are one person in Slack and Teams from now on. `link off` undoes it."
_LINKED_WITH = (
    "“{who}” in Teams said to be you, with a code that you asked for here, and has your rights "
    "from now on. If that is not so, press Unlink in `/respond help`, and tell whoever runs this."
)
_BROUGHT = "The card comes to you in our personal chat."
_FORGOTTEN = "This button is not one of ours (any more)."
_WRITTEN = frozenset({Act.EDIT, Act.OWN, Act.UNDERSTAND, Act.COMPARE})
_CHECKS = frozenset({Act.CHECK, Act.USE, Act.OURS})
_TYPED = forms.OF_A_CASE | _CHECKS | {Act.NEW, Act.UNDERSTAND}  # what holds words of somebody's
_OTHER_TEXT = (
    "The text in the box was changed. Only the approved text may go out: edit it, or say that you "
    "posted it as approved."
)
_NONE_TICKED = "Nothing is ticked, so nothing changed."
# These are about the case, and stay open whichever draft stands by now.
_AFTER = frozenset({Act.PROMISE, Act.CAME_BACK, Act.BELONGS, Act.HIDE, Act.SOLVE})
_SECOND_LOOK = 4.0  # seconds that a second reader gets


@dataclass(frozen=True, slots=True)
class Shown:
    """What whoever pressed sees: something of its own, or else the card of the case, perhaps with
    a notice on top."""

    message: Message | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Interactions:
    """What people press and send. `zone` is the organisation's; `now` is the moment after which
    nothing was posted yet.
    """

    back: Answering
    drawing: Drawing
    checking: Checking
    zone: tzinfo = UTC
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def personal(self) -> Personal:
        """The small switches."""
        return Personal(self.back)

    @property
    def reacting(self) -> Reacting:
        """What an emoji decides."""
        return Reacting(self.back, self.personal.approved, own_views=True)

    # -- what is shown ------------------------------------------------------------------------

    async def execute(self, asker: Asker, data: Data) -> Message:
        """What somebody sees who pressed a button, in place of the card that held it."""
        asked = deed(data)
        shown = await self._tried(asker, asked, data)
        return shown.message or await self._card(asker, asked.target, shown.notice)

    async def pressed(self, asker: Asker, data: Data) -> None:
        """The same for clients that are too old to show it in place of the card."""
        after = asker.beside("answer")
        try:
            asked = deed(data)
        except BadInput as exc:
            return await self.back.say(after, str(exc))
        told = await self._tried(asker, asked, data)
        if notice := told.notice:
            return await self.back.say(
                after, notice.sentence, notice.about, anyway=notice.anyway, button=notice.button
            )
        message = told.message
        if asked.act is Act.SHOW and asked.step is Step.OPEN:
            message = await self._card(asker, asked.target)
        if message:
            await self.back.say_message(after, message, case_id=asked.target.case)
        return None

    async def _tried(self, asker: Asker, asked: Deed, data: Data) -> Shown:
        try:
            return await self._done(asker, asked, data)
        except StoreError:
            raise
        except CoachError as exc:
            return await self._again(asker, asked, data, exc)

    async def _card(self, asker: Asker, about: Target, notice: Notice | None = None) -> Message:
        """The card as this person may see it; the card of an older draft is over."""
        if not about.case:
            return render.refusal(notice) if notice else render.said(_FORGOTTEN)
        view = await self.back.desk.view(asker.caller.organisation, about.case)
        live = review_card(view, self.back.desk.coach.playbook).draft
        if about.draft and about.draft != live and not notice:
            return render.left(left_of(view.case, about.draft))
        return await self._drawn(asker, view, notice=notice)

    async def _drawn(self, asker: Asker, view: CaseView, **more: Any) -> Message:
        return await self.drawing.drawn(
            view,
            caller=asker.caller,
            conversation=asker.conversation,
            direct=asker.direct,
            **more,
        )

    async def _again(self, asker: Asker, asked: Deed, data: Data, exc: CoachError) -> Shown:
        """What was typed, with what is wrong about it; what was only pressed, with a notice."""
        notice = Notice(str(exc), asked.target)
        if asked.step not in {Step.SEND, Step.CHECK} or asked.act not in _TYPED:
            return await self._noticed(asker, asked, notice)
        playbook = self.back.desk.coach.playbook
        at = exc.block_id if isinstance(exc, FieldError) else ""
        more: dict[str, Any] = {"problem": str(exc), "at": at}
        if asked.act is Act.NEW:
            return _form(Act.NEW, forms.new_form(playbook, given=data, **more))
        if asked.act in _CHECKS:
            return _form(Act.CHECK, self.checking.form(data, **more))
        try:
            view = await self._view(asker.caller, asked.target)
        except NoSuchCase:
            return await self._noticed(asker, asked, notice)
        card = review_card(view, playbook)
        goes_on = asked.act in _AFTER and asked.act.value in card.may
        if isinstance(exc, Refused) and not (goes_on or _asked_anew(exc, view)):
            return Shown(kept.card(data, str(exc)))  # it was for what does not stand any more
        if asked.act in _WRITTEN:
            return await self._rewritten(asker, view, asked.act, data, **more)
        more["others"] = await self._others(asked.act, view)
        return _form(asked.act, forms.form(asked.act, card, playbook, given=data, **more))

    async def _noticed(self, asker: Asker, asked: Deed, notice: Notice) -> Shown:
        """On the card, where there is one."""
        if asked.target.case and asked.act not in SETTLED:
            try:
                await self._view(asker.caller, asked.target)
            except NoSuchCase:
                return Shown(render.refusal(Notice(notice.sentence)))
            return Shown(notice=notice)
        return Shown(render.refusal(Notice(notice.sentence)))

    async def _view(self, caller: Caller, about: Target) -> CaseView:
        return await self.back.desk.view(caller.organisation, about.case)

    # -- what is done -------------------------------------------------------------------------

    async def _done(self, asker: Asker, asked: Deed, data: Data) -> Shown:
        match asked.step:
            case Step.OPEN:
                return await self._opened(asker, asked.act, asked.target)
            case Step.SEND:
                return await self._sent(asker, asked, data)
            case Step.CHECK:
                return await self._checked(asker, asked, data)
            case _:
                return await self._at_once(asker, asked.act, asked.target)

    async def _at_once(self, asker: Asker, act: Act, about: Target) -> Shown:
        if act is Act.SHOW:
            await self.back.show(asker, about)
            return Shown(render.said(_BROUGHT))
        if act in SETTLED:
            return await self._settled(asker, act, about)
        if act is Act.LINK:
            return await self._linked(asker, about.choice)
        if act not in AT_ONCE:
            raise BadInput(_FORGOTTEN)
        no = await self._decided(asker, act, about)
        return Shown(notice=no)

    async def _decided(self, asker: Asker, act: Act, about: Target) -> Notice | None:
        """Do it; why not, where it was not done."""
        no = await refused(act, Pressed(self.back.desk, asker.caller, about))
        if no:
            return Notice(no.sentence, about, no.anyway, no.button)
        if act in {Act.APPROVE, Act.ANYWAY}:
            await self.personal.approved(asker, about)
        return None

    async def _linked(self, asker: Asker, code: str) -> Shown:
        """One person from now on; the other account hears of it, in case somebody was tricked."""
        caller, linking = asker.caller, self.back.directory.linking
        other = await linking.redeem(caller.organisation, caller.person.id, code)
        platform, workspace, member = other.split(":", 2)
        told = asker.beside("linked").caller
        to = {"workspace": workspace, "user": member}
        words = _LINKED_WITH.format(who=caller.person.name)
        await self.back.desk.tell(told, f"{platform}-say", words, to)
        return Shown(render.said(_LINKED))

    async def _settled(self, asker: Asker, act: Act, about: Target) -> Shown:
        told = await settle(self.back.desk, asker.caller, act, about)
        if act is not Act.SHOW_OURS:
            return Shown(render.said(told))
        await self.back.look(asker.caller, about.case)
        return Shown()

    # -- forms --------------------------------------------------------------------------------

    async def _opened(self, asker: Asker, act: Act, about: Target) -> Shown:
        desk, playbook = self.back.desk, self.back.desk.coach.playbook
        match act:
            case Act.SHOW:
                return Shown()
            case Act.NEW:
                return _form(act, forms.new_form(playbook, zone=self.zone, once=once()))
            case Act.CHECK:
                return _form(act, forms.check_form(playbook=playbook))
            case Act.EASY:
                easy = await desk.easy.ones(asker.caller, limit=EASY_AT_ONCE)
                return _form(act, easy_list.easy_card(easy))
        if act in BUTTONS and (no := await self._decided(asker, act, about)):
            return Shown(notice=no)
        view = await self._view(asker.caller, about)
        if act is Act.COPY and render.to_copy(drawn := await self._drawn(asker, view)):
            return Shown(drawn)
        if act in _WRITTEN:
            return await self._writing(asker, view, act, about)
        if act not in forms.OF_A_CASE:
            raise BadInput(_FORGOTTEN)
        card, others = review_card(view, playbook), await self._others(act, view)
        return _form(act, forms.form(act, card, playbook, others=others))

    async def _others(self, act: Act, view: CaseView) -> Options:
        """The cases that a post can belong to, for the form that asks."""
        if act is not Act.BELONGS:
            return []
        desk = self.back.desk
        others = await desk.after.others(view)
        return other_cases(view.case, others, desk.coach.playbook)

    async def _writing(
        self, asker: Asker, view: CaseView, act: Act, about: Target, **more: Any
    ) -> Shown:
        """EDIT, OWN, UNDERSTAND or COMPARE; whoever practises begins with what comes first."""
        desk = self.back.desk
        step = await practising.step(desk, asker.caller, view, act, about.draft)
        if step.act is Act.COMPARE:
            return _form(step.act, steps.compare(step.card))
        if step.act is Act.UNDERSTAND:
            return _form(step.act, steps.understand(step.card, step.practice, **more))
        start = view.text(view.case.draft(step.draft).content) if step.draft else ""
        return await self._text(asker.caller, view, step.act, {"text": start}, **more)

    async def _text(
        self, caller: Caller, view: CaseView, act: Act, given: Data, **more: Any
    ) -> Shown:
        """A form to write in, with what is typed and how it reads."""
        desk, typed = self.back.desk, string(given, "text")
        reading = await self._reading(caller, view, typed) if typed.strip() else None
        saw = practice_words.saw(desk.writing.understood(view, caller.person))
        playbook = desk.coach.playbook
        card = review_card(view, playbook)
        made = forms.form(act, card, playbook, given=given, reading=reading, saw=saw, **more)
        return _form(act, made)

    async def _reading(self, caller: Caller, view: CaseView, typed: str) -> Reading:
        """How it reads; what a second reader says in time is in it."""
        writing = self.back.desk.writing
        with suppress(CoachError, TimeoutError):
            async with asyncio.timeout(_SECOND_LOOK):
                await writing.read_again(caller.organisation, typed, view)
        return await asyncio.to_thread(writing.read, typed, view)

    async def _rewritten(
        self, asker: Asker, view: CaseView, act: Act, data: Data, **more: Any
    ) -> Shown:
        """The same form again, with what was typed."""
        if act is Act.UNDERSTAND:
            practice = await self.back.desk.writing.practice(asker.caller)
            card = review_card(view, self.back.desk.coach.playbook, Stage.UNDERSTAND)
            return _form(act, steps.understand(card, practice, given=data, **more))
        return await self._text(asker.caller, view, act, data, **more)

    async def _checked(self, asker: Asker, asked: Deed, data: Data) -> Shown:
        """How the reply reads that is being written for a case. Nothing of it is kept."""
        if asked.act not in {Act.EDIT, Act.OWN}:
            raise BadInput(_FORGOTTEN)
        filling.written("text", string(data, "text"), "reply")
        view = await self._view(asker.caller, asked.target)
        return await self._text(asker.caller, view, asked.act, data)

    # -- forms that are sent --------------------------------------------------------------------

    async def _sent(self, asker: Asker, asked: Deed, data: Data) -> Shown:
        """Do what a form asks for."""
        act, desk = asked.act, self.back.desk
        if act is Act.NEW:
            return await self._posted(asker, data)
        if act in _CHECKS:
            checked = await self.checking.checked(asker.caller.organisation, act, data)
            return _form(Act.CHECK, checked)
        if act is Act.UNDERSTAND:
            return await self._understood(asker.caller, data)
        if act is Act.EASY:
            return await self._easy(asker.caller, data)
        if act not in FILLED:
            raise BadInput(_FORGOTTEN)
        if act in {Act.COPY, Act.POSTED} and await self._copied_otherwise(asker, asked, data):
            return Shown(notice=Notice(_OTHER_TEXT, asked.target, posted=True))
        await FILLED[act](desk, asker.caller, submitted.READ[act](data))
        if act in {Act.EDIT, Act.OWN}:
            card = await practising.to_compare(desk, asker.caller, asked.target.case)
            return _form(Act.COMPARE, steps.compare(card)) if card else Shown()
        return Shown()

    async def _copied_otherwise(self, asker: Asker, asked: Deed, data: Data) -> bool:
        """Whether the box to copy from holds something else than what was approved."""
        view = await self._view(asker.caller, asked.target)
        approved = view.text(view.case.draft(asked.target.draft).content)
        return not forms.copied_as_it_is(string(data, "copy"), approved)

    async def _posted(self, asker: Asker, data: Data) -> Shown:
        """A case is opened; its card comes as a message of its own."""
        desk = self.back.desk
        post = submitted.new_post(data, desk.coach.playbook, self.now(), self.zone)
        post = replace(post, came_from=replace(asker.place, message=asker.thread))
        if form := deed(data).target.choice:
            asker = asker.known_by(form_key(asker.workspace, form, data))
        await desk.open_case(asker.caller, post, payload=asker.to)
        return Shown(render.reading(post.text))

    async def _understood(self, caller: Caller, data: Data) -> Shown:
        """Keep what somebody saw; what comes next is writing, with what we saw above."""
        given = submitted.words(data)
        await self.back.desk.writing.understand(caller, given.target.case, given.text)
        view = await self._view(caller, given.target)
        return await self._text(caller, view, Act.OWN, {})

    async def _easy(self, caller: Caller, data: Data) -> Shown:
        """Approve each of those that are ticked, by itself."""
        chosen, desk = submitted.ticked(data), self.back.desk
        if not chosen:
            return Shown(render.said(_NONE_TICKED))
        done = await desk.easy.approve(caller, chosen)
        refused = [case_id for case_id, _ in easy_words.refused(done)]
        posts = {one: await self._post(caller, one) for one in refused}
        return _form(Act.EASY, easy_list.approved(done, posts))

    async def _post(self, caller: Caller, case_id: str) -> str:
        """The customer's words; empty where there is no such case."""
        try:
            return (await self._view(caller, Target(case_id))).post
        except Refused:
            return ""


def _asked_anew(exc: CoachError, view: CaseView) -> bool:
    """Whether another question is open than the one that was answered: the form asks it."""
    return isinstance(exc, QuestionChanged) and view.case.question is not None


def _form(act: Act, card: dict[str, Any]) -> Shown:
    return Shown(Message(HEADS[act].title if act in HEADS else act.capitalize(), card))
