"""The small language in which the lead writes what to look for."""

from __future__ import annotations

import pytest

from bot.errors import SetupError
from bot.phrases import PhraseBook, lower, tokens


def found(phrase: str, text: str, **classes: str) -> list[str]:
    book = PhraseBook([("it", phrase)], classes)
    return [text[hit.start : hit.end] for hit in book.find(tokens(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "span"),
    [
        ("cold soup", "The Cold soup!", "Cold soup"),
        ("refund*", "two refunds", "refunds"),
        ("cold/stale bread", "stale bread", "stale bread"),
        ("*ding soup", "a pudding soup", "pudding soup"),
        ("*ing/-pudding soup", "a pudding soup, boiling soup", "boiling soup"),
        ("*ing/-*dding soup", "a pudding soup, boiling soup", "boiling soup"),
        ("pudding/*ing/*dding/-*dding soup", "a pudding soup", "pudding soup"),
        ("late (again) today", "late today", "late today"),
        ("late (again) today", "late again today", "late again today"),
        ("waited # hours", "waited two hours", "waited two hours"),
        ("waited .. hours", "waited well over hours", "waited well over hours"),
        ("out of order", "an out-of-order sign", "out-of-order"),
        ("^ is it", "Hm. Is it open", "Is it"),
        ("open ?", "are you open?", "open?"),
        ("don't go", "Don’t go", "Don’t go"),
    ],
)
def test_signs_do_what_the_head_of_the_file_says(phrase: str, text: str, span: str) -> None:
    """One example for each sign of the language."""
    assert found(phrase, text) == [span]


def test_a_gap_does_not_leave_the_sentence() -> None:
    """Words of two sentences are not put together."""
    assert not found("waited ... refused", "We waited. They refused.")


def test_a_class_keeps_the_word_it_stood_for() -> None:
    """The word found and the number are at hand for the reply."""
    book = PhraseBook([("it", "# $unit")], {"unit": "minutes hours"})
    (hit,) = book.find(tokens("after 45 minutes"))
    assert dict(hit.words) == {"n": "45", "unit": "minutes"}


def test_a_class_may_list_endings() -> None:
    """What begins a phrase is found by its ending as well; a word that is barred is not."""
    assert found("$we", "Siamo lieti e mandiamo fiori", we="*iamo -siamo") == ["mandiamo"]


def test_letters_that_grow_in_lower_case_keep_their_place() -> None:
    """Offsets stay true where small letters would take more room."""
    assert len(lower("İstanbul’s")) == len("İstanbul’s")


@pytest.mark.parametrize("phrase", [".. late", "late ..", "(late)", "$nowhere"])
def test_phrases_that_cannot_work_are_refused(phrase: str) -> None:
    """A gap at an end, nothing that has to be there, or an unknown class."""
    with pytest.raises(SetupError):
        found(phrase, "late")
