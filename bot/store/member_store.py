"""What is kept of those who take part: workspaces, people, conversations, linked accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.records import Conversation, Installed, Reach
from bot.store import conversations, linked, members
from bot.store.sql import Engine


class Members:
    """The part of the store that is about no case."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # Workspaces, people, and what the model cost

    async def install(self, where: Installed) -> None:
        """Note a workspace; of one that is known already the organisation stays."""
        await self._engine.write(lambda: members.install(where))

    async def uninstall(self, platform: str, workspace: str) -> None:
        """Forget the secret of a workspace that removed the bot."""
        await self._engine.write(lambda: members.uninstall(platform, workspace))

    async def installed(self, platform: str, workspace: str) -> Installed | None:
        """The workspace, if the bot was ever installed there."""
        return await self._engine.read(lambda: members.installed(platform, workspace))

    async def installations(self, platform: str) -> list[Installed]:
        """The workspaces in which somebody installed the bot by link, by id."""
        return await self._engine.read(lambda: members.installations(platform))

    async def workspaces(self, platform: str, organisation: str) -> list[str]:
        """The ids of an organisation's workspaces on a platform."""
        return await self._engine.read(lambda: members.workspaces(platform, organisation))

    async def learn_names(self, organisation: str, names: Mapping[str, str]) -> None:
        """Note what people (by `Person.id`) are called."""
        await self._engine.write(lambda: members.learn(organisation, names))

    async def names(self, organisation: str, people: Sequence[str]) -> dict[str, str]:
        """What people are called; unknown ones are absent."""
        return await self._engine.read(lambda: members.names(organisation, people))

    # Where the bot may speak unasked

    async def note_conversation(self, organisation: str, where: Conversation) -> None:
        """Keep a conversation; known already, the later reference counts."""
        await self._engine.write(lambda: conversations.note(organisation, where))

    async def leave_conversation(self, organisation: str, workspace: str, name: str) -> None:
        """Note that nothing can be said in the conversation of this id any more."""
        await self._engine.write(lambda: conversations.leave(organisation, workspace, name))

    async def conversation(
        self, organisation: str, workspace: str, name: str
    ) -> Conversation | None:
        """The conversation of this id in a workspace (by its key), gone or not."""
        return await self._engine.read(lambda: conversations.find(organisation, workspace, name))

    async def direct_conversation(
        self, organisation: str, workspace: str, member: str
    ) -> Conversation | None:
        """The personal conversation with a member, where there is one that is not gone."""
        return await self._engine.read(
            lambda: conversations.direct(organisation, workspace, member)
        )

    async def any_conversation(self, organisation: str, workspace: str) -> Conversation | None:
        """One in which the bot still is: it tells how to reach the platform at all."""
        return await self._engine.read(lambda: conversations.any_of(organisation, workspace))

    async def reach(self, organisation: str) -> list[Reach]:
        """Where the bot may speak, counted by workspace, kind and team."""
        return await self._engine.read(lambda: conversations.reach(organisation))

    async def note_owners(
        self, organisation: str, workspace: str, team: str, members: Sequence[str]
    ) -> None:
        """Note who owns a team, in place of whoever did."""
        await self._engine.write(lambda: conversations.own(organisation, workspace, team, members))

    async def owners(self, organisation: str, workspace: str, team: str) -> frozenset[str]:
        """Whoever owns a team in a workspace (by its key)."""
        found = await self._engine.read(lambda: conversations.owners(organisation, workspace, team))
        return frozenset(found)

    # Who is one person on several platforms

    async def offer_link(
        self, organisation: str, code: str, identity: str, until: datetime
    ) -> None:
        """Keep a code with which whoever asked for it can be linked on another platform."""
        await self._engine.write(lambda: linked.offer(organisation, code, identity, until))

    async def redeem_link(
        self, organisation: str, code: str, identity: str, now: datetime
    ) -> str | None:
        """Link an identity to whoever asked for the code; their identity, None for a void code."""
        return await self._engine.write(lambda: linked.redeem(organisation, code, identity, now))

    async def link_offered(self, organisation: str, code: str, now: datetime) -> str | None:
        """Who asked for a code that is still good."""
        return await self._engine.read(lambda: linked.offered(organisation, code, now))

    async def unlink(self, organisation: str, identity: str) -> None:
        """An identity is one person by itself again."""
        await self._engine.write(lambda: linked.unlink(organisation, identity))

    async def identities(self, organisation: str, identity: str) -> list[str]:
        """All the identities of the person behind one of them."""
        return await self._engine.read(lambda: linked.identities(organisation, identity))

    # What the model cost

    async def tokens_spent(self, organisation: str, day: str) -> int:
        """What the model was used for on a day (`2026-11-22`, UTC), in tokens."""
        return await self._engine.read(lambda: members.spent(organisation, day))

    async def spend_tokens(self, organisation: str, day: str, tokens: int) -> None:
        """Count tokens towards a day."""
        await self._engine.write(lambda: members.spend(organisation, day, tokens))
