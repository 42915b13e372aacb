"""Who is one person on several platforms: the same on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.store import Store

ACME = "acme"
SLACK, TEAMS, OTHER = "slack:T1:U1", "teams:t:ana", "slack:T2:U9"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


async def test_a_code_links_two_identities_to_one_person(store: Store) -> None:
    """Both are known as the person who asked for the code; everybody else stays who they are."""
    await store.offer_link(ACME, "K7QX", SLACK, LATER)
    assert await store.redeem_link(ACME, "K7QX", TEAMS, NOW) == SLACK
    expected = [SLACK, TEAMS]
    assert await store.identities(ACME, SLACK) == expected
    assert await store.identities(ACME, TEAMS) == expected
    assert await store.identities(ACME, OTHER) == [OTHER]
    assert await store.identities("other", TEAMS) == [TEAMS]


async def test_a_third_identity_joins_the_same_person(store: Store) -> None:
    """Whoever asks: what was linked before stays linked."""
    await store.offer_link(ACME, "A", SLACK, LATER)
    await store.redeem_link(ACME, "A", TEAMS, NOW)
    await store.offer_link(ACME, "B", OTHER, LATER)
    await store.redeem_link(ACME, "B", TEAMS, NOW)
    assert await store.identities(ACME, SLACK) == sorted([SLACK, TEAMS, OTHER])
    await store.unlink(ACME, OTHER)
    assert await store.identities(ACME, OTHER) == [OTHER]
    assert await store.identities(ACME, TEAMS) == [SLACK, TEAMS]
    await store.unlink(ACME, SLACK)
    assert await store.identities(ACME, TEAMS) == [TEAMS]


async def test_a_code_works_once_in_time_and_for_somebody_else(store: Store) -> None:
    """Used, late, unknown or one's own, it links nobody."""
    await store.offer_link(ACME, "K", SLACK, LATER)
    assert await store.redeem_link(ACME, "K", SLACK, NOW) is None
    assert await store.redeem_link(ACME, "K", TEAMS, LATER) is None
    assert await store.redeem_link("other", "K", TEAMS, NOW) is None
    assert await store.redeem_link(ACME, "K", TEAMS, NOW) == SLACK
    assert await store.redeem_link(ACME, "K", OTHER, NOW) is None


async def test_asking_again_voids_the_earlier_code(store: Store) -> None:
    """Nobody has two open codes."""
    await store.offer_link(ACME, "A", SLACK, LATER)
    await store.offer_link(ACME, "B", SLACK, LATER)
    assert await store.redeem_link(ACME, "A", TEAMS, NOW) is None
    assert await store.redeem_link(ACME, "B", TEAMS, NOW) == SLACK
