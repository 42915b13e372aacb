"""When people are told that an answer is due, and who is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.follow_up import FollowUp, FollowUpRules
from bot.timers import Audience, Due, next_time
from bot.told_now import next_look
from bot.triage import Category
from tests.cases import LEE, MIA, happy, ref
from tests.time_travel import ALWAYS, BUSINESS, Followed, berlin

OWNER, LEAD, CRISIS_OWNER = Audience.OWNER, Audience.LEAD, Audience.CRISIS_OWNER
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_an_answer_is_asked_for_at_50_80_and_100_percent_then_it_escalates() -> None:
    """Four hours: the owner twice, then the lead, then whoever owns crises."""
    case = Followed(berlin(2, 9)).opened().until(berlin(2, 23))
    assert case.said() == [
        (berlin(2, 11), Due.ANSWER, OWNER),
        (berlin(2, 12, 12), Due.ANSWER, OWNER),
        (berlin(2, 13), Due.ANSWER_NOW, LEAD),
        (berlin(2, 15), Due.ANSWER_LATE, CRISIS_OWNER),
    ]


def test_from_then_on_it_stands_in_the_message_of_every_open_morning() -> None:
    """Nobody gets a ping a day for each case; the weekend and a holiday have no morning."""
    case = Followed(berlin(12, 9)).opened().until(berlin(13, 0))
    assert len(case.said()) == 4
    case.until(berlin(20, 0))
    assert case.said() == []
    days = [at.astimezone(case.house.hours.zone) for at, _ in case.telling[4:]]
    assert [(at.day, at.hour, at.minute) for at in days] == [
        (13, 8, 30),
        (16, 8, 30),
        (17, 8, 30),
        (19, 8, 30),
    ]


def test_the_clock_starts_with_the_post_not_with_its_forwarding() -> None:
    """What was written at nine and forwarded at half past twelve is due at one."""
    case = Followed(berlin(2, 12, 30)).opened(posted_at=berlin(2, 9)).until(berlin(2, 14))
    assert case.said() == [
        (berlin(2, 12, 30), Due.ANSWER, OWNER),
        (berlin(2, 13), Due.ANSWER_NOW, LEAD),
    ]


def test_a_post_from_the_future_has_a_clock_too() -> None:
    """A platform's clock that is wrong by a year makes nobody wait for a year."""
    case = Followed(berlin(2, 9)).opened(posted_at=berlin(400)).until(berlin(2, 12))
    assert case.said() == [(berlin(2, 11), Due.ANSWER, OWNER)]


def test_severity_4_has_an_hour() -> None:
    """The target depends on how grave it is."""
    case = Followed(berlin(2, 9)).opened(severity=4).until(berlin(2, 10))
    assert [at for at, *_ in case.said()] == [berlin(2, 9, 30), berlin(2, 9, 48), berlin(2, 10)]


@pytest.mark.parametrize("category", [Category.CRISIS, Category.PERSON_AT_RISK])
def test_a_crisis_is_told_at_once_at_any_hour(category: Category) -> None:
    """On a Sunday at two in the morning: its owner at once, then by the 15-minute clock."""
    night = berlin(8, 2)
    case = Followed(night).opened(category, 5).until(night + 90 * MINUTE)
    assert case.said() == [
        (night, Due.ALARM, CRISIS_OWNER),
        (night + 7.5 * MINUTE, Due.ANSWER, OWNER),
        (night + 12 * MINUTE, Due.ANSWER, OWNER),
        (night + 15 * MINUTE, Due.ANSWER_NOW, LEAD),
        (night + 22.5 * MINUTE, Due.ANSWER_LATE, CRISIS_OWNER),
        (night + 82.5 * MINUTE, Due.ANSWER_LATE, LEAD),
    ]


def test_a_crisis_that_nobody_sees_to_rings_every_hour_of_half_a_day_only() -> None:
    """After that it stands in the mornings, like all else."""
    case = Followed(berlin(8, 2)).opened(Category.CRISIS, 5).until(berlin(12))
    late = [at for at, due, audience in case.said() if (due, audience) == (Due.ANSWER_LATE, LEAD)]
    assert len(late) == 12
    assert late[-1] - late[0] == 11 * HOUR
    assert next_time(case.case, case.house) == berlin(12, 8, 30)


