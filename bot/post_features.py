"""What the learned triage sees of a post: its words, pieces of them, and a few signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.linear import Blocks, unique
from bot.phrases import lower, words

# Raised with every change of what is looked at: it is part of what the weights were learned from.
VERSION = 1

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]")
_SEGMENT = re.compile(
    r"(?<=[.!?…])\s+|\n+|(?=[(\[{<])|(?<=[)\]}>])|\s+[-–—|]+\s+|(?<=[:;])\s+|(?= #)"
)
_LONGEST = 400  # words and signs of a post that are looked at; the rest adds nothing but time
_STEM = 5
_PIECES = (4, 5)  # letters
_SIGNS = {
    "?": re.compile(r"\?"),
    "asks": re.compile(r"\?\W*$"),
    "!": re.compile(r"!"),
    "!!": re.compile(r"!\s?!"),
    "link": re.compile(r"https?:|www\.|\w\.(?:com|io|net|shop|xyz|me|ly)\b"),
    "@": re.compile(r"@\w"),
    "#": re.compile(r"#\w"),
    "number": re.compile(r"\d"),
    "picture": re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]"),
    "bracket": re.compile(r"[\[\](){}<>|`]"),
    "quote": re.compile(r"[\"“”«»„]"),
    "…": re.compile(r"…|\.\.\."),
}
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_WHO = {
    "we": words("i me my we us our im i'm i've ive i'd i'll mine"),
    "you": words("you your you're youre u ur yours yourself"),
    "they": words("they he she his her their them him it's its"),
}


def post_features(text: str, cues: Iterable[str] = ()) -> Blocks:
    """The features of a post; `cues` are the ids of what `prompts/triage.yaml` finds in it."""
    low = _TOKEN.findall(lower(text))[:_LONGEST]
    said = ["#" if word[0].isdigit() else word for word in low]
    row = [
        *said,
        *(f"{word[:_STEM]}-" for word in said if len(word) > _STEM),
        *map("~".join, zip(["^", *said], [*said, "$"], strict=True)),
        *map("_".join, zip(said, said[2:], strict=False)),
    ]
    signs = [*(f"@{name}" for name in _signs(text, said)), *(f"@cue {cue}" for cue in cues)]
    return unique(row), unique(_pieces(said)), unique(signs)


def segments(text: str) -> list[tuple[int, int]]:
    """Where the sentences, brackets, tags and notes of a text stand: orders hide in one of them."""
    found, at = [], 0
    for gap in _SEGMENT.finditer(text):
        if text[at : gap.start()].strip():
            found.append((at, gap.start()))
        at = gap.end()
    if text[at:].strip():
        found.append((at, len(text)))
    return found


def _pieces(said: Iterable[str]) -> Iterator[str]:
    for word in said:
        if word.isalpha() and len(word) >= _PIECES[0]:
            framed = f"<{word}>"
            for size in _PIECES:
                yield from (framed[i : i + size] + "+" for i in range(len(framed) - size + 1))


def _signs(text: str, said: list[str]) -> Iterator[str]:
    yield f"length {min(8, len(said) // 4)}"
    yield from (name for name, sign in _SIGNS.items() if sign.search(text))
    if len(_SHOUTED.findall(text)) > 1:
        yield "shouted"
    if text == text.lower():
        yield "small letters"
    if said:
        yield f"first {said[0]}"
    spoken = set(said)
    yield from (name for name, one_of in _WHO.items() if not one_of.isdisjoint(spoken))
