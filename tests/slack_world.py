"""What the local Slack knows: workspaces, people, conversations, messages, views, triggers."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.slack_blocks import Message, View

TRIGGER_LIVES = 3.0
APP = "A1"
SCOPES = frozenset(
    {
        *("app_mentions:read", "chat:write", "commands", "files:read", "reactions:read"),
        *("reactions:write", "users:read", "im:write"),
        *(f"{kind}:{act}" for kind in ("channels", "groups", "im") for act in ("history", "read")),
    }
)


class Refusal(Exception):
    """Slack says no: `{"ok": false, "error": …}`, with reasons as Slack words them."""

    def __init__(self, error: str, reasons: Iterable[str] = (), **more: Any) -> None:
        super().__init__(error)
        self.error, self.reasons, self.more = error, list(reasons), more

    def as_json(self) -> dict[str, Any]:
        """The answer's body."""
        body = {"ok": False, "error": self.error, **self.more}
        if self.reasons:
            body["errors"] = self.reasons
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.reasons]}
        return body


@dataclass(slots=True)
class Workspace:
    """A workspace with the bot installed. `refusal` is what every call is answered, if set."""

    id: str
    domain: str
    token: str
    bot_user: str
    bot_id: str
    scopes: set[str]
    refusal: str = ""


@dataclass(slots=True)
class Conversation:
    """A public or private conversation, or direct messages. `people` None: the whole workspace."""

    team: str
    id: str
    name: str
    kind: str = "channel"
    people: set[str] | None = None
    bot: bool = True
    shared: bool = False
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    def has(self, user: str) -> bool:
        """Whether this person is in it."""
        return self.people is None or user in self.people


@dataclass(slots=True)
class Trigger:
    """What lets the bot open one modal for one person, once, within three seconds."""

    team: str
    user: str
    at: float
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A `response_url`: for whom, where, about which message, and what was posted to it."""

    team: str
    user: str
    conversation: str
    at: float
    original: Message | None = None
    posts: list[dict[str, Any]] = field(default_factory=list)


class World:
    """The state. Its clock stands until a test moves it (`forward`) or calls `real_time`."""

    def __init__(self) -> None:
        self._at, self._real = 1_700_000_000.0, False
        self._numbers = itertools.count(1)
        self.workspaces: dict[str, Workspace] = {}
        self.conversations: dict[tuple[str, str], Conversation] = {}
        self.users: dict[tuple[str, str], dict[str, Any]] = {}
        self.private: dict[tuple[str, str], list[Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[tuple[str, str], list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, str] = {}
        self.add_workspace("T1", bot_user="UBOT")
        self.add_conversation("C1", "general")

    # Time and numbers

    def now(self) -> float:
        """Seconds since 1970 on this Slack's own clock."""
        return time.time() if self._real else self._at

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._at += seconds

    def real_time(self) -> None:
        """From now on the clock runs, for tests in which another process waits by itself."""
        self._real = True

    def number(self) -> int:
        """A number that nobody had before."""
        return next(self._numbers)

    def new_ts(self) -> str:
        """A new timestamp, which is also the id of a message."""
        return f"{math.floor(self.now())}.{self.number() * 100:06d}"

    def new_id(self, prefix: str = "b") -> str:
        """A new id, such as `Ev0007`."""
        return f"{prefix}{self.number():04d}"

    # What a test sets up

    def add_workspace(self, team: str, *, bot_user: str = "", domain: str = "") -> Workspace:
        """One more workspace that the bot is installed in, with a token of its own."""
        place = Workspace(
            id=team,
            domain=domain or f"ws{'' if team == 'T1' else team.lower()}",
            token=f"xoxb-{team}",
            bot_user=bot_user or f"UBOT{team}",
            bot_id=f"B{team}",
            scopes=set(SCOPES),
        )
        self.workspaces[team] = place
        bot = {"id": place.bot_user, "team_id": team, "name": "coach", "is_bot": True}
        self.users[team, place.bot_user] = bot
        return place

    def add_conversation(
        self,
        id: str,  # noqa: A002 - Slack's own word
        name: str,
        *,
        private: bool = False,
        people: Iterable[str] | None = None,
        bot: bool = True,
        shared: bool = False,
        archived: bool = False,
        team: str = "T1",
    ) -> Conversation:
        """A conversation; `bot`: is it a member; `shared`: with another company."""
        members = set(people) if people is not None else (set() if private else None)
        kind = "group" if private else "channel"
        place = Conversation(team, id, name, kind, members, bot, shared, archived)
        self.conversations[team, id] = place
        return place

    def direct(self, user: str, team: str = "T1") -> Conversation:
        """The direct messages of a person and the bot."""
        id_of_it = f"D{user.removeprefix('U')}"
        place = Conversation(team, id_of_it, "directmessage", "im", {user})
        return self.conversations.setdefault((team, id_of_it), place)

    # What a test looks at

    def conversation(self, conversation: str, team: str = "T1") -> Conversation:
        """A conversation by id; the test fails if there is none."""
        assert (team, conversation) in self.conversations, f"no conversation {conversation}"
        return self.conversations[team, conversation]

    def messages(
        self, conversation: str, *, thread: str | None = None, team: str = "T1"
    ) -> list[Message]:
        """What stands in a conversation, oldest first; `thread`: only the replies to this ts."""
        found = self.conversation(conversation, team).messages.values()
        return [
            one
            for one in found
            if thread is None or (one.get("thread_ts") == thread and one.ts != thread)
        ]

    def message(self, conversation: str, ts: str, *, team: str = "T1") -> Message:
        """One message as it stands now; the test fails if it is gone."""
        found = self.conversation(conversation, team).messages
        assert ts in found, f"no message {ts} in {conversation}"
        return found[ts]

    def view(self, view_id: str) -> View:
        """A view by id, closed ones too."""
        return self.views[view_id]

    def stack(self, user: str, team: str = "T1") -> list[View]:
        """The modals on somebody's screen, the top one last."""
        return self.stacks.setdefault((team, user), [])

    # What happens

    def keep(self, place: Conversation, fields: dict[str, Any]) -> Message:
        """Add a message, or a new state of one, to a conversation."""
        ts = fields.get("ts") or self.new_ts()
        message = Message({"type": "message", **fields, "ts": ts, "channel": place.id})
        place.messages[ts] = message
        return message

    def keep_private(self, user: str, place: Conversation, fields: dict[str, Any]) -> Message:
        """Show a message, or a new state of one, to one person only."""
        ts = fields.get("ts") or self.new_ts()
        message = Message({"type": "message", **fields, "ts": ts, "channel": place.id})
        message["is_ephemeral"], message["user_shown"] = True, user
        self.take_private(user, ts, place.team)
        self.private.setdefault((place.team, user), []).append(message)
        return message

    def take_private(self, user: str, ts: str, team: str) -> None:
        """Take a private message off somebody's screen."""
        mine = self.private.setdefault((team, user), [])
        mine[:] = [one for one in mine if one.ts != ts]

    def trigger(self, team: str, user: str) -> str:
        """A trigger id for what a person has just done."""
        key = f"{self.number()}.{self.number()}.{self.number():x}"
        self.triggers[key] = Trigger(team, user, self.now())
        return key

    def spend(self, trigger_id: str, team: str) -> Trigger:
        """Use a trigger: at most once, and not after three seconds."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team != team:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.now() - trigger.at > TRIGGER_LIVES:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def hook(self, team: str, user: str, conversation: str, original: Message | None = None) -> str:
        """The path of a new `response_url`."""
        path = f"/hook/{self.number()}"
        self.hooks[path] = Hook(team, user, conversation, self.now(), original)
        return path
