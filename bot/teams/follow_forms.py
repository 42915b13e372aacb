"""Forms in Teams for what comes after an answer: promises, the customer's return, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import form_words
from bot.acts import Act
from bot.card_acts import target
from bot.form_words import HEADS, Options
from bot.playbook import Playbook
from bot.review_card import ReviewCard
from bot.teams.elements import Card, rich, small
from bot.teams.frames import Typed, customer, form, nothing, view
from bot.teams.writing import MOST

_FEW = 3  # promises that are shown without opening a list


def promise(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    """What became of a promise; the only one that is owed is chosen already."""
    owed = form_words.promises(card)[: typed.room(form_words.LISTED)]
    if not owed:
        return nothing(Act.PROMISE, target(card))
    only, few = owed[0][1] if len(owed) == 1 else "", len(owed) <= _FEW
    which, became = form_words.PROMISE, form_words.PROMISE_CHOICE
    choices = form_words.promise_choices()
    body = [*typed.choice("promise", which, owed, only, required=True, expanded=few)]
    body += typed.choice("choice", became, choices, required=True, expanded=True)
    body += typed.text("until", form_words.UNTIL, most=200)
    body += typed.text("text", form_words.PROMISE_TEXT, lines=True)
    return form(Act.PROMISE, target(card), body, typed)


def came_back(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    """What the customer wrote since; what they wrote last stands above."""
    box = typed.text("text", form_words.WORDS[Act.CAME_BACK], lines=True, most=MOST)
    return form(Act.CAME_BACK, target(card), [customer(card), *box], typed)


def belongs(card: ReviewCard, others: Options, typed: Typed) -> Card:
    """To which case the post belongs."""
    if not others:
        return nothing(Act.BELONGS, target(card))
    box = typed.choice("case", form_words.OTHER_CASE, others, required=True)
    return form(Act.BELONGS, target(card), [customer(card), *box], typed)


def hide(card: ReviewCard, playbook: Playbook, typed: Typed) -> Card:
    """What was done about a post that breaks a guideline, and which one."""
    actions = form_words.moderations(playbook, card.platform)
    only = actions[0][1] if len(actions) == 1 else ""
    if not (rules := form_words.guidelines(playbook)):
        told = [rich(form_words.NO_GUIDELINES)]
        return view(HEADS[Act.HIDE].title, told, target(card))
    body = [customer(card)]
    body += typed.choice("guideline", form_words.GUIDELINE, rules, required=True)
    body += typed.text("words", form_words.BREAKING, lines=True)
    body += typed.choice("action", form_words.ACTION, actions, only, required=True, expanded=True)
    return form(Act.HIDE, target(card), [*body, small(form_words.STAYS_UP)], typed)


def solve(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    """How it ended, with the customer's words that show it."""
    how, outcomes = form_words.OUTCOME, form_words.outcomes()
    body = [customer(card), *typed.choice("outcome", how, outcomes, required=True, expanded=True)]
    body += typed.text("quote", form_words.QUOTE, lines=True)
    return form(Act.SOLVE, target(card), body, typed)


FOLLOW_UP: Mapping[Act, Callable[[ReviewCard, Playbook, Typed], Card]] = {
    Act.PROMISE: promise,
    Act.CAME_BACK: came_back,
    Act.HIDE: hide,
    Act.SOLVE: solve,
}
