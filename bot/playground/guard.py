"""Keeps other web sites out of the loopback listener: Host, Origin, CSRF tokens and headers.

Every page of every site can send requests to 127.0.0.1, so being local proves nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import CoachError
from bot.loopback import asked_under_own_name

SESSION = web.RequestKey("session", str)
SECRET = web.AppKey("secret", bytes)
FIELD, HEADER = "csrf", "X-CSRF-Token"

_COOKIE = "coach_session"
_SESSION = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LONGEST_PATH = 200  # no page has a longer one, and a file system refuses to look for longer names
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Nothing leaves for other sites. `no-referrer` would make browsers send `Origin: null` with
    # our own forms, and the check of the origin would refuse them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Stranger(CoachError):
    """A request that another web site may have sent. Seen by: nobody, or a wrong bookmark."""


class FormExpired(CoachError):
    """A form from before a restart or another browser. Seen by: whoever sent it, text kept."""


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse strangers, know the session, and put the headers on whatever comes back."""
    if len(request.rel_url.raw_path) > _LONGEST_PATH:
        raise web.HTTPNotFound
    known = request.cookies.get(_COOKIE, "")
    if not _SESSION.fullmatch(known):
        known = ""
    request[SESSION] = known or secrets.token_urlsafe(24)
    _refuse_strangers(request)
    response = await handler(request)
    if not known:
        response.set_cookie(_COOKIE, request[SESSION], httponly=True, samesite="Strict", path="/")
    return response


def protect(response: web.StreamResponse) -> web.StreamResponse:
    """The headers of every answer, of errors too."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def token(request: web.Request) -> str:
    """The CSRF token of this request's session."""
    session = request.get(SESSION, "")
    return hmac.new(request.app[SECRET], session.encode(), hashlib.sha256).hexdigest()


def check_token(request: web.Request, given: str) -> None:
    """Raise `FormExpired` unless `given` belongs to the session."""
    if not hmac.compare_digest(token(request).encode(), given.encode("utf-8", "replace")):
        raise FormExpired(
            "This page was open for a long time. Your text is still here: please send it again."
        )


def _refuse_strangers(request: web.Request) -> None:
    if not asked_under_own_name(request):
        raise Stranger("The playground answers only under 127.0.0.1 or localhost.")
    if request.method in {"GET", "HEAD"}:
        return
    if request.headers.get("Origin", "").lower() not in _origins(request.host.lower()):
        raise Stranger("This did not come from the playground itself, so nothing was done.")


def _origins(host: str) -> tuple[str, str]:
    return f"http://{host}", f"https://{host}"
