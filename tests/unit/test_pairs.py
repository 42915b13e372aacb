"""Pairs for blind judges: both replies look alike, sides are shuffled, verdicts are counted."""

from __future__ import annotations

import pytest

from bot.gates import open_slots
from bot.pairs import Answered, Pair, Preferred, Verdicts, counted, made_alike, shuffled
from bot.profile import Profile

PROFILE = Profile(
    "The Tin Kettle",
    "café",
    "in our café",
    "Nell and the team",
    "",
    contacts=("hi@kettle.example",),
)
ANSWERED = [Answered(str(n), f"post {n}", f"ours {n}", f"plain {n}") for n in range(20)]


def alike(text: str, language: str = "en", name: str = "1") -> str:
    """The text as a judge sees it."""
    return made_alike(text, PROFILE, language=language, name=name)


def test_slots_are_filled_so_that_the_sentence_reads() -> None:
    """Who, by when, when, and the rest; capital letters where a sentence begins."""
    text = "Sorry. [who] will answer here [by when], or by [when]. [what we found]. We saw [what]."
    told = alike(text)
    assert not open_slots(told)
    assert "[" not in told
    _, answers, second, last, _ = (
        told.split(". ") if told.count(". ") == 4 else (*told.split(". "), "")
    )
    assert answers[0].isupper()
    assert " will answer here by " in answers
    assert "by by" not in told
    assert second == "We will say more about this here"
    assert last == "We saw the details."


def test_placeholders_of_other_models_are_filled_too() -> None:
    """Names of customer, business and signer, and ways to reach it."""
    text = (
        "Dear [Customer Name],\nThank you, [Company Name]. Write to [email address].\n[Your Name]"
    )
    assert alike(text) == ("Dear customer,\nThank you, The Tin Kettle. Write to hi@kettle.example.")


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl"])
def test_slots_are_filled_in_the_language_of_the_reply(language: str) -> None:
    """No English words stand in another language."""
    told = alike("[who], [by when].", language)
    assert not {"by", "our", "tomorrow"} & set(told.lower().replace(",", "").split())


def test_fillers_vary_from_post_to_post() -> None:
    """One name in all of them would tell the judges whose replies these are."""
    told = {alike("[who] answers [by when].", name=str(n)) for n in range(40)}
    assert len(told) > 10
    assert alike("[who] answers.") == alike("[who] answers.")


@pytest.mark.parametrize(
    "text",
    [
        "We see it.\n\nNell and the team",
        "We see it.\n\nKind regards,\nNell\nThe Tin Kettle",
        "Subject: Your visit\n\nWe see it. – Nell and the team",
        "“We see it.”",
        "**We see it.**",
    ],
)
def test_signature_and_trimmings_do_not_tell_who_wrote_it(text: str) -> None:
    """Sign-off, closing formula, subject line, markup and quotation marks go."""
    assert alike(text) == "We see it."


def test_typography_is_made_plain_and_paragraphs_stay() -> None:
    """Dashes and quotation marks of one writer look like those of the other."""
    assert alike("It’s “cold” — sorry.\n\n\n\nWe see it.") == 'It\'s "cold" - sorry.\n\nWe see it.'


def test_a_reply_of_one_line_is_kept_whole() -> None:
    """Even where it ends without a mark."""
    assert alike("Thank you so much") == "Thank you so much"


def test_ours_is_a_in_half_of_the_pairs() -> None:
    """The seed decides where, and the order of the pairs; each reply stays with its post."""
    pairs = shuffled(ANSWERED, seed=1)
    assert sum(pair.ours == "a" for pair in pairs) == 10
    assert pairs == shuffled(ANSWERED, seed=1)
    assert [p.id for p in pairs] != [a.id for a in ANSWERED]
    assert [p.id for p in shuffled(ANSWERED, seed=2)] != [p.id for p in pairs]
    for pair in pairs:
        ours, plain = (pair.a, pair.b) if pair.ours == "a" else (pair.b, pair.a)
        assert (pair.post, ours, plain) == (
            f"post {pair.id}",
            f"ours {pair.id}",
            f"plain {pair.id}",
        )


def test_a_pair_counts_once_with_what_most_judges_say() -> None:
    """As many for one as for the other are a tie; what nobody judged is not counted."""
    key = {"1": "a", "2": "b", "3": "a", "4": "a", "5": "a"}
    said = [("1", "a"), ("1", "a"), ("1", "b"), ("2", "a"), ("3", "a"), ("3", "b"), ("4", "tie")]
    told = counted(key, said)
    assert told == Verdicts(pairs=5, ours=1, plain=1, ties=2)
    assert told.judged == 4


def test_the_interval_is_wilsons() -> None:
    """Known values; it never leaves 0 to 1."""
    low, high = Preferred(62, 80).interval
    assert (round(low, 3), round(high, 3)) == (0.672, 0.853)
    assert Preferred(5, 5).interval[1] == 1
    assert Preferred(0, 5).interval[0] == 0


def test_nobody_sees_which_side_is_ours() -> None:
    """What is ours stands in a field of its own, and in none of the texts."""
    (pair,) = shuffled([Answered("x", "post", "one", "two")], seed=3)
    assert isinstance(pair, Pair)
    assert {pair.a, pair.b} == {"one", "two"}