def test_what_turns_out_to_be_a_crisis_later_is_told_to_everybody_at_once() -> None:
    """Though the owner, the lead and the owner of crises heard of it as a complaint."""
    case = Followed(berlin(2, 9)).opened().until(berlin(2, 21))
    case.said()
    case.read(Category.CRISIS, 5, by=MIA).until(case.now)
    told = {audience for _, _, audience in case.said()}
    assert told == {OWNER, LEAD, CRISIS_OWNER}
    assert all(one.loud for one in case.waiting if not one.listed)


def test_a_crisis_that_is_none_goes_back_to_office_hours() -> None:
    """Corrected at night, nobody is disturbed any more; what was told is not told again."""
    case = Followed(berlin(2, 22)).opened(Category.CRISIS, 5).until(berlin(2, 22, 20))
    case.said()
    case.read(Category.COMPLAINT, 2, by=MIA).until(berlin(3, 8, 30))
    assert case.said() == []
    assert case.until(berlin(3, 12)).said() == [(berlin(3, 11), Due.ANSWER, OWNER)]


def test_a_graver_reading_has_a_shorter_clock() -> None:
    """After two hours it turns out to be severity 4: the lead hears it at once."""
    case = Followed(berlin(2, 9)).opened().until(berlin(2, 10, 10))
    assert case.said() == []
    case.read(Category.COMPLAINT, 4, by=MIA).until(berlin(2, 10, 10))
    assert case.said() == [
        (berlin(2, 10, 10), Due.ANSWER_NOW, LEAD),
        (berlin(2, 10, 10), Due.ANSWER, OWNER),
    ]


def test_quiet_hours_bundle_what_came_due_in_the_night() -> None:
    """In the morning the owner, the lead and the crisis owner hear one thing each, not four."""
    case = Followed(berlin(2, 19, 30), ALWAYS).opened().until(berlin(3, 9))
    assert case.said() == [
        (berlin(3, 8), Due.ANSWER_LATE, CRISIS_OWNER),
        (berlin(3, 8), Due.ANSWER_NOW, LEAD),
        (berlin(3, 8), Due.ANSWER, OWNER),
    ]


def test_where_silence_is_advised_people_are_asked_once_to_decide() -> None:
    """No ladder of pings for a troll."""
    case = Followed(berlin(2, 9)).opened(Category.TROLL).do(c.WithholdReply(), by=None)
    case.until(berlin(6))
    assert case.said() == [(berlin(2, 13), Due.ANSWER_NOW, LEAD)]


def test_silence_that_a_human_decided_on_ends_the_clock() -> None:
    """No pings at all for a case that is closed."""
    case = Followed(berlin(2, 9)).opened(Category.TROLL).do(c.Close(ref("a troll")), by=MIA)
    assert next_time(case.case, case.house) is None


def test_a_case_that_is_reopened_is_due_from_then_on() -> None:
    """It needs us again, and its clock is new."""
    case = Followed(berlin(2, 9)).opened().until(berlin(2, 17)).do(c.Close(ref("done")), by=MIA)
    case.said()
    case.now = berlin(4, 9)
    case.do(c.Reopen(), by=LEE).until(berlin(4, 13))
    assert [at for at, *_ in case.said()] == [berlin(4, 11), berlin(4, 12, 12), berlin(4, 13)]


def test_a_further_post_has_a_clock_of_its_own() -> None:
    """Also where a platform tells only the day, so that two posts have one time."""
    case = Followed(berlin(2, 9)).opened(posted_at=berlin(2)).until(berlin(2, 17)).answered()
    case.said()
    case.do(fc.Return(ref("still cold"), berlin(2))).until(berlin(2, 17, 30))
    told = case.said()
    assert (berlin(2, 17), Due.ANSWER_LATE, CRISIS_OWNER) not in told
    assert [one.mark for one in case.waiting if ":2." in one.mark]


