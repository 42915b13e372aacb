"""What comes from Teams unasked: a handler parses, makes one desk call, and has a job answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot import wishes
from bot.acts import Act, Target
from bot.commands import Decision
from bot.desk import NewPost
from bot.errors import BadInput, NotAllSaved, StoreError
from bot.payload import Data, data, string
from bot.people import Workspace
from bot.records import MessageRef
from bot.small_talk import small_talk
from bot.teams import forms, inbound, render
from bot.teams.answering import Answering, once
from bot.teams.inbound import Said, Shared
from bot.teams.interactions import Interactions
from bot.teams.render import Message
from bot.telling import Asker
from bot.under_cards import Threads, Under, message_key, numbered
from bot.views import CaseView
from bot.wishes import Wish

_THIS_ONE = "Is this the customer's post? Then send it on."
_IS_IT_YOU = (
    "Is “{who}” in Slack you yourself? Then you are one person on both from now on, with the "
    "rights of both. Never use a code that somebody sent you."
)
_UNLINKED = "This account stands by itself again. What was decided stays decided."
_NO_PICTURES = "I can't read pictures here. Please paste the text."
_UNREADABLE = (
    "Teams did not send me the words of the message that you passed on. Please paste its text, "
    "and I'll draft a reply."
)
_EDITED = (
    "You changed your message. The case keeps the words it began with; if the new ones are another "
    "post, please send them as a message of their own."
)
_CHECKED_WITHIN = 2.0  # seconds
_EASY = 0.8  # seconds in which they are looked for
_REMARK = 12  # words; who writes more beside a quoted message writes a post
_HELP = wishes.Words(Wish.HELP)
_COACH = re.compile(r"\b(coach|reply|replies|answer|respond|response|draft|help)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Handlers:
    """Messages, their edits, and reactions. `decisions` maps what Teams calls each reaction."""

    back: Answering
    interactions: Interactions
    decisions: Mapping[str, Decision]

    @property
    def threads(self) -> Threads:
        """What is said under cards."""
        return Threads(self.back)

    # -- messages -----------------------------------------------------------------------------

    async def message(self, workspace: Workspace, body: Data) -> None:
        """A message to the bot, or what an old client sends for a button."""
        asker = await self.back.asker(workspace, body)
        if pressed := pressed_on(body):
            await self.interactions.pressed(asker, pressed)
        elif said := inbound.said(body):
            await self._said(asker, said)

    async def _said(self, asker: Asker, said: Said) -> None:
        if said.forwarded:
            await self._forwarded(asker, said)
        elif said.quoted:
            await self._quoted(asker, said)
        elif said.thread and (cases := await self._under(asker, said.thread)):
            await self._heard(asker, said, cases, named=said.mentions)
        elif _for_bot(said):
            await self._spoken(asker, said)

    async def _under(self, asker: Asker, message: str) -> list[CaseView]:
        return await self.threads.cases(asker.workspace, asker.conversation, message)

    async def _heard(self, asker: Asker, said: Said, cases: list[CaseView], *, named: bool) -> None:
        wish = inbound.wish(said).wish
        under = Under(said.text, wish, named, _for_bot(said), bool(said.pictures))
        if await self.threads.hear(asker, under, cases):
            await self._spoken(asker, said)

    async def _forwarded(self, asker: Asker, said: Said) -> None:
        """One case for each forwarded message; what was said about it is kept beside it."""
        shares = [one for one in said.forwarded if one.readable]
        for number, share in enumerate(shares):
            try:
                await self._open_shared(asker, said, share, number)
            except StoreError as exc:
                if number == 0:
                    raise
                lost = "\n\n".join(one.text for one in shares[number:])
                raise NotAllSaved(number, lost) from exc
        if not all(share.readable for share in said.forwarded):
            await self._say_unreadable(asker)

    async def _quoted(self, asker: Asker, said: Said) -> None:
        """Under a card of ours these are words about its case; else the quoted words are the post,
        unless there is one beside them."""
        for share in said.quoted:
            if share.card_of and (cases := await self._under(asker, share.card_of)):
                return await self._heard(asker, said, cases, named=True)
        if not _for_bot(said):
            return None
        if not _remark(said):
            return await self._spoken(asker, said)
        if said.kind == "personal" and said.text and not _COACH.search(said.text):
            # The quoted words may be the bot's own, and these an answer to them.
            post = next((one.text for one in said.quoted), "")
            return await self.back.say_message(asker, self._form(post, _THIS_ONE))
        for number, share in enumerate(one for one in said.quoted if one.readable):
            await self._open_shared(asker, said, share, number)
        if not any(share.readable for share in said.quoted):
            await self._say_unreadable(asker)
        return None

    async def _open_shared(self, asker: Asker, said: Said, share: Shared, number: int) -> None:
        keys = (numbered(key, number) for key in asker.caller.delivery)
        post = NewPost(share.text, posted_at=share.at, note=said.text)
        await self._open_case(asker.known_by(*keys), said, post)

    async def _say_unreadable(self, asker: Asker) -> None:
        await self.back.say(asker.beside("unreadable"), _UNREADABLE)

    async def _spoken(self, asker: Asker, said: Said) -> None:
        """Words to the bot."""
        words = inbound.wish(said)
        match words.wish:
            case Wish.NOTHING | Wish.POST if said.pictures:
                await self._pictures(asker, words.text)
            case Wish.POST if small_talk(words.text):
                await self.back.say_message(asker, await self._told(asker, _HELP))
            case Wish.NOTHING if said.text:
                await self.back.say_message(asker, self._form())
            case Wish.NOTHING | Wish.HELP | Wish.CASES | Wish.POLICY:
                await self.back.say_message(asker, await self._told(asker, words))
            case Wish.CHECK:
                await self._checked(asker, words.text)
            case Wish.LINK:
                await self._linked(asker, words.text)
            case Wish.POST:
                await self._open_case(asker, said, NewPost(words.text))

    async def _told(self, asker: Asker, said: wishes.Words) -> Message:
        """The answer to what is no post."""
        desk = self.back.desk
        match said.wish:
            case Wish.CASES:
                rows = await desk.cases(asker.caller.organisation, limit=20)
                easy = await desk.easy.count(asker.caller, _EASY)
                return render.case_list(rows, await desk.after.now(), easy)
            case Wish.POLICY:
                return render.policy(desk.coach.playbook.guidelines, said.text)
            case _:
                return await self.interactions.personal.help(asker.caller)

    def _form(self, post: str = "", problem: str = "") -> Message:
        """The form of a new post."""
        playbook = self.back.desk.coach.playbook
        card = forms.new_form(playbook, post=post, problem=problem, once=once())
        return Message(problem or "A customer's post", card)

    async def _checked(self, asker: Asker, reply: str) -> None:
        """How a reply reads that was said to the bot; without one, the form for it."""
        desk, playbook = self.back.desk, self.back.desk.coach.playbook
        if not reply.strip():
            card = forms.check_form(playbook=playbook)
            return await self.back.say_message(asker, Message("Check a reply", card))
        try:
            organisation = asker.caller.organisation
            checked = await desk.writing.check_within(_CHECKED_WITHIN, organisation, reply)
        except BadInput as exc:
            return await self.back.say(asker, str(exc))
        return await self.back.say_message(asker, render.checked(checked, playbook))

    async def _linked(self, asker: Asker, code: str) -> None:
        """A code of Slack: who gave it is asked about first. “off” undoes what it did."""
        linking, caller = self.back.directory.linking, asker.caller
        if code.lower() == "off":
            await linking.unlink(caller.organisation, caller.person.id)
            return await self.back.say(asker, _UNLINKED)
        try:
            who = await linking.offered_by(caller.organisation, caller.person.id, code)
        except BadInput as exc:
            return await self.back.say(asker, str(exc))
        about = Target("", choice=code)
        return await self.back.say(asker, _IS_IT_YOU.format(who=who), about, button=Act.LINK)

    async def _pictures(self, asker: Asker, words: str) -> None:
        """Words beside a picture may be a remark on it, or all there is of the post: a person
        decides."""
        if words:
            return await self.back.say_message(asker, self._form(words, _NO_PICTURES))
        return await self.back.say(asker, _NO_PICTURES)

    async def _open_case(self, asker: Asker, said: Said, post: NewPost) -> None:
        place = replace(asker.place, message=_place(said))
        try:
            payload = {"reading": True, **asker.to}
            await self.back.desk.open_case(
                asker.caller, replace(post, came_from=place), payload=payload
            )
        except BadInput as exc:
            await self.back.say(asker, str(exc))

    # -- what happens to messages ---------------------------------------------------------------

    async def edited(self, workspace: Workspace, body: Data) -> None:
        """A message that opened a case was changed: the case is not."""
        if string(data(body, "channelData"), "eventType").lower() != "editmessage":
            return
        asker = await self.back.asker(workspace, body)
        key = message_key(workspace, asker.conversation, string(body, "id"))
        if await self.back.desk.came_by(workspace.organisation, key):
            await self.back.say(asker.known_by(f"{key}:edited"), _EDITED)

    async def reactions(self, workspace: Workspace, body: Data) -> None:
        """Emoji on a card of ours, or taken from it."""
        added, removed = inbound.reactions(body)
        for name in self._deciding(removed):
            if self.decisions[name] is Decision.APPROVE:
                await self._reaction(workspace, body, name, added=False)
        for name in self._deciding(added):
            await self._reaction(workspace, body, name, added=True)

    def _deciding(self, names: Iterable[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if name in self.decisions]

    async def _reaction(self, workspace: Workspace, body: Data, name: str, *, added: bool) -> None:
        """The same emoji put there again later is another one: its time tells them apart."""
        told = (string(body, "timestamp"), "on" if added else "off", name)
        asker = await self.back.asker(workspace, body, *told)
        ref = MessageRef(workspace.key, asker.conversation, string(body, "replyToId"))
        found = await self.back.desk.find(workspace.organisation, ref)
        if found is None:
            return
        thread = await self.back.thread_of(workspace.organisation, found[0], ref)
        asker = replace(asker, thread=thread or asker.thread)
        decision = self.decisions[name]
        await self.interactions.reacting.reacted(asker, decision, *found, added=added)


def pressed_on(body: Data) -> Data:
    """What a client that is too old for our buttons sent for one of them; empty for words."""
    value = data(body, "value")
    return value if "act" in value and not string(body, "text").strip() else {}


def _for_bot(said: Said) -> bool:
    return said.mentions or said.targeted or said.kind == "personal"


def _remark(said: Said) -> bool:
    """Whether what stands beside a quoted message is about it, and no post by itself."""
    words = inbound.wish(said)
    if words.wish is not Wish.POST:
        return words.wish is Wish.NOTHING
    if words.text.strip() != said.text.strip():  # “respond: …”
        return False
    return len(said.text.split()) <= _REMARK


def _place(said: Said) -> str:
    """The message that the cards are about; in a channel that is where the thread begins."""
    return said.thread or said.activity if said.kind == "channel" else said.activity
