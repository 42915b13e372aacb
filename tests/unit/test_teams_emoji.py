"""Which reaction decides what in Teams, which sends ids of emoji."""

from __future__ import annotations

import pytest

from bot.commands import Decision
from bot.teams.emoji import reaction_decisions, shown

USUAL = {
    "✅": Decision.APPROVE,
    "👀": Decision.CLAIM,
    "✏️": Decision.EDIT,
    "🔁": Decision.AGAIN,
    "❌": Decision.REJECT,
}


@pytest.mark.parametrize(
    ("sent", "decision"),
    [
        ("2705_whiteheavycheckmark", Decision.APPROVE),
        ("2705_checkmarkbutton", Decision.APPROVE),
        ("whitecheckmark", Decision.APPROVE),
        ("check", Decision.APPROVE),
        ("✅", Decision.APPROVE),
        ("1f440_eyes", Decision.CLAIM),
        ("1F440_Eyes", Decision.CLAIM),
        ("270f_pencil", Decision.EDIT),
        ("✏", Decision.EDIT),
        ("1f501_repeat", Decision.AGAIN),
        ("274c_crossmark", Decision.REJECT),
    ],
)
def test_the_usual_map_holds_for_what_teams_sends(sent: str, decision: Decision) -> None:
    """As an id with a code point, by a name, or as the picture itself."""
    assert reaction_decisions(USUAL)[sent] is decision


LIKES = "like Like plusOne yes yes-tone3 like-tone2 👍 👍🏽 +1 1f44d_thumbsup :like:".split()  # noqa: SIM905
OTHERS = "heart 2764_redheart laugh surprised sad angry no launch oreoyum _ -tone1 d83d_x".split()  # noqa: SIM905


@pytest.mark.parametrize("sent", [*LIKES, "1f44d_thumbsupyellow-tone1"])
def test_a_like_approves(sent: str) -> None:
    """Teams offers it first, in every colour of skin."""
    assert reaction_decisions(USUAL).get(sent) is Decision.APPROVE


@pytest.mark.parametrize("emoji", ["👍", "👍🏽", "like", "+1", ":thumbsup:", "yes"])
def test_a_like_does_what_the_map_says_instead(emoji: str) -> None:
    """However the operator writes it."""
    meant = reaction_decisions({**USUAL, emoji: Decision.CLAIM})
    assert meant["like"] is Decision.CLAIM
    assert meant["2705_whiteheavycheckmark"] is Decision.APPROVE


def test_a_like_does_nothing_where_no_emoji_approves() -> None:
    """An operator who wants the button to be pressed gets that."""
    assert "like" not in reaction_decisions({"❌": Decision.REJECT})
    assert reaction_decisions({}).get("like") is None


@pytest.mark.parametrize(
    "sent", [*OTHERS, "", " ", "1f9a9_flamingo", "fffff_x", "2705", "\x00", "🦩", "5" * 99]
)
def test_everything_else_decides_nothing(sent: str) -> None:
    """Neither what is not in the map, nor what no Teams would send."""
    assert sent not in reaction_decisions(USUAL)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("❤️", "heart"),
        ("❤", "2764_redheart"),
        ("heart", "❤️"),
        ("👎", "no-tone1"),
        ("🚀", "launch"),
        ("rocket", "launch"),
        ("🙋", "happy_person_raising_one_hand"),
        ("👏", "clappinghands-tone2"),
        ("🦩", "1f9a9_flamingo"),
        ("👨‍🦰", "1f468_200d_1f9b0_maleredhaired"),
        ("1f9a9_flamingo", "🦩"),
        ("oreoyum", "oreoyum"),
        (":OreoYum:", "oreoyum"),
    ],
)
def test_any_emoji_can_be_chosen(written: str, sent: str) -> None:
    """Also one whose name is known to nobody but Teams."""
    assert reaction_decisions({written: Decision.CLAIM}).get(sent) is Decision.CLAIM


def test_a_name_that_slack_and_teams_understand_differently() -> None:
    """In the map `ok` is Slack's 🆗, as it is there; Teams means 👌 by it."""
    meant = reaction_decisions({"ok": Decision.CLAIM, "👌": Decision.AGAIN})
    assert meant["1f197_squaredok"] is Decision.CLAIM
    assert meant["ok"] is Decision.AGAIN


def test_the_first_of_two_decisions_counts() -> None:
    """The same emoji, written twice."""
    assert reaction_decisions({"👍": Decision.APPROVE, "like": Decision.REJECT})["like"] is (
        Decision.APPROVE
    )


def test_cards_show_what_decides() -> None:
    """The operator's first emoji for each, and the like where it approves."""
    assert shown(USUAL) == {
        Decision.APPROVE: "✅ 👍",
        Decision.CLAIM: "👀",
        Decision.EDIT: "✏️",
        Decision.AGAIN: "🔁",
        Decision.REJECT: "❌",
    }
    assert shown({"👍": Decision.APPROVE}) == {Decision.APPROVE: "👍"}
    assert shown({"👍🏽": Decision.APPROVE}) == {Decision.APPROVE: "👍🏽"}


def test_cards_show_pictures_rather_than_names() -> None:
    """What has no picture of its own is shown by its name."""
    named = {"+1": Decision.CLAIM, "heart": Decision.AGAIN, "oreoyum": Decision.REJECT}
    assert shown(named) == {
        Decision.CLAIM: "👍",
        Decision.AGAIN: "❤️",
        Decision.REJECT: "oreoyum",
    }
    assert shown({"👍": Decision.CLAIM, "like": Decision.AGAIN}) == {Decision.CLAIM: "👍"}
    assert shown({"::": Decision.CLAIM}) == {}


def test_reactions_that_decide_can_be_listed() -> None:
    """By their pictures."""
    meant = reaction_decisions({"+1": Decision.APPROVE, "❌": Decision.REJECT})
    assert dict(meant) == {"👍": Decision.APPROVE, "❌": Decision.REJECT}
    assert len(meant) == 2
