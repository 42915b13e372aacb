"""The rubric's marks: what is met, empty, missing, and what does not apply."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from bot.assess import assess, gaps
from bot.facts import FactState, KnownFact
from bot.findings import FindingKind, Severity
from bot.profile import Platform, Profile
from bot.rubric import Criterion, Mark, Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.yamlfile import read_yaml

RUBRIC = read_yaml(Path(__file__).parents[2] / "prompts" / "rubric.yaml", Rubric)
GARAGE = Profile("Hill Garage", "garage", "in our garage", "Ben", "Ms Hill")
POST = "You kept my van three days and the brakes still squeal."


def marks(reply: str, **known: object) -> dict[Criterion, Mark]:
    """The marks of a reply, by criterion."""
    situation = Situation(GARAGE, **known)  # type: ignore[arg-type]
    return {c: m.mark for c, m in assess(reply, situation, RUBRIC).items()}


def triaged(category: Category, severity: int = 3, *about: Sensitivity) -> Triage:
    """A triage that is sure of itself."""
    return Triage(category, severity, Confidence.SURE, sensitivities=about)


def test_a_full_reply_meets_every_criterion() -> None:
    """Thanks, owning, sorry, repair, question, a next step with a time, and the van."""
    reply = (
        "Thank you for telling us about the brakes. We should have driven the van before we "
        "gave it back, and we're sorry. Ben will fetch it tomorrow at eight and replace the pads "
        "free of charge. What would put this right for you?"
    )
    assert set(marks(reply, post=POST).values()) == {Mark.MET}


def test_every_criterion_is_marked_and_every_span_lies_in_the_reply() -> None:
    """All ten, in the rubric's order, for any text."""
    for reply in ("", "?", "Sorry 🙂", "Thanks.\n\nWe will look into it"):
        marked = assess(reply, Situation(GARAGE, post=POST), RUBRIC)
        assert list(marked) == list(Criterion)
        assert all(0 <= m.start <= m.end <= len(reply) for m in marked.values())


@pytest.mark.parametrize(
    ("reply", "mark"),
    [
        ("We apologize for any inconvenience.", Mark.EMPTY),
        ("Sorry if you felt that.", Mark.EMPTY),
        ("Sorry you feel that way, and sorry that we were late.", Mark.MET),
        ("We're sorry about the brakes.", Mark.MET),
        ("My apologies, Ms Cox.", Mark.EMPTY),
        ("You had to wait, my apologies.", Mark.MET),
        ("We are not sorry.", Mark.MISSING),
        ("The pads are new.", Mark.MISSING),
    ],
)
def test_an_apology_counts_only_for_what_happened(reply: str, mark: Mark) -> None:
    """Sorry for a feeling, or for anything at all, is empty."""
    assert marks(reply)[Criterion.APOLOGY] is mark


@pytest.mark.parametrize(
    ("reply", "criterion", "mark"),
    [
        ("Thanks.", Criterion.THANKS, Mark.EMPTY),
        ("Thank you for the photo.", Criterion.THANKS, Mark.MET),
        ("That was our mistake.", Criterion.RESPONSIBILITY, Mark.MET),
        ("You deserved better.", Criterion.RESPONSIBILITY, Mark.MET),
        ("Brakes squeal in the rain.", Criterion.RESPONSIBILITY, Mark.MISSING),
        ("We've replaced the pads.", Criterion.REPAIR, Mark.MET),
        ("The pads are red.", Criterion.REPAIR, Mark.MISSING),
        ("How can we put this right?", Criterion.QUESTION, Mark.MET),
        ("Call us.", Criterion.PUBLIC, Mark.EMPTY),
        ("We will look at it on Monday.", Criterion.NEXT_STEP, Mark.MET),
        ("We will look at it.", Criterion.NEXT_STEP, Mark.EMPTY),
        ("We've replaced the pads.", Criterion.NEXT_STEP, Mark.NOT_APPLICABLE),
        ("[who] will ring by noon.", Criterion.FACTUAL, Mark.EMPTY),
    ],
)
def test_single_criteria(reply: str, criterion: Criterion, mark: Mark) -> None:
    """Each criterion by the words that show it."""
    assert marks(reply)[criterion] is mark


def test_specific_means_taking_up_the_post() -> None:
    """A detail of the post in any form; without a post nobody can say."""
    assert marks("The brake pads are new.", post=POST)[Criterion.SPECIFIC] is Mark.MET
    assert marks("We understand your anger.", post=POST)[Criterion.SPECIFIC] is Mark.MISSING
    assert marks("We understand.")[Criterion.SPECIFIC] is Mark.NOT_APPLICABLE


def test_what_the_post_does_not_ask_for_is_not_missed() -> None:
    """Praise needs no apology, a question no thanks, a troll nearly nothing."""
    praise = marks("Thank you for the kind words!", triage=triaged(Category.PRAISE, 1))
    assert praise[Criterion.APOLOGY] is Mark.NOT_APPLICABLE
    assert praise[Criterion.THANKS] is Mark.MET
    question = marks("From nine.", post="When do you open?", triage=triaged(Category.QUESTION, 1))
    assert question[Criterion.REPAIR] is Mark.NOT_APPLICABLE
    troll = marks("We're open from nine.", triage=triaged(Category.TROLL, 2))
    assert Mark.MISSING not in troll.values()


