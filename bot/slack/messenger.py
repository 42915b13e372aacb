"""Shows cases in Slack and tells people things privately: the jobs behind what people see."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.case import OVER, Case
from bot.clock import Clock
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import NoSuchCase, SlackAway, SlackBusy, SlackError, SlackRefused
from bot.records import Commit, Job, NewJob
from bot.review_card import ReviewCard, review_card
from bot.slack import pieces, render
from bot.slack.cards import CaseCards, fingerprint, quiet
from bot.slack.ids import Act, Target, target
from bot.slack.pacing import Pace
from bot.slack.people import PLATFORM, member_id
from bot.slack.places import UNREACHABLE, Card, Places
from bot.slack.render import Message
from bot.slack.web import Web
from bot.store import Store
from bot.triage import Category
from bot.views import CaseView
from bot.worker import NotYet

CARDS_JOB = "slack-cards"
SAY_JOB = "slack-say"

log = logging.getLogger(__name__)

_URGENT = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})
_LINK_LIVES = timedelta(minutes=25)  # Slack takes late answers for 30
_LOOK_AGAIN = timedelta(seconds=1)
_TRIES = 4  # after which Slack is away for longer, and the worker would soon give up
_OUTAGE = timedelta(minutes=1)
_MOST_NAMES = 10_000
_BUTTONS = {Act.PICTURE: "Yes, coach me"}
_DRAFTED = "There is a draft by now. It stands further down."


class Messenger:
    """`emoji` says which emoji decides what; `review_conversation` is an id, `#name` or empty."""

    def __init__(
        self,
        store: Store,
        desk: CareDesk,
        web: Web,
        *,
        clock: Clock,
        review_conversation: str = "",
        emoji: Mapping[Decision, str],
    ) -> None:
        self._store, self._desk, self._web, self._clock = store, desk, web, clock
        self._emoji = emoji
        self._places = Places(web, review_conversation)
        self._pace = Pace(every=1.0, burst=3)
        self._asked_for: set[str] = set()

    # -- cards --------------------------------------------------------------------------------

    async def show(self, job: Job) -> None:
        """Bring every place where cards of the job's case stand, or should, up to date."""
        try:
            view = await self._desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return
        cards = CaseCards(self._store, self._web, self._pace, self._clock, job)
        async with self._patient(job):
            await cards.load()
            await self._first_words(job, view, cards)
            await cards.settle()
            workspaces = _workspaces(view.case, cards.cards)
            if not (cards.cards or view.case.drafts or _shown_without_draft(view.case)):
                return  # nothing to show yet: the draft comes with a job of its own
            if workspaces and await self._learnt_names(view):
                view = await self._desk.view(job.organisation, job.case_id)
            for workspace in workspaces:
                await self._reconcile(workspace, view, cards)

    async def _reconcile(self, workspace: str, view: CaseView, cards: CaseCards) -> None:
        """First the card that counts, so that there always is one; then the older ones."""
        card = review_card(view, self._desk.coach.playbook)
        live = render.card(card, emoji=self._emoji)
        number, deleted = card.draft, False
        for one in cards.within(workspace):
            if one.draft == number:
                deleted |= not await cards.update(one, live)
        older = [
            (one, _collapsed(view.case, one.draft))
            for one in cards.within(workspace)
            if one.draft != number
        ]
        missing = not any(c.reachable and c.draft == number for c in cards.within(workspace))
        left_behind = any(c.reachable and c.mark != fingerprint(message) for c, message in older)
        if missing and (_live(view.case, card) or (left_behind and not deleted)):
            if not number and not _shown_without_draft(view.case):
                return  # the older cards, if any, wait for the draft as they are
            await self._post(workspace, view, cards, number, live)
        for one, message in older:
            await cards.update(one, message)

    async def _post(
        self, workspace: str, view: CaseView, cards: CaseCards, number: int, message: Message
    ) -> None:
        now = await self._clock.now()
        async for spot in self._places.of(view, cards.within(workspace), now):
            try:
                return await cards.post(spot, number, message)
            except SlackRefused as exc:
                if exc.error not in UNREACHABLE:
                    raise
                log.info("A card goes elsewhere: %s", exc)
        log.warning("No place takes the card of case %s; it stands in the list.", view.case.id)
        return None

    async def _first_words(self, job: Job, view: CaseView, cards: CaseCards) -> None:
        """What whoever forwarded the post is told before there is a card."""
        if job.payload.get("answer"):
            now = await self._clock.now()
            payload = {
                "response_url": job.payload["answer"],
                "until": (now + _LINK_LIVES).isoformat(),
            }
            link = NewJob(SAY_JOB, f"link:{job.case_id}", job.case_id, payload, now)
            await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(link,)))
        first = job.fence == 1 and not cards.cards
        if job.payload.get("reading") and first and view.case.drafting:
            try:
                await self._privately(job, render.reading(view.post))
            except (SlackError, NotYet) as exc:  # the card will do
                log.info("Nobody was told that the post is being read: %s", exc)

    # -- private answers ----------------------------------------------------------------------

    async def say(self, job: Job) -> None:
        """Tell one person something, where only that person sees it."""
        async with self._patient(job):
            if job.payload.get("until"):
                await self._say_where(job)
            elif (message := await self._message(job)) is not None:
                await self._privately(job, message)

    async def _message(self, job: Job) -> Message | None:
        """What is to be said; None where the words were erased since."""
        payload, words = job.payload, str(job.payload.get("words", ""))
        blocks: list[dict[str, Any]] = []
        if content := payload.get("content"):
            found = (await self._store.contents(job.organisation, [content])).get(content)
            if found is None:
                return None
            words, blocks = found.text, found.extra.get("blocks", [])
        if blocks:
            return Message(words, blocks)
        if not payload.get("target"):
            return render.said(words)
        about = target(payload["target"])
        if not payload.get("button"):
            return render.refusal(words, about, anyway=bool(payload.get("anyway")))
        act, message = Act(payload["button"]), render.said(words)
        if act is Act.PICTURE:  # the button leads back to the words that stand here
            about = Target(str(payload.get("content", "")))
        button = pieces.button(act, _BUTTONS.get(act, act.capitalize()), about)
        return Message(message.text, [*message.blocks, pieces.actions("act", [button])])

    async def _privately(self, job: Job, message: Message) -> None:
        """Beside the command, else in the conversation, else in direct messages."""
        to = job.payload
        workspace, user = str(to["workspace"]), str(to["user"])
        shown = {"text": message.text, "blocks": message.blocks}
        if url := to.get("response_url"):
            try:
                body = {"response_type": "ephemeral", "replace_original": False, **shown}
                return await self._web.answer(str(url), body)
            except SlackRefused as exc:
                log.info("Too late for an answer beside the command: %s", exc)
        if conversation := to.get("conversation"):
            where = {"channel": conversation, "user": user}
            if thread := to.get("thread"):
                where["thread_ts"] = thread
            try:
                await self._web.call(workspace, "chat.postEphemeral", **where, **shown)
                return None
            except SlackRefused as exc:
                log.info("Told in direct messages instead: %s", exc)
        return await self._directly(job, workspace, user, message)

    async def _directly(self, job: Job, workspace: str, user: str, message: Message) -> None:
        channel = await self._places.direct(workspace, user)
        if not channel:
            return
        now = await self._clock.now()
        if wait := self._pace.take(f"{workspace}/{channel}", now.timestamp(), str(job.id)):
            raise NotYet(now + timedelta(seconds=wait))
        try:
            await self._web.call(workspace, "chat.postMessage", channel=channel, **quiet(message))
        except SlackRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            log.warning("Somebody cannot be told anything: %s", exc)

    async def _say_where(self, job: Job) -> None:
        """Replace “reading the post …” by a link, once the first card stands."""
        now = await self._clock.now()
        if now >= datetime.fromisoformat(job.payload["until"]):
            return
        cards = CaseCards(self._store, self._web, self._pace, self._clock, job)
        await cards.load()
        if not cards.cards:
            waited = now + _LINK_LIVES - datetime.fromisoformat(job.payload["until"])
            raise NotYet(now + max(_LOOK_AGAIN, waited / 10))
        try:
            link = await cards.link(cards.cards[-1])
            words = f"The card is ready: <{link}|open it>."
            blocks = [pieces.section("link", words)]
            body = {"replace_original": True, "text": words, "blocks": blocks}
            await self._web.answer(str(job.payload["response_url"]), body)
        except SlackRefused as exc:
            log.info("The answer to a command stays as it is: %s", exc)

    # -- pieces -------------------------------------------------------------------------------

    @asynccontextmanager
    async def _patient(self, job: Job) -> AsyncIterator[None]:
        """Slack being busy, or away for long, is no reason to give a job up."""
        try:
            yield
        except SlackBusy as exc:
            wait = timedelta(seconds=exc.retry_after)
            raise NotYet(await self._clock.now() + wait) from exc
        except SlackAway as exc:
            if job.attempts < _TRIES:
                raise
            log.warning("%s The job waits until it does.", exc)
            raise NotYet(await self._clock.now() + _OUTAGE) from exc

    async def _learnt_names(self, view: CaseView) -> bool:
        """Ask once what people are called who did something in this case; whether that helped."""
        people = {r.actor.id for r in view.history if r.actor}
        mine = sorted(p for p in people - self._asked_for if member_id(p)[1])
        known = await self._store.names(view.case.organisation, mine) if mine else {}
        learnt: dict[str, str] = {}
        for person in mine:
            if person not in known and (name := await self._name_of(person)):
                learnt[person] = name
            if len(self._asked_for) < _MOST_NAMES:
                self._asked_for.add(person)
        if learnt:
            await self._store.learn_names(view.case.organisation, learnt)
        return bool(learnt)

    async def _name_of(self, person: str) -> str:
        workspace, member = member_id(person)
        try:
            told = await self._web.call(workspace, "users.info", user=member)
        except SlackError as exc:
            log.info("A name stays unknown: %s", exc)
            return ""
        user = told.get("user") or {}
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
        return next((str(name) for name in (*names, user.get("name")) if name), "")


def _workspaces(case: Case, cards: list[Card]) -> list[str]:
    """Where the case is to be shown; nowhere if it has nothing to do with Slack."""
    came = case.came_from
    own = [came.workspace] if came and came.platform == PLATFORM else []
    return list(dict.fromkeys([*own, *(card.workspace for card in cards)]))


def _live(case: Case, card: ReviewCard) -> bool:
    """Whether somebody may have to do something with the card."""
    if not card.draft:
        return case.status not in OVER
    return case.live_draft is not None and case.live_draft.number == card.draft


def _shown_without_draft(case: Case) -> bool:
    """Whether a case gets a card although it has no draft: none comes, or it cannot wait."""
    if not case.drafting:
        return True
    triage = case.triage
    return triage is not None and (triage.category in _URGENT or triage.severity >= 5)


def _collapsed(case: Case, number: int) -> Message:
    """The card of a draft that is not the latest any more."""
    if not number:
        return Message(_DRAFTED, [pieces.context("superseded", _DRAFTED)])
    draft = case.draft(number)
    return render.superseded(number, draft.state, draft.decided_by.name if draft.decided_by else "")
