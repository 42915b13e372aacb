"""The model writer: one structured call for triage and draft, held to the rubric by the gates."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot import briefing
from bot.assess import wanted_criteria
from bot.coach import Coach, Drafted
from bot.edited import put_in
from bot.errors import BadInput, ModelError, ModelGarbled, ModelRefused, NotText
from bot.events import Origin
from bot.findings import Finding, FindingKind, Severity
from bot.masking import Masking
from bot.model import Answer, Model
from bot.model_gates import Secrets, injection_finding, is_no_answer, model_findings
from bot.prompt_files import fenced, fill, new_mark
from bot.readers import Reading
from bot.rubric import Criterion, Mark, Marked
from bot.second_reader import said_before, with_second
from bot.situation import Situation
from bot.structured import Message
from bot.text import clean
from bot.triage import Category, Confidence, Sensitivity, Triage

_SPARE = 1.0  # seconds to read and keep a draft before it is due

# Here only a person, or the composer's template, may find the words.
_NO_MODEL = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})
# A model alone cannot silence anybody: who gets no reply is for the offline triage and people.
_SILENCING = frozenset({Category.SPAM, Category.GUIDELINE_BREACH})
_READ = 12_000  # characters of a post; the rest of a huge one adds nothing but tokens
_LONGEST = 5_000  # characters of a draft; asked for are 120 words
_SEVERITIES = range(1, 6)
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class _Shape(BaseModel):
    """Servers are told that nothing else is allowed; if more comes all the same, it is ignored."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})


class Span(_Shape):
    """The words of the draft that meet one criterion of the rubric."""

    criterion: str = Field(json_schema_extra={"enum": [str(c) for c in Criterion]})
    quote: str


class Written(_Shape):
    """What the model returns: its reading of the post, and a draft."""

    category: Category
    severity: int
    sensitivities: list[Sensitivity]
    injection: bool
    strategy: str
    draft: str
    spans: list[Span]


class PictureText(_Shape):
    """The words in a picture."""

    text: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft ready for eyes in the house, how it reads, and what the model said beside it.

    `begins` is where the model's own words begin: before them stands what is in public already.
    """

    text: str
    reading: Reading
    triage: Triage
    written: Written
    begins: int = 0


class ModelWriter:
    """Writes for every kind of post but crises and people at risk."""

    def __init__(self, coach: Coach, model: Model) -> None:
        self._coach, self._model = coach, model
        self._rubric, self._prompts = coach.playbook.rubric, coach.playbook.prompts
        self._versions = {
            "prompt": _hash(self._prompts["draft"] + self._prompts["repair"]),
            "rubric": _hash(repr(self._rubric)),
            "playbook": coach.playbook.version,
        }

    async def write(
        self,
        organisation: str,
        situation: Situation,
        *,
        avoid: Sequence[str] = (),
        learned: Sequence[str] = (),
        seconds: float = 20.0,
    ) -> Drafted:
        """A draft for the post, or a `ModelError`, after which the composer serves.

        `avoid` are texts that were seen already, `learned` the reasons people gave for turning
        one of them down. `seconds` are left until the draft is due: a second round begins only
        where there is time for it, and what was written in time is never lost to it.
        `situation.triage` is the offline triage; the draft comes with what both readings say
        together. Where that is a crisis or a person at risk, the text is the composer's; where no
        reply is advised (`triage.reply_advised`), it should not be proposed unasked.
        """
        triage = situation.triage or self._coach.triage(situation.post)
        if triage.category in _NO_MODEL:
            raise ModelRefused("For this kind of post a person has to find the words.")
        about = replace(situation, triage=triage)
        call = _Call(self._coach, about, triage, avoid, learned)
        answers = [await self._model.answer(organisation, call.messages, Written)]
        both = merged_triage(triage, answers[0].value)
        if both.category in _NO_MODEL:
            return self._composed(situation, both, avoid, self._made(answers, {}))
        draft = call.draft(answers[0].value, both)
        left = seconds - answers[0].seconds - _SPARE
        if (wrong := _to_repair(draft)) and answers[0].seconds <= left:
            try:
                again = call.repair(answers[0].value, wrong)
                async with asyncio.timeout(left):
                    answers.append(await self._model.answer(organisation, again, Written))
                draft = min(draft, call.draft(answers[1].value, both), key=_weight)
            except (ModelError, TimeoutError):
                pass  # the first draft is still there, with its findings
        if call.misses(draft):
            raise ModelGarbled("The model's draft is no answer to the post.")
        made = self._made(answers, _offsets(draft))
        if situation.past:
            made["past"] = [each.outcome for each in situation.past]
        reading = call.marked(draft)
        return Drafted(draft.text, Origin.MODEL, reading, draft.triage, made)

    def _composed(
        self, situation: Situation, triage: Triage, avoid: Sequence[str], made: dict[str, Any]
    ) -> Drafted:
        """The composer's holding reply for what the model found to be graver than we thought."""
        grave = replace(situation, triage=replace(triage, category=Category.CRISIS))
        drafted = self._coach.draft(grave, asked=True, avoid=avoid)
        if drafted is None:
            raise ModelRefused("For this kind of post a person has to find the words.")
        return replace(drafted, triage=triage, made=made)

    def _made(
        self, answers: Sequence[Answer[Written]], spans: dict[str, list[int]]
    ) -> dict[str, Any]:
        return {
            "model": answers[-1].model or self._model.options.name,
            "tokens_in": sum(answer.tokens_in for answer in answers),
            "tokens_out": sum(answer.tokens_out for answer in answers),
            "seconds": round(sum(answer.seconds for answer in answers), 3),
            "repairs": len(answers) - 1,
            "spans": spans,
            **self._versions,
        }


