"""What cards and forms in Teams say of promises, further posts and how a case ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act
from bot.card_lines import followed
from bot.errors import FieldError
from bot.events import Outcome
from bot.filled import PromiseChoice
from bot.form_words import HEADS, NO_GUIDELINES, STAYS_UP
from bot.guidelines import BREACHES
from bot.incident_words import Nearby
from bot.profile import Moderation
from bot.review_card import CardPromise, ReviewCard, review_card
from bot.teams import forms, render, submitted
from bot.teams.details import details
from bot.teams.elements import Card
from bot.teams.ids import Step, deed
from bot.understanding import Stage
from tests.render.checks import BACK, EMOJI, PLAYBOOK, SAMPLES, crowded
from tests.render.nasty import texts
from tests.render.samples import PASTA, PROMISING, Told
from tests.teams_elements import check_card, elements, labels, press, words

OTHERS = (("Dana K. on Google: “Cold pasta”", "a" * 16), ("A customer: “Late”", "b" * 16))


def card(shown: ReviewCard) -> Card:
    """The card in Teams."""
    made = render.card(shown, emoji=EMOJI).card
    assert made is not None
    return made


def form(act: Act, shown: ReviewCard, **more: Any) -> Card:
    """A form of a case."""
    return forms.form(act, shown, PLAYBOOK, **more)


def sent(made: Card, act: Act, **typed: str) -> dict[str, Any]:
    """What comes back when a form is sent."""
    return press(made, HEADS[act].submit).sent(**typed)


def options(made: Card, name: str) -> list[str]:
    """What can be chosen in a list."""
    (found,) = [one for one in elements(made) if one.get("id") == name]
    return [one["title"] for one in found["choices"]]


def values(made: Card) -> dict[str, str]:
    """What stands in the inputs."""
    found = (one for one in elements(made) if str(one.get("type")).startswith("Input."))
    return {str(one["id"]): str(one.get("value", "")) for one in found}


# -- the card ---------------------------------------------------------------------------------


def test_what_a_reply_promises_stands_under_the_riskiest_thing() -> None:
    """Before anybody approves it: in the customer's sight it is our word."""
    lines = [words(one) for one in card(SAMPLES["promising"])["body"]]
    assert lines[0] == PASTA
    assert lines[1] == PROMISING
    assert lines[3].startswith("Promises: “Lina will call you by Friday noon")
    assert lines[3].endswith("by Friday 6 November, 12:00. It will be yours when you post it.")


def test_two_promises_stand_there_and_the_rest_in_details() -> None:
    """On a phone the reply is still to be seen."""
    many = tuple(
        CardPromise(n, f"We promised: “thing {n}”. Mia does it.", True) for n in range(1, 5)
    )
    shown = replace(SAMPLES["owed"], promises=many)
    told = words(card(shown))
    assert "thing 2" in told
    assert "thing 3" not in told
    assert "2 more in Details." in told
    assert "thing 4" in words(details(shown, PLAYBOOK))


def test_what_is_settled_stands_in_details_alone() -> None:
    """The card says what somebody still has to do."""
    kept = (CardPromise(1, "We promised: “a call”: kept.", False),)
    shown = replace(SAMPLES["owed"], promises=kept)
    assert "a call" not in words(card(shown))
    assert "We promised: “a call”: kept." in words(details(shown, PLAYBOOK))


def test_what_is_owed_is_the_first_thing_to_do_once_it_is_posted() -> None:
    """Before anything is solved."""
    made = card(SAMPLES["owed"])
    assert "We promised: “Lina will call you by Friday noon" in words(made)
    assert labels(made)[:3] == ["Our promise …", "They wrote again", "Solved"]
    assert "First answer after" in words(made)


def test_the_latest_words_stand_first_and_the_earlier_ones_in_details() -> None:
    """With a line that says so."""
    made = card(SAMPLES["back"])
    assert words(made["body"][0]) == BACK
    assert "They wrote again: these are the latest words." in words(made)
    assert PASTA not in words(made)
    told = words(details(SAMPLES["back"], PLAYBOOK))
    assert told.index(BACK) < told.index("What they wrote before") < told.index(PASTA)


