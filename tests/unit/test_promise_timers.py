"""When people are told of what was promised: before, at its time, and until it is settled."""

from __future__ import annotations

from datetime import datetime

from bot import commands as c
from bot import follow_commands as fc
from bot.events import Origin
from bot.follow_up import FollowUp
from bot.timers import Audience, Due, next_time
from bot.triage import Category
from tests.cases import LEE, MIA, ref
from tests.time_travel import ALWAYS, BUSINESS, Followed, berlin

OWNER, LEAD = Audience.OWNER, Audience.LEAD
SOON, NOW, LATE = Due.PROMISE_SOON, Due.PROMISE_NOW, Due.PROMISE_LATE
KINDS = (SOON, NOW, LATE, Due.PROMISE_UNDATED)


def promised(*promises: tuple[datetime | None, bool], house: FollowUp = BUSINESS) -> Followed:
    """A case that was answered on Monday the 2nd at ten, with these promises."""
    return Followed(berlin(2, 10), house).opened().answered(*promises)


def test_its_owner_is_told_before_and_at_the_time_the_lead_after_it() -> None:
    """By Friday noon: a day ahead, at noon, then to the lead."""
    case = promised((berlin(6, 12), False)).until(berlin(6, 18))
    assert case.said(*KINDS) == [
        (berlin(5, 12), SOON, OWNER),
        (berlin(6, 12), NOW, OWNER),
        (berlin(6, 12, 1), LATE, LEAD),
    ]


def test_it_stands_in_every_morning_until_it_is_settled() -> None:
    """Daily, without a ping: it is told again, and never forgotten."""
    case = promised((berlin(4, 12), False)).until(berlin(4, 18))
    assert len(case.said()) == 3
    mornings = case.until(berlin(10)).telling[3:]
    assert case.said(*KINDS) == []
    assert [at for at, _ in mornings] == [berlin(day, 8, 30) for day in (5, 6, 9)]
    case.do(fc.BreakPromise(1, ref("the courier lost it")), by=MIA).until(berlin(10, 9))
    assert case.said(*KINDS) == []


def test_a_promise_for_today_is_told_in_parts_of_the_time_that_is_left() -> None:
    """Made at ten for two: an hour ahead."""
    case = promised((berlin(2, 14), False)).until(berlin(2, 14))
    assert [at for at, *_ in case.said(*KINDS)] == [berlin(2, 13), berlin(2, 14)]


def test_a_day_is_told_in_its_morning_and_before_the_house_closes() -> None:
    """“By Thursday” ends with Thursday: late is only the next day."""
    case = promised((berlin(5, 23, 59), True)).until(berlin(6, 9))
    assert case.said(*KINDS) == [
        (berlin(5, 9), SOON, OWNER),
        (berlin(5, 16), NOW, OWNER),
        (berlin(6, 8), LATE, LEAD),
    ]


def test_today_is_not_announced_to_whoever_has_just_promised_it() -> None:
    """One reminder before the house closes is enough."""
    case = promised((berlin(2, 23, 59), True)).until(berlin(2, 23))
    assert case.said(*KINDS) == [(berlin(2, 16), NOW, OWNER)]


def test_the_weekend_is_reminded_of_on_friday() -> None:
    """“By Sunday” in a house that is closed then."""
    case = promised((berlin(8, 23, 59), True)).until(berlin(9, 9))
    assert case.said(*KINDS) == [
        (berlin(6, 9), SOON, OWNER),
        (berlin(6, 16), NOW, OWNER),
        (berlin(9, 8), LATE, LEAD),
    ]


def test_what_is_due_at_night_is_told_before_the_night() -> None:
    """“By seven tomorrow morning” is told in the evening, not at seven."""
    case = promised((berlin(4, 7), False)).until(berlin(4, 9))
    assert case.said(*KINDS) == [(berlin(3, 19), NOW, OWNER), (berlin(4, 8), LATE, LEAD)]


