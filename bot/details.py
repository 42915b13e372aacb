"""Finds what a post is about, in words that a reply can take up without accusing anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import SetupError
from bot.personal_data import find_personal_data
from bot.phrases import PhraseBook, lower, tokens, words
from bot.triage_reader import PostSigns, without

if TYPE_CHECKING:
    from bot.playbook import Playbook

FILE = "details.yaml"
_READ = 3_000  # characters looked at; a reply takes up the first few details anyway
_QUOTED = range(8, 66)  # characters of a piece that may be quoted
_PIECE = re.compile(r"[^.!?;:\n()<>{}\[\]|*#@/\\\"“”«»„]+")
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,'’&%£€$-])+[^\W_%]")
_CAPITALS = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter i"
)


class DetailKind(StrEnum):
    """Which part of a reply takes a detail up."""

    TROUBLE = "trouble"
    TREATMENT = "treatment"
    LEAVING = "leaving"
    PRAISE = "praise"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class DetailRule:
    """One thing a post can be about, as `prompts/details.yaml` words it."""

    id: str
    phrases: tuple[str, ...]
    kind: DetailKind = DetailKind.TROUBLE
    group: str = ""
    name: str = ""
    norm: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DetailRules:
    """`prompts/details.yaml`; `unquotable` are words that keep a piece from being quoted."""

    classes: Mapping[str, str] = field(default_factory=dict)
    details: tuple[DetailRule, ...] = ()
    unquotable: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """Something found in the post: how a reply names it, or the norm that it states."""

    id: str
    kind: DetailKind
    name: str
    norm: str
    start: int
    end: int


class DetailReader:
    """Reads the details of a post; orders to software and personal data are not looked at."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules = {rule.id: rule for rule in playbook.details.details}
        rows = ((rule.id, phrase) for rule in self._rules.values() for phrase in rule.phrases)
        self._book = PhraseBook(rows, playbook.details.classes, file=FILE)
        self._signs = PostSigns(playbook.triage)
        self._unquotable = frozenset(lower(playbook.details.unquotable).split())

    def safe_text(self, post: str) -> str:
        """The post with blanks for orders, tags, links and whatever identifies somebody."""
        head = post[:_READ]
        spans = [(found.start, found.end) for found in find_personal_data(head)]
        spans += [m.span() for m in re.finditer(r"<[^<>]{0,200}>?|https?://\S+|\S*@\S+", head)]
        return without(head, [*spans, *self._signs.orders(head)])

    def find(self, post: str) -> tuple[Detail, ...]:
        """The details in the order of the post, the first of each group."""
        found: dict[str, Detail] = {}
        row = tokens(self.safe_text(post))
        order = {rule_id: rank for rank, rule_id in enumerate(self._rules)}
        hits = sorted(self._book.find(row), key=lambda hit: order[hit.id])
        taken: list[tuple[int, int]] = []
        for hit in hits:
            rule = self._rules[hit.id]
            found_words = {name: _cased(word) for name, word in hit.words.items()}
            name, norm = _fill(rule.name, found_words), _fill(rule.norm, found_words)
            inside = any(start <= hit.start and hit.end <= end for start, end in taken)
            if inside or (rule.group or name or norm) in found:
                continue
            detail = Detail(rule.id, rule.kind, name, norm, hit.start, hit.end)
            found[rule.group or name or norm] = detail
            taken.append((hit.start, hit.end))
        return tuple(sorted(found.values(), key=lambda detail: detail.start))

    def quote(self, post: str) -> str:
        """A short piece of the post that can be quoted in public as it stands, or nothing."""
        text = self.safe_text(post)
        for match in _PIECE.finditer(text):
            piece = match.group().strip(" ,'’-–—")
            around = text[: match.start()].rstrip()[-1:] + text[match.end() : match.end() + 1]
            if around.strip(".!?;:\n"):
                continue
            if len(piece) in _QUOTED and self._quotable(piece):
                return piece
        return ""

    def _quotable(self, piece: str) -> bool:
        row = [token.text for token in tokens(piece)]
        names = [w for w in piece.split()[1:] if w[:1].isupper() and w.lower() not in _CAPITALS]
        return (
            len(row) >= 3
            and _PLAIN.fullmatch(piece) is not None
            and "   " not in piece
            and not names
            and not self._unquotable.intersection(row)
        )


def check_examples(rules: DetailRules, reader: DetailReader) -> None:
    """Raise `SetupError` for a detail that misses its own example, or names what may be absent."""
    for rule in rules.details:
        _check_names(rule)
        for post, wanted in rule.examples.items():
            found = [detail.norm or detail.name for detail in reader.find(post)]
            if wanted not in found:
                raise SetupError(
                    f"“{post}” should be taken up as “{wanted}”", file=FILE, key=rule.id
                )


def _check_names(rule: DetailRule) -> None:
    """Every `{name}` of the wording has to stand in each phrase: `$name`, or `#` for `{n}`.

    `{place}` comes from the profile.
    """
    for name in set(re.findall(r"\{(\w+)\}", rule.name + rule.norm)) - {"place"}:
        needed = "#" if name == "n" else f"${name}"
        for phrase in rule.phrases:
            if needed not in phrase.split():
                raise SetupError(
                    f"“{phrase}” should hold {needed}, because the wording has {{{name}}}",
                    file=FILE,
                    key=rule.id,
                )


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    row = list(names)
    return row[0] if len(row) == 1 else ", ".join(row[:-1]) + " and " + row[-1] if row else ""


def _fill(text: str, found: Mapping[str, str]) -> str:
    for name, word in found.items():
        text = text.replace("{" + name + "}", word)
    return text


def _cased(word: str) -> str:
    return word.capitalize() if word in _CAPITALS else word
