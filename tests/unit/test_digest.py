"""The message of the morning: right numbers, what to look at first, and when it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.digest import DIGEST_JOB, digest, missed_job, morning_job
from bot.follow_up import FollowUp, FollowUpRules
from bot.records import CaseRow
from tests.time_travel import BUSINESS, berlin

NOW = berlin(4, 8, 30)
HOURS = BUSINESS.hours
PLAIN = CaseRow("org", "", "open", "complaint", 2, "google", berlin(2), berlin(2), "", "")


def row(name: str, **what: datetime | str) -> CaseRow:
    """A line of the case list."""
    return replace(PLAIN, case_id=name, headline_content=f"post-{name}", **what)  # type: ignore[arg-type]


def answered(minutes: int) -> CaseRow:
    """A case whose first answer took so long."""
    sent = berlin(3, 10) + timedelta(minutes=minutes)
    return row("a", posted_at=berlin(3, 10), first_sent_at=sent)


def test_a_quiet_night_says_nothing() -> None:
    """No message that there is no news."""
    assert not digest([row("a")], [], [], NOW, HOURS).says


def test_it_names_numbers_and_the_weightiest_reason_of_each() -> None:
    """What is overdue first; a case that is several things counts as each, and stands once."""
    rows = [
        row("back", returned_at=berlin(3)),
        row("today", promise_due=berlin(4, 12)),
        row("both", answer_due=berlin(3), returned_at=berlin(3)),
        row("broken", promise_due=berlin(3, 12)),
        row("tomorrow", promise_due=berlin(5, 0)),
        row("later", answer_due=berlin(4, 9)),
        row("asked", unsaid="check in"),
    ]
    told = digest(rows, [answered(m) for m in (10, 52, 300)], [], NOW, HOURS)
    assert told.says == (
        "2 overdue · 1 promise today · 2 customers came back · 1 more to look at"
        " · 3 answered, median 52 min"
    )
    assert told.cases == (
        ("both", "post-both", "an answer is overdue"),
        ("broken", "post-broken", "a promise is open past its time"),
        ("today", "post-today", "a promise is due today"),
        ("back", "post-back", "the customer came back"),
        ("asked", "post-asked", "has the customer come back?"),
    )


def test_five_cases_are_enough_for_a_phone() -> None:
    """The number tells of the rest."""
    told = digest([row(f"{n}", answer_due=berlin(3)) for n in range(300)], [], [], NOW, HOURS)
    assert told.says == "300 overdue"
    assert len(told.cases) == 5


def test_a_clock_that_was_ahead_makes_no_negative_wait() -> None:
    """An answer is never earlier than its post."""
    assert digest([], [answered(-5)], [], NOW, HOURS).says.startswith("1 answered, median")
    assert "-" not in digest([], [answered(-5)], [], NOW, HOURS).says


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (berlin(4, 8), berlin(4, 8, 30)),
        (berlin(4, 8, 30), berlin(5, 8, 30)),
        (berlin(6, 9), berlin(9, 8, 30)),  # over the weekend
        (berlin(17, 9), berlin(19, 8, 30)),  # over a holiday
        (berlin(-8, 9), berlin(-5, 8, 30)),  # October 25th: the clocks are set back
    ],
)
def test_the_next_morning_is_on_an_open_day(now: datetime, then: datetime) -> None:
    """At the time of the house, by its local clock."""
    job = morning_job(BUSINESS, now)
    assert (job.kind, job.run_at) == (DIGEST_JOB, then)
    assert job.payload["of"] == str(then.date())


def test_what_was_missed_is_told_soon_but_never_twice_within_an_hour() -> None:
    """By day after two minutes; where the morning is near, by its message."""
    assert missed_job(BUSINESS, berlin(4, 11)).run_at == berlin(4, 11, 2)
    assert missed_job(BUSINESS, berlin(4, 7, 50)) == morning_job(BUSINESS, berlin(4, 7, 50))
    assert missed_job(BUSINESS, berlin(4, 3)) == morning_job(BUSINESS, berlin(4, 3))
    assert missed_job(BUSINESS, berlin(7, 12)) == morning_job(BUSINESS, berlin(7, 12))
    late = FollowUp(FollowUpRules(morning=time(11)), HOURS)
    assert missed_job(late, berlin(4, 3)).run_at == berlin(4, 8)
