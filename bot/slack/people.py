"""Who talks to the bot on Slack, for which organisation, and with which token it answers."""

from __future__ import annotations

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import StoreError
from bot.linking import Linking
from bot.people import HOME, SOMEBODY, Caller, Workspace, person_id
from bot.records import Installed
from bot.slack import inbound
from bot.store import Store

PLATFORM = "slack"

_MOMENT, _MINUTE = 5.0, 60.0  # seconds for which a token, and a name, is taken as it was
_MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Office:
    """A workspace that may use the bot. `bot_user` is empty until Slack has told it."""

    workspace: Workspace
    token: str
    bot_user: str = ""

    def known_as(self, bot_user: str) -> Office:
        """The same, where the request itself says who the bot is."""
        return replace(self, bot_user=bot_user)


class Directory:
    """`token` is that of the one workspace in which the bot was installed by hand, if it was.

    `leads` are member ids; empty, everybody is a lead. `secret` seals the tokens of others.
    `alone` says that there are no others: then a workspace nobody has heard of is that one, until
    Slack has told which one it is.
    `now` counts seconds. `linking` tells who is one person on several platforms.
    """

    def __init__(
        self,
        store: Store,
        *,
        token: str,
        leads: frozenset[str],
        secret: bytes,
        alone: bool = True,
        now: Callable[[], float] = time.monotonic,
        linking: Linking | None = None,
    ) -> None:
        self._store, self._token, self._leads, self._alone = store, token, leads, alone
        self._now = now
        self.linking = linking or Linking(store, store.clock)
        self._known: dict[str, Office] = {}
        self._looked: dict[str, float] = {}
        self._names: dict[tuple[str, str], tuple[float, str]] = {}
        self._seal = Fernet(urlsafe_b64encode(hashlib.sha256(b"tokens" + secret).digest()))

    async def office(self, team: str) -> Office | None:
        """The workspace with its token; None where the bot is not installed (any more).

        While the store is away, as it was last: people can be told at least. What was looked up
        a moment ago is not looked up again: every request asks, and more than once.
        """
        if self._now() < self._looked.get(team, 0.0):
            return self._known[team]
        try:
            found = await self._store.installed(PLATFORM, team)
            home = found.organisation == HOME if found else await self._may_be_home(team)
        except StoreError:
            if team in self._known:
                return self._known[team]
            raise
        office = self._office(team, found, home=home)
        if office:
            self._known[team], self._looked[team] = office, self._now() + _MOMENT
        else:
            self._forget(team)
        return office

    def _forget(self, team: str) -> None:
        self._looked.pop(team, None)
        self._known.pop(team, None)

    async def _may_be_home(self, team: str) -> bool:
        """Whether an unknown workspace can be the one that the configured token belongs to.

        Until Slack has told which one that is, it can. (An enterprise, `E…`, has several.)
        """
        if not (self._alone and self._token and team):
            return False
        homes = await self._store.workspaces(PLATFORM, HOME)
        return not homes or any(known.startswith("E") for known in homes)

    def _office(self, team: str, found: Installed | None, *, home: bool) -> Office | None:
        if found and (token := self._opened(found.secret)):
            return Office(Workspace(found.organisation, PLATFORM, team), token, found.bot_user)
        if self._token and team and home:
            bot_user = found.bot_user if found else ""
            return Office(Workspace(HOME, PLATFORM, team), self._token, bot_user)
        return None

    async def token_of(self, team: str) -> str:
        """The token to answer with; empty where the bot is not installed (any more)."""
        office = await self.office(team)
        return office.token if office else ""

    async def install(
        self, team: str, *, name: str, token: str, bot_user: str, scopes: str
    ) -> None:
        """Keep the sealed token of a workspace, which is an organisation of its own."""
        sealed = self._seal.encrypt(token.encode()).decode()
        organisation = f"{PLATFORM}-{team}"
        await self._store.install(
            Installed(PLATFORM, team, organisation, name, bot_user, sealed, scopes)
        )
        self._forget(team)

    async def forget(self, team: str) -> None:
        """The bot was removed from the workspace: its token goes."""
        await self._store.uninstall(PLATFORM, team)
        self._forget(team)

    async def caller(self, office: Office, body: Mapping[str, Any], *delivery: str) -> Caller:
        """Whoever sent `body`, and what it is known by."""
        member, name = inbound.user(body)
        return await self.member(office, member, *delivery, name=name)

    async def member(self, office: Office, member: str, *delivery: str, name: str = "") -> Caller:
        """A member of the workspace, by the name they gave themselves where it is known.

        `delivery` are the keys of what came in; an empty one tells nothing and is left out.
        """
        workspace = office.workspace
        identity = person_id(PLATFORM, workspace.id, member)
        called = await self._name(workspace.organisation, identity) or name or SOMEBODY
        keys = tuple(filter(None, delivery))
        return await self.linking.caller(workspace, identity, called, self._leads, keys)

    async def _name(self, organisation: str, person: str) -> str:
        """What somebody is called, as far as is known."""
        until, name = self._names.get((organisation, person), (0.0, ""))
        if self._now() < until:
            return name
        try:
            name = (await self._store.names(organisation, [person])).get(person, "")
        except StoreError:  # whatever has to be saved will say so
            return name
        if name and len(self._names) < _MOST_NAMES:
            self._names[organisation, person] = self._now() + _MINUTE, name
        return name

    def _opened(self, sealed: str) -> str:
        """The token; empty where it was sealed with another SECRET_KEY."""
        try:
            return self._seal.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            return ""
