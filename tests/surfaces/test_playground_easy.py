"""The list of easy ones in the playground: read, untick, approve."""

from __future__ import annotations

import pytest

from bot.case import DraftState
from bot.people import HOME, ApprovalPolicy
from bot.store import Store
from tests.playground_site import Visitor, visiting

COFFEE = "Great coffee and the friendliest staff in town!"
CAKE = "The best lemon cake ever, thank you so much!"


async def states(visitor: Visitor) -> dict[str, DraftState]:
    """How the drafts of all cases stand, by the words of the post."""
    cases = await visitor.desk.cases(HOME)
    views = [(words, await visitor.desk.view(HOME, row.case_id)) for row, words in cases]
    return {words: view.case.drafts[-1].state for words, view in views}


async def two(visitor: Visitor) -> None:
    """Two kind posts wait, and somebody looks at the list."""
    await visitor.bring(CAKE, author="Noa")
    await visitor.bring(COFFEE)
    await visitor.open("/easy")


async def untick(visitor: Visitor, words: str) -> None:
    """Take the tick off a pair on the page."""
    cases = await visitor.desk.cases(HOME)
    case_id = next(row.case_id for row, post in cases if post == words)
    del visitor.page.form_with("Approve what is ticked")[0].fields[f"tick-{case_id}"]


async def test_the_start_names_them_only_where_there_are_some(visitor: Visitor) -> None:
    """No link to an empty list."""
    assert "/easy" not in (await visitor.open("/")).links
    await visitor.bring(CAKE)
    page = await visitor.open("/")
    assert "/easy" in page.links
    assert "One easy one: read and untick" in page.words
    await visitor.bring(COFFEE)
    assert "2 easy ones" in (await visitor.open("/")).words


async def test_an_empty_list_says_so(visitor: Visitor) -> None:
    """An old bookmark, say."""
    assert "No easy ones right now." in (await visitor.open("/easy")).words


async def test_each_pair_is_there_to_be_read_and_ticked(visitor: Visitor) -> None:
    """Post, who wrote it, our reply, and a way to look closer."""
    await two(visitor)
    page = visitor.page
    assert CAKE in page.words
    assert "Praise by Noa" in page.words
    assert "Our reply: " in page.words
    form, _ = page.form_with("Approve what is ticked")
    assert len([name for name in form.fields if name.startswith("tick-")]) == 2
    assert sum(link.startswith("/cases/") for link in page.links) == 2


async def test_what_is_ticked_is_approved_and_the_rest_stays(visitor: Visitor) -> None:
    """The page says what was approved, and what was left out stays unticked."""
    await two(visitor)
    await untick(visitor, COFFEE)
    page = await visitor.press("Approve what is ticked")
    assert await states(visitor) == {
        CAKE: DraftState.APPROVED,
        COFFEE: DraftState.AWAITING_REVIEW,
    }
    assert "Approved: one reply." in page.words
    form, _ = page.form_with("Approve what is ticked")
    assert not any(name.startswith("tick-") for name in form.fields)
    assert COFFEE in page.words


async def test_a_refused_one_says_why_and_stays(sqlite_store: Store) -> None:
    """Under four eyes nobody approves what they forwarded; each keeps its own reason."""
    async with visiting(sqlite_store, policy=ApprovalPolicy()) as visitor:
        await visitor.bring(CAKE)
        await visitor.press("Alex")
        await visitor.bring(COFFEE)
        await visitor.open("/easy")
        page = await visitor.press("Approve what is ticked")
        assert "Approved: one reply." in page.words
        assert page.words.count("somebody else has to approve it") == 1
        assert page.offers("Approve what is ticked")
        assert (await states(visitor))[COFFEE] is DraftState.AWAITING_REVIEW


async def test_one_that_changed_meanwhile_wants_a_look_of_its_own(visitor: Visitor) -> None:
    """Nobody approves a text that they did not read."""
    await two(visitor)
    stale = visitor.page
    await visitor.bring(CAKE)  # the same words once more: another case, another text
    cases = [row.case_id for row, words in await visitor.desk.cases(HOME) if words == COFFEE]
    await visitor.open(f"/cases/{cases[0]}?write=own")
    await visitor.press("Save for review", text="Thank you for the kind words about our coffee!")
    visitor.page = stale
    page = await visitor.press("Approve what is ticked")
    assert "One wants a look of its own." in page.words
    assert (await states(visitor))[COFFEE] is DraftState.AWAITING_REVIEW


async def test_without_a_tick_nothing_happens(visitor: Visitor) -> None:
    """And the page says so."""
    await two(visitor)
    await untick(visitor, COFFEE)
    await untick(visitor, CAKE)
    page = await visitor.press("Approve what is ticked")
    assert "Nothing is ticked" in page.said
    assert set((await states(visitor)).values()) == {DraftState.AWAITING_REVIEW}


@pytest.mark.parametrize(
    ("name", "value"),
    [("tick-nobody", f"1:{'a' * 64}"), ("tick-", "1:a"), ("tick-x y", "1:a"), ("tick-x", "one:a")],
)
async def test_forged_ticks_approve_nothing(visitor: Visitor, name: str, value: str) -> None:
    """Nonsense is left out; a case that is none gets its sentence."""
    await two(visitor)
    form, _ = visitor.page.form_with("Approve what is ticked")
    page = await visitor.send("/easy", {"csrf": form.fields["csrf"], name: value})
    assert page.status == 200
    assert "Approved:" not in page.words
    assert set((await states(visitor)).values()) == {DraftState.AWAITING_REVIEW}


async def test_hostile_words_stay_words(visitor: Visitor) -> None:
    """Post and author come from strangers."""
    await visitor.bring("The <b>best</b> lemon cake ever, thank you!", author="<i>Noa</i>")
    page = await visitor.open("/easy")
    assert "<b>best" not in page.html
    assert "<i>Noa" not in page.html


async def test_a_form_from_elsewhere_approves_nothing(visitor: Visitor) -> None:
    """The token of the page is needed."""
    await two(visitor)
    form, _ = visitor.page.form_with("Approve what is ticked")
    page = await visitor.send("/easy", {**form.fields, "csrf": "x"})
    assert page.status == 403
    assert set((await states(visitor)).values()) == {DraftState.AWAITING_REVIEW}


async def test_whoever_practises_is_not_led_to_the_list(visitor: Visitor) -> None:
    """Nor does an older page of it approve anything."""
    await two(visitor)
    old, _ = visitor.page.form_with("Approve what is ticked")
    await visitor.open("/")
    await visitor.press("let me try first")
    assert "/easy" not in (await visitor.open("/")).links
    assert "No easy ones right now." in (await visitor.open("/easy")).words
    assert "own words first" in (await visitor.send("/easy", dict(old.fields))).words
    assert set((await states(visitor)).values()) == {DraftState.AWAITING_REVIEW}
