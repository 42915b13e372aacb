"""What people read when something is due: calm, short, with the customer's own words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot import commands as c
from bot import follow_commands as fc
from bot.contents import Content, seal
from bot.reminder_words import sentence, when
from bot.timers import Audience, Due, Reminder
from bot.triage import Category
from bot.views import CaseView
from tests.cases import MIA, ref
from tests.time_travel import BERLIN, Followed, berlin

POST = "The pasta was cold, and it took 45 minutes."
QUOTE = "We'll refund the 40 euros by Friday noon."


def view(case: Followed, author: str = "Kim") -> CaseView:
    """The case with its words."""
    assert case.case.post
    texts = {case.case.post.id: kept(case.case.post.id, POST, author)}
    texts |= {one.content.id: kept(one.content.id, QUOTE) for one in case.case.ledger}
    return CaseView(case.case, (), texts, case.house)


def kept(content_id: str, text: str, author: str = "") -> Content:
    """A text as the store gives it."""
    return seal(text, content_id=content_id, salt="salt", extra={"author": author})


def said(case: Followed, due: Due, now: datetime, promise: int = 0, author: str = "Kim") -> str:
    """The sentence of a reminder."""
    reminder = Reminder("m", "s", now, due, Audience.OWNER, promise)
    return sentence(reminder, view(case, author), now)


def test_an_answer_that_is_due() -> None:
    """Who has waited how long, by when, and their words."""
    case = Followed(berlin(2, 9)).opened()
    quote = f"“{POST}”"
    assert said(case, Due.ANSWER, berlin(2, 11)) == (
        f"Kim has waited 2 h; an answer is due today at 13:00. {quote}"
    )
    assert said(case, Due.ANSWER_NOW, berlin(2, 13)) == (
        f"Kim has waited 4 h. An answer is due now. {quote}"
    )
    assert said(case, Due.ANSWER_LATE, berlin(3, 9)) == (
        f"Kim has waited a day. An answer was due yesterday at 13:00. {quote}"
    )


@pytest.mark.parametrize(
    ("category", "begins"),
    [
        (Category.CRISIS, "This looks like a crisis. Kim has waited 5 min;"),
        (Category.PERSON_AT_RISK, "Somebody may be in danger. Kim has waited 5 min;"),
    ],
)
def test_an_alarm_says_what_it_is(category: Category, begins: str) -> None:
    """Before anything else."""
    case = Followed(berlin(2, 9)).opened(category, 5)
    assert said(case, Due.ALARM, berlin(2, 9, 5)).startswith(begins)


def test_nobody_is_told_off() -> None:
    """A late promise asks what became of it; it blames nobody."""
    case = Followed(berlin(2, 9)).opened().answered((berlin(6, 12), False))
    told = said(case, Due.PROMISE_LATE, berlin(6, 13), 1)
    assert told == (
        f"A promise is open past its time (today at 12:00): “{QUOTE}” Mia has it. "
        "Kept, moved, or broken? The customer should hear it from us."
    )
    assert said(case, Due.PROMISE_NOW, berlin(6, 12), 1).endswith(f"Kim “{QUOTE}” Is it done?")


def test_a_promise_without_a_time_and_one_of_a_day() -> None:
    """A day has no hour, and what has no date says so."""
    case = Followed(berlin(2, 9)).opened().answered((None, False), (berlin(5, 23, 59), True))
    assert "It has no date. Is it done?" in said(case, Due.PROMISE_UNDATED, berlin(4), 1)
    assert "It is due tomorrow." in said(case, Due.PROMISE_SOON, berlin(4, 9), 2)


def test_after_an_answer() -> None:
    """Asked for, with what to do; an unknown customer has no name."""
    case = Followed(berlin(2, 9)).opened().answered()
    assert said(case, Due.CHECK_IN, berlin(3)).startswith("Has Kim come back?")
    assert said(case, Due.WON_BACK, berlin(3), author="").startswith(
        "Two weeks on: is the customer"
    )
    assert said(case, Due.CONCLUSION, berlin(12)).startswith("This has been open since Monday 2")


def test_a_further_reply_is_not_an_answer_that_somebody_misses() -> None:
    """The customer has one; it is a colleague who waits for a decision."""
    case = Followed(berlin(2, 9)).opened().answered()
    case.do(c.ProposeDraft(c.Origin.PERSON, ref("one thing more"), (), "v"), by=MIA)
    told = said(case, Due.ANSWER_NOW, berlin(2, 13))
    assert told.startswith("A further reply has waited 4 h. A decision is due now.")
    case.do(fc.Return(ref("still cold"), berlin(2, 9)))
    assert said(case, Due.ANSWER_NOW, berlin(2, 13)).startswith("Kim has waited 4 h. An")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (berlin(4, 14), "today at 14:00"),
        (berlin(3, 14), "yesterday at 14:00"),
        (berlin(5, 0), "tomorrow at 00:00"),
        (berlin(6, 14), "on Friday 6 November at 14:00"),
    ],
)
def test_times_are_local_and_near_days_have_names(at: datetime, words: str) -> None:
    """Seen from Wednesday the 4th, ten in the evening."""
    assert when(at, BERLIN, berlin(4, 22)) == words
    assert when(at, BERLIN, berlin(4, 22), all_day=True) == words.partition(" at ")[0]


def test_today_is_that_of_the_house_when_clocks_change() -> None:
    """Half past midnight after a day of 25 hours is the next day."""
    night = datetime(2026, 10, 26, 0, 30, tzinfo=BERLIN)
    assert when(night - timedelta(hours=1), BERLIN, night) == "yesterday at 23:30"
