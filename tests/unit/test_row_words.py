"""What is due in a line of the case list, in two or three words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.records import CaseRow
from bot.row_words import briefly, dated_promise

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROW = CaseRow("acme", "c1", "open", "complaint", 2, "google", NOON - DAY, NOON, "post", "")


def says(row: CaseRow, now: datetime = NOON) -> list[str]:
    """The words alone."""
    return [one.says for one in briefly(row, now)]


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (NOON - HOUR, "answer overdue"),
        (NOON + HOUR, "answer due today 13:00"),
        (NOON + DAY, "answer due tomorrow 12:00"),
        (NOON + 4 * DAY, "answer due Fri 6 Nov"),
    ],
)
def test_an_answer_is_due(due: datetime, told: str) -> None:
    """By the hour while it is near, else by the day."""
    assert says(replace(ROW, answer_due=due)) == [told]


def test_a_promise_for_a_day_names_no_hour() -> None:
    """It is kept until the day ends."""
    evening = NOON.replace(hour=23, minute=59)
    assert says(replace(ROW, promise_due=evening)) == ["promise due today"]
    assert says(replace(ROW, promise_due=NOON + HOUR)) == ["promise due today 13:00"]


def test_a_promise_without_a_date_is_open() -> None:
    """The list keeps a moment far away for it, which nobody should read."""
    row = replace(ROW, promise_due=NOON + 3650 * DAY)
    assert says(row) == ["promise open"]
    assert dated_promise(row) is None


def test_a_customer_who_came_back_stands_first() -> None:
    """Before what is due, and what is late is marked."""
    row = replace(ROW, returned_at=NOON, answer_due=NOON - HOUR, promise_due=NOON + HOUR)
    told = briefly(row, NOON)
    assert [one.says for one in told] == ["came back", "answer overdue", "promise due today 13:00"]
    assert [one.late for one in told] == [False, True, False]


def test_days_are_those_of_the_house() -> None:
    """Half past eleven in the evening in London is tomorrow in Berlin."""
    now = NOON.astimezone(ZoneInfo("Europe/Berlin"))
    assert says(replace(ROW, answer_due=NOON.replace(hour=23, minute=30)), now) == [
        "answer due tomorrow 00:30"
    ]


def test_nothing_is_due() -> None:
    """Nothing is said."""
    assert says(ROW) == []
