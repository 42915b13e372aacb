"""What the store promises about replies of the past, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.contents import seal
from bot.events import DraftProposed, Origin, Outcome
from bot.past import Lesson, PastReply, Published
from bot.records import Commit
from bot.store import Store
from tests.store.samples import ANA, NOON, ORG, minutes, opening, recorded

COLD = "The pasta was cold and the waiter ignored us for an hour."


def lesson(
    post: str,
    reply: str,
    *,
    of: str = "case-1",
    language: str = "en",
    outcome: str = "",
    organisation: str = ORG,
) -> Lesson:
    """What a case with one published reply teaches."""
    past = PastReply(post, reply, language, outcome)
    return Lesson(organisation, of, replies=(Published(1, NOON, past),))


async def found(store: Store, post: str = COLD, **more: object) -> list[str]:
    """The replies that are found for a post."""
    options = {"language": "en", **more}
    past = await store.past_replies(ORG, post, **options)  # type: ignore[arg-type]
    return [one.reply for one in past]


async def test_a_reply_comes_back_with_its_post_and_outcome(store: Store) -> None:
    """What was remembered is found by words of the post, in any form of theirs."""
    await store.remember(lesson(COLD, "Sorry about it.", outcome=Outcome.SATISFIED))
    assert await store.past_replies(ORG, "We waited, the waiters ignored us!", language="en") == [
        PastReply(COLD, "Sorry about it.", "en", "satisfied")
    ]
    assert await found(store, "My parcel was lost twice.") == []


async def test_the_most_similar_post_comes_first(store: Store) -> None:
    """Rare words that two posts share count more than words that all posts hold."""
    for n in range(10):
        await store.remember(lesson(f"The waiter was rude at table {n}.", f"R{n}", of=f"w{n}"))
    await store.remember(lesson("The waiter dropped my lasagne.", "lasagne", of="l"))
    assert (await found(store, "A waiter dropped the lasagne on my coat."))[0] == "lasagne"
    assert len(await found(store, "The waiter was rude.")) == 3
    assert len(await found(store, "The waiter was rude.", limit=1)) == 1


async def test_what_satisfied_comes_before_what_did_not(store: Store) -> None:
    """Among good matches the outcome decides; a poor match does not win by its outcome."""
    outcomes = {
        "unhappy": Outcome.STILL_UNHAPPY,
        "open": "",
        "quiet": Outcome.NO_ANSWER,
        "back": Outcome.WON_BACK,
    }
    for name, outcome in outcomes.items():
        await store.remember(lesson(COLD, name, of=name, outcome=outcome))
    far = "The waiter was lovely, and so was the pasta with the mushrooms, the wine and the bread."
    await store.remember(lesson(far, "far", of="far", outcome=Outcome.SATISFIED))
    names = await found(store, limit=5)
    assert (names[0], names[3], names[4]) == ("back", "unhappy", "far")


async def test_only_the_language_that_is_wanted(store: Store) -> None:
    """A German example does not help with an English reply; an unknown language takes all."""
    await store.remember(lesson(COLD, "Es tut uns leid.", of="de", language="de"))
    await store.remember(lesson(COLD, "We are sorry.", of="en"))
    assert await found(store) == ["We are sorry."]
    assert len(await found(store, language="")) == 2


async def test_no_organisation_sees_another_ones_replies(store: Store) -> None:
    """Not even with the same words and the same case id."""
    await store.remember(lesson(COLD, "theirs", organisation="other"))
    assert await found(store) == []
    await store.remember(lesson(COLD, "ours"))
    assert await found(store) == ["ours"]


HOSTILE = [
    "' | !(pasta & waiter) <-> c:* \\",
    "NEAR(pasta waiter, 5) AND NOT {words}: ^pasta*",
    '"pasta" OR 1=1; DROP TABLE replies; -- waiter ? % :words',
    "pasta waiter " + "x" * 40_000,
    "wörter gehören dazu " * 2_000,
    " ".join(f"w{n}" for n in range(8_000)),
    "料理が冷たかったです。二度と行きません。",
    "الطعام كان باردا جدا والنادل ضحك علينا",
]
WORDLESS = [
    "",
    " ",
    "?! -- %",
    "😡" * 50 + " ♥ ² ª ⅷ ½",
    "खाना ठंडा था",
    "\x00",
    "\ud83d \x00 * ^ :",
]


@pytest.mark.parametrize("post", HOSTILE, ids=lambda post: ascii(post[:12]))
async def test_whatever_a_post_holds_is_only_words(store: Store, post: str) -> None:
    """No sign is an operator, no length is too much, and what is remembered is found again."""
    await store.remember(lesson("My parcel was lost.", "other", of="other"))
    await store.remember(lesson(post, "same", of="same"))
    assert await found(store, post) == ["same"]
    assert await found(store, post + " \x00 \ud83d") == ["same"]


@pytest.mark.parametrize("post", WORDLESS, ids=ascii)
async def test_a_post_without_words_is_like_no_other(store: Store, post: str) -> None:
    """Signs, pictures and broken characters find nothing, and break nothing."""
    await store.remember(lesson(COLD, "other"))
    assert await found(store, post) == []


async def test_remembering_again_keeps_one(store: Store) -> None:
    """A job that runs twice, or again with an outcome, replaces what was kept."""
    for outcome in ("", "", Outcome.SATISFIED):
        await store.remember(lesson(COLD, "Sorry.", outcome=outcome))
    assert [p.outcome for p in await store.past_replies(ORG, COLD, language="en")] == ["satisfied"]
    await store.remember(lesson("My parcel is lost and nobody answers.", "Sorry."))
    assert await found(store) == []
    assert await found(store, "a lost parcel") == ["Sorry."]
    await store.remember(Lesson(ORG, "case-1"))
    assert await found(store, "a lost parcel") == []


async def test_the_same_text_is_one_example(store: Store) -> None:
    """Three times the same words would teach nothing else."""
    for n in range(3):
        await store.remember(lesson(COLD, "Sorry.", of=f"case-{n}"))
    await store.remember(lesson(COLD, "We are sorry.", of="case-4"))
    assert sorted(await found(store)) == ["Sorry.", "We are sorry."]


async def test_erased_cases_are_no_examples(store: Store) -> None:
    """With the texts goes what was made of them; other cases stay."""
    await store.commit(opening())
    await store.remember(replace(lesson(COLD, "gone"), changed=(("reach out", "ring"),)))
    await store.remember(lesson(COLD, "kept", of="case-2"))
    await store.erase_contents(ORG, "case-1")
    assert await found(store) == ["kept"]
    assert await store.house_words(ORG) == []


async def test_a_late_lesson_does_not_bring_erased_words_back(store: Store) -> None:
    """A job that read the texts before they were erased keeps none of them."""
    await store.commit(opening())
    late = replace(lesson(COLD, "Sorry."), made_of=("case-1-post",), good=("ana",))
    late = replace(late, changed=(("reach out", "ring"),))
    await store.erase_contents(ORG, "case-1")
    await store.remember(late)
    assert await found(store) == []
    assert await store.house_words(ORG) == []
    assert (await store.practice(ORG, "ana")).good == 1


async def test_erasing_and_learning_at_once_leaves_nothing(store: Store) -> None:
    """Whichever comes first, no words are left."""
    for n in range(10):
        await store.commit(opening(f"case-{n}"))
    lessons = [
        replace(lesson(COLD, f"R{n}", of=f"case-{n}"), made_of=(f"case-{n}-post",))
        for n in range(10)
    ]
    erased = [store.erase_contents(ORG, f"case-{n}") for n in range(10)]
    await asyncio.gather(*erased, *map(store.remember, lessons))
    assert await found(store) == []


async def test_erased_words_are_not_left_in_the_file(sqlite_store: Store, tmp_path: Path) -> None:
    """Neither in the table nor in the index by which replies are found."""
    await sqlite_store.commit(opening())
    for n in range(50):
        await sqlite_store.remember(lesson(f"Cold pasta at table {n}.", "Sorry.", of=f"c{n}"))
    await sqlite_store.remember(lesson("The zwetschgenknoedel was cold.", "Sorry."))
    await sqlite_store.erase_contents(ORG, "case-1")
    assert not _stands_in("zwetschg", tmp_path)


def _stands_in(word: str, folder: Path) -> bool:
    return any(word.encode() in path.read_bytes() for path in folder.glob("cases.db*"))


def proposing(n: int, origin: Origin, organisation: str = ORG) -> Commit:
    """A case whose only event is a draft."""
    text = seal(f"Draft {n}", content_id=f"d{n}", salt="s")
    event = DraftProposed(1, origin, text.ref, ANA, (), "v1")
    one = replace(recorded(event, 1, of=f"case-{n}"), at=minutes(n), organisation=organisation)
    return Commit(organisation, f"case-{n}", 0, (one,), (text,))


async def test_the_latest_composed_drafts_newest_first(store: Store) -> None:
    """Of the house only, of the composer only, erased ones left out, as many as wanted."""
    for n in range(12):
        await store.commit(proposing(n, Origin.COMPOSER if n % 2 else Origin.MODEL))
    await store.commit(proposing(20, Origin.COMPOSER, "other"))
    assert await store.recent_replies(ORG, limit=3) == ["Draft 11", "Draft 9", "Draft 7"]
    await store.erase_contents(ORG, "case-9")
    assert await store.recent_replies(ORG) == [f"Draft {n}" for n in (11, 7, 5, 3, 1)]
    assert await store.recent_replies("nobody") == []
