"""What comes from Slack: a handler parses, makes one desk call, and renders the answer.

Nothing here talks to a platform but `views.open` and `views.publish`; all else is a job.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import wishes
from bot.acts import Act, Target
from bot.commands import Decision
from bot.desk import NewPost
from bot.errors import BadInput, PlatformError
from bot.payload import Data, data, string
from bot.people import Caller
from bot.records import MessageRef
from bot.slack import easy_list, forms, inbound, render, writing
from bot.slack.answering import NO_FORM, Answering, asker, delivery
from bot.slack.ids import Form
from bot.slack.inbound import Said
from bot.slack.interactions import Interactions
from bot.slack.messenger import SAY_JOB
from bot.slack.people import PLATFORM, Office
from bot.slack.pictures import PICTURE_JOB
from bot.small_talk import small_talk
from bot.telling import Asker
from bot.text import shorten
from bot.under_cards import Threads, Under, message_key, numbered
from bot.views import CaseView
from bot.wishes import Wish

log = logging.getLogger(__name__)

_NO_PICTURES = "I can't read pictures yet. Please paste the text, and I'll draft a reply."
_EASY = 0.8  # seconds in which they are looked for
_NOTICED = "What I noticed in your reply"
_HELP = wishes.Words(Wish.HELP)
_YOUR_WORDS = "Or is this what the customer wrote?"


@dataclass(frozen=True, slots=True)
class Handlers:
    """Commands, shortcuts and events.

    `decisions` maps the names of emoji; `sees` says whether pictures can be read.
    """

    back: Answering
    interactions: Interactions
    decisions: Mapping[str, Decision]
    sees: bool = False

    @property
    def threads(self) -> Threads:
        """What is said under cards."""
        return Threads(self.back)

    # -- commands and shortcuts ---------------------------------------------------------------

    async def command(self, office: Office, body: Data) -> dict[str, Any]:
        """`/respond …`: the private answer."""
        said = wishes.words(inbound.plain(string(body, "text")))
        if said.wish in {Wish.NOTHING, Wish.CHECK}:
            view = self._check(said.text) if said.wish is Wish.CHECK else self._new()
            opened = await self.back.open(office, body, view)
            return {} if opened else _private(self._unopened(said.text))
        caller = await self.back.directory.caller(office, body, delivery(body, said.text))
        if said.wish is not Wish.POST:
            return _private(await self._told(caller, said))
        who = asker(office, caller, string(body, "channel_id"))
        payload = {"answer": string(body, "response_url"), **who.to}
        post = NewPost(said.text, came_from=who.place)
        await self.back.desk.open_case(caller, post, payload=payload)
        return _private(render.reading(said.text))

    async def shortcut(self, office: Office, body: Data) -> dict[str, Any]:
        """“Coach a reply”, on a message or from anywhere: the form, filled with the message."""
        message = data(body, "message")
        at = inbound.moment(string(message, "ts"))
        view = self._new(inbound.message_text(message), at, data(body, "channel"))
        if not await self.back.open(office, body, view):
            caller = await self.back.directory.caller(office, body, delivery(body))
            who = asker(office, caller, inbound.conversation(body), inbound.thread(body))
            await self.back.say(who, NO_FORM)
        return {}

    async def _told(self, caller: Caller, said: wishes.Words) -> render.Message:
        """The answer to what is no post."""
        match said.wish:
            case Wish.CASES:
                return await self._cases(caller)
            case Wish.POLICY:
                return render.policy(self.back.desk.coach.playbook.guidelines, said.text)
            case _:
                return await self.interactions.personal.help(caller)

    async def _cases(self, caller: Caller) -> render.Message:
        """The case list, and before it the way to those that are easy."""
        desk = self.back.desk
        rows = await desk.cases(caller.organisation, limit=20)
        told = render.case_list(rows, await desk.after.now())
        line = easy_list.easy_line(await desk.easy.count(caller, _EASY))
        return render.Message(told.text, [*line, *told.blocks])

    # -- events -------------------------------------------------------------------------------

    async def event(self, office: Office, body: Data) -> None:
        """An event; raises `StoreError` where it has to be delivered again."""
        event = data(body, "event")
        match string(event, "type"):
            case "message" if string(event, "subtype") == "message_deleted":
                await self._deleted(office, body)
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
            case "tokens_revoked" if data(event, "tokens").get("bot"):
                await self.back.directory.forget(office.workspace.id)

    async def _message(self, office: Office, body: Data, said: Said) -> None:
        # A mention arrives twice, under two event ids; the message is the same.
        keys = (_event_key(body), message_key(office.workspace, said.conversation, said.ts))
        caller = await self.back.directory.member(office, said.user, *keys)
        who = asker(office, caller, said.conversation, said.thread)
        if said.shared:
            await self._forwarded(who, said)
        elif said.thread and (cases := await self._under(office, said)):
            wish, pictures = wishes.words(said.text).wish, bool(said.pictures)
            under = Under(said.text, wish, said.mentions, said.direct, pictures)
            if await self.threads.hear(who, under, cases):
                await self._spoken(who, said)
        elif said.mentions or (said.direct and not said.thread):
            await self._spoken(who, said)

    async def _under(self, office: Office, said: Said) -> list[CaseView]:
        return await self.threads.cases(office.workspace, said.conversation, said.thread)

    async def _forwarded(self, asker: Asker, said: Said) -> None:
        """One case for each forwarded message; what was said about it is kept beside it."""
        for number, share in enumerate(said.shared):
            keys = (numbered(key, number) for key in asker.caller.delivery)
            post = NewPost(share.text, posted_at=share.at, note=said.text)
            await self._open_case(asker.known_by(*keys), said, post)

    async def _spoken(self, asker: Asker, said: Said) -> None:
        """Words to the bot: what the command understands is understood here as well."""
        words = wishes.words(said.text)
        match words.wish:
            case Wish.NOTHING | Wish.POST if said.pictures:
                await self._pictures(asker, said)
            case Wish.POST if small_talk(said.text):
                await self.back.say_message(asker, await self._told(asker.caller, _HELP))
            case Wish.NOTHING | Wish.HELP | Wish.CASES | Wish.POLICY:
                await self.back.say_message(asker, await self._told(asker.caller, words))
            case Wish.CHECK:
                await self._checked(asker, words.text)
            case Wish.POST:
                await self._open_case(asker, said, NewPost(words.text))

    async def _checked(self, asker: Asker, reply: str) -> None:
        """How a reply reads that was said to the bot; the form can do more."""
        try:
            organisation = asker.caller.organisation
            checked = await self.interactions.checking.said(organisation, reply)
        except BadInput as exc:
            return await self.back.say(asker, str(exc))
        blocks = writing.checked_blocks(checked, self.back.desk.coach.playbook)
        return await self.back.say_message(asker, render.Message(_NOTICED, blocks))

    async def _pictures(self, asker: Asker, said: Said) -> None:
        """Have the first one read, by a model that sees; what it read is asked back.

        Words beside a picture are a remark on it. Where nobody can read the picture, they may be
        all there is of the post: a person decides.
        """
        desk = self.back.desk
        if self.sees:
            payload = {**asker.to, "file": said.pictures[0]}
            await desk.tell(asker.caller, PICTURE_JOB, said.text, payload)
        elif not said.text:
            await self.back.say(asker, _NO_PICTURES)
        else:
            payload = {**asker.to, "target": Target("").value(), "button": Act.PICTURE}
            told = f"{_NO_PICTURES}\n\n{_YOUR_WORDS}\n\n{shorten(said.text, 600)}"
            await desk.tell(asker.caller, SAY_JOB, told, payload, {"post": said.text})

    async def _open_case(self, asker: Asker, said: Said, post: NewPost) -> None:
        place = replace(asker.place, message=said.ts, shared=said.outsiders)
        try:
            payload = {"reading": True, **asker.to}
            await self.back.desk.open_case(
                asker.caller, replace(post, came_from=place), payload=payload
            )
        except BadInput as exc:
            await self.back.say(asker, str(exc))

    async def _reaction(self, office: Office, body: Data, *, added: bool) -> None:
        event = data(body, "event")
        item = data(event, "item")
        decision = self.decisions.get(inbound.emoji_name(string(event, "reaction")))
        conversation, ts = string(item, "channel"), string(item, "ts")
        if decision is None or not (added or decision is Decision.APPROVE):
            return
        organisation, ref = (
            office.workspace.organisation,
            MessageRef(office.workspace.key, conversation, ts),
        )
        found = await self.back.desk.find(organisation, ref)
        if found is None:
            return
        caller = await self.back.directory.caller(office, body, _event_key(body))
        thread = await self.back.thread_of(organisation, found[0], ref)
        who = asker(office, caller, conversation, thread)
        await self.interactions.reacting.reacted(who, decision, *found, added=added)

    async def _deleted(self, office: Office, body: Data) -> None:
        """A card that somebody deleted may still be needed: its case is looked after by a job."""
        event, workspace = data(body, "event"), office.workspace
        where = string(event, "channel"), string(event, "deleted_ts")
        found = await self.back.desk.find(workspace.organisation, MessageRef(workspace.key, *where))
        if found:
            caller = await self.back.directory.caller(office, body, _event_key(body))
            await self.back.look(caller, found[0])

    async def _home(self, office: Office, body: Data) -> None:
        event = data(body, "event")
        if string(event, "tab") not in {"", "home"}:
            return
        member = string(event, "user")
        cases = await self._cases(await self.back.directory.member(office, member))
        shown = [*render.help_text().blocks, *cases.blocks]
        try:
            await self.back.web.publish(
                office.workspace.id, member, {"type": "home", "blocks": shown}
            )
        except PlatformError as exc:
            log.info("The home page was not shown: %s", exc)

    # -- pieces -------------------------------------------------------------------------------

    def _new(
        self, post: str = "", at: datetime | None = None, channel: Data | None = None
    ) -> dict[str, Any]:
        playbook = self.back.desk.coach.playbook
        metadata = string(channel, "id") if channel else ""
        return forms.new_view(playbook, post=post, posted_at=at, metadata=metadata)

    def _check(self, text: str) -> dict[str, Any]:
        playbook = self.back.desk.coach.playbook
        reading = self.back.desk.writing.read(text, None) if text.strip() else None
        return writing.coached_view(Form.CHECK, Target(""), "", text, reading, playbook)

    def _unopened(self, text: str) -> render.Message:
        return render.not_saved(text, NO_FORM)[0] if text else render.said(NO_FORM)


def _private(message: render.Message) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def _event_key(body: Data) -> str:
    """Empty where Slack gave the event no id."""
    event_id = string(body, "event_id")
    return f"{PLATFORM}:{inbound.team(body)}:{event_id}" if event_id else ""
