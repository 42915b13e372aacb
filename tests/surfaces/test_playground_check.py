"""Checking a reply of one's own in the playground: without any script, and what the script gets."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.people import HOME
from bot.store import Store
from tests.playground_site import KIND, PASTA, RUDE, ScriptedReader, Visitor, visiting

HOSTILE = "<script>alert(1)</script> You should have told us. We are sorry."


async def checked(visitor: Visitor, text: str = RUDE, post: str = PASTA) -> None:
    """Have a reply checked."""
    await visitor.open("/check")
    await visitor.press("Check", text=text, post=post)


async def read(visitor: Visitor, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    """What the page's script gets for what is typed."""
    token = (await visitor.open("/check")).form_with("Check")[0].fields["csrf"]
    headers = {"Origin": visitor.origin, "X-CSRF-Token": token, **headers}
    async with visitor.client.post("/check/read", json=body, headers=headers) as answer:
        return answer.status, cast("dict[str, Any]", await answer.json())


async def test_the_start_leads_to_it(visitor: Visitor) -> None:
    """From the home page, with nothing filled in."""
    assert "/check" in (await visitor.open("/")).links
    page = await visitor.open("/check")
    assert page.form_with("Check")[0].fields["text"] == ""
    assert "What a good reply holds" not in page.words


async def test_a_reply_gets_one_hint_a_scorecard_and_a_mended_text(visitor: Visitor) -> None:
    """The person's words stay in the box; ours are not shown."""
    await checked(visitor)
    page = visitor.page
    assert page.status == 200
    assert page.words.count("Try:") == 1
    assert "you should have" in page.words.partition("Try:")[0].casefold()
    assert "There: " in page.words
    assert "Not yet" in page.words
    assert "Your words, mended" in page.words
    fields = page.form_with("Check")[0].fields
    assert (fields["text"], fields["post"]) == (RUDE, PASTA)
    assert "One way among many" not in page.words


async def test_the_mended_text_can_be_taken(visitor: Visitor) -> None:
    """It stands in the box then, and nothing in it is flagged as blame."""
    await checked(visitor)
    mended = visitor.page.form_with("Use this")[0].fields["mended"]
    page = await visitor.press("Use this")
    assert page.form_with("Check")[0].fields["text"] == mended
    _, told = await read(visitor, {"text": mended, "post": PASTA})
    assert "blame" not in str([f["why"] for f in told["findings"]])


async def test_our_own_draft_comes_only_when_asked(visitor: Visitor) -> None:
    """Below theirs, as one way among many."""
    await checked(visitor)
    assert "Lina and the team" not in visitor.page.words
    page = await visitor.press("Show me yours")
    assert "One way among many" in page.words
    assert "Lina and the team" in page.words
    assert not page.offers("Show me yours")


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("", "Paste the post it answers"),
        ("I don't want to live any more. Nobody would notice.", "person's own words"),
    ],
)
async def test_where_there_is_none_of_ours_it_says_why(
    visitor: Visitor, post: str, words: str
) -> None:
    """Without a post there is nothing to answer, and some need a human voice."""
    await checked(visitor, KIND, post)
    page = await visitor.press("Show me yours")
    assert words in page.words


async def test_nothing_is_kept(visitor: Visitor) -> None:
    """No case, and an empty box the next time."""
    await checked(visitor)
    assert await visitor.desk.cases(HOME) == []
    page = await visitor.open("/check")
    assert PASTA not in page.html


@pytest.mark.parametrize(
    ("text", "post", "why"),
    [
        ("  ", PASTA, "no text"),
        ("z" * 40_001, PASTA, "40,000"),
        (KIND, "z" * 40_001, "40,000"),
    ],
)
async def test_what_cannot_be_checked_is_said_and_given_back(
    visitor: Visitor, text: str, post: str, why: str
) -> None:
    """A sentence above the box; both texts are where they were."""
    await checked(visitor, text, post)
    page = visitor.page
    assert page.status == 400
    assert why in page.said
    fields = page.form_with("Check")[0].fields
    assert (fields["text"], fields["post"]) == (text, post)


async def test_hostile_words_stay_words(visitor: Visitor) -> None:
    """In the box, the mended text, the quoted post and our draft."""
    await checked(visitor, HOSTILE, f"{PASTA} <img src=x onerror=alert(1)>")
    page = await visitor.press("Show me yours", platform="<b>", brand="../x")
    assert page.status == 200
    assert "<script>alert" not in page.html
    assert "<img" not in page.html
    assert page.form_with("Check")[0].fields["text"] == HOSTILE


async def test_a_form_from_elsewhere_is_refused(visitor: Visitor) -> None:
    """The words are given back all the same."""
    await visitor.open("/check")
    page = await visitor.send("/check", {"text": KIND, "csrf": "x"})
    assert page.status == 403
    assert page.form_with("Check")[0].fields["text"] == KIND


async def test_the_script_reads_along(visitor: Visitor) -> None:
    """Places count as browsers count; line breaks stay as they are."""
    text = "🍝\nYou should have told the waiter."
    status, told = await read(visitor, {"text": text, "post": PASTA, "platform": "", "brand": ""})
    assert status == 200
    found = told["findings"][0]
    units = text.encode("utf-16-le")
    assert units[found["start"] * 2 : found["end"] * 2].decode("utf-16-le") == found["text"]
    assert told["again"] is False


async def test_the_post_makes_a_difference_while_typing(visitor: Visitor) -> None:
    """With it the coach knows that there is something to be sorry for."""

    async def kinds(**about: str) -> set[str]:
        _, told = await read(visitor, {"text": "Thank you for your visit.", **about})
        return {f["title"] for f in told["findings"]}

    assert await kinds() != await kinds(post=PASTA)


@pytest.mark.parametrize(
    "body",
    [None, [], "text", {}, {"text": 7}, {"text": "z" * 40_001}, {"text": "a", "post": ["b"]}],
)
async def test_nonsense_for_the_script_gets_a_sentence(visitor: Visitor, body: object) -> None:
    """Whatever is sent, the answer can be shown."""
    status, told = await read(visitor, body)
    assert status == 400
    assert told["message"]


async def test_other_sites_cannot_have_texts_read(visitor: Visitor) -> None:
    """The script's requests carry the token of the page."""
    status, told = await read(visitor, {"text": KIND}, **{"X-CSRF-Token": "x"})
    assert status == 403
    assert told["message"]


async def test_a_second_reader_is_heard_once_somebody_presses_check(sqlite_store: Store) -> None:
    """While somebody types without a case, only the coach itself reads."""
    reader = ScriptedReader("the wait")
    async with visiting(sqlite_store, reader=reader) as visitor:
        await read(visitor, {"text": KIND, "post": PASTA})
        assert reader.asked == []
        await checked(visitor, KIND)
        assert "A reader may hear a shrug in this." in visitor.page.words


async def test_nothing_is_clear_where_somebody_may_be_in_danger(visitor: Visitor) -> None:
    """On the page as well as while somebody types: the helpline instead of a calm word."""
    post = "I don't want to live any more. Nobody would notice."
    await checked(visitor, KIND, post)
    assert "All clear" not in visitor.page.words
    assert "116 123" in visitor.page.words
    _, told = await read(visitor, {"text": KIND, "post": post})
    assert "116 123" in told["first"]
    _, told = await read(visitor, {"text": KIND, "post": PASTA})
    assert told["first"] == ""
