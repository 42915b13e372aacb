"""Learns what people are called: events of Slack bring ids only."""

from __future__ import annotations

import logging

from bot.errors import PlatformError
from bot.people import member_id
from bot.slack.people import PLATFORM
from bot.slack.web import Web
from bot.store import Store
from bot.views import CaseView

log = logging.getLogger(__name__)

_MOST_NAMES = 10_000


class Names:
    """What was asked once is not asked again while this process lives."""

    def __init__(self, store: Store, web: Web) -> None:
        self._store, self._web = store, web
        self._asked_for: set[str] = set()

    async def learn(self, view: CaseView) -> bool:
        """Ask once what people are called who did something in this case; whether that helped."""
        people = {r.actor.id for r in view.history if r.actor}
        mine = sorted(p for p in people - self._asked_for if member_id(PLATFORM, p)[1])
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

    async def of(self, organisation: str, person: str) -> str:
        """What somebody (by `Person.id`) is called; their member id where nobody knows."""
        known = await self._store.names(organisation, [person])
        return known.get(person) or await self._name_of(person) or member_id(PLATFORM, person)[1]

    async def _name_of(self, person: str) -> str:
        workspace, member = member_id(PLATFORM, person)
        try:
            told = await self._web.call(workspace, "users.info", user=member)
        except PlatformError as exc:
            log.info("A name stays unknown: %s", exc)
            return ""
        user = told.get("user") or {}
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
        return next((str(name) for name in (*names, user.get("name")) if name), "")
