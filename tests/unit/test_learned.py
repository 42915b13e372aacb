"""The learned reader: what a few examples teach it, and what it leaves unsure."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.example_files import (
    digest,
    load_classes,
    load_examples,
    load_weights,
    save_weights,
    taught,
)
from bot.examples import Example
from bot.findings import FindingKind, Severity
from bot.learned import LearnedReader, Weights
from bot.learning import learn
from bot.playbook import Playbook
from bot.prompts import load_playbook
from bot.readers import ReplyReader
from bot.rubric import Rubric, Sureness
from bot.situation import Situation
from bot.weights_file import WEIGHTS
from bot.yamlfile import read_yaml

THINGS = ("kettle", "lamp", "scarf", "tent", "piano", "boat", "saddle", "clock", "basket", "kite")


PROMPTS = Path(__file__).parents[2] / "prompts"
PLAYBOOK = load_playbook(PROMPTS)


def pairs() -> list[Example]:
    """Ten complaints, each with a reply that blames and one that owns."""
    bad = [f"Perhaps you broke the {thing} yourself." for thing in THINGS]
    good = [f"We broke the {thing}, and a new one is on its way." for thing in THINGS]
    blame = FindingKind.BLAME_SHIFTING
    return [
        *(Example("broken", text, ((blame, 0, len(text)),)) for text in bad),
        *(Example("broken", text) for text in good),
    ]


@pytest.fixture(scope="module")
def weights() -> Weights:
    """What the ten pairs taught."""
    return learn(pairs(), {"lamp": "<thing>", "kettle": "<thing>", "mirror": "<thing>"})


@pytest.fixture
def playbook() -> Playbook:
    """The project's own."""
    return PLAYBOOK


@pytest.fixture
def reader(weights: Weights, playbook: Playbook) -> LearnedReader:
    """A reader that knows the ten pairs; with so few, all that is new looks a bit odd to it."""
    return LearnedReader(weights, replace(playbook.rubric, sureness=Sureness(wrong=0.9)))


@pytest.fixture
def situation(playbook: Playbook) -> Situation:
    """A complaint, not triaged."""
    return Situation(profile=playbook.profile(""), post="It is broken.")


def test_a_sentence_like_the_bad_examples_is_flagged(
    reader: LearnedReader, situation: Situation
) -> None:
    """The thing is new; what is said about it is not."""
    reply = "Hello Ada. Perhaps you broke the mirror yourself."
    (found,) = reader.read(reply, situation)
    assert found.kind is FindingKind.BLAME_SHIFTING
    assert found.text == reply[found.start : found.end] == "Perhaps you broke the mirror yourself."
    assert found.text in found.why
    assert found.suggestion
    assert found.reader == "examples"


@pytest.mark.parametrize(
    "reply",
    [
        "We broke the mirror, and a new one is on its way.",
        '"Perhaps you broke the mirror yourself."',
        "Peut-être avez-vous cassé le miroir en le posant.",
        "",
    ],
)
def test_what_is_like_the_good_ones_quoted_or_strange_is_left_unsure(
    reader: LearnedReader, situation: Situation, reply: str
) -> None:
    """A quotation is somebody else's, and nobody taught it French."""
    assert reader.read(reply, situation) == ()


def test_a_sentence_that_a_cue_flagged_is_left_to_it(
    reader: LearnedReader, situation: Situation
) -> None:
    """The same words are not flagged twice."""
    reply = "Perhaps you broke the mirror yourself."
    assert reader.read(reply, situation, taken=[(8, 11)]) == ()


def test_the_lead_says_how_sure_it_must_be(
    weights: Weights, playbook: Playbook, situation: Situation
) -> None:
    """Nothing is sure enough for 1; a kind that blocks only asks where it is less than sure."""
    reply = "Perhaps you broke the mirror yourself."
    rubric = playbook.rubric
    strict = replace(rubric, sureness=Sureness(wrong=1.0))
    assert LearnedReader(weights, strict).read(reply, situation) == ()
    kinds = dict(rubric.kinds)
    kind = FindingKind.BLAME_SHIFTING
    kinds[kind] = replace(kinds[kind], severity=Severity.BLOCK)
    for limit, severity in ((1.0, Severity.WARN), (0.2, Severity.BLOCK)):
        changed = replace(rubric, kinds=kinds, sureness=Sureness(wrong=0.3, block=limit))
        (found,) = LearnedReader(weights, changed).read(reply, situation)
        assert found.severity is severity


