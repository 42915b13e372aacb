"""The methods of Slack's Web API that the bot may call, each a function of world and arguments."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests import slack_limits as limits
from tests.slack_blocks import Message, with_ids, words
from tests.slack_world import APP, Conversation, Refusal, Workspace, World

Args = Mapping[str, Any]
Answer = dict[str, Any]
Method = Callable[[World, Workspace, Args], Answer]


@dataclass(frozen=True, slots=True)
class Known:
    """A method, and the scopes of which it needs one."""

    run: Method
    scopes: frozenset[str]


METHODS: dict[str, Known] = {}
READ = ("channels:read", "groups:read", "im:read")
TRUE = (True, "1", "true")
# Methods that read take a form or the address; JSON in the body they ignore.
WITHOUT_JSON = frozenset(
    {
        *("conversations.history", "conversations.info", "conversations.list"),
        *("conversations.members", "conversations.replies", "files.info", "users.info"),
        *("chat.getPermalink", "oauth.v2.access"),
    }
)
HISTORY = ("channels:history", "groups:history", "im:history")


def method(name: str, *scopes: str) -> Callable[[Method], Method]:
    """Make a function answer to `name`."""

    def known(function: Method) -> Method:
        METHODS[name] = Known(function, frozenset(scopes))
        return function

    return known


def perform(world: World, team: Workspace, name: str, args: Args) -> Answer:
    """Call a method as Slack does: token, scopes, then the method itself."""
    if team.refusal:
        raise Refusal(team.refusal)
    if name not in METHODS:
        raise Refusal("unknown_method", req_method=name)
    known = METHODS[name]
    if known.scopes and not known.scopes & team.scopes:
        provided = ",".join(sorted(team.scopes))
        raise Refusal("missing_scope", needed=sorted(known.scopes)[0], provided=provided)
    return {"ok": True, **known.run(world, team, args)}


# Checks that several methods share


def place_of(world: World, team: Workspace, args: Args) -> Conversation:
    """The conversation that is meant."""
    place = world.conversations.get((team.id, args.get("channel") or ""))
    if place is None or (place.kind == "group" and not place.bot):
        raise Refusal("channel_not_found")
    return place


def writable(world: World, team: Workspace, args: Args) -> Conversation:
    """A conversation that the bot may write to."""
    place = place_of(world, team, args)
    if place.archived:
        raise Refusal("is_archived")
    if not place.bot:
        raise Refusal("not_in_channel")
    return place


def checked_message(world: World, args: Args, longest: int = limits.MESSAGE_TEXT) -> Answer:
    """The part of a message that people see, if Slack would take it."""
    text, blocks = args.get("text"), args.get("blocks") or []
    attachments = args.get("attachments") or []
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if not (text or "").strip() and not blocks and not attachments:
        raise Refusal("no_text")
    if limits.units(text or "") > longest:
        raise Refusal("msg_too_long")
    if faults := limits.faults_in_blocks(blocks):
        raise Refusal("invalid_blocks", faults)
    if len(words(blocks)) > limits.BLOCKS_TEXT:
        raise Refusal("msg_blocks_too_long")
    for index, one in enumerate(attachments):
        at = f"/attachments/{index}/blocks"
        if faults := limits.faults_in_blocks(one.get("blocks", []), at):
            raise Refusal("invalid_attachments", faults)
    found: Answer = {"text": text or "", "blocks": with_ids(blocks, world.new_id)}
    if attachments:
        found["attachments"] = [
            {**one, "blocks": with_ids(one.get("blocks", []), world.new_id)} for one in attachments
        ]
    if metadata := args.get("metadata"):
        if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
            raise Refusal("invalid_metadata_format")
        found["metadata"] = metadata
    return found


def found_message(place: Conversation, ts: Any) -> Message:
    """A message of a conversation."""
    if ts not in place.messages:
        raise Refusal("message_not_found")
    return place.messages[ts]


def shown(message: Message, *, metadata: bool = True) -> Answer:
    """A message as the API gives it."""
    hidden = {"channel"} if metadata else {"channel", "metadata"}
    return {key: value for key, value in copy.deepcopy(message).items() if key not in hidden}


# Who am I


@method("auth.test")
def auth_test(_: World, team: Workspace, __: Args) -> Answer:
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "user": "coach",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


@method("users.info", "users:read")
def users_info(world: World, team: Workspace, args: Args) -> Answer:
    user = world.users.get((team.id, args.get("user", "")))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": copy.deepcopy(user)}


# Messages


@method("chat.postMessage", "chat:write")
def post_message(world: World, team: Workspace, args: Args) -> Answer:
    user = args.get("channel", "")
    if (team.id, user) in world.users and user != team.bot_user:
        # Here, and nowhere else, a person's id stands for their direct messages.
        args = {**args, "channel": world.direct(user, team.id).id}
    place = writable(world, team, args)
    fields = checked_message(world, args)
    thread = args.get("thread_ts")
    if thread is not None and "." not in str(thread):
        raise Refusal("invalid_thread_ts", [f"{thread} is not a valid thread_ts"])
    # A reply to a message that is gone lands in the conversation itself, without an error.
    if thread in place.messages:
        fields["thread_ts"] = thread
        place.messages[thread].setdefault("thread_ts", thread)
        if args.get("reply_broadcast"):
            fields["subtype"] = "thread_broadcast"
    own = {"user": team.bot_user, "bot_id": team.bot_id, "app_id": APP, "team": team.id}
    message = world.keep(place, {**own, **fields})
    return {"channel": place.id, "ts": message.ts, "message": shown(message)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(world: World, team: Workspace, args: Args) -> Answer:
    place = writable(world, team, args)
    user = args.get("user", "")
    if (team.id, user) not in world.users or not place.has(user):
        raise Refusal("user_not_in_channel")
    own = {"user": team.bot_user, "bot_id": team.bot_id}
    own |= {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
    message = world.keep_private(user, place, {**own, **checked_message(world, args)})
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def update(world: World, team: Workspace, args: Args) -> Answer:
    place = place_of(world, team, args)
    if place.archived:
        raise Refusal("is_archived")
    old = found_message(place, args.get("ts"))
    if old.get("user") != team.bot_user:
        raise Refusal("cant_update_message")
    fields = checked_message(world, args, limits.UPDATED_TEXT)
    if "text" not in args:
        fields["text"] = old.text
    message = world.keep(place, {**old, **fields})
    return {"channel": place.id, "ts": message.ts, "text": message.text, "message": shown(message)}


@method("chat.delete", "chat:write")
def delete(world: World, team: Workspace, args: Args) -> Answer:
    place = place_of(world, team, args)
    message = found_message(place, args.get("ts"))
    if message.get("user") != team.bot_user:
        raise Refusal("cant_delete_message")
    del place.messages[message.ts]
    return {"channel": place.id, "ts": message.ts}


@method("chat.getPermalink")
def permalink(world: World, team: Workspace, args: Args) -> Answer:
    place = place_of(world, team, args)
    ts = found_message(place, args.get("message_ts")).ts
    return {"channel": place.id, "permalink": link_to(team, place.id, ts)}


def link_to(team: Workspace, conversation: str, ts: str) -> str:
    """The address of a message in a browser."""
    return f"https://{team.domain}.slack.com/archives/{conversation}/p{ts.replace('.', '')}"


@method("reactions.add", "reactions:write")
def react(world: World, team: Workspace, args: Args) -> Answer:
    place = writable(world, team, args)
    message = found_message(place, args.get("timestamp"))
    if not add_reaction(message, str(args.get("name", "")), team.bot_user):
        raise Refusal("already_reacted")
    return {}


def add_reaction(message: Message, name: str, user: str) -> bool:
    """Note a reaction; false where it stands already."""
    if user in message.reactions.get(name, []):
        return False
    put_reactions(message, {**message.reactions, name: [*message.reactions.get(name, []), user]})
    return True


def put_reactions(message: Message, users_by_name: Mapping[str, list[str]]) -> None:
    """Write down the reactions as the API gives them."""
    message["reactions"] = [
        {"name": name, "users": users, "count": len(users)}
        for name, users in users_by_name.items()
        if users
    ]


# Conversations


@method("conversations.open", "im:write")
def open_direct(world: World, team: Workspace, args: Args) -> Answer:
    user = str(args.get("users", ""))
    if (team.id, user) not in world.users:
        raise Refusal("user_not_found")
    return {"channel": {"id": world.direct(user, team.id).id}}


@method("conversations.info", *READ)
def conversation_info(world: World, team: Workspace, args: Args) -> Answer:
    return {"channel": described(place_of(world, team, args))}


def described(place: Conversation) -> Answer:
    """A conversation as the API gives it."""
    return {
        "id": place.id,
        "name": place.name,
        "is_channel": place.kind == "channel",
        "is_im": place.kind == "im",
        "is_private": place.kind != "channel",
        "is_archived": place.archived,
        "is_member": place.bot,
        "is_ext_shared": place.shared,
        "is_shared": place.shared,
    }


@method("conversations.list", *READ)
def conversation_list(world: World, team: Workspace, args: Args) -> Answer:
    asked = str(args.get("types") or "public_channel").split(",")
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(one.strip()) for one in asked}
    without_archived = args.get("exclude_archived") in TRUE
    found = [
        described(place)
        for place in world.conversations.values()
        if place.team == team.id
        and place.kind in wanted
        and (place.bot or place.kind == "channel")
        and not (place.archived and without_archived)
    ]
    start, most = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    more = str(start + most) if len(found) > start + most else ""
    return {"channels": found[start : start + most], "response_metadata": {"next_cursor": more}}


@method("conversations.members", *READ)
def members(world: World, team: Workspace, args: Args) -> Answer:
    place = place_of(world, team, args)
    everybody = [user for where, user in world.users if where == team.id]
    inside = [u for u in everybody if (place.bot if u == team.bot_user else place.has(u))]
    return {"members": inside, "response_metadata": {"next_cursor": ""}}


@method("conversations.history", *HISTORY)
def history(world: World, team: Workspace, args: Args) -> Answer:
    place = readable(world, team, args)
    found = [m for m in place.messages.values() if m.get("thread_ts", m.ts) == m.ts]
    return _page(list(reversed(found)), args)


@method("conversations.replies", *HISTORY)
def replies(world: World, team: Workspace, args: Args) -> Answer:
    place = readable(world, team, args)
    if args.get("ts") not in place.messages:
        raise Refusal("thread_not_found")
    thread = place.messages[args["ts"]].get("thread_ts", args["ts"])
    return _page([m for m in place.messages.values() if thread in (m.get("thread_ts"), m.ts)], args)


def readable(world: World, team: Workspace, args: Args) -> Conversation:
    """A conversation whose messages the bot may read."""
    place = place_of(world, team, args)
    if not place.bot:
        raise Refusal("not_in_channel")
    return place


def _page(found: list[Message], args: Args) -> Answer:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = args.get("inclusive") in TRUE
    inside = [
        m
        for m in found
        if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in (oldest, latest))
    ]
    start, most = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    page, more = inside[start : start + most], len(inside) > start + most
    with_metadata = args.get("include_all_metadata") in TRUE
    return {
        "messages": [shown(m, metadata=with_metadata) for m in page],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + most) if more else ""},
    }


@method("files.info", "files:read")
def files_info(world: World, _: Workspace, args: Args) -> Answer:
    if args.get("file") not in world.files:
        raise Refusal("file_not_found")
    file = world.files[args["file"]]
    return {"file": {key: value for key, value in file.items() if key != "bytes"}}
