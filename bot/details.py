"""Finds what a post is about, in words that a reply can take up without accusing anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import SetupError
from bot.personal_data import find_personal_data
from bot.phrases import Hit, PhraseBook, tokens, words
from bot.triage_reader import check_phrase, post_signs, without

if TYPE_CHECKING:
    from bot.playbook import Playbook

FILE = "details.yaml"
_MARKUP = re.compile(r"<[^<>]{0,200}>?|https?://\S+|\S{0,64}@\S+")
_READ = 3_000  # characters looked at; a reply takes up the first few details anyway
_CAPITALS = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter i"
)
_SHORT_NAMES = words("api tv gps sim pdf csv sso")


class DetailKind(StrEnum):
    """Which part of a reply takes a detail up."""

    TROUBLE = "trouble"
    TREATMENT = "treatment"
    LEAVING = "leaving"
    PRAISE = "praise"
    WISH = "wish"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class DetailRule:
    """One thing a post can be about, as `prompts/details.yaml` words it."""

    id: str
    phrases: tuple[str, ...]
    kind: DetailKind = DetailKind.TROUBLE
    group: str = ""
    name: str = ""
    norm: str = ""
    vague: bool = False
    examples: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DetailRules:
    """`prompts/details.yaml`: what is taken up, and what keeps words from being quoted.

    What lies within one of the `compounds` ("waiting room") is no detail. A sentence with one of
    the `unquotable` words, of the first `names` or of the `machine` words is never quoted, nor one
    with one of the `commands` at its head, or beside a word that is said to `software`.
    """

    classes: Mapping[str, str] = field(default_factory=dict)
    details: tuple[DetailRule, ...] = ()
    compounds: tuple[str, ...] = ()
    unquotable: str = ""
    names: str = ""
    machine: str = ""
    software: str = ""
    commands: str = ""

    languages: Mapping[str, DetailRules] = field(default_factory=dict)

    def with_language(self, language: str, other: DetailRules) -> DetailRules:
        """These rules and those of another language."""
        theirs = (replace(rule, language=language) for rule in other.details)
        return replace(
            self,
            classes={**self.classes, **other.classes},
            details=(*self.details, *theirs),
            compounds=(*self.compounds, *other.compounds),
            languages={**self.languages, language: other},
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """Something found in the post: how a reply names it, or the norm that it states."""

    id: str
    kind: DetailKind
    name: str
    norm: str
    start: int
    end: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of the post turned round ("your order came cold"), and where it stands."""

    text: str = ""
    start: int = 0
    end: int = 0


class DetailReader:
    """Reads the details of a post; orders to software and personal data are not looked at."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules = {rule.id: rule for rule in playbook.details.details}
        rows = ((rule.id, phrase) for rule in self._rules.values() for phrase in rule.phrases)
        self._book = PhraseBook(rows, playbook.details.classes, file=FILE)
        compounds = ((phrase, phrase) for phrase in playbook.details.compounds)
        self._compounds = PhraseBook(compounds, playbook.details.classes, file=FILE)
        self._order = {rule_id: rank for rank, rule_id in enumerate(self._rules)}
        self._signs = post_signs(playbook.triage, playbook.post_weights)

    def safe_text(self, post: str) -> str:
        """The post with blanks for orders, tags, links and whatever identifies somebody."""
        head = post[:_READ]
        spans = [(found.start, found.end) for found in find_personal_data(head)]
        spans += [m.span() for m in _MARKUP.finditer(head)]
        return without(head, [*spans, *self._signs.orders(head)])

    def find(self, post: str, language: str = "en") -> tuple[Detail, ...]:
        """The details in the order of the post, the first of each group."""
        return self.find_in(self.safe_text(post), language)

    def find_in(self, text: str, language: str = "en") -> tuple[Detail, ...]:
        """The same for a text that is safe already."""
        found: dict[str, Detail] = {}
        taken: list[tuple[int, int]] = []
        for hit in self._hits(text, language):
            rule = self._rules[hit.id]
            found_words = {name: _cased(word, language) for name, word in hit.words.items()}
            name, norm = _fill(rule.name, found_words), _fill(rule.norm, found_words)
            inside = any(start <= hit.start and hit.end <= end for start, end in taken)
            if inside or (rule.group or name or norm) in found:
                continue
            detail = Detail(rule.id, rule.kind, name, norm, hit.start, hit.end, rule.vague)
            found[rule.group or name or norm] = detail
            taken.append((hit.start, hit.end))
        spans = [(d.start, d.end) for d in found.values() if d.kind is DetailKind.TROUBLE]
        outer = [d for d in found.values() if not _within(d.start, d.end, spans)]
        return tuple(sorted(outer, key=lambda detail: detail.start))

    def _hits(self, text: str, language: str) -> list[Hit]:
        """What the rules of a language find, the rule that stands first in the file first."""
        row = tokens(text)
        compounds = [(hit.start, hit.end) for hit in self._compounds.find(row)]
        hits = (hit for hit in self._book.find(row) if self._rules[hit.id].language == language)
        outside = (hit for hit in hits if not _within(hit.start, hit.end, compounds))
        return sorted(outside, key=lambda hit: self._order[hit.id])

    def says_goodbye(self, piece: str) -> bool:
        """Whether somebody says in it that they will not come again."""
        hits = self._book.find(tokens(piece))
        return any(self._rules[hit.id].kind is DetailKind.LEAVING for hit in hits)


def check_examples(rules: DetailRules, reader: DetailReader) -> None:
    """Raise `SetupError` for a detail that misses its own example, or names what may be absent."""
    for rule in rules.details:
        _check_names(rule)
        for phrase in rule.phrases:
            if rule.kind is not DetailKind.PERSON:
                check_phrase(phrase, file=FILE, key=rule.id)
        for post, wanted in rule.examples.items():
            found = [
                _own(detail.norm or detail.name) for detail in reader.find(post, rule.language)
            ]
            if wanted not in found:
                raise SetupError(
                    f"“{post}” should be taken up as “{wanted}”", file=FILE, key=rule.id
                )


def _own(text: str) -> str:
    """What stands before the English of it."""
    return text.partition(" // ")[0]


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


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    row = list(names)
    return row[0] if len(row) == 1 else f"{', '.join(row[:-1])} {last} {row[-1]}" if row else ""


def _fill(text: str, found: Mapping[str, str]) -> str:
    for name, word in found.items():
        text = text.replace("{" + name + "}", word)
    return text


def _cased(word: str, language: str) -> str:
    if language == "de":  # what stands in a class is a noun
        return word.capitalize()
    return (
        word.upper() if word in _SHORT_NAMES else word.capitalize() if word in _CAPITALS else word
    )


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span lies in one of the longer ones."""
    return any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)


def adds(told: Told, detail: Detail) -> bool:
    """Whether the statement is about something else than the detail, and starts with a thing."""
    return bool(told.text) and not told.text.startswith("you") and not _overlap(detail, told)


def _overlap(detail: Detail, told: Told) -> bool:
    return detail.start < told.end and told.start < detail.end


def gives_way(detail: Detail, told: Told) -> bool:
    """Whether the statement of the post says more plainly what a vague detail only hints at."""
    return detail.vague and bool(told.text) and _overlap(detail, told)
