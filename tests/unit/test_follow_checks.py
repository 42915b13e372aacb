"""What `coach doctor` says of the times of the house, and of who is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.follow_checks import check_follow_up
from bot.follow_up import Days, FollowUpRules
from bot.settings import Settings

SLACK = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}


def settings(**given: Any) -> Settings:
    """Settings as if they stood in the environment."""
    return Settings(coach_home=Path(), **given)


def test_it_says_when_the_house_is_open() -> None:
    """Days with the same hours together, with time zone and holidays."""
    hours = Days(friday="09:00-16:00", saturday="10:00-12:00")
    rules = FollowUpRules(hours=hours, country="DE-BY")
    says = check_follow_up(rules, settings(time_zone="Europe/Berlin")).says
    assert says.startswith(
        "open Monday to Thursday 09:00-18:00, Friday 09:00-16:00, Saturday 10:00-12:00 "
        "(Europe/Berlin), public holidays of DE-BY; "
    )


@pytest.mark.parametrize(
    ("given", "state", "told"),
    [
        ({}, "off", "neither Slack nor Teams is connected"),
        (SLACK, "off", "in Slack nobody is told what is overdue"),
        ({**SLACK, "leads": "U1"}, "ok", "what is overdue goes to the leads"),
        ({**SLACK, "review_conversation": "C1"}, "ok", "the review conversation"),
        ({**SLACK, "leads": "team-owners"}, "off", "in Slack nobody is told"),
    ],
)
def test_it_warns_where_nobody_would_be_told(given: dict[str, str], state: str, told: str) -> None:
    """No surface, or neither leads nor a review conversation on it."""
    check = check_follow_up(FollowUpRules(), settings(**given))
    assert check.state == state
    assert told in check.says


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (FollowUpRules(hours=Days(monday="9 to 5")), "should read like 09:00-18:00"),
        (FollowUpRules(country="Atlantis"), "it looks like DE"),
    ],
)
def test_what_cannot_be_used_is_a_problem(rules: FollowUpRules, says: str) -> None:
    """With the file and the key."""
    check = check_follow_up(rules, settings())
    assert check.state == "problem"
    assert "follow_up.yaml" in check.says
    assert says in check.says
