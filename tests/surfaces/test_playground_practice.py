"""New-hire mode in the playground: understand, own words, compare; and how it ends."""

from __future__ import annotations

import pytest

from bot.past import Lesson
from bot.people import HOME
from bot.playground.people import ALEX, YOU
from bot.practice import ENOUGH
from bot.store import Store
from bot.understanding import QUESTION
from tests.playground_site import KIND, PASTA, Visitor

SWITCH = "I'm new here: let me try first"
SAW = "Dana, about cold pasta and a waiter who laughed; she wants to be heard"


async def switch(visitor: Visitor) -> None:
    """Press the switch on the home page."""
    await visitor.open("/")
    await visitor.press(SWITCH)


async def ours(visitor: Visitor) -> str:
    """The draft of the coach as the case keeps it."""
    view = await visitor.view()
    return view.text(view.case.drafts[0].content)


async def test_the_switch_is_for_the_person_in_front(visitor: Visitor) -> None:
    """It says in words whether it is on, and can be pressed back."""
    assert "Off." in (await visitor.open("/")).words
    page = await visitor.press(SWITCH)
    assert "On. 0 of 10" in page.words
    page = await visitor.press("Alex")
    assert "Off." in page.words
    await visitor.press("Robin")
    page = await visitor.press(SWITCH)
    assert "Off." in page.words


async def test_the_post_is_understood_before_any_draft_is_seen(visitor: Visitor) -> None:
    """Only the post and the question stand there; nothing gives our reading away."""
    await switch(visitor)
    page = await visitor.bring()
    assert QUESTION in page.words
    assert "0 of 10 in your own words so far" in page.words
    assert (await ours(visitor))[:40] not in page.html
    for told in ("A complaint", "Details", "How to go about it"):
        assert told not in page.words
    assert not page.offers("Approve")


async def test_own_words_come_next_and_ours_stand_beside_them(visitor: Visitor) -> None:
    """The way through all three steps, without script."""
    await switch(visitor)
    await visitor.bring()
    page = await visitor.press("Go on to your reply", saw=SAW)
    assert SAW in page.words
    assert "And we see" in page.words
    assert (await ours(visitor))[:40] not in page.html
    page = await visitor.press("Save for review", text=KIND)
    shown = page.words.partition("Details")[0]
    assert shown.index(KIND) < shown.index("Ours, beside yours")
    assert (await ours(visitor)).splitlines()[0] in page.html.replace("&#39;", "'")
    assert page.offers("Approve")


async def test_words_that_say_nothing_are_asked_for_again(visitor: Visitor) -> None:
    """The question stays."""
    await switch(visitor)
    await visitor.bring()
    page = await visitor.press("Go on to your reply", saw="  ")
    assert page.status == 400
    assert page.said == "A few words are enough."
    assert QUESTION in page.words


async def test_somebody_in_a_hurry_can_stop(visitor: Visitor) -> None:
    """At either step; the case is there as for everybody else."""
    await switch(visitor)
    await visitor.bring()
    await visitor.press("Go on to your reply", saw=SAW)
    page = await visitor.press("Stop practising and show me yours")
    assert page.path == f"/cases/{visitor.case_id}"
    assert page.offers("Approve")
    assert "Off." in (await visitor.open("/")).words


async def test_a_colleague_sees_the_case_as_ever(visitor: Visitor) -> None:
    """Practising is nobody else's affair."""
    await switch(visitor)
    await visitor.bring()
    page = await visitor.press("Alex")
    assert QUESTION not in page.words
    assert page.offers("Approve")


async def test_where_somebody_has_to_act_nobody_practises(visitor: Visitor) -> None:
    """A person at risk is no exercise."""
    await switch(visitor)
    page = await visitor.bring("I don't want to live any more. Nobody would notice.")
    assert QUESTION not in page.words
    assert "Please act now." in page.words


async def test_it_fades_after_ten_good_ones(visitor: Visitor, sqlite_store: Store) -> None:
    """The line counts along; then switch and question are gone."""
    await switch(visitor)
    for number in range(3):
        await sqlite_store.remember(Lesson(HOME, f"earlier-{number}", good=(YOU.id, ALEX.id)))
    assert "3 of 10" in (await visitor.open("/")).words
    for number in range(3, ENOUGH):
        await sqlite_store.remember(Lesson(HOME, f"earlier-{number}", good=(YOU.id,)))
    page = await visitor.open("/")
    assert not page.offers(SWITCH)
    assert "of 10" not in page.words
    page = await visitor.bring()
    assert page.offers("Approve")


@pytest.mark.parametrize("place", ["https://evil.example", "//evil.example", "/\\evil.example"])
async def test_the_switch_leads_nowhere_else(visitor: Visitor, place: str) -> None:
    """A forged address leads to the start."""
    await visitor.open("/")
    page = await visitor.press(SWITCH, next=place)
    assert page.path == "/"


async def test_a_switch_that_is_neither_on_nor_off_is_refused(visitor: Visitor) -> None:
    """Loaded again, its address leads to the start."""
    await visitor.open("/")
    form, _ = visitor.page.form_with(SWITCH)
    page = await visitor.send("/practice", {**form.fields, "on": "perhaps"})
    assert page.status == 400
    assert "Off." in (await visitor.open("/practice")).words


async def test_hostile_words_in_what_somebody_saw_stay_words(visitor: Visitor) -> None:
    """Theirs, and what we quote of the post."""
    await switch(visitor)
    await visitor.bring(f"{PASTA} <b>Cold</b> soup too.")
    page = await visitor.press("Go on to your reply", saw="<script>alert(1)</script> cold")
    assert "<script>alert" not in page.html
    assert "<b>Cold" not in page.html
