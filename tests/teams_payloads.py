"""Activities as Teams words them: what is built here is what the bot receives."""

from __future__ import annotations

import json
from typing import Any

Payload = dict[str, Any]

TENANT = "7f9d1c52-0a1b-4c3d-8e4f-5a6b7c8d9e0f"
BOT = {"id": "28:0b7e4d1a-5f1c-4a50-9c39-3f2a6d7e8b90", "name": "Response Coach"}
ANA = {
    "id": "29:1ana",
    "name": "Ana Ruiz",
    "aadObjectId": "a1a1a1a1-0000-4000-8000-00000000000a",
}
BO = {"id": "29:1bo", "name": "Bo Kim", "aadObjectId": "b0b0b0b0-0000-4000-8000-00000000000b"}
SERVICE = "https://smba.trafficmanager.net/emea/"
DIRECT = "a:1ana-and-the-coach"
GROUP = "19:0123456789abcdef@thread.v2"
CHANNEL = "19:fedcba9876543210@thread.tacv2"
TEAM = {"id": "19:team@thread.tacv2", "name": "Care", "aadGroupId": "c0ffee00-0000-4000-8000-1"}
SAID, ROOT, CARD, ORIGINAL = "1795000001000", "1795000000500", "1795000000900", "1794990000000"
AT = "2026-11-18T10:00:01.000Z"
SKYPE = "http://schema.skype.com/"


def activity(kind: str, **fields: Any) -> Payload:
    """Something that Ana did in her chat with the bot; None takes a field out."""
    body: Payload = {
        "type": kind,
        "id": SAID,
        "timestamp": AT,
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": dict(ANA),
        "conversation": {"conversationType": "personal", "id": DIRECT, "tenantId": TENANT},
        "recipient": dict(BOT),
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-US",
    }
    return {key: value for key, value in {**body, **fields}.items() if value is not None}


def message(text: str, **fields: Any) -> Payload:
    """Plain words."""
    return activity("message", **{"text": text, "textFormat": "plain", **fields})


def in_group(body: Payload) -> Payload:
    """The same in a group chat."""
    where = {"conversationType": "groupChat", "isGroup": True, "id": GROUP, "tenantId": TENANT}
    return {**body, "conversation": where}


def in_channel(body: Payload, root: str = SAID) -> Payload:
    """The same in a channel; `root` is the message that begins the thread."""
    told = f"{CHANNEL};messageid={root}" if root else CHANNEL
    where = {"conversationType": "channel", "isGroup": True, "id": told, "tenantId": TENANT}
    more = {"channel": {"id": CHANNEL}, "team": dict(TEAM)}
    return {**body, "conversation": where, "channelData": {**body["channelData"], **more}}


def mentioning(body: Payload, whom: Payload = BOT, name: str = "") -> Payload:
    """The same with the entity of a mention, which stands as `<at>…</at>` in its text."""
    called = name or whom["name"]
    mentioned = {"id": whom["id"], "name": called}
    entity = {"type": "mention", "mentioned": mentioned, "text": f"<at>{called}</at>"}
    return {**body, "entities": [*body.get("entities", []), entity]}


def with_html(body: Payload, html: str, *attachments: Payload) -> Payload:
    """The same with the HTML that Teams sends beside the text, and what else is attached."""
    return {**body, "attachments": [{"contentType": "text/html", "content": html}, *attachments]}


def forward_html(words: str) -> str:
    """A forwarded message as it stands in HTML: nobody's name, no time."""
    return f'<blockquote itemtype="{SKYPE}Forward">\n<p>{words}</p>\n</blockquote>'


def reply_html(preview: str, *, of: str = ORIGINAL, name: str = "Bo Kim") -> str:
    """A quoted message as it stands in HTML."""
    return (
        f'<blockquote itemscope itemtype="{SKYPE}Reply" itemid="{of}">\n'
        f'<strong itemprop="mri" itemid="8:orgid:{BO["aadObjectId"]}">{name}</strong>'
        f'<span itemprop="time" itemid="{of}"></span>\n'
        f'<p itemprop="preview">{preview}</p>\n</blockquote>'
    )


def mention_html(name: str = BOT["name"]) -> str:
    """A mention as it stands in HTML: the name only."""
    return f'<span itemscope itemtype="{SKYPE}Mention" itemid="0">{name}</span>'


def forward_reference(content: Any, *, of: str = ORIGINAL) -> Payload:
    """The attachment of a forwarded message; `content` may be its HTML."""
    if isinstance(content, str):
        told = {
            "originalMessageId": of,
            "originalMessageContent": content,
            "originalMessageSender": {"user": {"id": BO["aadObjectId"], "displayName": "Bo Kim"}},
        }
        content = json.dumps(told)
    return {"id": of, "contentType": "forwardedMessageReference", "content": content}


def quote_reference(preview: str | None, *, of: str = ORIGINAL) -> Payload:
    """The attachment of a quoted message."""
    sender = {"user": {"id": BO["aadObjectId"], "displayName": "Bo Kim"}}
    told = {"messageId": of, "messagePreview": preview, "messageSender": sender}
    return {"id": of, "contentType": "messageReference", "content": json.dumps(told)}


def quote_entity(preview: str | None, *, of: str = ORIGINAL, **more: Any) -> Payload:
    """The entity of a quoted message."""
    told = {"messageId": of, "senderName": "Bo Kim", "preview": preview, "time": of, **more}
    return {"type": "quotedReply", "quotedReply": told}