def test_an_allowed_phrase_is_never_flagged(
    weights: Weights, playbook: Playbook, situation: Situation
) -> None:
    """It is the name of something here, so a cue within it and a likeness around it keep quiet."""
    reply = "Perhaps you broke the mirror yourself. Try our Idiot Sandwich, you idiot."
    plain = replace(playbook.rubric, sureness=Sureness(wrong=0.9))
    open_playbook = replace(playbook, weights=weights, rubric=plain)
    allowed = replace(plain, allowed=("Perhaps you broke", "Idiot Sandwich"))
    before = ReplyReader(open_playbook).read(reply, situation)
    after = ReplyReader(replace(open_playbook, rubric=allowed)).read(reply, situation)
    assert "blame_shifting" in {f.kind for f in before.findings}
    assert "blame_shifting" not in {f.kind for f in after.findings}
    assert "you idiot" in {f.text.strip(".") for f in after.findings}


def test_the_same_examples_teach_the_same(weights: Weights) -> None:
    """Two people who learn from the same files have the same reader."""
    again = learn(pairs(), {"lamp": "<thing>", "kettle": "<thing>", "mirror": "<thing>"})
    assert again == weights


def test_weights_come_back_from_their_file(weights: Weights, tmp_path: Path) -> None:
    """Nothing is lost on the way to the disk and back."""
    (tmp_path / "words.yaml").write_text("thing: lamp kettle mirror\n", encoding="utf-8")
    save_weights(tmp_path, weights)
    assert load_weights(tmp_path) == weights


def test_without_weights_nothing_is_flagged(
    playbook: Playbook, situation: Situation, tmp_path: Path
) -> None:
    """A folder in which nobody has learned yet is no mistake."""
    reader = LearnedReader(load_weights(tmp_path), playbook.rubric)
    assert reader.read("Perhaps you broke the mirror yourself.", situation) == ()


@pytest.mark.parametrize("damage", ["", "{}", "[1]", "no JSON", '{"kinds": ["rudeness"]}'])
def test_a_damaged_file_of_weights_is_named(tmp_path: Path, damage: str) -> None:
    """With the way out."""
    (tmp_path / "words.yaml").write_text("thing: lamp\n", encoding="utf-8")
    (tmp_path / WEIGHTS).write_text(damage, encoding="utf-8")
    with pytest.raises(SetupError, match="coach learn"):
        load_weights(tmp_path)


def test_a_word_stands_in_one_list(tmp_path: Path) -> None:
    """Two lists would teach two things."""
    (tmp_path / "words.yaml").write_text("a: lamp kettle\nb: clock lamp\n", encoding="utf-8")
    with pytest.raises(SetupError, match="lamp"):
        load_classes(tmp_path)


def test_the_examples_of_the_project_were_learned() -> None:
    """After a change of prompts/examples somebody ran `coach learn`."""
    folder = PROMPTS / "examples"
    examples = taught(PROMPTS)
    assert len(examples) > len(load_examples(folder)) > 0
    assert load_weights(folder).examples == digest(examples, load_classes(folder))


@pytest.mark.parametrize(
    "change",
    ["wrong: 2", "unsure: -1", "kind: .nan", "block: 1.5", "groups: {toxik: 0.5}", "wrong: high"],
)
def test_a_limit_that_makes_no_sense_is_named(tmp_path: Path, change: str) -> None:
    """A lead sees which line it is, and nothing starts with it."""
    text = (PROMPTS / "rubric.yaml").read_text(encoding="utf-8")
    key = change.partition(":")[0]
    (tmp_path / "rubric.yaml").write_text(
        re.sub(rf"(?m)^  {key}: .*$", f"  {change}", text, count=1), encoding="utf-8"
    )
    with pytest.raises(SetupError, match="sureness"):
        read_yaml(tmp_path / "rubric.yaml", Rubric)


@pytest.mark.parametrize("piece", [". ", ".\n", "a. ", "No! ", "You idiot! ", "Perhaps you. "])
def test_many_sentences_cost_what_they_are(playbook: Playbook, piece: str) -> None:
    """A text twice as long costs about twice as much, not four times."""
    reader = LearnedReader(playbook.weights, playbook.rubric)
    at = Situation(profile=playbook.profile(""), post="It is broken.")

    def steps(length: int) -> int:
        """How many times the reader asked for anything, whatever the machine."""
        count = 0

        def told(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(told)
        try:
            reader.read((piece * length)[:length], at)
        finally:
            sys.setprofile(None)
        return count

    assert steps(8_000) < 3 * steps(4_000)
