"""The signs of a promise as the lead words them in `prompts/promises.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.due import TimeWords

FILE = "promises.yaml"


class When(StrEnum):
    """When a sign makes a promise of its clause; the head of the file explains it."""

    ALWAYS = "always"
    DATED = "dated"
    TIMED = "timed"
    OWNED = "owned"
    NEVER = "never"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class PromiseSign:
    """One way to promise, or not to, as `prompts/promises.yaml` words it."""

    id: str
    when: When
    phrases: tuple[str, ...]
    what: str = "{do} {rest}"
    overrides: bool = False
    match: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseWords:
    """`prompts/promises.yaml`."""

    signs: tuple[PromiseSign, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    verbs: str = ""
    irregular: Mapping[str, str] = field(default_factory=dict)
    roles: str = ""
    things: str = ""
    third_parties: str = ""
    times: TimeWords = field(default_factory=TimeWords)


def verb_forms(verbs: Iterable[str], irregular: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Of each verb its base, -s, -ing and past forms, in this order."""
    return {
        verb: (verb, *(irregular[verb].split() if verb in irregular else _regular(verb)))
        for verb in verbs
    }


def _regular(verb: str) -> tuple[str, str, str]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return verb[:-1] + "ies", verb + "ing", verb[:-1] + "ied"
    plural = "es" if verb.endswith(("s", "x", "ch", "sh", "o")) else "s"
    return verb + plural, stem + "ing", stem + "ed"


def verb_classes(forms: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The classes $do, $does, $doing and $done."""
    rows = forms.values()
    return {
        "do": " ".join(row[0] for row in rows),
        "does": " ".join(row[1] for row in rows),
        "doing": " ".join(row[2] for row in rows),
        "done": " ".join(form for row in rows for form in row[3:]),
    }