def test_what_is_not_settled_in_time_is_asked_about_once_for_each_post() -> None:
    """72 open hours for the first post; for a further one they begin anew."""
    case = Followed(berlin(2, 9)).opened().until(berlin(2, 10)).answered().until(berlin(14))
    assert case.said(Due.CONCLUSION) == [(berlin(11, 18), Due.CONCLUSION, LEAD)]
    case.now = berlin(16, 9)
    case.do(fc.Return(ref("still cold"))).read(Category.COMPLAINT).answered().until(berlin(28))
    assert case.said(Due.CONCLUSION) == [(berlin(26, 18), Due.CONCLUSION, LEAD)]


def test_after_an_answer_somebody_asks_whether_the_customer_came_back() -> None:
    """After one, three and seven days, then every week."""
    case = Followed(berlin(2, 9)).opened().answered().until(berlin(24))
    assert [at for at, *_ in case.said(Due.CHECK_IN)] == [
        berlin(3, 9),
        berlin(5, 9),
        berlin(9, 9),
        berlin(16, 9),
        berlin(23, 9),
    ]


def test_nobody_asks_for_the_customer_before_we_did_what_we_promised() -> None:
    """Until it is kept it is our turn; then the days count from there."""
    case = Followed(berlin(2, 9)).opened().answered((berlin(6, 12), False), (None, False))
    case.until(berlin(10, 9)).do(fc.KeepPromise(1), by=MIA).until(berlin(11, 9))
    assert case.said(Due.CHECK_IN) == []
    case.do(fc.KeepPromise(2), by=MIA).until(berlin(12, 9))
    assert case.said(Due.CHECK_IN) == [(berlin(12, 9), Due.CHECK_IN, OWNER)]


def test_two_weeks_after_the_end_somebody_asks_whether_they_are_won_back() -> None:
    """Once; a case that says so already is not asked about."""
    case = Followed(berlin(2, 9)).opened().answered().do(happy(), by=MIA).until(berlin(30))
    assert case.said() == [(berlin(16, 9), Due.WON_BACK, OWNER)]
    case.do(c.Solve(e.Outcome.WON_BACK, ref("I was there again")), by=MIA)
    assert next_time(case.case, case.house) is None


def test_after_a_day_of_downtime_nobody_is_pinged() -> None:
    """What came due stands in one digest, and is not told again."""
    case = Followed(berlin(2, 9)).opened().away(berlin(3, 9))
    assert case.said() == []
    [(_, telling)] = case.telling
    assert telling.missed
    assert len(telling.marks) == 5
    case.until(berlin(3, 23))
    assert case.said() == []


def test_a_crisis_is_told_at_once_after_any_downtime() -> None:
    """Everybody who should have been told is."""
    case = Followed(berlin(8, 2)).opened(Category.CRISIS, 5).away(berlin(8, 3))
    assert {audience for _, _, audience in case.said()} == {OWNER, LEAD, CRISIS_OWNER}


def test_after_a_downtime_that_ends_at_night_people_sleep_on() -> None:
    """What came due at ten to eight in the evening waits until the morning; a crisis does not."""
    night = berlin(2, 20, 30)
    case = Followed(berlin(2, 15, 50), ALWAYS).opened().away(night)
    assert case.said() == []
    assert not case.telling
    assert next_look(case.waiting, case.house, night) == berlin(3, 8)
    case.read(Category.CRISIS, 5, by=MIA).away(night)
    assert case.said()


def test_a_short_downtime_tells_what_counts_by_now() -> None:
    """The lead hears that it is due; that half of the time was over is no news."""
    case = Followed(berlin(2, 9)).opened().away(berlin(2, 13, 20))
    assert case.said() == [
        (berlin(2, 13, 20), Due.ANSWER_NOW, LEAD),
    ]
    assert not case.telling[0][1].missed


def test_another_house_has_other_times() -> None:
    """Two hours for most posts, round the clock and with no quiet hours."""
    rules = FollowUpRules(first_answer=FollowUpRules().first_answer, round_the_clock=True)
    hours = BUSINESS.hours.__class__(BUSINESS.hours.zone, quiet=None)
    case = Followed(berlin(7, 23), FollowUp(rules, hours)).opened().until(berlin(8, 3))
    assert [at for at, *_ in case.said()] == [berlin(8, 1), berlin(8, 2, 12), berlin(8, 3)]
