"""The local Teams' HTTP side: the Bot Connector's REST API, Graph, keys and the login endpoint."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import jwt
from aiohttp import web
from cryptography import x509

from tests.teams_site_keys import ISSUER
from tests.teams_site_world import Refusal

if TYPE_CHECKING:
    from tests.teams_site import TeamsSite

_CONNECTOR = "/teams/v3/conversations"
_CONVERSATION = f"{_CONNECTOR}/{{conversation}}"
_ACTIVITIES = f"{_CONVERSATION}/activities"
# name, HTTP method and address of what can be asked for, and made to fail.
METHODS = (
    ("create", "POST", _CONNECTOR),
    ("send", "POST", _ACTIVITIES),
    ("send", "POST", f"{_ACTIVITIES}/{{activity}}"),
    ("update", "PUT", f"{_ACTIVITIES}/{{activity}}"),
    ("delete", "DELETE", f"{_ACTIVITIES}/{{activity}}"),
    ("roster", "GET", f"{_CONVERSATION}/pagedmembers"),
    ("member", "GET", f"{_CONVERSATION}/members/{{member}}"),
    ("owners", "GET", "/graph/v1.0/teams/{team}/members"),
    ("token", "GET", "/{tenant}/v2.0/.well-known/openid-configuration"),
    ("token", "POST", "/{tenant}/oauth2/v2.0/token"),
    ("token", "GET", "/msi/token"),
    ("keys", "GET", "/keys/openidconfiguration"),
    ("keys", "GET", "/keys/jwks"),
)
_OPEN = frozenset({"token", "keys"})  # needs no token
_LIFETIME = 3600  # seconds that a token is good for


@dataclass(slots=True)
class Call:
    """Something the bot asked for. `status` is 0 where the bot never got an answer."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    token: str
    status: int = 0


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next calls of a method."""

    status: int
    code: str
    retry_after: float | None
    hang: asyncio.Event | None
    drop: bool
    times: int
    after_effect: bool


@dataclass(slots=True)
class Asked:
    """A call as its handler sees it."""

    site: TeamsSite
    request: web.Request
    body: Any
    parts: dict[str, str] = field(default_factory=dict)


class Rest:
    """The HTTP side of a `TeamsSite`."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.tokens: dict[str, str] = {}
        self.page = 0  # members on one page; 0: as many as were asked for
        self._faults: dict[str, list[Fault]] = {}
        self._called = asyncio.Condition()

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def asked_for(self, method: str, times: int = 1) -> None:
        """Return once the bot has called a method so often, answered or not."""
        async with self._called:
            await self._called.wait_for(lambda: len(self.calls_of(method)) >= times)

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    def fail(
        self,
        method: str,
        *,
        status: int = 0,
        code: str = "ServiceError",
        retry_after: float | None = None,
        hang: asyncio.Event | None = None,
        drop: bool = False,
        times: int = 1,
        after_effect: bool = False,
    ) -> None:
        """Let the next `times` calls go wrong; `after_effect`: only once they have been done."""
        fault = Fault(status, code, retry_after, hang, drop, times, after_effect)
        self._faults.setdefault(method, []).append(fault)

    def application(self) -> web.Application:
        """All of it as an application."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        for name, verb, path in METHODS:
            app.router.add_route(verb, path, self._handler(name))
        return app

    def _handler(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await self._answer(name, request)

        return answer

    async def _answer(self, name: str, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Call(name, request.path, dict(request.query), body, token)
        async with self._called:
            self.calls.append(call)
            self._called.notify_all()
        asked = Asked(cast("TeamsSite", self), request, body, dict(request.match_info))
        fault = self._next_fault(name)
        if fault is None:
            response = self._perform(call, asked)
        else:
            response = await self._spoilt(fault, call, asked)
        call.status = response.status
        return response

    async def _spoilt(self, fault: Fault, call: Call, asked: Asked) -> web.StreamResponse:
        done = self._perform(call, asked) if fault.after_effect else None
        if fault.hang is not None:
            await fault.hang.wait()
        if fault.drop:
            if asked.request.transport is not None:
                asked.request.transport.abort()
            return web.Response(status=500)
        if fault.status:
            return Refusal(fault.status, fault.code).answer(retry_after=fault.retry_after)
        return done or self._perform(call, asked)

    def _next_fault(self, method: str) -> Fault | None:
        waiting = self._faults.get(method) or []
        if not waiting:
            return None
        waiting[0].times -= 1
        return waiting[0] if waiting[0].times > 0 else waiting.pop(0)

    def _perform(self, call: Call, asked: Asked) -> web.Response:
        try:
            if call.method not in _OPEN:
                _let_in(asked.site, call)
            return _PERFORM[call.method](asked)
        except Refusal as exc:
            return exc.answer()


async def _body(request: web.Request) -> Any:
    if not request.can_read_body:
        return None
    if request.content_type == "application/json":
        return await request.json()
    return {key: str(value) for key, value in (await request.post()).items()}


def _let_in(site: TeamsSite, call: Call) -> None:
    """A token is needed, and it has to be for this service."""
    if site.anonymous:
        return
    service = site.url if call.method == "owners" else ISSUER
    if site.tokens.get(call.token, "") != f"{service}/.default":
        raise Refusal(401, "Unauthorized", "Authorization has been denied for this request.")


def _create(asked: Asked) -> web.Response:
    return web.json_response(asked.site.create(asked.body), status=201)


def _send(asked: Asked) -> web.Response:
    reply_to = asked.parts.get("activity", "")
    posted = asked.site.post(asked.parts["conversation"], asked.body, reply_to=reply_to)
    return web.json_response({"id": posted.id}, status=201)


def _update(asked: Asked) -> web.Response:
    conversation, id_ = asked.parts["conversation"], asked.parts["activity"]
    return web.json_response({"id": asked.site.update(conversation, id_, asked.body).id})


def _delete(asked: Asked) -> web.Response:
    asked.site.find(asked.parts["conversation"], asked.parts["activity"]).deleted = True
    return web.Response(status=200)


def _roster(asked: Asked) -> web.Response:
    place, _ = asked.site.open_place(asked.parts["conversation"])
    query = asked.request.query
    size = asked.site.page or int(query.get("pageSize", "200"))
    start = int(query.get("continuationToken", "0"))
    told: dict[str, Any] = {
        "members": [one.as_json() for one in place.members[start : start + size]]
    }
    if start + size < len(place.members):
        told["continuationToken"] = str(start + size)
    return web.json_response(told)


def _member(asked: Asked) -> web.Response:
    place, _ = asked.site.open_place(asked.parts["conversation"])
    for one in place.members:
        if one.id == asked.parts["member"]:
            return web.json_response(one.as_json())
    raise Refusal(404, "MemberNotFoundInConversation", "Member not found.")


def _owners(asked: Asked) -> web.Response:
    """Everybody in a team, as Graph tells it; owners carry that role."""
    site, team = asked.site, asked.parts["team"]
    if team not in {place.team for place in site.places.values()} | set(site.owners):
        raise Refusal(404, "NotFound", "No team found.")
    owners = site.owners.get(team, [])
    others = [
        one
        for place in site.places.values()
        if place.team == team
        for one in place.members
        if one not in owners
    ]
    everybody = [(one, ["owner"]) for one in owners] + [(one, []) for one in others]
    start, size = int(asked.request.query.get("$skiptoken", "0")), site.page or 100
    told: dict[str, Any] = {
        "value": [
            {
                "@odata.type": "#microsoft.graph.aadUserConversationMember",
                "id": f"membership-{one.id}",
                "roles": roles,
                "displayName": one.name,
                "userId": one.entra,
                "tenantId": one.tenant,
            }
            for one, roles in everybody[start : start + size]
        ]
    }
    if start + size < len(everybody):
        next_page = f"{site.graph_url}/teams/{team}/members?$skiptoken={start + size}"
        told["@odata.nextLink"] = next_page
    return web.json_response(told)


# Who may call, and how one knows


def _keys(asked: Asked) -> web.Response:
    site = asked.site
    if asked.request.path.endswith("/jwks"):
        return web.json_response(site.ring.as_json())
    told = {
        "issuer": ISSUER,
        "jwks_uri": f"{site.url}/keys/jwks",
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    return web.json_response(told)


def _token(asked: Asked) -> web.Response:
    site, tenant = asked.site, asked.parts.get("tenant", "")
    if asked.request.path == "/msi/token":
        return _managed(asked)
    if tenant != site.tenant:
        return web.json_response({"error": "invalid_tenant"}, status=400)
    if asked.request.method == "GET":
        base = f"{site.login_url}/{tenant}"
        told = {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        }
        return web.json_response(told)
    if not _is_the_app(site, asked.body):
        told = {"error": "invalid_client", "error_description": "AADSTS7000215: wrong secret."}
        return web.json_response(told, status=401)
    return web.json_response(_given(site, asked.body["scope"]) | {"expires_in": _LIFETIME})


def _managed(asked: Asked) -> web.Response:
    query, site = asked.request.query, asked.site
    known = asked.request.headers.get("X-IDENTITY-HEADER") == site.identity_header
    if not known or query.get("client_id") != site.app_id:
        return web.json_response({"statusCode": 400, "message": "No such identity."}, status=400)
    until = str(int(time.time()) + _LIFETIME)
    given = _given(site, query["resource"])
    return web.json_response(given | {"expires_on": until, "resource": query["resource"]})


def _given(site: TeamsSite, scope: str) -> dict[str, Any]:
    token = secrets.token_hex(16)
    site.tokens[token] = scope
    return {"token_type": "Bearer", "access_token": token}


def _is_the_app(site: TeamsSite, form: dict[str, str]) -> bool:
    if form.get("client_id") != site.app_id:
        return False
    if "client_secret" in form:
        return form["client_secret"] == site.password
    if not site.certificate_pem:
        return False
    public = x509.load_pem_x509_certificate(site.certificate_pem).public_key()
    url = f"{site.login_url}/{site.tenant}/oauth2/v2.0/token"
    try:
        given = form.get("client_assertion", "")
        jwt.decode(given, public, algorithms=["RS256", "PS256"], audience=url)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        return False
    return True


_PERFORM: dict[str, Callable[[Asked], web.Response]] = {
    "create": _create,
    "send": _send,
    "update": _update,
    "delete": _delete,
    "roster": _roster,
    "member": _member,
    "owners": _owners,
    "token": _token,
    "keys": _keys,
}
