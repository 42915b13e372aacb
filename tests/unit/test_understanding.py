"""New-hire mode: own words first, and a kind look at what both sides saw."""

from __future__ import annotations

import pytest

from bot import commands as c
from bot.people import Person
from bot.practice import Practice
from bot.review_card import review_card
from bot.triage import Aspect, Category, Confidence, Particular, Sensitivity, Triage
from bot.understanding import Stage, stage, understanding
from tests.cases import ALEX, LEE, MIA
from tests.render.samples import KIND, PASTA, Told, coach

NEW = Practice(on=True, good=3)
ANGRY = Triage(
    Category.COMPLAINT,
    2,
    Confidence.SURE,
    angry=True,
    particulars=(Particular(Aspect.WHAT, 15, 25), Particular(Aspect.WHEN, 0, 10)),
)


def at(told: Told, person: Person = MIA, practice: Practice = NEW) -> Stage:
    """Where somebody stands on the case."""
    return stage(told.view, person, practice)


def understood(told: Told, words: str = "They waited", by: Person = MIA) -> Told:
    """Somebody says what the post is about."""
    return told.do(c.Understand(told.words(words)), by=by)


def test_own_words_come_before_ours() -> None:
    """First what the post is about, then a reply of one's own, then both side by side."""
    told = Told().drafted()
    assert at(told) is Stage.UNDERSTAND
    assert at(understood(told)) is Stage.OWN_WORDS
    assert at(told.wrote(KIND, by=MIA)) is Stage.COMPARE
    assert at(told.approved()) is Stage.COMPARE
    assert at(told.posted()) is Stage.NONE


def test_it_is_about_one_person_only() -> None:
    """Colleagues who do not practise, or practise by themselves, are not held up by others."""
    told = understood(Told().drafted())
    assert at(told, LEE, Practice()) is Stage.NONE
    assert at(told, ALEX) is Stage.UNDERSTAND
    told.wrote(KIND, by=MIA)
    assert at(told, ALEX) is Stage.NONE


def test_it_fades_after_enough_good_ones() -> None:
    """Ten good replies, and nothing is held back any more."""
    assert at(Told().drafted(), practice=Practice(on=True, good=10)) is Stage.NONE
    assert at(Told().drafted(), practice=Practice(on=False, good=0)) is Stage.NONE


@pytest.mark.parametrize(
    "triage",
    [
        Triage(Category.CRISIS, 5, Confidence.SURE),
        Triage(Category.PERSON_AT_RISK, 5, Confidence.SURE),
        Triage(Category.COMPLAINT, 4, Confidence.SURE),
        Triage(Category.SPAM, 1, Confidence.SURE),
    ],
    ids=lambda triage: f"{triage.category} {triage.severity}",
)
def test_nobody_practises_where_it_is_grave_or_nothing_is_to_be_written(triage: Triage) -> None:
    """Help must not wait for an exercise."""
    assert at(Told(triage=triage).drafted()) is Stage.NONE


def test_the_card_holds_our_draft_back_until_their_own_words_stand() -> None:
    """No word of it is on the card, not in its versions either; then it stands beside theirs."""
    told = Told().drafted()
    ours = told.card.reply
    for held in (Stage.UNDERSTAND, Stage.OWN_WORDS):
        card = review_card(told.view, coach().playbook, held)
        assert ours not in repr(card)
        assert not {"approve", "copy", "gaps", "tone"} & card.may
    assert "understand" in review_card(told.view, coach().playbook, Stage.UNDERSTAND).may
    told.wrote(KIND, by=MIA)
    card = review_card(told.view, coach().playbook, Stage.COMPARE)
    assert (card.reply, card.ours) == (KIND, ours)


def test_the_comparison_says_what_both_saw_and_what_we_saw_besides() -> None:
    """Neither is right or wrong."""
    told = Told(triage=ANGRY)
    seen = understanding(told.view, "Angry about cold pasta, wants an apology")
    assert seen.who == "somebody who is angry"
    assert seen.wants.startswith("to be heard first")
    assert (seen.both, seen.also) == ((PASTA[15:25],), (PASTA[:10],))
    assert seen.says == (
        "see somebody who is angry, about “cold pasta”. What they want may be to be heard "
        "first, then to have it put right. You noticed “cold pasta”, and so did we. "
        "We also noticed “45 minutes”."
    )
    assert "wrong" not in seen.says


def test_a_post_without_particulars_is_compared_all_the_same() -> None:
    """There is always who, and what they may want."""
    grief = Triage(Category.COMPLAINT, 3, Confidence.SURE, sensitivities=(Sensitivity.GRIEF,))
    seen = understanding(Told(triage=grief).view, "sad")
    assert seen.says == (
        "see somebody who is grieving. What they want may be to have it put right."
    )


def test_the_history_says_who_read_the_post_first() -> None:
    """With their words, shortened."""
    card = understood(Told().drafted(), "They waited 45 minutes").card
    told = [(entry.who, entry.what) for entry in card.history]
    assert told[-1] == ("Mia", "read the post before the draft: They waited 45 minutes")


def test_what_we_saw_goes_on_behind_and_we() -> None:
    """The surfaces put "And we" before it."""
    told = understood(Told().drafted())
    assert understanding(told.view, "cold").says.startswith("see ")
