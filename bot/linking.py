"""One person on several platforms: who they are, and how they say so with a code."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.errors import BadInput, StoreError
from bot.people import SOMEBODY, Caller, Person, Role, Workspace
from bot.store import Store

_MOMENT = 5.0  # seconds for which it is taken as it was: every request asks
_MOST = 10_000
_LIVES = timedelta(minutes=10)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is easily taken for another
_LENGTH = 8

_TWICE = "These are two accounts of one workspace, so two people. They cannot be linked."
_VOID = "This code is not valid (any more). Slack's help gives a new one: “Link my accounts”."


@dataclass(frozen=True, slots=True)
class Known:
    """Who is behind an account: all that are linked with it, and itself."""

    identities: tuple[str, ...]

    @property
    def workspaces(self) -> tuple[str, ...]:
        """The `Workspace.key` of each place where they are known."""
        return tuple(dict.fromkeys(one.rpartition(":")[0] for one in self.identities))

    def any_in(self, members: frozenset[str]) -> bool:
        """Whether one of their member ids is among these, in whatever case they are written."""
        given = {member.lower() for member in members}
        return any(one.rpartition(":")[2].lower() in given for one in self.identities)


class Linking:
    """`clock` tells when a code ends; `now` counts seconds."""

    def __init__(
        self, store: Store, clock: Clock, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._clock, self._now = store, clock, now
        self._known: OrderedDict[tuple[str, str], tuple[float, Known]] = OrderedDict()

    async def known(self, organisation: str, identity: str) -> Known:
        """Who that is. While the store is away, as it was last: whatever has to be saved tells."""
        key = organisation, identity
        until, known = self._known.get(key, (0.0, Known((identity,))))
        if self._now() < until:
            return known
        try:
            identities = await self._store.identities(organisation, identity)
        except StoreError:
            return known
        known = Known(tuple(identities))
        self._known[key] = self._now() + _MOMENT, known
        self._known.move_to_end(key)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known

    async def caller(
        self,
        workspace: Workspace,
        identity: str,
        name: str,
        leads: frozenset[str],
        delivery: tuple[str, ...] = (),
    ) -> Caller:
        """Somebody who acts, with the roles of all their identities; without `leads`, all lead."""
        known = await self.known(workspace.organisation, identity)
        lead = not leads or known.any_in(leads)
        roles = (Role.RESPONDER, Role.LEAD) if lead else (Role.RESPONDER,)
        places = tuple(dict.fromkeys((workspace.key, *known.workspaces)))
        linked = known.identities if len(known.identities) > 1 else ()
        person = Person(identity, name, places, roles, linked)
        return Caller(workspace.organisation, person, delivery)

    async def offer(self, organisation: str, identity: str) -> str:
        """A code for whoever asks, to be typed on the other platform within ten minutes."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        until = await self._clock.now() + _LIVES
        await self._store.offer_link(organisation, code, identity, until)
        return f"{code[:4]}-{code[4:]}"

    async def offered_by(self, organisation: str, identity: str, code: str) -> str:
        """What whoever asked for the code is called; `BadInput` where it would link nobody."""
        now = await self._clock.now()
        other = await self._store.link_offered(organisation, _typed(code), now)
        if other is None or other == identity:
            raise BadInput(_VOID)
        places = [one.rpartition(":")[0] for one in await self._both(organisation, identity, other)]
        if len(set(places)) < len(places):
            raise BadInput(_TWICE)
        return (await self._store.names(organisation, [other])).get(other) or SOMEBODY

    async def redeem(self, organisation: str, identity: str, code: str) -> str:
        """Link the account with that of whoever asked for the code; which that is.

        `BadInput` where it would link nobody.
        """
        await self.offered_by(organisation, identity, code)
        now = await self._clock.now()
        other = await self._store.redeem_link(organisation, _typed(code), identity, now)
        if other is None:
            raise BadInput(_VOID)
        self._known.clear()
        return other

    async def unlink(self, organisation: str, identity: str) -> None:
        """The account stands by itself again. What was decided stays decided."""
        await self._store.unlink(organisation, identity)
        self._known.clear()

    async def _both(self, organisation: str, one: str, other: str) -> set[str]:
        mine = await self._store.identities(organisation, one)
        return {*mine, *await self._store.identities(organisation, other)}


def _typed(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())
