"""What the store promises about jobs, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import LeaseLost
from bot.records import Job
from bot.store import Store
from tests.store.samples import (
    LEASE,
    NOON,
    ORG,
    Open,
    adding,
    claiming,
    job,
    minutes,
    numbers,
    opening,
)

KINDS = ["draft", "card"]


async def claim(store: Store, at: float = 0, limit: int = 10) -> list[Job]:
    """Jobs claimed so many minutes after noon."""
    return await store.claim_jobs(KINDS, now=minutes(at), lease=LEASE, limit=limit)


async def test_due_jobs_come_oldest_first(store: Store) -> None:
    """What has waited longest is done first, and only what is due and known."""
    later = (job(due=0, n=2), job("card", due=-5, n=1), job(due=0.2, n=3), job("other", n=4))
    await store.commit(adding(*later))
    assert numbers(await claim(store)) == [1, 2]
    assert numbers(await claim(store, at=0.2)) == [3]
    assert await store.claim_jobs([], now=minutes(1), lease=LEASE, limit=5) == []


async def test_claimed_job_shows_what_it_is(store: Store) -> None:
    """A job comes with its payload, its due time and the number of this attempt."""
    await store.commit(adding(job(due=-1, draft=2, words=["ä", "😡"])))
    (held,) = await claim(store)
    assert (held.organisation, held.kind, held.case_id) == (ORG, "draft", "case-1")
    assert held.payload == {"draft": 2, "words": ["ä", "😡"]}
    assert (held.run_at, held.attempts) == (minutes(-1), 1)


async def test_twenty_racers_get_different_jobs(
    database_url: str, store: Store, opened: Open
) -> None:
    """Workers of two processes that claim at once never hold the same job."""
    await store.commit(adding(*(job(n=n) for n in range(30))))
    other = opened(database_url)
    claims = await asyncio.gather(*(claim(s, limit=3) for s in (store, other) * 10))
    held = [j for jobs in claims for j in jobs]
    left = await claim(store)
    assert sorted(numbers(held + left)) == list(range(30))


async def test_limit_is_kept(store: Store) -> None:
    """A worker gets no more than it has room for."""
    await store.commit(adding(*(job(n=n) for n in range(5))))
    assert len(await claim(store, limit=2)) == 2
    assert await claim(store, limit=0) == []


async def test_expired_lease_is_taken_over(store: Store) -> None:
    """A killed worker's job goes to another after the lease, not before."""
    await store.commit(adding(job()))
    (old,) = await claim(store)
    assert await claim(store, at=0.4) == []
    (new,) = await claim(store, at=0.5)
    assert (new.id, new.attempts) == (old.id, 2)
    assert new.fence > old.fence


async def test_old_fence_is_refused_everywhere(store: Store) -> None:
    """Whoever lost a job can do nothing to it any more."""
    await store.commit(opening(jobs=(job(),)))
    (old,) = await claim(store)
    (new,) = await claim(store, at=1)
    for late in (
        store.extend(old, until=minutes(9)),
        store.finish(old),
        store.retry_at(old, run_at=minutes(9), error="late"),
        store.fail(old, now=minutes(1), error="late"),
        store.release(old, run_at=minutes(1)),
        store.commit(claiming(1, finishes=old)),
    ):
        with pytest.raises(LeaseLost, match="no longer held"):
            await late
    assert await store.commit(claiming(1, finishes=new))


async def test_expired_lease_still_counts_while_nobody_took_it(store: Store) -> None:
    """A slow worker may finish late as long as no other one has begun."""
    await store.commit(opening(jobs=(job(),)))
    (held,) = await claim(store)
    assert await store.extend(held, until=minutes(9))
    assert await claim(store, at=8) == []
    assert await store.commit(claiming(1, finishes=held))


async def test_extending_a_job_that_is_gone(store: Store) -> None:
    """A heartbeat after the end is told that nothing is left, which is no alarm."""
    await store.commit(adding(job()))
    (held,) = await claim(store)
    await store.finish(held)
    assert await store.extend(held, until=minutes(9)) is False
    await store.finish(held)


async def test_retry_comes_back_at_its_time(store: Store) -> None:
    """A failed try waits for its time and counts."""
    await store.commit(adding(job()))
    (held,) = await claim(store)
    await store.retry_at(held, run_at=minutes(3), error="TimeoutError")
    assert await claim(store, at=2) == []
    (again,) = await claim(store, at=3)
    assert again.attempts == 2


async def test_released_job_is_due_at_once_and_not_counted(store: Store) -> None:
    """A graceful stop costs a job neither time nor a try, and the old holder stays out."""
    await store.commit(adding(job()))
    (held,) = await claim(store)
    await store.release(held, run_at=minutes(0.1))
    (again,) = await claim(store, at=0.1)
    assert again.attempts == 1
    with pytest.raises(LeaseLost):
        await store.finish(held)


async def test_a_job_asked_for_while_it_runs_runs_again(store: Store) -> None:
    """What changed after the job had looked is not forgotten, nor is it done twice at once."""
    await store.commit(adding(job(key="k")))
    (held,) = await claim(store)
    await store.commit(adding(job(key="k")))
    assert await claim(store) == []
    await store.finish(held)
    await store.finish(held)  # once by its commit, once by the worker
    (again,) = await claim(store)
    assert (again.id, again.attempts) == (held.id, 1)
    await store.finish(again)
    assert await claim(store, at=60) == []


async def test_a_job_asked_for_twice_before_it_runs_runs_once(store: Store) -> None:
    """Ten changes in a row are shown by one update."""
    await store.commit(adding(job(key="k")))
    await store.commit(adding(job(key="k")))
    (held,) = await claim(store)
    await store.finish(held)
    assert await claim(store, at=60) == []


