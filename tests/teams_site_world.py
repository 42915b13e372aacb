"""What the local Teams knows: people, conversations and the messages that stand in them."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

CARD = "application/vnd.microsoft.card.adaptive"
LARGEST_CARD = 28 * 1024  # bytes of JSON
_FIRST_ID = 1_700_000_000_000
_EPOCH = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Refusal(Exception):
    """Teams says no: an HTTP status, and a code for the body."""

    def __init__(self, status: int, code: str, message: str = "No.") -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(code)

    def answer(self, *, retry_after: float | None = None) -> web.Response:
        """As it goes over the wire."""
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        body = {"error": {"code": self.code, "message": self.message}}
        return web.json_response(body, status=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in Teams. `id` is what Teams calls them (`29:ana`), `entra` their object id."""

    id: str
    entra: str
    name: str
    tenant: str
    role: str = "user"  # or guest, anonymous

    def as_json(self) -> dict[str, Any]:
        """As the roster lists them."""
        mail = f"{self.name.lower()}@example.com"
        return {
            "id": self.id,
            "name": self.name,
            "aadObjectId": self.entra,
            "objectId": self.entra,
            "givenName": self.name,
            "email": mail,
            "userPrincipalName": mail,
            "tenantId": self.tenant,
            "userRole": self.role,
        }

    def as_sender(self) -> dict[str, Any]:
        """As `from` of an activity."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.entra}


@dataclass(slots=True)
class Place:
    """A conversation. `team` is the id of the Microsoft 365 group a channel belongs to."""

    id: str
    kind: str  # personal, groupChat, channel
    members: list[Member]
    team: str = ""
    bot: bool = True  # whether the bot is a member
    blocked: bool = False  # whether the person has blocked the bot

    def thread(self, root: str) -> str:
        """The id of one thread of a channel, as activities have it."""
        return f"{self.id};messageid={root}" if root else self.id


@dataclass(slots=True)
class Posted:
    """A message of the bot. `versions` holds every activity that it was, the newest last."""

    id: str
    place: str  # the conversation's id, without ;messageid=
    thread: str  # id of the root in a channel; "" elsewhere
    versions: list[dict[str, Any]]
    deleted: bool = False

    @property
    def activity(self) -> dict[str, Any]:
        """As it stands now."""
        return self.versions[-1]

    @property
    def text(self) -> str:
        """What stands there as text."""
        return str(self.activity.get("text") or "")

    @property
    def summary(self) -> str:
        """What a notification says."""
        return str(self.activity.get("summary") or "")

    @property
    def card(self) -> dict[str, Any] | None:
        """The Adaptive Card, if it has one."""
        return next(iter(cards(self.activity)), None)


def cards(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """The Adaptive Cards of an activity."""
    attached = activity.get("attachments") or []
    return [one["content"] for one in attached if one.get("contentType") == CARD]


@dataclass(slots=True)
class World:
    """The state behind the site."""

    tenant: str
    app_id: str
    members: dict[str, Member] = field(default_factory=dict)  # by Teams' id and by object id
    places: dict[str, Place] = field(default_factory=dict)
    owners: dict[str, list[Member]] = field(default_factory=dict)  # by group
    posted: list[Posted] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def bot(self) -> dict[str, str]:
        """The bot's account."""
        return {"id": f"28:{self.app_id or 'bot'}", "name": "Response Coach"}

    def new_id(self) -> str:
        """The id of the next message."""
        return str(_FIRST_ID + next(self.numbers))

    def person(self, name: str, *, role: str = "user", tenant: str = "", entra: str = "") -> Member:
        """Somebody new; ids follow from the name (`29:ana`, `entra-ana`)."""
        key = name.lower()
        object_id = entra or ("" if role == "anonymous" else f"entra-{key}")
        member = Member(f"29:{key}", object_id, name, tenant or self.tenant, role)
        self.members[member.id] = member
        self.members[member.entra or member.id] = member
        return member

    def place(self, kind: str, *members: Member, team: str = "", name: str = "") -> Place:
        """A conversation with the bot in it; a personal one is the same for the same member."""
        if kind == "personal":
            id_ = f"a:{members[0].id.removeprefix('29:')}"
        else:
            suffix = "tacv2" if kind == "channel" else "v2"
            id_ = f"19:{name or next(self.numbers)}@thread.{suffix}"
        if id_ not in self.places:
            group = (team or "group-1") if kind == "channel" else ""
            self.places[id_] = Place(id_, kind, list(members), group)
        return self.places[id_]

    def own(self, team: str, *members: Member) -> None:
        """Make these the owners of a team (a Microsoft 365 group)."""
        self.owners.setdefault(team, []).extend(members)

    def messages(self, place: Place | str, *, thread: str | None = None) -> list[Posted]:
        """What the bot has posted there and nobody has deleted, oldest first."""
        id_ = place.id if isinstance(place, Place) else place
        return [
            one
            for one in self.posted
            if one.place == id_ and not one.deleted and thread in (None, one.thread)
        ]

    # What people send

    def activity(
        self, kind: str, place: Place, who: Member, *, thread: str = "", **more: Any
    ) -> dict[str, Any]:
        """What the bot is sent: an activity of type `kind`; `more` comes on top of it."""
        number = next(self.numbers)
        channel_data: dict[str, Any] = {"tenant": {"id": who.tenant}}
        if place.kind == "channel":
            channel_data["channel"] = {"id": place.id}
            channel_data["team"] = {"id": f"19:{place.team}@thread.tacv2", "name": "Care"}
            channel_data["team"]["aadGroupId"] = place.team
        body = {
            "type": kind,
            "id": str(_FIRST_ID + number),
            "timestamp": (_EPOCH + timedelta(seconds=number)).isoformat().replace("+00:00", "Z"),
            "channelId": "msteams",
            "from": who.as_sender(),
            "recipient": self.bot,
            "conversation": {
                "id": place.thread(thread),
                "conversationType": place.kind,
                "tenantId": self.tenant,
                **({} if place.kind == "personal" else {"isGroup": True}),
            },
            "channelData": channel_data,
            "locale": "en-US",
        }
        return body | more

    # What the bot asks for

    def open_place(self, told: str) -> tuple[Place, str]:
        """The conversation that an address names, and the thread in it; `Refusal` where closed."""
        id_, _, root = told.partition(";messageid=")
        place = self.places.get(id_)
        if place is None:
            raise Refusal(404, "ConversationNotFound", "Conversation not found.")
        if not place.bot:
            message = "The bot is not part of the conversation roster."
            raise Refusal(403, "BotNotInConversationRoster", message)
        return place, root

    def post(self, told: str, activity: dict[str, Any], *, reply_to: str = "") -> Posted:
        """A new message of the bot."""
        place, root = self.open_place(told)
        if place.blocked:
            raise Refusal(403, "ConversationBlockedByUser", "The user blocked the bot.")
        check(activity)
        id_ = self.new_id()
        thread = (root or reply_to or id_) if place.kind == "channel" else ""
        self.posted.append(Posted(id_, place.id, thread, [activity]))
        return self.posted[-1]

    def update(self, told: str, id_: str, activity: dict[str, Any]) -> Posted:
        """Another version of a message."""
        message = self.find(told, id_)
        check(activity)
        message.versions.append(activity)
        return message

    def find(self, told: str, id_: str) -> Posted:
        """A message of the bot; `Refusal` where there is none (any more)."""
        place, _ = self.open_place(told)
        for one in self.posted:
            if (one.place, one.id) == (place.id, id_) and not one.deleted:
                return one
        raise Refusal(404, "ActivityNotFoundInConversation", "Activity not found.")

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A personal conversation, or a new thread of a channel."""
        if asked.get("isGroup"):
            channel = ((asked.get("channelData") or {}).get("channel") or {}).get("id", "")
            if not channel or not isinstance(asked.get("activity"), dict):
                raise Refusal(400, "BadSyntax", "Only threads of channels can be created.")
            message = self.post(channel, asked["activity"])
            return {"id": f"{channel};messageid={message.id}", "activityId": message.id}
        members = asked.get("members") or []
        if len(members) != 1 or not asked.get("tenantId"):
            raise Refusal(400, "BadSyntax", "Incorrect conversation creation parameters.")
        who = self.members.get(members[0].get("id", ""))
        if who is None or who.tenant != asked["tenantId"]:
            raise Refusal(403, "ForbiddenOperationException", "The app is not installed there.")
        place = self.place("personal", who)
        if not place.bot:
            raise Refusal(403, "BotNotInConversationRoster", "The bot is not in the roster.")
        return {"id": place.id}


def check(activity: dict[str, Any]) -> None:
    """What Teams refuses to post."""
    if activity.get("type") != "message":
        raise Refusal(400, "BadSyntax", "Unknown activity type.")
    shown = cards(activity)
    if not shown and not activity.get("text"):
        raise Refusal(400, "BadSyntax", "Activity must include non empty 'text' field.")
    for card in shown:
        if card.get("type") != "AdaptiveCard" or not card.get("version"):
            raise Refusal(400, "BadArgument", "Unknown attachment content.")
        if len(json.dumps(card, ensure_ascii=False).encode()) > LARGEST_CARD:
            raise Refusal(413, "MessageSizeTooBig", "Message size too large.")
