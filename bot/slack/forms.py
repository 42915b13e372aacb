"""Slack's modals: what is asked, and how it looks. What comes back is read in `submitted`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import form_words
from bot.acts import Act
from bot.card_acts import target
from bot.facts import FactState
from bot.form_words import HEADS, WORDS, Asked, Options
from bot.links import web_link
from bot.playbook import Playbook
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.details import details_view
from bot.slack.ids import PREFIX, Form
from bot.slack.long_text import inputs, spread
from bot.slack.pieces import (
    Block,
    View,
    asked,
    context,
    modal,
    option,
    plain,
    radio,
    rich,
    run,
    select,
    text_input,
    texts,
)

_COPIED = 2800
_OWED = 10
_VALUE = 150  # units of what an option stands for


def new_view(
    playbook: Playbook,
    *,
    post: str = "",
    author: str = "",
    link: str = "",
    posted_at: datetime | None = None,
    metadata: str = "",
) -> View:
    """`Form.NEW`: a customer's post; `metadata` comes back as `private_metadata`."""
    places, brands = form_words.places(playbook), form_words.brands(playbook)
    blocks = inputs("post", spread("post", post), label=form_words.POST)
    if places:
        box = select(_options(places))
        blocks.append(asked("platform", form_words.WHERE, box, optional=True))
    box = text_input(author[:300], most=300)
    blocks.append(asked("author", form_words.AUTHOR, box, optional=True))
    box = text_input(link[:2000], placeholder="https://", most=2000)
    blocks.append(asked("link", form_words.LINK, box, optional=True))
    blocks.append(asked("posted_at", form_words.POSTED_AT, _moment(posted_at), optional=True))
    if brands:
        box = select(_options(brands))
        blocks.append(asked("brand", form_words.BRAND, box, optional=True))
    blocks += _fact_rows()
    head = HEADS[Act.NEW]
    return modal(Form.NEW, head.title, blocks, submit=head.submit, metadata=metadata)


def case_view(form: Form, card: ReviewCard, playbook: Playbook) -> View:
    """The modal of a `Form` in `OF_A_CASE`, for the case as it stands.

    COPY is submitted as "It's posted" and read like POSTED. Where there is nothing to fill in (no
    gaps, no question, nothing flagged), the modal says so.
    """
    return _BUILDERS[form](card, playbook)


def message_view(title: str, sentence: str) -> View:
    """A modal that only says something: that it is loading, or why it cannot be done."""
    said = [rich("said", [run(mrkdwn.short(sentence, 2500))])]
    return modal(Form.DETAILS, mrkdwn.short(title, 24), said, close="Close")


def _options(options: Options) -> list[Block]:
    return [option(words, value) for words, value in options]


def _moment(at: datetime | None) -> Block:
    made: Block = {"type": "datetimepicker", "action_id": "value"}
    return {**made, "initial_date_time": int(at.timestamp())} if at else made


def _fact_rows() -> list[Block]:
    """Rows for what is known."""
    blocks: list[Block] = []
    for row in range(form_words.FACT_ROWS):
        blocks.append(_box(f"fact_{row}", form_words.fact(row), text_input(most=1000)))
        blocks.append(asked(f"state_{row}", form_words.SURE, _states()))
    return blocks


def _states() -> Block:
    return select(_options(form_words.states()), initial=str(FactState.CONFIRMED))


def _box(block_id: str, words: Asked, box: Block) -> Block:
    return asked(block_id, words.label, box, optional=words.optional, hint=words.hint)


def _small(form: Form, card: ReviewCard, blocks: list[Block], choice: str = "") -> View:
    head, about = HEADS[Act(form)], replace(target(card), choice=choice).value()
    return modal(form, head.title, blocks, submit=head.submit, metadata=about)


def _nothing(act: Act) -> View:
    return message_view(HEADS[act].title, HEADS[act].nothing)


def _quote(card: ReviewCard) -> list[Block]:
    return texts("customer", card.customer or form_words.NO_WORDS, quoted=True)


