"""What the store promises about cases, on both engines."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.errors import CaseChanged, LeaseLost, NewerEvents, NotText, StoreError
from bot.events import CaseClaimed
from bot.people import Person
from bot.records import Commit, MessageRef, Numbers, StandingCard
from bot.store import Store
from bot.store.sql import Work
from tests.store.samples import (
    ANA,
    LEASE,
    NOON,
    ORG,
    POST,
    Open,
    adding,
    asking,
    claiming,
    job,
    minutes,
    opening,
    recorded,
    row,
    sealed,
)

CARD = MessageRef("slack", "C1", "1700000000.000100")


async def outcomes(*tries: object) -> Counter[str]:
    """How often each result or error came out of commits that ran at the same time."""
    results = await asyncio.gather(*tries, return_exceptions=True)  # type: ignore[call-overload]
    return Counter(type(r).__name__ if isinstance(r, BaseException) else str(r) for r in results)


async def untouched(store: Store, case_id: str = "case-1") -> bool:
    """Whether nothing at all is known of a case."""
    return (
        await store.events(ORG, case_id) == []
        and await store.contents(ORG, [f"{case_id}-post"]) == {}
        and await store.cards(ORG, case_id) == []
        and await store.cases(ORG) == []
        and await store.case_for_key(ORG, "k1") is None
    )


async def test_history_comes_back_as_it_was_written(store: Store) -> None:
    """Events keep their order, time, actor and content over several commits."""
    first, second, third = opening(), claiming(1), asking(2)
    for commit in (first, second, third):
        assert await store.commit(commit) is True
    assert await store.events(ORG, "case-1") == [*first.events, *second.events, *third.events]


async def test_unknown_case_has_no_history(store: Store) -> None:
    """Neither an unknown id nor another organisation sees anything."""
    await store.commit(opening())
    assert await store.events(ORG, "case-2") == []
    assert await store.events("other", "case-1") == []
    assert await store.contents("other", ["case-1-post"]) == {}


async def test_two_organisations_can_use_the_same_ids(store: Store) -> None:
    """Every key carries the organisation, so nothing of one stands in another's way."""
    other = replace(
        opening(inbox_keys=("k1",)),
        organisation="other",
        events=tuple(replace(e, organisation="other") for e in opening().events),
    )
    assert await store.commit(opening(inbox_keys=("k1",)))
    assert await store.commit(other)
    assert len(await store.events("other", "case-1")) == 1


async def test_one_of_twenty_racers_wins(store: Store) -> None:
    """Of twenty people who decide on the same state at once, one is heard and nineteen told."""
    await store.commit(opening())
    people = [Person(f"p{n}", f"P{n}", ("slack:T1",)) for n in range(20)]
    tally = await outcomes(*(store.commit(claiming(1, by=person)) for person in people))
    assert tally == {"True": 1, "CaseChanged": 19}
    assert len(await store.events(ORG, "case-1")) == 2


async def test_racers_on_two_stores(database_url: str, store: Store, opened: Open) -> None:
    """The same holds for two processes on one database."""
    await store.commit(opening())
    other = opened(database_url)
    tally = await outcomes(*(s.commit(claiming(1)) for s in (store, other) * 10))
    assert tally == {"True": 1, "CaseChanged": 19}
    assert await store.events(ORG, "case-1") == await other.events(ORG, "case-1")


async def test_many_cases_at_once_are_all_kept(store: Store) -> None:
    """A hundred commits that share the disk do not mix."""
    tally = await outcomes(*(store.commit(opening(f"case-{n}")) for n in range(100)))
    assert tally == {"True": 100}
    for n in range(100):
        assert [e.case_id for e in await store.events(ORG, f"case-{n}")] == [f"case-{n}"]


async def test_stale_decision_leaves_nothing_behind(store: Store) -> None:
    """A decision on an old state is refused with all that belongs to it."""
    await store.commit(opening("case-0"))
    stale = replace(
        opening(
            inbox_keys=("k1",), jobs=(job(),), cards=(StandingCard(CARD, 1),), row=row("case-1", 1)
        ),
        expected=1,
        events=(recorded(CaseClaimed(), 2),),
    )
    with pytest.raises(CaseChanged, match="just changed"):
        await store.commit(stale)
    assert await untouched(store)
    assert await store.next_due(["draft"]) is None


