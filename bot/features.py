"""What the learned reader sees of a sentence: its words, their neighbours, and a few signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.wording import Wording, stem

# Raised with every change of what is looked at: it is part of what the weights were learned from.
VERSION = 1

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,:]\d+)*|[^\w\s]")
_NUMBER = "#"
_LONGEST = 120  # tokens of one sentence that are looked at

_DEEDS = {
    name: frozenset(words.split())
    for name, words in {
        "sorry": "sorry apologies apology apologise apologize apologised apologized",
        "fault": "fault mistake error failure job",
        "repair": "refund refunded refunding replaced replacing replacement free fixed fixing "
        "repaired mended will back",
    }.items()
}
_WHO = {
    name: frozenset(words.split())
    for name, words in {
        "we": "we our us i my ours we're we've we'll i'm i've i'll",
        "you": "you your yours you're you've you'd you'll yourself",
        "no": "not never no nobody none nothing without cannot",
        "?": "?",
        "!": "!",
    }.items()
}
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_ECHO = 4  # letters from which on a word of the post counts as taken up


@dataclass(frozen=True)
class Asked:
    """The post that is answered, as the features need it; empty where it is not known."""

    post: str = ""

    @cached_property
    def words(self) -> Set[str]:
        """Words and numbers of the post, in small letters."""
        return frozenset(_TOKEN.findall(self.post.lower()))


def tokens(low: str) -> list[str]:
    """Words, numbers and signs of a text in small letters."""
    return _TOKEN.findall(low)


class Sight:
    """What can be seen of each sentence of one reply that holds a word.

    `classes` says in which word list a word stands ("waiter": "<staff>").
    """

    def __init__(self, reply: Wording, asked: Asked, classes: Mapping[str, str]) -> None:
        self._reply = reply
        self._asked = asked
        self._classes = classes
        self._words = {n: tokens(reply.sentence(n))[:_LONGEST] for n in reply.worded}
        self._deeds = {n: frozenset(_deeds(frozenset(w))) for n, w in self._words.items()}
        self._often = Counter(deed for deeds in self._deeds.values() for deed in deeds)

    def features(self, number: int) -> list[str]:
        """The features of one sentence, each once, in no order that matters."""
        start, end = self._reply.sentences[number]
        words = self._words[number]
        shapes = [self._classes.get(word) or _shape(word) for word in words]
        row = [
            *words,
            *("=" + shape for shape in shapes),
            *map("~".join, zip(["^", *shapes], [*shapes, "$"], strict=True)),
            *map("_".join, zip(shapes, shapes[2:], strict=False)),
            *_signs(words, self._asked),
            *_names(self._reply.folded[start:end], self._asked),
            *self._place(number, len(words)),
        ]
        return list(dict.fromkeys(row))

    def _place(self, number: int, length: int) -> Iterator[str]:
        last = len(self._reply.sentences) - 1
        yield f"@length {min(6, length // 4)}"
        if number == 0:
            yield "@first"
        if number == last:
            yield "@last" if last else "@only"
        own = self._deeds[number]
        yield from (deed for deed, often in self._often.items() if often > (deed in own))


@lru_cache(maxsize=4096)
def _shape(word: str) -> str:
    """A word without its ending, any number as one sign."""
    if word[0].isdigit():
        return _NUMBER
    return stem(word) if len(word) >= _ECHO else word


def _deeds(words: Set[str]) -> Iterator[str]:
    """What a sentence does, as the others see it: an excuse beside "our mistake" is none."""
    if not _DEEDS["sorry"].isdisjoint(words):
        yield "@else sorry"
    if "our" in words and not _DEEDS["fault"].isdisjoint(words):
        yield "@else owned"
    if not _DEEDS["repair"].isdisjoint(words) or any(word.endswith("'ll") for word in words):
        yield "@else repaired"


def _signs(words: list[str], asked: Asked) -> Iterator[str]:
    there = [name for name, one_of in _WHO.items() if not one_of.isdisjoint(words)]
    if "no" not in there and any(w.endswith("n't") for w in words):
        there.append("no")
    there.sort()
    for place, name in enumerate(there):
        yield "@" + name
        yield from (f"@{name}&{other}" for other in there[place + 1 :])
    if not asked.post:
        return
    telling = [w for w in words if len(w) >= _ECHO]
    if echoed := sum(w in asked.words for w in telling):
        yield "@echo"
        if 2 * echoed >= len(telling):
            yield "@echo most"
    if any(w[0].isdigit() and w not in asked.words for w in words):
        yield "@new number"


def _names(sentence: str, asked: Asked) -> Iterator[str]:
    for name in _NAME.findall(sentence):
        yield "@name"
        if asked.post and name.lower() not in asked.words:
            yield "@new name"
    if _SHOUTED.search(sentence):
        yield "@shouted"
