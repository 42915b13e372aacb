"""What the store keeps of workspaces, of people, and of what the model cost."""

from __future__ import annotations

import asyncio

from bot.records import Installed
from bot.store import Store
from tests.store.samples import ORG

HOME = Installed("slack", "T1", ORG, "Lina", "UBOT", "sealed", "chat:write,commands")


async def test_a_workspace_keeps_its_organisation(store: Store) -> None:
    """Installed again it has the new token, and the cases it had."""
    assert await store.installed("slack", "T1") is None
    await store.install(HOME)
    await store.install(Installed("slack", "T1", "other", "Lina", "UBOT", "newer", "commands"))
    found = await store.installed("slack", "T1")
    assert found == Installed("slack", "T1", ORG, "Lina", "UBOT", "newer", "commands")


async def test_an_uninstalled_workspace_has_no_secret(store: Store) -> None:
    """Who removed the bot left no token behind; the cases still belong to the organisation."""
    await store.install(HOME)
    await store.uninstall("slack", "T1")
    found = await store.installed("slack", "T1")
    assert found is not None
    assert (found.secret, found.organisation) == ("", ORG)


async def test_installations_are_those_with_a_token(store: Store) -> None:
    """Where the bot was removed, or is known by the operator's own token, there is none."""
    for team, secret in (("T3", "sealed"), ("T1", "sealed"), ("T2", "")):
        await store.install(Installed("slack", team, ORG, "Lina", "UBOT", secret))
    await store.install(Installed("teams", "T4", ORG, "Lina", "UBOT", "sealed"))
    assert [one.id for one in await store.installations("slack")] == ["T1", "T3"]


async def test_the_workspaces_of_an_organisation(store: Store) -> None:
    """Those known by the operator's own token as well; no other platform's, nobody else's."""
    for team, secret in (("T3", "sealed"), ("T1", "")):
        await store.install(Installed("slack", team, ORG, "Lina", "UBOT", secret))
    await store.install(Installed("teams", "T4", ORG, "Lina", "UBOT"))
    await store.install(Installed("slack", "T5", "other", "Bo", "UBOT"))
    assert await store.workspaces("slack", ORG) == ["T1", "T3"]


async def test_names_are_those_of_the_organisation(store: Store) -> None:
    """The latest name counts, and no organisation sees another's."""
    await store.learn_names(ORG, {"slack:T1:U1": "Ana", "slack:T1:U2": "Bo"})
    await store.learn_names(ORG, {"slack:T1:U1": "Ana Lima"})
    people = ["slack:T1:U1", "slack:T1:U2", "slack:T1:U3"]
    assert await store.names(ORG, people) == {"slack:T1:U1": "Ana Lima", "slack:T1:U2": "Bo"}
    assert await store.names("other", people) == {}


async def test_tokens_add_up_by_day(store: Store) -> None:
    """Calls that end at the same moment all count."""
    day = "2026-11-02"
    await asyncio.gather(*(store.spend_tokens(ORG, day, 10) for _ in range(20)))
    assert await store.tokens_spent(ORG, day) == 200
    assert await store.tokens_spent(ORG, "2026-11-03") == 0
    assert await store.tokens_spent("other", day) == 0
