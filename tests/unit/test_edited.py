"""The one reply that a place shows: what stands there, and the later part behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.draft_texts import Calendar, Composed
from bot.edited import core, edited, header, put_in
from bot.exchange import Exchange, Round
from bot.playbook import Playbook
from bot.profile import Platform
from bot.prompts import load_playbook
from bot.rubric import Criterion
from bot.situation import Situation
from tests.serving import ROOT

SIGNED = "Lina and the team, Trattoria Lina"
STANDS = f"We're sorry about the soup. We will refund it. What would help?\n\n{SIGNED}"
CORE = "We're sorry about the soup. We will refund it."


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    """The shipped prompts."""
    return load_playbook(ROOT / "prompts")


def place(playbook: Playbook, length: int = 4000, standing: str = STANDS) -> Situation:
    """A place that shows one reply of so many characters."""
    platform = Platform("one", "One", length, owner_replies=1)
    before = Exchange(round=Round.RETURN, standing=standing, today=date(2026, 12, 4))
    return Situation(playbook.profile(""), platform=platform, before=before)


@pytest.mark.parametrize(
    ("standing", "kept"),
    [
        (STANDS, CORE),
        (f"{CORE}\n\nUpdate, 1 December: It is on its way.\n\n{SIGNED}",
         f"{CORE}\n\nUpdate, 1 December: It is on its way."),
        (f"{CORE} What would help?\n\nKatja Brandt", CORE),
        ("What would help?", "What would help?"),
        ("Es tut uns leid. Was fehlt?\n\nLina", "Es tut uns leid."),
    ],
)  # fmt: skip
def test_what_stays_is_without_name_and_question(standing: str, kept: str) -> None:
    """The name comes once, at the end; the question has been answered. Earlier parts stay."""
    assert core(standing, SIGNED) == kept


def test_spans_and_gaps_move_along(playbook: Playbook) -> None:
    """What meets a criterion is found in the whole text."""
    part = Composed("Update: it is done. [who] knows.", {Criterion.REPAIR: (8, 19)})
    whole = edited(place(playbook), part)
    assert whole.text == f"{CORE}\n\n{part.text}"
    assert whole.text[slice(*whole.met[Criterion.REPAIR])] == "it is done."
    assert whole.slots == ("[who]",)


@pytest.mark.parametrize("length", [60, 80, 100, 150])
def test_where_room_is_short_the_old_gives_way(playbook: Playbook, length: int) -> None:
    """Whole sentences from the end; the news stays as it is."""
    part = Composed("Update: we have refunded the soup.", {})
    text = edited(place(playbook, length), part).text
    assert len(text) <= length
    assert text.endswith(part.text)
    assert text.removesuffix(part.text).rstrip() in {"", "We're sorry about the soup.", CORE}


def test_nothing_is_put_in_where_nothing_stands(playbook: Playbook) -> None:
    """A place without limit gets a reply of its own."""
    assert put_in(playbook.texts, place(playbook, standing=""), "Thank you.") == ("Thank you.", 0)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "Update, 4 December:"),
        ("en", "Update, 4 December:"),
        ("de", "Nachtrag vom 4. Dezember:"),
        ("fr", "Mise à jour du 4.12.2026 :"),
        ("fi", "Update, 4 December:"),
    ],
)
def test_the_day_stands_in_the_language_of_the_reply(
    playbook: Playbook, language: str, said: str
) -> None:
    """In English where no other words are there."""
    assert header(playbook.texts, place(playbook), language) == said


def test_every_language_can_say_what_goes_on(playbook: Playbook) -> None:
    """Returns, thanks, the last word and the note, with a header for the day."""
    wanted = {"again", "thanked", "broken", "closing", "header", "note"}
    for language, texts in playbook.texts.holding.items():
        assert wanted <= set(texts), language
        assert all("{day}" in text for text in texts["header"])
        assert all("{contact}" in text for text in texts["closing"])
        assert all("?" in t or "؟" in t or "？" in t or "。" in t for t in texts["thanked"])


def test_a_written_part_is_dated_and_signed_once(playbook: Playbook) -> None:
    """Whatever its writer put around it."""
    about = place(playbook)
    for text in ("It is done.", f"It is done.\n\n{SIGNED}", "Update, 4 December: It is done."):
        whole, begins = put_in(playbook.texts, about, text)
        assert whole == f"{CORE}\n\nUpdate, 4 December: It is done.\n\n{SIGNED}"
        assert whole[begins:].startswith("It is done.")
    tiny = put_in(playbook.texts, place(playbook, 280, standing=""), "Done.")[0]
    assert tiny == "Done."


def test_a_note_without_one_reply_is_dated_alone(playbook: Playbook) -> None:
    """It stands under the post as a text of its own."""
    about = place(playbook, standing="")
    about = replace(about, before=replace(about.before, round=Round.NOTE))
    whole, _ = put_in(playbook.texts, about, "We have refunded the soup.")
    assert whole == f"Update, 4 December: We have refunded the soup.\n\n{SIGNED}"


def test_a_day_is_written_as_each_language_does() -> None:
    """The names begin with Monday and January."""
    week = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    year = tuple(str(number) for number in range(1, 13))
    calendar = Calendar("{weekday} {day}.{month}.", "{day}.{month}.", week, year)
    assert calendar.spoken(date(2026, 11, 27)) == "Fr 27.11."
    assert calendar.dated(date(2026, 11, 27)) == "27.11."
