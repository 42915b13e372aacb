"""What reading promises costs at worst: texts that keep its signs and times busy."""

from __future__ import annotations

from functools import cache

import pytest

from bot.learned_promises import PromiseWeights
from bot.promise_files import EXAMPLES, load_promise_weights
from bot.promises import language_of, read_promises
from tests.serving import ROOT
from tests.unit.test_cue_cost import LIMIT, LONG, repeated, seconds
from tests.unit.test_promises import AT, words

PIECES = (
    "will ",
    "I'll ",
    "by 9 ",
    "12:30 ",
    "between 1 and ",
    "on monday, ",
    "let me look and ",
    "we will not ",
    "tomorrow at 9 on Monday the 3rd of May ",
    "wir werden ",
    "vous sera ",
    "te enviamos ",
    "a" * 600 + " ",
    "(",
    '"',
)


@cache
def weights() -> PromiseWeights:
    return load_promise_weights(ROOT / "prompts" / "promises" / EXAMPLES)


def read(text: str) -> None:
    read_promises(text, at=AT, words=words(), weights=weights())


@pytest.mark.parametrize("piece", PIECES)
def test_no_reply_is_slow(piece: str) -> None:
    """40,000 characters of it take less than 200 ms on a machine that is not busy."""
    text = repeated(piece, LONG)
    language_of(text, words())
    read(text[:500])  # compiled once
    assert any(seconds(lambda: read(text)) < LIMIT for _ in range(3))
