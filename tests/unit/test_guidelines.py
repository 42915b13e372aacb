"""The house's guidelines: what may not stand on its pages, and questions about all of them."""

from __future__ import annotations

import pytest

from bot.guidelines import breaches, look_up
from tests.serving import ROOT

SHIPPED = (ROOT / "prompts" / "guidelines.md").read_text(encoding="utf-8")


def test_only_what_may_not_stand_there_can_be_broken_by_a_post() -> None:
    """How we write ourselves is no rule for customers."""
    assert list(breaches(SHIPPED)) == [
        "Insults and hate",
        "Threats and calls for violence",
        "Private data of others",
        "Spam and fraud",
        "Something illegal or indecent",
    ]
    assert all(words.endswith(".") for words in breaches(SHIPPED).values())


def test_a_question_is_answered_from_all_of_them() -> None:
    """Those about our own replies, and those about posts."""
    (about_humour, *_) = look_up(SHIPPED, "May we use humour?").paragraphs
    assert about_humour[0] == "How we sound"
    assert look_up(SHIPPED, "adverts and chain letters").paragraphs[0][0] == "Spam and fraud"
    assert {"How we sound", "Insults and hate"} <= {*look_up(SHIPPED, "").headings}


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("", {}),
        ("## How we sound\nCalm.\n\n### Humour\nRarely.", {}),
        ("# What may not stand on our pages\nA note.\n## Hate\nNone.\n\nAt all.", "None. At all."),
        ("### what may not stand on our pages:\n#### Hate\n- None.\n- At all.", "None. At all."),
        ("## What may not stand on our pages\n### Hate\nNone.\n## Else\n### More\nNo.", "None."),
        ("## What may not stand on our pages\n### Empty\n### Hate\nNone.", "None."),
    ],
)
def test_the_section_is_found_by_its_heading_and_ends_with_it(page: str, found: object) -> None:
    """However deep it stands; what has no words under it cannot be quoted."""
    assert breaches(page) == ({"Hate": found} if found else {})
