"""Takes the disguise off a text: what invisible, look-alike, spaced or encoded words really say."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.wording import Span

_TAGS = range(0xE0020, 0xE007F)  # an invisible copy of ASCII
_TAGS_FROM = 0xE0000
_LOOK_ALIKE = str.maketrans(
    {"а": "a", "в": "b", "г": "r", "е": "e", "ё": "e", "з": "3", "і": "i", "ї": "i", "ј": "j",
     "к": "k", "м": "m", "н": "h", "о": "o", "п": "n", "р": "p", "с": "c", "т": "t", "у": "y",
     "х": "x", "ѕ": "s", "ԁ": "d", "һ": "h", "ӏ": "l", "α": "a", "β": "b", "ε": "e", "ι": "i",
     "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x"}
)  # fmt: skip
_MIXED = re.compile(r"[a-z][а-яѐ-ӿα-ω]|[а-яѐ-ӿα-ω][a-z]", re.IGNORECASE)
_LETTERS = re.compile(r"\w+")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .*_·-]{1,3}){5,}\w(?!\w)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,8});")
_ENCODED = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,4000}={0,2}")
_HEX = re.compile(r"(?<!\w)(?:(?:0x|\\x)?[0-9a-fA-F]{2}[ ,]?){12,2000}(?!\w)")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}|[\w.+-]){8,4000}")
_TURNED = re.compile(r"\b(?:vafgehpgvba|flfgrz|vtaber|qvfertneq|cebzcg)", re.IGNORECASE)
_BACKWARDS = re.compile(r"snoitcurtsni|tpmorp|erongi|metsys", re.IGNORECASE)
_DECODED_MOST = 20
_WORD = re.compile(r"[A-Za-z]{6,14}")
# Words that orders to software can hardly do without, by first letter and letters.
_SPELLED = {
    (word[0], "".join(sorted(word))): word
    for word in (
        "ignore", "disregard", "forget", "override", "previous", "instructions", "instruction",
        "prompt", "system", "guidelines",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undisguised:
    """What a text says once a disguise is off; each character remembers where it came from."""

    text: str
    places: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Where in the text as it came some characters stand."""
        return self.places[start][0], self.places[end - 1][1]


def undisguised(text: str) -> Iterator[Undisguised]:
    """The text once for each disguise that it wears; nothing for everyday text."""
    for make in (_visible, _closed_up, _unscrambled):
        if (made := make(text)) is not None:
            yield made
    for found, plain in _decoded(text):
        yield Undisguised(plain, (found,) * len(plain))


def _visible(text: str) -> Undisguised | None:
    """Without invisible characters and with plain letters in place of fancy ones and entities."""
    if text.isascii() and not _ENTITY.search(text):
        return None
    characters: list[str] = []
    places: list[Span] = []
    at = 0
    while at < len(text):
        entity = _ENTITY.match(text, at) if text[at] == "&" else None
        end = entity.end() if entity else at + 1
        plain = html.unescape(text[at:end]) if entity else _plain(text[at])
        characters.extend(plain)
        places.extend([(at, end)] * len(plain))
        at = end
    seen = "".join(characters)
    seen = _LETTERS.sub(lambda m: _latin(m.group()), seen)
    return Undisguised(seen, tuple(places)) if seen != text else None


def _plain(character: str) -> str:
    if ord(character) in _TAGS:
        return chr(ord(character) - _TAGS_FROM)
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Co", "Cn"):
        return ""
    plain = unicodedata.normalize("NFKC", character)
    base = unicodedata.normalize("NFD", plain)[:1]
    return base if plain.isalpha() and base.isascii() and len(plain) == 1 else plain


def _latin(word: str) -> str:
    """A word of two scripts as it looks to the eye; any other as it is."""
    if word.isascii() or not _MIXED.search(word):
        return word
    return word.lower().translate(_LOOK_ALIKE) if len(word.lower()) == len(word) else word


def _closed_up(text: str) -> Undisguised | None:
    """With "i g n o r e" written as one word; two blanks in such a row are one between words."""
    characters: list[str] = []
    places: list[Span] = []

    def add(start: int, end: int) -> None:
        characters.extend(text[start:end])
        places.extend((at, at + 1) for at in range(start, end))

    end = 0
    for found in _SPACED.finditer(text):
        add(end, found.start())
        for letter in re.finditer(r"\w| {2,}|_{2,}", found.group()):
            at = found.start() + letter.start()
            add(at, at + 1)
        end = found.end()
    if not end:
        return None
    add(end, len(text))
    return Undisguised("".join(characters), tuple(places))


def _unscrambled(text: str) -> Undisguised | None:
    """With "igonre" spelled as it is read, where letters within a word changed places."""
    characters, places = list(text), [(at, at + 1) for at in range(len(text))]
    changed = False
    for found in _WORD.finditer(text):
        word = found.group().lower()
        meant = _SPELLED.get((word[0], "".join(sorted(word))))
        if meant and meant != word:
            characters[found.start() : found.end()] = meant
            changed = True
    return Undisguised("".join(characters), tuple(places)) if changed else None


def _decoded(text: str) -> Iterator[tuple[Span, str]]:
    """Where something encoded stands, and what it says."""
    tokens: list[tuple[Span, bytes]] = []
    for found in _first(_ENCODED, text):
        tokens.append((found.span(), _from_base64(found.group())))
    for found in _first(_HEX, text):
        digits = re.sub(r"0x|\\x|[ ,]", "", found.group())
        tokens.append((found.span(), bytes.fromhex(digits[: len(digits) // 2 * 2])))
    for found in _first(_PERCENT, text):
        if found.group().count("%") > 2:
            plain = re.sub(r"%(..)", lambda m: chr(int(m.group(1), 16)), found.group())
            tokens.append((found.span(), plain.replace("+", " ").encode("latin-1", "ignore")))
    for span, data in tokens:
        if plain := _readable(data):
            yield span, plain
    yield from _rotated(text)


def _rotated(text: str) -> Iterator[tuple[Span, str]]:
    """Lines that were turned by 13 letters, or backwards."""
    turned, backwards = _TURNED.search(text), _BACKWARDS.search(text)
    if not (turned or backwards):
        return
    for line in re.finditer(r"[^\n]+", text):
        if _TURNED.search(line.group()):
            yield line.span(), codecs.decode(line.group(), "rot13")
        if _BACKWARDS.search(line.group()):
            yield line.span(), line.group()[::-1]
            yield line.span(), " ".join(word[::-1] for word in line.group().split())


def _first(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    for number, found in enumerate(pattern.finditer(text)):
        if number == _DECODED_MOST:
            return
        yield found


def _from_base64(token: str) -> bytes:
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _readable(data: bytes) -> str:
    """Decoded bytes, if they are words and not chance."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    fine = sum(c.isalpha() or c in " .,;:!?'\"-\n" for c in text)
    return text if " " in text and fine > 0.8 * len(text) else ""