def test_hints_stand_in_the_order_that_every_surface_has() -> None:
    """The incident, that they came back, what is promised, how to close."""
    shown = replace(
        SAMPLES["back"],
        incident="Two posts about this.",
        nearby=(Nearby("c1", "Bob, “It was cold.”"),),
        closing="One closing answer.",
    )
    told, lines = words(card(shown)), followed(shown, lambda text, _: text)
    assert lines[:2] == ["Two posts about this.", "Also: Bob, “It was cold.”"]
    assert lines[-1] == "One closing answer."
    places = [told.index(line) for line in lines]
    assert places == sorted(places)


def test_by_when_an_answer_is_due_stands_on_the_card() -> None:
    """In words that stay true for as long as the card stands."""
    assert "An answer is due on Monday 2 November at 14:00." in words(card(SAMPLES["complaint"]))


def test_our_promises_are_held_back_with_our_draft() -> None:
    """Whoever finds own words first would read ours in them."""
    told = Told().wrote(PROMISING)
    held = review_card(told.view, PLAYBOOK, Stage.UNDERSTAND)
    assert "Promises" not in words(card(held))
    assert "Promises" not in str(forms.form(Act.OWN, held, PLAYBOOK))


@given(texts, st.sampled_from(sorted(SAMPLES)))
@settings(deadline=None, max_examples=40)
def test_cards_fit_whatever_was_promised(text: str, case: str) -> None:
    """Sixty promises, thirty earlier posts, four clocks, in any words."""
    made = card(crowded(text, SAMPLES[case]))
    check_card(made)
    check_card(details(crowded(text, SAMPLES[case]), PLAYBOOK))


# -- what became of a promise -----------------------------------------------------------------


def test_the_only_promise_is_chosen_already() -> None:
    """What became of it is asked; the new time and the note are for some answers only."""
    shown = replace(SAMPLES["owed"], promises=SAMPLES["owed"].promises[:1])
    made = form(Act.PROMISE, shown)
    check_card(made)
    assert values(made)["promise"] == "1"
    assert "Kept: it is done" in options(made, "choice_")
    given = submitted.READ[Act.PROMISE](sent(made, Act.PROMISE, choice_="kept"))
    assert (given.promise, given.choice) == (1, PromiseChoice.KEPT)


def test_one_of_several_promises_is_chosen() -> None:
    """What a draft promises is not among them: it is not public yet."""
    told = ((0, "Promises: “a cake”."), (1, "We promised: “a call”."), (2, "We promised: “pie”."))
    many = tuple(CardPromise(number, says, True) for number, says in told)
    shown = replace(SAMPLES["owed"], promises=many)
    made = form(Act.PROMISE, shown)
    assert options(made, "promise") == ["“a call”.", "“pie”."]
    typed = {"promise": "2", "choice_": "moved", "until": "Friday noon", "text": "Sorry, Friday."}
    given = submitted.READ[Act.PROMISE](sent(made, Act.PROMISE, **typed))
    assert (given.promise, given.until, given.text) == (2, "Friday noon", "Sorry, Friday.")


def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost() -> None:
    """A promise that moves needs a time."""
    made = form(Act.PROMISE, SAMPLES["owed"])
    typed = {"promise": "1", "choice_": "moved", "text": "It takes us longer, sorry."}
    given = sent(made, Act.PROMISE, **typed)
    with pytest.raises(FieldError) as caught:
        submitted.READ[Act.PROMISE](given)
    again = form(Act.PROMISE, SAMPLES["owed"], given=given, problem=str(caught.value), at="until")
    check_card(again)
    assert {key: values(again)[key] for key in typed} == typed
    told = words(again)
    assert told.index("New time") < told.index("By when will it be done?") < told.index("Note to")


