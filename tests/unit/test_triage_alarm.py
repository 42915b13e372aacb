"""An alarm needs words of the post that show it; a fault that is named is a complaint."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.coach import Coach
from bot.post_words import kind
from bot.prompts import load_playbook
from bot.triage import Category, Confidence, Triage

GRAVE = {Category.CRISIS, Category.PERSON_AT_RISK}


@cache
def coach() -> Coach:
    return Coach(load_playbook(Path(__file__).parents[2] / "prompts"))


def triaged(post: str) -> Triage:
    return coach().triage(post)


@pytest.mark.parametrize(
    "post",
    [
        "Error 500 all morning. Ledgerly is down and nobody says anything.",
        "HTTP 502 on every page since nine. Not a word on your status page.",
        "Your app is down again, error 503, and we cannot bill anybody.",
        "Third table tonight with hair in the soup at the Old Town branch! Are you kidding?",
        "And on top of it your refund of the postage is not on my account. This is my last try.",
        "Seit heute früh nur Fehler 500, und keiner sagt etwas dazu.",
        "Erreur 500 depuis ce matin et pas un mot de votre part.",
    ],
)
def test_a_fault_without_danger_raises_no_alarm(post: str) -> None:
    """Nobody is called at night over a page that does not load, or a hair in the soup."""
    triage = triaged(post)
    assert triage.category is Category.COMPLAINT
    assert triage.severity <= 3


@pytest.mark.parametrize(
    "post",
    [
        "Took all the pills in the house. Tell my wife where the policy is.",
        "Kid locked in a hot car on level 2, nobody about",
        "There is smoke coming out of lift B and the doors are chained",
        "You will hear from my solicitor on Monday",
        "Nobody would notice if I was gone. I have picked the day.",
        "Ein Kind sitzt allein im Auto auf eurem Parkplatz, es ist heiß",
    ],
)
def test_danger_and_crisis_still_raise_one(post: str) -> None:
    """And the words that show it are quoted."""
    triage = triaged(post)
    assert triage.category in GRAVE
    assert any(quote.supports for quote in triage.evidence)


@pytest.mark.parametrize(
    "post",
    [
        "Just found a hair in my soup at the Old Town branch tonight, disgusting.",
        "Das Zimmer war dreckig und laut. Nie wieder!",
        "Das Zimmer war dreckig. Nie wieder!",
        "Cold fries, dirty table.",
        "Un cheveu dans ma soupe hier soir, dégoûtant.",
        "Un pelo en la sopa, qué asco.",
        "Haar in de soep gevonden, vies.",
        "Un capello nella zuppa, che schifo.",
        "Um cabelo na sopa, que nojo.",
    ],
)
def test_a_named_fault_is_no_praise(post: str) -> None:
    """Where the words speak for a fault and none for praise, it is a complaint."""
    assert triaged(post).category is Category.COMPLAINT


def test_a_named_fault_hears_sorry() -> None:
    """Nobody asks somebody with a hair in the soup what they would like to tell us."""
    about = coach().situation(post="Just found a hair in my soup at the Old Town branch, gross.")
    drafted = coach().draft(about)
    assert drafted is not None
    assert "sorry" in drafted.text


@pytest.mark.parametrize(
    "post",
    ["Thank you so much for calling", "Thanks ever so much for calling me back, that was kind"],
)
def test_warm_thanks_are_no_mockery(post: str) -> None:
    """“So much for” is bitter, “thank you so much for” is not."""
    assert triaged(post).category is Category.PRAISE


def test_a_complaint_in_which_nothing_delicate_is_told_is_not_grave() -> None:
    """Care first is for harm and grief; a late parcel is put right."""
    triage = triaged("The parcel is three weeks late. This is my last try.")
    assert triage.category is Category.COMPLAINT
    assert triage.severity < 4
    assert triage.confidence is not Confidence.UNSURE


def test_one_hedge_is_enough() -> None:
    """ "Perhaps somebody may be in danger" doubts twice."""
    unsure = Triage(Category.PERSON_AT_RISK, 5, Confidence.UNSURE)
    assert kind("Somebody may be in danger", unsure) == "Somebody may be in danger"
    assert kind("A crisis", unsure) == "Perhaps a crisis"


def test_words_that_only_allow_an_alarm_raise_none() -> None:
    """A child or a doctor in a post is no danger yet, and nothing on the card says so."""
    triage = triaged("My daughter loved the swings, the doctor next to us did too. Thank you!")
    assert triage.category is Category.PRAISE
    assert not any("danger" in quote.says for quote in triage.evidence)
