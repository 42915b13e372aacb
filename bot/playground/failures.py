"""Turns whatever went wrong into a calm page that gives back what was typed."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import BadInput, CoachError, NoSuchCase, NoSuchDraft, StoreError
from bot.playground import people
from bot.playground.forms import Form, read_form
from bot.playground.guard import FormExpired, Stranger, protect
from bot.playground.render import Pages
from bot.playground.visit import Frame

log = logging.getLogger(__name__)

_STATUS = (
    (Stranger, 403),
    (FormExpired, 403),
    (NoSuchCase, 404),
    (NoSuchDraft, 404),
    (BadInput, 400),
    (StoreError, 503),
)
_TITLES = {
    400: "That could not be used",
    403: "Not from here",
    404: "There is nothing here",
    409: "Not right now",
    413: "That is too much text",
    503: "Not saved yet",
}
_WORDS = {
    404: "This page does not exist (any more).",
    413: "Please paste the part that matters. Nothing was saved; the Back button of your browser "
    "brings your text back.",
}


def status_of(exc: CoachError) -> int:
    """The HTTP status of one of our errors; a refusal of the case is a 409."""
    return next((status for kind, status in _STATUS if isinstance(exc, kind)), 409)


def tell_failures(pages: Pages) -> Middleware:
    """The outermost middleware: every failure becomes a page, every answer gets its headers."""

    @web.middleware
    async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as exc:
            words = _WORDS.get(exc.status, "The browser asked for something unusual.")
            response = _page(pages, request, exc.status, words)
        except Stranger as exc:
            response = _page(pages, request, 403, str(exc))
        except CoachError as exc:
            kept = await _typed(request)
            response = _page(pages, request, status_of(exc), str(exc), kept)
        except Exception as exc:
            reference = secrets.token_hex(4)
            _log(reference, request, exc)
            words = "Something went wrong on our side, and nothing was changed."
            response = _page(pages, request, 500, words, await _typed(request), reference)
        return protect(response)

    return tell


def _page(
    pages: Pages,
    request: web.Request,
    status: int,
    words: str,
    kept: Form | None = None,
    reference: str = "",
) -> web.Response:
    title = _TITLES.get(status, "Something went wrong")
    frame = Frame(people.caller(request.cookies).person, (), "/", "")
    page = pages.message(frame, title, words, kept=kept, reference=reference)
    return web.Response(text=page, content_type="text/html", status=status)


async def _typed(request: web.Request) -> Form:
    """What a form held, to be given back; nothing where it cannot be read."""
    try:
        return await read_form(request) if request.method == "POST" else {}
    except (CoachError, web.HTTPException, OSError):
        return {}


def _log(reference: str, request: web.Request, exc: BaseException) -> None:
    """The trace without the messages of the exceptions: those may hold a customer's words."""
    resource = request.match_info.route.resource
    place = resource.canonical if resource else "(no page)"
    trace = "\n".join(_trace(exc))
    log.error("Reference %s: %s %s failed.\n%s", reference, request.method, place, trace)


def _trace(exc: BaseException | None) -> Iterator[str]:
    while exc is not None:
        yield "".join(traceback.format_tb(exc.__traceback__)) + type(exc).__name__
        exc = exc.__cause__ or exc.__context__
