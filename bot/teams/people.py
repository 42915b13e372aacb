"""Who talks to the bot in Teams, for which organisation, and whether they lead."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.errors import StoreError
from bot.linking import Linking
from bot.people import HOME, SOMEBODY, Caller, Person, Workspace, person_id
from bot.store import Store
from bot.teams.ids import PLATFORM

OWNERS = "team-owners"  # in LEADS: whoever owns the team of the review conversation

_MOMENT = 5.0  # seconds for which the owners are taken as they were
_MOST_NAMES = 10_000


class Directory:
    """The bot works for one tenant; where nobody is asked who they are (`anonymous`), for any.

    `leads` are Entra object ids, and perhaps `OWNERS`; empty, everybody is a lead. Anybody can make
    a team and own it, so only that of `review_conversation` (an id) counts. `now` counts seconds.
    `linking` tells who is one person on several platforms.
    """

    def __init__(
        self,
        store: Store,
        *,
        tenant: str,
        leads: frozenset[str],
        anonymous: bool,
        review_conversation: str = "",
        now: Callable[[], float] = time.monotonic,
        linking: Linking | None = None,
    ) -> None:
        self._store, self._tenant, self._anonymous, self._now = store, tenant, anonymous, now
        self._review = review_conversation.partition(";")[0]
        self._leads = frozenset(lead.lower() for lead in leads)
        self.linking = linking or Linking(store, store.clock)
        self._names: OrderedDict[str, str] = OrderedDict()
        self._owners: dict[str, tuple[float, frozenset[str]]] = {}

    @property
    def owners_lead(self) -> bool:
        """Whether it matters who owns a team."""
        return OWNERS in self._leads

    def workspace(self, tenant: str) -> Workspace | None:
        """The tenant as a workspace of our organisation; None for a foreign one."""
        ours = self._anonymous or tenant.lower() == self._tenant.lower()
        return Workspace(HOME, PLATFORM, tenant) if tenant and ours else None

    async def caller(self, workspace: Workspace, member: str, name: str, *delivery: str) -> Caller:
        """A member of the tenant. Not every activity says what they are called.

        `delivery` are the keys of what came in.
        """
        identity = person_id(PLATFORM, workspace.id, member)
        called = name or await self._name(workspace.organisation, identity)
        self._note(identity, called)
        leads = await self._leading(workspace)
        keys = tuple(filter(None, delivery))
        return await self.linking.caller(workspace, identity, called or SOMEBODY, leads, keys)

    async def leads(self, organisation: str, person: Person) -> bool:
        """Whether somebody of whichever platform is a lead, as far as that is known here."""
        leads = await self._leading(Workspace(organisation, PLATFORM, self._tenant))
        known = await self.linking.known(organisation, person.id)
        return not leads or known.any_in(leads)

    async def here(self, workspace: Workspace, person: Person) -> str:
        """The member id of somebody in this tenant; empty where they have none."""
        known = await self.linking.known(workspace.organisation, person.id)
        ours = (one for one in known.identities if one.startswith(f"{workspace.key}:"))
        return next((one.rpartition(":")[2] for one in ours), "")

    async def name(self, organisation: str, person: str) -> str:
        """What somebody (by `Person.id`) is called; their member id where nobody knows."""
        return await self._name(organisation, person) or person.rpartition(":")[2]

    async def _name(self, organisation: str, person: str) -> str:
        """What somebody is called, as far as is known."""
        if name := self._names.get(person):
            return name
        try:
            return (await self._store.names(organisation, [person])).get(person, "")
        except StoreError:  # whatever has to be saved will say so
            return ""

    def _note(self, person: str, name: str) -> None:
        if name:
            self._names[person] = name
            self._names.move_to_end(person)
            if len(self._names) > _MOST_NAMES:
                self._names.popitem(last=False)

    async def _leading(self, workspace: Workspace) -> frozenset[str]:
        """Who leads; empty, everybody does. With owners who are not known (yet), nobody."""
        if not self.owners_lead:
            return self._leads
        return self._leads | await self._owning(workspace)

    async def _owning(self, workspace: Workspace) -> frozenset[str]:
        """Whoever owns the team that counts; while the store is away, as it was last."""
        until, known = self._owners.get(workspace.key, (0.0, frozenset()))
        if self._now() < until:
            return known
        try:
            team = await self._team(workspace)
            found = await self._store.owners(workspace.organisation, workspace.key, team)
        except StoreError:
            return known
        known = frozenset(member.lower() for member in found)
        self._owners[workspace.key] = self._now() + _MOMENT, known
        return known

    async def _team(self, workspace: Workspace) -> str:
        """That of the review conversation; empty without one, and before anybody spoke there."""
        where = self._review and await self._store.conversation(
            workspace.organisation, workspace.key, self._review
        )
        return where.team if where and not where.gone else ""