async def test_late_failure_undoes_what_came_before(store: Store) -> None:
    """A commit that fails at its last part writes none of the earlier ones."""
    broken = replace(row("case-1", 1), claimed_by="half\x00name")
    with pytest.raises(NotText):
        await store.commit(opening(inbox_keys=("k1",), cards=(StandingCard(CARD, 1),), row=broken))
    assert await untouched(store)
    assert await store.commit(opening(inbox_keys=("k1",)))


async def test_failure_of_one_does_not_touch_its_neighbours(store: Store) -> None:
    """Commits that reach the disk together succeed and fail each for itself."""
    good = [store.commit(opening(f"case-{n}")) for n in range(10)]
    bad = [store.commit(claiming(7, f"case-{n}")) for n in range(10, 20)]
    mixed = [commit for pair in zip(good, bad, strict=True) for commit in pair]
    assert await outcomes(*mixed) == {"True": 10, "CaseChanged": 10}


async def test_lost_lease_undoes_the_commit(store: Store) -> None:
    """A worker whose job was taken over cannot write its late result."""
    await store.commit(adding(job()))
    (old,) = await store.claim_jobs(["draft"], now=NOON, lease=LEASE, limit=1)
    await store.claim_jobs(["draft"], now=minutes(1), lease=LEASE, limit=1)
    with pytest.raises(LeaseLost):
        await store.commit(opening(inbox_keys=("k1",), finishes=old))
    assert await untouched(store)


async def test_commit_finishes_its_job_once(store: Store) -> None:
    """A job is done with the commit that holds its result; a second result is refused."""
    await store.commit(opening(jobs=(job(),)))
    (held,) = await store.claim_jobs(["draft"], now=NOON, lease=LEASE, limit=1)
    assert await store.commit(claiming(1, finishes=held))
    assert await store.next_due(["draft"]) is None
    with pytest.raises(LeaseLost):
        await store.commit(claiming(2, finishes=held))
    await store.finish(held)


async def test_delivery_counts_once(store: Store) -> None:
    """A message that is delivered again writes nothing, and leads to the case it opened."""
    assert await store.commit(opening(inbox_keys=("k1",)))
    assert await store.commit(opening("case-2", inbox_keys=("k1",), jobs=(job(),))) is False
    assert await store.events(ORG, "case-2") == []
    assert await store.next_due(["draft"]) is None
    assert await store.case_for_key(ORG, "k1") == "case-1"
    assert await store.case_for_key("other", "k1") is None


async def test_twenty_deliveries_open_one_case(store: Store) -> None:
    """Redeliveries that arrive at the same moment open one case."""
    commits = [opening(f"case-{n}", inbox_keys=("k1",)) for n in range(20)]
    assert await outcomes(*map(store.commit, commits)) == {"True": 1, "False": 19}


async def test_commit_without_events_need_not_know_the_case(store: Store) -> None:
    """A card's place can be noted however far the case has moved on."""
    await store.commit(opening())
    assert await store.commit(Commit(ORG, "case-1", None, cards=(StandingCard(CARD, 1),)))
    with pytest.raises(CaseChanged):
        await store.commit(Commit(ORG, "case-1", 5, cards=(StandingCard(CARD, 2),)))


def test_events_out_of_place_are_a_mistake_of_the_program() -> None:
    """A commit whose events leave a gap, or follow nothing known, cannot even be made."""
    with pytest.raises(ValueError, match="do not follow"):
        Commit(ORG, "case-1", 0, (recorded(CaseClaimed(), 2),))
    with pytest.raises(ValueError, match="how many"):
        Commit(ORG, "case-1", None, (recorded(CaseClaimed(), 1),))


