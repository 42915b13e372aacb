"""What somebody sees who finds own words first: the question, both answers, the comparison."""

from __future__ import annotations

from bot import practice_words
from bot.acts import Act, Target
from bot.card_acts import target
from bot.form_words import HEADS, NO_WORDS
from bot.practice import Practice
from bot.reading_words import ONE_WAY, OURS
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.ids import Form
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
    styled,
    text_input,
    texts,
)
from bot.understanding import QUESTION, Understanding

_POST = 8000
_TEXT = 20_000


def understand_view(card: ReviewCard, practice: Practice) -> View:
    """The first step: what is in the post, before any draft is seen."""
    blocks = texts("customer", mrkdwn.split(card.post or NO_WORDS, _POST)[0], quoted=True)
    if card.translation and card.translation.post:
        told = card.translation
        language, says = (mrkdwn.short_escaped(words, 100) for words in (told.language, told.says))
        blocks.append(context("translation", f"In {language} · {says}"))
        blocks += texts("translated_post", mrkdwn.split(told.post, _POST)[0], quoted=True)
    blocks.append(asked("text", QUESTION, text_input(lines=True)))
    calm = f"{practice_words.CALM} {practice_words.how_far(practice)}"
    blocks.append(context("calm", calm))
    head, about = HEADS[Act.UNDERSTAND], target(card).value()
    return modal(Form.UNDERSTAND, head.title, blocks, submit=head.submit, metadata=about)


def saw_blocks(understood: Understanding | None) -> list[Block]:
    """What somebody saw beside what we did; nothing where nobody said anything."""
    told = practice_words.saw(understood)
    return [rich(f"saw_{n}", styled(parts)) for n, parts in enumerate(told)]


def compare_view(card: ReviewCard) -> View:
    """The last step: our words beside theirs."""
    blocks = texts("customer", mrkdwn.short(card.customer, 600) or NO_WORDS, quoted=True)
    yours, ours = [run(practice_words.YOURS, "bold")], [run(OURS, "bold"), run(ONE_WAY)]
    for name, title, words in (("yours", yours, card.reply), ("ours", ours, card.ours)):
        blocks.append(rich(f"{name}_title", title))
        blocks += texts(name, mrkdwn.split(words or NO_WORDS, _TEXT)[0], quoted=True)
    blocks.append(context("stands", practice_words.STANDS))
    return modal(
        Form.COMPARE, practice_words.COMPARE, blocks, metadata=target(card).value(), close="Close"
    )


def practice_switch(practice: Practice) -> list[Block]:
    """“Let me try first”, on or off; nothing for whoever has practised enough."""
    switch = practice_words.switch(practice)
    if switch is None:
        return []
    told, act, label = switch
    return [section("practice", told, button(act, label, Target("")))]
