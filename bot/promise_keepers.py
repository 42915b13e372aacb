"""Finds who is named to keep a promise: a person, or a role of ours."""

from __future__ import annotations

import re

from bot.phrases import words
from bot.promise_signs import PromiseWords

_LONG = 4  # words of a name or role
_AFTER = 100  # characters after a verb that are looked at
_NAME = re.compile(r"[A-ZÀ-Þ][\w'-]*(?: [A-ZÀ-Þ][\w'-]+)?\Z")


class Keepers:
    """Knows the roles, titles and small words of one language."""

    def __init__(self, listed: PromiseWords, plain: frozenset[str]) -> None:
        """`plain` words are no names, though they have a capital at the head of a sentence."""
        joints = listed.joints
        self._roles, self._titles = words(listed.roles), words(listed.titles)
        self._others, self._our = words(listed.third_parties), words(joints.ours)
        self._plain = plain
        self._plural, self._first_names = tuple(listed.plural.split()), words(listed.first_names)
        self._determiner = any_of(f"{joints.articles} {joints.ours}", r"\s+")

    def head(self, text: str) -> str:
        """The person or role that a longer text begins with."""
        row = text.split()[:_LONG]
        for count in range(len(row), 0, -1):
            head = " ".join(row[:count]).strip(",")
            if self.named(head) and (self._is_name(head) or self._is_role(row[count - 1])):
                return head
        return ""

    def behind(self, text: str) -> str | None:
        """The person or role after a verb that comes first ("morgen ruft Sie Frau Keller an")."""
        row = text[:_AFTER].split()
        for number, word in enumerate(row):
            bare = word.strip(",.;:!").lower()
            if bare.rstrip(".") in self._titles and number + 1 < len(row):
                return " ".join(row[number : number + 2]).strip(",.;:!")
            if bare in self._roles and number and row[number - 1].lower() in self._our:
                return word.strip(",.;:!")
        return None

    def role(self, text: str) -> str | None:
        head = self.head(text)
        return self.named(head) if head and self._is_role(head.split()[-1]) else None

    def _is_role(self, word: str) -> bool:
        return word.strip(",").lower() in self._roles

    def _is_name(self, text: str) -> bool:
        first, _, rest = text.partition(" ")
        titled = first.lower().rstrip(".") in self._titles and rest
        return _NAME.match(rest if titled else text) is not None

    def named(self, subject: str) -> str | None:
        """The person or role that `subject` begins with, as written."""
        head = subject.split(",")[0].strip()
        bare = self._determiner.sub("", head, count=1)
        row = bare.lower().split()
        if not row or len(row) > _LONG:
            return None
        ours = bare != head and head.split()[0].lower() in self._our
        if not self._roles.isdisjoint(row) or (ours and self._others.isdisjoint(row)):
            return bare
        if row[0].rstrip(".") in self._titles and len(row) > 1:
            return bare
        named = self._is_name(bare) and bare == head and row[0] not in self._plain
        return bare if named and not self._is_plural(row) else None

    def _is_plural(self, row: list[str]) -> bool:
        """Whether a word with a capital is things rather than a person ("Trailers will …")."""
        ends = bool(self._plural) and row[0].endswith(self._plural)
        return ends and len(row) == 1 and row[0] not in self._first_names


def listed_words(text: str) -> str:
    row = sorted(set(text.split()), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace("_", r"\s+") for word in row) or "(?!)"


def any_of(text: str, ending: str) -> re.Pattern[str]:
    """Any word of `text` at the beginning."""
    return re.compile(rf"\A(?:{listed_words(text)}){ending}", re.IGNORECASE)
