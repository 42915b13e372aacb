"""Cases that cross from one platform to the other, within one organisation."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.case import CaseStatus, DraftState
from bot.people import HOME
from tests.running import Running, running
from tests.scenarios import CAME_BACK, GOOD, HAPPY, PASTA, PROMISE, PROMISING
from tests.slack_blocks import Message
from tests.slack_bot import slack_settings
from tests.slack_people import Person
from tests.slack_site import SlackSite
from tests.teams_bot import teams_settings
from tests.teams_elements import labels, words
from tests.teams_people import TeamsPerson, teams_person
from tests.teams_site import Place, Posted, TeamsSite, teams_site

SLACK_REVIEWS, TEAMS_REVIEWS = "C9REVIEWS", "19:reviews@thread.tacv2"
BOTH = f"{SLACK_REVIEWS},{TEAMS_REVIEWS}"


@dataclass
class Crossing(Running):
    """One bot in both: Ana uses Slack, Ben uses Teams. `reviews` is a channel in Teams."""

    slack: SlackSite
    teams: TeamsSite
    ana: Person
    ben: TeamsPerson
    reviews: Place

    def passed(self, seconds: float) -> None:
        """Time passes in Slack as well."""
        self.slack.forward(seconds)

    def in_slack(self, conversation: str = SLACK_REVIEWS) -> list[Message]:
        """The cards that stand there."""
        return [one for one in self.slack.messages(conversation) if one.get("metadata")]

    def in_teams(self) -> list[Posted]:
        """The cards that stand in the channel."""
        return [one for one in self.teams.messages(self.reviews) if one.card]

    async def begun_in_slack(self, text: str = GOOD) -> None:
        """Ana forwards a post, and writes a reply that is good."""
        await self.ana.command("/respond", PASTA)
        await self.work()
        await self.ana.click((self.in_slack() or self.in_slack(self.ana.dm))[-1], "coach_edit")
        self.ana.fill({"coach_typed": text})
        assert (await self.ana.submit()).ok
        await self.work()

    async def begun_in_teams(self) -> None:
        """Ben forwards a post, and writes a reply that is good."""
        await self.ben.forward(PASTA)
        await self.work()
        await self.ben.press((self.in_teams() or self.ben.messages())[-1], "Save", text=GOOD)
        await self.work()

    async def promised_from_slack(self) -> None:
        """The reply stands in public; Ana posted it, and what it promises is hers to keep."""
        await self.begun_in_slack(PROMISING)
        await self.ana.click(self.in_slack()[-1], "coach_approve")
        await self.work()
        await self.ana.click(self.in_slack()[-1], "coach_copy")
        await self.ana.submit()
        await self.work()

    async def hours(self, hours: int) -> None:
        """Time passes for both, and what falls due is done."""
        for _ in range(hours):
            self.clock.forward(timedelta(hours=1))
            self.passed(3600)
            await self.work()

    def reminders(self) -> tuple[list[str], list[str]]:
        """What Ana and Ben were told of a promise privately."""
        slack = [one.words for one in self.slack.messages(self.ana.dm)]
        teams = [words(one.card) or one.text for one in self.ben.messages()]
        ana, ben = ([told for told in said if "we promised" in told] for said in (slack, teams))
        return ana, ben

    async def link(self, here: Person, there: TeamsPerson) -> None:
        """The same person on both, as Slack's help tells how."""
        told = await here.command("/respond", "help")
        assert told.message
        await here.click(told.message, "Link my accounts")
        await self.work()
        said = " ".join(one.words for one in here.sees_private(here.dm))
        found = re.search(r"link ([A-Z0-9]{4}-[A-Z0-9]{4})", said)
        assert found, said
        await there.say(f"link {found[1]}")
        await self.work()
        await there.press(there.messages()[-1], "Yes, that's me")
        await self.work()

    async def drafts(self) -> list[DraftState]:
        """How each draft of the only case stands."""
        return [draft.state for draft in (await self.case()).case.drafts]

    async def everywhere(self, told: str) -> bool:
        """Whether the latest card says so on both platforms."""
        return told in self.in_slack()[-1].words and told in words(self.in_teams()[-1].card)


