"""Which words a post is found by, and which past replies come first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.events import Outcome
from bot.past import HouseWord, PastReply, best_first, house_style, search_words


def past(reply: str, outcome: str = "") -> PastReply:
    """A reply to some post."""
    return PastReply("", reply, "en", outcome)


def test_words_that_every_post_holds_are_not_looked_for() -> None:
    """Only what a post is about; endings do not matter."""
    assert search_words("We waited for the waiters!") == search_words("waiting waiter")


def test_writing_without_blanks_is_cut_into_pairs() -> None:
    """Two posts in Japanese share pairs of signs, not whole sentences."""
    one, other = (set(search_words(post)) for post in ("料理が冷たい", "冷たい料理でした"))
    assert {"料理", "冷た"} <= one & other


@given(st.text(max_size=300))
def test_words_are_letters_and_digits_only(text: str) -> None:
    """So that none can mean anything to a search engine."""
    assert all(word.isalnum() and 0 < len(word) <= 40 for word in search_words(text))


def test_one_common_word_is_no_likeness() -> None:
    """Two posts with one word in common are about different things, if they have more words."""
    found = [(past("a"), ["tabl"])]
    assert best_first(["tabl", "pasta"], found, 3) == []
    assert best_first(["tabl"], found, 3) == [past("a")]


def test_outcome_decides_among_good_matches_only() -> None:
    """A happy end does not make another matter an example."""
    close, closer = past("close", Outcome.STILL_UNHAPPY), past("closer")
    far = past("far", Outcome.SATISFIED)
    found = [
        (far, ["pasta", "cold", "car", "park", "dog", "wine", "music", "loud", "bill", "card"]),
        (close, ["pasta", "cold", "waiter", "rude"]),
        (closer, ["pasta", "cold", "waiter", "rude"]),
    ]
    assert best_first(["pasta", "cold", "waiter", "rude"], found, 3) == [closer, close, far]


def test_nothing_found_is_nothing() -> None:
    """Neither without candidates nor without words."""
    assert best_first(["pasta"], [], 3) == []
    assert best_first([], [(past("a"), ["pasta"])], 3) == [past("a")]


def test_only_what_was_decided_is_house_style() -> None:
    """What waits for an answer, and what was refused, changes no draft."""
    words = [
        HouseWord("reach out", "ring", 14),
        HouseWord("utilise", "use", 3, adopted=True),
        HouseWord("guest", "client", 9, adopted=False),
    ]
    assert house_style(words) == (("utilise", "use"),)
