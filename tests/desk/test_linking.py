"""One person on two platforms: linked by a code, they act as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import BadInput, OwnDraft
from bot.linking import Known, Linking
from bot.people import ApprovalPolicy, Role, Workspace
from bot.store import Store
from tests.conftest import SettableClock

SLACK_T1, TENANT = Workspace("acme", "slack", "T1"), Workspace("acme", "teams", "t")
SLACK, TEAMS, BEN = "slack:T1:U1", "teams:t:ana", "teams:t:ben"


def linking(store: Store, clock: SettableClock) -> Linking:
    """What both surfaces ask; nothing is remembered between two questions."""
    seconds = iter(range(0, 10_000, 60))
    return Linking(store, clock, now=lambda: float(next(seconds)))


async def test_linked_identities_are_one_person_with_the_roles_of_both(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """Whoever leads by one of their ids leads everywhere; nobody approves their own twice."""
    one = linking(sqlite_store, clock)
    code = await one.offer("acme", SLACK)
    await one.redeem("acme", TEAMS, f" {code.lower()} ")
    leads = frozenset({"ANA"})
    here = (await one.caller(SLACK_T1, SLACK, "Ana", leads)).person
    there = (await one.caller(TENANT, TEAMS, "Ana", leads)).person
    other = (await one.caller(TENANT, BEN, "Ben", leads)).person
    assert here.same(there)
    assert (here.id, there.id) == (SLACK, TEAMS)
    assert set(here.workspaces) == {"slack:T1", "teams:t"} == set(there.workspaces)
    assert Role.LEAD in here.roles
    assert Role.LEAD not in other.roles
    assert other.surely_not(here)


async def test_who_is_not_linked_is_known_in_one_place(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """Somebody on another platform could be the same person, and nobody can tell."""
    one = linking(sqlite_store, clock)
    ana = await one.caller(SLACK_T1, SLACK, "Ana", frozenset())
    ben = await one.caller(TENANT, BEN, "Ben", frozenset())
    assert not ben.person.surely_not(ana.person)
    assert (ana.member, ben.member) == ("U1", "ben")


@pytest.mark.parametrize("typed", ["", "ABCD", "????-????", "ABCDEFGHJ"])
async def test_a_wrong_code_says_where_a_new_one_comes_from(
    sqlite_store: Store, clock: SettableClock, typed: str
) -> None:
    """Nothing is linked."""
    with pytest.raises(BadInput, match="Link my accounts"):
        await linking(sqlite_store, clock).redeem("acme", TEAMS, typed)


async def test_a_code_ends_after_ten_minutes(sqlite_store: Store, clock: SettableClock) -> None:
    """Found later, it is of no use to anybody."""
    one = linking(sqlite_store, clock)
    code = await one.offer("acme", SLACK)
    clock.forward(timedelta(minutes=11))
    with pytest.raises(BadInput):
        await one.redeem("acme", TEAMS, code)
    assert await one.known("acme", TEAMS) == Known((TEAMS,))


async def test_two_accounts_of_one_workspace_are_two_people(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """Nobody becomes a colleague by typing a code that somebody sent them."""
    one = linking(sqlite_store, clock)
    await one.redeem("acme", TEAMS, await one.offer("acme", SLACK))
    with pytest.raises(BadInput, match="two people"):
        await one.redeem("acme", BEN, await one.offer("acme", SLACK))
    with pytest.raises(BadInput, match="two people"):
        await one.redeem("acme", TEAMS, await one.offer("acme", "slack:T1:U9"))


async def test_who_asked_for_a_code_is_named_before_it_is_used(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """Whoever types it sees with whom they become one."""
    await sqlite_store.learn_names("acme", {SLACK: "Mallory"})
    one = linking(sqlite_store, clock)
    code = await one.offer("acme", SLACK)
    assert await one.offered_by("acme", TEAMS, code) == "Mallory"
    assert await one.known("acme", TEAMS) == Known((TEAMS,))


async def test_linked_afterwards_nobody_approves_twice_or_their_own(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """What was done before counts for the person, whichever account they use now."""
    one = linking(sqlite_store, clock)
    before = (await one.caller(TENANT, TEAMS, "Ana", frozenset())).person
    await one.redeem("acme", TEAMS, await one.offer("acme", SLACK))
    here = (await one.caller(SLACK_T1, SLACK, "Ana", frozenset())).person
    there = (await one.caller(TENANT, TEAMS, "Ana", frozenset())).person
    assert not here.surely_not(before)
    assert not there.surely_not(before)
    policy = ApprovalPolicy(approvals=2, author_may_approve=True)
    assert not policy.complete([before, here], needs_lead=False)
    with pytest.raises(OwnDraft):
        ApprovalPolicy(author_may_approve=False).check(here, before)
