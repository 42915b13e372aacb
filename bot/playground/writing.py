"""The pages beside the cases: checking an own reply, the easy ones, and the small switches."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.desk import CareDesk
from bot.errors import CoachError, StoreError
from bot.people import HOME
from bot.playground import forms, people
from bot.playground.answers import frame, go, html, own_path
from bot.playground.failures import status_of
from bot.playground.forms import Form
from bot.playground.guard import HEADER, check_token
from bot.playground.pieces import browser_finding
from bot.playground.render import Pages, Ticked
from bot.playground.visit import QUIET, Notice
from bot.readers import Reading
from bot.views import flag_key
from bot.writing_desk import Checked

_HERE = "check"  # what stands in for a case where there is none: it makes keys, and is not kept


@dataclass(frozen=True, slots=True)
class Writing:
    """The handlers of these pages, with the one door behind them."""

    desk: CareDesk
    pages: Pages

    def routes(self) -> list[web.RouteDef]:
        """Where these pages are."""
        return [
            web.get("/check", self.blank),
            web.post("/check", self.check),
            web.post("/check/read", self.read),
            web.get("/easy", self.easy),
            web.post("/easy", self.approve_easy),
            web.post("/practice", self.practise),
            web.post("/style", self.style),
        ]

    async def blank(self, request: web.Request) -> web.Response:
        """The empty box for a reply of somebody's own."""
        return html(self.pages.check(frame(request), typed={}))

    async def check(self, request: web.Request) -> web.Response:
        """How a reply stands; `act` may take the mended text instead, or ask for our draft too."""
        form: Form = {}
        try:
            form = await forms.read_form(request)
            check_token(request, form.get("csrf", ""))
            form = forms.own_reply(form)
            checked = await self._checked(form)
        except StoreError:
            raise
        except CoachError as exc:
            page = self.pages.check(frame(request), typed=form, notice=Notice("check", str(exc)))
            return html(page, status_of(exc))
        return html(self.pages.check(frame(request), typed=form, checked=checked))

    async def read(self, request: web.Request) -> web.Response:
        """Read a reply while it is typed; JSON in and out, nothing is kept."""
        try:
            check_token(request, request.headers.get(HEADER, ""))
            reply, about = await forms.typed_reply_and_post(request)
        except CoachError as exc:
            return web.json_response({"message": str(exc)}, status=status_of(exc))
        # A long text takes a while, in which others should not have to wait.
        reading = await asyncio.to_thread(self._reading, reply, about)
        kinds = self.desk.coach.playbook.rubric.kinds
        findings = [
            browser_finding(f, reply, kinds[f.kind].title, flag_key(_HERE, f))
            for f in reading.findings
        ]
        return web.json_response({"findings": findings, "first": reading.first, "again": False})

    async def easy(self, request: web.Request) -> web.Response:
        """The list of easy ones, all of them ticked."""
        easy = await self.desk.easy.ones(people.caller(request.cookies))
        return html(self.pages.easy(frame(request), easy))

    async def approve_easy(self, request: web.Request) -> web.Response:
        """Approve what is ticked, each by itself; what was refused says why."""
        form = await forms.read_form(request)
        check_token(request, form.get("csrf", ""))
        chosen = forms.ticked(form)
        caller = people.caller(request.cookies)
        shown = {one.case_id: one.post for one in await self.desk.easy.ones(caller)}
        done = await self.desk.easy.approve(caller, chosen)
        page = self.pages.easy(
            frame(request),
            await self.desk.easy.ones(caller),
            notice=QUIET if chosen else Notice("easy", "Nothing is ticked, so nothing changed."),
            ticked=[Ticked(case, shown.get(case, ""), why or "") for case, why in done],
            unticked=set(shown) - {case for case, *_ in chosen},
        )
        return html(page)

    async def practise(self, request: web.Request) -> web.Response:
        """Begin or end to find own words first."""
        form = await forms.read_form(request)
        check_token(request, form.get("csrf", ""))
        on = forms.yes(form, "on")
        await self.desk.writing.set_practice(people.caller(request.cookies), on)
        return go(own_path(form.get("next", "")))

    async def style(self, request: web.Request) -> web.Response:
        """Make a change of words the house style, or not."""
        form = await forms.read_form(request)
        check_token(request, form.get("csrf", ""))
        adopted = forms.yes(form, "adopted")
        said, instead = forms.line(form, "said"), forms.line(form, "instead")
        caller = people.caller(request.cookies)
        await self.desk.writing.answer_style(caller, said, instead, adopted)
        return go(own_path(form.get("next", "")))

    async def _checked(self, form: Form) -> Checked:
        platform, brand = forms.place(form, self.desk.coach.playbook)
        return await self.desk.writing.check(
            HOME,
            form.get("text", ""),
            form.get("post", ""),
            platform=platform,
            brand=brand,
            ours="ours" in form,
        )

    def _reading(self, reply: str, form: Form) -> Reading:
        platform, brand = forms.place(form, self.desk.coach.playbook)
        post = form.get("post", "").strip()
        about = self.desk.coach.size_up(post, platform=platform, brand=brand)
        return self.desk.writing.reading(reply, about)
