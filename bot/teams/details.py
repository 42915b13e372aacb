"""The view in Teams that shows everything about a case: to read, not to act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import detail_words
from bot.card_acts import target
from bot.card_lines import clocks, note_by
from bot.changes import Change
from bot.playbook import Playbook
from bot.reading_words import NOTHING_FLAGGED, finding_parts, score_parts
from bot.review_card import ReviewCard, Version
from bot.teams.elements import (
    Card,
    Element,
    container,
    heading,
    paragraphs,
    quoted,
    rich,
    run,
    small,
    when,
)
from bot.teams.frames import Typed, fitted, long, view

# Where everything is there. What does not fit into 28 KB is made shorter in the same measure.
_POST_BYTES = 14_000
_REPLY_BYTES = 9000
_TRANSLATION_BYTES = 4000
_NOTE_BYTES = 4000
_ON_CARD = 3500  # bytes of a reply that every card shows whole
_FINDINGS = 12
_QUOTES = 8
_SENTENCES = 6
_FACTS = 10
_VERSIONS = 10
_PROMISES = 20
_POSTS = 5
_EARLIER_BYTES = 2500
_HISTORY = 25
_CHANGES = 6000


def details(card: ReviewCard, playbook: Playbook) -> Card:
    """Post, triage, findings, scorecard, versions, facts, history, and how the draft was made."""

    def made(room: Typed) -> Card:
        body = [
            *_post(card, room),
            *_triage(card, room),
            *_reply(card, playbook, room),
            *_translated(card, room),
            *_versions(card.versions, card.draft, room),
            *_facts(card, room),
            *_promised(card, room),
            *_history(card, room),
            *_made(card, room),
        ]
        return view("Details", body, target(card))

    return fitted(made)


def _post(card: ReviewCard, room: Typed) -> Iterator[Element]:
    yield heading(detail_words.POST)
    yield from long(card.post, room.room(_POST_BYTES))
    if card.link:
        yield rich(f"Link: {room.line(card.link, 600)}")
    if told := clocks(card):
        yield small(room.line(told, 200))
    if card.note.strip():
        yield rich([run(f"{room.line(note_by(card), 100)} wrote:", "bold")])
        yield from long(card.note, room.room(_NOTE_BYTES))
    yield from _earlier(card.earlier, room)


def _earlier(posts: Sequence[str], room: Typed) -> Iterator[Element]:
    """What the customer wrote before, the latest first."""
    if not posts:
        return
    yield _section(detail_words.EARLIER)
    last = posts[::-1][: room.room(_POSTS)]
    for post in last:
        yield from long(post, room.room(_EARLIER_BYTES))
    yield from _more(len(posts) - len(last), "earlier ones")


def _triage(card: ReviewCard, room: Typed) -> Iterator[Element]:
    if not card.strategy:
        return
    yield _section(detail_words.TRIAGE)
    yield rich(room.line(detail_words.kind(card), 600))
    if card.advice:
        yield rich(room.line(f"{card.advice} {card.moderation}", 900))
    if card.asks:
        yield rich(room.line(card.asks, 300))
    for one in card.act_now[: room.room(_SENTENCES)]:
        yield rich([run(room.line(one, 300), "bold")], spacing="small")
    if told := paragraphs(detail_words.particulars(card, room.room(_SENTENCES))):
        yield container(told)
    if touches := detail_words.touches(card):
        yield rich(room.line(touches, 400))
    for quote in card.evidence[: room.room(_QUOTES)]:
        yield rich(room.line(detail_words.evidence(quote), 600), spacing="small")


def _reply(card: ReviewCard, playbook: Playbook, room: Typed) -> Iterator[Element]:
    if not card.draft:
        return
    if len(card.reply.encode("utf-8", "replace")) > _ON_CARD:
        yield _section(detail_words.WHOLE_REPLY)
        yield from long(card.reply, room.room(_REPLY_BYTES))
    yield _section(detail_words.NOTICED)
    if not card.findings:
        yield small(NOTHING_FLAGGED)
    shown = card.findings[: room.room(_FINDINGS)]
    for one in shown:
        yield container(paragraphs(finding_parts(one.finding, playbook, one.note)))
    yield from _more(len(card.findings) - len(shown), "more")
    if card.scorecard:
        yield _section(detail_words.SCORES)
        yield container(paragraphs(score_parts(card.scorecard[: room.room(20)])))


def _translated(card: ReviewCard, room: Typed) -> Iterator[Element]:
    """Post and reply in the team's own language, and who made that."""
    told = card.translation
    if told is None:
        return
    yield _section(room.line(detail_words.translated(told), 60))
    yield small(f"{room.line(told.says, 100)}.")
    for title, words in ((detail_words.POST, told.post), (detail_words.REPLY, told.reply)):
        if words:
            yield rich([run(title, "bold")])
            yield from long(words, room.room(_TRANSLATION_BYTES))


