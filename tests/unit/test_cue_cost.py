"""What a cue costs at worst: texts made to keep its own patterns busy are read in a moment."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cues import Cue, CueReader, When
from bot.profile import Profile
from bot.prompts import load_cues
from bot.rubric import Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.yamlfile import read_yaml

PROMPTS = Path(__file__).parents[2] / "prompts"
RUBRIC = read_yaml(PROMPTS / "rubric.yaml", Rubric)
CUES = load_cues(PROMPTS / "cues")

LONG = 40_000  # characters
TURNS, NORMAL = 200_000, 0.01  # turns of a plain loop, and the seconds that they usually take
GROWTH = 3.0  # times as much for a text twice as long; 2 is linear
FLOOR = 0.1  # seconds; below, noise is larger than any growth
SHORT = 700  # characters, more than one part of a sentence: tells which text is the worst

BLANKS = " " * 40


def _slowness() -> float:
    """How much slower than usual this machine is now, at least 1."""
    times = []
    for _ in range(5):
        begin = time.process_time()
        for turn in range(TURNS):
            turn & 7
        times.append(time.process_time() - begin)
    return max(1.0, min(times) / NORMAL)


LIMIT = 0.2 * _slowness()  # seconds of this process for a text of that length

SHOP = Profile("Corner Shop", "shop", "in our shop", "The team", "Ms Hill")
COMPLAINT = Triage(Category.COMPLAINT, 3, Confidence.SURE)
SITUATIONS = {
    When.PRIVATE: Situation(replace(SHOP, private=True)),
    When.TROLL: Situation(SHOP, triage=replace(COMPLAINT, category=Category.TROLL)),
    When.UNCONFIRMED: Situation(
        SHOP, triage=replace(COMPLAINT, sensitivities=(Sensitivity.INJURY,))
    ),
}


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_no_cue_is_slow_on_a_hostile_reply(cue: Cue) -> None:
    """40,000 characters of its own matter take less than 200 ms, and half of it about half."""
    reader, situation = CueReader([cue], RUBRIC), SITUATIONS.get(cue.when, Situation(SHOP))

    def cost(piece: str, length: int) -> float:
        text = repeated(piece, length)
        return seconds(lambda: reader.read(text, situation))

    worst = max(sorted(set(hostile_pieces(cue))), key=lambda piece: cost(piece, SHORT))
    assert stays_small(lambda length: cost(worst, length)), worst


POSTED = [cue for cue in CUES if cue.if_post or cue.unless_post]


@pytest.mark.parametrize("cue", POSTED, ids=lambda cue: cue.id)
def test_no_cue_is_slow_on_a_hostile_post(cue: Cue) -> None:
    """What a customer posts may be as long, and is looked at in one piece."""
    reader, situation = CueReader([cue], RUBRIC), SITUATIONS.get(cue.when, Situation(SHOP))

    def cost(piece: str, length: int) -> float:
        at = replace(situation, post=repeated(piece, length))
        return seconds(lambda: reader.read(texts(cue)[0], at))

    for word in longest_words(f"{cue.if_post} {cue.unless_post}"):
        for piece in (word, f"{word} ", f"{word}{BLANKS}"):
            assert stays_small(lambda length, piece=piece: cost(piece, length)), piece  # type: ignore[misc]


def test_a_pattern_that_runs_away_is_noticed() -> None:
    """The measure is not blind: repeats that fight for the same characters are found out."""
    greedy = r"you[\w\s]{0,90}[\w\s]{0,90}!"
    cue = replace(CUES[0], pattern=greedy, match=("You oaf!", "You sad oaf!", "You!"), clean=())
    with pytest.raises(AssertionError):
        test_no_cue_is_slow_on_a_hostile_reply(cue)


def hostile_pieces(cue: Cue) -> Iterator[str]:
    """Texts that begin to match again and again, and mostly do not get there."""
    exceptions = " ".join(longest_words(f"{cue.unless} {cue.unless_near}"))
    for example in texts(cue):
        open_end = example.rstrip(" .!?…")
        yield f"{example} "
        yield f"{open_end} "
        yield open_end.replace(" ", BLANKS)
        yield f"{open_end[: len(open_end) // 2]} "
        yield f"{open_end} {exceptions} "
    for word in longest_words(cue.pattern):
        yield word
        yield f"{word} "
        yield f"{word}{BLANKS}"


def texts(cue: Cue) -> list[str]:
    """The replies of its examples."""
    return [example if isinstance(example, str) else example.reply for example in cue.match]


def longest_words(pattern: str) -> list[str]:
    """The three longest words of a pattern, longest first."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\\[a-zA-Z]|\?P<\w+>", " ", pattern))
    return sorted(set(words), key=lambda word: (-len(word), word))[:3]


def repeated(piece: str, length: int) -> str:
    """`piece` again and again, cut at `length`."""
    return (piece * (length // len(piece) + 1))[:length]


def stays_small(cost: Callable[[int], float]) -> bool:
    """Whether the cost of a long text is small and grows with its length; the best of 3 counts.

    Where a quarter of the text takes a tenth of the limit, the whole is not tried.
    """
    for _ in range(3):
        if cost(LONG // 4) < LIMIT / 10:
            return True
        whole = cost(LONG)
        if whole < FLOOR or (whole < LIMIT and whole < GROWTH * cost(LONG // 2)):
            return True
    return False


def seconds(work: Callable[[], object]) -> float:
    """What this process spends on it."""
    begin = time.process_time()
    work()
    return time.process_time() - begin
