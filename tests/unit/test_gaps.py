"""Gaps of a reply: the words shown beside them, and the words that are put in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import form_words
from bot.gates import open_slots
from bot.review_card import Slot
from bot.translation import filled
from tests.render.samples import Told


@pytest.mark.parametrize(
    "reply",
    [
        "Mia writes [by when] with what we found.",
        "Mia writes [by when], with what we found.",
        "[who] writes.\n\nMia",
    ],
)
def test_the_words_beside_a_gap_stand_as_in_the_reply(reply: str) -> None:
    """No blank is lost before or behind it."""
    (start, end), *_ = open_slots(reply)
    slot = Slot(reply[start + 1 : end - 1], start, end)
    card = replace(Told().drafted().card, reply=reply)
    assert form_words.gap(card, slot).hint.split() == reply.split()


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("[who] looks into it.", "lina herself", "Lina herself looks into it."),
        ("We're sorry. [who] writes.", "my colleague Jo", "We're sorry. My colleague Jo writes."),
        ("Dana,\n\n[who] writes.", "élodie", "Dana,\n\nÉlodie writes."),
        ("Ask [who] for it.", "my colleague", "Ask my colleague for it."),
        ("See No. 5: [what].", "a voucher", "See No. 5: a voucher."),
        ("[who] writes.", "lina@trattoria.example", "lina@trattoria.example writes."),
        ("[what] is ready.", "iPad", "iPad is ready."),
    ],
)
def test_words_for_a_gap_begin_a_sentence_with_a_capital(
    text: str, words: str, wanted: str
) -> None:
    """Names that are written small stay so."""
    assert filled(text, open_slots(text), {0: words}) == wanted
