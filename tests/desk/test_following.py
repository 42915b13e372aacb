"""Whoever has to know that something is due is told: the right one, at the right time, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import commands as c
from bot.coach import Coach
from bot.consequences import FOLLOW_JOB, TIMER
from bot.follow_up import FollowUp, FollowUpRules, Rota
from bot.people import Caller, Person
from bot.records import Commit
from bot.store import Store
from bot.triage import Category
from tests.conftest import SettableClock
from tests.time_travel import BUSINESS, berlin
from tests.timed_office import ANA, BEN, ORG, REVIEW, SLACK, TEAMS, TimedOffice

GUID = "11111111-2222-3333-4444-555555555555"
HOUR = timedelta(hours=1)
PROMISE = "We're sorry. We'll refund the 40 euros by Friday noon."


@pytest.fixture
def office(sqlite_store: Store, clock: SettableClock, coach: Coach) -> TimedOffice:
    """An office on Monday, November 2nd, at nine."""
    clock.at = berlin(2, 9)
    return TimedOffice(sqlite_store, clock, coach)


async def test_whoever_brought_the_post_is_told_first_then_the_lead(office: TimedOffice) -> None:
    """With how long the customer has waited, by when an answer is due, and their words."""
    await office.opened()
    await office.until(berlin(2, 13))
    assert office.heard() == [
        (
            "UANA",
            "The customer has waited 2 h; an answer is due today at 13:00. "
            "“The pasta was cold, and it took 45 minutes.”",
        ),
        (
            "UANA",
            "The customer has waited 3 h 12 min; an answer is due today at 13:00. "
            "“The pasta was cold, and it took 45 minutes.”",
        ),
        (
            "ULEAD",
            "The customer has waited 4 h. An answer is due now. "
            "“The pasta was cold, and it took 45 minutes.”",
        ),
    ]


async def test_who_has_the_case_is_told(office: TimedOffice) -> None:
    """Not whoever brought it."""
    case_id = await office.opened()
    await office.desk.claim(Caller(ORG, BEN), case_id)
    await office.until(berlin(2, 11))
    assert [to for to, _ in office.heard()] == ["UBEN"]


async def test_the_owner_of_a_promise_is_told_and_the_lead_once_it_is_late(
    office: TimedOffice,
) -> None:
    """With the words that stand in public."""
    case_id = await office.opened()
    await office.answered(case_id, PROMISE, by=BEN)
    await office.until(berlin(6, 13))
    told = [(to, words) for to, words in office.heard() if "refund" in words]
    assert [to for to, _ in told] == ["UBEN", "UBEN", "ULEAD"]
    assert told[1][1].startswith("Due today at 12:00: we promised the customer “")
    assert "open past its time (today at 12:00)" in told[2][1]
    assert "Ben has it." in told[2][1]


async def test_nobody_hears_of_what_was_settled_in_time(office: TimedOffice) -> None:
    """Kept, and closed: the timers are gone."""
    case_id = await office.opened()
    await office.answered(case_id, PROMISE)
    await office.desk.after.keep(Caller(ORG, ANA), case_id, 1)
    await office.closed(case_id)
    await office.until(berlin(20))
    assert office.heard() == []
    assert not await office.store.without_timer(FOLLOW_JOB, TIMER)


async def test_whoever_is_on_call_where_nobody_has_it(office: TimedOffice) -> None:
    """Weeks go in turn; the claimer comes first."""
    rules = FollowUpRules(on_call=Rota(("UONE", "UTWO")))
    line = replace(SLACK, on_call=("UONE", "UTWO"))
    house = FollowUp(rules, BUSINESS.hours)
    timed = TimedOffice(office.store, office.clock, office.coach, house, (line,))
    await timed.opened()
    await timed.until(berlin(2, 11))
    assert [to for to, _ in timed.heard()] == ["UTWO"]
    await timed.until(berlin(9, 9))
    timed.heard()
    await timed.opened("The soup was cold, too.")
    await timed.until(berlin(9, 11))
    assert [to for to, _ in timed.heard()] == ["UONE"]


async def test_without_leads_the_conversation_of_the_card_is_told(office: TimedOffice) -> None:
    """Under the card, so that everybody there sees what it is about."""
    timed = TimedOffice(office.store, office.clock, office.coach, lines=(replace(SLACK, leads=()),))
    await timed.opened()
    await timed.until(berlin(2, 13))
    assert [one.to for one in timed.told if one.kind == "slack-post"] == [REVIEW]


async def test_a_crisis_reaches_its_owners_on_every_platform(office: TimedOffice) -> None:
    """On a Sunday night, at once; those of Teams too, though the post came from Slack."""
    lines = (replace(SLACK, crisis_owners=("UBOSS",)), replace(TEAMS, crisis_owners=(GUID,)))
    office.clock.at = berlin(8, 2)
    timed = TimedOffice(office.store, office.clock, office.coach, lines=lines)
    await timed.opened("My child choked on glass in it.", category=Category.CRISIS, severity=5)
    await timed.until(berlin(8, 2, 1))
    assert [(one.kind, one.to) for one in timed.told] == [
        ("slack-say", "UBOSS"),
        ("teams-say", GUID),
    ]
    assert timed.told[0].words.startswith("This looks like a crisis. The customer has waited ")


async def test_a_lead_who_owns_crises_too_hears_of_a_thing_once(office: TimedOffice) -> None:
    """Without owners of their own, crises go to the leads: not twice in a moment."""
    await office.opened(category=Category.CRISIS, severity=5)
    await office.away(berlin(2, 11))
    assert [to for to, _ in office.heard()].count("ULEAD") == 1


async def test_somebody_of_another_platform_is_told_there(office: TimedOffice) -> None:
    """Whoever claimed it in Teams hears of it in Teams."""
    timed = TimedOffice(office.store, office.clock, office.coach, lines=(SLACK, TEAMS))
    case_id = await timed.opened()
    tess = Person(f"teams:tenant:{GUID}", "Tess", ("teams:tenant",))
    await timed.desk.claim(Caller(ORG, tess), case_id)
    await timed.until(berlin(2, 11))
    assert [(one.kind, one.to) for one in timed.told] == [("teams-say", GUID)]


async def test_where_the_owner_cannot_be_reached_the_lead_is(office: TimedOffice) -> None:
    """A person of the playground has no messages; somebody hears of it all the same."""
    pat = Person("playground:you", "Pat", ("playground",))
    await office.opened(by=pat)
    await office.until(berlin(2, 11))
    assert [to for to, _ in office.heard()] == ["ULEAD"]


async def test_without_any_platform_it_is_recorded_and_no_job_is_left(office: TimedOffice) -> None:
    """The playground alone: the history tells what came due."""
    timed = TimedOffice(office.store, office.clock, office.coach, lines=())
    case_id = await timed.opened()
    await timed.until(berlin(3, 9))
    assert len(await timed.marks(case_id)) == 5
    assert timed.told == []


async def test_a_changed_case_is_told_as_it_stands(office: TimedOffice) -> None:
    """Whoever claims it while its timer runs is who hears of it, and nobody hears twice."""
    case_id = await office.opened()
    office.clock.at = berlin(2, 11)
    [job] = await office.store.claim_jobs([FOLLOW_JOB], now=office.clock.at, lease=HOUR, limit=5)
    await office.desk.claim(Caller(ORG, BEN), case_id)  # sets the timer anew
    with pytest.raises(Exception, match="no longer held"):
        await office.following.run(job)
    await office.until(berlin(2, 11, 30))
    assert [to for to, _ in office.heard()] == ["UBEN"]


async def test_a_clock_that_is_set_back_tells_nothing_again(office: TimedOffice) -> None:
    """By an hour, and forward again."""
    case_id = await office.opened()
    await office.until(berlin(2, 11, 30))
    office.clock.at -= HOUR
    await office.until(berlin(2, 11, 30))
    office.clock.at += HOUR
    await office.until(berlin(2, 15, 30))
    assert len(office.heard()) == 4
    assert set((await office.marks(case_id)).values()) == {1}


async def test_a_case_of_a_newer_release_keeps_its_timer(
    office: TimedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older process leaves it alone, and does not throw its timer away."""
    from bot.errors import NewerEvents

    await office.opened()

    async def newer(*_: object) -> None:
        raise NewerEvents("of a newer release")

    with monkeypatch.context() as patched:
        patched.setattr(office.casebook, "view", newer)
        await office.until(berlin(2, 11, 5))
    assert office.heard() == []
    await office.until(berlin(2, 11, 30))
    assert [to for to, _ in office.heard()] == ["UANA"]


