"""Where the bot may speak unasked, and who owns a team there: the same on both engines."""

from __future__ import annotations

from dataclasses import replace

from bot.records import Conversation, Reach
from bot.store import Store

ACME, TENANT = "acme", "teams:t1"
PERSONAL = Conversation(TENANT, "a:ana", "personal", {"serviceUrl": "https://x/"}, member="oid-ana")
CHANNEL = Conversation(TENANT, "19:care@thread.tacv2", "channel", {"bot": {"id": "28:b"}}, team="g")


async def test_a_conversation_is_found_by_its_id_and_by_its_member(store: Store) -> None:
    """What was noted comes back as it was; nobody else's is found."""
    await store.note_conversation(ACME, PERSONAL)
    await store.note_conversation(ACME, CHANNEL)
    assert await store.conversation(ACME, TENANT, CHANNEL.id) == CHANNEL
    assert await store.direct_conversation(ACME, TENANT, "oid-ana") == PERSONAL
    assert await store.direct_conversation(ACME, TENANT, "") is None
    assert await store.conversation("other", TENANT, CHANNEL.id) is None
    assert await store.conversation(ACME, "teams:t2", CHANNEL.id) is None


async def test_the_later_reference_counts_but_the_team_stays_known(store: Store) -> None:
    """Not every message tells which team its channel belongs to."""
    await store.note_conversation(ACME, CHANNEL)
    await store.note_conversation(ACME, replace(CHANNEL, reference={"new": 1}, team=""))
    found = await store.conversation(ACME, TENANT, CHANNEL.id)
    assert found
    assert (found.reference, found.team) == ({"new": 1}, "g")


async def test_a_conversation_that_is_gone_is_not_offered_until_it_is_back(store: Store) -> None:
    """Removed, the bot says nothing there; added again, it does."""
    await store.note_conversation(ACME, PERSONAL)
    await store.leave_conversation(ACME, TENANT, PERSONAL.id)
    assert await store.direct_conversation(ACME, TENANT, "oid-ana") is None
    assert await store.any_conversation(ACME, TENANT) is None
    found = await store.conversation(ACME, TENANT, PERSONAL.id)
    assert found
    assert found.gone
    await store.note_conversation(ACME, PERSONAL)
    assert await store.any_conversation(ACME, TENANT) == PERSONAL


async def test_the_personal_conversation_that_was_heard_of_last_is_the_right_one(
    store: Store,
) -> None:
    """One that was opened by guess is not used any more once somebody wrote in the real one."""
    await store.note_conversation(ACME, replace(PERSONAL, id="a:aaa"))
    await store.note_conversation(ACME, PERSONAL)
    assert await store.direct_conversation(ACME, TENANT, "oid-ana") == PERSONAL
    guessed = await store.conversation(ACME, TENANT, "a:aaa")
    assert guessed
    assert guessed.gone


async def test_the_owners_of_a_team_are_replaced_as_a_whole(store: Store) -> None:
    """Who owns no team any more is none of them; another team's owners stay."""
    await store.note_owners(ACME, TENANT, "g", ["ana", "ben", "ana"])
    await store.note_owners(ACME, TENANT, "h", ["lea"])
    assert await store.owners(ACME, TENANT, "g") == {"ana", "ben"}
    await store.note_owners(ACME, TENANT, "g", [])
    assert await store.owners(ACME, TENANT, "g") == frozenset()
    assert await store.owners(ACME, TENANT, "h") == {"lea"}
    assert await store.owners("other", TENANT, "h") == frozenset()


async def test_what_can_be_reached_is_counted(store: Store) -> None:
    """By kind and team, without what is gone and without another organisation's."""
    for where in (PERSONAL, replace(PERSONAL, id="a:ben", member="oid-ben"), CHANNEL):
        await store.note_conversation(ACME, where)
    await store.note_conversation("other", PERSONAL)
    await store.note_conversation(ACME, replace(CHANNEL, id="19:old@thread.tacv2", gone=True))
    assert await store.reach(ACME) == [
        Reach(TENANT, "channel", "g", 1),
        Reach(TENANT, "personal", "", 2),
    ]
