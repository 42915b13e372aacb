"""What comes in the place of flagged words of a person's own reply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.findings import Finding, FindingKind
from bot.rubric import Criterion
from bot.situation import Situation
from bot.wording import Span, place_for, shared_word

# Nothing comes in their place: the rest of the reply has to say what is said instead.
_ONLY_OUT = frozenset({FindingKind.STOCK_PHRASE, FindingKind.DELETION_REQUEST})
GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|lieber?|guten (?:tag|abend))"
    r"\b[^,.!?\n]{0,40}(?:[,!.]\s*|\n\s*)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d")
Words = Mapping[Criterion, str]


@dataclass(frozen=True, slots=True)
class Mending:
    """One round: what comes in the place of what is flagged. `said` are our words so far."""

    text: str
    about: Situation
    ours: Words
    said: set[str]
    taking_out: bool

    def edits(self, wrong: list[Finding]) -> Iterator[tuple[int, int, str]]:
        """Places of the text apart from each other, and what comes there; the riskiest first."""
        taken: list[Span] = []
        new: list[str] = []
        for finding in sorted(wrong, key=_reasons_first):
            edit = self._edit(finding)
            if edit is None:
                continue
            start, end, words = edit
            if any(start < b and a < end for a, b in taken):
                continue
            rest = self.text[:start] + self.text[end:]
            ours = [*new, *(one for one in self.said if one in rest)]
            if words.strip() in rest or words in new or _is_filler(words, ours):
                words = ""
            taken.append((start, end))
            new += filter(None, (words.strip(),))
            yield start, end, words
        self.said.update(new)

    def _edit(self, finding: Finding) -> tuple[int, int, str] | None:
        text, span = self.text, (finding.start, finding.end)
        if finding.kind is FindingKind.UNKNOWN_CONTACT:
            known = _like(finding.text, self.about.profile.contacts)
            return (*span, known) if known else None
        amount = finding.kind is FindingKind.OVERPROMISE and _AMOUNT.search(finding.text)
        if amount and not finding.suggestion and not self.taking_out:
            return (*span, "[how much]")
        suggestion = "" if self.taking_out else self._instead(finding)
        start, end = place_for(suggestion or ".", text, *span)
        if finding.kind is FindingKind.EXCUSE and _stands_in(suggestion):
            return end, end, f" {suggestion}"  # the reason stays, and is owned
        greeting = GREETING.match(text, start, end)
        if greeting and greeting.end() <= span[0]:
            start = greeting.end()
        return start, end, suggestion

    def _instead(self, finding: Finding) -> str:
        """The better wording; sorry for what the post says, where a draft of ours knows it."""
        if finding.kind in _ONLY_OUT:
            return ""
        if finding.kind is FindingKind.EMPTY_APOLOGY:
            sorry = self.ours.get(Criterion.APOLOGY, "")
            return sorry if shared_word(sorry, self.about.post) else finding.suggestion
        return finding.suggestion


def _reasons_first(finding: Finding) -> bool:
    """A reason that is owned says more than a sentence in the place of another."""
    return finding.kind is not FindingKind.EXCUSE


def _is_filler(words: str, ours: list[str]) -> bool:
    """A second whole sentence of ours that nobody has to fill: it would only be words."""
    return _stands_in(words) and any(map(_stands_in, ours))


def _stands_in(words: str) -> bool:
    return words.endswith((".", "!", "?")) and "[" not in words


def _like(contact: str, known: tuple[str, ...]) -> str:
    """A contact of the house of the same form: an address, a link or a number."""
    return next((own for own in known if _form(own) == _form(contact)), "")


def _form(contact: str) -> str:
    if "@" in contact:
        return "handle" if contact.startswith("@") else "mail"
    return "number" if re.fullmatch(r"[\d\s()+./-]+", contact) else "link"
