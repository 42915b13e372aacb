"""People in the local Teams: what they do reaches the bot as Teams would send it.

`ana = teams_person(site, "Ana")`; a test fails where she presses what is not before her, or where
Teams would not show a card. Without a `place` it happens in her personal conversation.
  .chat -> Place                                       her personal conversation with the bot
  .messages(place=None) -> [Posted]                    what the bot said there
  .last -> str                                         the words of its last message to her
  .sees(message) -> card     the personal view that she got last, until the message is updated
  .notice(message) -> str    what is said on top of that view, to her alone
  .problem(message) -> str   what is wrong in the form before her
  .told -> [str]             sentences that came in place of a view
  .sent -> [dict]            the activities that came of what she did
  await .say("text", place, thread="") -> Answer       outside her chat the bot is mentioned
  await .forward("text", place, comment="") -> Answer
  await .quote(message or "text", "words", place) -> Answer
  await .press(message, "Approve", stale=False, **inputs) -> Answer   an emoji may follow the label
  await .look(message) -> card                         Teams asks for her view of a card
  await .react(message, "like")  .unreact(…) -> Answer
  await .coach_a_reply("text", place) -> card          the message action; the form it opens
  await .submit(card, "Coach me", **inputs) -> str     what that dialog says in the end
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests import teams_payloads as payloads
from tests.teams_elements import Pressable, actions, check_card, elements, words
from tests.teams_site import Answer, Member, Place, Posted, TeamsSite

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass
class TeamsPerson:
    """Somebody who uses Teams; the interface stands at the top of this module."""

    site: TeamsSite
    member: Member
    told: list[str] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    _views: dict[str, tuple[int, Json]] = field(default_factory=dict)

    @property
    def chat(self) -> Place:
        """Her personal conversation with the bot."""
        return self.site.place("personal", self.member)

    def messages(self, place: Place | None = None) -> list[Posted]:
        """What the bot said there, oldest first."""
        return self.site.messages(place or self.chat)

    @property
    def last(self) -> str:
        """The words of the bot's last message to her; empty without any."""
        said = self.messages()
        return (words(said[-1].card) or said[-1].text) if said else ""

    # Messages

    async def say(
        self, text: str, place: Place | None = None, *, thread: str = "", **more: Any
    ) -> Answer:
        """A message to the bot."""
        place = place or self.chat
        body = self.site.activity("message", place, self.member, thread=thread, **more)
        body |= {"text": text, "textFormat": "plain"}
        if place.kind == "channel" and not thread:
            body["conversation"]["id"] = place.thread(body["id"])
        if place.kind != "personal":
            called = self.site.bot["name"]
            body = payloads.mentioning(body, self.site.bot)
            body["text"] = f"<at>{called}</at> {text}"
        return await self._deliver(body)

    async def forward(self, text: str, place: Place | None = None, *, comment: str = "") -> Answer:
        """Forward somebody's message."""
        shared = payloads.forward_reference(f"<p>{text}</p>", of=self.site.new_id())
        return await self.say(comment, place, attachments=[shared])

    async def quote(
        self, what: Posted | str, text: str, place: Place | None = None, *, thread: str = ""
    ) -> Answer:
        """Reply to a message with a quote: of the bot's, or of somebody's text."""
        known = isinstance(what, Posted)
        shown = what.summary or what.text if isinstance(what, Posted) else what
        of = what.id if isinstance(what, Posted) else self.site.new_id()
        if known and not place:
            place = self.site.places[what.place]  # type: ignore[union-attr]
        quoted = payloads.quote_reference(shown, of=of)
        return await self.say(text, place, thread=thread, attachments=[quoted])

    # Cards

    def sees(self, message: Posted) -> Json:
        """The card before her."""
        version, view = self._views.get(message.id, (0, {}))
        return view if version == len(message.versions) else message.card or {}

    def notice(self, message: Posted) -> str:
        """What is said on top of her view of a card; empty for nothing."""
        first = next(iter(self.sees(message).get("body", ())), {})
        return words(first) if first.get("style") == "warning" else ""

    def problem(self, message: Posted) -> str:
        """What is said to be wrong in the form before her; empty for nothing."""
        marked = [one for one in elements(self.sees(message)) if one.get("style") == "attention"]
        return words(marked[0]) if marked else ""

    async def press(
        self, message: Posted, label: str, *, stale: bool = False, **inputs: str
    ) -> Answer:
        """Press a button, with what she fills in; `stale`: on the card as it was a moment ago."""
        screens = [self.sees(message)]
        if stale:
            screens += [
                one["attachments"][0]["content"]
                for one in reversed(message.versions)
                if one.get("attachments")
            ]
        pressed = next((found for one in screens if (found := _button(one, label))), None)
        assert pressed, f"No “{label}” among {[one.label for one in actions(screens[0])]}"
        assert pressed.kind == "Execute", f"“{label}” is pressed, and nothing is sent"
        return await self._execute(message, pressed.label, _filled(pressed, inputs))

    async def look(self, message: Posted) -> Json:
        """Teams asks for her view of a card that comes before her, where the card says so."""
        refresh = self.sees(message).get("refresh", {}).get("action")
        if refresh:
            await self._execute(message, "Refresh", dict(refresh["data"]), trigger="automatic")
        return self.sees(message)

    async def _execute(
        self, message: Posted, label: str, data: Json, *, trigger: str = "manual"
    ) -> Answer:
        body = payloads.execute(data, card=message.id, trigger=trigger)["value"]
        body["action"]["title"] = label
        answer = await self._invoke(
            "adaptiveCard/action", body, self.site.places[message.place], message
        )
        assert answer.json["statusCode"] == 200, answer.json
        if answer.json["type"] == CARD:
            check_card(answer.json["value"])
            self._views[message.id] = len(message.versions), answer.json["value"]
        else:
            self.told.append(str(answer.json["value"]))
        return answer

    # Reactions

    async def react(self, message: Posted, name: str) -> Answer:
        """Put an emoji under a message, by what Teams calls it."""
        return await self._reaction(message, reactionsAdded=[{"type": name}])

    async def unreact(self, message: Posted, name: str) -> Answer:
        """Take it away again."""
        return await self._reaction(message, reactionsRemoved=[{"type": name}])

    async def _reaction(self, message: Posted, **what: Any) -> Answer:
        place, told = self.site.places[message.place], {"replyToId": message.id, **what}
        body = self.site.activity(
            "messageReaction", place, self.member, thread=message.thread, **told
        )
        return await self._deliver(body)

    # The action in the menu of a message

    async def coach_a_reply(self, text: str, place: Place | None = None) -> Json:
        """Use it on a message; the form of the dialog that opens."""
        value = payloads.message_action(f"<div>{text}</div>")["value"]
        value["messagePayload"]["id"] = self.site.new_id()
        answer = await self._invoke("composeExtension/fetchTask", value, place or self.chat)
        return self._dialog(answer)

    async def submit(
        self, card: Json, label: str, place: Place | None = None, **inputs: str
    ) -> str:
        """Send the form of a dialog; what the dialog says in the end, or why it stays open."""
        pressed = _button(card, label)
        assert pressed, f"No “{label}” among {[one.label for one in actions(card)]}"
        assert pressed.kind == "Submit", "a dialog takes nothing else"
        value = payloads.message_action("")["value"] | {"data": _filled(pressed, inputs)}
        answer = await self._invoke("composeExtension/submitAction", value, place or self.chat)
        task = answer.json["task"]
        return str(task["value"]) if task["type"] == "message" else words(self._dialog(answer))

    def _dialog(self, answer: Answer) -> Json:
        task = answer.json["task"]
        assert task["type"] == "continue", task
        return dict(task["value"]["card"]["content"])

    # On the way

    async def _invoke(
        self, name: str, value: Json, place: Place, message: Posted | None = None
    ) -> Answer:
        more = {"replyToId": message.id} if message else {}
        thread = message.thread if message else ""
        body = self.site.activity(
            "invoke", place, self.member, thread=thread, name=name, value=value, **more
        )
        return await self._deliver(body)

    async def _deliver(self, body: Json) -> Answer:
        self.sent.append(body)
        answer = await self.site.deliver(body)
        assert answer.status == 200, answer
        return answer


def teams_person(site: TeamsSite, name: str) -> TeamsPerson:
    """Somebody of the tenant."""
    return TeamsPerson(site, site.person(name))


def _button(card: Json, label: str) -> Pressable | None:
    """The button that reads so, perhaps with its emoji."""
    signed = re.compile(rf"{re.escape(label)}( \W+)?")
    return next((one for one in actions(card) if signed.fullmatch(one.label)), None)


def _filled(pressed: Pressable, inputs: dict[str, str]) -> Json:
    """What Teams sends along: no input that is empty, and nothing while a required one is."""
    sent = pressed.sent(**inputs)
    missing = [k for k, one in pressed.inputs.items() if one.get("isRequired") and not sent[k]]
    assert not missing, f"“{pressed.label}” is not sent: {missing} wait to be filled in"
    return {key: value for key, value in sent.items() if value != ""}
