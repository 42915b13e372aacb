"""The second reader: the model reads what people wrote; it adds and raises, and removes nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from bot import briefing
from bot.coach import Coach
from bot.cues import filled
from bot.errors import ModelGarbled
from bot.findings import Finding, FindingKind, Severity, riskiest_first, verdict
from bot.masking import Masking
from bot.model import Message, Model
from bot.model_gates import Secrets, model_findings
from bot.prompt_files import fenced, fill, new_mark
from bot.readers import Reading
from bot.situation import Situation
from bot.wording import Span, Wording, covers, fold, lower, overlapped

_QUOTABLE = frozenset(briefing.QUOTABLE)
_READ = 12_000  # characters of a post; the rest of a huge one adds nothing but tokens
_WEIGHT = {Severity.TIP: 0, Severity.WARN: 1, Severity.BLOCK: 2}


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


class SecondReader:
    """Keeps the last `keep` readings; the same text is never read twice at once.

    `discarded` counts what the model flagged with words that do not stand in the reply, or with a
    kind that the rubric does not know.
    """

    def __init__(self, coach: Coach, model: Model, *, keep: int = 512) -> None:
        self._coach, self._model, self._keep = coach, model, keep
        self._kept: OrderedDict[str, tuple[Finding, ...]] = OrderedDict()
        self._running: dict[tuple[str, str], asyncio.Task[tuple[Finding, ...]]] = {}
        self.discarded = 0

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None:
        """What an earlier reading of this reply found; None where there was none."""
        key = self._key(reply, situation)
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        """What the model finds, in the order of the text; raises a `ModelError`.

        A caller who gives up leaves the reading to those who ask for it next.
        """
        found = self.known(reply, situation)
        if found is not None:
            return found
        key = organisation, self._key(reply, situation)
        if key not in self._running:
            task = asyncio.create_task(self._read(organisation, reply, situation))
            self._running[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        return await asyncio.shield(self._running[key])

    def _finished(self, key: tuple[str, str], task: asyncio.Task[tuple[Finding, ...]]) -> None:
        del self._running[key]
        if not task.cancelled() and task.exception() is None:
            self._kept[key[1]] = task.result()
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)

    async def _read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        mark, fence = new_mark(), new_mark()
        masking = Masking(
            customer=[situation.post[:_READ]],
            staff=[reply, situation.wrong, *(fact.text for fact in situation.facts)],
            known=briefing.public_words(situation.profile),
        )
        post = masking.hide(situation.post[:_READ]) or "(The post is not known.)"
        page = self._page(situation, masking, mark)
        messages: list[Message] = [
            {"role": "system", "content": page},
            {"role": "user", "content": fenced("the customer's post", post, fence)},
            {"role": "user", "content": fenced("the reply to read", masking.hide(reply), fence)},
        ]
        answer = await self._model.answer(organisation, messages, SecondReading)
        if answer.value.mark.strip() != mark:
            raise ModelGarbled("The model did not read the reply as it was asked to.")
        prompts = self._coach.playbook.prompts.values()
        secrets = Secrets((mark, fence), (*prompts, page), (reply,))
        return tuple(self._findings(answer.value.findings, reply, situation, masking, secrets))

    def _page(self, situation: Situation, masking: Masking, mark: str) -> str:
        playbook, profile = self._coach.playbook, situation.profile
        values = {
            "house": briefing.house(profile),
            "contacts": briefing.contacts(profile),
            "knowledge": briefing.knowledge(profile),
            "remedies": briefing.remedies(profile),
            "platform": briefing.platform(situation),
            "triage": briefing.reading(situation.triage),
            "kinds": briefing.kinds(playbook),
            "criteria": briefing.criteria(playbook, situation),
            "facts": briefing.facts(situation, masking.hide),
            "guidelines": playbook.guidelines.strip(),
            "mark": mark,
        }
        return fill(playbook.prompts["second_reading"], values)

    def _findings(
        self,
        flags: Sequence[Flag],
        reply: str,
        situation: Situation,
        masking: Masking,
        secrets: Secrets,
    ) -> Iterator[Finding]:
        wording, taken = Wording(reply), set[tuple[str, Span]]()
        rubric = self._coach.playbook.rubric
        for flag in flags:
            span = _place(masking.reveal(flag.quote), wording)
            if span is None or flag.kind not in _QUOTABLE:
                self.discarded += 1
                continue
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
            situation.wrong, *(f"{fact.state} {fact.text}" for fact in situation.facts),
        )  # fmt: skip
        parts = (hashlib.sha256(part.encode(errors="replace")).digest() for part in about)
        return hashlib.sha256(b"".join(parts)).hexdigest()


def with_second(reading: Reading, found: Sequence[Finding]) -> Reading:
    """The reading with more findings: what overlaps one of its kind raises it, never lowers it."""
    merged = list(reading.findings)
    for new in found:
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


def _place(quote: str, reply: Wording) -> Span | None:
    """Where the quote stands, letter for letter but for the form of quotation marks."""
    words = fold(quote.strip())
    start = reply.folded.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else None


def _is_quoted(span: Span, reply: Wording, situation: Situation) -> bool:
    """Whether the words are the customer's own, given back in quotation marks."""
    quotation = covers(reply.quotations, *span)
    return bool(quotation) and reply.low[slice(*span)] in lower(situation.post)
