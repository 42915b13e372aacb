"""Words that may start a legal deadline are found, and harmless uses of them are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import SetupError
from bot.legal_clocks import LegalCue, LegalRules, check_examples, find_legal_clocks
from bot.triage import LegalMatter
from tests.unit.test_triage_reader import book


def clocks(post: str) -> list[LegalMatter]:
    return [clock.matter for clock in find_legal_clocks(post, book().legal)]


@pytest.mark.parametrize(
    ("post", "matter"),
    [
        ("Please erase everything you have stored about me", LegalMatter.DATA_REQUEST),
        ("SAR went in in January", LegalMatter.DATA_REQUEST),
        ("Bitte löschen Sie alle meine Daten", LegalMatter.DATA_REQUEST),
        ("quiero que borren mis datos", LegalMatter.DATA_REQUEST),
        ("verwijder al mijn gegevens", LegalMatter.DATA_REQUEST),
        ("apaguem os meus dados", LegalMatter.DATA_REQUEST),
        ("I revoke permission to use the picture", LegalMatter.WITHDRAWAL),
        ("inside the cooling-off period, take the sofa back", LegalMatter.WITHDRAWAL),
        ("Hiermit widerrufe ich den Kauf", LegalMatter.WITHDRAWAL),
        ("j'ai exercé mon droit de rétractation", LegalMatter.WITHDRAWAL),
        ("Going to Ofcom with this", LegalMatter.REGULATOR),
        ("Ich melde das der Bundesnetzagentur", LegalMatter.REGULATOR),
        ("J'ai saisi le médiateur", LegalMatter.REGULATOR),
        ("Letter before claim is in the post", LegalMatter.LEGAL_LETTER),
        ("Letzte Frist Freitag, dann Mahnbescheid", LegalMatter.LEGAL_LETTER),
        ("dagvaarding volgt", LegalMatter.LEGAL_LETTER),
        ("a rash after the second dose of your tablets", LegalMatter.ADVERSE_EVENT),
        ("nach Ihren Tropfen hatte ich Atemnot", LegalMatter.ADVERSE_EVENT),
        ("the power bank exploded in my bag", LegalMatter.PRODUCT_SAFETY),
        ("der Akku hat Feuer gefangen", LegalMatter.PRODUCT_SAFETY),
        ("turned away because I use a wheelchair", LegalMatter.DISCRIMINATION),
        ("Diskriminierung wegen meiner Herkunft", LegalMatter.DISCRIMINATION),
    ],
)
def test_each_matter_is_told_in_several_languages(post: str, matter: LegalMatter) -> None:
    """Data, withdrawal, regulator, letter, medicine, product, discrimination."""
    assert clocks(post) == [matter]


@pytest.mark.parametrize(
    "post",
    [
        "erase the memory of that meal",
        "the regulator on the radiator whistles",
        "who is your regulator?",
        "I withdrew cash and it ate my card",
        "can I cancel my booking for tonight?",
        "centre court, best seats ever",
        "sue me but the pizza is great",
        "my tablets arrived late, screen cracked",
        "side effects of your cake: happiness",
        "the kids were on fire today, what a coach",
        "battery died after an hour",
        "the recall of my order took ages",
        "equality for all flavours",
        "Ofsted outstanding and it shows",
        "a copy of the menu, please",
    ],
)
def test_harmless_uses_are_none(post: str) -> None:
    """Everyday words that only sound like law."""
    assert clocks(post) == []


def test_a_matter_is_told_once_and_where_it_stands() -> None:
    """The first words of each, in the order of the post."""
    post = "Letter before action is out, and the letter before action says Ofcom heard of it, too."
    found = find_legal_clocks(post, book().legal)
    assert [post[c.start : c.end] for c in found] == ["Letter before action", "Ofcom"]


def test_a_cue_that_misses_its_example_stops_the_start() -> None:
    """The lead reads which cue it is, and the sentence."""
    cue = LegalCue("broken", LegalMatter.REGULATOR, ("watchdog",), match=("the dog barked",))
    with pytest.raises(SetupError, match="the dog barked"):
        check_examples(LegalRules(cues=(cue,)))
    with pytest.raises(SetupError, match="the watchdog"):
        check_examples(LegalRules(cues=(replace(cue, match=(), clean=("the watchdog barked",)),)))


def test_what_must_be_near_has_to_be_near() -> None:
    """A word of another paragraph does not make a deadline."""
    assert clocks("tablets. " + "We had a nice day out by the sea. " * 8 + "A rash of flags.") == []
