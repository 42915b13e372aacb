"""Which problem a post tells of, and whether two tell of the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.coach import Coach
from bot.incident_match import Told, can_join, likeness, same_problem
from bot.problem import MOST_WORDS, Problem, ProblemReader, ProblemWords
from bot.prompts import load_playbook
from bot.triage import Category, Confidence, Triage
from tests.serving import ROOT

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def coach() -> Coach:
    """The coach with the shipped prompts."""
    return Coach(load_playbook(ROOT / "prompts"))


def told(coach: Coach, text: str, case: str, *, hours: float = 0, **about: str) -> Told:
    """A post as it is compared."""
    problem = coach.problem(text, coach.triage(text))
    return Told(case, problem, NOON + timedelta(hours=hours), text=text, **about)  # type: ignore[arg-type]


def same(coach: Coach, one: str, other: str) -> bool:
    """Whether two posts of the same hour are joined, whichever comes first."""
    first, second = told(coach, one, "a"), told(coach, other, "b")
    assert same_problem(first, second) == same_problem(second, first)
    return same_problem(first, second)


def test_a_post_tells_what_failed_how_and_where(coach: Coach) -> None:
    """In keys of the lead's list, so that languages meet."""
    english = coach.problem("No heating in our flat in Norwick, the radiators are dead.", None)
    german = coach.problem("In Norwick ist die Heizung ausgefallen.", None)
    for problem in (english, german):
        assert problem.things == {"heating"}
        assert "down" in problem.signs
        assert problem.places == {"norwick"}


def test_what_identifies_somebody_is_no_part_of_it(coach: Coach) -> None:
    """Nor are names, numbers of orders and addresses among the words that are kept."""
    post = "I am Petra Lindqvist, order 7741-22, petra@example.com: the app is down in Norwick."
    words = " ".join(coach.problem(post, coach.triage(post)).search)
    assert "norwick" in words
    for private in ("petra", "lindqvist", "7741", "example"):
        assert private not in words


def test_few_words_are_kept_and_the_most_telling_first(coach: Coach) -> None:
    """A flight, what failed and where come before all that is said besides."""
    long = " ".join(f"word{chr(97 + n)}bcde" for n in range(26))
    problem = coach.problem(f"Flight QX771 cancelled in Norwick. {long}", None)
    assert len(problem.search) == MOST_WORDS
    assert problem.search[0] == "qx771"
    assert "norwick" in problem.search


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The lift in Beech Court is out of order.", "Beech Court: lift dead, I live on floor 9."),
        ("QX771 cancelled at the gate, nobody helps.", "Why was flight QX771 cancelled?"),
        ("The app crashes at login.", "Die App hängt beim Login, nichts geht."),
        ("No power in Norwick since six.", "Pas d'électricité à Norwick depuis ce matin."),
    ],
)
def test_the_same_problem_is_known_again(coach: Coach, one: str, other: str) -> None:
    """In other words, or in another language."""
    assert same(coach, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The lift in Beech Court is out of order.", "The lift in Elm Court is out of order."),
        ("QX771 cancelled at the gate, no help.", "QX772 cancelled at the gate, no help."),
        ("The app crashes at login.", "The app shows my old address, please change it."),
        ("My parcel is late again.", "My parcel is late, tracking is stuck."),
        ("The lift in Beech Court is out of order.", "The lift in Beech Court smells of smoke."),
        ("The app is down in Norwick.", "Last month the app was down in Norwick."),
        ("", ""),
    ],
)
def test_what_only_looks_alike_stays_apart(coach: Coach, one: str, other: str) -> None:
    """Another place or number, another fault, what happens every day, or long ago."""
    assert not same(coach, one, other)


def test_time_brand_and_customer_keep_posts_apart(coach: Coach) -> None:
    """However alike the words are."""
    text = "The app crashes at login."
    base = told(coach, text, "a", author="ann")
    other = told(coach, f"{text} Fix it.", "b", author="bob")
    assert same_problem(base, other)
    assert not same_problem(base, replace(other, case="a"))
    assert not same_problem(base, replace(other, at=NOON + timedelta(hours=80)))
    assert not same_problem(base, replace(other, brand="harbour"))
    assert not same_problem(base, replace(other, author="ann"))


def test_the_same_words_of_unknown_people_are_one_post(coach: Coach) -> None:
    """It was forwarded twice, as far as anybody can tell; two named authors are two customers."""
    text = "The app crashes at login."
    assert not same_problem(told(coach, text, "a"), told(coach, f"{text} ", "b"))
    named = told(coach, text, "b", author="bob")
    assert same_problem(told(coach, text, "a", author="ann"), named)


def test_words_of_every_day_weigh_little() -> None:
    """What a house hears all the time shows no incident."""
    one = Problem(things=frozenset({"app"}), words=frozenset({"widget", "gadget"}))
    rare = likeness(one, one)
    assert likeness(one, one, usual={"~app", "widget", "gadget"}) < rare / 2


def test_only_complaints_questions_and_crises_join() -> None:
    """Never praise, spam, trolls or breaches, and nothing before it was read."""
    read = Triage(Category.COMPLAINT, 2, Confidence.SURE)
    joined = {kind for kind in Category if can_join(replace(read, category=kind))}
    assert joined == {Category.COMPLAINT, Category.QUESTION, Category.CRISIS}
    assert not can_join(None)


def test_a_kind_that_is_only_a_guess_keeps_nothing_apart() -> None:
    """A complaint may be taken for praise, or for a troll; spam stays out whatever it is."""
    read = Triage(Category.PRAISE, 1, Confidence.UNSURE)
    assert can_join(read)
    assert can_join(replace(read, category=Category.TROLL))
    assert not can_join(replace(read, category=Category.SPAM))


def test_without_words_of_the_lead_posts_still_meet_by_their_own() -> None:
    """The lists make it surer; rare words alone are enough where there are several."""
    reader = ProblemReader(ProblemWords())
    one = reader.read("The zebra crossing beside Quimby bakery floods whenever sprinklers start")
    assert one.things == frozenset()
    assert likeness(one, one) > 3.3


def test_two_telling_words_at_one_named_place_are_enough(coach: Coach) -> None:
    """A name of two words counts as one place, though its second word names many."""
    posts = (
        "A button in the salad at your New Quay branch tonight, no thanks.",
        "There was a button in my salad at New Quay this evening, and nobody said sorry.",
    )
    assert same(coach, *posts)
    assert not same(coach, posts[0], posts[1].replace("New Quay", "Norwick"))


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Cannot log in since nine.", "Your app is down again since nine this morning", True),
        ("I am unable to sign in, what is going on?", "The website is down.", True),
        ("The lift is broken.", "Lift out of order, again.", False),
        ("Cannot log in since nine.", "I love how the app looks now.", False),
    ],
)
def test_what_is_online_fails_for_everybody(
    coach: Coach, one: str, other: str, joined: bool
) -> None:
    """Within hours, whatever part of it people name; a lift fails in one house."""
    assert same(coach, one, other) is joined
    late = told(coach, other, "b", hours=9)
    assert not same_problem(told(coach, one, "a"), late)


def test_a_word_that_both_share_finds_an_outage_by_another_name(coach: Coach) -> None:
    """The candidates are looked for by two words in common."""
    one, other = (
        set(coach.problem(text, None).search)
        for text in ("Cannot log in since nine.", "Your app is down again.")
    )
    assert len(one & other) >= 2
