"""The easy ones as one list in Teams: read, untick, approve; and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot import easy_words
from bot.acts import Act, Target
from bot.easy import EasyOne, listed
from bot.form_words import HEADS
from bot.teams.card_actions import bring
from bot.teams.elements import (
    Card,
    Element,
    action_set,
    adaptive,
    columns,
    container,
    fits,
    heading,
    quoted,
    rich,
    run,
    short,
    small,
    tick,
)
from bot.teams.frames import Typed, form

_WHERE = "Copy and post from the cards; “cases” shows them."


def easy_card(
    easy: Sequence[EasyOne], *, problem: str = "", given: Mapping[str, object] | None = None
) -> Card:
    """Post and reply of each, all of them ticked; as many as fit whole.

    `given` is what was sent, whose ticks stay.
    """
    head, ones = HEADS[Act.EASY], listed(easy)
    for count in range(len(ones), 0, -1):
        body = [rich(easy_words.LEAD)]
        for n, one in enumerate(ones[:count]):
            body += _pair(n, one, given)
        card = form(Act.EASY, Target(""), body, Typed(problem=problem), home=False)
        if fits(card):
            return card
    return adaptive([heading(head.title), rich(head.nothing)])


def _pair(n: int, one: EasyOne, given: Mapping[str, object] | None) -> Iterator[Element]:
    key, value = f"tick_{n}", Target(one.case_id, one.draft, one.digest).value()
    ticked = given is None or given.get(key) == value
    label = f"{easy_words.APPROVE}: {easy_words.whose(one)}"
    yield {**quoted(one.post), "separator": True, "spacing": "large"}
    yield rich([run(easy_words.OUR_REPLY, "bold")])
    yield container(quoted(one.reply)["items"], spacing="small")
    yield {**tick(key, label), "valueOn": value, "value": value if ticked else "false"}


def approved(done: easy_words.Done, posts: Mapping[str, str]) -> Card:
    """What became of each that was ticked; `posts` are the customers' words by case."""
    body: list[Element] = [heading(HEADS[Act.EASY].title)]
    if told := easy_words.approved(done):
        body += [rich(f"{told} {_WHERE}"), small(easy_words.EACH)]
    if told := easy_words.wanting(done):
        body.append(rich([run(told, "bold")]))
    for case_id, why in easy_words.refused(done):
        said = [rich(short(why, 300), spacing="small")]
        if words := short(posts.get(case_id, ""), 200):
            said.insert(0, rich(words))
        show = action_set([bring(case_id, easy_words.SHOW)])
        body.append(columns(("stretch", said), ("auto", [show])))
    return adaptive(body)