def test_where_nothing_is_owed_it_says_so() -> None:
    """A colleague was faster."""
    made = form(Act.PROMISE, SAMPLES["posted"])
    assert HEADS[Act.PROMISE].nothing in words(made)
    assert labels(made) == ["Back"]


# -- the customer came back -------------------------------------------------------------------


def test_what_the_customer_wrote_since_comes_back_whole() -> None:
    """A long post, too."""
    made = form(Act.CAME_BACK, SAMPLES["owed"])
    check_card(made)
    post = "Nobody called. " * 300
    given = submitted.READ[Act.CAME_BACK](sent(made, Act.CAME_BACK, text=post))
    assert given.text == post.strip()


def test_a_post_is_put_to_another_case() -> None:
    """Its id comes back; without another case there is nothing to choose."""
    made = form(Act.BELONGS, SAMPLES["complaint"], others=OTHERS)
    check_card(made)
    assert options(made, "case_") == [title for title, _ in OTHERS]
    given = submitted.READ[Act.BELONGS](sent(made, Act.BELONGS, case_="b" * 16))
    assert (given.target.case, given.text) == (SAMPLES["complaint"].case_id, "b" * 16)
    assert HEADS[Act.BELONGS].nothing in words(form(Act.BELONGS, SAMPLES["complaint"]))


# -- guidelines, and how it ended -------------------------------------------------------------


def test_a_post_is_hidden_for_a_guideline_of_the_house() -> None:
    """It says that a merely negative post stays; what the place allows is what is offered."""
    made = form(Act.HIDE, replace(SAMPLES["spam"], platform="Facebook"))
    check_card(made)
    assert STAYS_UP in words(made)
    first = options(made, "guideline")[0]
    typed = {"guideline": first, "action": "hide", "words": "cheap watches"}
    given = submitted.READ[Act.HIDE](sent(made, Act.HIDE, **typed))
    assert (given.action, given.guideline) == (Moderation.HIDE, first)
    assert given.words == "cheap watches"


def test_what_can_only_be_reported_is_chosen_already() -> None:
    """And a heading with a comma stays chosen where the form comes back."""
    page = f"# {BREACHES}\n## No hate, no threats\n\nBe kind."
    house = replace(PLAYBOOK, guidelines=page)
    shown = replace(SAMPLES["spam"], platform="Somewhere")
    typed = {"guideline": "No hate, no threats"}
    made = forms.form(Act.HIDE, shown, house, given=typed, problem="Too late.", at="action")
    check_card(made)
    assert values(made) == {**typed, "action": "report", "words": ""}
    none = forms.form(Act.HIDE, shown, replace(PLAYBOOK, guidelines=""))
    assert NO_GUIDELINES in words(none)


def test_how_it_ended_takes_the_customers_words() -> None:
    """Once more where it was only thanks, with what was typed."""
    made = form(Act.SOLVE, SAMPLES["posted"])
    typed = {"outcome": "satisfied", "quote": "Thanks!"}
    given = sent(made, Act.SOLVE, **typed)
    read = submitted.READ[Act.SOLVE](given)
    assert (read.outcome, read.quote) == (Outcome.SATISFIED, "Thanks!")
    again = form(Act.SOLVE, SAMPLES["posted"], given=given, problem="Thanks alone …")
    assert values(again) == typed
    assert words(again).index("Thanks alone") < words(again).index("How did it end")


@pytest.mark.parametrize("act", [Act.PROMISE, Act.CAME_BACK, Act.BELONGS, Act.HIDE, Act.SOLVE])
def test_older_clients_can_send_these_forms_too(act: Act) -> None:
    """They know no Execute, and send the same as a Submit."""
    made = form(act, SAMPLES["owed"], others=OTHERS)
    pressed = press(made, HEADS[act].submit)
    assert pressed.element["fallback"]["type"] == "Action.Submit"
    assert deed(pressed.element["fallback"]["data"]).step is Step.SEND
