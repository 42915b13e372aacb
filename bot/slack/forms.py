"""Slack's modals: what is asked, and how it looks. What comes back is read in `submitted`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.events import Outcome
from bot.facts import FactState
from bot.playbook import Playbook
from bot.review_card import ReviewCard, Slot
from bot.slack import mrkdwn
from bot.slack.card_buttons import target
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
from bot.text import shorten

FACT_ROWS = 2
GAPS = 40
_LISTED = 20
_AROUND = 60
_COPIED = 2800


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
    places = [option(p.name, key) for key, p in playbook.platforms.items()]
    blocks = inputs("post", spread("post", post), label="What did the customer write?")
    if places:
        blocks.append(asked("platform", "Where?", select(places), optional=True))
    blocks += [
        asked("author", "Who wrote it?", text_input(author[:300], most=300), optional=True),
        asked(
            "link",
            "Link to the post",
            text_input(link[:2000], placeholder="https://", most=2000),
            optional=True,
        ),
        asked("posted_at", "When was it posted?", _moment(posted_at), optional=True),
    ]
    if len(playbook.profiles) > 1:
        brands = [option(profile.name, key) for key, profile in playbook.profiles.items()]
        blocks.append(asked("brand", "Who answers?", select(brands), optional=True))
    blocks += _fact_rows()
    return modal(Form.NEW, "A customer's post", blocks, submit="Coach me", metadata=metadata)


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


def _moment(at: datetime | None) -> Block:
    made: Block = {"type": "datetimepicker", "action_id": "value"}
    return {**made, "initial_date_time": int(at.timestamp())} if at else made


def _fact_rows() -> list[Block]:
    """Rows for what is known; at most one or two things come to mind at once."""
    blocks: list[Block] = []
    for row in range(FACT_ROWS):
        label = "What do we know, or have done?" if row == 0 else "What else?"
        hint = "Such as “refunded the pasta”. The reply uses nothing else." if row == 0 else ""
        box = text_input(most=1000)
        blocks.append(asked(f"fact_{row}", label, box, optional=True, hint=hint))
        blocks.append(asked(f"state_{row}", "How sure is that?", _states()))
    return blocks


def _states() -> Block:
    options = [option(str(state).capitalize(), str(state)) for state in FactState]
    return select(options, initial=str(FactState.CONFIRMED))


def _small(form: Form, card: ReviewCard, title: str, blocks: list[Block], submit: str) -> View:
    return modal(form, title, blocks, submit=submit, metadata=target(card).value())


def _quote(card: ReviewCard) -> list[Block]:
    return texts("customer", card.customer or "(no words)", quoted=True)


def _words(
    form: Form, title: str, label: str, submit: str, *, optional: bool = False, hint: str = ""
) -> Callable[[ReviewCard, Playbook], View]:
    """Builds a form that asks for a few words."""

    def build(card: ReviewCard, _: Playbook) -> View:
        box = asked("text", label, text_input(lines=True), optional=optional, hint=hint)
        return _small(form, card, title, [*_quote(card), box], submit)

    return build


def _facts(card: ReviewCard, _: Playbook) -> View:
    blocks = _quote(card)
    for number, state, words in card.facts[:_LISTED]:
        blocks.append(
            rich(f"known_{number}", [run(f"{state}: ", "bold"), run(mrkdwn.short(words, 400))])
        )
    blocks += _fact_rows()
    if card.facts:
        known = [option(f"{words} ({state})", str(n)) for n, state, words in card.facts]
        taken = {**select(known), "type": "multi_static_select"}
        blocks.append(asked("withdrawn", "Not true any more", taken, optional=True))
    return _small(Form.FACTS, card, "What we know", blocks, "Use it")


def _gaps(card: ReviewCard, _: Playbook) -> View:
    if not card.slots:
        return message_view("Fill the gaps", "There are no open gaps in this reply.")
    blocks = _quote(card)
    for n, slot in enumerate(card.slots[:GAPS]):
        around = _around(card.reply, slot)
        label = slot.label[:1].upper() + slot.label[1:]
        box = text_input(most=500)
        blocks.append(asked(f"slot_{n}", label or "Gap", box, optional=True, hint=around))
    if (more := len(card.slots) - GAPS) > 0:
        blocks.append(context("slots_more", f"{more} more gaps come after these."))
    return _small(Form.GAPS, card, "Fill the gaps", blocks, "Fill in")


def _around(reply: str, slot: Slot) -> str:
    """The words beside a gap, in whole words."""
    before, after = reply[: slot.start], reply[slot.end :]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    return f"{before}[{slot.label}]{after[:1]}{shorten(after[1:], _AROUND)}"


def _answer(card: ReviewCard, _: Playbook) -> View:
    if not card.question:
        return message_view("Answer", "No question is open any more.")
    who = mrkdwn.short(card.asked_by, 100)
    told = [run(f"{who} asks: ", "bold"), run(mrkdwn.short(card.question, 2000))]
    hint = "Leave it empty if the question is not needed any more."
    return _small(
        Form.ANSWER,
        card,
        "Answer",
        [
            *_quote(card),
            rich("question", told),
            asked("text", "Your answer", text_input(lines=True), optional=True, hint=hint),
            asked("state", "How sure is that?", _states()),
        ],
        "Answer",
    )


def _copy(card: ReviewCard, _: Playbook) -> View:
    """The approved text twice: as it reads, and in boxes from which a phone can copy it."""
    blocks: list[Block] = []
    if link := mrkdwn.web_link(card.link):
        opened = {
            "type": "button",
            "action_id": f"{PREFIX}open",
            "text": plain("Open the post"),
            "url": link,
        }
        blocks.append({"type": "actions", "block_id": "open", "elements": [opened]})
    parts = mrkdwn.split(mrkdwn.whole_characters(card.reply), _COPIED)
    if len(parts) == 1:
        blocks.append({"type": "section", "block_id": "reply", "text": plain(parts[0])})
    for n, part in enumerate(parts):
        label = "To copy: tap, select all" + (f" (part {n + 1})" if len(parts) > 1 else "")
        hint = "Changes made here are not kept: only this text was approved."
        box = text_input(part, lines=True)
        hint = hint if n == len(parts) - 1 else ""
        blocks.append(asked(f"copy_{n}", label, box, optional=True, hint=hint))
    blocks.append(_sent_link())
    return _small(Form.COPY, card, "Copy the reply", blocks, "It's posted")


def _posted(card: ReviewCard, _: Playbook) -> View:
    told = rich("said", [run("Answered is not solved: the case waits for the customer now.")])
    return _small(Form.POSTED, card, "Posted", [_sent_link(), told], "It's posted")


def _sent_link() -> Block:
    box = text_input(placeholder="https://", most=2000)
    return asked("link", "Link to our reply, if you have it", box, optional=True)


def _kind(card: ReviewCard, playbook: Playbook) -> View:
    kinds = [option(kind.title, str(key)) for key, kind in playbook.handling.kinds.items()]
    box = asked("category", "What kind of post is it?", select(kinds))
    return _small(Form.KIND, card, "What kind of post?", [*_quote(card), box], "That's it")


def _dismiss(card: ReviewCard, _: Playbook) -> View:
    if not card.findings:
        return message_view("Set a finding aside", "Nothing is flagged in this reply.")
    found = {
        one.key: f"{one.title}: “{one.finding.text}”" if one.finding.text else one.title
        for one in card.findings
    }
    options = [option(words, key) for key, words in found.items()]
    blocks = [
        asked("finding", "Which one?", select(options)),
        asked("text", "Why?", text_input(lines=True), optional=True),
        context("aside", "It stays quiet in this case. What blocks, only a lead can set aside."),
    ]
    return _small(Form.DISMISS, card, "Set a finding aside", blocks, "Set aside")


def _solve(card: ReviewCard, _: Playbook) -> View:
    outcomes = [option(str(outcome).capitalize(), str(outcome)) for outcome in Outcome]
    box = asked("outcome", "How did it end for the customer?", radio(outcomes))
    return _small(Form.SOLVE, card, "Solved", [*_quote(card), box], "Solved")


_BUILDERS: Mapping[Form, Callable[[ReviewCard, Playbook], View]] = {
    Form.REJECT: _words(
        Form.REJECT,
        "Reject this draft",
        "Why? It helps the next one",
        "Reject",
        optional=True,
    ),
    Form.ASK: _words(
        Form.ASK,
        "Ask back",
        "What do you need to know?",
        "Ask",
        hint="It goes to whoever forwarded the post. Nothing is approved before the answer.",
    ),
    Form.CORRECT: _words(
        Form.CORRECT,
        "Correct the reply",
        "What was wrong, and what is right?",
        "Draft it",
        hint="The published reply is put right in public, never quietly removed.",
    ),
    Form.CLOSE: _words(Form.CLOSE, "Close the case", "Why is nothing more to do?", "Close it"),
    Form.GOOD: _words(
        Form.GOOD, "This draft helped", "What was good about it?", "Send", optional=True
    ),
    Form.BAD: _words(Form.BAD, "It didn't help", "What would have helped?", "Send", optional=True),
    Form.FACTS: _facts,
    Form.GAPS: _gaps,
    Form.ANSWER: _answer,
    Form.DETAILS: details_view,
    Form.COPY: _copy,
    Form.POSTED: _posted,
    Form.KIND: _kind,
    Form.DISMISS: _dismiss,
    Form.SOLVE: _solve,
}
OF_A_CASE = frozenset(_BUILDERS)
