"""A reply that was checked, the steps of new-hire mode, and the easy ones: words and limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import easy as easy_ones
from bot.acts import Target
from bot.easy import EasyOne
from bot.errors import FieldError
from bot.past import HouseWord
from bot.practice import ENOUGH, Practice
from bot.review_card import ReviewCard, review_card
from bot.scorecard import scorecard
from bot.slack import easy_list, mrkdwn, render, steps, submitted, writing
from bot.slack.ids import Form
from bot.slack.long_text import spread
from bot.slack.personal import style_blocks
from bot.slack.render import Message
from bot.understanding import Stage, Understanding
from bot.writing_desk import Checked
from tests.render.checks import (
    EMOJI,
    PLAYBOOK,
    SAMPLES,
    Opened,
    assert_fits,
    crowded,
    offered,
    opened,
)
from tests.render.nasty import CALLS, displayed, sendable, texts
from tests.render.samples import GAPPY, KIND, PASTA, RUDE, Told, coach
from tests.slack_blocks import words

LONG = ["a" * 40_000, "word " * 8000, "👍" * 8000, '"' * 40_000]
NEW = Practice(on=True, good=3)


def checked(
    reply: str = RUDE, rewrite: str = KIND, ours: str = "", *, model: bool = False
) -> Checked:
    """How a reply stands, with this rewrite."""
    reading = coach().read(reply, coach().size_up(PASTA))
    lines = scorecard(reply, reading.assessment, PLAYBOOK.rubric)
    return Checked(reply, reading, lines, None, rewrite, model, ours)


def whole(text: str) -> str:
    """As it is kept: without halves of characters."""
    return text.encode("utf-8", "replace").decode()


def shown(told: Checked, post: str = PASTA, *, asked: bool = False) -> Opened:
    """The form with what was found."""
    parts, answers = spread("text", told.reply), spread("post", post)
    return opened(writing.checked_view(told, parts, answers, PLAYBOOK, asked_ours=asked))


def held(stage: Stage, told: Told | None = None) -> ReviewCard:
    """The card of somebody who practises."""
    return review_card((told or Told().composed(GAPPY)).view, PLAYBOOK, stage)


# -- a reply that was checked -----------------------------------------------------------------


def test_what_is_there_stands_in_one_line_and_there_is_no_score() -> None:
    """What is missing comes with a tip; numbers would tell nobody what to do."""
    view = shown(checked("We are sorry, Dana. What would put this right for you?"))
    score = words([b for b in view.blocks if b["block_id"] == "score"])
    assert score.startswith("What a good reply holds\n✓ There: ")
    assert "– Not yet: " in score
    assert "%" not in score
    assert "/10" not in score


def test_gaps_in_the_mended_text_are_explained() -> None:
    """Only the person knows what belongs there."""
    assert "[brackets] only you can know" in shown(checked(rewrite=GAPPY)).words
    assert "[brackets]" not in shown(checked(rewrite=KIND)).words
    assert "by the model" in shown(checked(model=True)).words


def test_where_nothing_is_to_mend_nothing_is_offered() -> None:
    """No button without a text."""
    view = shown(checked(KIND, rewrite=""))
    assert "Your words, mended" not in view.words
    assert [c.label for c in view.controls if c.kind == "button"] == ["Show me yours"]


@given(texts, texts)
@settings(deadline=None, max_examples=40)
def test_what_is_taken_is_the_mended_text(reply: str, rewrite: str) -> None:
    """Whatever it holds: shown it calls nobody, and taken it is the same but for tricks."""
    rewrite = f"Sorry. {whole(rewrite)}".strip()
    view = shown(checked(whole(reply).strip() or RUDE, rewrite))
    quoted = [b for b in view.blocks if b["type"] != "input"]
    assert not CALLS.search(displayed(quoted))
    assert sendable(view.payload)
    assert writing.mended(view.sent) == mrkdwn.shown(rewrite).replace(mrkdwn.JOINER, "")


@pytest.mark.parametrize("text", LONG)
def test_the_longest_replies_fit(text: str) -> None:
    """Reply, post, mended text and ours at once; what is too long is not offered."""
    told = replace(checked(), reply=text, rewrite=text, ours=text)
    parts = spread("text", text)
    opened(writing.checked_view(told, parts, {"post": "x"}, PLAYBOOK, asked_ours=True))
    message = Message("Checked", writing.checked_blocks(replace(told, rewrite=GAPPY), PLAYBOOK))
    assert_fits(message)


def test_more_than_fits_beside_each_other_is_refused_beside_the_post() -> None:
    """A modal holds 250 KB."""
    view = opened(writing.coached_view(Form.CHECK, Target(""), "", KIND, None, PLAYBOOK))
    assert submitted.own_reply(view.sent) == (KIND, "")
    state = {"values": {"text": {"v": {"value": "я" * 39_000}}}}
    state["values"]["post"] = {"v": {"value": "я" * 39_000}}
    with pytest.raises(FieldError) as caught:
        submitted.own_reply({**view.sent, "state": state})
    assert caught.value.block_id == "post"


# -- new-hire mode ----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.UNDERSTAND, Stage.OWN_WORDS])
def test_a_held_back_card_gives_nothing_away(stage: Stage) -> None:
    """No draft, no finding, no scorecard, in blocks or in the notification."""
    message = render.card(held(stage), emoji=EMOJI)
    assert_fits(message)
    for told in (message.text, words(message.blocks)):
        assert "45 minutes for cold pasta" in told
        assert "I'm sorry that you waited" not in told
        assert "Draft 1" not in told
    assert "Stop practising and show me yours" in offered(message)
    assert not {"Details", "Approve ✅", "Again 🔁", "Warmer"} & set(offered(message))


def test_the_first_step_tells_no_kind_and_the_second_how_to_go_about_it() -> None:
    """Seeing is the exercise; then some advice is welcome."""
    first = words(render.card(held(Stage.UNDERSTAND), emoji=EMOJI).blocks)
    second = words(render.card(held(Stage.OWN_WORDS), emoji=EMOJI).blocks)
    assert "complaint" not in first
    assert "A complaint" in second
    assert "own the next step" in second


def test_the_steps_show_what_belongs_to_them() -> None:
    """The post and the question; then both answers; then both replies."""
    view = opened(steps.understand_view(held(Stage.UNDERSTAND), NEW))
    assert PASTA in view.words
    assert f"3 of {ENOUGH} in your own words so far." in view.words
    saw = Understanding("She is angry", "who", "what", "wants", says="see somebody angry.")
    told = words(steps.saw_blocks(saw))
    assert told == "You saw “She is angry”\nAnd we see somebody angry."
    assert steps.saw_blocks(None) == []
    both = held(Stage.COMPARE, Told().composed(GAPPY).wrote(KIND))
    compared = opened(steps.compare_view(both)).words
    assert compared.index(KIND) < compared.index(GAPPY)
    assert "Compare with ours" in offered(render.card(both, emoji=EMOJI))


def test_the_switch_leaves_when_somebody_has_practised_enough() -> None:
    """On, off, and gone."""
    assert "let me try first" in str(steps.practice_switch(Practice()))
    assert "I know my way now" in str(steps.practice_switch(NEW))
    assert steps.practice_switch(Practice(on=True, good=ENOUGH)) == []


@pytest.mark.parametrize("text", LONG)
def test_the_steps_keep_to_the_limits(text: str) -> None:
    """40,000 characters is the most that a post or reply can have."""
    card = replace(crowded(text, SAMPLES["rude"]), ours=text)
    opened(steps.understand_view(card, NEW))
    opened(steps.compare_view(card))
    said = Understanding(text, text, text, text, says=text)
    assert_fits(Message("Saw", steps.saw_blocks(said)))
    for stage in (Stage.UNDERSTAND, Stage.OWN_WORDS):
        assert_fits(render.card(replace(card, stage=stage, reply=""), emoji=EMOJI))


# -- the easy ones, and the house style --------------------------------------------------------


def easy(number: int, text: str = KIND) -> EasyOne:
    """A case of the list."""
    return EasyOne(f"{number:016x}", 1, "d" * 64, text[:600], text, "Praise", text[:80], "Google")


@given(texts)
@settings(deadline=None, max_examples=30)
def test_ten_easy_ones_fit_and_come_back_as_they_were_ticked(text: str) -> None:
    """All ticked at first; what is too long to be read in a list is not in it."""
    ones = [easy(n, text.strip() or "Lovely!") for n in range(30)]
    view = opened(easy_list.easy_view(ones))
    shown = easy_ones.listed(ones)
    assert len(shown) <= easy_ones.AT_ONCE
    assert submitted.ticked(view.sent) == [(one.case_id, 1, "d" * 64) for one in shown]
    assert not CALLS.search(displayed(view.blocks))


def test_a_reply_that_is_too_long_for_a_list_waits_for_a_look_of_its_own() -> None:
    """Nothing is approved that nobody read whole."""
    ones = [easy(1, "word " * 1000), easy(2)]
    assert [one.case_id for one in easy_ones.listed(ones)] == [f"{2:016x}"]
    assert "No easy ones" in opened(easy_list.easy_view(ones[:1])).words


@given(texts, st.integers(0, 10))
@settings(deadline=None, max_examples=30)
def test_what_became_of_each_fits(text: str, refused: int) -> None:
    """Ten refusals with the customers' words."""
    done = [(f"{n:016x}", text or "why" if n < refused else None) for n in range(10)]
    posts = {case_id: text for case_id, _ in done}
    view = opened(easy_list.approved_view(done, posts))
    assert not CALLS.search(displayed(view.blocks))
    assert ("want" in view.words) == (refused > 0 or "want" in text)


@given(texts)
@settings(deadline=None, max_examples=20)
def test_the_question_about_the_house_style_fits(text: str) -> None:
    """Its buttons hold no words."""
    blocks = style_blocks(HouseWord(whole(text), whole(text), 14))
    assert_fits(Message("Style", blocks))
    values = [one["value"] for one in blocks[1]["elements"]]
    assert len({len(value) for value in values}) == 1
