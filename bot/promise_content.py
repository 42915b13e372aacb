"""Says what a promise comes to and who keeps it, in the words of the reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from bot.clauses import Clause, signer
from bot.phrases import Hit, words
from bot.promise_keepers import Keepers, any_of, listed_words
from bot.promise_signs import PromiseSign, PromiseWords
from bot.promise_text import TEAM, Told, between, short

_LONG = 4  # words of a subject that is no more than one
# Classes of verbs that say by themselves who acts.
_WE_ACT, _I_ACT = frozenset({"we", "we_shall", "giving"}), frozenset({"me", "i_shall", "gives"})


class PromiseContent:
    """Knows the small words of one language; built once."""

    def __init__(
        self,
        words_: PromiseWords,
        keepers: Keepers,
        bases: Mapping[str, str],
        *,
        verbs_say_who: bool,
    ) -> None:
        """`bases` gives the verb of each of its forms; English ones do not say who acts."""
        self._words, self._keepers, self._bases = words_, keepers, bases
        joints = words_.joints
        self._us, self._me = words(joints.we), words(joints.me)
        self._things = words(words_.things)
        self._determiners = words(
            f"{joints.articles} {joints.ours} {words_.classes.get('this', '')}"
        )
        self._verbs_say_who = verbs_say_who

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return any_of(self._words.joints.openings, r"\s+")

    @cached_property
    def _last_lead(self) -> re.Pattern[str]:
        joints = self._words.joints
        listed = listed_words(f"{joints.leads} {joints.articles}")
        return re.compile(rf"(?:\s+(?:{listed}))*[\s,.;:!–—-]*\Z", re.IGNORECASE)

    def subject(self, told: Told, clause: Clause, hit: Hit) -> str:
        """Who or what acts: what stands before the sign, without a time or "and" at its head."""
        start = max([m.end for m in between(told.moments, clause.start, hit.start)] or [0])
        text = told.wording.folded[max(start, clause.start) : hit.start].strip(" \n,;:.()-–—")
        text = self._opening.sub("", text, count=1)
        if not text and clause.joined:
            text = told.wording.folded[told.sentences[clause.sentence][0] : clause.start]
            return self._keepers.head(text) or text.partition(" ")[0]
        return (
            self._keepers.head(text)
            if len(text.split()) > _LONG and self._joined_twice(text)
            else text
        )

    def _joined_twice(self, text: str) -> bool:
        return not words(self._words.joints.joins).isdisjoint(text.lower().split())

    def owner(self, told: Told, clause: Clause, hit: Hit, sign: PromiseSign) -> str | None:
        said = {t.text for t in between(told.row, hit.start, hit.end)}
        subject, what = self.subject(told, clause, hit), sign.what
        near = max(0, hit.first - 2)
        last = {t.text for t in told.row[near : hit.first] if t.start >= clause.start}
        if not self._me.isdisjoint(said | last) or not _I_ACT.isdisjoint(hit.words):
            return self._signer(told)
        if not self._us.isdisjoint(said | last) or (
            self._verbs_say_who and not _WE_ACT.isdisjoint(hit.words)
        ):
            return TEAM
        if "{subject}" in what or "{do}" not in what:
            return None
        if not subject and told.row[hit.first].text in self._determiners:
            subject = self._keepers.head(told.wording.folded[hit.start : hit.end])
        return self._keepers.named(subject) or self._keepers.behind(
            told.wording.folded[hit.end : clause.end]
        )

    def what(self, told: Told, clause: Clause, hit: Hit, sign: PromiseSign) -> str:
        row = between(told.row, hit.start, hit.end)
        forms = set(hit.words.values())
        verb = next((token for token in row if token.text in forms), row[-1])
        parts = {
            "{do}": self._bases.get(verb.text, verb.text),
            "{rest}": self.cut(told, verb.end, clause.end),
            "{subject}": self.small(self.subject(told, clause, hit)),
        }
        what = sign.what
        for name, said in parts.items():
            what = what.replace(name, said)
        return short(what) or short(told.wording.folded[clause.start : clause.end])

    def owner_unsaid(self, told: Told, clause: Clause) -> str | None:
        """Who keeps a promise that is told by no sign: we, who signs, or who it begins with."""
        said = set(told.words(clause.start, clause.end))
        if not self._me.isdisjoint(said):
            return self._signer(told)
        if not self._us.isdisjoint(said):
            return TEAM
        return self._keepers.named(self._keepers.head(self.cut(told, clause.start, clause.end)))

    def speaks_of_us(self, told: Told, hit: Hit) -> bool:
        """Whether the words of a sign say that we act."""
        said = {t.text for t in between(told.row, hit.start, hit.end)}
        return not _WE_ACT.isdisjoint(hit.words) or not self._us.isdisjoint(said)

    def _signer(self, told: Told) -> str:
        name = signer(told.wording)
        return name if name and name.lower() not in self._things else TEAM

    def cut(self, told: Told, start: int, end: int) -> str:
        """The words between two places up to the first time that is named."""
        times = [m.start for m in between(told.moments, start + 1, end)]
        text = told.wording.folded[start : times[0] if times else end]
        return (self._last_lead.sub("", text) if times else text).strip(" \n,;:.!()-–—")

    def small(self, text: str) -> str:
        """A sentence's first word as it would stand inside one; names keep their capital."""
        first = text.split(" ")[0].lower()
        return text[:1].lower() + text[1:] if first in self._things else text
