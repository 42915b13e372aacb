"""What somebody sees who finds own words first: the question, both answers, the comparison."""

from __future__ import annotations

from bot.practice import ENOUGH, Practice
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.card_buttons import target
from bot.slack.ids import Act, Form, Target
from bot.slack.pieces import (
    Block,
    View,
    asked,
    button,
    context,
    modal,
    rich,
    run,
    section,
    text_input,
    texts,
)
from bot.understanding import QUESTION, Understanding

_POST = 8000
_TEXT = 20_000


def understand_view(card: ReviewCard, practice: Practice) -> View:
    """The first step: what is in the post, before any draft is seen."""
    blocks = texts("customer", mrkdwn.split(card.post or "(no words)", _POST)[0], quoted=True)
    if card.translation and card.translation.post:
        told = card.translation
        language, says = (mrkdwn.short_escaped(words, 100) for words in (told.language, told.says))
        blocks.append(context("translation", f"In {language} · {says}"))
        blocks += texts("translated_post", mrkdwn.split(told.post, _POST)[0], quoted=True)
    blocks.append(asked("text", QUESTION, text_input(lines=True)))
    calm = "Nobody marks this. Your own words come next, and then you see ours."
    blocks.append(context("calm", f"{calm} {how_far(practice)}"))
    about = target(card).value()
    return modal(Form.UNDERSTAND, "What do you see?", blocks, submit="Go on", metadata=about)


def how_far(practice: Practice) -> str:
    """How many own replies were good so far."""
    return f"{practice.good} of {ENOUGH} in your own words so far."


def saw_blocks(understood: Understanding | None) -> list[Block]:
    """What somebody saw beside what we did; nothing where nobody said anything."""
    if understood is None:
        return []
    yours = mrkdwn.short(understood.yours, 600)
    return [
        rich("saw_yours", [run("You saw ", "bold"), run(f"“{yours}”")]),
        rich("saw_ours", [run("And we ", "bold"), run(mrkdwn.short(understood.says, 900))]),
    ]


def compare_view(card: ReviewCard) -> View:
    """The last step: our words beside theirs."""
    blocks = texts("customer", mrkdwn.short(card.customer, 600) or "(no words)", quoted=True)
    for name, title, words in (("yours", "Yours", card.reply), ("ours", "Ours", card.ours)):
        more = " (one way among many)" if name == "ours" else ""
        blocks.append(rich(f"{name}_title", [run(title, "bold"), run(more)]))
        blocks += texts(name, mrkdwn.split(words or "(no words)", _TEXT)[0], quoted=True)
    blocks.append(context("stands", "Yours is the one that waits for review."))
    return modal(Form.COMPARE, "Compare", blocks, metadata=target(card).value(), close="Close")


def practice_switch(practice: Practice) -> list[Block]:
    """“Let me try first”, on or off; nothing for whoever has practised enough."""
    if practice.on and not practice.own_words_first:
        return []
    if practice.own_words_first:
        told = (
            f"You find your own words first. {how_far(practice)} After that, this leaves by itself."
        )
        pressed = button(Act.KNOW_MY_WAY, "I know my way now", Target(""))
    else:
        told = "New here? You can find your own words before you see ours."
        pressed = button(Act.NEW_HERE, "I'm new here: let me try first", Target(""))
    return [section("practice", told, pressed)]
