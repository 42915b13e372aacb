"""What Slack shows once there was an answer: promises, the customer's return, and the forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot import follow_commands as fc
from bot.errors import FieldError
from bot.events import Outcome
from bot.filled import PromiseChoice
from bot.incident_words import Nearby
from bot.profile import Moderation
from bot.review_card import CardPromise, ReviewCard, review_card
from bot.slack import forms, render, submitted
from bot.slack.ids import Form
from bot.understanding import Stage
from tests.cases import LEE, MIA, happy
from tests.render.checks import (
    BACK,
    CASES,
    EMOJI,
    PLAYBOOK,
    SAMPLES,
    Opened,
    assert_fits,
    card,
    form,
    main_buttons,
    opened,
)
from tests.render.nasty import CALLS, displayed, sendable, texts
from tests.render.samples import KIND, PASTA, PROMISING, Told, coach
from tests.slack_blocks import words

CALL = "Lina will call you by Friday noon"


def shown(one: ReviewCard) -> str:
    """The words of a card."""
    message = render.card(one, emoji=EMOJI)
    assert_fits(message)
    return words(message.blocks)


def owing(number: int) -> ReviewCard:
    """So much is owed."""
    many = tuple(CardPromise(n, f"We promised: “Thing {n}”.", True) for n in range(1, number + 1))
    return replace(SAMPLES["owed"], promises=many)


# -- on the card ------------------------------------------------------------------------------


def test_a_promise_is_seen_before_it_is_approved() -> None:
    """Right under the three first lines; the notification says it too."""
    message = card(CASES["promising"]())
    first = [words([block]) for block in message.blocks[:4]]
    assert first[0].startswith("45 minutes")
    assert first[1] == PROMISING
    assert first[3].startswith(f"Promises: “{CALL}”, by Friday 6 November, 12:00.")
    assert CALL in message.text.partition("Reply:")[2].partition("\n")[2]


def test_two_are_shown_and_the_rest_is_counted() -> None:
    """Details has them all."""
    assert "more in Details" not in shown(owing(2))
    told = shown(owing(7))
    assert "Thing 2" in told
    assert "Thing 3" not in told
    assert "5 more in Details" in told
    assert "Thing 7" in words(forms.case_view(Form.DETAILS, owing(7), PLAYBOOK)["blocks"])


def test_what_is_settled_stands_in_details_only() -> None:
    """The card is for what is still to be done."""
    told = CASES["owed"]().do(fc.KeepPromise(1), by=LEE)
    assert f"“{CALL}”" not in shown(told.card)
    details = words(forms.case_view(Form.DETAILS, told.card, PLAYBOOK)["blocks"])
    assert f"We promised: “{CALL}”: kept." in details


def test_a_draft_on_its_way_out_promises_nothing() -> None:
    """Another one is being written."""
    told = CASES["promising"]().do(c.RequestDraft(), by=MIA)
    assert CALL not in shown(told.card).replace(PROMISING, "")


def test_whoever_tries_first_does_not_see_what_our_draft_promises() -> None:
    """The draft is held back, and so is what it says."""
    told = Told().composed(PROMISING)
    held = review_card(told.view, coach().playbook, Stage.OWN_WORDS)
    assert CALL not in shown(held)


def test_the_latest_words_stand_first_and_the_earlier_ones_in_details() -> None:
    """Who comes back is not read as if it were the first time."""
    back = SAMPLES["back"]
    told = shown(back)
    assert told.startswith(BACK)
    assert "these are the latest words" in told
    assert PASTA not in told
    details = words(forms.case_view(Form.DETAILS, back, PLAYBOOK)["blocks"])
    assert PASTA in details


def test_an_incident_and_how_to_close_stand_on_the_card() -> None:
    """As the case says them."""
    beside = (Nearby("c1", "Bob, “It was cold.”"), Nearby("c2", "“No pasta.”"))
    told = shown(
        replace(
            SAMPLES["back"],
            incident="3 posts tell of the same.",
            nearby=beside,
            closing="Enough.",
        )
    )
    assert "3 posts tell of the same." in told
    assert "Also: Bob, “It was cold.” · “No pasta.”" in told
    assert "Enough." in told


def test_the_public_note_of_a_solved_case_is_approved_like_any_reply() -> None:
    """Without one, another outcome can be said."""
    told = Told().wrote(KIND).approved().posted().do(happy(), by=LEE)
    assert "Another outcome" in main_buttons(card(told))
    noted = told.do(fc.RequestNote(), by=LEE).composed(KIND)
    buttons = main_buttons(card(noted))
    assert buttons[:2] == ["Approve ✅", "Edit ✏️"]
    assert "React with" in shown(noted.card)
    assert "Reopen" in words(card(noted).blocks)


# -- forms ------------------------------------------------------------------------------------


def promise() -> Opened:
    """The form, with the one promise chosen."""
    return opened(forms.case_view(Form.PROMISE, owing(1), PLAYBOOK))


def test_the_only_promise_is_chosen_already() -> None:
    """Of several, somebody has to choose."""
    given = submitted.READ[Form.PROMISE](promise().put("choice", "kept").sent)
    assert (given.promise, given.choice) == (1, PromiseChoice.KEPT)
    several = opened(forms.case_view(Form.PROMISE, owing(3), PLAYBOOK))
    with pytest.raises(FieldError) as caught:
        submitted.READ[Form.PROMISE](several.put("choice", "kept").sent)
    assert caught.value.block_id == "promise"
    chosen = several.put("promise", "2").put("choice", "waived").put("text", "They asked us to.")
    assert submitted.READ[Form.PROMISE](chosen.sent).promise == 2


def test_more_promises_than_slack_lists_still_open() -> None:
    """The first hundred can be chosen."""
    assert "Thing 1" in opened(forms.case_view(Form.PROMISE, owing(130), PLAYBOOK)).words


def test_what_a_draft_would_promise_is_not_owed_yet() -> None:
    """There is nothing to keep before it stands in public."""
    assert "Nothing is promised any more." in form(Form.PROMISE, CASES["promising"]()).words


@pytest.mark.parametrize(
    ("choice", "typed", "marked"),
    [("moved", {}, "until"), ("moved", {"until": "Friday"}, "text"), ("broken", {}, "text")],
)
def test_what_a_choice_needs_is_said_under_its_input(
    choice: str, typed: dict[str, str], marked: str
) -> None:
    """A new time and a note, or a reason."""
    view = promise().put("choice", choice)
    for name, text in typed.items():
        view.put(name, text)
    with pytest.raises(FieldError) as caught:
        submitted.READ[Form.PROMISE](view.sent)
    assert caught.value.block_id == marked


def test_the_end_takes_the_words_that_show_it() -> None:
    """While something is owed, the form says so at once."""
    view = form(Form.SOLVE, CASES["posted"]()).put("outcome", "won back").put("quote", "See you!")
    given = submitted.READ[Form.SOLVE](view.sent)
    assert (given.outcome, given.quote) == (Outcome.WON_BACK, "See you!")
    assert "still open." not in view.words
    assert "2 promises are still open." in form(Form.SOLVE, CASES["owed"]()).words


def test_a_long_second_post_is_taken_whole() -> None:
    """Slack's inputs take 3,000 characters each."""
    view = form(Form.CAME_BACK, CASES["posted"]()).put("text", "Again. " * 400)
    assert submitted.READ[Form.CAME_BACK](view.sent).text == ("Again. " * 400).strip()


