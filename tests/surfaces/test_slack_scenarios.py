"""The scenario list in Slack, through buttons and through emoji."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios import FOUR_EYES, LED, SCENARIOS, Scenario
from tests.slack_bot import slack_bot
from tests.slack_site import SlackSite, slack_site
from tests.slack_stage import PEOPLE, REVIEWS, SlackStage


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A Slack in which the bot is in the review conversation."""
    async with slack_site() as site:
        site.add_conversation(REVIEWS, "reviews", people=list(PEOPLE.values()), bot=True)
        yield site


@pytest.mark.parametrize("emoji", [False, True], ids=["buttons", "emoji"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.__name__)
async def test_scenario(site: SlackSite, tmp_path: Path, scenario: Scenario, emoji: bool) -> None:
    """Each story of `tests/scenarios.py` ends in Slack as it is told there."""
    policy = {"author_may_approve": scenario not in FOUR_EYES}
    if scenario in LED:
        policy |= {"approver_roles": "lead", "leads": "U1,U2,U3"}
    people = {name: site.person(member, name) for name, member in PEOPLE.items()}
    async with slack_bot(site, tmp_path, review_conversation=REVIEWS, **policy) as bot:
        await scenario(SlackStage(bot, people, emoji))
