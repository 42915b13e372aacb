"""Knows who owns the teams that the bot is in: where LEADS says so, they lead."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.errors import PlatformRefused
from bot.patience import patient
from bot.people import Workspace
from bot.records import Commit, Conversation, Job, NewJob
from bot.store import Store
from bot.teams.connector import Connector
from bot.worker import NotYet

OWNERS_JOB = "teams-owners"

_DAILY = timedelta(days=1)

log = logging.getLogger(__name__)


class Owners:
    """Asks Graph once a day, and whenever somebody joins or leaves."""

    def __init__(self, store: Store, connector: Connector, *, clock: Clock) -> None:
        self._store, self._connector, self._clock = store, connector, clock

    async def ask(self, workspace: Workspace, where: Conversation, *, daily: bool) -> None:
        """Have the owners of the team of a conversation learnt: from now on daily, or just now."""
        when = "daily" if daily else "now"
        payload = {
            "workspace": workspace.key,
            "team": where.team,
            "conversation": where.id,
            "daily": daily,
        }
        key = f"{OWNERS_JOB}:{when}:{workspace.key}:{where.team}"
        job = NewJob(OWNERS_JOB, key, "", payload, await self._clock.now())
        await self._store.commit(Commit(workspace.organisation, "", None, jobs=(job,)))

    async def learn(self, job: Job) -> None:
        """The job: nobody owns a team that the bot has left."""
        workspace, team = str(job.payload["workspace"]), str(job.payload["team"])
        where = await self._store.conversation(
            job.organisation, workspace, str(job.payload["conversation"])
        )
        if where is None or where.gone:
            return await self._store.note_owners(job.organisation, workspace, team, [])
        async with patient(job, self._clock):
            await self._learn(job.organisation, workspace, team)
        if job.payload.get("daily"):
            raise NotYet(await self._clock.now() + _DAILY)
        return None

    async def _learn(self, organisation: str, workspace: str, team: str) -> None:
        try:
            found = await self._connector.owners(team)
        except PlatformRefused as exc:
            if exc.barred:
                raise
            log.warning("Who owns a team is not known: %s", exc)
        else:
            await self._store.note_owners(organisation, workspace, team, found)
