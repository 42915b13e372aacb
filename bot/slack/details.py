"""The view that shows everything about a case: to read, not to act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import detail_words
from bot.card_acts import target
from bot.card_lines import note_by
from bot.changes import Change
from bot.form_words import NO_WORDS
from bot.playbook import Playbook
from bot.reading_words import NOTHING_FLAGGED, score_parts
from bot.review_card import CardPromise, Quote, ReviewCard, Version
from bot.slack import mrkdwn
from bot.slack.card_blocks import REPLY
from bot.slack.ids import Form
from bot.slack.pieces import (
    Block,
    View,
    context,
    header,
    modal,
    quoted_line,
    rich,
    run,
    section,
    styled,
    texts,
    whole,
)
from bot.slack.writing import findings_blocks
from bot.text import MAX_CHARACTERS

# A view holds 100 blocks and 250 KB, so each part has its share; what is left out is said.
_POST_BYTES = 80_000
_REPLY_BYTES = 30_000
_TRANSLATION_BYTES = 9_000
_NOTE_BYTES = 9_000
_EARLIER = 2
_EARLIER_BYTES = 5_000
_PROMISES = 12
_FINDINGS = 9
_SENTENCES = 6
_FACTS = 10
_VERSIONS = 10
_HISTORY = 20
_DIFF = 6000
_RUNS = 150


def details_view(card: ReviewCard, playbook: Playbook) -> View:
    """Post, triage, findings, scorecard, versions, facts, history, and how the draft was made."""
    blocks = [
        *_post(card),
        *_earlier(card.earlier),
        *_triage(card),
        *_reply(card, playbook),
        *_translated(card),
        *_versions(card.versions, card.draft),
        *_facts(card),
        *_promised(card.promises),
        *_history(card),
        *_made(card),
    ]
    return modal(Form.DETAILS, "Details", blocks, metadata=target(card).value(), close="Close")


def _post(card: ReviewCard) -> Iterator[Block]:
    yield header("post_title", detail_words.POST)
    yield from _long("post", card.post or NO_WORDS, _POST_BYTES)
    if card.link:
        yield rich("post_link", [run("Link: "), run(mrkdwn.short(card.link, 2000))])
    if card.note.strip():
        yield rich("note_title", [run(f"{mrkdwn.short(note_by(card), 100)} wrote:", "bold")])
        yield from _long("note", card.note, _NOTE_BYTES)


def _earlier(posts: Sequence[str]) -> Iterator[Block]:
    """What the customer wrote before, the latest first."""
    if not posts:
        return
    yield header("earlier_title", detail_words.EARLIER)
    for n, post in enumerate(posts[::-1][:_EARLIER]):
        yield from _long(f"earlier_{n}", post or NO_WORDS, _EARLIER_BYTES)
    if more := detail_words.more(len(posts) - _EARLIER, "earlier ones"):
        yield context("earlier_more", more)


def _promised(promises: Sequence[CardPromise]) -> Iterator[Block]:
    """What this reply promises, what is owed, and what became of it."""
    if not promises:
        return
    yield header("promises_title", detail_words.PROMISED)
    told = [run(f"{mrkdwn.short(one.says, 400)}\n") for one in promises[:_PROMISES]]
    yield rich("promises", told)
    if more := detail_words.more(len(promises) - _PROMISES, "more"):
        yield context("promises_more", more)


def _long(block_id: str, text: str, most: int) -> Iterator[Block]:
    """All of a text, or as much as there is room for, saying how much is left out."""
    kept = _within(text[:MAX_CHARACTERS], most)
    yield from texts(block_id, kept, quoted=True)
    if left := len(text) - len(kept):
        yield context(f"{block_id}_left", f"… and {left:,} more characters than Slack can show.")


def _within(text: str, most: int) -> str:
    """As much of `text` as takes at most that many bytes in JSON with everything escaped."""
    taken = 0
    for place, char in enumerate(text):
        taken += 6 if ord(char) > 127 else 2 if char in '"\\\n\t' else 1
        taken += 6 if ord(char) > 0xFFFF else 0
        if taken > most:
            return text[:place]
    return text


def _triage(card: ReviewCard) -> Iterator[Block]:
    if not card.strategy:
        return
    yield header("triage_title", detail_words.TRIAGE)
    yield rich("triage", [run(mrkdwn.short(detail_words.kind(card), 900))])
    if card.advice:
        yield rich("advice", [run(mrkdwn.short(f"{card.advice} {card.moderation}", 900))])
    if card.asks:
        yield rich("asks", [run(mrkdwn.short(card.asks, 300))])
    if card.act_now:
        now = [run(f"{mrkdwn.short(one, 300)}\n", "bold") for one in card.act_now[:_SENTENCES]]
        yield rich("act_now", now)
    yield from _told(card)
    if card.evidence:
        yield rich("evidence", [part for quote in card.evidence[:8] for part in _quote(quote)])


def _told(card: ReviewCard) -> Iterator[Block]:
    """What happened, when, where and to whom, in words of the post; and what it touches."""
    if told := styled(detail_words.particulars(card, _SENTENCES)):
        yield rich("particulars", told)
    if touches := detail_words.touches(card):
        yield rich("touches", [run(touches)])


def _translated(card: ReviewCard) -> Iterator[Block]:
    """Post and reply in the team's own language, and who made that."""
    told = card.translation
    if told is None:
        return
    yield header("translation_title", detail_words.translated(told))
    yield context("translation", f"{mrkdwn.short_escaped(told.says, 100)}.")
    for name, title, words in (
        ("post", detail_words.POST, told.post),
        ("reply", detail_words.REPLY, told.reply),
    ):
        if words:
            yield rich(f"in_{name}_title", [run(title, "bold")])
            yield from _long(f"in_{name}", words, _TRANSLATION_BYTES)


