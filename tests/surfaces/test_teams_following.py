"""A case in Teams after its answer: reminders, forms that come back, the morning, the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.case import CaseStatus
from bot.ledger import PromiseState
from tests.rooms import DROWNING
from tests.scenarios import CAME_BACK, HAPPY, PASTA, PROMISE, PROMISING, SORRY
from tests.teams_bot import teams_bot
from tests.teams_elements import elements, labels, words
from tests.teams_people import TeamsPerson, teams_person
from tests.teams_site import Posted, TeamsSite, teams_site
from tests.teams_stage import REVIEWS, TeamsStage

LEAD = "1ea00000-0000-4000-8000-000000000001"  # object ids are GUIDs


class Story(TeamsStage):
    """Ana, Ben and Lea in a review channel; time passes as a test says."""

    @property
    def site(self) -> TeamsSite:
        """Their Teams."""
        return self.bot.site

    def _cards(self) -> list[Posted]:
        return [one for one in super()._cards() if {"Details", "Back"} & {*labels(one.card)}]

    @property
    def card(self) -> Posted:
        """The latest card in the review channel."""
        return self._cards()[-1]

    async def posted(self, text: str) -> None:
        """A reply of Ana's stands in public; she promised what is in it."""
        await self.forward("Ana", PASTA)
        await self.write("Ana", text)
        await self._do("Ben", "Approve")
        await self.copy_and_post("Ana")

    async def later(self, *, days: float = 0, hours: float = 0) -> None:
        """Time passes, and what falls due is done hour by hour."""
        until = self.bot.clock.at + timedelta(days=days, hours=hours)
        while self.bot.clock.at < until:
            self.bot.clock.forward(min(timedelta(hours=1), until - self.bot.clock.at))
            await self.bot.work()

    def heard(self, who: str) -> list[str]:
        """What the bot told somebody privately."""
        said = self.people[who].messages()
        return [words(one.card) if one.card else one.text for one in said]

    def aloud(self) -> list[str]:
        """What the channel was told besides the cards."""
        said = self.site.messages(REVIEWS)
        drawn = [words(one.card) if one.card else one.text for one in said]
        return [told for told in drawn if "Details" not in told]


@asynccontextmanager
async def story_of(folder: Path, **more: Any) -> AsyncIterator[Story]:
    """The bot in a Teams with a review channel."""
    async with teams_site() as site:
        people = {name: teams_person(site, name) for name in ("Ana", "Ben")}
        people["Lea"] = TeamsPerson(site, site.person("Lea", entra=LEAD))
        site.place("channel", *(one.member for one in people.values()), name="reviews")
        given = {"review_conversation": REVIEWS, "author_may_approve": True, **more}
        async with teams_bot(site, folder, **given) as bot:
            yield Story(bot, people, emoji=False)


@pytest.fixture
async def story(tmp_path: Path) -> AsyncIterator[Story]:
    """Where everybody leads."""
    async with story_of(tmp_path) as story:
        yield story


# -- reminders -----------------------------------------------------------------------------------


async def test_the_owner_of_a_promise_is_reminded_before_it_is_due_and_when_it_is(
    story: Story,
) -> None:
    """In private, with its words and the way to the card; then the leads, under the card; once."""
    await story.posted(PROMISING)
    await story.later(days=3)
    (soon,) = story.heard("Ana")
    assert soon.startswith(f"Coming up: we promised the customer “{PROMISE}.”")
    await story.later(days=1)
    _, now = story.heard("Ana")
    assert now.startswith("Due today: we promised")
    assert "Is it done?" in now
    late = [one for one in story.aloud() if "open past its time" in one and "Ana has it" in one]
    assert len(late) == 1
    told = next(one for one in story.site.messages(REVIEWS) if late[0] in words(one.card))
    assert told.thread == story.card.thread
    assert story.heard("Ben") == []


async def test_the_card_comes_from_a_reminder_and_can_be_acted_on(story: Story) -> None:
    """As a message of its own: the reminder stays readable."""
    await story.posted(PROMISING)
    await story.later(days=3)
    ana = story.people["Ana"]
    (told,) = ana.messages()
    await ana.press(told, "Show card")
    await story.bot.work()
    card = ana.messages()[-1]
    assert card.id != told.id
    assert f"We promised: “{PROMISE}”" in words(card.card)
    await ana.press(card, "Our promise …")
    await ana.press(card, "Save", choice_="kept")
    await story.bot.work()
    (owed,) = (await story.case()).case.ledger
    assert owed.state is PromiseState.KEPT
    await story.later(days=2)
    assert [one for one in story.heard("Ana") if "Due today" in one] == []


async def test_a_lead_is_told_alone_where_leads_are_named(tmp_path: Path) -> None:
    """Nobody else has to read it; Lea never wrote to the bot, and is reached all the same."""
    async with story_of(tmp_path, leads=LEAD) as story:
        await story.posted(PROMISING)
        await story.later(days=4)
        assert [one for one in story.heard("Lea") if "open past its time" in one]
        assert [one for one in story.aloud() if "Kept, moved, or broken?" in one] == []


