"""The lines of the view that shows everything about a case, on every surface. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.changes import Change, word_changes
from bot.reading_words import Part
from bot.review_card import Quote, ReviewCard, Translation, Version
from bot.text import shorten

POST = "The post"
EARLIER = "What they wrote before"
PROMISED = "What we promise"
TRIAGE = "What kind of post it is"
REPLY = "The reply"
WHOLE_REPLY = "The whole reply"
NOTICED = "What a reader may notice"
SCORES = "What a good reply holds"
DRAFTS = "Drafts"
KNOWN = "What we know"
HAPPENED = "What happened"
MADE = "How this draft was made"
LEFT_OUT = "… the rest is left out here."


def kind(card: ReviewCard) -> str:
    """What kind of post it is, how bad, how sure that is, and in which language."""
    language = f"language: {card.language}" if card.language else ""
    return " · ".join(filter(None, [card.strategy, card.severity, card.how_sure, language]))


def particulars(card: ReviewCard, most: int) -> Iterator[Part]:
    """What happened, when, where and to whom, in words of the post."""
    for label, words in card.particulars[:most]:
        yield f"{shorten(label, 40)}: ", "bold"
        yield (f"“{shorten(words, 300)}”\n",)


def touches(card: ReviewCard) -> str:
    """What makes it delicate; empty where nothing does."""
    listed = shorten(", ".join(card.touches), 300)
    rule = "nobody's fault is stated before it is confirmed."
    return f"It touches {listed}: {rule}" if listed else ""


def evidence(quote: Quote) -> str:
    """Words of the post and what they say; without them where there are none (any more)."""
    sign = "For it: " if quote.supports else "Against it: "
    said = shorten(quote.says, 400)
    return f"{sign}“{shorten(quote.text, 200)}”: {said}" if quote.text.strip() else said


def version(one: Version) -> str:
    """A draft in one line."""
    told = [f"Draft {one.number}", str(one.state), one.origin]
    told += [f"helped: {one.good}"] if one.good else []
    told += [f"did not help: {one.bad}"] if one.bad else []
    return shorten(" · ".join(told), 200)


def changes(old: Version, new: Version) -> Sequence[Change]:
    """What changed between two drafts; empty where one was written anew."""
    found = word_changes(old.text, new.text)
    return [] if [change.how for change in found] == ["gone", "new"] else found


def anew(old: Version, new: Version) -> str:
    """Said over the old draft where the new one has no words of it."""
    return f"Draft {new.number} was written anew. Draft {old.number} was:"


def middle_left_out(text: str) -> str:
    """Words that stayed, with their middle left out where they are many."""
    return text if len(text) <= 240 else f"{text[:110]} … {text[-110:]}"


def facts(card: ReviewCard, most: int) -> Iterator[tuple[str, str]]:
    """How sure each of the last facts is, and what it says."""
    for _, state, words in card.facts[-most:]:
        yield f"{state}: ", shorten(words, 600)


def more(left: int, what: str) -> str:
    """How much is left out; empty for nothing."""
    return f"… and {left:,} {what}." if left > 0 else ""


def made(card: ReviewCard) -> str:
    """How the draft was made, in one line."""
    return shorten(" · ".join(f"{label}: {value}" for label, value in card.made), 1500)


def translated(told: Translation) -> str:
    """The heading over post and reply in the team's own language."""
    return f"In {told.language}"


def earlier(left: int) -> str:
    """How many steps are not told."""
    return f"{left} earlier steps are left out here."