def _words(form: Form) -> Callable[[ReviewCard, Playbook], View]:
    """Builds a form that asks for a few words."""

    def build(card: ReviewCard, _: Playbook) -> View:
        box = _box("text", WORDS[Act(form)], text_input(lines=True))
        return _small(form, card, [*_quote(card), box])

    return build


def _facts(card: ReviewCard, _: Playbook) -> View:
    blocks = _quote(card)
    for number, state, words in card.facts[: form_words.LISTED]:
        blocks.append(
            rich(f"known_{number}", [run(f"{state}: ", "bold"), run(mrkdwn.short(words, 400))])
        )
    blocks += _fact_rows()
    if known := form_words.known(card):
        taken = {**select(_options(known)), "type": "multi_static_select"}
        blocks.append(asked("withdrawn", form_words.WITHDRAWN, taken, optional=True))
    return _small(Form.FACTS, card, blocks)


def _gaps(card: ReviewCard, _: Playbook) -> View:
    if not card.slots:
        return _nothing(Act.GAPS)
    blocks = _quote(card)
    for n, slot in enumerate(card.slots[: form_words.GAPS]):
        blocks.append(_box(f"slot_{n}", form_words.gap(card, slot), text_input(most=500)))
    if more := form_words.more_gaps(card):
        blocks.append(context("slots_more", more))
    return _small(Form.GAPS, card, blocks)


def answer_again(card: ReviewCard, why: str, words: str) -> View:
    """`Form.ANSWER` for another question than the one that `words` answered."""
    if not card.question:
        return message_view(HEADS[Act.ANSWER].title, f"{why} These were your words: {words}")
    view = _answering(card, words)
    return {**view, "blocks": [rich("why", [run(mrkdwn.short(why, 600), "bold")]), *view["blocks"]]}


def _answer(card: ReviewCard, _: Playbook) -> View:
    return _answering(card) if card.question else _nothing(Act.ANSWER)


def _answering(card: ReviewCard, words: str = "") -> View:
    """The form is about this very question."""
    who = mrkdwn.short(card.asked_by, 100)
    told = [run(f"{who} asks: ", "bold"), run(mrkdwn.short(card.question, 2000))]
    return _small(
        Form.ANSWER,
        card,
        [
            *_quote(card),
            rich("question", told),
            _box("text", WORDS[Act.ANSWER], text_input(words, lines=True)),
            asked("state", form_words.SURE, _states()),
        ],
        choice=card.question_id,
    )


def _copy(card: ReviewCard, _: Playbook) -> View:
    """The approved text twice: as it reads, and in boxes from which a phone can copy it."""
    blocks: list[Block] = []
    if link := web_link(card.link):
        opened = {
            "type": "button",
            "action_id": f"{PREFIX}open",
            "text": plain(form_words.OPEN_POST),
            "url": link,
        }
        blocks.append({"type": "actions", "block_id": "open", "elements": [opened]})
    parts = mrkdwn.split(mrkdwn.whole_characters(card.reply), _COPIED)
    if len(parts) == 1:
        blocks.append({"type": "section", "block_id": "reply", "text": plain(parts[0])})
    for n, part in enumerate(parts):
        label = form_words.TO_COPY + (f" (part {n + 1})" if len(parts) > 1 else "")
        box = text_input(part, lines=True)
        hint = form_words.COPIED if n == len(parts) - 1 else ""
        blocks.append(asked(f"copy_{n}", label, box, optional=True, hint=hint))
    blocks.append(_sent_link())
    return _small(Form.COPY, card, blocks)


def _posted(card: ReviewCard, _: Playbook) -> View:
    return _small(Form.POSTED, card, [_sent_link(), rich("said", [run(form_words.NOT_SOLVED)])])


def _sent_link() -> Block:
    box = text_input(placeholder="https://", most=2000)
    return asked("link", form_words.OUR_LINK, box, optional=True)


def _kind(card: ReviewCard, playbook: Playbook) -> View:
    box = select(_options(form_words.kinds(playbook)))
    return _small(Form.KIND, card, [*_quote(card), asked("category", form_words.KIND, box)])


