"""The names that travel through Slack and come back: of actions, forms and inputs."""

from __future__ import annotations

from enum import StrEnum

from bot.acts import Act


class Form(StrEnum):
    """The forms of this app (`callback_id` without prefix); a form of an `Act` has its name."""

    NEW = "new"  # /respond without text, and the message shortcut
    CHECK = "check"  # a reply without a case
    EDIT = "edit"
    OWN = "own"
    REJECT = "reject"
    FACTS = "facts"
    GAPS = "gaps"
    ASK = "ask"
    ANSWER = "answer"
    DETAILS = "details"
    COPY = "copy"
    POSTED = "posted"
    CORRECT = "correct"
    KIND = "kind"
    DISMISS = "dismiss"
    SOLVE = "solve"
    CLOSE = "close"
    GOOD = "good"
    BAD = "bad"
    PROMISE = "promise"
    CAME_BACK = "came_back"
    BELONGS = "belongs"
    HIDE = "hide"
    UNDERSTAND = "understand"
    COMPARE = "compare"
    EASY = "easy"


# Buttons that open the form of the same name.
FORMS = (frozenset(Act) & {str(form) for form in Form}) - {Act.NEW, Act.CHECK}

PREFIX = "coach_"  # of every action_id and callback_id
SHORTCUT = "coach_reply"  # the message shortcut
SHORTCUT_ANYWHERE = "coach_reply_anywhere"  # the global one
COMMAND = "/respond"
TYPED = "coach_typed"  # action_id of an input that is coached while somebody types
CARD_EVENT = "coach_card"  # metadata of a message that is a card
