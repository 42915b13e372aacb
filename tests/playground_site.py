"""The playground on a real store, and a visitor whose browser runs no script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

from aiohttp.test_utils import TestClient, TestServer

from bot.casebook import Casebook
from bot.clock import Clock
from bot.coach import Coach
from bot.commands import Decision
from bot.consequences import DRAFT_JOB, FOLLOW_JOB
from bot.desk import CareDesk
from bot.drafting import Drafting
from bot.findings import Finding, FindingKind, Severity
from bot.following import Following
from bot.people import HOME, ApprovalPolicy
from bot.playground import playground
from bot.prompts import load_playbook
from bot.situation import Situation
from bot.store import Store
from bot.views import CaseView

PROMPTS = Path(__file__).parent.parent / "prompts"
PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
KIND = "Thank you for telling us, Dana. We are sorry about the cold pasta and the wait."
RUDE = "You should have told the waiter. Thank you for telling us, we are sorry about the pasta."
SECRET = b"signs the forms of these tests"
EMOJI = {"✅": Decision.APPROVE, "👀": Decision.CLAIM, "🔁": Decision.AGAIN, "❌": Decision.REJECT}


@dataclass
class Button:
    """A button of a form: its words, and what pressing it adds or changes."""

    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""


@dataclass
class FormOnPage:
    """A form with the values that stand in it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