@pytest.mark.parametrize(
    "text",
    [
        POST,
        "👩‍👩‍👧 🇦🇹 🙃" * 500,
        "האוכל היה קר מאוד 😡 والخدمة سيئة",
        "a\r\nb\tc\u2028d \ufeffe \u202eright to left",
        "'; DROP TABLE events; -- %s ? :ids $1 \\",
        "x" * 40_000,
    ],
    ids=["plain", "emoji", "right to left", "controls", "code", "long"],
)
async def test_texts_come_back_exactly(store: Store, text: str) -> None:
    """Whatever people write is given back character by character, with handle and link."""
    post = sealed(text, handle="@wütend", link="https://example.org/ß?a=%20")
    await store.commit(replace(opening(text=text), contents=(post,)))
    (found,) = (await store.contents(ORG, [post.ref.id, "unknown"])).values()
    assert found == post
    assert found.intact


@pytest.mark.parametrize("text", ["cold\x00pasta", "half \ud83d of an emoji"], ids=["nul", "half"])
async def test_text_that_no_database_can_hold_is_refused(store: Store, text: str) -> None:
    """A NUL or half a character is refused with a sentence, alike on both engines."""
    unsealable = replace(sealed(), text=text)
    with pytest.raises(NotText, match="cannot be saved"):
        await store.commit(opening(contents=(unsealable,)))
    assert await untouched(store)


async def test_same_content_id_twice_is_refused(store: Store) -> None:
    """A text never overwrites another one."""
    await store.commit(opening())
    twice = replace(sealed("another text", of="case-2"), ref=sealed().ref)
    with pytest.raises(StoreError):
        await store.commit(opening("case-2", contents=(twice,)))
    assert (await store.contents(ORG, ["case-1-post"]))["case-1-post"].text == POST


async def test_erasing_removes_texts_and_keeps_history(store: Store) -> None:
    """After erasure the words are gone; what happened, and the other cases, stand."""
    await store.commit(opening(text="call me: 0664 123"))
    await store.commit(opening("case-2"))
    before = await store.events(ORG, "case-1")
    assert await store.erase_contents(ORG, "case-1") == 1
    assert list(await store.contents(ORG, ["case-1-post", "case-2-post"])) == ["case-2-post"]
    assert await store.events(ORG, "case-1") == before
    assert await store.erase_contents(ORG, "case-1") == 0


async def test_no_contents_asked_for(store: Store) -> None:
    """Asking for nothing gives nothing."""
    assert await store.contents(ORG, []) == {}


async def test_cards_lead_to_their_draft(store: Store) -> None:
    """A card's place gives case and draft, within its organisation only."""
    second = MessageRef("teams", "19:abc@thread", "17")
    await store.commit(opening(cards=(StandingCard(second, 2), StandingCard(CARD, 1))))
    assert await store.find_ref(ORG, CARD) == ("case-1", 1)
    assert await store.find_ref("other", CARD) is None
    assert await store.find_ref(ORG, replace(CARD, conversation="C2")) is None
    assert await store.cards(ORG, "case-1") == [
        StandingCard(CARD, 1),
        StandingCard(second, 2),
    ]


async def test_a_card_never_changes_its_draft(store: Store) -> None:
    """An emoji can only ever mean the text beside it, or none, whatever is written later."""
    bare = replace(CARD, message="2")
    await store.commit(opening(cards=(StandingCard(CARD, 1), StandingCard(bare, 0))))
    await store.commit(claiming(1, cards=(StandingCard(CARD, 2), StandingCard(bare, 1))))
    assert await store.find_ref(ORG, CARD) == ("case-1", 1)
    assert await store.find_ref(ORG, bare) == ("case-1", 0)


async def test_a_card_shows_what_it_was_last_given(store: Store) -> None:
    """What stands there is known, so that only changes are sent; what is gone is forgotten."""
    await store.commit(opening(cards=(StandingCard(CARD, 1, "a"),)))
    await store.commit(Commit(ORG, "case-1", None, cards=(StandingCard(CARD, 1, "b"),)))
    assert await store.cards(ORG, "case-1") == [StandingCard(CARD, 1, "b")]
    other = MessageRef("slack:T1", "C2", "2")
    both = Commit(ORG, "case-1", None, cards=(StandingCard(other, 1),), gone=(CARD,))
    await store.commit(both)
    assert await store.cards(ORG, "case-1") == [StandingCard(other, 1)]
    await store.forget_card(ORG, other)
    assert await store.cards(ORG, "case-1") == []


