"""Open time and quiet hours, over nights, weekends, holidays and the change to summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SetupError
from bot.follow_up import Days, FollowUpRules
from bot.office_hours import OfficeHours, Span
from bot.opening import house

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE, TOKYO = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Tokyo")  # by 30 min; never
CAIRO = ZoneInfo("Africa/Cairo")  # summer time begins at midnight
ZONES = (BERLIN, NEW_YORK, LORD_HOWE, TOKYO, CAIRO)
ROUND_THE_CLOCK = ((time(), time()),) * 7
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def local(zone: ZoneInfo, *when: int) -> datetime:
    """A local clock time."""
    return datetime(*when, tzinfo=zone)  # type: ignore[misc]


def berlin(*when: int) -> datetime:
    """A local clock time in Berlin."""
    return local(BERLIN, *when)


HOUSE = OfficeHours(BERLIN, holidays=frozenset({date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("start", "hours", "then"),
    [
        (berlin(2026, 11, 2, 10), 4, berlin(2026, 11, 2, 14)),  # within a day
        (berlin(2026, 11, 2, 14), 4, berlin(2026, 11, 2, 18)),  # until the house closes
        (berlin(2026, 11, 2, 16), 4, berlin(2026, 11, 3, 11)),  # overnight
        (berlin(2026, 11, 2, 3), 4, berlin(2026, 11, 2, 13)),  # written at night
        (berlin(2026, 11, 6, 16), 4, berlin(2026, 11, 9, 11)),  # Friday to Monday
        (berlin(2026, 11, 7, 12), 4, berlin(2026, 11, 9, 13)),  # written on a Saturday
        (berlin(2026, 12, 24, 17), 4, berlin(2026, 12, 28, 12)),  # over a holiday and a weekend
        (berlin(2026, 10, 23, 17), 2, berlin(2026, 10, 26, 10)),  # the clocks are set back between
        (berlin(2026, 3, 27, 17), 2, berlin(2026, 3, 30, 10)),  # … or forward
    ],
)
def test_time_goes_by_while_the_house_is_open(start: datetime, hours: int, then: datetime) -> None:
    """Nights, weekends and holidays do not count."""
    assert HOUSE.after(start, hours * HOUR) == then


def test_round_the_clock_an_hour_is_an_hour_on_the_day_of_the_change() -> None:
    """Of the night that has 25 hours, all are counted."""
    always = OfficeHours(BERLIN, ROUND_THE_CLOCK)
    assert always.after(berlin(2026, 10, 24, 12), 24 * HOUR) == berlin(2026, 10, 25, 11)
    assert always.after(berlin(2026, 3, 28, 12), 24 * HOUR) == berlin(2026, 3, 29, 13)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (berlin(2026, 11, 2, 12), berlin(2026, 11, 2, 12)),  # by day, at once
        (berlin(2026, 11, 2, 19, 59), berlin(2026, 11, 2, 19, 59)),
        (berlin(2026, 11, 2, 20), berlin(2026, 11, 3, 8)),  # in the evening
        (berlin(2026, 11, 3, 2), berlin(2026, 11, 3, 8)),  # past midnight
        (berlin(2026, 11, 6, 21), berlin(2026, 11, 9, 8)),  # on a Friday evening
        (berlin(2026, 11, 7, 12), berlin(2026, 11, 9, 8)),  # on a Saturday
        (berlin(2026, 12, 25, 12), berlin(2026, 12, 28, 8)),  # at Christmas
    ],
)
def test_nobody_is_disturbed_in_quiet_hours_and_on_closed_days(
    at: datetime, then: datetime
) -> None:
    """It waits until people are there again."""
    assert HOUSE.awake(at) == then


def test_a_quiet_time_at_noon() -> None:
    """Quiet hours need not be at night."""
    siesta = OfficeHours(BERLIN, quiet=(time(12), time(14)))
    assert siesta.awake(berlin(2026, 11, 2, 13)) == berlin(2026, 11, 2, 14)
    assert siesta.awake(berlin(2026, 11, 2, 23)) == berlin(2026, 11, 2, 23)
    assert siesta.awake(berlin(2026, 11, 6, 23, 30)) == berlin(2026, 11, 6, 23, 30)
    assert siesta.awake(berlin(2026, 11, 7, 1)) == berlin(2026, 11, 9)


def test_an_hour_that_comes_twice_is_quiet_no_longer_than_the_first() -> None:
    """Where clocks are set back within quiet hours, nobody is told before it happened."""
    early = OfficeHours(BERLIN, ROUND_THE_CLOCK, quiet=(time(20), time(2, 30)))
    second = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1)
    assert early.awake(second) == second.astimezone(UTC)
    first = second.replace(fold=0)
    assert early.awake(first) == first.astimezone(UTC) + 15 * MINUTE


def test_an_hour_that_summer_time_leaves_out() -> None:
    """Quiet hours that end in it end at once."""
    early = OfficeHours(BERLIN, ROUND_THE_CLOCK, quiet=(time(20), time(2, 30)))
    assert early.awake(berlin(2026, 3, 29, 1, 30)) == berlin(2026, 3, 29, 3, 30)


def test_the_last_hour_before_a_night_and_a_weekend() -> None:
    """What falls due when nobody may be disturbed is told before, if it was known by then."""
    sunday, friday = berlin(2026, 11, 8, 23, 59), berlin(2026, 11, 6, 19)
    assert HOUSE.awake_before(sunday, berlin(2026, 11, 4, 9)) == friday
    assert HOUSE.awake_before(sunday, berlin(2026, 11, 6, 19, 30)) == berlin(2026, 11, 9, 8)
    noon = berlin(2026, 11, 4, 12)
    assert HOUSE.awake_before(noon, berlin(2026, 11, 4, 9)) == noon


SPANS = st.sampled_from(
    [(time(9), time(18)), (time(), time()), (time(2, 30), time(3)), (time(12), time())]
)
WEEKS = st.lists(st.none() | SPANS, min_size=7, max_size=7).filter(any)
QUIET = st.none() | st.sampled_from(
    [(time(20), time(8)), (time(23, 30), time(2, 30)), (time(12), time(14)), (time(22), time())]
)
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 1, 31)), max_size=5)


@st.composite
def houses(draw: st.DrawFn) -> OfficeHours:
    """Any house that opens at all."""
    week: list[Span | None] = draw(WEEKS)
    return OfficeHours(draw(st.sampled_from(ZONES)), week, draw(HOLIDAYS), draw(QUIET))


MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + m * MINUTE)
TIMES = st.timedeltas(timedelta(), 30 * HOUR).map(lambda t: t - t % MINUTE)


def opened(one: OfficeHours, at: datetime) -> bool:
    """Whether a house is open, or has just closed, looked up by the local clock."""
    here = at.astimezone(one.zone)
    for day in (here.date(), here.date() - DAY):
        hours = one.open[day.weekday()]
        if hours and day not in one.holidays:
            begins, ends = hours
            last = one.local(day + DAY if ends == time() else day, ends)
            if one.local(day, begins) <= at <= last:
                return True
    return False


@given(houses(), MOMENTS, TIMES)
def test_business_time_ends_while_the_house_is_open_and_never_too_early(
    one: OfficeHours, start: datetime, span: timedelta
) -> None:
    """No target lies in a night, or before so much time has gone by at all."""
    then = one.after(start, span)
    assert then >= start + span
    assert opened(one, then)


@given(houses(), MOMENTS, TIMES, TIMES)
def test_what_is_written_later_is_due_later(
    one: OfficeHours, start: datetime, span: timedelta, more: timedelta
) -> None:
    """More time never ends sooner, whether at the beginning or the end; spans add up."""
    assert one.after(start, span) <= one.after(start + more, span)
    assert one.after(start, span) <= one.after(start, span + more)
    if more:  # no time at all ends as the house closes, and begins as it opens again
        assert one.after(one.after(start, span), more) == one.after(start, span + more)


def test_a_house_may_open_for_half_an_hour_a_week() -> None:
    """However rarely it opens, its time is counted in open hours."""
    sundays = OfficeHours(BERLIN, [None] * 6 + [(time(10), time(10, 30))])
    start = berlin(2026, 1, 1)
    assert sundays.after(start, 30 * HOUR) == berlin(2027, 2, 21, 10, 30)


@given(houses(), MOMENTS, TIMES)
def test_people_are_disturbed_only_when_they_may_be(
    one: OfficeHours, at: datetime, more: timedelta
) -> None:
    """Never earlier than asked, in order, and not again later: the result may be told."""
    then = one.awake(at)
    assert at <= then <= one.awake(at + more)
    assert one.awake(then) == then
    if one.quiet:
        assert one.works_on(one.day_of(then))


@given(houses(), MOMENTS, TIMES)
def test_what_is_told_before_its_time_is_told_when_people_may_be_disturbed(
    one: OfficeHours, since: datetime, span: timedelta
) -> None:
    """After it was known, and before it is due, wherever there is such a time."""
    due = since + span
    then = one.awake_before(due, since)
    assert one.awake(then) == then
    assert since <= then
    assert then <= due or then == one.awake(due)


def test_the_hours_of_the_shipped_file_and_of_a_country() -> None:
    """A holiday of the region closes the house."""
    rules = FollowUpRules(country="DE-BY", closed_on=(date(2026, 12, 24),))
    hours = house(rules, BERLIN, date(2026, 11, 1)).hours
    assert not hours.works_on(date(2026, 1, 6))  # in Bavaria, not everywhere
    assert not hours.works_on(date(2026, 12, 24))
    assert hours.works_on(date(2026, 11, 2))
    assert not hours.works_on(date(2026, 11, 1))


def test_a_day_may_last_until_midnight() -> None:
    """24:00 is no mistake."""
    days = Days(*["00:00-24:00"] * 7)
    hours = house(FollowUpRules(hours=days), BERLIN, date(2026, 11, 1)).hours
    assert hours.open == ROUND_THE_CLOCK
    assert hours.closes_on(date(2026, 11, 2)) == berlin(2026, 11, 3)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (FollowUpRules(hours=Days(*[""] * 7)), "never open"),
        (FollowUpRules(check_in_days=(3, 0)), "no number of days"),
        (FollowUpRules(hours=Days("18:00-09:00")), "ends before it begins"),
        (FollowUpRules(hours=Days("nine to five")), "should read like 09:00-18:00"),
        (FollowUpRules(quiet="08:00-08:00"), "no time to tell anybody"),
        (FollowUpRules(country="Atlantis"), "not known"),
    ],
)
def test_what_cannot_be_used_is_named(rules: FollowUpRules, said: str) -> None:
    """A lead who edits the file learns what to mend."""
    with pytest.raises(SetupError, match=said):
        house(rules, BERLIN, date(2026, 11, 1))
