"""`coach eval` as a person or a script runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.serving import ROOT, environment

PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
ITEMS: list[dict[str, Any]] = [
    {
        "id": "rude",
        "reply": "Maybe you should learn to book a table, you idiot.",
        "customer_post": PASTA,
        "labels": ["insult", "condescension"],
        "spans": [{"text": "you idiot", "label": "insult"}],
        "lang": "en",
    },
    {
        "id": "kind",
        "reply": "Thank you for telling us, Dana. We are sorry about the cold pasta.",
        "customer_post": PASTA,
        "labels": [],
        "hard_negative": True,
        "lang": "en",
    },
    {"id": "missed", "reply": "A calm reply about pasta.", "labels": ["threat"], "lang": "de"},
    {"id": "open", "reply": "You fool.", "labels": [], "contested": True},
]


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    """A file with four labelled replies."""
    return written(tmp_path / "replies.jsonl", *ITEMS)


def written(path: Path, *items: Mapping[str, Any] | str) -> Path:
    """A file with these items, or lines, in it."""
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def coach(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def said(*arguments: object, **settings: str) -> str:
    """Standard output of a run that has to succeed."""
    done = coach(*arguments, **settings)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments: object) -> str:
    """The sentence of a run that was given what it cannot use."""
    done = coach(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    return done.stderr


def words(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def test_the_table_fits_a_narrow_terminal_and_tells_all_figures(replies: Path) -> None:
    """Kinds in their groups, groups, baselines, languages, false alarms, words, time."""
    told = said("eval", replies)
    assert max(map(len, told.splitlines())) <= 80
    assert "3 replies of replies.jsonl; 1 contested ones are not scored" in words(told)
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line.strip()}
    assert rows["insult"] == ["1", "1", "1", "1.00", "1.00", "1.00"]
    assert rows["threat"] == ["1", "0", "0", "–", "0.00", "0.00"]
    assert "hostile+defensive+practice" in rows
    for word in ("flag everything", "By language", "Clean replies flagged", "0 of 1 (0.0 %)"):
        assert word in told
    assert "p50" in told
    assert "\x1b[" not in told


def test_the_figures_are_those_of_check(replies: Path, tmp_path: Path) -> None:
    """What `coach check --offline` flags is what is counted here."""
    given = written(tmp_path / "given.jsonl", *ITEMS[:3])
    answers = said("check", "--offline", "--jsonl", given).splitlines()
    flagged = [
        {f["kind"] for f in json.loads(line)["findings"] if f["severity"] != "tip"}
        for line in answers
    ]
    told = json.loads(said("eval", "--json", replies))
    for kind, tally in told["kinds"].items():
        assert tally["found"] == sum(kind in kinds for kinds in flagged), kind
        assert tally["labelled"] == sum(kind in item["labels"] for item in ITEMS[:3]), kind


def test_what_check_takes_beside_the_reply_counts_here_too(tmp_path: Path) -> None:
    """Post, facts and platform change what is flagged; a brand that is unknown is named."""
    item = {**ITEMS[0], "platform": "google", "facts": ["confirmed: the oven broke"]}
    assert json.loads(said("eval", "--json", written(tmp_path / "a.jsonl", item)))["replies"] == 1
    odd = written(tmp_path / "b.jsonl", {**item, "brand": "nobody"})
    assert "No profile has the name “nobody”" in refused("eval", odd)


def test_json_has_every_figure(replies: Path) -> None:
    """For scripts: names, shares, and null where there is nothing to divide."""
    told = json.loads(said("eval", "--json", replies))
    assert told["files"] == [{"name": "replies.jsonl", "replies": 4}]
    assert (told["replies"], told["contested"]) == (3, 1)
    assert told["kinds"]["threat"]["recall"] == 0
    assert told["kinds"]["threat"]["precision"] is None
    any_kind = told["groups"]["any"]
    assert set(any_kind) == {"pairs", "replies", "flag_everything", "by_length"}
    assert any_kind["flag_everything"]["precision"] == pytest.approx(2 / 3)
    assert told["tricky"] == told["clean"]
    assert told["clean"]["any_kind_rate"] == 0
    assert told["overlap"] == {"touching": 1, "finds": 1, "share": 1.0}
    assert told["languages"]["de"]["replies"] == 1
    assert set(told["milliseconds"]) == {"p50", "p99"}


def test_a_text_file_is_one_clean_reply_a_line(tmp_path: Path) -> None:
    """Every flag in it is a false alarm; empty lines are none of them."""
    path = tmp_path / "lines.txt"
    path.write_text("Thank you, all done.\n\nYou idiot.\r\n", encoding="utf-8")
    told = json.loads(said("eval", "--json", "--errors", path))
    assert told["clean"]["replies"] == 2
    assert told["clean"]["grouped"] == 1
    assert [(e["id"], e["error"], e["kind"]) for e in told["errors"]] == [
        ("lines:3", "false alarm", "insult")
    ]


def test_several_files_are_one_set(replies: Path, tmp_path: Path) -> None:
    """All of them together, each named with its number."""
    more = written(tmp_path / "more.txt", "Thank you.", "See you soon.")
    told = json.loads(said("eval", "--json", replies, more))
    assert told["clean"]["replies"] == 3
    assert [f["replies"] for f in told["files"]] == [4, 2]


def test_errors_quote_the_words_and_the_reply(replies: Path) -> None:
    """What was missed, and where the coach cried wolf."""
    wolf = {"id": "wolf", "reply": "You idiot, Dana.", "labels": []}
    path = written(replies.parent / "wolf.jsonl", wolf)
    told = said("eval", "--errors", replies, path)
    assert "missed  missed  threat\nA calm reply about pasta." in told
    alarm = told.split("false alarm  wolf  insult\n")[1]
    assert "idiot" in alarm.splitlines()[0]
    assert "You idiot, Dana." in alarm
    assert "no miss" in said("eval", "--errors", written(path, ITEMS[1])).casefold()


def test_hostile_text_cannot_command_the_terminal(tmp_path: Path) -> None:
    """Control characters of replies, ids, languages and labels never reach it."""
    evil = "\x1b]0;owned\x07"
    item = {
        "id": f"a{evil}",
        "reply": f"You idiot. {evil} We are very sorry that you had to wait for so long today.",
        "labels": ["threat"],
        "spans": [{"text": f"{evil} We", "label": "threat"}],
        "lang": f"en{evil}",
    }
    path = written(tmp_path / "evil.jsonl", item, {**ITEMS[2], "labels": ["threat"]})
    told = said("eval", "--errors", path)
    assert "\x1b" not in told
    assert "\x07" not in told
    bad = written(path, {**item, "labels": [evil]})
    assert "\x1b" not in refused("eval", bad)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "This line is no JSON."),
        ('{"reply": "Hi", "labels": ["rudeness"]}', "There is no label “rudeness”."),
        ('{"reply": "Hi", "labels": [7]}', "There is no label “7”."),
        ('{"reply": "Hi"}', "“labels” is missing."),
        ('{"reply": "Hi", "labels": "insult"}', "“labels” should be a list."),
        ('{"labels": []}', "“reply” is missing."),
        ('{"reply": " ", "labels": []}', "There is no text in it."),
        ('{"reply": "Hi", "labels": [], "spans": ["Hi"]}', "A span is an object"),
        ('{"reply": "Hi", "labels": [], "contested": "no"}', "“contested” should be true or false"),
        ('{"reply": "Hi", "labels": [], "lang": 5}', "“lang” should be a text."),
        ('{"reply": "Hi", "labels": [], "facts": [1]}', "A fact is a text"),
        ('{"post": "Cold!", "triage": "complaint"}', "This file holds posts"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, problem: str) -> None:
    """File, line and reason; nothing is measured on half a file."""
    path = written(tmp_path / "bad.jsonl", ITEMS[1], "", line)
    assert f"bad.jsonl, line 3: {problem}" in refused("eval", path)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    """Missing, empty, of another kind, or none given."""
    assert "missing.jsonl: it cannot be read" in refused("eval", tmp_path / "missing.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    assert "empty.jsonl: there is no reply in it." in refused("eval", empty)
    table = written(tmp_path / "replies.csv", "id,reply")
    assert "should end in .jsonl or .txt" in refused("eval", table)
    assert "Which file" in refused("eval")
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Schöne Grüße".encode("latin-1"))
    assert "latin.txt, line 1: That does not look like text." in refused("eval", latin)


@pytest.fixture
def milder(tmp_path: Path) -> Path:
    """A home whose rubric makes an insult a tip."""
    shutil.copytree(ROOT / "prompts", tmp_path / "home" / "prompts")
    rubric = tmp_path / "home" / "prompts" / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    assert "insult: {title: Insult, severity: block" in text
    rubric.write_text(text.replace("Insult, severity: block", "Insult, severity: tip"), "utf-8")
    return tmp_path / "home"


def test_two_versions_stand_side_by_side(replies: Path, milder: Path) -> None:
    """Here, there, the difference, and which replies are read differently."""
    told = said("eval", replies, "--against", milder)
    assert all(len(line) <= 80 for line in told.splitlines() if str(milder) not in line)
    beside = told.split("the difference")[1]
    row = next(line for line in beside.splitlines() if line.startswith("insult"))
    assert row.split()[1:] == ["1.00", "–", "–", *["1.00", "0.00", "+1.00"] * 2]
    assert "1 reply is read differently here" in beside
    assert "rude: now insult (labelled: insult, condescension)" in words(beside)
    same = said("eval", replies, "--against", ROOT / "prompts")
    assert "Every reply is read alike." in same


def test_two_versions_in_json(replies: Path, milder: Path) -> None:
    """The folder itself does as well as the home that holds it."""
    told = json.loads(said("eval", "--json", replies, "--against", milder / "prompts"))
    assert told["prompts"] != told["against"]["prompts"]
    assert told["against"]["kinds"]["insult"]["found"] == 0
    (one,) = told["changed"]
    assert (one["id"], one["gained"], one["lost"]) == ("rude", ["insult"], [])


def test_a_folder_without_prompts_is_named(replies: Path, tmp_path: Path) -> None:
    """Bad input, not a broken installation."""
    assert f"{tmp_path / 'none'} cannot be used" in refused(
        "eval", replies, "--against", tmp_path / "none"
    )
    (tmp_path / "bare").mkdir()
    assert "this file is missing" in refused("eval", replies, "--against", tmp_path / "bare")


def test_the_card_is_written_from_the_figures_alike_each_time(
    replies: Path, tmp_path: Path
) -> None:
    """Two runs, one text; no place of this machine stands in it."""
    one, other = tmp_path / "1" / "card.md", tmp_path / "2" / "card.md"
    for path in (one, other):
        path.parent.mkdir()
        told = said("eval", replies, "--card", path)
        assert "By kind" in told
    text = one.read_text(encoding="utf-8")
    assert text == other.read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert "coach eval replies.jsonl --card card.md" in text
    assert "| toxic | `insult` | 1 | 1 | 1 | 1.00 | 1.00 | 1.00 |" in text
    assert "misses more than half of `threat` (0.00)" in words(text)


def test_a_card_that_cannot_be_written_is_told_before_the_measurement(
    replies: Path, tmp_path: Path
) -> None:
    """A folder, or a place that is not there, is named; files that are bad come later."""
    bad = written(tmp_path / "bad.jsonl", "no json")
    for card in (tmp_path, tmp_path / "none" / "card.md", tmp_path / ("x" * 300)):
        assert f"{card}: it cannot be written" in refused("eval", bad, "--card", card)
    kept = tmp_path / "card.md"
    kept.write_text("The card of last year.", encoding="utf-8")
    refused("eval", bad, "--card", kept)
    refused("eval", bad, "--card", tmp_path / "new.md")
    assert kept.read_text(encoding="utf-8") == "The card of last year."
    assert not (tmp_path / "new.md").exists()


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({"spans": [{"text": "you fool", "label": "insult"}]}, "no such words: “you fool”"),
        ({"spans": [{"text": "you idiot", "label": "threat"}]}, "A span has the label “threat”"),
        ({"hard_negative": True}, "“hard_negative” is for clean replies"),
        ({"id": 7}, "The id “7” is that of line 1 too."),
    ],
)
def test_labels_that_do_not_agree_are_named_with_their_line(
    tmp_path: Path, item: dict[str, Any], says: str
) -> None:
    """Spans have to be words of the reply and of its labels; an id is there once."""
    odd = written(tmp_path / "odd.jsonl", {**ITEMS[1], "id": "7"}, "", {**ITEMS[0], **item})
    told = refused("eval", odd)
    assert told.startswith("odd.jsonl, line 3: ")
    assert says in told


def test_labels_that_agree_are_read_however_they_are_written(tmp_path: Path) -> None:
    """Accents in two characters, ids that differ late, and the same id in two files."""
    name = "https://example.com/reviews/" + "a" * 60
    spans = [{"text": "e\u0301 you idiot", "label": "insult"}]
    item = {"reply": "Olé you idiot", "labels": ["insult"], "spans": spans}
    nameless = [{**item, "id": None}] * 2
    one = written(tmp_path / "1.jsonl", {**item, "id": f"{name}1"}, {**item, "id": f"{name}2"})
    other = written(
        tmp_path / "2.jsonl", {**item, "id": f"{name}1"}, {**item, "id": ""}, item, *nameless
    )
    assert json.loads(said("eval", "--json", one, other))["replies"] == 7


def test_no_model_is_asked(replies: Path) -> None:
    """A model that is configured and out of reach changes nothing."""
    told = said("eval", "--json", replies, OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert json.loads(told)["kinds"]["insult"]["right"] == 1


def test_feedback_takes_no_files(replies: Path) -> None:
    """It reads the cases, not replies."""
    assert "takes no files" in refused("eval", "--feedback", replies)
