"""The second reader: the model reads what people wrote; it adds and raises, and removes nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot import briefing
from bot.coach import Coach
from bot.cues import filled
from bot.errors import ModelGarbled
from bot.findings import GROUPS, Finding, FindingKind, Severity, riskiest_first, verdict
from bot.masking import Masking
from bot.model import Answer, Model
from bot.model_gates import Secrets, model_findings
from bot.moderation import READER as MODERATION
from bot.moderation import Moderation
from bot.prompt_files import fenced, fill, new_mark
from bot.readers import Reading
from bot.situation import Situation
from bot.structured import Message
from bot.wording import Span, Wording, covers, fold, lower, overlapped

_QUOTABLE = frozenset(briefing.QUOTABLE)
_READ = 12_000  # characters of a post; the rest of a huge one adds nothing but tokens
_WEIGHT = {Severity.TIP: 0, Severity.WARN: 1, Severity.BLOCK: 2}
# Seconds for which a reading that is there waits for the moderation, which was asked first and is
# nearly always there before.
_GRACE = 0.5


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})


class Flag(_Shape):
    """One finding of the model: verbatim words, and what could stand in their place."""

    kind: str = Field(json_schema_extra={"enum": [str(kind) for kind in briefing.QUOTABLE]})
    quote: str
    suggestion: str


class SecondReading(_Shape):
    """What the model returns; `mark` shows that it read our page to the point."""

    mark: str
    findings: list[Flag]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reading found, and how it came about."""

    found: tuple[Finding, ...]
    made: Mapping[str, Any] = field(default_factory=dict)


