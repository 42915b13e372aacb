"""Calls Teams: posts and changes messages, opens conversations, lists members; and asks Graph.

It speaks the documented REST API of the Bot Connector. botframework's own `ConnectorClient` keeps
a thread busy for each call and serialises cards through models: measured on two cores with a card
of 11 KB, 270 calls a second and 2.3 ms of processor time each, against 3,000 and 0.3 ms here; and
while Teams takes half a second to answer 64 at a time, 11 calls a second against 117, with the
threads that all else needs taken. Only credentials and tokens come from botframework.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import aiohttp

from bot.errors import PlatformAway, PlatformBusy, PlatformError, PlatformRefused
from bot.payload import Data, data, entries, string
from bot.records import Conversation
from bot.teams.identity import CONNECTOR, Identity

if TYPE_CHECKING:
    from bot.teams.render import Message

Json = dict[str, Any]

_TEAMS = "Teams"
_CARD = "application/vnd.microsoft.card.adaptive"
_PATIENCE = 10.0  # seconds for one call
_REST = 5.0  # seconds to wait where Teams does not say how long
_LONGEST = 3600.0
_PAGE = 500  # members, the most that Teams gives at once
_MOST_PAGES = 40
# 412: somebody else was at it; as with 429 nothing happened, and Microsoft says to ask again.
_AGAIN = frozenset({412, 429})
_NOT_KNOWN = 501  # a service that leaves something out, as the Agents Playground does
_VERBS = {"roster": "GET", "member": "GET", "update": "PUT", "delete": "DELETE"}  # else POST
_SHARED = ("serviceUrl", "channelId", "bot")  # what is the same for all of a tenant


class Connector:
    """Nothing is tried twice here: who calls knows whether that is safe.

    Every method raises a `PlatformError`: `PlatformRefused` (with Teams' own code), `PlatformBusy`
    or `PlatformAway`. `serviceUrl` in a `Conversation.reference` says where Teams is; `bot` is the
    bot's account, where it is known.
    """

    def __init__(self, identity: Identity, *, graph_url: str) -> None:
        self._identity, self._graph_url = identity, graph_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, where: Conversation, message: Message, *, thread: str = ""
    ) -> tuple[str, str]:
        """The ids of the new message and of the thread that it stands in.

        In a channel without `thread` the message begins one; outside channels there are none ("").
        """
        activity = _activity(where, message)
        if where.kind == "channel" and not thread:
            asked = {"isGroup": True, "channelData": {"channel": {"id": where.id}}}
            made = await self._call("create", where, "", asked | _parties(where, activity=activity))
            id_ = _id("create", made, "activityId")
            return id_, _id("create", made, "id").partition(";messageid=")[2] or id_
        made = await self._call("send", where, f"{_path(where, thread)}/activities", activity)
        return _id("send", made, "id"), thread if where.kind == "channel" else ""

    async def update(
        self, where: Conversation, activity: str, message: Message, *, thread: str = ""
    ) -> None:
        """Let a message of the bot say something else."""
        path = f"{_path(where, thread)}/activities/{quote(activity, safe='')}"
        await self._call("update", where, path, {**_activity(where, message), "id": activity})

    async def delete(self, where: Conversation, activity: str, *, thread: str = "") -> None:
        """Take a message of the bot away."""
        path = f"{_path(where, thread)}/activities/{quote(activity, safe='')}"
        await self._call("delete", where, path)

    async def open_direct(self, near: Conversation, member: str) -> Conversation:
        """The personal conversation with a member (Entra object id).

        `near` tells how Teams is reached. Refused where the bot is not installed for them.
        """
        asked = {"isGroup": False, "members": [{"id": member}]}
        made = await self._call("create", near, "", asked | _parties(near))
        reference = {key: near.reference[key] for key in _SHARED if key in near.reference}
        id_ = _id("create", made, "id")
        return Conversation(near.workspace, id_, "personal", reference, member=member)

    async def roster(self, where: Conversation) -> list[Data]:
        """Everybody in a conversation, as Teams describes them (`tenantId`, `userRole`, …)."""
        found: list[Data] = []
        query = {"pageSize": str(_PAGE)}
        for _ in range(_MOST_PAGES):
            path = f"{_path(where)}/pagedmembers"
            page = await self._call("roster", where, path, query=query)
            found += _listed("roster", page, "members")
            if not (token := string(page, "continuationToken")):
                return found
            query["continuationToken"] = token
        raise PlatformRefused(_TEAMS, "roster", "too_many_members")

    async def member(self, where: Conversation, account: str) -> Data:
        """Somebody in a conversation, by their account there (`29:…`), as `roster` gives them."""
        path = f"{_path(where)}/members/{quote(account, safe='')}"
        return await self._call("member", where, path)

    async def owners(self, team: str) -> list[str]:
        """Entra object ids of the owners of a team (the id of its group), as Graph knows them."""
        if not self._identity.trusted(self._graph_url):
            raise PlatformRefused(_TEAMS, "owners", "anonymous")
        graph = urlsplit(self._graph_url)
        origin = f"{graph.scheme}://{graph.netloc}"
        url = f"{self._graph_url}/teams/{quote(team, safe='')}/members"
        found: list[str] = []
        for _ in range(_MOST_PAGES):
            page = await self._ask("owners", "GET", url, origin)
            found += [
                string(one, "userId") for one in _listed("owners", page, "value") if _owns(one)
            ]
            url = string(page, "@odata.nextLink")
            if not url.startswith(f"{origin}/"):  # the token is for nobody else
                return [id_ for id_ in found if id_]
        raise PlatformRefused(_TEAMS, "owners", "too_many_members")

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _call(
        self,
        method: str,
        where: Conversation,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Data:
        """What the Connector answers, below the address that Teams gave us with a conversation."""
        service = string(where.reference, "serviceUrl")
        if not self._identity.trusted(service):
            raise PlatformRefused(_TEAMS, method, "unknown_service_url")
        url = f"{service.rstrip('/')}/v3/conversations{path}"
        return await self._ask(method, _VERBS.get(method, "POST"), url, CONNECTOR, body, query)

    async def _ask(
        self,
        method: str,
        verb: str,
        url: str,
        scope: str,
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Data:
        token = await self._identity.token(scope)
        options: Json = {"headers": {"Authorization": f"Bearer {token}"} if token else {}}
        options |= {"json": body, "params": query, "allow_redirects": False}
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                self._open_session().request(verb, url, **options) as answer,
            ):
                told = _read(await answer.read())
        except aiohttp.ClientConnectorError as exc:
            raise PlatformAway(_TEAMS, method, sent=False) from exc
        except (aiohttp.ClientError, OSError, ValueError) as exc:  # TimeoutError is an OSError
            raise PlatformAway(_TEAMS, method) from exc
        if answer.status >= 300:
            raise _problem(method, answer.status, answer.headers, told)
        if told is None:
            raise PlatformAway(_TEAMS, method)
        return told

    def _open_session(self) -> aiohttp.ClientSession:
        """The shared connections; made only here, because that needs a running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(trust_env=True)
        return self._session


def _path(where: Conversation, thread: str = "") -> str:
    """A thread of a channel is addressed as a conversation of its own."""
    inside = thread and where.kind == "channel"
    return "/" + quote(f"{where.id};messageid={thread}" if inside else where.id, safe="")


def _parties(where: Conversation, **more: Any) -> Json:
    """Who opens a conversation, and in which tenant."""
    return _from(where, "bot") | {"tenantId": where.workspace.partition(":")[2], **more}


def _from(where: Conversation, key: str) -> Json:
    """The bot's account under `key`, if it is known; Teams knows the bot by its token anyway."""
    account = data(where.reference, "bot")
    return {key: dict(account)} if account else {}


def _activity(where: Conversation, message: Message) -> Json:
    """A message as Teams wants it. With a card, its words are for notifications alone."""
    activity: Json = {"type": "message", **_from(where, "from")}
    if message.card is None:
        return activity | {"text": message.text, "textFormat": "plain"}
    attachment = {"contentType": _CARD, "content": message.card}
    return activity | {"summary": message.text, "attachments": [attachment]}


def _id(method: str, made: Data, key: str) -> str:
    """Without an id it was not Teams that answered, and what it did is not known."""
    if not (id_ := string(made, key)):
        raise PlatformAway(_TEAMS, method)
    return id_


def _listed(method: str, page: Data, key: str) -> list[Data]:
    """What was asked for; no answer is never taken for an empty list."""
    if not isinstance(page.get(key), list):
        raise PlatformAway(_TEAMS, method)
    return entries(page, key)


def _owns(member: Data) -> bool:
    roles = member.get("roles")
    return isinstance(roles, list) and "owner" in roles


def _read(body: bytes) -> Data | None:
    """What an answer holds; None for what is no JSON object, such as a page to sign in."""
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _problem(method: str, status: int, headers: Mapping[str, str], told: object) -> PlatformError:
    if status in _AGAIN:
        return PlatformBusy(_TEAMS, method, _seconds(headers.get("Retry-After", "")))
    if (
        status >= 500 and status != _NOT_KNOWN
    ):  # among them 502 and 504: whether it was done is not known
        return PlatformAway(_TEAMS, method)
    error = string(data(told, "error"), "code") or f"status_{status}"
    return PlatformRefused(_TEAMS, method, error, barred=status == 401)


def _seconds(told: str) -> float:
    """How long to wait; not everybody who has to guess comes back at the same moment."""
    try:
        return max(1.0, min(float(told), _LONGEST))
    except ValueError:
        return _REST * random.uniform(1, 2)  # noqa: S311 - no secret