def picture(name: str = "review.png") -> Payload:
    """An uploaded file."""
    told = {"downloadUrl": "https://files.example/1", "fileType": name.rpartition(".")[2]}
    kind = "application/vnd.microsoft.teams.file.download.info"
    return {"contentType": kind, "name": name, "content": told}


def reaction(sent: str, *, removed: bool = False, card: str = CARD) -> Payload:
    """A reaction to a message of the bot."""
    key = "reactionsRemoved" if removed else "reactionsAdded"
    return activity("messageReaction", replyToId=card, **{key: [{"type": sent}]})


def invoke(name: str, value: Payload, **fields: Any) -> Payload:
    """What has to be answered at once."""
    return activity("invoke", **{"name": name, "value": value, **fields})


def execute(given: Payload, *, card: str = CARD, trigger: str = "manual") -> Payload:
    """A pressed `Action.Execute`; `given` is its data with what was typed."""
    action = {"type": "Action.Execute", "title": "Do", "verb": "coach", "data": given}
    value = {"action": action, "trigger": trigger}
    return invoke("adaptiveCard/action", value, replyToId=card)


def submit(given: Payload, *, card: str = CARD) -> Payload:
    """What a client sends that does not know `Action.Execute`."""
    return activity("message", replyToId=card, value=given)


def message_action(html: str, command: str = "coachReply", **fields: Any) -> Payload:
    """“Coach a reply” in the menu of a message; `fields` are more of that message."""
    told = {
        "id": ORIGINAL,
        "linkToMessage": f"https://teams.microsoft.com/l/message/{CHANNEL}/{ORIGINAL}",
        "replyToId": None,
        "createdDateTime": "2026-11-18T09:00:00Z",
        "deleted": False,
        "importance": "normal",
        "locale": "en-us",
        "body": {"contentType": "html", "content": html},
        "from": {"user": {"id": BO["aadObjectId"], "displayName": "Bo Kim"}, "application": None},
        "attachments": [],
        "mentions": [],
        "reactions": [],
        **fields,
    }
    value = {
        "commandId": command,
        "commandContext": "message",
        "requestId": "r1",
        "context": {"theme": "default"},
        "messagePayload": told,
    }
    return invoke("composeExtension/fetchTask", value)


def changed(text: str, **fields: Any) -> Payload:
    """Somebody edited a message."""
    told = {"eventType": "editMessage", "tenant": {"id": TENANT}}
    return activity("messageUpdate", **{"text": text, "channelData": told, **fields})


def removed(**fields: Any) -> Payload:
    """Somebody deleted a message."""
    told = {"eventType": "softDeleteMessage", "tenant": {"id": TENANT}}
    return activity("messageDelete", **{"channelData": told, **fields})


def members(added: list[Payload] | None = None, removed: list[Payload] | None = None) -> Payload:
    """Somebody joined or left, perhaps the bot."""
    told = {"membersAdded": added, "membersRemoved": removed}
    listed = {key: [{"id": one["id"]} for one in who] for key, who in told.items() if who}
    return activity("conversationUpdate", **listed)


def installed(action: str = "add") -> Payload:
    """The app was installed, or removed."""
    return activity("installationUpdate", action=action)


def targeted(text: str) -> Payload:
    """A slash command in a group chat, which nobody else sees."""
    return in_group(message(text, recipient={**BOT, "isTargeted": True}))


def every_kind(post: str) -> list[Payload]:
    """One activity of each kind; `post` is what a customer wrote."""
    holder = f'<p>FYI</p><attachment id="{ORIGINAL}"></attachment>'
    mention = f"<p>{mention_html()}&nbsp;please</p>"
    asked = mentioning(message("<at>Response Coach</at> please"))
    by_card = {"act": "approve", "step": "do", "case": "c1", "draft": 1, "digest": "d"}
    typed = {**by_card, "act": "edit", "step": "send", "text": "Sorry for that."}
    return [
        message(post),
        message("respond " + post),
        message("check: You should have told the waiter."),
        message("cases"),
        in_group(mentioning(message(f"<at>Response Coach</at> {post}"))),
        in_channel(mentioning(message(f"<at>Response Coach</at> {post}"))),
        with_html(message("FYI"), holder, forward_reference(f"<p>{post}</p>")),
        with_html(message(f"FYI\r\n\r\n{post}"), f"<p>FYI</p>{forward_html(post)}"),
        in_group(with_html(asked, f"{reply_html(post)}{mention}", quote_reference(post))),
        {**message("I disagree"), "entities": [quote_entity(post)]},
        targeted(f"check {post}"),
        with_html(message(""), '<p><img src="https://files.example/1"></p>', picture()),
        reaction("like"),
        reaction("2705_whiteheavycheckmark", removed=True),
        execute(by_card),
        execute(typed),
        execute({**by_card, "act": "show", "step": "open"}, trigger="automatic"),
        submit(typed),
        message_action(f"<div>{post}</div>"),
        invoke("composeExtension/submitAction", {"commandId": "coachReply", "data": typed}),
        invoke("task/fetch", {"data": {"type": "task/fetch"}, "context": {"theme": "default"}}),
        changed("edited"),
        removed(),
        members(added=[ANA, BOT]),
        members(removed=[BOT]),
        installed(),
    ]
