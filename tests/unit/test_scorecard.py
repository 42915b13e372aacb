"""The scorecard quotes what earned a mark, and harsh words earn none."""

from __future__ import annotations

import pytest

from bot.readers import Reading
from bot.rubric import Mark
from bot.scorecard import Line, scorecard
from tests.render.samples import PASTA, coach
from tests.unit.test_rewriting import RUDE

TREADMILL = "Two treadmills were broken and the gym was packed."
AT_RISK = "I don't want to live any more. Nobody would notice."


def read(reply: str, post: str = PASTA) -> Reading:
    """How a reply to the post reads."""
    return coach().read(reply, coach().size_up(post))


def lines(reply: str, post: str = PASTA) -> dict[str, Line]:
    """The lines by their titles."""
    shown = scorecard(reply, read(reply, post).assessment, coach().playbook.rubric)
    return {line.title: line for line in shown}


def how(reply: str, title: str, post: str = PASTA) -> tuple[Mark, str]:
    """How one line stands, and what it quotes."""
    line = lines(reply, post)[title]
    return line.mark, line.quote


@pytest.mark.parametrize("reply", RUDE)
def test_words_that_hurt_earn_no_mark(reply: str) -> None:
    """Whoever blames or mocks has not thanked, owned or promised anything with it."""
    hurt = [f.text for f in read(reply).findings if f.text]
    quoted = [line.quote for line in lines(reply).values() if line.title != "Apologizes"]
    assert hurt
    assert not [(words, quote) for words in hurt for quote in quoted if quote and words in quote]


def test_blame_is_no_step_that_somebody_takes() -> None:
    """ "You should have booked" is said of the past; "you should have it by Friday" is not."""
    assert how("You should have booked. We are full.", "Next step")[0] is Mark.MISSING
    step = "You should have your money by Friday"
    assert how(f"{step}, Dana.", "Next step") == (Mark.MET, f"{step}, Dana")


def test_the_sentence_behind_blame_still_counts() -> None:
    """Only the clause that was flagged is left out."""
    reply = "Everybody knows that. We are fixing both treadmills on Thursday."
    mark, quote = how(reply, "Next step", TREADMILL)
    assert (mark, quote) == (Mark.MET, "We are fixing both treadmills on Thursday")


@pytest.mark.parametrize(
    ("reply", "mark"),
    [
        ("Dinner is on us next time.", Mark.MET),
        ("Your next coffee's on us, Dana.", Mark.MET),
        ("A free lesson for both of you, on us.", Mark.MET),
        ("Finding out what happened is on us.", Mark.EMPTY),
        ("That is on us, and so is putting it right.", Mark.MISSING),
        ("It is on us to put this right.", Mark.MISSING),
    ],
)
def test_only_what_is_given_repairs(reply: str, mark: Mark) -> None:
    """To say whose it is repairs nothing yet."""
    assert how(reply, "Repairs")[0] is mark


def test_a_mark_quotes_whole_words_about_the_thing() -> None:
    """A bare "will" would show nobody why."""
    reply = "Sorry, Dana. We will look into the cold pasta, and the bill was right."
    assert how(reply, "Repairs") == (Mark.EMPTY, "We will look into the cold pasta")
    assert how("We take this up. Thank you for the photo.", "Thanks") == (
        Mark.MET,
        "Thank you for the photo",
    )


def test_how_things_are_is_no_empty_promise() -> None:
    """ "It is in the drawer" says what is, not what anybody will do."""
    assert how("Your scarf is in the drawer.", "Next step")[0] is Mark.MISSING
    assert how("Your scarf is in the post tomorrow.", "Next step")[0] is Mark.MET
    assert how("We are working on it.", "Next step")[0] is Mark.EMPTY


def test_an_apology_that_was_found_empty_is_not_met() -> None:
    """Whoever found it: the signs of the rubric alone do not know this wording."""
    reply = "We're sorry you place a different value on warm pasta."
    assert how(reply, "Apologizes")[0] is Mark.EMPTY


def test_where_somebody_may_be_in_danger_that_comes_first() -> None:
    """With the helpline; for every other post there is no such word."""
    reply = "Thank you for telling us. Mia calls you at once."
    assert "116 123" in read(reply, AT_RISK).first
    assert read(reply).first == ""
