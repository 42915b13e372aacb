"""The figures of `coach eval`, on items and flags whose scores can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evaluation import (
    GROUPED,
    FalseAlarms,
    Labelled,
    Overlap,
    Tally,
    Timing,
    changed,
    mistakes,
    score,
)
from bot.findings import GROUPS, Finding, FindingKind, Severity
from bot.model_card import Tried, model_card

INSULT, EXCUSE, DENIAL = FindingKind.INSULT, FindingKind.EXCUSE, FindingKind.DENIAL
LONG, STOCK = FindingKind.TOO_LONG, FindingKind.STOCK_PHRASE

RUDE = Labelled("rude", "You fool.", labels=frozenset({INSULT}), spans=((INSULT, "fool"),))
LATE = Labelled(
    "late",
    "The van was late, and it never was.",
    labels=frozenset({EXCUSE, DENIAL}),
    spans=((EXCUSE, "The van was late"),),
    lang="en",
)
KIND = Labelled("kind", "Thank you, we put it right today.", lang="en")
ODD = Labelled("odd", "Nobody is a fool for asking.", tricky=True, lang="en")
DISPUTED = Labelled("disputed", "Well, well.", labels=frozenset({INSULT}), contested=True)


def flag(
    kind: FindingKind, item: Labelled, words: str = "", severity: Severity = Severity.WARN
) -> Finding:
    """A flag on the words, or on the whole reply."""
    words = words or item.reply
    start = item.reply.index(words)
    return Finding(kind, severity, start, start + len(words), words, "", "", "cues")


def test_a_kind_counts_once_a_reply() -> None:
    """Two insults in one reply are one right flag."""
    twice = [flag(INSULT, RUDE, "You"), flag(INSULT, RUDE, "fool")]
    assert score([RUDE], [twice]).kinds[INSULT] == Tally(right=1)


def test_right_wrong_and_missed_are_told_apart() -> None:
    """Four replies, counted by hand."""
    found = [
        [flag(INSULT, RUDE)],  # right
        [flag(EXCUSE, LATE)],  # right; the denial is missed
        [flag(DENIAL, KIND)],  # wrong
        [],
    ]
    told = score([RUDE, LATE, KIND, ODD], found)
    assert told.replies == 4
    assert told.kinds[INSULT] == Tally(1, 0, 0)
    assert told.kinds[EXCUSE] == Tally(1, 0, 0)
    assert told.kinds[DENIAL] == Tally(0, 1, 1)
    assert told.groups["defensive"].pairs == Tally(1, 1, 1)
    assert told.groups["any"].pairs == Tally(2, 1, 1)


def test_by_reply_a_group_is_found_where_anything_of_it_is() -> None:
    """Another kind of the same group does; another group does not."""
    told = score([LATE, RUDE], [[flag(FindingKind.MINIMIZING, LATE)], [flag(EXCUSE, RUDE)]])
    assert told.groups["defensive"].pairs == Tally(0, 2, 2)
    assert told.groups["defensive"].replies == Tally(1, 1, 0)
    assert told.groups["toxic"].replies == Tally(0, 0, 1)
    assert told.groups["hostile+defensive+practice"].replies == Tally(1, 1, 0)
    assert told.groups["any"].replies == Tally(2, 0, 0)


def test_shares_are_the_usual_ones() -> None:
    """Precision, recall, F1; nothing to divide is no zero."""
    tally = Tally(right=3, wrong=1, missed=2)
    assert (tally.labelled, tally.found) == (5, 4)
    assert tally.precision == pytest.approx(0.75)
    assert tally.recall == pytest.approx(0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)
    assert Tally(wrong=2).precision == 0
    assert Tally(wrong=2).recall is None


def test_tips_are_no_flags() -> None:
    """What only helps neither finds nor cries wolf."""
    told = score([RUDE, KIND], [[flag(INSULT, RUDE, severity=Severity.TIP)], [_tip()]])
    assert told.kinds[INSULT] == Tally(missed=1)
    assert told.clean == FalseAlarms(1, 0, 0)


def _tip() -> Finding:
    return flag(STOCK, KIND, severity=Severity.TIP)


def test_contested_replies_are_not_scored() -> None:
    """Neither a hit nor a miss, and no error to look at; they are counted."""
    told = score([DISPUTED, KIND], [[flag(INSULT, DISPUTED)], []])
    assert (told.replies, told.contested) == (1, 1)
    assert told.kinds[INSULT] == Tally()
    assert not list(mistakes([DISPUTED], [[]]))
    assert not list(changed([DISPUTED], [[]], [[flag(INSULT, DISPUTED)]]))


def test_false_alarms_on_clean_and_on_tricky_replies() -> None:
    """Kinds that nobody labels count among all warnings, not among those of the groups."""
    clean = [replace(KIND, id=str(number)) for number in range(3)]
    found = [[flag(LONG, KIND)], [], [], [flag(INSULT, ODD)], [flag(EXCUSE, RUDE)]]
    told = score([*clean, ODD, RUDE], found)
    assert told.clean == FalseAlarms(replies=4, grouped=1, any_kind=2)
    assert told.tricky == FalseAlarms(replies=1, grouped=1, any_kind=1)


def test_words_of_right_finds_touch_the_labelled_ones() -> None:
    """Wrong kinds and labels without words are left out; one letter in common is enough."""
    found = [
        [flag(INSULT, RUDE, "You")],  # right, elsewhere
        [flag(EXCUSE, LATE, "late, and"), flag(DENIAL, LATE)],  # right; words of one are labelled
        [flag(INSULT, KIND)],
    ]
    assert score([RUDE, LATE, KIND], found).overlap == Overlap(touching=1, finds=2)


def test_labelled_words_that_stand_twice_may_be_flagged_at_either_place() -> None:
    """The label does not say which one it means."""
    item = replace(RUDE, reply="A fool is a fool.")
    second = Finding(INSULT, Severity.BLOCK, 12, 16, "fool", "", "", "cues")
    assert score([item], [[second]]).overlap == Overlap(1, 1)


def test_words_that_do_not_stand_there_are_no_place() -> None:
    """A slip of whoever labelled is left out, not held against the reader."""
    item = replace(RUDE, spans=((INSULT, "idiot"),))
    assert score([item], [[flag(INSULT, item)]]).overlap == Overlap(0, 0)


def test_flagging_everything_finds_all_and_is_as_right_as_there_is_to_find() -> None:
    """The base rate, for every group."""
    told = score([RUDE, LATE, KIND, ODD], [[], [], [], []])
    assert told.groups["toxic"].everything == Tally(1, 3, 0)
    assert told.groups["any"].everything == Tally(2, 2, 0)


def test_the_best_limit_of_length_is_found_in_either_direction() -> None:
    """Short replies are bad here; then the same turned round."""
    short = [Labelled(f"s{n}", "x" * n, labels=frozenset({INSULT})) for n in (3, 5, 8)]
    long = [Labelled(f"l{n}", "x" * n) for n in (8, 20, 30)]
    nothing: list[list[Finding]] = [[] for _ in range(6)]
    told = score([*short, *long], nothing).groups["toxic"]
    assert told.rule == "up to 8 characters"  # one clean reply is as short
    assert told.length == Tally(3, 1, 0)
    turned = [
        *(replace(item, labels=frozenset()) for item in short),
        *(replace(item, labels=frozenset({INSULT})) for item in long),
    ]
    told = score(turned, nothing).groups["toxic"]
    assert told.rule == "over 5 characters"
    assert told.length == Tally(3, 1, 0)


def test_a_group_without_labels_has_no_baseline() -> None:
    """Nothing to reach."""
    told = score([KIND], [[]]).groups["toxic"]
    assert (told.length, told.rule) == (Tally(), "")


def test_languages_are_told_one_by_one() -> None:
    """The largest first; those of unknown language together."""
    told = score([RUDE, LATE, KIND], [[], [flag(INSULT, LATE)], [flag(INSULT, KIND)]])
    assert list(told.languages) == ["en", ""]
    assert told.languages["en"].replies == 2
    assert told.languages["en"].flagged == Tally(right=1, wrong=1)
    assert told.languages[""].flagged == Tally(missed=1)


def test_times_are_times_that_were_taken() -> None:
    """The nearest rank: of a hundred, the fiftieth and the ninety-ninth."""
    told = score([KIND], [[]], [float(n) for n in range(100, 0, -1)])
    assert told.timing == Timing(50.0, 99.0)
    assert score([KIND], [[]], [7.0]).timing == Timing(7.0, 7.0)
    assert score([KIND], [[]]).timing is None


def test_a_labelled_kind_outside_the_groups_has_its_own_row() -> None:
    """It belongs to no group, but whoever labels it wants to know."""
    item = replace(KIND, labels=frozenset({LONG}))
    told = score([item], [[flag(LONG, item)]])
    assert told.kinds[LONG] == Tally(right=1)
    assert told.groups["any"].pairs == Tally()
    assert told.clean.replies == 0
    assert LONG not in score([KIND], [[flag(LONG, KIND)]]).kinds


def test_each_mistake_is_named_with_its_words() -> None:
    """A miss quotes the label, a false alarm the flag."""
    found = [[flag(EXCUSE, RUDE, "You")], [flag(EXCUSE, LATE)], [flag(LONG, KIND)]]
    told = [(m.id, m.kind, m.missed, m.words) for m in mistakes([RUDE, LATE, KIND], found)]
    assert told == [
        ("rude", INSULT, True, ("fool",)),
        ("rude", EXCUSE, False, ("You",)),
        ("late", DENIAL, True, ()),
        ("kind", LONG, False, (KIND.reply,)),
    ]


def test_what_nobody_labels_is_no_mistake_in_a_labelled_reply() -> None:
    """Whoever labelled insults did not look at the length."""
    found = [[flag(INSULT, RUDE), flag(LONG, RUDE)]]
    assert not list(mistakes([RUDE], found))


def test_only_replies_that_are_read_differently_are_named() -> None:
    """What is new, and what is gone; another span of the same kind is no difference."""
    before = [[flag(INSULT, RUDE, "You")], [flag(EXCUSE, LATE)]]
    after = [[flag(INSULT, RUDE, "fool")], [flag(DENIAL, LATE)]]
    (one,) = changed([RUDE, LATE], before, after)
    assert (one.id, one.gained, one.lost) == ("late", {DENIAL}, {EXCUSE})
    assert one.labels == {EXCUSE, DENIAL}


def test_flags_and_items_belong_together() -> None:
    """A list that is too short is an error of the caller, not a good score."""
    with pytest.raises(ValueError, match="zip"):
        score([RUDE, KIND], [[]])


def test_the_groups_share_no_kind() -> None:
    """So sums over groups count nothing twice."""
    assert sum(map(len, GROUPS.values())) == len(GROUPED["any"])


TRIED = Tried([("a.jsonl", 3), ("b|c.txt", 1)], "abc123", "0.1", "coach eval a.jsonl")


def _card(found: list[list[Finding]]) -> str:
    return model_card(score([RUDE, LATE, KIND, ODD], found, [1.5, 2.5, 3.5, 4.5]), TRIED)


def test_the_card_says_what_was_tried_and_how_to_repeat_it() -> None:
    """Files, numbers, prompts, command; a strange file name does not break the table."""
    card = _card([[flag(INSULT, RUDE)], [], [], []])
    assert "| `a.jsonl` | 3 |" in card
    assert "| `b c.txt` | 1 |" in card
    assert "`abc123`" in card
    assert "```\ncoach eval a.jsonl\n```" in card
    assert "| toxic | `insult` | 1 | 1 | 1 | 1.00 | 1.00 | 1.00 |" in card
    assert "| toxic | `threat` | 0 | 0 | 0 | – | – | – |" in card


def test_the_card_names_where_the_reader_fails() -> None:
    """Kinds that are mostly missed, kinds that cry wolf, and what nobody measured."""
    card = _card([[], [flag(EXCUSE, LATE)], [flag(EXCUSE, KIND)], []])
    assert "misses more than half of `insult` (0.00), `denial` (0.00)." in card
    assert "More than one flag in five is wrong for `excuse` (0.50)." in card
    never = next(line for line in card.splitlines() if "nobody measured them" in line)
    assert "`threat`" in never
    assert "`insult`" not in never
    assert "Fewer than 30 replies each" in card


def test_the_card_of_a_reader_without_a_flaw_says_so() -> None:
    """In words, not by an empty list."""
    card = _card([[flag(INSULT, RUDE)], [flag(EXCUSE, LATE), flag(DENIAL, LATE)], [], []])
    assert "No kind is missed more than half of the time." in card
    assert "No kind is flagged wrongly that often." in card


def test_the_card_is_the_same_for_the_same_figures() -> None:
    """Neither a date nor the time that this machine took."""
    found: list[list[Finding]] = [[], [], [], []]
    slow = score([RUDE, LATE, KIND, ODD], found, [900.0])
    assert model_card(slow, TRIED) == _card(found)


def test_a_language_of_a_file_is_no_markdown() -> None:
    """What stands in a file is data, in the card too."""
    odd = replace(KIND, lang="<b>|*x*")
    assert r"\<b\>\|\*x\*" in model_card(score([odd], [[]]), TRIED)
