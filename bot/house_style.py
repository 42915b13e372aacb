"""Which words people here change in the coach's drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from bot.changes import Change, word_changes
from bot.language import small_words
from bot.wording import fold, stems

_MOST = 4  # words on either side
_AROUND = 3  # equal words before and after together, and at least one on either side
_EDGES = " \t\n.,;:!?"
_NO_WORDS = re.compile(r"[^\w\s'-]|[\d_\n]")  # a number, a gap, the end of a sentence
_HEAD = re.compile(r"(?:^|[.!?:…\n][\s\"')\]]*)$")
_MYSELF = re.compile(r"I(?:'\w+)?")


def changed_words(
    old: str, new: str, *, language: str = "en", told: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Pairs of one to four words and what stands there instead, everything around being equal.

    What identifies somebody has to be hidden in brackets before. Numbers, gaps and names are no
    style: a capital within a sentence tells a name. German writes every noun like that, so there
    it only counts where the case is about it: `told` are the post and the facts.
    """
    topics = frozenset(re.findall(r"\w+", " ".join(told))) if language == "de" else None
    pairs: dict[tuple[str, str], None] = {}
    for before, gone, come, after in _replaced(word_changes(fold(old), fold(new))):
        if not _equal_around(before, after):
            continue
        head = _HEAD.search(before) is not None
        said, instead = (_plain(words, topics, head=head) for words in (gone, come))
        same_end = _end(gone) == _end(come)
        differ = said.casefold() != instead.casefold()
        if said and instead and same_end and differ and _tells(said, language):
            pairs[said, instead] = None
    return list(pairs)


def _replaced(changes: Sequence[Change]) -> Iterator[tuple[str, str, str, str]]:
    """What stood before, what went, what came, and what stood after; equal texts around."""
    for at, (gone, come) in enumerate(pairwise(changes)):
        if (gone.how, come.how) == ("gone", "new"):
            before = changes[at - 1].text if at else ""
            after = changes[at + 2].text if at + 2 < len(changes) else ""
            yield before, gone.text, come.text, after


def _equal_around(before: str, after: str) -> bool:
    """Head and end of a text have one side only; a last line of its own is a signature."""
    if not after and _HEAD.search(before):
        return False
    return len(before.split()) + len(after.split()) >= _AROUND


def _plain(piece: str, topics: Set[str] | None, *, head: bool) -> str:
    """The words as they stand within a sentence; empty where they are no matter of style."""
    words = piece.strip(_EDGES).split()
    if not 1 <= len(words) <= _MOST or _NO_WORDS.search(piece.strip(_EDGES)):
        return ""
    if head and topics is None and not _MYSELF.fullmatch(words[0]):
        words[0] = words[0][:1].lower() + words[0][1:]
    for word in words:
        names = topics is None or word in topics
        if names and word != word.lower() and not _MYSELF.fullmatch(word):
            return ""
    return " ".join(words)


def _end(piece: str) -> str:
    text = piece.rstrip()
    return text[len(text.rstrip(_EDGES)) :]


def _tells(said: str, language: str) -> bool:
    """Whether it is more than small words, which stand everywhere and mean this or that."""
    small = small_words(language or "en")
    return any(stems(word) for word in said.split() if word.lower() not in small)
