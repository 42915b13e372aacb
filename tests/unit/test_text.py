"""Whatever arrives becomes clean text, or a sentence says why not."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, EmptyText, NotText, TextTooLong
from bot.text import MAX_CHARACTERS, clean, places, shorten, span_in


@pytest.mark.parametrize("raw", ["", "   \n\t ", b"", "\u200b\u200b", "\ufeff"])
def test_nothing_to_read_is_said_so(raw: str | bytes) -> None:
    """Blanks and invisible characters are no post."""
    with pytest.raises(EmptyText, match="no text"):
        clean(raw)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n" + bytes(64), "\ud800"])
def test_binary_is_no_text(raw: str | bytes) -> None:
    """A picture or a damaged encoding is refused in words."""
    with pytest.raises(NotText, match="paste the post itself"):
        clean(raw)


def test_the_longest_post_is_taken_and_a_longer_one_refused() -> None:
    """40,000 characters are Slack's longest message."""
    assert len(clean("a" * MAX_CHARACTERS)) == MAX_CHARACTERS
    with pytest.raises(TextTooLong, match="40,001 characters"):
        clean("a" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize(
    "text", ["خدمة سيئة جداً", "שירות גרוע", "😡😡😡", "<b>cold</b> pasta", "ü"]
)
def test_other_scripts_emoji_and_markup_stay_as_they_are(text: str) -> None:
    """Customer text is data; it is escaped where it is shown, not changed."""
    assert clean(text) == text


def test_invisible_reordering_is_taken_out() -> None:
    """Bidirectional overrides could show a reviewer another text than the public sees."""
    assert clean("good\u202efood\u202c") == "goodfood"
    assert clean("a\x00b") == "ab"


def test_line_ends_and_forms_are_made_one() -> None:
    """Windows line ends, decomposed letters and stacks of blank lines."""
    assert clean("cafe\u0301\r\n\r\n\r\n\r\nclosed") == "café\n\nclosed"


@given(st.one_of(st.text(), st.binary()))
def test_clean_is_total_and_idempotent(raw: str | bytes) -> None:
    """Either one clean text or one of our errors, never anything else."""
    with suppress(BadInput):
        once = clean(raw)
        assert clean(once) == once


@given(st.text(min_size=1), st.integers(10, 80))
def test_shorten_keeps_to_its_limit(text: str, limit: int) -> None:
    """One line, never longer than asked."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short


@pytest.mark.parametrize(
    ("raw", "words", "given"),
    [
        ("Au cafe\u0301, you fool.", "fool", "fool"),
        ("Au cafe\u0301, you fool.", "café", "cafe\u0301"),
        ("One.\r\n\r\n\r\n\r\nYou fool.\r\n", "You fool.", "You fool."),
        ("One.\rTwo.", "One.\nTwo", "One.\rTwo"),
        ("One.\r\u200b\nTwo.", "\nTwo", "\nTwo"),
        (" \t\n  You fool.  ", "You", "You"),
        ("You fo\u200bol\u200b, you", "fool", "fo\u200bol"),
        ("\ufeffYou fool.", "You", "You"),
        ("a\x00b\x07 fool", "ab", "a\x00b"),
        ("😡👩\u200d🍳 e\u0301 fool 😡", "fool 😡", "fool 😡"),
        ("q\u0307\u0323 fool", "q\u0323\u0307", "q\u0307\u0323"),
        ("\u0958 fool", "\u0915\u093c", "\u0958"),
        ("\u1112\u1161\u11ab fool", "한", "\u1112\u1161\u11ab"),
        ("\u2000x\u2000 fool", "x\u2002", "x\u2000"),
    ],
)
def test_words_of_the_clean_text_are_found_in_the_given_one(
    raw: str, words: str, given: str
) -> None:
    """Accents in two characters, line ends, blanks, invisible characters, other scripts."""
    cleaned = clean(raw)
    begin = cleaned.index(words)
    start, end = span_in(places(raw, cleaned), begin, begin + len(words))
    assert raw[start:end] == given


def test_an_empty_span_stays_empty() -> None:
    """What is missing is shown at the end of the words, before what was trimmed."""
    raw = "  cafe\u0301. \r\n"
    found = places(raw, clean(raw))
    assert span_in(found, 5, 5) == (8, 8)
    assert span_in(found, 0, 0) == (2, 2)


_ODD = st.text(
    st.sampled_from(
        "aeq .\n\r\t\u200b\ufeff\x00\u0301\u0323\u0307\u00e9\u0344\u0958\u212b\u2000"
        "\u1112\u1161\u11ab\u09c7\u09be\u1e69\U0001d15e😡"
    )
)


@given(st.one_of(st.text(), _ODD))
def test_places_lie_inside_in_order_and_hold_the_same_letters(raw: str) -> None:
    """Whatever the given text is made of."""
    with suppress(BadInput):
        cleaned = clean(raw)
        found = places(raw, cleaned)
        assert len(found) == len(cleaned)
        assert all(0 <= start < end <= len(raw) for start, end in found)
        assert [place[0] for place in found] == sorted(place[0] for place in found)
        assert [place[1] for place in found] == sorted(place[1] for place in found)
        plain = zip(cleaned, found, strict=True)
        for char, (start, end) in plain:
            if char.isascii() and not unicodedata.combining(raw[min(end, len(raw) - 1)]):
                assert raw[start:end] in (char, "\r" if char == "\n" else char)


@given(st.text("ab \n.😡é"))
def test_a_clean_text_has_its_own_places(text: str) -> None:
    """Nothing moves where nothing was changed."""
    with suppress(BadInput):
        cleaned = clean(text)
        assert list(places(cleaned, cleaned)) == [(n, n + 1) for n in range(len(cleaned))]


def test_what_nobody_sees_is_left_out_but_flags_stay() -> None:
    """Hidden letters go into no reply; the flag of England is made of the same ones."""
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "call me at evil")
    raw = f"Thank\u00ad you{hidden}\u115f \u034f{england}!\u180e"
    assert clean(raw) == f"Thank you {england}!"
    found = places(raw, clean(raw))
    assert "".join(raw[start] for start, _ in found) == clean(raw)
