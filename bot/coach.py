"""The coach's judgement in one place: triage a post, draft a reply, read a reply. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.composer import Composer
from bot.correction import correction
from bot.draft_texts import Composed
from bot.due import Due
from bot.events import Origin
from bot.facts import KnownFact
from bot.findings import Finding, FindingKind, Severity
from bot.playbook import Playbook
from bot.problem import Problem, ProblemReader
from bot.promised import Said
from bot.promised import read as read_said
from bot.promises import Promise, read_promises, time_meant
from bot.readers import Reading, ReplyReader
from bot.situation import Situation
from bot.triage import Triage
from bot.triage_reader import TriageReader


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft's text, who wrote it, and how it reads.

    Where a model took part, `triage` is what offline triage and model make of the post together,
    and `made` says how the draft came about: `model`, `tokens_in`, `tokens_out`, `seconds`,
    `prompt`, `rubric` and `playbook` (hashes), `repairs`, `spans` (criterion to start and end).
    It holds no customer text. `translation` is the text in English, where it is in another
    language and the house's own words.
    """

    text: str
    origin: Origin
    reading: Reading
    triage: Triage | None = None
    made: Mapping[str, Any] = field(default_factory=dict)
    translation: str = ""


_GAP = re.compile(r"[\[\]]")


class Coach:
    """Built once from a playbook; nothing here keeps state or talks to anybody."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self._triage_reader = TriageReader(playbook)
        self._composer = Composer(playbook)
        self._reader = ReplyReader(playbook)
        self._problems = ProblemReader(playbook.problems)

    def situation(
        self,
        *,
        brand: str = "",
        platform: str = "",
        post: str = "",
        triage: Triage | None = None,
        facts: Sequence[KnownFact] = (),
    ) -> Situation:
        """What is known about one reply; unknown brands and platforms fall back to the general."""
        return Situation(
            profile=self.playbook.profile(brand),
            post=post,
            triage=triage,
            facts=tuple(facts),
            platform=self.playbook.platforms.get(platform),
        )

    def size_up(
        self,
        post: str = "",
        *,
        brand: str = "",
        platform: str = "",
        facts: Sequence[KnownFact] = (),
    ) -> Situation:
        """The situation of a reply to `post`, triaged here; without a post, of any reply."""
        triage = self.triage(post, platform=platform) if post else None
        return self.situation(brand=brand, platform=platform, post=post, triage=triage, facts=facts)

    def triage(self, post: str, *, platform: str = "") -> Triage:
        """What kind of post this is."""
        return self._triage_reader.triage(post, platform=platform)

    def read(self, reply: str, situation: Situation) -> Reading:
        """Everything a reader would flag in `reply`."""
        return self._reader.read(reply, situation)

    def flags(self, reply: str, situation: Situation) -> tuple[Finding, ...]:
        """What in `reply` a reader would flag, without an assessment."""
        return self._reader.flags(reply, situation)

    def promises(self, reply: str, at: datetime) -> list[Said]:
        """What `reply` promises; `at` is the aware local moment of writing.

        A gap in it promises nothing before somebody has filled it.
        """
        said = read_said(self.promised(reply, at))
        return [one for one in said if not _GAP.search(one.quote)]

    def promised(self, reply: str, at: datetime) -> tuple[Promise, ...]:
        """The promises of `reply` as they are found; `at` as above."""
        words, weights = self.playbook.promises, self.playbook.promise_weights
        return read_promises(reply, at=at, words=words, weights=weights)

    def problem(self, post: str, triage: Triage | None) -> Problem:
        """Which problem a post tells of."""
        return self._problems.read(post, triage)

    def time_meant(self, words: str, at: datetime) -> Due | None:
        """The time that somebody typed, seen from `at` (aware, local); None where unsure."""
        return time_meant(words, at=at, words=self.playbook.promises)

    def time_named(self, words: str, at: datetime) -> Due | None:
        """The time that `words` name, seen from `at` (aware, local); None where there is none."""
        found = self.promises(f"We will do it by {words}.", at)
        return found[0].due if found else None

    def composed(self, situation: Situation, *, plain: bool = False) -> Composed | None:
        """The composer's text with the span that meets each criterion; `plain` takes up nothing
        of the customer's own words. None where no reply is due."""
        return self._composer.compose(situation, plain=plain)

    def draft(
        self,
        situation: Situation,
        *,
        asked: bool = False,
        avoid: Sequence[str] = (),
        recent: Sequence[str] = (),
    ) -> Drafted | None:
        """A reply and how it reads; None where none is advised and nobody `asked` for one.

        `avoid` are texts that were seen already; another wording is tried. `recent` are the
        house's last composed drafts, the latest last.
        """
        if situation.triage and not situation.triage.reply_advised and not asked:
            return None
        if situation.wrong:
            composed: Composed | None = correction(situation, self.playbook.texts)
        else:
            composed = self._composer.compose(situation, avoid=avoid, recent=recent)
        if composed is None:
            return None
        reading = self.read(composed.text, situation)
        if not situation.wrong and _flagged(reading):
            composed, reading = self._unflagged(situation, composed, reading, avoid, recent)
        return Drafted(composed.text, Origin.COMPOSER, reading, translation=composed.translation)

    def _unflagged(
        self,
        situation: Situation,
        composed: Composed,
        reading: Reading,
        avoid: Sequence[str],
        recent: Sequence[str],
    ) -> tuple[Composed, Reading]:
        """In other words, and then without the customer's, which can look bad in a reply."""
        for plain in (False, True):
            other = self._composer.compose(
                situation, avoid=(*avoid, composed.text), recent=recent, plain=plain
            )
            if other and not _flagged(again := self.read(other.text, situation)):
                return other, again
        return composed, reading


def _flagged(reading: Reading) -> bool:
    """Whether anything was found but open slots and tips."""
    return any(
        f.severity is not Severity.TIP and f.kind is not FindingKind.UNFILLED_SLOT
        for f in reading.findings
    )