class Page(HTMLParser):
    """What a visitor has before them: status, address, words and forms."""

    def __init__(self, status: int, path: str, html: str) -> None:
        super().__init__()
        self.status, self.path, self.html = status, path, html
        self.forms: list[FormOnPage] = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._form: FormOnPage | None = None
        self._button: Button | None = None
        self._area = self._select = ""
        self._said: list[str] | None = None
        self.feed(html)
        self.words = " ".join("".join(self._words).split())
        self.said = " ".join("".join(self._said or ()).replace("\0", "").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if at.get("id") == "said":
            self._said = []
        if tag == "a":
            self.links.append(at.get("href", ""))
        if tag == "form":
            self._form = FormOnPage(at["action"], at["method"])
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "input" and "name" in at and (at.get("type") != "checkbox" or "checked" in at):
            self._form.fields[at["name"]] = at.get("value", "")
        elif tag == "textarea" and "name" in at:
            self._area = at["name"]
            self._form.fields[self._area] = ""
        elif tag == "select":
            self._select = at["name"]
        elif tag == "option":
            self._option = at.get("value")
            if "selected" in at or self._select not in self._form.fields:
                self._form.fields[self._select] = at.get("value", "\0")
        elif tag == "button":
            self._button = Button(
                name=at.get("name", ""),
                value=at.get("value", ""),
                action=at.get("formaction", ""),
            )
            if at.get("type") != "button":
                self._form.buttons.append(self._button)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "p" and self._said:
            self._said.append("\0")

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._said is not None and "\0" not in self._said:
            self._said.append(data)
        if self._button is not None:
            self._button.words += data
        if self._form is None:
            return
        if self._area:
            # A browser drops the line break right behind the tag.
            self._form.fields[self._area] += data.removeprefix("\n")
        elif self._select and self._form.fields.get(self._select) == "\0":
            self._form.fields[self._select] = data.strip()

    def form_with(self, words: str) -> tuple[FormOnPage, Button]:
        """The form that holds the button with these words, and the button."""
        for form in self.forms:
            for button in form.buttons:
                if words in " ".join(button.words.split()):
                    return form, button
        raise AssertionError(f"no button “{words}” on {self.path}: {self.words}")

    def offers(self, words: str) -> bool:
        """Whether there is a button with these words."""
        return any(words in button.words for form in self.forms for button in form.buttons)


class Visitor:
    """Opens pages and presses buttons; `page` is what stands before them now."""

    def __init__(self, client: TestClient, desk: CareDesk, store: Store, casebook: Casebook):
        self.client, self.desk, self.page = client, desk, Page(0, "", "")
        self._store, self._casebook = store, casebook
        self._drafting = Drafting(casebook, the_coach())
        self.origin = str(client.make_url("")).rstrip("/")

    @property
    def case_id(self) -> str:
        """The case on the page."""
        return self.page.path.partition("/cases/")[2].partition("/")[0].partition("?")[0]

    async def open(self, path: str = "/", **headers: str) -> Page:
        """Go to an address."""
        async with self.client.get(path, headers=headers) as answer:
            self.page = Page(answer.status, answer.url.path_qs, await answer.text())
        return self.page

    async def press(self, words: str, /, **fields: str) -> Page:
        """Press a button after filling in some fields of its form (`slot_0` for `slot-0`)."""
        form, button = self.page.form_with(words)
        sent = {**form.fields, **{name.replace("_", "-"): v for name, v in fields.items()}}
        if button.name:
            sent[button.name] = button.value
        return await self.send(urljoin(self.page.path, button.action or form.action), sent)

    async def send(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        """Post a form as a browser does, and follow where it leads."""
        headers = {"Origin": self.origin, **headers}
        async with self.client.post(path, data=fields, headers=headers) as answer:
            self.page = Page(answer.status, answer.url.path_qs, await answer.text())
        return self.page

    async def bring(self, post: str = PASTA, **fields: str) -> Page:
        """Paste a post, let the coach write, and look at the card."""
        await self.open("/")
        await self.press("Coach me", text=post, **fields)
        return await self.look_again()

    async def look_again(self) -> Page:
        """Let the coach finish what waits, and load the page again."""
        await self.work()
        return await self.open(f"/cases/{self.case_id}")

    async def work(self) -> None:
        """Do every job that is due, as the worker does."""
        while True:
            now = await self._casebook.now()
            due = await self._store.claim_jobs(
                [DRAFT_JOB], now=now, lease=timedelta(minutes=1), limit=10
            )
            if not due:
                return
            for job in due:
                await self._drafting.run(job)

    async def remind(self) -> None:
        """Do every timer that is due, as the worker does."""
        now, lease = await self._casebook.now(), timedelta(minutes=1)
        due = await self._store.claim_jobs([FOLLOW_JOB], now=now, lease=lease, limit=10)
        for job in due:
            await Following(self._casebook, self._store).run(job)

    async def view(self) -> CaseView:
        """The case on the page as the desk knows it."""
        return await self.desk.view(HOME, self.case_id)

    async def write(self, text: str) -> Page:
        """Save an own reply."""
        await self.open(f"/cases/{self.case_id}?write=own")
        return await self.press("Save for review", text=text)

    async def check(self, text: object) -> list[dict[str, Any]]:
        """The findings that the page's script gets for a text."""
        return cast("list[dict[str, Any]]", (await self.checked(text)).get("findings", []))

    async def checked(self, text: object) -> dict[str, Any]:
        """Everything that the page's script gets for a text."""
        page = await self.open(f"/cases/{self.case_id}?write=own")
        token = page.form_with("Save for review")[0].fields["csrf"]
        headers = {"Origin": self.origin, "X-CSRF-Token": token}
        path = f"/cases/{self.case_id}/check"
        async with self.client.post(path, json={"text": text}, headers=headers) as answer:
            assert answer.status in {200, 400}
            return cast("dict[str, Any]", await answer.json())


class ScriptedReader:
    """A second reader that flags one word; `held` is waited for, `error` raised instead."""

    def __init__(self, word: str) -> None:
        self.word, self.error = word, cast("Exception | None", None)
        self.held = asyncio.Event()
        self.begun = asyncio.Event()
        self.held.set()
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self._known: dict[str, tuple[Finding, ...]] = {}

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None:
        return self._known.get(reply)

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        self.asked.append(reply)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.set()
        try:
            await self.held.wait()
        finally:
            self.at_once -= 1
        if self.error:
            raise self.error
        self._known[reply] = tuple(self._found(reply))
        return self._known[reply]

    def _found(self, reply: str) -> Iterator[Finding]:
        if (start := reply.find(self.word)) >= 0:
            end, why = start + len(self.word), "A reader may hear a shrug in this."
            kind, severity = FindingKind.DISMISSIVE, Severity.WARN
            yield Finding(kind, severity, start, end, self.word, why, "", "model")


@cache
def the_coach() -> Coach:
    """The coach of the folder as it stands; it keeps no state, so one serves all tests."""
    return Coach(load_playbook(PROMPTS))


@asynccontextmanager
async def visiting(
    store: Store,
    *,
    policy: ApprovalPolicy | None = None,
    desk: CareDesk | None = None,
    reader: ScriptedReader | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Visitor]:
    """A visitor of a playground on `store`, where authors may approve unless `policy` says else."""
    coach = the_coach()
    policy = policy or ApprovalPolicy(author_may_approve=True)
    casebook = Casebook(store, clock=clock or store.clock, policy=policy)
    desk = desk or CareDesk(casebook, coach, reader)
    app = playground(desk, secret=SECRET, decisions=EMOJI)
    server = TestServer(app)
    await server.start_server(auto_decompress=False)  # as `coach serve` listens
    async with TestClient(server) as client:
        yield Visitor(client, desk, store, casebook)
