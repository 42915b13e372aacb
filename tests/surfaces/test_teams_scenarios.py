"""The scenario list in Teams, through buttons and through emoji."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import Decision
from tests.scenarios import FOUR_EYES, GOOD, LED, PASTA, SCENARIOS, Scenario
from tests.teams_bot import teams_bot
from tests.teams_elements import labels, words
from tests.teams_people import teams_person
from tests.teams_site import TeamsSite, teams_site
from tests.teams_stage import PEOPLE, REVIEWS, TeamsStage


@pytest.fixture
async def site() -> AsyncIterator[TeamsSite]:
    """A fresh local Teams."""
    async with teams_site() as site:
        yield site


@pytest.mark.parametrize("emoji", [False, True], ids=["buttons", "emoji"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.__name__)
async def test_scenario(site: TeamsSite, tmp_path: Path, scenario: Scenario, emoji: bool) -> None:
    """Each story of `tests/scenarios.py` ends in Teams as it is told there."""
    people = {name: teams_person(site, name) for name in PEOPLE}
    site.place("channel", *(one.member for one in people.values()), name="reviews")
    policy = {"author_may_approve": scenario not in FOUR_EYES}
    if scenario in LED:
        leads = [people[name].member.entra for name in ("Ana", "Ben", "Lea")]
        policy |= {"approver_roles": "lead", "leads": ",".join(leads)}
    async with teams_bot(site, tmp_path, review_conversation=REVIEWS, **policy) as bot:
        await scenario(TeamsStage(bot, people, emoji))


async def test_who_sees_which_buttons(site: TeamsSite, tmp_path: Path) -> None:
    """The card that Teams fetches for a person has the buttons that they may press."""
    people = {name: teams_person(site, name) for name in PEOPLE}
    site.place("channel", *(one.member for one in people.values()), name="reviews")
    policy = {"approver_roles": "lead", "leads": people["Lea"].member.entra}
    async with teams_bot(site, tmp_path, review_conversation=REVIEWS, **policy) as bot:
        stage = TeamsStage(bot, people, emoji=False)
        await stage.forward("Ana", PASTA)
        await stage.write("Ana", GOOD)
        (_, card) = site.messages(REVIEWS)
        for name, may in (("Lea", True), ("Sam", False)):
            view = await people[name].look(card)
            assert GOOD in words(view)
            assert any(label.startswith("Approve") for label in labels(view)) is may
        assert "Somebody else has to approve" in words(people["Sam"].sees(card))
        await stage.decide("Lea", Decision.APPROVE)
        assert "Approved by Lea" in words(people["Sam"].sees(card))
