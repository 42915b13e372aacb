"""What marked replies teach: which clauses promise something, beside what the signs say."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.learned_promises import NOT_LEARNED, PromiseWeights
from bot.promise_examples import PromiseExample, read_promise_examples
from bot.promise_files import (
    EXAMPLES,
    load_promise_examples,
    load_promise_weights,
    load_promise_words,
    promises_digest,
    save_promise_weights,
)
from bot.promise_learning import learn_promises
from bot.promises import Promise, read_promises
from tests.serving import ROOT
from tests.unit.test_promises import words

AT = datetime.fromisoformat("2026-11-18T14:30:00+00:00")
THINGS = ("lamp", "chair", "pump", "kettle", "fence", "jacket", "mirror", "racket", "boiler")
ONES = ("A", "One", "A fresh", "Another")
LINES = [
    "# for people",
    *(
        f"{{{{{one} {thing} hops onto the van.}}}} It was cracked."
        for thing in THINGS
        for one in ONES
    ),
    *(f"A cold {thing} will take a day to settle." for thing in THINGS),
    *(f"Our {thing} was cracked, sorry." for thing in THINGS),
]


@cache
def learned() -> PromiseWeights:
    examples = {"en": read_promise_examples(LINES, "en.txt")}
    return PromiseWeights("these", learn_promises(examples, words()))


def read(reply: str, weights: PromiseWeights = NOT_LEARNED) -> tuple[Promise, ...]:
    return read_promises(reply, at=AT, words=words(), weights=weights)


def test_what_is_like_a_marked_reply_is_a_promise() -> None:
    """Where no sign tells it; it is quoted."""
    reply = "So sorry. A fresh saddle hops onto the van."
    (promise,) = read(reply, learned())
    assert not read(reply)
    assert reply[promise.start : promise.end] == promise.text
    assert promise.due is None


def test_what_is_like_an_unmarked_reply_is_none() -> None:
    """Though a sign says that it is."""
    reply = "A cold saddle will take a day to settle on your bike."
    assert read(reply)
    assert not read(reply, learned())


def test_what_the_customer_is_asked_for_is_no_promise_of_its_own() -> None:
    """It is marked together with what is promised behind it."""
    marked = [f"{{{{Send us the {thing} and we swap it.}}}} Sorry." for thing in THINGS]
    examples = {"en": read_promise_examples([*marked, *LINES], "en.txt")}
    weights = PromiseWeights("these", learn_promises(examples, words()))
    (promise,) = read("Send us the saddle and we swap it. Sorry.", weights)
    assert promise.conditional


def test_a_mark_that_is_not_closed_is_named() -> None:
    """With file and line."""
    with pytest.raises(SetupError, match=r"en\.txt, line 2: .*not closed"):
        read_promise_examples(["Sorry.", "Sorry. {{We'll call."], "en.txt")


def test_marks_are_taken_out_of_a_reply() -> None:
    """Their places are those of the words without them."""
    (example,) = read_promise_examples(["Oh. {{We call.}} And {{we pay.}} Bye."], "en.txt")
    assert example == PromiseExample("Oh. We call. And we pay. Bye.", ((4, 12), (17, 24)))


def test_weights_survive_their_file_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    """Written and read again they judge alike."""
    path = save_promise_weights(tmp_path, learned())
    again = load_promise_weights(tmp_path)
    assert (again.examples, again.clauses) == (learned().examples, learned().clauses)
    path.write_text('{"examples": "these"}', encoding="utf-8")
    with pytest.raises(SetupError, match="damaged"):
        load_promise_weights(tmp_path)


def test_a_change_of_any_mark_is_noticed() -> None:
    """So that nobody works with what was learned from other replies."""
    before, after = (
        {"en": read_promise_examples(lines, "en.txt")}
        for lines in (["Sorry. {{We call.}}"], ["{{Sorry. We call.}}"])
    )
    assert promises_digest(before, words()) != promises_digest(after, words())


def test_the_promises_of_the_project_were_learned() -> None:
    """Whoever changes prompts/promises/examples runs `coach learn` before anybody is served."""
    folder = ROOT / "prompts" / "promises"
    examples = load_promise_examples(folder / EXAMPLES)
    known = load_promise_weights(folder / EXAMPLES).examples
    assert examples
    assert known == promises_digest(examples, load_promise_words(folder))