class SecondReader:
    """Keeps the last `keep` readings; the same text is never read twice at once.

    `discarded` counts what the model flagged with words that do not stand in the reply, or with a
    kind that the rubric does not know; `outcomes` counts readings: `read`, `failed` (there was no
    answer) and `distrusted` (there was one that nobody should rely on).
    """

    def __init__(self, coach: Coach, model: Model, *, keep: int = 512) -> None:
        self._coach, self._model, self._keep = coach, model, keep
        rubric = coach.playbook.rubric
        self._moderation = Moderation(model, rubric) if model.options.moderation else None
        self._kept: OrderedDict[str, _Read] = OrderedDict()
        self._running: dict[tuple[str, str], asyncio.Task[_Read]] = {}
        self.discarded = 0
        self.outcomes: Counter[str] = Counter(read=0, failed=0, distrusted=0)

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None:
        """What an earlier reading of this reply found; None where there was none."""
        key = self._key(reply, situation)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key].found
        return None

    def made(self, reply: str, situation: Situation) -> Mapping[str, Any]:
        """How that reading came about: `model`, `tokens_in`, `tokens_out`, `seconds`, `discarded`;
        empty where there was none, or it was long ago."""
        read = self._kept.get(self._key(reply, situation))
        return read.made if read else {}

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        """What the model finds, in the order of the text, and then what the moderation adds.

        Raises a `ModelError`; a `ModelGarbled` says that the answer cannot be relied on. A caller
        who gives up leaves the reading to those who ask for it next.
        """
        found = self.known(reply, situation)
        if found is not None:
            return found
        key = organisation, self._key(reply, situation)
        if key not in self._running:
            task = asyncio.create_task(self._read(organisation, reply, situation))
            self._running[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        return (await asyncio.shield(self._running[key])).found

    def _finished(self, key: tuple[str, str], task: asyncio.Task[_Read]) -> None:
        del self._running[key]
        if task.cancelled():
            return
        if (failed := task.exception()) is not None:
            self.outcomes["distrusted" if isinstance(failed, ModelGarbled) else "failed"] += 1
            return
        self.outcomes["read"] += 1
        self._kept[key[1]] = task.result()
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)

    async def _read(self, organisation: str, reply: str, situation: Situation) -> _Read:
        mark, fence = new_mark(), new_mark()
        before = situation.before
        masking = Masking(
            customer=[situation.post[:_READ], *before.posts],
            staff=[
                reply,
                situation.wrong,
                *(fact.text for fact in situation.facts),
                *before.replies,
                *(pledge.quote for pledge in before.pledges),
            ],
            known=briefing.public_words(situation.profile),
        )
        post = masking.hide(situation.post[:_READ]) or "(The post is not known.)"
        page = self._page(situation, mark)
        facts = briefing.facts(situation, masking.hide)
        messages: list[Message] = [
            {"role": "system", "content": page},
            {"role": "user", "content": fenced("the customer's post", post, fence)},
            {"role": "user", "content": fenced("what staff say about it", facts, fence)},
            *(
                {"role": "user", "content": fenced(what, text, fence)}
                for what, text in said_before(situation, masking.hide)
            ),
            {"role": "user", "content": fenced("the reply to read", masking.hide(reply), fence)},
        ]
        moderating = asyncio.create_task(self._moderated(reply, situation, masking))
        try:
            answer = await self._model.answer(organisation, messages, SecondReading)
            if answer.value.mark.strip() != mark:
                raise ModelGarbled("The model did not read the reply as it was asked to.")
            quoted = self._quoted(answer.value.findings, reply, situation, masking)
            prompts = self._coach.playbook.prompts.values()
            secrets = Secrets((mark, fence), (*prompts, page), (reply,))
            found = tuple(self._findings(quoted, reply, situation, masking, secrets))
            await asyncio.wait({moderating}, timeout=_GRACE)
            added = moderating.result() if moderating.done() else ()
        finally:
            moderating.cancel()
        discarded = len(answer.value.findings) - len(quoted)
        return _Read((*found, *added), self._made(answer, discarded))

    async def _moderated(
        self, reply: str, situation: Situation, masking: Masking
    ) -> tuple[Finding, ...]:
        if self._moderation is None:
            return ()
        return await self._moderation.read(reply, situation, masking.hide)

    def _made(self, answer: Answer[SecondReading], discarded: int) -> dict[str, Any]:
        return {
            "model": answer.model or self._model.options.name,
            "tokens_in": answer.tokens_in,
            "tokens_out": answer.tokens_out,
            "seconds": round(answer.seconds, 3),
            "discarded": discarded,
        }

    def _page(self, situation: Situation, mark: str) -> str:
        playbook, profile = self._coach.playbook, situation.profile
        values = {
            "house": briefing.house(profile),
            "contacts": briefing.contacts(profile),
            "knowledge": briefing.knowledge(profile),
            "remedies": briefing.remedies(profile),
            "platform": briefing.platform(situation),
            "triage": briefing.reading(situation.triage),
            "kinds": briefing.kinds_shown(playbook),
            "criteria": briefing.criteria(playbook, situation),
            "guidelines": playbook.guidelines.strip(),
            "mark": mark,
        }
        return fill(playbook.prompts["second_reading"], values)

    def _quoted(
        self, flags: Sequence[Flag], reply: str, situation: Situation, masking: Masking
    ) -> list[tuple[Flag, Span]]:
        """The flags of our kinds with the place of their words; others are dropped and counted.

        `ModelGarbled` where nothing says that the model really read the reply: all its quotes are
        made up, or it found nothing in a text that tells it to find nothing.
        """
        wording = Wording(reply)
        placed = [(flag, place_of(masking.reveal(flag.quote), wording)) for flag in flags]
        quoted = [(f, span) for f, span in placed if span is not None and f.kind in _QUOTABLE]
        self.discarded += len(flags) - len(quoted)
        if flags and all(span is None for _, span in placed):
            raise ModelGarbled("The model quotes only words that do not stand in the reply.")
        if not flags and self._holds_orders(reply, situation):
            raise ModelGarbled("The model was given orders by what it read, and found nothing.")
        return quoted

    def _holds_orders(self, reply: str, situation: Situation) -> bool:
        triage = situation.triage
        return bool(triage and triage.injection) or self._coach.triage(reply).injection

    def _findings(
        self,
        flags: Sequence[tuple[Flag, Span]],
        reply: str,
        situation: Situation,
        masking: Masking,
        secrets: Secrets,
    ) -> Iterator[Finding]:
        wording, taken = Wording(reply), set[tuple[str, Span]]()
        rubric = self._coach.playbook.rubric
        for flag, span in flags:
            if (flag.kind, span) in taken or _is_quoted(span, wording, situation):
                continue
            taken.add((flag.kind, span))
            kind, text = FindingKind(flag.kind), reply[slice(*span)]
            rule = rubric.kinds[kind]
            suggestion = masking.publish(flag.suggestion)
            fine = self._is_fine(suggestion, situation, secrets)
            yield Finding(
                kind=kind,
                severity=rule.severity,
                start=span[0],
                end=span[1],
                text=text,
                why=filled(rule.why, {"text": text}),
                suggestion=suggestion if fine else "",
                reader="model",
            )

    def _is_fine(self, suggestion: str, situation: Situation, secrets: Secrets) -> bool:
        """Whether a wording of the model's may be offered: it passes what a draft has to pass."""
        rubric = self._coach.playbook.rubric
        found = (
            *self._coach.read(suggestion, situation).findings,
            *model_findings(suggestion, situation, rubric, secrets),
        )
        return all(f.severity is Severity.TIP or f.kind is FindingKind.UNFILLED_SLOT for f in found)

    def _key(self, reply: str, situation: Situation) -> str:
        about = (
            self._coach.playbook.version, situation.profile.name, reply, situation.post,
            situation.wrong, briefing.platform(situation), briefing.reading(situation.triage),
            *(f"{fact.state} {fact.text}" for fact in situation.facts),
            *(text for _, text in said_before(situation, str)),
        )  # fmt: skip
        parts = (hashlib.sha256(part.encode(errors="replace")).digest() for part in about)
        return hashlib.sha256(b"".join(parts)).hexdigest()