def test_a_guideline_is_chosen_from_the_houses_own() -> None:
    """With what the place allows; Google lets nobody hide a post."""
    view = form(Form.HIDE, CASES["spam"]())
    heading = view.input("guideline").options[0]["value"]
    view.put("guideline", heading).put("action", "report")
    with pytest.raises(FieldError) as caught:
        submitted.READ[Form.HIDE](view.sent)
    assert caught.value.block_id == "words"
    given = submitted.READ[Form.HIDE](view.put("words", "cheap watches").sent)
    assert (given.guideline, given.action) == (heading, Moderation.REPORT)
    assert given.words == "cheap watches"
    assert [o["value"] for o in view.input("action").options] == ["report"]
    none = replace(PLAYBOOK, guidelines="")
    assert "don't say yet" in words(forms.case_view(Form.HIDE, SAMPLES["spam"], none)["blocks"])


@given(st.lists(texts.map(lambda text: text[:400]), max_size=20))
@settings(deadline=None, max_examples=30)
def test_any_other_cases_can_be_chosen_from(posts: list[str]) -> None:
    """Their words are shortened, and call nobody."""
    others = [(text or "…", f"case-{n}") for n, text in enumerate(posts)]
    view = forms.belongs_view(SAMPLES["complaint"], others)
    opened(view)
    assert sendable(view)
    assert not CALLS.search(displayed(view))
