"""The customer's own words show that they are content; a complaint, a threat or anger does not."""

from __future__ import annotations

import pytest

from bot.coach import Coach
from bot.proof import sounds_unhappy
from tests.render.samples import coach


@pytest.fixture(scope="module")
def reader() -> Coach:
    """Reads posts as the desk does."""
    return coach()


@pytest.mark.parametrize(
    "words",
    [
        "I'm still furious and never coming back",
        "I hate you and will sue",
        "You'll hear from my lawyer",
        "not happy at all",
        "I am not satisfied",
        "Nicht zufrieden",
        "je ne suis pas contente",
        "no estoy contento con esto",
        "Still no refund",
        "Immer noch keine Antwort",
        "Thanks for nothing.",
        "The food was fine, and then I was disappointed.",
    ],
)
def test_these_are_no_words_of_somebody_who_is_content(words: str, reader: Coach) -> None:
    """A complaint, a threat, anger, or that they are not glad, in several languages."""
    assert sounds_unhappy(words, reader.triage)


@pytest.mark.parametrize(
    "words",
    [
        "The refund came, and we'd gladly eat there again.",
        "The new parcel has arrived",
        "The broken chair was replaced and we are happy.",
        "I was disappointed at first, but now everything is good",
        "couldn't be happier",
        "Okay, I accept the apology",
        "Das Geld ist da, alles gut",
        "On m'a remboursé, je suis contente",
        "Het is opgelost, bedankt",
        "退款收到了，很满意",
    ],
)
def test_these_may_be(words: str, reader: Coach) -> None:
    """Also where they name what had been wrong."""
    assert not sounds_unhappy(words, reader.triage)


def test_whoever_came_again_tells_of_it() -> None:
    """That they were there again is what shows that they were won back."""
    assert not sounds_unhappy("We were there again.", None)
    assert sounds_unhappy("Never again, you crooks", None)