def said_before(situation: Situation, hide: briefing.Hide) -> Iterator[tuple[str, str]]:
    """The conversation so far as data for a model, each part with what it is."""
    before = situation.before
    if before.turns:
        yield "what was said in public before, the oldest first", briefing.exchange(before, hide)
    if before.pledges:
        yield "what became of what we promised there", briefing.pledges(before, hide)


def with_second(reading: Reading, found: Sequence[Finding]) -> Reading:
    """The reading with more findings: what overlaps one of its kind raises it, never lowers it.

    What the moderation flags counts only where no reader with a quote found anything toxic.
    """
    merged = list(reading.findings)
    for new in found:
        if new.reader == MODERATION and any(
            old.kind in GROUPS["toxic"] and _touch(old, new) for old in merged
        ):
            continue
        same = [
            (at, old) for at, old in enumerate(merged) if old.kind is new.kind and _touch(old, new)
        ]
        if not same:
            merged.append(new)
        for at, old in same:
            if _WEIGHT[new.severity] > _WEIGHT[old.severity]:
                merged[at] = replace(old, severity=new.severity, why=new.why)
    return replace(
        reading,
        findings=tuple(riskiest_first(merged)),
        verdict=verdict(finding.severity for finding in merged),
    )


def _touch(one: Finding, other: Finding) -> bool:
    span = one.start, one.end
    return span == (other.start, other.end) or overlapped([span], other.start, other.end)


def place_of(quote: str, reply: Wording) -> Span | None:
    """Where the quote stands, letter for letter but for the form of quotation marks."""
    words = fold(quote.strip())
    start = reply.folded.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else None


def _is_quoted(span: Span, reply: Wording, situation: Situation) -> bool:
    """Whether the words are the customer's own, given back in quotation marks."""
    quotation = covers(reply.quotations, *span)
    return bool(quotation) and reply.low[slice(*span)] in lower(situation.post)