async def test_whoever_has_no_chat_with_the_bot_is_named_under_the_card(story: Story) -> None:
    """The app is not installed for them: what is due is not lost with it, and is told once."""
    await story.posted(PROMISING)
    story.people["Ana"].chat.bot = False
    await story.later(days=2.9)
    assert story.heard("Ana") == []
    (told,) = [one for one in story.aloud() if "Coming up" in one]
    assert told.startswith("I can't reach Ana in private, so this comes here:")
    story.people["Ana"].chat.bot = True
    await story.people["Ana"].say("help")
    await story.later(hours=2)
    assert [one for one in story.heard("Ana") if "Coming up" in one] == []


async def test_an_alarm_for_a_lead_who_is_gone_is_told_under_the_card(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The channel hears of somebody in danger, and for whom it was; the log names no customer."""
    gone = "1ea00000-0000-4000-8000-000000000404"
    async with story_of(tmp_path, leads=gone) as story:
        await story.forward("Ana", DROWNING)
        await story.later(hours=2)
        said = [one for one in story.aloud() if one.startswith(f"I can't reach {gone} in private")]
        assert [one for one in said if "has waited" in one]
        assert await story.bot.service.store.stuck_jobs() == []
    assert "whom a reminder is for cannot be told" in caplog.text
    assert DROWNING[:20] not in caplog.text


async def test_an_answer_that_is_late_is_told_under_the_card(story: Story) -> None:
    """With how long the customer has waited, in one message for each step."""
    await story.forward("Ana", PASTA)
    await story.later(hours=4.5)
    (told,) = [one for one in story.aloud() if "An answer is due now" in one]
    assert "The customer has waited 4 h" in told
    assert story.site.messages(REVIEWS)[-1].thread == story.card.thread


async def test_before_outsiders_nobody_is_reminded_aloud(story: Story) -> None:
    """A guest joined the review channel since: whoever brought the post hears of it."""
    await story.forward("Ana", PASTA)
    place = story.site.places[REVIEWS]
    place.members.append(story.site.person("Gus", role="guest"))
    await story.later(hours=4.5)
    assert [one for one in story.aloud() if "An answer is due now" in one] == []
    assert [one for one in story.heard("Ana") if "An answer is due now" in one]


async def test_reminders_outlast_a_throttled_and_broken_teams(story: Story) -> None:
    """Each comes once all the same."""
    await story.posted(PROMISING)
    story.site.fail("send", status=429, retry_after=30, times=2)
    await story.later(days=3)
    story.site.fail("create", status=503, times=3)
    story.site.fail("send", status=412, times=3)
    await story.later(days=1.2)
    told = [*story.heard("Ana"), *story.aloud()]
    for part in ("Coming up", "Due today", "Kept, moved, or broken?"):
        assert len([one for one in told if part in one]) == 1, part


# -- forms ---------------------------------------------------------------------------------------


async def opened(story: Story, label: str, who: str = "Ana") -> dict[str, str]:
    """The form that a button opens; what stands in its inputs."""
    await story.people[who].press(story.card, label)
    return typed(story, who)


def typed(story: Story, who: str = "Ana") -> dict[str, str]:
    """What stands in the inputs before somebody."""
    found = elements(story.people[who].sees(story.card))
    inputs = (one for one in found if str(one.get("type")).startswith("Input."))
    return {str(one["id"]): str(one.get("value", "")) for one in inputs}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"choice_": "moved", "text": "It takes longer."}, "By when will it be done?"),
        ({"choice_": "moved", "until": "soonish", "text": "Longer."}, "I can't read that."),
        ({"choice_": "broken", "until": "x"}, "Please write a few words."),
    ],
)
async def test_what_is_missing_about_a_promise_is_said_and_nothing_is_lost(
    story: Story, given: dict[str, str], why: str
) -> None:
    """The form comes back as it was typed."""
    await story.posted(PROMISING)
    ana = story.people["Ana"]
    assert (await opened(story, "Our promise …"))["promise"] == "1"
    await ana.press(story.card, "Save", **given)
    assert why in ana.problem(story.card)
    assert given.items() <= typed(story).items()


async def test_a_promise_that_a_colleague_settled_gives_the_words_back(story: Story) -> None:
    """There is no form for it any more; what was typed is still there, to be copied."""
    await story.posted(PROMISING)
    ana, note = story.people["Ana"], "It takes us until Friday, sorry."
    await opened(story, "Our promise …")
    await story.people["Ben"].press(story.card, "Our promise …")
    await story.people["Ben"].press(story.card, "Save", choice_="kept")
    given = {"choice_": "moved", "until": "Friday noon", "text": note}
    await ana.press(story.card, "Save", **given)
    seen = words(ana.sees(story.card))
    assert "settled already: kept" in seen
    assert {"text": note, "until": "Friday noon"}.items() <= typed(story).items()


async def test_thanks_alone_come_back_with_the_question(story: Story) -> None:
    """How it ended stays chosen, and the quote stays written."""
    await story.posted(SORRY)
    await opened(story, "Solved")
    ana = story.people["Ana"]
    await ana.press(story.card, "Solved", outcome="satisfied", quote="Thank you!")
    assert "Thanks alone" in ana.problem(story.card)
    assert typed(story) == {"outcome": "satisfied", "quote": "Thank you!"}
    await ana.press(story.card, "Solved", quote=HAPPY)
    assert (await story.case()).case.status is CaseStatus.SOLVED


async def test_a_post_is_put_to_the_case_of_the_same_customer(story: Story) -> None:
    """Chosen from the other cases; there it stands first, and here the case is over."""
    await story.posted(SORRY)
    await story.forward("Ben", CAME_BACK)
    ben, card = story.people["Ben"], story.card
    await ben.press(card, "Same customer as …")
    (box,) = [one for one in elements(ben.sees(card)) if one.get("id") == "case_"]
    ((title, case_id),) = [(one["title"], one["value"]) for one in box["choices"]]
    assert PASTA[:30] in title
    await ben.press(card, "Put it there", case_=case_id)
    await story.bot.work()
    cases = {view.case.id: view for view in await story.bot.cases()}
    joined = cases.pop(case_id)
    assert (joined.post, joined.case.turn) == (CAME_BACK, 2)
    assert joined.case.status is CaseStatus.OPEN
    assert [view.case.status for view in cases.values()] == [CaseStatus.CLOSED]


async def test_without_another_case_there_is_nothing_to_choose(story: Story) -> None:
    """It says so, with the way back."""
    await story.forward("Ana", PASTA)
    await opened(story, "Same customer as …")
    seen = story.people["Ana"].sees(story.card)
    assert "There is no other open case." in words(seen)
    assert labels(seen) == ["Back"]


async def test_a_post_that_breaks_a_guideline_is_noted_with_it(story: Story) -> None:
    """Its words stand in the history; a merely negative post has no such button."""
    ana = story.people["Ana"]
    await story.forward("Ana", PASTA)
    assert "It breaks a guideline" not in labels(story.card.card)
    await story.forward("Ana", f"{PASTA} These dirty immigrants should go home.")
    await ana.press(story.card, "It's another kind of post")
    await ana.press(story.card, "That's it", category="guideline_breach")
    await story.bot.work()
    given = await opened(story, "It breaks a guideline")
    assert given["action"] == "report"
    filled = {"guideline": "Insults and hate", "words": PASTA}
    await ana.press(story.card, "Note it", **filled)
    assert "This is a bad review, not a breach" in ana.problem(story.card)
    assert filled.items() <= typed(story).items()
    await ana.press(story.card, "Note it", words="dirty immigrants should go home")
    await story.bot.work()
    told = words(story.card.card)
    assert "Closed: the post was reported" in told
    assert "because of “dirty immigrants should go home”. Insults and hate: " in told
    assert "It breaks a guideline" not in labels(story.card.card)


async def test_an_older_client_is_given_the_form_and_the_problem(story: Story) -> None:
    """It sends a message in place of an Execute, and is answered with one."""
    await story.posted(SORRY)
    ana = story.people["Ana"]
    data = {"act": "solve", "step": "send", "case": (await story.case()).case.id, "draft": 2}
    value = {**data, "outcome": "satisfied", "quote": "Thank you!"}
    place = story.site.places[REVIEWS]
    body = story.site.activity("message", place, ana.member, thread=story.card.thread)
    answer = await story.site.deliver({**body, "replyToId": story.card.id, "value": value})
    assert answer.status == 200
    await story.bot.work()
    told = ana.messages()[-1]
    assert "Thanks alone" in words(told.card)
    assert "Thank you!" in str(told.card)


# -- the morning, and the list -------------------------------------------------------------------


async def test_the_morning_tells_each_conversation_how_its_cases_stand(story: Story) -> None:
    """One message, with what to look at first, and the way there."""
    await story.forward("Ana", PASTA)
    await story.later(hours=20.6)
    (told,) = [one for one in story.site.messages(REVIEWS) if "1 overdue" in words(one.card)]
    assert told.card
    assert "45 minutes for cold pasta" in words(told.card)
    await story.people["Ben"].press(told, "Show card")
    await story.bot.work()
    assert PASTA in words(story.people["Ben"].messages()[-1].card)


async def test_the_list_tells_what_is_due(story: Story) -> None:
    """In words, beside how each case stands."""
    await story.posted(PROMISING)
    ana = story.people["Ana"]
    await ana.say("cases")
    await story.bot.work()
    listed = words(ana.messages()[-1].card)
    assert "Answered · a promise is due on" in listed
    assert "promise" in listed
