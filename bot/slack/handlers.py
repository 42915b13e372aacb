"""What comes from Slack: a handler parses, makes one desk call, and renders the answer.

Nothing here talks to a platform but `views.open` and `views.publish`; all else is a job.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.commands import Decision
from bot.desk import NewPost
from bot.errors import BadInput, Refused, SlackError
from bot.people import Caller, Place
from bot.records import MessageRef
from bot.slack import forms, inbound, render, writing
from bot.slack.actions import EMOJI
from bot.slack.answering import NO_FORM, Answering, delivery, to
from bot.slack.ids import Act, Form, Target
from bot.slack.inbound import Data, Said, Wish
from bot.slack.interactions import Interactions
from bot.slack.people import PLATFORM, Office
from bot.slack.pictures import PICTURE_JOB

log = logging.getLogger(__name__)

_NO_PICTURES = "I can't read pictures yet. Please paste the text, and I'll draft a reply."
_EDIT_HERE = "Here you can edit it:"


@dataclass(frozen=True, slots=True)
class Handlers:
    """Commands, shortcuts and events.

    `decisions` maps the names of emoji; `sees` says whether pictures can be read.
    """

    back: Answering
    interactions: Interactions
    decisions: Mapping[str, Decision]
    sees: bool = False

    # -- commands and shortcuts ---------------------------------------------------------------

    async def command(self, office: Office, body: Data) -> dict[str, Any]:
        """`/respond …`: the private answer."""
        said = inbound.words(inbound.plain(inbound.string(body, "text")))
        if said.wish in {Wish.NOTHING, Wish.CHECK}:
            view = self._check(said.text) if said.wish is Wish.CHECK else self._new()
            opened = await self.back.open(office, body, view)
            return {} if opened else _private(self._unopened(said.text))
        caller = await self.back.directory.caller(office, body, delivery(body, said.text))
        if said.wish is not Wish.POST:
            return _private(await self._told(caller, said))
        conversation = inbound.string(body, "channel_id")
        where = Place(PLATFORM, office.workspace.id, conversation)
        payload = {"answer": inbound.string(body, "response_url"), **to(office, caller, where)}
        await self.back.desk.open_case(caller, NewPost(said.text, came_from=where), payload=payload)
        return _private(render.reading(said.text))

    async def shortcut(self, office: Office, body: Data) -> dict[str, Any]:
        """“Coach a reply”, on a message or from anywhere: the form, filled with the message."""
        message = inbound.data(body, "message")
        at = inbound.moment(inbound.string(message, "ts"))
        view = self._new(inbound.message_text(message), at, inbound.data(body, "channel"))
        if not await self.back.open(office, body, view):
            caller = await self.back.directory.caller(office, body, delivery(body))
            where = Place(PLATFORM, office.workspace.id, inbound.conversation(body))
            await self.back.say(office, caller, where, NO_FORM)
        return {}

    async def _told(self, caller: Caller, said: inbound.Words) -> render.Message:
        """The answer to what is no post."""
        match said.wish:
            case Wish.CASES:
                return render.case_list(await self.back.desk.cases(caller.organisation, limit=20))
            case Wish.POLICY:
                return render.policy(self.back.desk.coach.playbook.guidelines, said.text)
            case _:
                return render.help_text()

    # -- events -------------------------------------------------------------------------------

    async def event(self, office: Office, body: Data) -> None:
        """An event; raises `StoreError` where it has to be delivered again."""
        event = inbound.data(body, "event")
        match inbound.string(event, "type"):
            case "message" | "app_mention":
                said = inbound.said(body, office.bot_user)
                if said:
                    await self._message(office, body, said)
            case "reaction_added" | "reaction_removed" as kind:
                await self._reaction(office, body, added=kind == "reaction_added")
            case "app_home_opened":
                await self._home(office, body)
            case "app_uninstalled":
                await self.back.directory.forget(office.workspace.id)
            case "tokens_revoked" if inbound.data(event, "tokens").get("bot"):
                await self.back.directory.forget(office.workspace.id)

    async def _message(self, office: Office, body: Data, said: Said) -> None:
        place = Place(
            PLATFORM, office.workspace.id, said.conversation, said.ts, shared=said.outsiders
        )
        # A mention arrives twice, under two event ids; the message is the same.
        keys = (_event_key(body), _message_key(office, said.conversation, said.ts))
        caller = await self.back.directory.member(office, said.user, *keys)
        if said.thread and await self._answered(office, caller, said):
            return
        if said.shared:
            await self._forwarded(office, caller, place, said)
        elif said.mentions or (said.direct and not said.thread):
            await self._spoken(office, caller, place, said)

    async def _forwarded(self, office: Office, caller: Caller, place: Place, said: Said) -> None:
        """One case for each forwarded message; what was said about it is kept beside it."""
        for number, share in enumerate(said.shared):
            keys = tuple(_numbered(key, number) for key in caller.delivery)
            post = NewPost(share.text, posted_at=share.at, came_from=place, note=said.text)
            await self._open_case(office, replace(caller, delivery=keys), place, post)

    async def _spoken(self, office: Office, caller: Caller, place: Place, said: Said) -> None:
        """Words to the bot: what the command understands is understood here as well."""
        words = inbound.words(said.text)
        match words.wish:
            case Wish.NOTHING if said.pictures:
                await self._pictures(office, caller, place, said.pictures)
            case Wish.NOTHING | Wish.HELP | Wish.CASES | Wish.POLICY:
                await self.back.say_message(office, caller, place, await self._told(caller, words))
            case Wish.CHECK:
                reading = await asyncio.to_thread(self.back.desk.read, words.text, None)
                shown = writing.checked_view(words.text, reading, self.back.desk.coach.playbook)
                found = render.Message("What I noticed in your reply", shown["blocks"])
                await self.back.say_message(office, caller, place, found)
            case Wish.POST:
                await self._open_case(office, caller, place, NewPost(words.text, came_from=place))

    async def _pictures(
        self, office: Office, caller: Caller, place: Place, pictures: Sequence[str]
    ) -> None:
        """Have the first one read, by a model that sees; what it read is asked back."""
        if not self.sees:
            return await self.back.say(office, caller, place, _NO_PICTURES)
        payload = {**to(office, caller, place), "file": pictures[0]}
        return await self.back.desk.tell(caller, PICTURE_JOB, "", payload)

    async def _open_case(self, office: Office, caller: Caller, place: Place, post: NewPost) -> None:
        try:
            payload = {"reading": True, **to(office, caller, place)}
            await self.back.desk.open_case(caller, post, payload=payload)
        except BadInput as exc:
            await self.back.say(office, caller, place, str(exc))

    async def _answered(self, office: Office, caller: Caller, said: Said) -> bool:
        """A reply in the thread of a card answers what was asked back; whether it was one."""
        if not said.text:
            return False
        async for case_id in self._cases_in(office, said):
            view = await self.back.desk.view(caller.organisation, case_id)
            if view.case.question is not None:
                await self._answer(office, caller, said, case_id)
                return True
        return False

    async def _cases_in(self, office: Office, said: Said) -> AsyncIterator[str]:
        """A thread starts with a card, or with the message whose posts the cards are about."""
        organisation = office.workspace.organisation
        ref = MessageRef(office.workspace.key, said.conversation, said.thread)
        if found := await self.back.desk.find(organisation, ref):
            yield found[0]
        key = _message_key(office, said.conversation, said.thread)
        for number in itertools.count():
            opened = await self.back.desk.came_by(organisation, _numbered(key, number))
            if opened is None:
                return
            yield opened

    async def _answer(self, office: Office, caller: Caller, said: Said, case_id: str) -> None:
        try:
            await self.back.desk.answer(caller, case_id, said.text)
        except BadInput as exc:
            place = Place(PLATFORM, office.workspace.id, said.conversation, said.ts)
            await self.back.say(office, caller, place, str(exc))

    async def _reaction(self, office: Office, body: Data, *, added: bool) -> None:
        event = inbound.data(body, "event")
        item = inbound.data(event, "item")
        decision = self.decisions.get(inbound.emoji_name(inbound.string(event, "reaction")))
        conversation, ts = inbound.string(item, "channel"), inbound.string(item, "ts")
        if decision is None or not (added or decision is Decision.APPROVE):
            return
        found = await self.back.desk.find(
            office.workspace.organisation, MessageRef(office.workspace.key, conversation, ts)
        )
        if found is None:
            return
        case_id, number = found
        caller = await self.back.directory.caller(office, body, _event_key(body))
        view = await self.back.desk.view(caller.organisation, case_id)
        digest = view.case.draft(number).content.digest if number else ""
        about = Target(case_id, number, digest)
        place = Place(PLATFORM, office.workspace.id, conversation, ts)
        if decision is Decision.EDIT:
            await self.back.say(office, caller, place, _EDIT_HERE, about, button=Act.EDIT)
        elif not added:
            await self.interactions.decide(office, caller, place, Act.WITHDRAW, about)
        elif decision is Decision.REJECT:
            await self._reject(office, caller, place, about)
        else:
            await self.interactions.decide(office, caller, place, EMOJI[decision], about)

    async def _reject(self, office: Office, caller: Caller, place: Place, about: Target) -> None:
        try:
            await self.back.desk.reject(caller, about.case, about.draft)
        except Refused as exc:
            await self.back.say(office, caller, place, str(exc), about)

    async def _home(self, office: Office, body: Data) -> None:
        event = inbound.data(body, "event")
        if inbound.string(event, "tab") not in {"", "home"}:
            return
        rows = await self.back.desk.cases(office.workspace.organisation, limit=20)
        shown = [*render.help_text().blocks, *render.case_list(rows).blocks]
        member = inbound.string(event, "user")
        try:
            await self.back.web.publish(
                office.workspace.id, member, {"type": "home", "blocks": shown}
            )
        except SlackError as exc:
            log.info("The home page was not shown: %s", exc)

    # -- pieces -------------------------------------------------------------------------------

    def _new(
        self, post: str = "", at: datetime | None = None, channel: Data | None = None
    ) -> dict[str, Any]:
        playbook = self.back.desk.coach.playbook
        metadata = inbound.string(channel, "id") if channel else ""
        return forms.new_view(playbook, post=post, posted_at=at, metadata=metadata)

    def _check(self, text: str) -> dict[str, Any]:
        playbook = self.back.desk.coach.playbook
        reading = self.back.desk.read(text, None) if text.strip() else None
        return writing.coached_view(Form.CHECK, Target(""), "", text, reading, playbook)

    def _unopened(self, text: str) -> render.Message:
        return render.not_saved(text, NO_FORM)[0] if text else render.said(NO_FORM)


def _private(message: render.Message) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _message_key(office: Office, conversation: str, ts: str) -> str:
    return f"{PLATFORM}:{office.workspace.id}:{conversation}:{ts}"


def _numbered(key: str, number: int) -> str:
    """The key of one of several posts in a message."""
    return f"{key}:{number}" if number else key


def _event_key(body: Data) -> str:
    """Empty where Slack gave the event no id."""
    event_id = inbound.string(body, "event_id")
    return f"{PLATFORM}:{inbound.team(body)}:{event_id}" if event_id else ""
