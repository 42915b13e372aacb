"""Courtesy alone does not show that a customer is satisfied."""

from __future__ import annotations

import pytest

from bot.only_thanks import only_thanks


@pytest.mark.parametrize(
    "words",
    [
        "Thanks!",
        "thank you so much for getting back to me",
        "OK, noted. Best regards",
        "Vielen Dank für die schnelle Antwort!",
        "Merci beaucoup, bonne journée",
        "¡Muchas gracias!",
        "👍",
        "",
    ],
)
def test_courtesy_says_nothing_of_the_matter(words: str) -> None:
    """In the languages in which people thank."""
    assert only_thanks(words)


@pytest.mark.parametrize(
    "words",
    [
        "Thanks, the refund is here.",
        "Thank you, that solved it!",
        "Danke, das Geld ist da.",
        "Thanks for nothing.",
        "The pasta was hot this time.",
        "Thanks but I'm still waiting",
    ],
)
def test_whoever_says_more_is_heard(words: str) -> None:
    """A word about the matter is enough; people decide what it shows."""
    assert not only_thanks(words)