async def test_stuck_job_is_kept_until_a_person_decides(store: Store) -> None:
    """A poison job is not tried again; it is listed with its reason, and can start anew."""
    await store.commit(adding(job(n=1)))
    (held,) = await claim(store)
    await store.fail(held, now=minutes(1), error="ValueError, reference 12ab")
    assert await claim(store, at=60) == []
    assert await store.next_due(KINDS) is None
    (stuck,) = await store.stuck_jobs()
    assert (stuck.job.id, stuck.failed_at) == (held.id, minutes(1))
    assert stuck.error == "ValueError, reference 12ab"
    assert await store.retry_job(held.id, now=minutes(61)) is True
    assert await store.stuck_jobs() == []
    (again,) = await claim(store, at=61)
    assert (numbers([again]), again.attempts) == ([1], 1)
    with pytest.raises(LeaseLost):
        await store.finish(held)


async def test_stuck_job_can_be_discarded(store: Store) -> None:
    """What nobody needs any more goes; a job that waits or runs is not touched by that."""
    await store.commit(adding(job(n=1), job(n=2, due=1)))
    (first,) = await claim(store)
    assert await store.discard_job(first.id) is False
    assert await store.retry_job(first.id, now=NOON) is False
    await store.fail(first, now=NOON, error="x")
    assert await store.discard_job(first.id) is True
    assert await store.stuck_jobs() == []
    assert numbers(await claim(store, at=9)) == [2]


async def test_stuck_jobs_of_one_organisation(store: Store) -> None:
    """An organisation sees its own stuck jobs; the operator sees all, the latest first."""
    await store.commit(adding(job(n=1)))
    await store.commit(adding(job(n=2), organisation="other"))
    for held in await claim(store):
        await store.fail(held, now=minutes(held.payload["n"]), error="x")
    assert numbers([s.job for s in await store.stuck_jobs()]) == [2, 1]
    assert numbers([s.job for s in await store.stuck_jobs("other")]) == [2]


async def test_a_key_waits_once(store: Store) -> None:
    """Asking twice for the same work adds one job, within kind and organisation."""
    same = job(key="case-1:draft:1", n=1)
    await store.commit(adding(same, replace(same, payload={"n": 9})))
    await store.commit(adding(replace(same, payload={"n": 9})))
    await store.commit(adding(replace(same, kind="card", payload={"n": 2})))
    await store.commit(adding(replace(same, payload={"n": 3}), organisation="other"))
    await store.commit(adding(job(n=4), job(n=5)))
    held = await claim(store)
    assert numbers(held) == [1, 2, 3, 4, 5]
    await store.commit(adding(replace(same, payload={"n": 9})))
    assert await claim(store) == []


async def test_a_key_is_free_again_after_the_work(store: Store) -> None:
    """The same work can be asked for again once it is done."""
    await store.commit(adding(job(key="k", n=1)))
    (held,) = await claim(store)
    await store.commit(adding(job(key="k", n=2), finishes=held))
    assert numbers(await claim(store)) == [2]


async def test_asking_again_revives_a_stuck_job(store: Store) -> None:
    """A person who asks again is not kept waiting by an earlier failure."""
    await store.commit(adding(job(key="k", n=1)))
    (held,) = await claim(store)
    await store.fail(held, now=NOON, error="x")
    await store.commit(adding(job(key="k", n=2, due=1)))
    assert await store.stuck_jobs() == []
    (again,) = await claim(store, at=1)
    assert (numbers([again]), again.attempts) == ([2], 1)


async def test_timers_that_are_not_needed_go(store: Store) -> None:
    """A commit takes back its own case's timers by key and can set them anew."""
    await store.commit(adding(job(key="a", due=5, n=1), job(key="b", due=5, n=2), job(n=3)))
    await store.commit(adding(job(key="a", due=5, n=9), organisation="other"))
    await store.commit(adding(job(key="a", due=7, n=4), drop_jobs=("a", "b", "unknown", "")))
    assert numbers(await claim(store, at=6)) == [3, 9]
    assert numbers(await claim(store, at=7))[-1] == 4


async def test_another_case_cannot_drop_a_timer(store: Store) -> None:
    """Keys are looked for within the case of the commit."""
    await store.commit(adding(job(key="a", n=1)))
    await store.commit(adding(case_id="case-2", drop_jobs=("a",)))
    assert numbers(await claim(store)) == [1]


async def test_dropped_while_running(store: Store) -> None:
    """The result of work that was called off meanwhile is refused."""
    await store.commit(opening(jobs=(job(key="a"),)))
    (held,) = await claim(store)
    await store.commit(claiming(1, drop_jobs=("a",)))
    with pytest.raises(LeaseLost):
        await store.commit(claiming(2, finishes=held))


async def test_next_due_tells_when_to_look(store: Store) -> None:
    """The next timer, or the end of a lease, is when a worker has to look again."""
    assert await store.next_due(KINDS) is None
    await store.commit(adding(job(due=5), job("other", due=1)))
    assert await store.next_due(KINDS) == minutes(5)
    await claim(store, at=5)
    assert await store.next_due(KINDS) == minutes(5) + LEASE
    assert await store.next_due([]) is None


async def test_times_keep_their_microseconds(store: Store) -> None:
    """A timer is due exactly when it says."""
    due = NOON + timedelta(microseconds=1)
    await store.commit(adding(replace(job(), run_at=due)))
    assert await claim(store) == []
    assert await store.next_due(KINDS) == due


async def test_ids_of_finished_jobs_never_come_back(store: Store) -> None:
    """An old lease can never fit a new job."""
    await store.commit(adding(job()))
    (first,) = await claim(store)
    await store.finish(first)
    await store.commit(adding(job()))
    (second,) = await claim(store)
    assert second.id > first.id