def _quote(quote: Quote) -> list[Block]:
    sign = "For it: " if quote.supports else "Against it: "
    return [*quoted_line(sign, quote.text, quote.says), run("\n")]


def _reply(card: ReviewCard, playbook: Playbook) -> Iterator[Block]:
    if not card.draft:
        return
    if mrkdwn.size(card.reply) > REPLY:
        yield header("reply_title", detail_words.WHOLE_REPLY)
        yield from _long("reply", card.reply, _REPLY_BYTES)
    yield header("findings_title", detail_words.NOTICED)
    found = [one.finding for one in card.findings]
    if not found:
        yield context("findings_none", NOTHING_FLAGGED)
    notes = [one.note for one in card.findings]
    yield from findings_blocks(found, playbook, most=_FINDINGS, notes=notes)
    if card.scorecard:
        yield header("score_title", detail_words.SCORES)
        yield rich("score", styled(score_parts(card.scorecard)))


def _versions(versions: Sequence[Version], shown: int) -> Iterator[Block]:
    """What changed since the draft before the one that is shown, then the list of all."""
    if not versions:
        return
    yield header("versions_title", detail_words.DRAFTS)
    if 1 < shown <= len(versions):
        yield from _changed(versions[shown - 2], versions[shown - 1])
    told = "\n".join(_version(v) for v in versions[::-1][:_VERSIONS])
    yield context("versions", told)
    if more := detail_words.more(len(versions) - _VERSIONS, "older ones"):
        yield context("versions_more", more)


def _version(version: Version) -> str:
    return mrkdwn.short_escaped(detail_words.version(version), 200)


def _changed(old: Version, new: Version) -> Iterator[Block]:
    changes = detail_words.changes(old, new)
    if not changes:
        yield context("changes_title", detail_words.anew(old, new))
        yield from texts("changes", mrkdwn.split(old.text, _DIFF)[0], quoted=True)
    else:
        told = f"From draft {old.number} to draft {new.number}: ~gone~, *new*"
        yield context("changes_title", told)
        yield from _changes(changes)


def _changes(changes: Sequence[Change]) -> Iterator[Block]:
    """Words that went are struck, words that came are bold; what stayed long is shortened."""
    runs: list[Block] = []
    room = _DIFF
    for change in changes:
        text = change.text if change.how != "same" else detail_words.middle_left_out(change.text)
        text = text[: max(0, room)]
        room -= mrkdwn.size(text)
        if text:
            styles = {"gone": ("strike",), "new": ("bold",)}.get(change.how, ())
            runs.append(run(text, *styles) if styles else whole(text))
    for n in range(0, len(runs), _RUNS):
        yield rich(f"changes_{n}", runs[n : n + _RUNS])
    if room <= 0:
        yield context("changes_more", detail_words.LEFT_OUT)


def _facts(card: ReviewCard) -> Iterator[Block]:
    if not (card.facts or card.question or card.answered):
        return
    yield header("facts_title", detail_words.KNOWN)
    facts: list[Block] = []
    for state, words in detail_words.facts(card, _FACTS):
        facts += [run(state, "bold"), run(words), run("\n")]
    if facts:
        yield rich("facts", facts)
    if more := detail_words.more(len(card.facts) - _FACTS, "earlier ones"):
        yield context("facts_more", more)
    if card.question:
        asked = f"{mrkdwn.short(card.asked_by, 100)} asked back: "
        yield rich("question", [run(asked, "bold"), run(mrkdwn.short(card.question, 900))])
    if card.answered:
        yield rich("answered", [run(mrkdwn.short(card.answered, 900))])


def _history(card: ReviewCard) -> Iterator[Block]:
    if not card.history:
        return
    yield header("history_title", detail_words.HAPPENED)
    left = len(card.history) - _HISTORY
    if left > 0:
        yield context("history_more", detail_words.earlier(left))
    short = mrkdwn.short_escaped
    lines = [
        f"{mrkdwn.moment(entry.at)}: {short(entry.who, 60)} {short(entry.what, 180)}"
        for entry in card.history[-_HISTORY:]
    ]
    for n in range(0, len(lines), 8):
        yield section(f"history_{n}", "\n".join(lines[n : n + 8]))


def _made(card: ReviewCard) -> Iterator[Block]:
    if card.made:
        yield header("made_title", detail_words.MADE)
        if card.past:
            yield context("past", mrkdwn.short_escaped(card.past, 300))
        yield context("made", mrkdwn.short_escaped(detail_words.made(card), 1500))