def _versions(versions: Sequence[Version], shown: int, room: Typed) -> Iterator[Element]:
    """What changed since the draft before the one that is shown, then the list of all."""
    if not versions:
        return
    yield _section(detail_words.DRAFTS)
    if 1 < shown <= len(versions):
        yield from _changed(versions[shown - 2], versions[shown - 1], room.room(_CHANGES))
    last = versions[::-1][: room.room(_VERSIONS)]
    for one in last:
        yield small(room.line(detail_words.version(one), 200), spacing="small")
    yield from _more(len(versions) - len(last), "older ones")


def _changed(old: Version, new: Version, most: int) -> Iterator[Element]:
    changes = detail_words.changes(old, new)
    if not changes:
        yield small(detail_words.anew(old, new))
        yield from long(old.text, most)
        return
    told = [run(f"From draft {old.number} to draft {new.number}: "), run("gone", "strike")]
    yield small([*told, run(", "), run("new", "bold")])
    yield from _runs(changes, most)


def _runs(changes: Sequence[Change], most: int) -> Iterator[Element]:
    """Words that went are struck, words that came are bold; what stayed long is shortened."""
    parts: list[tuple[str, ...]] = []
    styles = {"gone": ("strike",), "new": ("bold",)}
    for change in changes:
        same = change.how == "same"
        text = detail_words.middle_left_out(change.text) if same else change.text
        most -= len(text.encode("utf-8", "replace")) + 80
        if most <= 0:
            break
        parts.append((text, *styles.get(change.how, ())))
    yield quoted(paragraphs(parts))
    if most <= 0:
        yield small(detail_words.LEFT_OUT)


def _facts(card: ReviewCard, room: Typed) -> Iterator[Element]:
    if not (card.facts or card.question or card.answered):
        return
    yield _section(detail_words.KNOWN)
    most = room.room(_FACTS)
    for state, words in detail_words.facts(card, most):
        yield rich([run(state, "bold"), run(room.line(words, 600))], spacing="small")
    yield from _more(len(card.facts) - most, "earlier ones")
    if card.question:
        asked = run(f"{room.line(card.asked_by, 100)} asked back: ", "bold")
        yield rich([asked, run(room.line(card.question, 900))])
    if card.answered:
        yield rich(room.line(card.answered, 900))


def _promised(card: ReviewCard, room: Typed) -> Iterator[Element]:
    """What the reply promises, what is owed, and what became of it."""
    if not card.promises:
        return
    yield _section(detail_words.PROMISED)
    shown = card.promises[: room.room(_PROMISES)]
    for one in shown:
        yield rich(room.line(one.says, 400), spacing="small")
    yield from _more(len(card.promises) - len(shown), "more")


def _history(card: ReviewCard, room: Typed) -> Iterator[Element]:
    if not card.history:
        return
    yield _section(detail_words.HAPPENED)
    last = card.history[-room.room(_HISTORY) :]
    if (left := len(card.history) - len(last)) > 0:
        yield small(detail_words.earlier(left))
    for entry in last:
        told = f": {room.line(entry.who, 60)} {room.line(entry.what, 180)}"
        yield rich([when(entry.at, "subtle"), run(told)], spacing="small")


def _made(card: ReviewCard, room: Typed) -> Iterator[Element]:
    if card.made:
        yield _section(detail_words.MADE)
        if card.past:
            yield small(room.line(card.past, 300))
        yield small(room.line(detail_words.made(card), 1500))


def _more(left: int, what: str) -> Iterator[Element]:
    if told := detail_words.more(left, what):
        yield small(told)


def _section(title: str) -> Element:
    """A heading, with a line above it."""
    return {**heading(title), "separator": True, "spacing": "large"}
