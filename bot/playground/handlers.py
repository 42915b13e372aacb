"""The pages of the playground: a handler parses, makes one desk call, and renders the answer."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot import form_words
from bot.commands import Decision
from bot.desk import CareDesk, NewPost
from bot.errors import CoachError, NoSuchCase, StoreError, WarningOpen
from bot.form_words import Options
from bot.people import HOME, Caller, Role
from bot.playground import forms, people
from bot.playground.actions import ACTIONS, Sent
from bot.playground.answers import frame, go, html, now, own_path, page_of, wants_json
from bot.playground.case_page import Beside
from bot.playground.failures import status_of, tell_failures
from bot.playground.forms import Form
from bot.playground.guard import HEADER, SECRET, check_token, guard
from bot.playground.pieces import browser_finding
from bot.playground.render import DUE, FILTERS, Pages
from bot.playground.second_look import SecondLooks
from bot.playground.visit import CaseRequest, Notice
from bot.playground.writing import Writing
from bot.same_customer import customer_keys
from bot.text import clean
from bot.views import CaseView, flag_key

# A post of 40,000 characters, each up to 12 characters when a form is sent, and room for more:
# who pastes too much gets a sentence and the text back, not a cut connection.
_MAX_BYTES = 4 * 2**20
# What became of a post of somebody who is known.
_CAME = {
    "joined": "This customer wrote before. The post is now in their case.",
    "back": "This post has its own case again.",
    "own": "This post has a case of its own now.",
    "here": "This post is here already: this is its case.",
}
_STATIC = Path(__file__).parent / "static"


def playground(
    desk: CareDesk, *, secret: bytes, decisions: Mapping[str, Decision]
) -> web.Application:
    """The application for a loopback listener; `secret` signs its forms."""
    pages = Pages(desk.coach.playbook, decisions)
    handlers = Playground(desk, pages, SecondLooks(desk))
    app = web.Application(middlewares=[tell_failures(pages), guard], client_max_size=_MAX_BYTES)
    app[SECRET] = secret
    app.on_shutdown.append(handlers.looks.close)
    app.add_routes(
        [
            web.get("/", handlers.home),
            web.post("/person", handlers.be_person),
            web.post("/cases", handlers.open_case),
            web.get("/cases/{case}", handlers.case),
            web.get("/cases", handlers.back),
            web.get("/cases/{case}/state", handlers.state),
            web.get("/cases/{case}/{action}", handlers.back),
            web.post("/cases/{case}/check", handlers.check),
            web.post("/cases/{case}/{action}", handlers.act),
            *Writing(desk, pages).routes(),
            web.get("/practice", handlers.back),
            web.get("/style", handlers.back),
            web.static("/static", _STATIC),
        ]
    )
    return app


@dataclass(frozen=True, slots=True)
class Playground:
    """The handlers, with the one door behind them."""

    desk: CareDesk
    pages: Pages
    looks: SecondLooks

    async def home(self, request: web.Request) -> web.Response:
        """The box for a new post, the samples and the case list."""
        return await self._home(request, self._sample(request.query.get("sample", "")))

    async def be_person(self, request: web.Request) -> web.Response:
        """Act as somebody else of the team from now on."""
        form = await forms.read_form(request)
        check_token(request, form.get("csrf", ""))
        response = go(own_path(form.get("next", "")))
        chosen = form.get("person", "")
        response.set_cookie(people.COOKIE, chosen, httponly=True, samesite="Strict", path="/")
        return response

    async def open_case(self, request: web.Request) -> web.Response:
        """Keep a pasted post; the same form sent twice opens one case."""
        form: Form = {}
        try:
            form = await forms.read_form(request)
            check_token(request, form.get("csrf", ""))
            post = forms.new_post(form, self.desk.coach.playbook, now())
            caller = people.caller(request.cookies, _delivery(form))
            before = await self._turn_before(post)
            case_id = await self.desk.open_case(caller, post)
        except StoreError:
            raise
        except CoachError as exc:
            notice = Notice("new", str(exc))
            return await self._home(request, form, notice=notice, status=status_of(exc))
        if not before:
            return go(f"/cases/{case_id}")
        turn = (await self.desk.view(HOME, case_id)).case.turn
        return go(f"/cases/{case_id}?came={'joined' if turn > before else 'here'}")

    async def _turn_before(self, post: NewPost) -> int:
        """How many posts the case of this customer holds; 0 where there is none yet."""
        text = clean(post.text)
        keys = customer_keys(post.platform, post.author, post.link, post.brand, text)
        known = await self.desk.after.known(HOME, keys, post.author, text)
        return (await self.desk.view(HOME, known)).case.turn if known else 0

    async def case(self, request: web.Request) -> web.Response:
        """The card of a case, or the editor in its place (`?write=draft` or `?write=own`)."""
        write = request.query.get("write", "")
        asked = CaseRequest(
            now(),
            write=write if write in {"draft", "own"} else "",
            details="details" in request.query,
            notice=Notice("came", _CAME.get(request.query.get("came", ""), "")),
        )
        return await self._case(request, asked)

    async def act(self, request: web.Request) -> web.Response:
        """One form of a case's page. What was refused is said beside it, with the words kept."""
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        form: Form = {}
        try:
            form = await forms.read_form(request)
            check_token(request, form.get("csrf", ""))
            case_id = request.match_info["case"]
            sent = Sent(self.desk, people.caller(request.cookies), case_id, form)
            query = await action.act(sent)
        except (StoreError, NoSuchCase):
            raise
        except CoachError as exc:
            return await self._refused(request, action.area, form, exc)
        if wants_json(request):
            return web.json_response({"message": ""})
        return go(query if query.startswith("/") else f"/cases/{case_id}{query}")

    async def back(self, request: web.Request) -> web.Response:
        """The address of a form, loaded again: the page on which the form stands."""
        if request.match_info.get("action", "write") not in ACTIONS:
            raise web.HTTPNotFound
        return go(page_of(request))

    async def state(self, request: web.Request) -> web.Response:
        """204 while the case still has `?version=`, else 200: the page is to be loaded again."""
        view = await self.desk.view(HOME, request.match_info["case"])
        same = request.query.get("version", "") == str(view.case.version)
        return web.Response(status=204 if same else 200)

    async def check(self, request: web.Request) -> web.Response:
        """Read a reply while it is typed; JSON in and out, nothing is kept.

        `again` is true while the second reader reads: asked once more, more may be known.
        """
        try:
            check_token(request, request.headers.get(HEADER, ""))
            reply = await forms.typed_reply(request)
            view = await self.desk.view(HOME, request.match_info["case"])
        except CoachError as exc:
            return web.json_response({"message": str(exc)}, status=status_of(exc))
        again = await self.looks.start(reply, view)
        # A long text takes a while, in which others should not have to wait.
        reading = await asyncio.to_thread(self.desk.writing.read, reply, view)
        kinds = self.desk.coach.playbook.rubric.kinds
        findings = [
            browser_finding(f, reply, kinds[f.kind].title, flag_key(view.case.id, f))
            for f in reading.findings
        ]
        at = await self.desk.after.now()
        undated = await asyncio.to_thread(self.desk.writing.undated, reply, view, at)
        first = reading.first or undated
        return web.json_response({"findings": findings, "first": first, "again": again})

    async def _home(
        self, request: web.Request, typed: Form, *, notice: Notice | None = None, status: int = 200
    ) -> web.Response:
        chosen = request.query.get("show", "all")
        due = await self.desk.after.due(HOME)
        _, statuses = FILTERS.get(chosen, FILTERS["all"])
        cases = due if chosen == DUE else await self.desk.cases(HOME, statuses=statuses)
        caller = people.caller(request.cookies)
        practice = await self.desk.writing.practice(caller)
        easy = await self.desk.easy.ones(caller)
        typed = {"key": secrets.token_urlsafe(12), **typed}
        page = self.pages.home(
            frame(request),
            cases,
            now=await self.desk.after.now(),
            typed=typed,
            chosen=chosen if chosen in {*FILTERS, DUE} else "all",
            due=len(due),
            notice=notice or Notice(),
            practice=practice,
            easy=len(easy),
        )
        return html(page, status)

    async def _case(
        self, request: web.Request, asked: CaseRequest, status: int = 200
    ) -> web.Response:
        view = await self.desk.view(HOME, request.match_info["case"])
        beside = await self._beside(people.caller(request.cookies), view)
        return html(self.pages.case(frame(request), view, asked, beside), status)

    async def _beside(self, caller: Caller, view: CaseView) -> Beside:
        """What the desk knows beside the case, for the person in front."""
        writing = self.desk.writing
        practice = await writing.practice(caller)
        leads = Role.LEAD in caller.person.roles
        return Beside(
            practice,
            writing.stage(view, caller.person, practice),
            writing.understood(view, caller.person),
            await writing.style_question(HOME) if leads else None,
            await self._others(view),
        )

    async def _others(self, view: CaseView) -> Options:
        """The cases to which this post might belong."""
        others = await self.desk.after.others(view)
        return form_words.other_cases(view.case, others, self.desk.coach.playbook)

    async def _refused(
        self, request: web.Request, area: str, form: Form, exc: CoachError
    ) -> web.Response:
        if wants_json(request):
            return web.json_response({"message": str(exc)}, status=status_of(exc))
        notice = Notice(area, str(exc), anyway=isinstance(exc, WarningOpen))
        write = "draft" if area == "write" else ""
        asked = CaseRequest(now(), write=write, notice=notice, typed=form)
        return await self._case(request, asked, status_of(exc))

    def _sample(self, number: str) -> Form:
        samples = self.desk.coach.playbook.samples
        if not number.isdecimal() or not 1 <= int(number[:3]) <= len(samples):
            return {}
        sample = samples[int(number[:3]) - 1]
        return {
            "text": sample.post,
            "platform": sample.platform,
            "author": sample.author,
            "brand": sample.brand,
        }


def _delivery(form: Form) -> str:
    """The key of one sent form: another text in the same form is another delivery."""
    key = form.get("key", "")
    words = hashlib.sha256(form.get("text", "").encode("utf-8", "replace")).hexdigest()
    return f"playground:{key[:64]}:{words[:16]}" if key else ""
