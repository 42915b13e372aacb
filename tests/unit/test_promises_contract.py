"""What `coach check` says about promises, to scripts and to people."""

from __future__ import annotations

from datetime import UTC, date
from functools import cache
from typing import Any

import pytest

from bot import terminal
from bot.coach import Coach
from bot.contract import answer
from bot.errors import BadInput
from bot.findings import Verdict
from bot.promises import Promise
from bot.prompts import load_playbook
from bot.readers import Reading
from tests.serving import ROOT

REPLY = "Mia will call you by noon tomorrow. Your fare will be refunded by Friday."


@cache
def coach() -> Coach:
    return Coach(load_playbook(ROOT / "prompts"))


def checked(**item: Any) -> Any:
    return answer(coach(), "check", {"reply": REPLY, **item}, zone=UTC)["promises"]


def test_scripts_get_every_promise_with_its_due() -> None:
    """A due is an ISO date or minute without offset, and keys are those of the contract."""
    found = checked(at="2026-11-30T09:00:00+01:00", tz="Europe/Berlin")
    assert found == [
        {
            "text": "Mia will call you by noon tomorrow.",
            "start": 0,
            "end": 35,
            "what": "call you",
            "owner": "Mia",
            "due": "2026-12-01T12:00",
        },
        {
            "text": "Your fare will be refunded by Friday.",
            "start": 36,
            "end": 73,
            "what": "refund your fare",
            "owner": None,
            "due": "2026-12-04",
        },
    ]


def test_the_day_is_that_of_the_time_zone() -> None:
    """Half past eleven in the evening in London is tomorrow in Auckland."""
    late = checked(at="2026-11-29T23:30:00+00:00", tz="Pacific/Auckland")
    assert late[0]["due"] == "2026-12-01T12:00"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"at": "soon"}, "“at” should be"),
        ({"at": 5}, "“at” should be"),
        ({"tz": "Mars"}, "“tz” should be"),
        ({"tz": "../etc/passwd"}, "“tz” should be"),
        ({"at": "0001-01-01T00:00+14:00", "tz": "America/New_York"}, "“at” should be"),
    ],
)
def test_a_bad_time_or_zone_is_named(item: dict[str, Any], said: str) -> None:
    """A plain sentence says which field and what it should look like."""
    with pytest.raises(BadInput, match=said):
        checked(**item)


def test_people_read_one_line_a_promise() -> None:
    """What, by when, and whether anybody owns it."""
    shown = terminal.checked(
        Reading((), {}, Verdict.PASS),
        [
            Promise("", 0, 0, "refund the fare", None, date(2026, 12, 4)),
            Promise("", 0, 0, "call you", "Mia", None),
        ],
    )
    assert shown.splitlines()[1:] == [
        "Promises: refund the fare by Friday 4 December. Nobody owns it.",
        "Promises: call you. Mia owns it.",
    ]