def test_what_is_promised_and_due_within_one_night_waits_for_the_morning() -> None:
    """Quiet hours are for everybody, also for whoever works late."""
    case = Followed(berlin(2, 23)).opened().answered((berlin(3, 7), False)).until(berlin(3, 9))
    assert case.said(*KINDS) == [(berlin(3, 8), LATE, LEAD), (berlin(3, 8), NOW, OWNER)]


def test_in_a_crisis_a_promise_is_told_at_night() -> None:
    """“We'll tell you more at three”: told at three, late at one minute past, then hourly."""
    case = Followed(berlin(2, 23)).opened(Category.CRISIS, 5).answered((berlin(3, 3), False))
    case.until(berlin(3, 5, 30))
    assert case.said(*KINDS) == [
        (berlin(3, 2), SOON, OWNER),
        (berlin(3, 3), NOW, OWNER),
        (berlin(3, 3, 1), LATE, LEAD),
        (berlin(3, 4, 1), LATE, LEAD),
        (berlin(3, 5, 1), LATE, LEAD),
    ]


def test_what_has_no_date_is_asked_about_every_two_days_and_goes_to_the_lead() -> None:
    """Its owner twice, then the lead."""
    case = promised((None, False)).until(berlin(11))
    assert case.said(*KINDS) == [
        (berlin(4, 10), Due.PROMISE_UNDATED, OWNER),
        (berlin(6, 10), Due.PROMISE_UNDATED, OWNER),
        (berlin(9, 8), Due.PROMISE_UNDATED, LEAD),
    ]


def test_a_promise_that_is_moved_is_told_at_its_new_time_only() -> None:
    """The time that was left counts from the move, and nothing is told at once."""
    case = promised((berlin(4, 12), False)).until(berlin(4, 11))
    case.said()
    case.do(fc.MovePromise(1, berlin(4, 15)), by=MIA).until(berlin(4, 15))
    assert [at for at, *_ in case.said(*KINDS)] == [berlin(4, 14), berlin(4, 15)]
    case.do(fc.MovePromise(1, berlin(10, 12)), by=MIA).until(berlin(10, 12))
    assert [at for at, *_ in case.said(*KINDS)] == [berlin(9, 12), berlin(10, 12)]


def test_each_of_several_promises_has_its_own_time() -> None:
    """Settling one leaves the others."""
    case = promised((berlin(4, 12), False), (berlin(5, 12), False))
    case.do(fc.KeepPromise(1), by=MIA).until(berlin(5, 12))
    numbers = {h.reminder.promise for h in case.heard if h.reminder.due in KINDS}
    assert numbers == {2}


def test_a_waiver_ends_it() -> None:
    """The lead decided; nobody hears of it any more."""
    case = promised((berlin(4, 12), False))
    case.do(fc.WaivePromise(1, ref("they wrote that it is fine")), by=LEE).until(berlin(4, 18))
    assert case.said(*KINDS) == []


def test_what_was_promised_outlives_the_case() -> None:
    """A reply that turns out to stand in public after the case was closed is owed all the same."""
    case = Followed(berlin(2, 10)).opened()
    content = ref("We'll call you by Wednesday noon.")
    case.do(c.ProposeDraft(Origin.PERSON, content, (), "v")).do(
        c.Approve(1, content.digest), by=LEE
    )
    case.do(c.ProposeDraft(Origin.PERSON, ref("another"), (), "v"), c.Close(ref("no")), by=LEE)
    case.do(c.RecordSent(1), fc.RecordPromise(1, ref("call"), berlin(4, 12)), by=MIA)
    case.until(berlin(4, 18))
    assert [due for _, due, _ in case.said()] == [SOON, NOW, LATE]
    assert next_time(case.case, case.house) == berlin(5, 8, 30)


def test_round_the_clock_people_sleep_all_the_same() -> None:
    """That clocks run at night disturbs nobody at night."""
    case = promised((berlin(3, 3), False), house=ALWAYS).until(berlin(3, 9))
    for at, *_ in case.said():
        assert case.house.hours.awake(at) == at
