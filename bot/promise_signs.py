"""The words of promises in one language, as the lead has them in a file of `prompts/promises`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.time_words import TimeWords

FOLDER = "promises"


class When(StrEnum):
    """When a sign makes a promise of its clause; the head of `en.yaml` explains it."""

    ALWAYS = "always"
    LIKELY = "likely"
    DATED = "dated"
    TIMED = "timed"
    AHEAD = "ahead"
    OWNED = "owned"
    NEVER = "never"
    UNSURE = "unsure"
    IF = "if"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class PromiseSign:
    """One way to promise, or not to, as a file of `prompts/promises` words it."""

    id: str
    when: When
    phrases: tuple[str, ...]
    what: str = "{do} {rest}"
    overrides: bool = False
    alone: bool = False
    across: bool = False
    leading: bool = False
    timeless: bool = False
    match: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joints:
    """The small words that hold a sentence together, blanks between them (`_` within one).

    `breaks` part clauses and `joins` those that take up the subject; `leads` stand before a time.
    `short` says what a part of a word stands for (`'ll: will`), `apart` which beginnings are words
    of their own ("j'" of "j'envoie").
    """

    breaks: str = ""
    joins: str = ""
    openings: str = ""
    leads: str = ""
    finite: str = ""
    pronouns: str = ""
    we: str = ""
    me: str = ""
    ours: str = ""
    articles: str = ""
    asked: str = ""
    short: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    apart: str = ""
    negation: str = ""
    participle: str = ""


@dataclass(frozen=True, slots=True)
class PromiseWords:
    """One file of `prompts/promises`; `file` is its name in there."""

    signs: tuple[PromiseSign, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    verbs: str = ""
    conjugations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    irregular: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    roles: str = ""
    titles: str = ""
    things: str = ""
    plural: str = ""
    first_names: str = ""
    third_parties: str = ""
    joints: Joints = field(default_factory=Joints)
    times: TimeWords = field(default_factory=TimeWords)
    file: str = ""


def verb_classes(words: PromiseWords) -> dict[str, str]:
    """The classes that verbs make ($do, $does, …), each with the forms of all verbs.

    What `classes` lists under the same name ("we: *amos") is added.
    """
    classes: dict[str, list[str]] = {}
    for _, forms in conjugated(words):
        for name, row in forms.items():
            classes.setdefault(name, [words.classes.get(name, "")]).extend(row)
    return {name: " ".join(row) for name, row in classes.items()}


def participles(words: PromiseWords) -> dict[str, str]:
    """Every verb with its past participle."""
    return {verb: forms["done"][0] for verb, forms in conjugated(words) if forms.get("done")}


def conjugated(words: PromiseWords) -> Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Every verb with its forms by class.

    A conjugation is named after what its verbs look like (`be~en`), `~` being the stem; the
    longest name that fits counts. Of "ab-holen" the forms with a prefix of their own are made by
    `+` ("+ge~t" is "abgeholt"), all others of "holen".
    """
    for verb in words.verbs.split():
        prefix, _, bare = verb.rpartition("-")
        stem, rules = _rules(words.conjugations, bare)
        rules = {**rules, **words.irregular.get(bare, {}), **words.irregular.get(verb, {})}
        yield (
            prefix + bare,
            {
                name: tuple(_form(pattern, stem, prefix) for pattern in row.split())
                for name, row in rules.items()
            },
        )


def _rules(
    conjugations: Mapping[str, Mapping[str, str]], verb: str
) -> tuple[str, Mapping[str, str]]:
    for name in sorted(conjugations, key=lambda name: (-len(name), name)):
        head, _, tail = name.partition("~")
        if len(verb) > len(head + tail) and verb.startswith(head) and verb.endswith(tail):
            return verb[len(head) : len(verb) - len(tail)], conjugations[name]
    return verb, {}


def _form(pattern: str, stem: str, prefix: str) -> str:
    made = pattern.replace("~", stem)
    return prefix + made[1:] if made.startswith("+") else made