@asynccontextmanager
async def crossing(site: SlackSite, folder: Path, **settings: Any) -> AsyncIterator[Crossing]:
    """The bot in a Slack and in a Teams; both know it by now."""
    site.add_conversation(SLACK_REVIEWS, "reviews", people=["U1"], bot=True)
    async with teams_site() as teams:
        ana, ben = site.person("U1", "Ana"), teams_person(teams, "Ben")
        reviews = teams.place("channel", ben.member, name="reviews")
        given = slack_settings(site) | teams_settings(teams) | settings
        async with running(folder, given) as bot:
            site.bot_url = teams.bot_url = bot.url
            both = Crossing(bot.service, bot.clock, bot.url, site, teams, ana, ben, reviews)
            await ben.say("help")
            await both.work()
            assert bot.service.slack
            await bot.service.slack.start()
            while not await bot.service.store.workspaces("slack", HOME):
                pass  # Slack says whose token it is
            yield both


@pytest.fixture
async def both(site: SlackSite, tmp_path: Path) -> AsyncIterator[Crossing]:
    """With a review conversation on each platform."""
    async with crossing(site, tmp_path, review_conversation=BOTH) as both:
        yield both


async def test_from_slack_through_the_review_channel_of_teams(both: Crossing) -> None:
    """Begun in Slack, approved in Teams, posted in Slack; both cards say so all along."""
    await both.begun_in_slack()
    await both.ben.press(both.in_teams()[-1], "Approve")
    await both.work()
    assert await both.everywhere("Approved by Ben")
    await both.ana.click(both.in_slack()[-1], "coach_copy")
    await both.ana.submit()
    await both.work()
    assert await both.everywhere("nswered is not solved")
    assert (await both.case()).case.status is CaseStatus.PENDING
    assert [len(both.in_slack()), len(both.in_teams())] == [2, 2]
    first, second = (await both.case()).case.drafts
    assert (first.state, second.state) == (DraftState.SUPERSEDED, DraftState.SENT)


async def test_from_teams_through_the_review_channel_of_slack(both: Crossing) -> None:
    """Begun in Teams, approved in Slack with an emoji, posted in Teams."""
    await both.begun_in_teams()
    await both.ana.react(both.in_slack()[-1], "white_check_mark")
    await both.work()
    assert await both.everywhere("Approved by Ana")
    await both.ben.press(both.in_teams()[-1], "Copy reply")
    await both.ben.press(both.in_teams()[-1], "Posted")
    await both.work()
    assert await both.everywhere("nswered is not solved")
    assert (await both.case()).case.status is CaseStatus.PENDING


async def test_an_emoji_in_teams_decides_a_case_of_slack(both: Crossing) -> None:
    """A thumb approves, and taken away again it does not any more, in Slack as well."""
    await both.begun_in_slack()
    card = both.in_teams()[-1]
    await both.ben.react(card, "like")
    await both.work()
    assert await both.everywhere("Approved by Ben")
    await both.ben.unreact(card, "like")
    await both.work()
    assert (await both.drafts())[-1] is DraftState.AWAITING_REVIEW
    assert not await both.everywhere("Approved by Ben")


async def test_who_is_late_is_told_who_decided_elsewhere(both: Crossing) -> None:
    """Both press at the same time; the second is told, and nothing happens twice."""
    await both.begun_in_slack()
    await both.ana.click(both.in_slack()[-1], "coach_approve")
    await both.ben.press(both.in_teams()[-1], "Approve")
    assert "Ana approved this already" in both.ben.notice(both.in_teams()[-1])
    await both.work()
    approvals = (await both.case()).case.drafts[-1].approvals
    assert [one.name for one in approvals] == ["Ana"]