def _dismiss(card: ReviewCard, _: Playbook) -> View:
    if not card.findings:
        return _nothing(Act.DISMISS)
    blocks = [
        asked("finding", form_words.WHICH, select(_options(form_words.flagged(card)))),
        _box("text", WORDS[Act.DISMISS], text_input(lines=True)),
        context("aside", form_words.ASIDE),
    ]
    return _small(Form.DISMISS, card, blocks)


def _solve(card: ReviewCard, _: Playbook) -> View:
    box = radio(_options(form_words.outcomes()))
    owed = form_words.owed_first(card)
    blocks = [
        *_quote(card),
        *([context("owed", owed)] if owed else []),
        asked("outcome", form_words.OUTCOME, box),
        _box("quote", form_words.QUOTE, text_input(lines=True)),
    ]
    return _small(Form.SOLVE, card, blocks)


def _promise(card: ReviewCard, _: Playbook) -> View:
    """What is owed stands there in full: an option has little room."""
    owed = _options(form_words.promises(card))
    if not owed:
        return _nothing(Act.PROMISE)
    told = [one.says for one in card.promises if one.open and one.number]
    only = owed[0]["value"] if len(owed) == 1 else None
    blocks = [
        *_quote(card),
        *(rich(f"owed_{n}", [run(mrkdwn.short(says, 400))]) for n, says in enumerate(told[:_OWED])),
        asked("promise", form_words.PROMISE, select(owed, initial=only)),
        asked("choice", form_words.PROMISE_CHOICE, radio(_options(form_words.promise_choices()))),
        _box("until", form_words.UNTIL, text_input(most=100)),
        _box("text", form_words.PROMISE_TEXT, text_input(lines=True)),
    ]
    return _small(Form.PROMISE, card, blocks)


def _came_back(card: ReviewCard, _: Playbook) -> View:
    words = WORDS[Act.CAME_BACK]
    first, *rest = inputs("text", spread("text", ""), label=words.label)
    return _small(
        Form.CAME_BACK, card, [*_quote(card), {**first, "hint": plain(words.hint)}, *rest]
    )


def belongs_view(card: ReviewCard, others: Options) -> View:
    """`Form.BELONGS`; `others` are the cases to choose from."""
    if not others:
        return _nothing(Act.BELONGS)
    box = select(_options(others))
    return _small(Form.BELONGS, card, [*_quote(card), asked("case", form_words.OTHER_CASE, box)])


def _hide(card: ReviewCard, playbook: Playbook) -> View:
    known = [(words, key) for words, key in form_words.guidelines(playbook) if len(key) <= _VALUE]
    if not known:
        return message_view(HEADS[Act.HIDE].title, form_words.NO_GUIDELINES)
    done = radio(_options(form_words.moderations(playbook, card.platform)))
    blocks = [
        *_quote(card),
        context("stays", form_words.STAYS_UP),
        asked("guideline", form_words.GUIDELINE, select(_options(known))),
        _box("words", form_words.BREAKING, text_input(lines=True)),
        asked("action", form_words.ACTION, done),
    ]
    return _small(Form.HIDE, card, blocks)


_BUILDERS: Mapping[Form, Callable[[ReviewCard, Playbook], View]] = {
    **{form: _words(form) for form in (Form.REJECT, Form.ASK, Form.CORRECT, Form.CLOSE)},
    **{form: _words(form) for form in (Form.GOOD, Form.BAD)},
    Form.FACTS: _facts,
    Form.GAPS: _gaps,
    Form.ANSWER: _answer,
    Form.DETAILS: details_view,
    Form.COPY: _copy,
    Form.POSTED: _posted,
    Form.KIND: _kind,
    Form.DISMISS: _dismiss,
    Form.SOLVE: _solve,
    Form.PROMISE: _promise,
    Form.CAME_BACK: _came_back,
    Form.HIDE: _hide,
}
OF_A_CASE = frozenset(_BUILDERS)
