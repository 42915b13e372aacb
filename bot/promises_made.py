"""Which promises of a reply are new to what a case owes, once the reply stands in public. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot import events as e
from bot import follow_events as f
from bot.ledger import Owed
from bot.promised import Said, moment
from bot.views import CaseView
from bot.wording import Wording, stems


@dataclass(frozen=True, slots=True)
class Made:
    """`new` are to be recorded; `moved` are owed already, and got another time by the reply."""

    new: Sequence[Said]
    moved: Sequence[tuple[Owed, Said]] = ()


def unsaid(found: Iterable[Said], text: str, standing: str) -> list[Said]:
    """What `text` promises beyond the reply that stands, where it is an edit of that.

    One that shares little with it is a reply of its own, and so is its every promise.
    """
    if not _edits(text, standing):
        return list(found)
    return [one for one in found if text.count(one.quote) > standing.count(one.quote)]


def made(view: CaseView, number: int, found: Sequence[Said], standing: str, zone: tzinfo) -> Made:
    """What draft `number` adds to the ledger by the promises that were `found` in it.

    A note tells the new time of a promise that was moved: it promises that no second time, and
    the time that the public was told is the one that counts. What is owed in the same words by the
    same time is not owed twice.
    """
    rest = unsaid(found, view.text(view.case.draft(number).content), standing)
    owed = [(one, words) for one, words in view.owed if one.open]
    moved: list[tuple[Owed, Said]] = []
    for one, words in owed:
        if not _is_noted(view, one):
            continue
        told = _told(one, words, rest, zone)
        if told is None:
            continue
        rest = [said for said in rest if said is not told]
        if told.due and moment(told.due, zone)[0] != one.due:
            moved.append((one, told))
    known = {(words, one.due) for one, words in owed}
    new = [one for one in rest if (one.quote, one.due and moment(one.due, zone)[0]) not in known]
    return Made(new, moved)


def _edits(text: str, standing: str) -> bool:
    """Whether most sentences of the reply that stands are in the text."""
    wording = Wording(standing)
    sentences = [standing[start:end] for start, end in wording.sentences]
    return sum(sentence in text for sentence in sentences) * 2 > len(sentences)


def _is_noted(view: CaseView, owed: Owed) -> bool:
    """Whether nothing was posted since the promise was moved: what is posted next tells it."""
    if not owed.moved:
        return False
    for recorded in reversed(view.history):
        match recorded.event:
            case f.PromiseMoved(promise=owed.number):
                return True
            case e.ReplySent():
                return False
    return False


def _told(owed: Owed, words: str, found: Sequence[Said], zone: tzinfo) -> Said | None:
    """The promise of a note that is the moved one: by its words, and by its time."""
    meant = stems(words)

    def like(said: Said) -> tuple[int, bool]:
        same = said.due is not None and moment(said.due, zone)[0] == owed.due
        return len(meant & stems(said.quote)), same

    best = max(found, key=like, default=None)
    return best if best and any(like(best)) else None
