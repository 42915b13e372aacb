"""What somebody sees in Teams who finds own words first: the question, and the comparison."""

from __future__ import annotations

from bot import practice_words
from bot.acts import Act
from bot.card_acts import target
from bot.form_words import Asked
from bot.payload import Data
from bot.practice import Practice
from bot.reading_words import ONE_WAY, OURS
from bot.review_card import ReviewCard
from bot.teams.elements import Card, rich, run, short, small
from bot.teams.frames import Typed, customer, fitted, form, long, view
from bot.understanding import QUESTION

_POST = 8000  # bytes
_TEXT = 11_000
_NONE: Data = {}


def understand(
    card: ReviewCard,
    practice: Practice,
    *,
    problem: str = "",
    at: str = "",
    given: Data = _NONE,
) -> Card:
    """The first step: what is in the post, before any draft is seen; read by `words`."""

    def made(typed: Typed) -> Card:
        body = list(long(card.post, typed.room(_POST)))
        if card.translation and card.translation.post:
            told = card.translation
            body.append(small(f"In {short(told.language, 100)} · {short(told.says, 100)}"))
            body += long(told.post, typed.room(_POST))
        body += typed.text("text", Asked(QUESTION), lines=True)
        calm = f"{practice_words.CALM} {practice_words.how_far(practice)}"
        return form(Act.UNDERSTAND, target(card), [*body, small(calm)], typed)

    return fitted(made, Typed(given, problem, at))


def compare(card: ReviewCard) -> Card:
    """The last step: our words beside theirs."""

    def made(room: Typed) -> Card:
        body = [customer(card), rich([run(practice_words.YOURS, "bold")])]
        body += long(card.reply, room.room(_TEXT))
        body.append(rich([run(OURS, "bold"), run(ONE_WAY)]))
        body += long(card.ours, room.room(_TEXT))
        return view(practice_words.COMPARE, [*body, small(practice_words.STANDS)], target(card))

    return fitted(made)