def test_grave_matters_ask_for_no_thanks_and_no_question() -> None:
    """From severity 4 on."""
    grave = marks("We're sorry.", triage=triaged(Category.COMPLAINT, 4))
    assert grave[Criterion.THANKS] is grave[Criterion.QUESTION] is Mark.NOT_APPLICABLE


def test_in_safe_mode_owning_the_next_step_is_the_responsibility() -> None:
    """The same line is too little for a plain complaint."""
    reply = "Ms Hill is looking into this herself."
    hurt = triaged(Category.COMPLAINT, 3, Sensitivity.INJURY)
    assert marks(reply, triage=hurt)[Criterion.RESPONSIBILITY] is Mark.MET
    plain = triaged(Category.COMPLAINT)
    assert marks(reply, triage=plain)[Criterion.RESPONSIBILITY] is Mark.MISSING


def test_claims_without_facts_and_a_place_too_small_show() -> None:
    """Factual and fit look at facts, platform and language."""
    facts = (KnownFact(FactState.CONFIRMED, "the pads were worn"),)
    assert marks("We checked the camera.", facts=facts)[Criterion.FACTUAL] is Mark.EMPTY
    assert marks("We checked the pads.", facts=facts)[Criterion.FACTUAL] is Mark.MET
    tiny = Platform("t", "Tiny", 5)
    assert marks("Too long.", platform=tiny)[Criterion.FIT] is Mark.MISSING
    german = "Die Bremsen sind nicht gut und wir sind sauer"
    assert marks("We are sorry that it squeals.", post=german)[Criterion.FIT] is Mark.MISSING


def test_another_language_than_the_signs_is_not_judged() -> None:
    """No tips about missing thanks in a German reply."""
    reply = "Das tut uns leid, wir haben die Bremsen nicht gut geprüft."
    assert marks(reply)[Criterion.APOLOGY] is Mark.NOT_APPLICABLE


def test_gaps_become_tips_at_the_end() -> None:
    """Only what is missing, never more than a tip, with nothing underlined."""
    reply = "We're sorry about the van. It was our mistake."
    tips = list(gaps(reply, assess(reply, Situation(GARAGE, post=POST), RUBRIC), RUBRIC))
    kinds = {t.kind for t in tips}
    assert FindingKind.MISSING_QUESTION in kinds
    assert FindingKind.MISSING_APOLOGY not in kinds
    assert all(t.severity is Severity.TIP and t.text == "" for t in tips)
    assert {t.start for t in tips} == {len(reply)}


def test_what_cannot_be_done_is_no_repair() -> None:
    """“We can't discuss this here” repairs nothing."""
    assert marks("We're sorry. We can't discuss this in public.")[Criterion.REPAIR] is not Mark.MET


def test_a_discreet_business_need_not_thank_or_ask_in_public() -> None:
    """Where being a client is private, a tip for thanks would push the reply the wrong way."""
    clinic = Profile("Hill Clinic", "clinic", "in our clinic", "Ann", "Dr Hill", private=True)
    post = "They read my results out loud."
    triage = triaged(Category.COMPLAINT, 3, Sensitivity.HEALTH)
    marked = assess("We are sorry.", Situation(clinic, post=post, triage=triage), RUBRIC)
    assert marked[Criterion.THANKS].mark is Mark.NOT_APPLICABLE
    assert marked[Criterion.QUESTION].mark is Mark.NOT_APPLICABLE


def test_in_safe_mode_fellow_feeling_is_apology_enough() -> None:
    """Nobody may state a fault yet; for a plain complaint it is empty."""
    reply = "We are very sorry to read this."
    hurt = triaged(Category.COMPLAINT, 3, Sensitivity.INJURY)
    assert marks(reply, triage=hurt)[Criterion.APOLOGY] is Mark.MET
    assert marks(reply, triage=triaged(Category.COMPLAINT))[Criterion.APOLOGY] is Mark.EMPTY


@pytest.mark.parametrize("piece", ["sorry, ", ". ", "thank you for the ", "we will ", "is a ", "?"])
@pytest.mark.parametrize("category", [Category.COMPLAINT, Category.QUESTION])
def test_no_text_takes_long(category: Category, piece: str) -> None:
    """What 40,000 characters cost does not grow with their square."""
    short, long = (
        _seconds((piece * count)[:count], triaged(category)) for count in (10_000, 40_000)
    )
    assert long < 0.2 or long < short * 8


def _seconds(reply: str, triage: Triage) -> float:
    """The fastest of three readings."""
    runs = []
    for _ in range(3):
        begin = perf_counter()
        marks(reply, post=POST, triage=triage)
        runs.append(perf_counter() - begin)
    return min(runs)


def test_praise_is_taken_up_by_two_plain_words_of_it() -> None:
    """ "Lovely" and "evening" may stand in any post; "lovely evening" is this customer's."""
    post, praise = "Lovely evening, thank you!", triaged(Category.PRAISE, 1)
    named = marks("Your lovely evening: thank you for writing.", post=post, triage=praise)
    assert named[Criterion.SPECIFIC] is Mark.MET
    for reply in ("Thank you for your lovely words.", "Lovely, thank you! See you one evening."):
        assert marks(reply, post=post, triage=praise)[Criterion.SPECIFIC] is Mark.MISSING
    angry = marks(
        "Sorry about the bad experience.",
        post="Bad experience.",
        triage=triaged(Category.COMPLAINT),
    )
    assert angry[Criterion.SPECIFIC] is Mark.MISSING
