"""People on the local Slack: what they do reaches the bot as Slack would send it.

`ana = site.person("U1", "ana")`; a test fails where she presses what is not before her.
  .dm                                                the conversation with the bot
  await .command("/respond", "text", conversation=…) -> Answer   (.message: what she then sees)
  await .say(conversation, text, thread=None) -> Message         (.answers; a mention comes twice)
  await .forward(conversation, text, comment="", author="bo") -> Message
  await .share_link(conversation, text) -> Message               a pasted link, unfurled; no forward
  await .upload(conversation, picture, comment="") -> Message
  await .edit(message, text)  .delete(message)  .react(message, "eyes")  .unreact(…) -> Answer
  await .shortcut(message, callback_id)  .global_shortcut(callback_id) -> Answer
  await .click(message or view, "Approve", stale=False) -> Answer  a label, option or action_id
  .view() -> View   .has_modal                       the modal before her
  await .type("text", block="") -> Answer            the bot hears of it iff the input says so
  .fill(reply="…", platform="Google") -> View        by block id, action id; or {"Label": "…"}
  await .submit() -> Answer   await .close() -> Answer
  await .open_home() -> Answer   .home() -> View
  .sees_private(conversation) -> [Message]
  await .remove_bot(conversation)  .archive(conversation) -> Answer
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Mapping
from typing import Any

from tests import slack_payloads as payloads
from tests.slack_blocks import CHOICES, Control, Message, View, controls, with_ids
from tests.slack_limits import TEXT_INPUTS, faults_in_view
from tests.slack_methods import add_reaction, link_to, put_reactions
from tests.slack_payloads import as_slack_writes
from tests.slack_screens import new_hash, show_answer, show_view
from tests.slack_site import Answer, Sent, SlackSite
from tests.slack_world import APP, Conversation, Refusal


class Person:
    """Somebody of a workspace who uses Slack; the interface stands at the top of this module."""

    def __init__(self, site: SlackSite, id: str, name: str, team: str) -> None:  # noqa: A002
        self.site, self.id, self.name, self.team = site, id, name, team
        self.workspace = site.workspaces[team]

    @property
    def dm(self) -> str:
        """The id of her direct messages with the bot."""
        return self.site.direct(self.id, self.team).id

    # Messages

    async def command(self, command: str, text: str = "", *, conversation: str = "") -> Answer:
        """A slash command, by default in the direct messages; works where the bot is no member."""
        place = self._place(conversation or self.dm)
        path = self.site.hook(self.team, self.id, place.id)
        body = payloads.slash_command(
            command,
            text,
            place=place,
            user=(self.id, self.name),
            domain=self.workspace.domain,
            hook=f"{self.site.url}{path}",
            trigger=self.site.trigger(self.team, self.id),
        )
        answer = await self.site.tell(Sent("command", body))
        if answer.ok and answer.body:
            shown = answer.json or {"text": answer.body}
            try:
                answer.message = show_answer(self.site, self.site.hooks[path], shown)
            except Refusal as exc:
                raise AssertionError(f"Slack cannot show this answer: {exc.as_json()}") from exc
        return answer

    async def say(self, conversation: str, text: str, *, thread: str | None = None) -> Message:
        """Write a message; where it mentions the bot, both events come at the same time."""
        fields: dict[str, Any] = {"text": as_slack_writes(text)}
        if thread:
            fields["thread_ts"] = thread
            parent = self._place(conversation).messages.get(thread)
            if parent is not None:
                parent.setdefault("thread_ts", thread)
        return await self._post(conversation, fields)

    async def forward(
        self, conversation: str, text: str, *, comment: str = "", author: str = "bo"
    ) -> Message:
        """Forward somebody's message, as "Share message" does."""
        ts = self.site.new_ts()
        share = payloads.share(
            text, author, ts=ts, link=link_to(self.workspace, "C1", ts), team=self.team
        )
        fields = {"text": as_slack_writes(comment), "attachments": [share]}
        return await self._post(conversation, fields)

    async def share_link(self, conversation: str, text: str = "original text") -> Message:
        """Paste the link of a message; Slack shows its text below, which is no forward."""
        link = link_to(self.workspace, "C1", self.site.new_ts())
        unfurl = {"is_msg_unfurl": True, "from_url": link, "text": text, "author_id": "U2"}
        fields = {"text": as_slack_writes(link), "attachments": [unfurl]}
        message = await self._post(conversation, fields)
        before = {k: v for k, v in message.items() if k != "attachments"}
        message.answers.append(await self._changed(message, before))
        return message

    async def upload(
        self, conversation: str, picture: bytes, *, comment: str = "", name: str = "review.png"
    ) -> Message:
        """Upload a picture with a comment."""
        key = self.site.new_id("F")
        url = f"{self.site.url}/files/{key}/{name}"
        file = payloads.picture(key, name, len(picture), url)
        self.site.files[key] = {**file, "team": self.team, "bytes": picture}
        fields = {"text": as_slack_writes(comment), "subtype": "file_share", "files": [file]}
        return await self._post(conversation, fields)

    async def edit(self, message: Message, text: str) -> Answer:
        """Change one's own message."""
        edited = {"user": self.id, "ts": self.site.new_ts()}
        fields = {**message, "text": as_slack_writes(text), "edited": edited}
        return await self._changed(
            self.site.keep(self._place(message.conversation), fields), message
        )

    async def delete(self, message: Message) -> Answer:
        """Delete a message: one's own, or as an admin the bot's."""
        place = self._place(message.conversation)
        del place.messages[message.ts]
        told = payloads.message_deleted(message, place.kind, self.site.new_ts())
        return await self._tell(place, told)

    async def react(self, message: Message, name: str) -> Answer:
        """Put an emoji under a message, by its name without colons."""
        current = self.site.message(message.conversation, message.ts, team=self.team)
        assert add_reaction(current, name, self.id), f"{self.name} has put {name} there already"
        return await self._reaction("reaction_added", current, name)

    async def unreact(self, message: Message, name: str) -> Answer:
        """Take one's own emoji away again."""
        current = self.site.message(message.conversation, message.ts, team=self.team)
        left = [user for user in current.reactions[name] if user != self.id]
        put_reactions(current, {**current.reactions, name: left})
        return await self._reaction("reaction_removed", current, name)

    def sees_private(self, conversation: str) -> list[Message]:
        """What only she sees in a conversation, oldest first."""
        mine = self.site.private.get((self.team, self.id), [])
        return [one for one in mine if one.conversation == conversation]

    async def remove_bot(self, conversation: str) -> Answer:
        """Remove the bot from a conversation; that is the last thing it hears from there."""
        place = self._place(conversation)
        place.bot = False
        told = payloads.member_left(place, self.workspace.bot_user, self.site.new_ts())
        return await self.site.event(told, team=self.team)

    async def archive(self, conversation: str) -> Answer:
        """Archive a conversation."""
        place = self._place(conversation)
        place.archived = True
        told = {"type": "channel_archive", "channel": place.id, "user": self.id}
        return await self._tell(place, {**told, "event_ts": self.site.new_ts()})

    # Shortcuts, buttons and modals

    async def shortcut(self, message: Message, callback_id: str = "coach_reply") -> Answer:
        """Use the shortcut in the menu of a message."""
        fields = {
            "type": "message_action",
            "callback_id": callback_id,
            "message_ts": message.ts,
            "message": payloads.inner(message),
            "channel": self._named(message.conversation),
            "response_url": self._hook(message.conversation, None),
        }
        return await self._act(fields)

    async def global_shortcut(self, callback_id: str = "coach_reply") -> Answer:
        """Use a shortcut of the bot that belongs to no message."""
        return await self._act({"type": "shortcut", "callback_id": callback_id})

    async def click(self, target: Message | View, what: str, *, stale: bool = False) -> Answer:
        """Press a button or choose an option; `stale`: on the card as it was a moment ago."""
        if isinstance(target, Message) and not target.is_private and not stale:
            target = self.site.message(target.conversation, target.ts, team=self.team)
        control, option = _pressed(target.blocks, what)
        action: dict[str, Any] = {}
        if control.kind == "button":
            action = {k: control.element[k] for k in ("text", "value") if k in control.element}
        elif option is not None:
            action = {CHOICES.get(control.kind, ("selected_option",))[0]: option}
            if isinstance(target, View) and control.kind in CHOICES:
                target.put(control, option)
                action = {k: v for k, v in target.state_of(control).items() if k != "type"}
        if not control.dispatches:
            return Answer(0, "not sent: the input does not dispatch")
        return await self._block_action(target, control, action)

    def view(self) -> View:
        """The modal on top; the test fails if there is none."""
        stack = self.site.stack(self.id, self.team)
        assert stack, f"no modal is open for {self.name}"
        return stack[-1]

    @property
    def has_modal(self) -> bool:
        """Whether a modal is open."""
        return bool(self.site.stack(self.id, self.team))

    async def type(self, text: str, *, block: str = "") -> Answer:
        """Type until this text stands in the input; one call is one pause of her fingers."""
        view = self.view()
        control = view.input(block, only_text=True)
        view.put(control, text)
        if not control.told_while_typing:
            return Answer(0, "not sent: the input does not dispatch what is typed")
        return await self._block_action(view, control, {"value": text})

    def fill(self, values: Mapping[str, str] | None = None, **more: str) -> View:
        """Fill in inputs, found by block id, action id or label; options by their words."""
        view = self.view()
        for key, value in {**(values or {}), **more}.items():
            control = view.input(key)
            view.put(control, control.option(value) if control.options else value)
        return view

    async def submit(self) -> Answer:
        """Press the modal's button; nothing is sent while the client itself has complaints."""
        view = self.view()
        view.errors = view.complaints()
        if view.errors:
            return Answer(0, f"not sent: {view.errors}")
        answer = await self._act(
            {"type": "view_submission", "view": view.as_json(), "response_urls": []}
        )
        if answer.ok:
            self._after_submit(view, answer.json)
        return answer

    def _after_submit(self, view: View, told: dict[str, Any]) -> None:
        stack = self.site.stack(self.id, self.team)
        match told.get("response_action"):
            case "errors":
                inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                view.errors = told["errors"]
                assert view.errors, "errors without an error"
                assert set(view.errors) <= inputs, f"{view.errors} are not about {inputs}"
            case "update":
                view.replace(self._valid(told["view"]), new_hash(self.site))
            case "push":
                show_view(self.site, self.team, self.id, self._valid(told["view"]), stack)
            case "clear":
                stack.clear()
            case None:
                stack.remove(view)
            case other:
                raise AssertionError(f"Slack knows no response_action {other}")

    def _valid(self, payload: dict[str, Any]) -> dict[str, Any]:
        assert not (faults := faults_in_view(payload)), faults
        return {**payload, "blocks": with_ids(payload["blocks"], self.site.new_id)}

    async def close(self) -> Answer:
        """Close the modal on top; the bot is told iff the view asked for it."""
        view = self.view()
        self.site.stack(self.id, self.team).remove(view)
        if not view.payload.get("notify_on_close"):
            return Answer(0, "not sent: the view does not want to know")
        closed = {"type": "view_closed", "view": view.as_json(), "is_cleared": False}
        return await self._act(closed)

    async def open_home(self) -> Answer:
        """Look at the bot's home tab."""
        told = {"type": "app_home_opened", "user": self.id, "channel": self.dm, "tab": "home"}
        return await self.site.event({**told, "event_ts": self.site.new_ts()}, team=self.team)

    def home(self) -> View:
        """The home tab as she sees it; the test fails if there is none."""
        assert (self.team, self.id) in self.site.homes, f"no home tab for {self.name}"
        return self.site.homes[self.team, self.id]

    # How Slack says it

    def _place(self, conversation: str) -> Conversation:
        return self.site.conversation(conversation, self.team)

    def _named(self, conversation: str) -> dict[str, str]:
        return {"id": conversation, "name": self._place(conversation).name}

    def _hook(self, conversation: str, original: Message | None) -> str:
        return self.site.url + self.site.hook(self.team, self.id, conversation, original)

    async def _post(self, conversation: str, fields: dict[str, Any]) -> Message:
        place = self._place(conversation)
        own = {"user": self.id, "team": self.team, "client_msg_id": self.site.new_id("msg")}
        message = self.site.keep(place, {**own, **fields})
        told = {**message, "channel_type": place.kind, "event_ts": message.ts}
        events = [told]
        if f"<@{self.workspace.bot_user}>" in message.text and place.kind != "im":
            mention = {k: v for k, v in told.items() if k not in {"channel_type", "subtype"}}
            events.append({**mention, "type": "app_mention"})
        message.answers += await _together(*(self._tell(place, one) for one in events))
        return message

    async def _changed(self, message: Message, before: Mapping[str, Any]) -> Answer:
        place = self._place(message.conversation)
        told = payloads.message_changed(message, before, place.kind, self.site.new_ts())
        return await self._tell(place, told)

    async def _reaction(self, kind: str, message: Message, name: str) -> Answer:
        item = {"type": "message", "channel": message.conversation, "ts": message.ts}
        told: dict[str, Any] = {"type": kind, "user": self.id, "reaction": name, "item": item}
        told |= {"item_user": message.get("user"), "event_ts": self.site.new_ts()}
        return await self._tell(self._place(message.conversation), told)

    async def _tell(self, place: Conversation, event: dict[str, Any]) -> Answer:
        """An event reaches the bot where it is a member and has the scope; else nobody says so."""
        history = {"channel": "channels", "group": "groups", "im": "im"}[place.kind]
        scope = {
            "app_mention": "app_mentions:read",
            "message": f"{history}:history",
            "reaction_added": "reactions:read",
            "reaction_removed": "reactions:read",
        }.get(event["type"])
        if not place.bot or (scope and scope not in self.workspace.scopes):
            return Answer(0, f"not sent: the bot is no member, or lacks {scope}")
        return await self.site.event(event, team=self.team)

    async def _act(self, fields: dict[str, Any]) -> Answer:
        user = {"id": self.id, "username": self.name, "name": self.name, "team_id": self.team}
        body = {
            "api_app_id": APP,
            "token": "x",
            "team": {"id": self.team, "domain": self.workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": user,
            "trigger_id": self.site.trigger(self.team, self.id),
            "action_ts": self.site.new_ts(),
            **fields,
        }
        return await self.site.tell(Sent("interaction", copy.deepcopy(body)))

    async def _block_action(
        self, target: Message | View, control: Control, action: dict[str, Any]
    ) -> Answer:
        block, name = control.key
        done = {"type": control.kind, "action_id": name, "block_id": block, **action}
        done["action_ts"] = self.site.new_ts()
        fields: dict[str, Any] = {"type": "block_actions", "actions": [done]}
        if isinstance(target, View):
            fields["container"] = {"type": "view", "view_id": target.id}
            fields["view"] = target.as_json()
            return await self._act(fields)
        private = target.is_private
        fields["container"] = payloads.container(target, private=private)
        fields["channel"] = self._named(target.conversation)
        fields["state"] = {"values": {}}
        fields["response_url"] = self._hook(target.conversation, target)
        if not private:  # of what only one person sees Slack sends no copy
            fields["message"] = payloads.inner(target)
        return await self._act(fields)


async def _together(*tells: Any) -> list[Answer]:
    return list(await asyncio.gather(*tells))


def _pressed(blocks: list[dict[str, Any]], what: str) -> tuple[Control, dict[str, Any] | None]:
    """The button or option that is meant: an exact label or id, else the only one that holds it."""
    offered: list[tuple[set[str], Control, dict[str, Any] | None]] = []
    for control in controls(blocks):
        if control.options:
            offered += [(_names(option), control, option) for option in control.options]
        elif control.kind not in TEXT_INPUTS:
            offered.append(({control.label, control.key[1]}, control, None))
    exact = [one for one in offered if what in one[0]]
    close = [one for one in offered if any(what in name for name in one[0])]
    found = exact or close
    assert len(found) == 1, f"{len(found)} times “{what}” among {[one[0] for one in offered]}"
    return found[0][1:]


def _names(option: dict[str, Any]) -> set[str]:
    return {option["text"]["text"], option["value"]}
