"""A reply as the readers see it: sentences, clauses and spans, however long the text is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.wording import Span, Wording, covers, overlapped, within

ENDLESS = "we will have to look again and " * 200
PLACES = st.integers(0, 40)


@st.composite
def apart(draw: st.DrawFn) -> list[Span]:
    """Spans in order that share no character; some are empty."""
    places = sorted(draw(st.lists(PLACES, unique=True, max_size=12)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    return [(start, draw(st.sampled_from((start, end)))) for start, end in spans]


def test_a_sentence_without_an_end_is_read_in_parts_and_no_word_is_lost() -> None:
    """What a clause costs grows with the square of its sentence, so sentences are kept short."""
    wording = Wording(f"Dear Dana. {ENDLESS}")
    assert max(end - start for start, end in wording.sentences) <= 600
    words = [w for start, end in wording.sentences for w in wording.text[start:end].split()]
    assert words == wording.text.split()


def test_a_word_without_an_end_is_cut() -> None:
    """Even where there is no blank to cut at."""
    wording = Wording("a" * 2000)
    assert [end - start for start, end in wording.sentences] == [600, 600, 600, 200]


def test_titles_do_not_end_a_sentence_however_many_there_are() -> None:
    """A long row of them is still cut into parts."""
    assert len(Wording("Thank you, Mr. Dr. Hill. We will call.").sentences) == 2
    assert max(end - start for start, end in Wording("Mr. " * 5000).sentences) <= 600


def test_a_clause_ends_at_the_nearest_sign_or_conjunction() -> None:
    """On both sides of a place, and never before its sentence."""
    text = "Well, no. We are sorry, but the soup was cold; we looked."
    wording = Wording(text)
    place = text.index("soup")
    start, end = wording.clause(place, place + 4)
    assert text[start:end] == "the soup was cold"
    assert wording.clause_start(text.index("We")) == text.index("We")


@given(apart(), PLACES, PLACES)
def test_spans_are_looked_up_as_if_one_by_one(spans: list[Span], one: int, other: int) -> None:
    """The short way finds what going through all of them finds."""
    start, end = sorted((one, other))
    assert overlapped(spans, start, end) == any(a < end and start < b for a, b in spans)
    holding = [s for s in spans if s[0] <= start and end <= s[1]]
    assert start == end or covers(spans, start, end) == (holding[0] if holding else None)
    assert list(within(spans, start, end)) == [s for s in spans if start <= s[0] < end]
