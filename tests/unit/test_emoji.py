"""Which emoji decides what in Slack, which sends their names."""

from __future__ import annotations

import pytest

from bot.commands import Decision
from bot.slack.emoji import emoji_names, emoji_shown, emoji_unknown

USUAL = {
    "✅": Decision.APPROVE,
    "👀": Decision.CLAIM,
    "✏️": Decision.EDIT,
    "🔁": Decision.AGAIN,
    "❌": Decision.REJECT,
}


def test_the_usual_emoji_have_slacks_names() -> None:
    """With the default map every emoji on a card decides something."""
    assert emoji_names(USUAL) == {
        "white_check_mark": Decision.APPROVE,
        "eyes": Decision.CLAIM,
        "pencil2": Decision.EDIT,
        "repeat": Decision.AGAIN,
        "x": Decision.REJECT,
    }
    assert emoji_unknown(USUAL) == []


@pytest.mark.parametrize("written", ["👍", "👍🏽", "+1", ":+1:", "thumbsup"])
def test_an_emoji_can_be_written_in_several_ways(written: str) -> None:
    """As a picture, in any colour of skin, or by its name."""
    names = emoji_names({written: Decision.APPROVE})
    assert {"+1", "thumbsup"} & set(names)
    assert emoji_unknown({written: Decision.APPROVE}) == []


def test_with_or_without_the_coloured_picture_it_is_the_same() -> None:
    """Keyboards differ in the invisible character behind ✏ and ✔."""
    assert emoji_names({"✏": Decision.EDIT}) == emoji_names({"✏️": Decision.EDIT})
    assert emoji_names({"✔️": Decision.APPROVE}) == {"heavy_check_mark": Decision.APPROVE}


def test_what_would_decide_nothing_is_told() -> None:
    """A picture whose name is not known here, and a name that is none."""
    strange = {"🦩": Decision.APPROVE, "flamingo": Decision.REJECT, "::": Decision.EDIT}
    assert emoji_unknown(strange) == ["🦩", "::"]
    assert emoji_names(strange) == {"flamingo": Decision.REJECT}


def test_the_first_of_two_decisions_counts() -> None:
    """The same emoji, written twice."""
    twice = {"👍": Decision.APPROVE, "+1": Decision.REJECT}
    assert emoji_names(twice)["+1"] is Decision.APPROVE


def test_a_colour_of_skin_is_no_part_of_a_name() -> None:
    """Slack sends it behind the name, whoever reacts in whichever colour."""
    toned = {":+1::skin-tone-3:": Decision.APPROVE, "wave:skin-tone-2": Decision.CLAIM}
    assert emoji_names(toned) == {"+1": Decision.APPROVE, "wave": Decision.CLAIM}
    assert emoji_shown(toned) == {Decision.APPROVE: ":+1:", Decision.CLAIM: ":wave:"}


def test_cards_show_only_emoji_that_decide_something() -> None:
    """The operator's first one; what is not in the map, or means something else, is not shown."""
    shown = emoji_shown({"rocket": Decision.APPROVE, "🚫": Decision.REJECT, "⛔": Decision.REJECT})
    assert shown[Decision.APPROVE] == ":rocket:"
    assert shown[Decision.REJECT] == "🚫"
    assert set(shown) == {Decision.APPROVE, Decision.REJECT}
    strange = {"🦩": Decision.APPROVE, "👍": Decision.CLAIM, "+1": Decision.AGAIN}
    assert emoji_shown(strange) == {Decision.CLAIM: "👍"}
    assert emoji_shown(USUAL) == {decision: sign for sign, decision in USUAL.items()}
