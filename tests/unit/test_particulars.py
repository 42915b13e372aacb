"""What failed, when, where, who was there, how often; and whether the post is angry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.anger import is_angry
from bot.particulars import find_particulars
from bot.triage import Aspect


def told(post: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in find_particulars(post):
        found.setdefault(each.aspect.value, []).append(post[each.start : each.end])
    return found


@pytest.mark.parametrize(
    ("post", "wanted"),
    [
        ("The boiler is broken since Monday, third time this winter",
         {"what": ["boiler"], "when": ["since Monday"], "how often": ["third time this winter"]}),
        ("14 calls and still no hot water", {"how often": ["14 calls"], "what": ["hot water"]}),
        ("Your driver shouted at my daughter in the car park yesterday",
         {"who": ["driver", "daughter"], "where": ["in the car park"], "when": ["yesterday"]}),
        ("Charged me twice for the parking", {"how often": ["twice"], "what": ["parking"]}),
        ("Lost my suitcase at Gatwick three weeks ago",
         {"what": ["suitcase"], "where": ["Gatwick"], "when": ["three weeks ago"]}),
        ("Die Heizung ist seit Freitag kaputt, zum dritten Mal",
         {"what": ["Heizung"], "when": ["seit Freitag"], "how often": ["zum dritten Mal"]}),
        ("Kein Warmwasser seit drei Tagen", {"what": ["Warmwasser"], "when": ["seit drei Tagen"]}),
        ("Depuis lundi, c'est la troisième fois",
         {"when": ["Depuis lundi"], "how often": ["troisième fois"]}),
        ("desde ayer, tres veces", {"when": ["desde ayer"], "how often": ["tres veces"]}),
        ("sinds gisteren, derde keer",
         {"when": ["sinds gisteren"], "how often": ["derde keer"]}),
    ],
)  # fmt: skip
def test_particulars_are_spans_of_the_post(post: str, wanted: dict[str, list[str]]) -> None:
    """Each under its aspect, in the words of the post."""
    assert told(post) == wanted


@pytest.mark.parametrize(
    "post",
    [
        "great coffee, friendly people",
        "no idea what to say",
        "ten times better than the old one",
        "the reason never mattered",
        "Do you ship to Malta?",
        "Please answer by Friday",
    ],
)
def test_little_words_tell_nothing(post: str) -> None:
    """Precision first: a wrong particular is worse than none."""
    assert told(post) == {}


def test_at_most_two_of_each_and_none_twice() -> None:
    """A long story is not retold."""
    post = "Broken in March. Broken in May. Broken in July. Broken in March."
    assert told(post)[Aspect.WHEN] == ["in March", "in May"]


def test_nothing_is_taken_from_barred_spans() -> None:
    """Personal data and orders to software are left to those who found them."""
    post = "The boiler is broken"
    assert find_particulars(post, [(4, 10)]) == ()


@given(
    st.lists(
        st.sampled_from(
            ["the", "boiler", "is", "broken", "since", "Monday", "twice", "in", "my", "shop", "."]
        )
    )
)
def test_spans_are_in_order_and_apart(row: list[str]) -> None:
    """Whatever the words, no span overlaps another."""
    end = 0
    for each in find_particulars(" ".join(row)):
        assert end <= each.start < each.end
        end = each.end


@pytest.mark.parametrize(
    "post",
    [
        "what the fuck is a handling fee",
        "Never again. Two hours for soup.",
        "WHERE IS MY PARCEL",
        "Where is it!!! Answer me",
        "bunch of thieves",
        "Das ist eine Frechheit",
        "Bande de voleurs",
        "absolute shambles of a desk",
    ],
)
def test_shouting_swearing_and_goodbyes_are_anger(post: str) -> None:
    """Such a post wants somebody who listens first."""
    assert is_angry(post)


@pytest.mark.parametrize(
    "post",
    [
        "Great, another hour on hold. My favourite.",
        "fucking amazing burger",
        "BEST DAY EVER, THANK YOU ALL",
        "Loved it!!!",
        "not a disgrace at all, quite nice",
        "the USB and HDMI ports are dead",
        "The room was cold and nobody came.",
    ],
)
def test_irony_joy_and_plain_trouble_are_none(post: str) -> None:
    """Strong praise swears, too, and irony alone is quiet."""
    assert not is_angry(post)


@pytest.mark.parametrize(
    ("post", "when"),
    [
        ("Charged me for a second one.", None),
        ("You took 90 euros for a bad night.", None),
        ("No lift for a week.", "for a week"),
        ("We stood there for a full hour.", "for a full hour"),
        ("No lift for two long weeks.", "for two long weeks"),
    ],
)
def test_what_was_paid_for_is_no_duration(post: str, when: str | None) -> None:
    """ "For a second one" says what it bought; "for a week" how long it took."""
    assert told(post).get("when") == ([when] if when else None)