class _Call:
    """All that belongs to one draft: its masking, its marks, its messages."""

    def __init__(
        self,
        coach: Coach,
        situation: Situation,
        triage: Triage,
        avoid: Sequence[str],
        learned: Sequence[str] = (),
    ) -> None:
        self._coach, self._situation, self._triage = coach, situation, triage
        self._rubric, prompts = coach.playbook.rubric, coach.playbook.prompts
        profile = situation.profile
        past = [text for each in situation.past for text in (each.post, each.reply)]
        before = situation.before
        pledged = [pledge.quote for pledge in before.pledges]
        self._masking = Masking(
            customer=[situation.post[:_READ], *before.posts, *past],
            staff=[
                *(fact.text for fact in situation.facts),
                situation.wrong,
                *avoid,
                *learned,
                *before.replies,
                *pledged,
            ],
            known=briefing.public_words(profile),
            language=triage.language,
        )
        mark, fence = new_mark(), new_mark()
        page = fill(prompts["draft"], self._told(mark))
        shared = (*avoid, *past, *profile.voice.examples)
        self._secrets = Secrets((mark, fence), (*prompts.values(), page), shared)
        data = "\n\n".join(fenced(*each, fence) for each in self._data(avoid, learned))
        self.messages: list[Message] = [
            {"role": "system", "content": page},
            {"role": "user", "content": data},
        ]

    def _data(self, avoid: Sequence[str], learned: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What goes to the model as data, each with what it is; the post first."""
        situation, hide = self._situation, self._masking.hide
        yield "the customer's post", hide(situation.post[:_READ])
        if situation.facts or situation.wrong:
            yield "what staff say about it: all that we know", briefing.facts(situation, hide)
        yield from said_before(situation, hide)
        if situation.past:
            yield (
                "how we answered posts like it before. Take the manner, not the facts",
                briefing.past(situation.past, hide),
            )
        if avoid:
            yield (
                "drafts that were seen already. Write it differently",
                briefing.seen(avoid, hide),
            )
        if learned:
            yield (
                "what people here said of earlier drafts. Write a draft that heeds it",
                briefing.turned_down(learned, hide),
            )

    def _told(self, mark: str) -> dict[str, str]:
        playbook, situation, triage = self._coach.playbook, self._situation, self._triage
        profile, hide = situation.profile, self._masking.hide
        return {
            "house": briefing.house(profile),
            "contacts": briefing.contacts(profile),
            "knowledge": briefing.knowledge(profile),
            "remedies": briefing.remedies(profile),
            "sign_off": profile.sign_off,
            "platform": briefing.platform(situation),
            "language": briefing.language(situation),
            "triage": briefing.reading(triage),
            "strategy": briefing.strategy(playbook, situation),
            "categories": briefing.categories(playbook),
            "criteria": briefing.criteria(playbook, situation),
            "kinds": briefing.kinds(playbook),
            "guidelines": playbook.guidelines.strip(),
            "voice": briefing.voice(profile),
            "tone": briefing.tone(situation),
            "words": briefing.words(situation, hide),
            "turn": briefing.turn(situation),
            "mark": mark,
        }

    def repair(self, written: Written, wrong: Sequence[Finding]) -> list[Message]:
        """The same conversation, going on with what the readers found."""
        hide = self._masking.hide
        told = "\n".join(f"- “{hide(f.text)}”: {hide(f.why)}" for f in wrong)
        page = fill(self._coach.playbook.prompts["repair"], {"findings": told})
        return [
            *self.messages,
            {"role": "assistant", "content": written.model_dump_json()},
            {"role": "user", "content": page},
        ]

    def draft(self, written: Written, triage: Triage) -> _Draft:
        """The model's draft as it could be shown, read with everything we have."""
        if len(written.draft) > _LONGEST:
            raise ModelGarbled("The model's draft is far too long.")
        try:
            text = clean(self._masking.publish(written.draft), what="draft")
        except BadInput as exc:
            raise ModelGarbled("The model wrote no draft.") from exc
        about = replace(self._situation, triage=triage)
        # What stands already was read and approved; a model may only have added to it.
        whole, begins = put_in(self._coach.playbook.texts, about, text)
        added = whole[begins:]
        found = [
            replace(one, start=one.start + begins, end=one.end + begins)
            for one in model_findings(added, about, self._rubric, self._secrets)
        ]
        reading = with_second(self._coach.read(whole, about), found)
        return _Draft(whole, reading, triage, written, begins)

    def marked(self, draft: _Draft) -> Reading:
        """The reading with the reminder of an injection, and with the criteria that only the
        model could judge, because the draft is in a language that our signs do not cover."""
        reading = draft.reading
        if draft.triage.injection:
            reading = with_second(reading, [injection_finding(draft.text, self._rubric)])
        judged = dict(reading.assessment)
        wanted = wanted_criteria(replace(self._situation, triage=draft.triage))
        for key, (start, end) in _offsets(draft).items():
            criterion = Criterion(key)
            if criterion in wanted and judged[criterion].mark is Mark.NOT_APPLICABLE:
                judged[criterion] = Marked(Mark.MET, start, end)
        return replace(reading, assessment=judged)

    def misses(self, draft: _Draft) -> bool:
        """Whether the draft answers something else than this post."""
        about = replace(self._situation, triage=draft.triage)
        return is_no_answer(draft.text, about, draft.reading.assessment, self._rubric)


class PictureReader:
    """Reads the words in a picture of a post, with a model that sees."""

    def __init__(self, coach: Coach, model: Model) -> None:
        self._prompt, self._model = coach.playbook.prompts["picture"], model

    async def read_picture(self, organisation: str, picture: bytes, kind: str) -> str:
        """The post's text; `kind` is the picture's media type.

        Raises a `ModelError` where the model does not see or does not answer, and a `BadInput`
        for a kind of file that is no picture, and for a picture without words.
        """
        if not self._model.options.sees:
            raise ModelRefused("I can't read pictures yet; please paste the text.")
        if kind not in _PICTURES:
            raise NotText("I can read PNG, JPEG, GIF and WebP pictures. Please paste the text.")
        data = f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"
        messages: list[Message] = [
            {"role": "system", "content": fill(self._prompt, {})},
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": data}}]},
        ]
        answer = await self._model.answer(organisation, messages, PictureText)
        return clean(answer.value.text)


def merged_triage(offline: Triage, written: Written) -> Triage:
    """Both readings together, the graver of each; the category is the model's only where the
    offline triage is not sure, the post gives no orders, and nobody is silenced by it."""
    injection = offline.injection or written.injection
    category, confidence, evidence = offline.category, offline.confidence, offline.evidence
    open_to_it = confidence is not Confidence.SURE and category not in _NO_MODEL and not injection
    if open_to_it and written.category not in {category, *_SILENCING}:
        category = written.category
        evidence = tuple(replace(e, supports=False) for e in evidence)
        # A troll for sure would get no draft; whether it is one, a human decides.
        confidence = Confidence.UNSURE if category is Category.TROLL else confidence
    elif open_to_it and written.category is category and confidence is Confidence.UNSURE:
        confidence = Confidence.FAIRLY_SURE
    return replace(
        offline,
        category=category,
        confidence=confidence,
        evidence=evidence,
        severity=max(offline.severity, min(max(written.severity, 1), _SEVERITIES[-1])),
        sensitivities=tuple(dict.fromkeys((*offline.sensitivities, *written.sensitivities))),
        injection=injection,
    )


def _to_repair(draft: _Draft) -> list[Finding]:
    """What the model can mend: words of the draft; an open slot is for a person.

    A mere likeness to examples, of which most in a model's drafts are false alarms, is not worth
    another call; whoever approves sees it.
    """
    return [
        finding
        for finding in draft.reading.findings
        if finding.text
        and finding.start >= draft.begins
        and finding.severity is not Severity.TIP
        and not (finding.reader == "examples" and finding.severity is Severity.WARN)
        and finding.kind is not FindingKind.UNFILLED_SLOT
    ]


def _weight(draft: _Draft) -> tuple[int, int]:
    wrong = _to_repair(draft)
    return sum(f.severity is Severity.BLOCK for f in wrong), len(wrong)


def _offsets(draft: _Draft) -> dict[str, list[int]]:
    """Where the words stand that the model names for each criterion; made-up ones do not."""
    found: dict[str, list[int]] = {}
    for span in draft.written.spans:
        start = draft.text.find(span.quote) if span.quote.strip() else -1
        if start >= 0 and span.criterion in set(Criterion):
            found.setdefault(span.criterion, [start, start + len(span.quote)])
    return found


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