async def test_a_question_crosses(both: Crossing) -> None:
    """Asked in Teams, it reaches in Slack whoever forwarded the post; the answer comes back."""
    await both.begun_in_slack()
    await both.ben.press(both.in_teams()[-1], "Ask back")
    await both.ben.press(both.in_teams()[-1], "Ask", text="Which table was it?")
    await both.work()
    asked = both.slack.messages(both.ana.dm)[-1]
    assert "Which table was it?" in asked.words
    await both.ana.click(asked, "Answer")
    both.ana.fill(text="Table 7, by the window")
    await both.ana.submit()
    await both.work()
    assert await both.everywhere("Table 7, by the window")


async def test_through_the_list_of_cases(site: SlackSite, tmp_path: Path) -> None:
    """Without a review channel, who asks for the cases in Teams can approve one of Slack."""
    async with crossing(site, tmp_path, review_conversation=SLACK_REVIEWS) as both:
        await both.begun_in_slack()
        assert both.in_teams() == []
        await both.ben.say("cases")
        await both.work()
        listed = both.ben.messages()[-1]
        assert "cold pasta" in words(listed.card)
        await both.ben.press(listed, "Show card")
        await both.work()
        card = both.ben.messages()[-1]
        assert GOOD in words(card.card)
        assert "Show card" in labels(both.ben.sees(listed))
        await both.ben.press(card, "Approve")
        assert "Approved by Ben" in words(both.ben.sees(card))
        await both.work()
        assert "Approved by Ben" in both.in_slack()[-1].words
        await both.ana.click(both.in_slack()[-1], "coach_copy")
        await both.ana.submit()
        await both.work()
        assert (await both.case()).case.status is CaseStatus.PENDING
        assert "nswered is not solved" in words(card.card)


async def test_four_eyes_across_platforms(site: SlackSite, tmp_path: Path) -> None:
    """Who is not linked might be the author; a colleague of the author's own platform is not."""
    four_eyes = {"review_conversation": BOTH, "author_may_approve": False}
    async with crossing(site, tmp_path, **four_eyes) as both:
        await both.begun_in_slack()
        await both.ben.press(both.in_teams()[-1], "Approve")
        assert "Link your accounts" in both.ben.notice(both.in_teams()[-1])
        await both.ben.react(both.in_teams()[-1], "like")
        await both.work()
        assert "Link your accounts" in both.ben.last
        assert (await both.drafts())[-1] is DraftState.AWAITING_REVIEW
        carla = site.person("U2", "Carla")
        await carla.click(both.in_slack()[-1], "coach_approve")
        await both.work()
        assert await both.everywhere("Approved by Carla")


async def test_four_eyes_of_a_linked_colleague(site: SlackSite, tmp_path: Path) -> None:
    """Who is known on the author's platform as somebody else can approve from the other one."""
    four_eyes = {"review_conversation": BOTH, "author_may_approve": False}
    async with crossing(site, tmp_path, **four_eyes) as both:
        await both.link(site.person("U2", "Ben"), both.ben)
        await both.begun_in_slack()
        await both.ben.press(both.in_teams()[-1], "Approve")
        assert both.ben.notice(both.in_teams()[-1]) == ""
        await both.work()
        assert await both.everywhere("Approved by Ben")


async def test_four_eyes_of_one_person_on_both(site: SlackSite, tmp_path: Path) -> None:
    """Linked, an author is the author on the other platform as well, with a button or an emoji."""
    four_eyes = {"review_conversation": BOTH, "author_may_approve": False}
    async with crossing(site, tmp_path, **four_eyes) as both:
        await both.link(both.ana, both.ben)
        await both.begun_in_slack()
        card = both.in_teams()[-1]
        await both.ben.press(card, "Approve")
        assert "You wrote this one" in both.ben.notice(card)
        await both.ben.react(card, "like")
        await both.work()
        assert (await both.drafts())[-1] is DraftState.AWAITING_REVIEW


