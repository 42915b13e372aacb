"""The moderation endpoint of the model's server, where it has one, for the toxic kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from bot.breaker import Breaker
from bot.cues import filled
from bot.errors import ModelError
from bot.findings import Finding, FindingKind, Severity
from bot.model import Model
from bot.rubric import Rubric
from bot.situation import Situation
from bot.text import shorten
from bot.wording import Span, Wording, lower

READER = "moderation"

# Its categories with our kinds, the gravest first. Violence is a threat only together with one of
# the threatening ones, which say so themselves; the rest is none of our kinds.
_KINDS = {
    "harassment/threatening": FindingKind.THREAT,
    "hate/threatening": FindingKind.THREAT,
    "hate": FindingKind.IDENTITY_ATTACK,
    "harassment": FindingKind.INSULT,
}
NO_ENDPOINT = frozenset({400, 404, 405})  # what servers say that know of no such thing
_ASKED_AGAIN = timedelta(hours=1)
_READ = 12_000  # characters of a reply; the rest of a huge one is left to the other readers
_SENTENCES = 100
_NAMED = 100  # characters of a sentence in the words about it


class Moderation:
    """Asks about one reply at a time, in one call; trouble of any kind means that it says nothing.

    A server without the endpoint is asked again after an hour; one that fails several times in a
    row gets a rest.
    """

    def __init__(self, model: Model, rubric: Rubric) -> None:
        self._model, self._rubric = model, rubric
        self._breaker = Breaker()
        self._none_until: datetime | None = None

    async def read(
        self, reply: str, situation: Situation, hide: Callable[[str], str]
    ) -> tuple[Finding, ...]:
        """At most one finding for each sentence; what `hide` takes out of the words is not sent."""
        asked = list(_own_words(Wording(reply[:_READ]), situation.post))[:_SENTENCES]
        if not asked:
            return ()
        flagged = await self._flagged([hide(words) for _, words in asked])
        told = zip((span for span, _ in asked), flagged, strict=False)
        return tuple(
            self._finding(kind, span, reply) for span, flags in told if (kind := _kind_of(flags))
        )

    async def _flagged(self, texts: list[str]) -> list[dict[str, bool]]:
        """The categories of each text; nothing where the endpoint does not say."""
        now = await self._model.clock.now()
        if (self._none_until and now < self._none_until) or not self._breaker.admits(now):
            return []
        try:
            flagged = await self._model.flagged(texts)
        except asyncio.CancelledError:  # too slow
            self._breaker.failed(now)
            raise
        except ModelError as exc:
            if exc.status in NO_ENDPOINT:
                self._none_until = now + _ASKED_AGAIN
                self._breaker.worked()
            else:
                self._breaker.failed(now)
            return []
        self._breaker.worked()
        return flagged if len(flagged) == len(texts) else []

    def _finding(self, kind: FindingKind, span: Span, reply: str) -> Finding:
        rule, text = self._rubric.kinds[kind], reply[slice(*span)]
        # It quotes nothing and gives no reason that a person could check, so alone it stops nobody.
        block = rule.severity is Severity.BLOCK
        return Finding(
            kind=kind,
            severity=Severity.WARN if block else rule.severity,
            start=span[0],
            end=span[1],
            text=text,
            why=filled(rule.why, {"text": shorten(text, _NAMED)}),
            suggestion="",
            reader=READER,
        )


def _own_words(reply: Wording, post: str) -> Iterator[tuple[Span, str]]:
    """Every sentence, without what it quotes of the post; none of which nothing is left."""
    theirs, characters = lower(post), list(reply.text)
    for start, end in reply.quotations:
        if reply.low[start:end].strip(" .,!?") in theirs:
            characters[start:end] = " " * (end - start)
    for start, end in reply.sentences:
        words = "".join(characters[start:end])
        if any(c.isalnum() for c in words):
            yield (start, end), words


def _kind_of(flags: Mapping[str, bool]) -> FindingKind | None:
    return next((kind for category, kind in _KINDS.items() if flags.get(category)), None)
