"""The time that people type into a form: read in any of the languages, or not at all."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.promises import time_meant
from tests.unit.test_promises import words

# A Wednesday.
AT = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def meant(text: str) -> str | None:
    due = time_meant(text, at=AT, words=words())
    return due.isoformat() if isinstance(due, date) else None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Friday noon", "2026-11-20T12:00:00"),
        ("by Friday", "2026-11-20"),
        ("Friday, 4 December, 2 pm", "2026-12-04T14:00:00"),
        ("in 24 hours", "2026-11-19T14:30:00"),
        ("2026-12-04 14:00", "2026-12-04T14:00:00"),
        ("04.12.2026, 14:00", "2026-12-04T14:00:00"),
        ("4. Dezember 14 Uhr", "2026-12-04T14:00:00"),
        ("vendredi 15:00", "2026-11-20T15:00:00"),
        ("viernes 10:00", "2026-11-20T10:00:00"),
    ],
)
def test_what_people_type_is_read(text: str, due: str) -> None:
    """In their own language, whichever that is."""
    assert meant(text) == due


@pytest.mark.parametrize(
    "text",
    [
        "yesterday at 9",
        "not before Friday",
        "4/12/2026 2pm",
        "when pigs fly",
        "soon",
        "",
        "noonish",
    ],
)
def test_what_may_mean_something_else_is_not_guessed(text: str) -> None:
    """Whoever typed it is asked again, instead of being reminded at another time."""
    assert meant(text) is None