async def test_cases_without_a_timer_get_one_at_the_start(office: TimedOffice) -> None:
    """Those of an older release, or of a job that somebody discarded."""
    case_id = await office.opened()
    drop = Commit(ORG, case_id, None, drop_jobs=(f"{TIMER}{case_id}",))
    await office.store.commit(drop)
    assert await office.store.without_timer(FOLLOW_JOB, TIMER) == [(ORG, case_id)]
    await office.following.begin()
    await office.until(berlin(2, 11))
    assert [to for to, _ in office.heard()] == ["UANA"]


async def test_words_fit_what_is_waited_for(office: TimedOffice) -> None:
    """A further reply, or a decision to stay silent, is not an answer that a customer misses."""
    case_id = await office.opened()
    await office.answered(case_id, "We're sorry about that.")
    office.clock.at = berlin(3, 10)
    content = office.casebook.seal("One thing more.")
    await office.casebook.act(
        ORG,
        case_id,
        c.ProposeDraft(c.Origin.PERSON, content.ref, (), "v"),
        by=BEN,
        contents=[content],
    )
    troll = await office.opened("Your food is for idiots.", category=Category.TROLL)
    await office.casebook.act(ORG, troll, c.WithholdReply(), by=None)
    await office.until(berlin(3, 14))
    told = " ".join(words for _, words in office.heard())
    assert "A further reply has waited 4 h. A decision is due now." in told
    assert "A post to which no reply is advised has waited 4 h. A decision is due now." in told
