"""Guessing the language of a text: sure or silent."""

from __future__ import annotations

import pytest

from bot.language import guess_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The soup was cold and nobody came to our table.", "en"),
        ("Die Suppe war kalt und wir haben eine Stunde gewartet.", "de"),
        ("La soupe était froide et nous avons attendu une heure.", "fr"),
        ("La sopa estaba fría y no nos atendió nadie en una hora.", "es"),
        ("A sopa estava fria e não fomos atendidos, muito obrigado.", "pt"),
        ("De soep was koud en wij hebben een uur op het eten gewacht.", "nl"),
        ("La zuppa era fredda e abbiamo aspettato più di un'ora.", "it"),
        ("الحساء كان باردا", "ar"),
        ("המרק היה קר", "he"),
        ("Суп был холодный", "ru"),
        ("Η σούπα ήταν κρύα", "el"),
        ("スープが冷たかった", "ja"),
        ("汤是冷的", "zh"),
        ("수프가 차가웠어요", "ko"),
        ("सूप ठंडा था", "hi"),
    ],
)
def test_a_clear_text_is_recognised(text: str, code: str) -> None:
    """One sentence is enough where the small words or the script speak for one language."""
    assert guess_language(text) == code


@pytest.mark.parametrize("text", ["", "ok", "👍👍", "Pizza!", "11 h in A&E", "12:30", "Lina Lina"])
def test_nothing_is_guessed_from_too_little(text: str) -> None:
    """An empty answer is better than a wrong one."""
    assert guess_language(text) == ""
