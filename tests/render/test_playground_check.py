"""How the page of an own reply is laid out, from what the desk says of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.findings import Verdict
from bot.playground.people import ALEX, PEOPLE, YOU
from bot.playground.render import Pages
from bot.playground.visit import Frame
from bot.practice import ENOUGH, Practice
from bot.readers import Reading
from bot.rubric import Mark
from bot.scorecard import Hint, Line
from bot.writing_desk import Checked
from tests.playground_site import the_coach

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FRAME = Frame(YOU, PEOPLE, "/check", "token")
OWN = "Thank you for telling us about the soup, Dana. It was busy."


@pytest.fixture(scope="module")
def pages() -> Pages:
    """The templates with the shipped playbook."""
    return Pages(the_coach().playbook, {})


def page(
    pages: Pages, rewrite: str = "", *, hint: Hint | None = None, lines: tuple[Line, ...] = ()
) -> str:
    """The page after Check."""
    checked = Checked(OWN, Reading((), {}, Verdict.PASS), lines, hint, rewrite)
    return pages.check(FRAME, typed={"text": OWN}, checked=checked)


def test_only_what_is_new_in_the_mended_words_is_marked(pages: Pages) -> None:
    """The own words stand in the box above, so what went is not struck out here."""
    shown = page(pages, OWN.replace("It was busy.", "We are sorry."))
    assert "<ins>We are sorry.</ins>" in shown
    assert "<del>" not in shown
    assert "Underlined is new." in shown
    assert "brackets" not in shown


def test_words_of_which_little_stayed_are_shown_as_they_are(pages: Pages) -> None:
    """Underlining everything would mark nothing."""
    shown = page(pages, "[who] looks into the cold soup and answers here by [when].")
    assert "<ins>" not in shown
    assert "Underlined is new." not in shown
    assert "What stands in [brackets] only you can know." in shown


def test_where_nothing_is_to_be_mended_nothing_is_offered(pages: Pages) -> None:
    """No empty box, and a calm word in the place of the hint."""
    shown = page(pages)
    assert "Use this" not in shown.replace("Use this wording", "")
    assert "All clear." in shown


def test_one_hint_with_its_better_wording(pages: Pages) -> None:
    """As it is said while somebody types; what it quotes is no markup."""
    shown = page(pages, hint=Hint("Excuse", "A <b>reader</b> may hear an excuse.", "busy", "Sorry"))
    assert "A &lt;b&gt;reader&lt;/b&gt; may hear an excuse. Try: “Sorry”" in shown


def test_what_is_there_is_named_and_what_is_missing_is_explained(pages: Pages) -> None:
    """Short where all is well."""
    lines = (
        Line("Thanks", Mark.MET, "Thank you", "Thank the customer."),
        Line("Asks", Mark.MISSING, "", "Ask one open question."),
        Line("Apologizes", Mark.EMPTY, "any inconvenience", "Say sorry for the thing."),
    )
    shown = " ".join(page(pages, lines=lines).split())
    assert "<b>There:</b> Thanks." in shown
    assert "Thank the customer." not in shown
    assert "<b>Not yet</b> <span>Ask one open question.</span>" in shown
    assert '<b>Only words so far</b> <q dir="auto">any inconvenience</q>' in shown


@pytest.mark.parametrize(
    ("practice", "says"),
    [
        (Practice(), "Off."),
        (Practice(good=ENOUGH), "Off."),
        (Practice(on=True, good=4), "On. 4 of 10"),
        (Practice(on=True, good=ENOUGH), ""),
    ],
)
def test_the_switch_says_how_it_stands(pages: Pages, practice: Practice, says: str) -> None:
    """In words, and gone once it is not needed any more."""
    frame = Frame(ALEX, PEOPLE, "/", "token")
    shown = " ".join(pages.home(frame, [], now=NOON, typed={"key": "k"}, practice=practice).split())
    assert ("let me try first" in shown) is bool(says)
    assert says in shown
