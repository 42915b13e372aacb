"""What the store promises about the case list's dues and about cards, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.errors import CaseChanged
from bot.records import CaseRow, Claims, Commit, MessageRef, StandingCard
from bot.store import Store
from bot.store.sql import Work
from tests.store.samples import (
    ANA,
    LEASE,
    NOON,
    ORG,
    adding,
    claiming,
    job,
    minutes,
    opening,
    row,
)

FOLLOW = ["follow"]


def line(case_id: str, changed: float = 1, status: str = "open", **more: Any) -> CaseRow:
    """A line of the case list with what is due in it."""
    return replace(row(case_id, changed, status), **more)


async def listed(store: Store, *lines: CaseRow) -> None:
    """Open cases with these lines, the first one first."""
    for one in lines:
        await store.commit(
            opening(one.case_id, row=replace(one, opened_at=minutes(len(one.case_id))))
        )


def ids(lines: list[CaseRow]) -> list[str]:
    """Which cases they are."""
    return [one.case_id for one in lines]


async def test_the_line_of_one_case(store: Store) -> None:
    """It comes back as it was written, within its organisation."""
    full = line(
        "case-1",
        answer_due=minutes(1),
        promise_due=minutes(2),
        returned_at=minutes(3),
        posted_at=minutes(4),
        first_sent_at=minutes(5),
        concluded_at=minutes(6),
        incident="i1",
        unsaid="answer",
    )
    await store.commit(opening(row=full))
    assert await store.case_row(ORG, "case-1") == full
    assert await store.case_row("other", "case-1") is None
    assert await store.case_row(ORG, "case-2") is None


async def test_what_is_over_is_due_no_more(store: Store) -> None:
    """A later line without a time takes the earlier time back."""
    await store.commit(opening(row=line("case-1", answer_due=NOON, promise_due=NOON, unsaid="x")))
    await store.commit(claiming(1, row=line("case-1", 2)))
    assert await store.case_row(ORG, "case-1") == line("case-1", 2)
    assert await store.to_see_to(ORG, minutes(9), minutes(9)) == []
    assert await store.due_cases(ORG, until=minutes(9)) == []


async def test_what_has_to_be_seen_to(store: Store) -> None:
    """Overdue answers, promises of the day, who came back and what was missed; each once."""
    await listed(
        store,
        line("a", answer_due=minutes(5), returned_at=minutes(1), unsaid="answer"),
        line("bb", answer_due=minutes(6)),
        line("ccc", 1, "pending", promise_due=minutes(60)),
        line("dddd", 1, "pending", promise_due=minutes(61)),
        line("eeeee", returned_at=minutes(900)),
        line("ffffff", 1, "solved", unsaid="promise"),
        line("ggggggg"),
    )
    await store.commit(
        replace(
            opening(),
            organisation="other",
            events=(),
            expected=None,
            row=replace(line("a", unsaid="x"), organisation="other"),
        )
    )
    found = await store.to_see_to(ORG, minutes(5), minutes(60))
    assert ids(found) == ["a", "ccc", "eeeee", "ffffff"]


async def test_an_incident_holds_its_cases(store: Store) -> None:
    """The oldest first; the cases that are in none are no incident."""
    await listed(store, line("bb", incident="i1"), line("a", incident="i1"), line("c"))
    assert ids(await store.incident_cases(ORG, "i1")) == ["a", "bb"]
    assert await store.incident_cases(ORG, "") == []
    assert await store.incident_cases("other", "i1") == []


async def test_what_was_answered_lately(store: Store) -> None:
    """From the given moment on; what was never answered is not among it."""
    await listed(
        store, line("a", first_sent_at=NOON), line("b", first_sent_at=minutes(1)), line("c")
    )
    assert ids(await store.answered_since(ORG, minutes(1))) == ["b"]


async def test_what_was_left_without_an_answer(store: Store) -> None:
    """Closed in that time, of that kind, and nothing was sent; the latest first."""
    troll = {"category": "troll"}
    await listed(
        store,
        line("a", 10, "closed", **troll),
        line("b", 20, "closed", **troll),
        line("c", 30, "closed", **troll),  # not any more
        line("d", 9, "closed", **troll),  # before
        line("e", 15, "closed"),
        line("f", 15, "solved", **troll),
        line("g", 15, "closed", first_sent_at=NOON, **troll),
    )
    found = await store.left_unanswered(ORG, "troll", minutes(10), minutes(30))
    assert ids(found) == ["b", "a"]


async def test_several_statuses_page_without_gaps(store: Store) -> None:
    """Page after page of two statuses shows each of their cases once, the latest first."""
    statuses = ("open", "new", "solved")
    for n in range(15):
        status = statuses[n % 3]
        await store.commit(opening(f"case-{n:02}", row=line(f"case-{n:02}", n // 4, status)))
    seen: list[CaseRow] = []
    last = None
    while page := await store.cases(ORG, statuses=("open", "new", "open"), limit=3, before=last):
        seen += page
        last = page[-1]
    assert ids(seen) == [f"case-{n:02}" for n in reversed(range(15)) if n % 3 < 2]


async def test_cards_of_many_cases(store: Store) -> None:
    """Each case that has cards comes with them, however many cases are asked for."""
    first, second = (MessageRef("slack:T1", "C1", str(n)) for n in range(2))
    cards = (StandingCard(first, 1), StandingCard(second, 2))
    await store.commit(opening("a", cards=cards))
    await store.commit(opening("b"))
    many = ["a", "b", *(f"unknown-{n}" for n in range(1_200))]
    assert await store.cards_of_all(ORG, many) == {"a": list(cards)}
    assert await store.cards_of_all(ORG, []) == {}
    assert await store.cards_of_all("other", ["a"]) == {}


async def test_histories_of_several_cases(store: Store) -> None:
    """Each as it is by itself; what a newer release has worked on is left out."""

    def later_release() -> Work[None]:
        yield (
            "INSERT INTO events (organisation, case_id, seq, at, type, version, data)"
            " VALUES (?, 'b', 2, 0, 'HologramSent', 1, '{}')",
            (ORG,),
        )

    for case_id in "abc":
        await store.commit(opening(case_id))
    await store.commit(claiming(1, "c"))
    await store._engine.write(later_release)
    found = await store.histories(ORG, ["c", "a", "b", "unknown"])
    assert found == {one: await store.events(ORG, one) for one in "ac"}
    assert await store.histories(ORG, []) == {}


async def test_whoever_has_cases_is_known(store: Store) -> None:
    """Each organisation once."""
    assert await store.organisations() == []
    await listed(store, line("a"), line("b"))
    await store.commit(Commit("other", "a", None, row=replace(line("a"), organisation="other")))
    assert await store.organisations() == [ORG, "other"]


async def test_cases_that_nobody_looks_after(store: Store) -> None:
    """What is not over, or holds a promise, and has no timer, or one that got stuck."""
    await listed(
        store,
        line("watched"),
        line("stuck", status="pending"),
        line("alone", status="new"),
        line("over", status="solved"),
        line("owing", status="solved", promise_due=NOON),
    )
    for case_id in ("watched", "stuck"):
        timer = replace(job("follow", f"follow:{case_id}"), case_id=case_id)
        await store.commit(adding(timer, case_id=case_id))
    held = await store.claim_jobs(FOLLOW, now=NOON, lease=LEASE, limit=9)
    stuck = next(one for one in held if one.case_id == "stuck")
    await store.fail(stuck, now=NOON, error="x")
    found = await store.without_timer("follow", "follow:")
    assert found == [(ORG, "alone"), (ORG, "owing"), (ORG, "stuck")]
    assert len(await store.without_timer("draft", "draft:")) == 4


async def test_a_timer_set_anew_while_it_runs(store: Store) -> None:
    """The run that began before is refused, with all it wanted to write; the new one is due."""
    await store.commit(opening(jobs=(job("follow", "f", n=1),)))
    (old,) = await store.claim_jobs(FOLLOW, now=NOON, lease=LEASE, limit=1)
    anew = job("follow", "f", due=5, n=2)
    assert await store.commit(claiming(1, jobs=(anew,), drop_jobs=("f",)))
    assert await store.extend(old, until=minutes(9)) is False
    await store.finish(old)  # harmless: there is nothing of it
    assert await store.next_due(FOLLOW) == minutes(5)
    (new,) = await store.claim_jobs(FOLLOW, now=minutes(5), lease=LEASE, limit=1)
    assert (new.payload, new.attempts) == ({"n": 2}, 1)


async def test_a_timer_set_anew_starts_from_the_beginning(store: Store) -> None:
    """Also one that got stuck; earlier tries do not count, nor does what it was to do before."""
    await store.commit(adding(job("follow", "f", n=1)))
    (held,) = await store.claim_jobs(FOLLOW, now=NOON, lease=LEASE, limit=1)
    await store.fail(held, now=NOON, error="x")
    await store.commit(adding(job("follow", "f", due=3, n=2), drop_jobs=("f",)))
    assert await store.stuck_jobs() == []
    await store.commit(adding(job("follow", "f", due=5, n=3), drop_jobs=("f",)))
    (new,) = await store.claim_jobs(FOLLOW, now=minutes(5), lease=LEASE, limit=9)
    assert (new.payload, new.attempts) == ({"n": 3}, 1)
    await store.finish(new)
    assert await store.next_due(FOLLOW) is None


async def test_of_what_is_dropped_only_the_added_comes_back(store: Store) -> None:
    """The other timers go; the job of another case is not touched, though its key is the same."""
    await store.commit(adding(job("follow", "f", n=1), job("draft", "d", n=2)))
    theirs = replace(job("follow", "g", due=9, n=3), case_id="case-2")
    await store.commit(adding(theirs, case_id="case-2"))
    mine = (job("follow", "f", due=2, n=4), job("follow", "g", due=2, n=5), job("card", due=1, n=6))
    await store.commit(adding(*mine, drop_jobs=("f", "g", "d", "")))
    kinds = ["follow", "draft", "card"]
    held = await store.claim_jobs(kinds, now=minutes(9), lease=LEASE, limit=9)
    assert [one.payload["n"] for one in held] == [6, 4, 3]


async def test_cases_ask_for_one_job_together(store: Store) -> None:
    """What several cases share runs again where another one of them asks while it runs."""
    await store.commit(adding(job("share", "i1", n=1)))
    (held,) = await store.claim_jobs(["share"], now=NOON, lease=LEASE, limit=1)
    theirs = replace(job("share", "i1", n=2), case_id="case-2")
    await store.commit(adding(theirs, case_id="case-2"))
    await store.finish(held)
    assert len(await store.claim_jobs(["share"], now=NOON, lease=LEASE, limit=9)) == 1


async def test_a_timer_that_sets_itself_anew(store: Store) -> None:
    """Its last commit ends the job and adds the next one under the same key."""
    await store.commit(opening(jobs=(job("follow", "f", n=1),)))
    (held,) = await store.claim_jobs(FOLLOW, now=NOON, lease=LEASE, limit=1)
    again = job("follow", "f", due=5, n=2)
    assert await store.commit(claiming(1, finishes=held, jobs=(again,), drop_jobs=("f",)))
    await store.finish(held)  # as the worker does in the end
    assert await store.next_due(FOLLOW) == minutes(5)


async def test_the_oldest_of_several_kinds_come_first(store: Store) -> None:
    """However the kinds are named, and with no more than there is room for."""
    kinds = ["c", "a", "b"]
    for n in range(9):
        await store.commit(adding(job(kinds[n % 3], due=n, n=n)))
    held = await store.claim_jobs(kinds, now=minutes(7), lease=LEASE, limit=5)
    assert [one.payload["n"] for one in held] == [0, 1, 2, 3, 4]
    assert await store.next_due(kinds) == min(minutes(5), minutes(7) + LEASE)
    left = await store.claim_jobs(kinds, now=minutes(7), lease=LEASE, limit=5)
    assert [one.payload["n"] for one in left] == [5, 6, 7]


async def test_of_two_who_claim_cases_of_an_incident_at_once_one_is_told(store: Store) -> None:
    """Each saw that nobody has it: the second is not written, and sees who was faster."""
    names = ("case-1", "case-2", "case-3")
    await listed(store, *(line(name, incident="case-1", claimed_by="") for name in names))

    async def claimed(name: str, by: Mapping[str, str]) -> bool:
        mine = line(name, incident="case-1", claimed_by=ANA.id)
        return await store.commit(claiming(1, name, row=mine, claims=Claims("case-1", by)))

    came = await asyncio.gather(*(claimed(name, {}) for name in names), return_exceptions=True)
    assert sorted(map(str, came)).count("True") == 1
    assert len([one for one in came if isinstance(one, CaseChanged)]) == 2
    rows = await store.incident_cases(ORG, "case-1")
    [taken] = [row.case_id for row in rows if row.claimed_by]
    free = next(name for name in names if name != taken)
    assert await claimed(free, {taken: ANA.id})
