"""Which changes of a draft are a matter of style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.house_style import changed_words

DRAFT = (
    "Thank you for telling us about your evening. We will reach out to you soon and utilise your "
    "notes. Please do not hesitate to write again.\nThe team"
)


def edited(said: str, instead: str) -> list[tuple[str, str]]:
    """What is learned where a person changes one thing in a draft."""
    assert said in DRAFT
    return changed_words(DRAFT, DRAFT.replace(said, instead))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("reach out to", "ring"),
        ("utilise", "use"),
        ("soon", "without delay"),
        ("do not hesitate to", "just"),
        ("evening", "visit"),
    ],
)
def test_a_changed_word_is_learned(said: str, instead: str) -> None:
    """One to four words, with everything around as it was."""
    assert edited(said, instead) == [(said, instead)]


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("soon", "by 5 pm"),
        ("soon", "[by when]"),
        ("We will", "Lena will"),
        ("your notes", "your notes, Jonas"),
        ("soon", "as soon as we possibly can"),
        ("about your evening", ""),
        ("evening.", "evening, which matters."),
        ("about", "of"),
        ("Please", "please"),
        ("The team", "Lena"),
        ("reach out", "reach  out"),
    ],
)
def test_what_is_no_matter_of_style_is_not(said: str, instead: str) -> None:
    """Numbers, gaps, names, long or lost pieces, small words, capitals, blanks and signatures."""
    assert edited(said, instead) == []


def test_the_head_of_a_sentence_is_learned_in_small_letters() -> None:
    """“Kindly send” and “kindly send” are one habit; I stays I."""
    old = "We are sorry. Kindly send us the receipt. We appreciate it."
    assert changed_words(old, old.replace("Kindly", "Simply")) == [("kindly", "simply")]
    new = old.replace("We appreciate it", "I value it")
    assert changed_words(old, new) == [("we appreciate", "I value")]


def test_a_letter_written_anew_teaches_nothing() -> None:
    """Words that happen to stand in both are no surroundings."""
    new = "Hello, that was our mistake, and the kitchen has heard of it. You are welcome to write."
    assert changed_words(DRAFT, new) == []


def test_german_nouns_are_words_and_not_names() -> None:
    """But for what the post or the facts are about."""
    old = "Unsere Kunden sind uns wichtig, und die Pizza war leider kalt. Wir melden uns zeitnah."
    new = "Unsere Gäste sind uns wichtig, und die Pasta war leider kalt. Wir melden uns bald."
    told = ["Die Pizza war kalt, die Pasta auch."]
    assert changed_words(old, new, language="de", told=told) == [
        ("Kunden", "Gäste"),
        ("zeitnah", "bald"),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    """Whatever comes out is one to four plain words on either side."""
    for pair in changed_words(old, new):
        assert all(1 <= len(words.split()) <= 4 for words in pair)
        assert not any(c.isdigit() or c in "[]@\n" for words in pair for c in words)
