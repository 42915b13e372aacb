"""What every handler needs: the frame of a page, and the few kinds of answers."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from bot.playground import people
from bot.playground.guard import token
from bot.playground.visit import Frame


def frame(request: web.Request) -> Frame:
    """What every page needs to know of the request."""
    person = people.caller(request.cookies).person
    path = request.path_qs if request.method == "GET" else page_of(request)
    return Frame(person, people.PEOPLE, path, token(request))


def page_of(request: web.Request) -> str:
    """The page on which the form stands that was sent."""
    if case := request.match_info.get("case", ""):
        return f"/cases/{case}"
    return request.path if request.path in {"/check", "/easy"} else "/"


def wants_json(request: web.Request) -> bool:
    """Whether the page's script asks, and no browser on its own."""
    return request.headers.get("Accept", "") == "application/json"


def own_path(path: str) -> str:
    """`path` if it stays on this site, else the start."""
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if stays and path.isprintable() else "/"


def go(path: str) -> web.Response:
    """Where to look next, after a form."""
    return web.Response(status=303, headers={"Location": path})


def html(page: str, status: int = 200) -> web.Response:
    """A page as an answer."""
    return web.Response(text=page, content_type="text/html", status=status)


def now() -> datetime:
    """The moment in which somebody looks."""
    return datetime.now(UTC)
