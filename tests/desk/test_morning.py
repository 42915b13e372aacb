"""One message in the morning for each conversation, and one after the bot was away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach import Coach
from bot.digest import DIGEST_JOB
from bot.follow_commands import Return
from bot.people import Caller
from bot.records import Commit, MessageRef, StandingCard
from bot.store import Store
from bot.triage import Category
from tests.cases import ref
from tests.conftest import SettableClock
from tests.time_travel import berlin
from tests.timed_office import ANA, CAME, ORG, REVIEW, TEAM, TimedOffice

HOUR = timedelta(hours=1)
TODAY = "We're sorry. We'll call you on Wednesday at noon."


@pytest.fixture
async def office(sqlite_store: Store, clock: SettableClock, coach: Coach) -> TimedOffice:
    """An office on Monday, November 2nd, at nine."""
    clock.at = berlin(2, 9)
    office = TimedOffice(sqlite_store, clock, coach)
    await office.morning.begin()
    return office


def posted(office: TimedOffice) -> list[tuple[str, str]]:
    """What conversations were told; forgotten afterwards."""
    told = [(one.to, one.words) for one in office.told if one.kind.endswith("-post")]
    office.told = []
    return told


async def test_it_counts_what_the_day_brings(office: TimedOffice) -> None:
    """Overdue, promised for today, back again, and how yesterday went; with what to look at."""
    office.clock.at = berlin(3, 9)
    for number in range(3):
        await office.opened(f"The pasta was cold at table {number}.")
    for minutes in (20, 52, 90):
        office.clock.at = berlin(3, 10)
        case_id = await office.opened(f"The soup was cold {minutes} times.")
        office.clock.at = berlin(3, 10) + timedelta(minutes=minutes)
        await office.answered(case_id, TODAY if minutes > 20 else "We're sorry about the soup.")
    await office.casebook.act(ORG, case_id, Return(ref("It is cold again.")), by=ANA)
    await office.until(berlin(4, 8, 29))
    posted(office)
    await office.until(berlin(4, 8, 30))
    [(where, words)] = posted(office)
    lines = words.splitlines()
    assert where == REVIEW
    assert lines[0] == (
        "4 overdue · 2 promises today · 1 customer came back · 3 answered, median 52 min"
    )
    assert lines[1].startswith("• the customer: “The pasta was cold at table ")
    assert lines[1].endswith(".”: an answer is overdue")
    assert len(lines) == 6


async def test_it_comes_on_open_days_and_only_where_there_is_something(
    office: TimedOffice,
) -> None:
    """Not on a weekend or a holiday; and no message says that there is nothing."""
    await office.until(berlin(4, 9))
    assert posted(office) == []
    await office.opened()
    office.told = []
    await office.until(berlin(20, 9))
    days = [one.at.astimezone(office.house.hours.zone) for one in office.told if "\n" in one.words]
    assert [day.day for day in days] == [5, 6, 9, 10, 11, 12, 13, 16, 17, 19, 20]
    assert {(day.hour, day.minute) for day in days} == {(8, 30)}


async def test_every_conversation_hears_of_its_own_cases(office: TimedOffice) -> None:
    """One message each; what has no card stands where most have theirs."""
    await office.opened("The pasta was cold.")
    await office.opened("The soup was cold.")
    await office.opened("The coffee was cold.", card="COTHER")
    await office.opened("The tea was cold.", card="")
    await office.until(berlin(2, 23))
    office.told = []
    await office.until(berlin(3, 9))
    told = dict(posted(office))
    assert told[REVIEW].startswith("3 overdue")
    assert told["COTHER"].startswith("1 overdue")
    assert "coffee" not in told[REVIEW]


async def test_a_copy_in_direct_messages_brings_nobody_a_message(office: TimedOffice) -> None:
    """Whoever once asked to see a card is no conversation of the case."""
    case_id = await office.opened()
    copy = StandingCard(MessageRef(f"slack:{TEAM}", "DANA", "m"), 1, "shown - copy UANA")
    await office.store.commit(Commit(ORG, case_id, None, cards=(copy,)))
    await office.until(berlin(3, 9))
    assert "DANA" not in {one.to for one in office.told}


async def test_every_organisation_has_its_morning(office: TimedOffice) -> None:
    """Also one that nobody reminded of yet."""
    await office.opened(organisation="others", card="CTHEIRS")
    await office.opened()
    await office.morning.begin()
    await office.until(berlin(3, 9))
    told = {one.to for one in office.told if one.words.startswith("1 overdue")}
    assert told == {"CTHEIRS", REVIEW}


async def test_it_comes_once_whatever_happens_to_the_clock(office: TimedOffice) -> None:
    """Set back by an hour after it came, and asked for again by every start."""
    await office.opened()
    await office.until(berlin(3, 8, 40))
    assert len([words for _, words in posted(office) if words.startswith("1 overdue")]) == 1
    office.clock.at -= HOUR
    await office.morning.begin()
    await office.until(berlin(3, 12))
    assert posted(office) == []
    await office.until(berlin(4, 9))
    assert len(posted(office)) == 1


async def test_a_message_that_is_asked_for_while_it_is_written_comes_once(
    office: TimedOffice,
) -> None:
    """Another process asks for the same morning at that moment."""
    await office.opened()
    await office.until(berlin(3, 8, 29))
    posted(office)
    office.clock.at = berlin(3, 8, 30)
    now = office.clock.at
    jobs = await office.store.claim_jobs([DIGEST_JOB], now=now, lease=HOUR, limit=5)
    [job] = [one for one in jobs if one.organisation == ORG]
    office.clock.at -= timedelta(seconds=1)
    await office.morning.begin()
    office.clock.at = berlin(3, 8, 30)
    await office.morning.run(job)
    await office.until(berlin(3, 9))
    assert len(posted(office)) == 1


async def test_trolls_that_were_left_alone_get_a_second_look_once_a_week(
    office: TimedOffice,
) -> None:
    """A few of last week's, on the first open day; and not what was answered."""
    for number in range(9):
        case_id = await office.opened(f"Burger bots, model {number}.", category=Category.TROLL)
        await office.closed(case_id)
    await office.morning.begin()
    await office.until(berlin(9, 8, 29))
    assert posted(office) == []
    await office.until(berlin(9, 9))
    [(where, words)] = posted(office)
    assert where in {REVIEW, "review"}
    assert words.startswith("Nothing is due.\nA second look, please.")
    assert words.count("Burger bots") == 3
    await office.until(berlin(17, 9))
    assert posted(office) == []


