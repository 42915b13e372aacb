"""What identifies somebody in a post is found, and what only looks like it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.personal_data import find_personal_data


def found(text: str) -> list[tuple[str, str]]:
    return [(p.kind, text[p.start : p.end]) for p in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("write to ann.lee@mail.example please", "email", "ann.lee@mail.example"),
        ("write to ann [at] mail [dot] example", "email", "ann [at] mail [dot] example"),
        ("ring me on 07700 900118", "phone", "07700 900118"),
        ("call +49 30 23125 014", "phone", "+49 30 23125 014"),
        ("llámame al 612 345 678", "phone", "612 345 678"),
        ("ring zero seven seven zero zero nine one two", "phone",
         "zero seven seven zero zero nine one two"),
        ("IBAN GB29NWBK60161331926819 it is", "iban", "GB29NWBK60161331926819"),
        ("card 4970 1012 3344 5567 was charged", "number", "4970 1012 3344 5567"),
        ("they charged 4111 1111 1111 1111 again", "card", "4111 1111 1111 1111"),
        ("no water at 3 Quarry Rd since 6", "address", "3 Quarry Rd"),
        ("bins at 7 Lower Mews, Ely, CB6 1AA please", "address", "7 Lower Mews, Ely, CB6 1AA"),
        ("Flat 3b, Heron House, again", "address", "Flat 3b, Heron House"),
        ("I live at 9 oak drive", "address", "9 oak drive"),
        ("ich wohne Lindenstraße 12 in Ulm", "address", "Lindenstraße 12"),
        ("au 12 rue des Forges, 31000 Toulouse", "address", "12 rue des Forges, 31000 Toulouse"),
        ("Mill Lane 12 has no light", "address", "Mill Lane 12"),
        ("order no. AB-123456 never came", "number", "AB-123456"),
        ("Tenancy XA/55120/C, still damp", "number", "XA/55120/C"),
        ("Auftrag 77-30114 fehlt", "number", "77-30114"),
        ("booking K7P2QX vanished", "number", "K7P2QX"),
        ("my NI number QQ 12 34 56 C", "number", "QQ 12 34 56 C"),
        ("Sort code 20-99-41", "number", "20-99-41"),
        ("it says XJ-559120 on the slip", "number", "XJ-559120"),
        ("dob 3/11/1984 is wrong", "birth_date", "3/11/1984"),
        ("geboren am 14.02.1979", "birth_date", "14.02.1979"),
        ("WA23 KLM was clamped", "plate", "WA23 KLM"),
        ("reg ab12 cde was clamped", "plate", "ab12 cde"),
        ("Kennzeichen HH-AB 1234", "plate", "HH-AB 1234"),
    ],
)  # fmt: skip
def test_identifiers_are_found_exactly(text: str, kind: str, span: str) -> None:
    """Kind and span of each: the whole datum, without the word that names it."""
    assert found(text) == [(kind, span)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("No refund. Mara Quill, 07700 900118", "Mara Quill"),
        ("07700 900118, Mara Quill", "Mara Quill"),
        ("Mrs J Quill, 12 Quarry Rd", "Mrs J Quill"),
        ("Lovely day.\nRegards, Peter O'Shea", "Peter O'Shea"),
        ("Schade.\nGrüße, Jörg Weiß", "Jörg Weiß"),
        ("My name is Ada van der Berg and I wait", "Ada van der Berg"),
        ("Water off again. — Mara Quill", "Mara Quill"),
    ],
)
def test_full_names_count_beside_a_datum_or_as_a_signature(text: str, name: str) -> None:
    """Who wrote it, or who is pointed at."""
    assert ("name", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "we waited from 12:30 to 14:00",
        "£1,250.00 for a sofa on 12/05/2026",
        "flight AB1234 was late, bus 214 and the 7.12, too",
        "4 of us, 3 courses, 120 pounds, 10/10",
        "the WH-1000XM5 broke, model RX-5400 leaks",
        "your shop on 45 Oxford Street was shut",
        "call 0800 123 4567 they said",
        "our help desk is +1 202 555 0147",
        "three calls: 10.14. 10.55. 11.40",
        "01101000 01101001",
        "Mara from reception was kind. Best wishes, Happy Customer",
        "@mara_quill88 wrote from Leeds",
        "ticket prices up from 4500 to 5200, in 1998-2004 you were good",
        "version 14.2.1 crashes with error 500",
        "Pool lane 4 is shut, seat 14C, gate 22",
        "Thanks, Never Again",
    ],
)
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    """Times, prices, flights, models, shops, hotlines, handles and first names."""
    assert found(text) == []


def test_a_number_without_a_right_check_digit_is_no_card() -> None:
    """Four times four digits may be anything."""
    assert "card" not in {kind for kind, _ in found("1234 5678 9012 3456 is no card")}


@pytest.mark.parametrize(
    "piece", ["1 ", "order no. ", "Ab ", "A1-", "a@", "1-", "1 Ab Cd ", "Ann Lee, 07700 900118 "]
)
def test_a_huge_hostile_text_is_read_to_its_end(piece: str) -> None:
    """40,000 characters of anything; what stands behind them is found as well."""
    text = (piece * 40_000)[:40_000] + "\n\nx ann.lee@mail.example"
    assert find_personal_data(text)[-1].end == len(text)


@given(st.text(alphabet="aB1 0-./,+@(\n#:Ä7", max_size=80))
def test_spans_are_in_order_and_apart(text: str) -> None:
    """Whatever the text, no span is empty, overlaps another or leaves the text."""
    end = 0
    for data in find_personal_data(text):
        assert end <= data.start < data.end <= len(text)
        end = data.end