async def test_one_platform_away_does_not_hold_up_the_other(both: Crossing) -> None:
    """While Teams answers nobody, cards in Slack go on; then Teams catches up."""
    await both.begun_in_slack()
    both.teams.fail("update", status=503, times=1000)
    await both.ana.click(both.in_slack()[-1], "coach_approve")
    await both.work(seconds=5)
    assert "Approved by Ana" in both.in_slack()[-1].words
    assert "Approved by Ana" not in words(both.in_teams()[-1].card)
    both.teams.mend()
    both.clock.forward(timedelta(minutes=10))
    await both.work()
    assert await both.everywhere("Approved by Ana")


async def test_linking_is_told_on_both_sides_and_can_be_undone(
    site: SlackSite, tmp_path: Path
) -> None:
    """Whoever gave a code away by mistake hears of it where they are, and takes it back there."""
    async with crossing(site, tmp_path, review_conversation=BOTH) as both:
        await both.link(both.ana, both.ben)
        heard = " ".join(one.words for one in both.slack.messages(both.ana.dm))
        assert "“Ben” in Teams said to be you" in heard
        told = await both.ana.command("/respond", "help")
        assert told.message
        await both.ana.click(told.message, "Unlink")
        await both.work()
        again = await both.ana.command("/respond", "help")
        assert again.message
        assert "Link my accounts" in str(again.message.blocks)


async def test_a_promise_made_from_slack_is_kept_from_teams(both: Crossing) -> None:
    """By the same person there; the card says so on both, and then the case can end."""
    await both.link(both.ana, both.ben)
    await both.promised_from_slack()
    assert await both.everywhere(f"We promised: “{PROMISE}”")
    assert await both.everywhere("Ana sees to it.")
    card = both.in_teams()[-1]
    await both.ben.press(card, "Our promise …")
    await both.ben.press(card, "Save", choice_="kept")
    await both.work()
    assert not await both.everywhere("We promised:")
    await both.ben.press(card, "Solved")
    await both.ben.press(card, "Solved", outcome="satisfied", quote=HAPPY)
    await both.work()
    assert (await both.case()).case.status is CaseStatus.SOLVED


async def test_reminders_come_to_the_platform_of_the_owner_alone(both: Crossing) -> None:
    """Ana made the promise from Slack: she hears of it there, once for each step."""
    await both.promised_from_slack()
    await both.hours(77)
    ana, ben = both.reminders()
    assert len(ana) == 2
    assert len(set(ana)) == 2
    assert ben == []


async def test_who_takes_a_promise_over_is_reminded_where_they_are(both: Crossing) -> None:
    """Ben sees to it, in Teams; Ana hears no more of it."""
    await both.promised_from_slack()
    card = both.in_teams()[-1]
    await both.ben.press(card, "Our promise …")
    await both.ben.press(card, "Save", choice_="mine")
    await both.work()
    assert await both.everywhere("Ben sees to it.")
    await both.hours(77)
    ana, ben = both.reminders()
    assert (len(ana), len(ben)) == (0, 2)


async def test_what_the_customer_wrote_next_crosses(both: Crossing) -> None:
    """Told in Teams, the new draft stands on both, with the latest words first."""
    await both.promised_from_slack()
    card = both.in_teams()[-1]
    await both.ben.press(card, "They wrote again")
    await both.ben.press(card, "Read it", text=CAME_BACK)
    await both.work()
    assert await both.everywhere(CAME_BACK[:40])
    assert await both.everywhere("They wrote again")
    assert PASTA[:30] not in both.in_slack()[-1].words


async def test_an_escalation_reaches_a_lead_of_the_other_platform(
    site: SlackSite, tmp_path: Path
) -> None:
    """The only lead is in Teams, the case came in on Slack."""
    lead = "1ea00000-0000-4000-8000-000000000001"
    async with crossing(site, tmp_path, review_conversation=SLACK_REVIEWS, leads=lead) as both:
        lea = TeamsPerson(both.teams, both.teams.person("Lea", entra=lead))
        await both.ana.command("/respond", PASTA)
        await both.work()
        await both.hours(5)
        told = [words(one.card) for one in lea.messages()]
        assert len([one for one in told if "An answer is due now" in one]) == 1
