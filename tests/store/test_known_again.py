"""What the store knows again: posts of one customer, and posts about the same problem."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.records import CaseRow, Commit
from bot.store import Store
from bot.store.sql import Work
from tests.store.samples import NOON, ORG, claiming, minutes, opening, row

WEEK = timedelta(days=7)
WORDS = ("app", "login", "password")


def line(case_id: str, changed: float = 1, **more: Any) -> CaseRow:
    """The line of a case whose post is there."""
    return replace(row(case_id, changed), headline_content=f"{case_id}-post", **more)


def telling(case_id: str, *words: str, posted: float = 0) -> Commit:
    """Opens a case whose post, of so many minutes after noon, tells its problem so."""
    about = line(case_id, posted_at=minutes(posted))
    return opening(case_id, row=about, problem=words)


async def alike(store: Store, *words: str, since: float = -60, until: float = 60) -> list[str]:
    """Cases that share words."""
    found = await store.cases_alike(ORG, words, since=minutes(since), until=minutes(until))
    return [case_id for case_id, _, _ in found]


def _rows() -> Work[list[tuple[str, ...]]]:
    sql = "SELECT case_id FROM customers UNION ALL SELECT case_id FROM problem_words"
    return (yield sql, ())


async def test_a_customer_is_known_by_any_key(store: Store) -> None:
    """The case of their latest post, not of one that is too long ago, nor of another house."""
    await store.commit(opening("a", row=line("a", 1), customers=("ana", "link-1")))
    await store.commit(opening("b", row=line("b", 2), customers=("ana", "ana")))
    find = store.case_of_customer
    assert await find(ORG, ["ana", "link-1"], since=NOON) == "b"
    assert await find(ORG, ["link-1"], since=minutes(1)) == "a"
    assert await find(ORG, ["link-1"], since=minutes(2)) is None
    assert await find(ORG, ["bo"], since=NOON) is None
    assert await find(ORG, [], since=NOON) is None
    assert await find("other", ["ana"], since=NOON) is None


async def test_who_writes_again_is_known_for_longer(store: Store) -> None:
    """A further post in an older case makes it the latest one."""
    await store.commit(opening("a", row=line("a", 1), customers=("ana",)))
    await store.commit(opening("b", row=line("b", 2), customers=("ana",)))
    await store.commit(claiming(1, "a", row=line("a", 3), customers=("ana",)))
    assert await store.case_of_customer(ORG, ["ana"], since=NOON) == "a"


async def test_those_that_share_most_words_come_first(store: Store) -> None:
    """With how many they share and when they were posted; of equals the latest."""
    await store.commit(telling("one", "app", "cold", posted=3))
    await store.commit(telling("two", "app", "login", posted=1))
    await store.commit(telling("too", "login", "app", "waiter", posted=2))
    await store.commit(telling("none", "waiter", "cold"))
    found = await store.cases_alike(ORG, WORDS, since=minutes(-9), until=minutes(9))
    assert found == [("too", 2, minutes(2)), ("two", 2, minutes(1)), ("one", 1, minutes(3))]
    few = await store.cases_alike(ORG, WORDS, since=minutes(-9), until=minutes(9), limit=1)
    assert few == found[:1]
    assert await store.cases_alike("other", WORDS, since=minutes(-9), until=minutes(9)) == []
    assert await alike(store) == []


async def test_only_posts_of_that_time_are_alike(store: Store) -> None:
    """Both ends belong to it."""
    for number in range(5):
        await store.commit(telling(f"case-{number}", "app", posted=number))
    assert await alike(store, "app", since=1, until=3) == ["case-3", "case-2", "case-1"]


async def test_a_problem_is_told_by_the_latest_post(store: Store) -> None:
    """The words of the post before go, and its time is that of the later one."""
    await store.commit(telling("a", "app", "login"))
    later = line("a", 2, posted_at=NOON, returned_at=minutes(30))
    await store.commit(claiming(1, "a", row=later, problem=("login", "refund", "login")))
    assert await alike(store, "app") == []
    found = await store.cases_alike(ORG, ["refund", "login"], since=minutes(30), until=minutes(30))
    assert found == [("a", 2, minutes(30))]


async def test_words_of_every_day_are_known(store: Store) -> None:
    """Those of fifty posts within the time, its end not included."""
    for number in range(50):
        words = ("app", "login") if number else ("app",)
        await store.commit(telling(f"case-{number}", *words, posted=number / 10))
    find = store.usual_words
    assert await find(ORG, WORDS, since=NOON, until=minutes(9)) == {"app"}
    assert await find(ORG, WORDS, since=NOON, until=minutes(4.9)) == set()
    assert await find(ORG, WORDS, since=minutes(0.1), until=minutes(9)) == set()
    assert await find("other", WORDS, since=NOON, until=minutes(9)) == set()
    assert await find(ORG, [], since=NOON, until=minutes(9)) == set()


async def test_an_erased_case_is_not_known_again(store: Store) -> None:
    """Neither its customer nor its problem; those of another case still are."""
    for case_id in ("a", "b"):
        await store.commit(replace(telling(case_id, "app", "login"), customers=(f"{case_id}-1",)))
    await store.erase_contents(ORG, "a")
    assert await store.case_of_customer(ORG, ["a-1"], since=NOON) is None
    assert await store.case_of_customer(ORG, ["b-1"], since=NOON) == "b"
    assert await alike(store, "app") == ["b"]
    assert {case_id for (case_id,) in await store._engine.read(_rows)} == {"b"}


async def test_words_of_an_erased_post_are_not_kept(store: Store) -> None:
    """They were looked for before it was erased, and come too late."""
    await store.commit(telling("a", "app"))
    await store.erase_contents(ORG, "a")
    assert await store.commit(Commit(ORG, "a", 1, row=line("a", 2), problem=("app", "login")))
    assert await store._engine.read(_rows) == []
    assert await store.case_row(ORG, "a") == line("a", 2)


async def test_nothing_is_left_where_both_happen_at_once(store: Store) -> None:
    """Whichever is first: once a case is erased, no word of it is there."""
    several = [f"case-{number}" for number in range(20)]
    for case_id in several:
        await store.commit(opening(case_id))
    both = [
        one
        for case_id in several
        for one in (
            store.commit(Commit(ORG, case_id, 1, row=line(case_id), problem=WORDS)),
            store.erase_contents(ORG, case_id),
        )
    ]
    await asyncio.gather(*both)
    assert await store._engine.read(_rows) == []


async def test_a_stale_commit_leaves_no_words(store: Store) -> None:
    """What was read in a case that has changed since is not kept."""
    await store.commit(telling("a", "app"))
    await store.commit(claiming(1, "a", row=line("a", 2)))
    stale = Commit(ORG, "a", 1, row=line("a", 3), problem=("login",), customers=("ana",))
    (result,) = await asyncio.gather(store.commit(stale), return_exceptions=True)
    assert type(result).__name__ == "CaseChanged"
    assert await alike(store, "login", "app") == ["a"]
    assert await store.case_of_customer(ORG, ["ana"], since=NOON - WEEK) is None