async def test_a_second_look_that_was_missed_comes_with_the_next_message(
    office: TimedOffice,
) -> None:
    """The bot was away on Monday morning: it is not lost, and comes once."""
    await office.closed(await office.opened("Burger bots.", category=Category.TROLL))
    await office.morning.begin()
    await office.until(berlin(9, 8))
    office.told = []
    await office.away(berlin(9, 10))
    await office.until(berlin(14, 20))
    assert sum("A second look" in words for _, words in posted(office)) == 1


async def test_after_a_day_away_there_is_one_message_and_no_ping(office: TimedOffice) -> None:
    """Thirty cases, a morning that was missed, and a crisis that is told at once."""
    for number in range(30):
        await office.opened(f"The pasta was cold at table {number}.")
    await office.away(berlin(3, 11))
    assert office.told == []
    crisis = await office.opened("There was glass in it.", category=Category.CRISIS, severity=5)
    await office.until(berlin(3, 11, 1))
    assert {one.case_id for one in office.told} == {crisis}
    await office.until(berlin(3, 11, 5))
    [(where, words)] = posted(office)
    assert (where, words.splitlines()[0]) == (REVIEW, "30 overdue")
    office.told = []
    await office.until(berlin(4, 8, 29))
    assert {one.case_id for one in office.told} == {crisis}
    await office.until(berlin(4, 9))
    assert [words.splitlines()[0] for _, words in posted(office)] == ["31 overdue"]


async def test_back_before_the_morning_message_there_is_only_that_one(office: TimedOffice) -> None:
    """A night away is told by the message of the morning."""
    await office.opened()
    await office.away(berlin(3, 3))
    await office.until(berlin(3, 12))
    assert [words.splitlines()[0] for _, words in posted(office)] == ["1 overdue"]


async def test_what_was_not_asked_while_away_is_not_lost(office: TimedOffice) -> None:
    """A check-in that nobody heard stands in the message until somebody acts."""
    case_id = await office.opened()
    await office.answered(case_id, "We're sorry about that.")
    await office.away(berlin(4, 9))
    await office.until(berlin(4, 10))
    [(_, words)] = posted(office)
    assert words.splitlines()[0] == "1 more to look at"
    assert words.endswith("and it took 45 minutes.”: has the customer come back?")
    await office.desk.claim(Caller(ORG, ANA), case_id)
    await office.until(berlin(5, 8, 45))
    assert posted(office) == []


async def test_erased_words_stay_erased(office: TimedOffice) -> None:
    """The message counts the case, and quotes nobody."""
    case_id = await office.opened()
    await office.store.erase_contents(ORG, case_id)
    await office.until(berlin(3, 9))
    words = [w for _, w in posted(office) if w.startswith("1 overdue")]
    assert words == ["1 overdue\n• Erased words: an answer is overdue"]
    assert CAME.conversation not in words[0]
