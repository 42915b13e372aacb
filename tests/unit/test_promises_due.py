"""The last local moment at which a promise is still kept."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.due import Due
from tests.unit.test_promises import one

LONDON, BERLIN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=LONDON)


def due(when: str, at: datetime = WEDNESDAY) -> Due | None:
    return one(f"We will call you {when}.", at).due


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("today", "2026-11-18"),
        ("tomorrow", "2026-11-19"),
        ("the day after tomorrow", "2026-11-20"),
        ("by Friday", "2026-11-20"),
        ("on Wednesday", "2026-11-18"),
        ("before Friday", "2026-11-19"),
        ("next Friday", "2026-11-27"),
        ("on Friday next week", "2026-11-27"),
        ("this week", "2026-11-22"),
        ("by the end of next week", "2026-11-29"),
        ("by the end of the month", "2026-11-30"),
        ("by the 3rd", "2026-12-03"),
        ("by 4 February", "2027-02-04"),
        ("on December 4th", "2026-12-04"),
        ("by 2026-12-01", "2026-12-01"),
        ("within 5 days", "2026-11-23"),
        ("in 3 to 5 working days", "2026-11-25"),
        ("within three working days", "2026-11-23"),
        ("in a fortnight", "2026-12-02"),
        ("in two months", "2027-01-18"),
        ("between Monday and Thursday", "2026-11-26"),
        ("by Friday 4 December", "2026-12-04"),
        ("on Friday, 4 December", "2026-12-04"),
        ("between 2 and 4 December", "2026-12-04"),
    ],
)
def test_days(when: str, wanted: str) -> None:
    """Days, weeks and months, as the customer would count them."""
    assert due(when) == date.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("tonight", "2026-11-18T23:59"),
        ("by end of day", "2026-11-18T23:59"),
        ("by end of day tomorrow", "2026-11-19T23:59"),
        ("this afternoon", "2026-11-18T18:00"),
        ("tomorrow morning", "2026-11-19T12:00"),
        ("first thing tomorrow", "2026-11-19T12:00"),
        ("in the morning", "2026-11-19T12:00"),
        ("by noon tomorrow", "2026-11-19T12:00"),
        ("by Friday noon", "2026-11-20T12:00"),
        ("by 4", "2026-11-18T16:00"),
        ("by nine", "2026-11-18T21:00"),
        ("at 4.50 this afternoon", "2026-11-18T16:50"),
        ("at half past five", "2026-11-18T17:30"),
        ("tomorrow at 10:15", "2026-11-19T10:15"),
        ("at 3 tomorrow", "2026-11-19T15:00"),
        ("on Monday at 8.15", "2026-11-23T08:15"),
        ("at 7 pm", "2026-11-18T19:00"),
        ("by 9 a.m.", "2026-11-19T09:00"),
        ("on Friday between 2 and 4", "2026-11-20T16:00"),
        ("within 24 hours", "2026-11-19T14:30"),
        ("within the hour", "2026-11-18T15:30"),
        ("in half an hour", "2026-11-18T15:00"),
        ("in 20 minutes", "2026-11-18T14:50"),
    ],
)
def test_hours(when: str, wanted: str) -> None:
    """Parts of a day, clock times in the half that makes sense, and hours that pass."""
    assert due(when) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    "when", ["soon", "shortly", "in a few days", "as soon as possible", "back"]
)
def test_vague_times_are_no_due(when: str) -> None:
    """A promise all the same, but nobody can be reminded of it."""
    assert due(when) is None


def test_elapsed_hours_pass_over_a_change_of_the_clock() -> None:
    """24 hours from the evening before summer time end an hour later on the clock."""
    spring = datetime(2026, 3, 28, 18, 30, tzinfo=BERLIN)
    assert due("within 24 hours", spring) == datetime.fromisoformat("2026-03-29T19:30")
    autumn = datetime(2026, 10, 24, 18, 30, tzinfo=BERLIN)
    assert due("within 24 hours", autumn) == datetime.fromisoformat("2026-10-25T17:30")


def test_years_end_and_leap_days() -> None:
    """The next such day may lie in another year, and not every year has each day."""
    december = datetime(2027, 12, 30, 9, 0, tzinfo=LONDON)
    assert due("by the 2nd", december) == date(2028, 1, 2)
    assert due("in two months", december) == date(2028, 2, 29)
    assert due("by 31 February", december) is None


@pytest.mark.parametrize("when", ["about Friday's visit", "about your Friday order"])
def test_a_day_that_only_names_something_is_no_due(when: str) -> None:
    """ "Friday's visit" says what it is about, not when."""
    assert due(when) is None