async def test_a_delivery_with_two_keys_is_known_by_either(store: Store) -> None:
    """A mention arrives twice, under two event ids and with one message."""
    first, second = ("event:1", "message:9"), ("event:2", "message:9")
    assert await store.commit(opening(inbox_keys=first))
    assert not await store.commit(opening("case-2", inbox_keys=second))
    assert await store.case_for_key(ORG, *second) == "case-1"
    assert await store.case_for_key(ORG, "event:2") is None
    assert await store.commit(opening("case-3", inbox_keys=("event:2",)))


async def test_case_list_shows_the_latest_change_first(store: Store) -> None:
    """The list follows the latest change, holds one line a case, and filters by status."""
    await store.commit(opening("a", row=row("a", 1)))
    await store.commit(opening("b", row=row("b", 2, "solved")))
    await store.commit(opening("c", row=row("c", 3)))
    await store.commit(claiming(1, "a", row=row("a", 4)))
    assert await store.cases(ORG) == [row("a", 4), row("c", 3), row("b", 2, "solved")]
    assert [r.case_id for r in await store.cases(ORG, statuses=["open"])] == ["a", "c"]
    assert [r.case_id for r in await store.cases(ORG, statuses=["open", "solved"], limit=2)] == [
        "a",
        "c",
    ]
    assert await store.cases("other") == []


async def test_case_list_pages_without_gaps(store: Store) -> None:
    """Page after page shows every case once, even where many changed at the same moment."""
    for n in range(7):
        await store.commit(opening(f"case-{n}", row=row(f"case-{n}", n // 3)))
    seen, last = [], None
    while page := await store.cases(ORG, limit=2, before=last):
        seen += [r.case_id for r in page]
        last = page[-1]
    assert sorted(seen) == [f"case-{n}" for n in range(7)]


async def test_newer_events_leave_the_case_alone(store: Store) -> None:
    """A case that a newer release has worked on is refused with a sentence, not misread."""
    await store.commit(opening())

    def later_release() -> Work[None]:
        yield (
            "INSERT INTO events (organisation, case_id, seq, at, type, version, data)"
            " VALUES (?, ?, 2, 0, 'HologramSent', 1, '{}')",
            (ORG, "case-1"),
        )

    await store._engine.write(later_release)
    with pytest.raises(NewerEvents, match="newer release"):
        await store.events(ORG, "case-1")


async def test_actor_comes_back_whole(store: Store) -> None:
    """Roles and workspaces of whoever acted are part of the history."""
    await store.commit(opening())
    assert (await store.events(ORG, "case-1"))[0].actor == ANA


async def test_closed_store_says_so(database_url: str, opened: Open) -> None:
    """Work after closing is refused with a sentence; closing twice is harmless."""
    store = opened(database_url)
    await store.commit(opening())
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.health()


async def test_what_was_written_is_there_after_reopening(database_url: str, opened: Open) -> None:
    """Another start on the same database finds every case."""
    for expected in range(3):
        store = opened(database_url)
        await store.commit(opening() if expected == 0 else claiming(expected))
        assert len(await store.events(ORG, "case-1")) == expected + 1
        await store.health()
        await store.close()


async def test_numbers_for_the_operator(store: Store) -> None:
    """Cases by status and jobs by state, over all organisations."""
    await store.commit(opening("a", row=row("a", 1), jobs=(job(key="1"),)))
    await store.commit(opening("b", row=row("b", 1), jobs=(job(key="2"),)))
    (held, *_) = await store.claim_jobs(["draft"], now=NOON, lease=LEASE, limit=1)
    await store.fail(held, now=NOON, error="ValueError")
    assert await store.numbers() == Numbers({"open": 2}, waiting_jobs=1, stuck_jobs=1)


async def test_cases_are_found_by_what_happened_in_them(store: Store) -> None:
    """Each once, of this organisation only."""
    for commit in (opening(), claiming(1), asking(2), opening("case-2"), opening("case-0")):
        await store.commit(commit)
    await store.commit(claiming(1, "case-0"))
    await store.commit(claiming(2, "case-0"))
    assert await store.cases_with(ORG, "CaseClaimed") == ["case-0", "case-1"]
    assert await store.cases_with("other", "CaseClaimed") == []
    assert await store.cases_with(ORG, "CaseClosed") == []
