"""What a draft leaves out: raw notes about people, proof, names, and what nobody knows."""

from __future__ import annotations

import re

import pytest

from bot.facts import FactState, KnownFact
from tests.unit.test_composer import PASTA, composer, draft, situation
from tests.unit.test_triage_reader import book


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("the manager, Carla, was rude to the guest", False),
        ("waiter Tom forgot the order", False),
        ("the customer was drunk", False),
        ("spoke to Carla about manners", False),
        ("Lina will call you tomorrow", True),
        ("the oven broke down at seven", True),
        ("we refunded the pasta", True),
    ],
)
def test_notes_about_people_are_not_pasted(note: str, kept: bool) -> None:
    """Who accuses, or speaks of "the guest", leaves a slot for a sentence of their own."""
    composed = draft(PASTA, facts=[KnownFact(FactState.CONFIRMED, note)])
    assert (note.split()[-1] in composed.text) is kept
    assert ("[what you want to say about this]" in composed.slots) is not kept


@pytest.mark.parametrize(
    ("note", "asked"),
    [("the waiter laughed", False), ("the second payment was charged", True)],
)
def test_nobody_has_to_prove_an_insult(note: str, asked: bool) -> None:
    """Only of goods and payments can somebody show something."""
    text = draft(PASTA, facts=[KnownFact(FactState.DID_NOT_HAPPEN, note)]).text
    assert ("something that shows" in text) is asked


def test_what_is_not_ours_does_not_stand_beside_owning_it() -> None:
    """Nobody reads "so far we can't match this" and "this is on us" in one reply."""
    known = [KnownFact(FactState.NOT_OURS, "no booking"), KnownFact(FactState.CHECKING, "the till")]
    assert "utting this right is on us" not in draft(PASTA, facts=known).text
    assert "on us to put this right" not in draft(PASTA, facts=known).text


@pytest.mark.parametrize(
    ("post", "wanted"),
    [
        ("Table for 8 on Friday at 7?", "[yes or no for Friday at 7]"),
        (
            "Can I bring my dog, and do you host live bands?",
            "[your answer about the other question]",
        ),
    ],
)
def test_what_the_profile_cannot_know_stays_open(post: str, wanted: str) -> None:
    """A free table, or the second half of a question, is for a person to answer."""
    assert wanted in draft(post).slots


def test_two_questions_get_two_answers() -> None:
    """What the profile knows is said for both."""
    text = draft("Do you have vegan dishes and is there parking?").text
    assert "vegan" in text
    assert "Mill Lane" in text


@pytest.mark.parametrize(
    ("post", "name"),
    [
        ("Lovely evening! Our waiter Marco was so patient. Thank you Marco!", "Marco"),
        ("Great food. Sofia remembered our names.", "Sofia"),
        ("Lovely dinner, thank you God. Breakfast was lovely.", ""),
        ("The waiter Marco laughed at us, cold soup", ""),
    ],
)
def test_people_are_named_in_praise_only(post: str, name: str) -> None:
    """A name in the thanks, never beside a complaint."""
    text = draft(post).text
    assert (name in text) if name else not re.search("Marco|God|met Breakfast", text)


def test_a_goodbye_is_not_quoted_back() -> None:
    """Nobody wants to read their own "you've lost a regular"."""
    for post in ("The soup was cold. You've lost a regular.", "You've lost two regulars."):
        assert "regular" not in draft(post).text


def test_that_it_happened_before_is_said_rarely_and_only_where_it_did() -> None:
    """Not for "never again", nor in every variant."""
    again = "Once would have been once too many."
    assert again not in draft("Cold soup. I would not go there again.").text
    post, seen = "The soup was cold again", []
    for _ in range(6):
        composed = composer().compose(situation(post), avoid=seen)
        assert composed is not None
        seen.append(composed.text)
    assert sum(again in text for text in seen) < len(seen)


def test_slots_read_right_with_any_name() -> None:
    """ "I" and "Anna" both fit: no verb beside [who] that bends."""
    for key, variants in book().texts.parts.items():
        for text in variants:
            assert not re.search(r"\[who\] (?!will|would)", text), key
    for language, texts in book().texts.holding.items():
        slots = re.findall(r"\[[^\]]+\]", "".join(v for kinds in texts.values() for v in kinds))
        assert slots, language
        assert ({"[who]", "[by when]"} <= set(slots)) is (language == "en")


@pytest.mark.parametrize(
    ("post", "named", "unsaid"),
    [
        ("My aunt fell on your icy ramp and broke her hip. My solicitor will call.", "aunt", "icy"),
        ("my tooth cracked on your grubby glass, I will sue", "tooth", "grubby"),
        ("Your shabby ladder collapsed and I broke my arm.", "the ladder", "shabby"),
        ("Got food poisoning from your slimy chicken salad.", "the chicken salad", "slimy"),
        ("Your dodgy boiler gave my son carbon monoxide poisoning", "your son", "dodgy"),
    ],
)
def test_before_the_fault_is_known_the_event_is_named_in_nobodys_words(
    post: str, named: str, unsaid: str
) -> None:
    """The customer's "your filthy plate" never becomes "our filthy plate"."""
    text = draft(post).text
    assert named in text
    assert unsaid not in text
    assert not re.search(r"\babout our\b|\bthat our\b", text)


def variants(post: str, count: int = 8) -> list[str]:
    """First answers to a post, each in other words."""
    seen: list[str] = []
    for _ in range(count):
        composed = composer().compose(situation(post), avoid=seen)
        assert composed is not None
        seen.append(composed.text)
    return seen


@pytest.mark.parametrize(
    "post",
    [
        PASTA,
        "You charged my card twice for the same subscription, 49 euros each.",
        "The nurse gave me the wrong tablets and I was sick all night.",
        "I have never been so humiliated, she laughed at my size.",
    ],
)
def test_a_first_answer_says_nothing_twice_and_nothing_of_asking_twice(post: str) -> None:
    """Nobody asked before, and one “this matters” is enough."""
    for text in variants(post):
        assert not re.search(r"ask twice|chase|booking number", text)
        assert text.count("matters") <= 1
        assert text.count("seriously") <= 1
        assert not re.search(r"[Tt]hank you for (?:writing|saying) “", text)
