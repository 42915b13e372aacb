"""A person's own reply, mended without a model: their words stay wherever they are good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.coach import Coach
from bot.findings import Finding, FindingKind, Severity
from bot.mending import GREETING, Mending, Words
from bot.readers import Reading
from bot.rubric import Assessment, Criterion, Mark
from bot.situation import Situation
from bot.triage import Category, Confidence, Triage
from bot.wording import Span, Wording

_ROUNDS = 4
_TAKING_OUT = 2  # the round from which on what is still flagged goes, as no wording helped
# What no other wording mends: a person has to fill it, shorten it, translate it, or ask a lead.
_FOR_A_PERSON = frozenset(
    {FindingKind.UNFILLED_SLOT, FindingKind.TOO_LONG, FindingKind.WRONG_LANGUAGE}
)
_GRAVE = 4
# What is added, the most needed first; more than a few sentences of ours would drown theirs.
_ADDED = (
    Criterion.APOLOGY,
    Criterion.NEXT_STEP,
    Criterion.QUESTION,
    Criterion.RESPONSIBILITY,
    Criterion.THANKS,
)
_AT_MOST = 3
_FILLING = 15  # characters that a filled slot may be longer than the slot
_UNTIL_REPAIRED = frozenset({Criterion.NEXT_STEP, Criterion.QUESTION})
_CLOSING = re.compile(
    r"(?:(?:best|kind|warm|many|with|the|your|yours|sincerely|respectfully|regards|wishes|thanks|"
    r"love|cheers|team|from|and|at|of|manager|management|owners?|staff|crew|office|service|customer|"
    r"whole|entire|all|everyone|here|us)|[A-ZÀ-Þ][\w'’.-]*|[,&–—-])(?:[\s,]+|$)"
)
# What a line has to begin with that is a signature in spite of its full stop.
_REGARDS = re.compile(
    r"(?:(?:best|kind|kindest|warm|warmest|many|with)\s+){0,3}"
    r"(?:(?:regards|wishes)\b|(?:thanks|love|cheers),\s)|(?:yours|sincerely|respectfully)\b|"
    r"(?:your|the) (?:\w+ )?(?:team|management|manager|owners?|staff|crew)\b",
    re.IGNORECASE,
)
_SOME_WORDS = 3
_SHORT = 60  # characters of a line that can be a signature
_NAMES = re.compile(r"[{<]")  # what the composer would fill
_QUOTE = re.compile(r"[“”\"«»„]")
_OWN_WORD = re.compile(r"(?:I|I'\w+|[A-Z][A-Z]+)\b|\W")
_COMPLAINT = Triage(Category.COMPLAINT, 2, Confidence.SURE, language="en")


class Rewriting:
    """Deterministic; replaces what is flagged and adds what is missing, and nothing else."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._who_and_when, self._question = self._part("next_short"), self._part("ask")

    def rewrite(self, reply: str, about: Situation, reading: Reading) -> str:
        """The mended reply; empty where there is nothing to mend, or it cannot be done safely.

        What it returns reads without a block, open slots apart.
        """
        ours = self._ours(about)
        mended = self._mended(reply, about, reading, ours, early=True)
        if not _is_theirs(mended, self._coach.read(mended, about).assessment):
            return ""  # that would be our draft, not their reply
        if mended == reply and not _lacks(reading.assessment):
            return ""
        if not _kept(mended, reply) and not _is_complaint(about):
            return ""
        if _may_need_more(about, reading.assessment) or (mended != reply and about.triage is None):
            mended = self._completed(mended, about, ours, flagged=mended != reply)
        mended = self._mended(mended, about, self._coach.read(mended, about), ours)
        return mended if mended != reply and self._reads_well(mended, about, reading) else ""

    def _part(self, key: str) -> str:
        """A sentence of the composer's that says the same in every case; empty for none."""
        variants = self._coach.playbook.texts.parts.get(key, ())
        return next((words for words in variants if not _NAMES.search(words)), "")

    # -- what is flagged ------------------------------------------------------------------------

    def _mended(
        self, reply: str, about: Situation, reading: Reading, ours: Words, *, early: bool = False
    ) -> str:
        """With other wordings, or without what is flagged; `early`, before anything is added."""
        text, found, said = reply, reading.findings, set[str]()
        if _is_grave(about):
            text = self._without_hollow_thanks(text)
            found = found if text == reply else self._coach.flags(text, about)
        for number in range(_ROUNDS):
            wrong = [
                f for f in found if _to_mend(f, about) and not (_heals(f) and (early or number))
            ]
            mending = Mending(text, about, ours, said, taking_out=number >= _TAKING_OUT)
            edits = list(mending.edits(wrong))
            if not edits:
                break
            for start, end, words in sorted(edits, reverse=True):
                text = _put(text, start, end, words)
            found = self._coach.flags(text, about)
        return _tidy(text) if text != reply else reply

    def _without_hollow_thanks(self, text: str) -> str:
        """Who grieves or was harmed is not thanked for feedback."""
        wording = Wording(text)
        hollow = wording.signs(self._coach.playbook.rubric.signs)["empty_thanks_for"]
        for number in reversed(range(len(wording.sentences))):
            if hollow.in_sentence(wording, number):
                start, end = wording.sentences[number]
                greeting = GREETING.match(text, start, end)
                text = text[: greeting.end() if greeting else start] + text[end:]
        return text

    # -- what is missing ------------------------------------------------------------------------

    def _completed(self, text: str, about: Situation, ours: Words, *, flagged: bool) -> str:
        """With a few words of ours for what is missing, while the platform has room for them."""
        room = about.platform.max_length if about.platform else None
        added, repaired = 0, self._is_repaired(text, about)
        for criterion in _ADDED:
            marks = self._coach.read(text, about).assessment
            full = added == _AT_MOST and criterion is not Criterion.THANKS  # that takes a place
            if full or not _is_wanted(criterion, marks, repaired=repaired, flagged=flagged):
                continue
            choices = [one for one in self._choices(criterion, ours, marks) if one not in text]
            longer = (_tidy(_added(text, words, criterion, marks)) for words in choices)
            fitting = next((one for one in longer if _fits(one, room)), "")
            if choices and not fitting:
                break  # what is needed less does not take the place of what is needed more
            text, added = fitting or text, added + bool(fitting)
        return text

    def _choices(self, criterion: Criterion, ours: Words, marks: Assessment) -> Iterator[str]:
        """What may be added, the best first; what they will do stays, with who and when."""
        words = ours.get(criterion, "")
        if criterion is Criterion.NEXT_STEP:
            brief = marks[criterion].mark is Mark.EMPTY
            words, spare = (self._who_and_when, words) if brief else (words, self._who_and_when)
            yield from filter(None, (words, spare if words and spare else ""))
        elif words:
            yield words

    def _is_repaired(self, text: str, about: Situation) -> bool:
        return self._coach.read(text, about).assessment[Criterion.REPAIR].mark is Mark.MET

    def _ours(self, about: Situation) -> Words:
        """The words with which a draft of ours would meet each criterion; none that quote."""
        about = replace(about, triage=about.triage or _COMPLAINT, tone=None)
        pieces: dict[Criterion, str] = {}
        for plain in (False, True):
            if composed := self._coach.composed(about, plain=plain):
                for criterion, span in composed.met.items():
                    words = composed.text[slice(*span)]
                    if not _QUOTE.search(words):
                        pieces.setdefault(criterion, words)
        if pieces:  # not every draft of ours asks
            pieces.setdefault(Criterion.QUESTION, self._question)
        return pieces

    def _reads_well(self, text: str, about: Situation, before: Reading) -> bool:
        """Whether nothing blocks it but open slots, and nothing more asks for a second look."""
        found = [f for f in self._coach.flags(text, about) if _is_wrong(f)]
        was = sum(map(_is_wrong, before.findings))
        return all(f.severity is not Severity.BLOCK for f in found) and len(found) <= was


def _fits(text: str, room: int | None) -> bool:
    """Whether a platform takes it, its slots filled."""
    return room is None or len(text) + _FILLING * text.count("[") <= room


def _is_wrong(finding: Finding) -> bool:
    slot = finding.kind is FindingKind.UNFILLED_SLOT
    return finding.severity is not Severity.TIP and not slot


def _to_mend(finding: Finding, about: Situation) -> bool:
    """What a lead may approve stays; who grieves or was harmed gets no stock phrase."""
    hollow = _is_grave(about) and finding.kind is FindingKind.STOCK_PHRASE
    possible = finding.kind not in _FOR_A_PERSON and not finding.lead_may
    return hollow or (_is_wrong(finding) and possible)


def _heals(finding: Finding) -> bool:
    """Whether it is gone as soon as the reply says something of substance besides."""
    formulas = finding.kind is FindingKind.DISMISSIVE and finding.reader == "gate"
    return formulas or finding.kind is FindingKind.PRIVATE_ONLY


def _is_grave(about: Situation) -> bool:
    return about.triage is not None and about.triage.severity >= _GRAVE


def _is_sorry(marks: Assessment) -> bool:
    """Whether the reply answers something that went wrong, as far as it tells by itself."""
    return marks[Criterion.APOLOGY].mark in {Mark.MET, Mark.EMPTY}


def _kept(text: str, reply: str) -> bool:
    """Whether a sentence of theirs is left."""
    body = text[slice(*_body(text))]
    return any(body[slice(*span)] in reply for span in Wording(body).sentences)


def _is_complaint(about: Situation) -> bool:
    return about.triage is None or about.triage.category is Category.COMPLAINT


def _lacks(marks: Assessment) -> bool:
    """Whether a reply in which nothing is flagged leaves the customer with nothing in hand."""
    open_ones = {c for c, marked in marks.items() if marked.mark in {Mark.MISSING, Mark.EMPTY}}
    vague = marks[Criterion.NEXT_STEP].mark is Mark.EMPTY and Criterion.REPAIR in open_ones
    cold = {Criterion.APOLOGY, Criterion.REPAIR} <= open_ones
    hollow = marks[Criterion.THANKS].mark is Mark.EMPTY and Criterion.SPECIFIC in open_ones
    return vague or cold or hollow


def _may_need_more(about: Situation, marks: Assessment) -> bool:
    """Whether it is clear enough what the reply should hold, to add what is missing."""
    if about.triage is None:
        return _is_sorry(marks)
    return about.triage.confidence is not Confidence.UNSURE


def _is_wanted(criterion: Criterion, marks: Assessment, *, repaired: bool, flagged: bool) -> bool:
    """What is put right needs no next step and no question; nobody else's manners are mended."""
    mark = marks[criterion].mark
    match criterion:
        case Criterion.THANKS:
            return mark is Mark.EMPTY
        case Criterion.APOLOGY | Criterion.RESPONSIBILITY if repaired:
            return flagged and mark is Mark.MISSING
        case Criterion.RESPONSIBILITY:
            return flagged and mark is Mark.MISSING
        case _:
            return mark in {Mark.MISSING, Mark.EMPTY} and not repaired


def _put(text: str, start: int, end: int, words: str) -> str:
    """`words` in place of a piece, with a capital where a sentence begins."""
    before, after = text[:start], text[end:]
    if words and (not before.strip() or before.rstrip()[-1] in ".!?\n"):
        words = words[0].upper() + words[1:]
    return before + _after_greeting(before, words) + after


def _is_theirs(text: str, marks: Assessment) -> bool:
    """Whether anything of substance is left of what a person wrote."""
    start, end = _body(text)
    words = len(re.findall(r"\w+", text[start:end]))
    return words >= _SOME_WORDS or any(mark.end for mark in marks.values() if words)


def _body(text: str) -> Span:
    """What stands between greeting and signature."""
    greeting = GREETING.match(text)
    start = greeting.end() if greeting else 0
    end = len(text.rstrip())
    for first, last in reversed(Wording(text).sentences):
        if first < start or not _is_signature(text[first:last]):
            break
        end = len(text[:first].rstrip())
    return start, max(start, end)


def _is_signature(line: str) -> bool:
    if len(line) > _SHORT or line[-1:] in "!?…":
        return False
    if line[-1:] == "." and not _REGARDS.match(line):
        return False
    rest = line.rstrip(".")
    while rest and (word := _CLOSING.match(rest)):
        rest = rest[word.end() :]
    return not rest.strip()


def _added(text: str, sentence: str, criterion: Criterion, marks: Assessment) -> str:
    """The text with one more sentence: in place of one that says it without substance, or where
    it belongs."""
    wording, mark = Wording(text), marks[criterion]
    if mark.mark is Mark.EMPTY and mark.end and criterion is not Criterion.NEXT_STEP:
        start, end = wording.sentences[wording.sentence_at(mark.start)]
        greeting = GREETING.match(text, start, end)
        start = greeting.end() if greeting and greeting.end() <= mark.start else start
        others = (m for c, m in marks.items() if c is not criterion and m.mark is Mark.MET)
        if not any(m.end and start <= m.start < end for m in others):
            return _joined(text[:start], sentence, text[end:])
    place = _place(wording, criterion, marks)
    return _joined(text[:place], sentence, text[place:])


def _place(wording: Wording, criterion: Criterion, marks: Assessment) -> int:
    """Where a sentence for the criterion belongs: thanks, sorry, whose it is, what next, a
    question."""
    text, (body_start, body_end) = wording.text, _body(wording.text)
    if criterion in _UNTIL_REPAIRED:
        asked = marks[Criterion.QUESTION]
        if criterion is not Criterion.QUESTION and asked.mark is Mark.MET:
            start, end = wording.sentences[wording.sentence_at(asked.start)]
            if not text[end:body_end].strip():
                return start
        return body_end
    before: tuple[Criterion, ...] = (Criterion.THANKS,) if criterion is Criterion.APOLOGY else ()
    if criterion in {Criterion.RESPONSIBILITY, Criterion.SPECIFIC}:
        before = (Criterion.APOLOGY, Criterion.THANKS)
    for earlier in before:
        if marks[earlier].end:  # said, perhaps without substance
            return min(wording.sentences[wording.sentence_at(marks[earlier].start)][1], body_end)
    return body_start


def _joined(before: str, sentence: str, after: str) -> str:
    """The sentence between two pieces; after "Hello Dana," it goes on in small letters."""
    head, rest = before.rstrip(), after.lstrip(" ")
    sentence = _after_greeting(before, sentence)
    if head[-1:].isalnum():
        before = f"{head}."
    gap = "" if not before or before[-1].isspace() else " "
    rest = rest[:1].upper() + rest[1:] if sentence[-1:] in ".!?" else rest
    return f"{before}{gap}{sentence}{'' if not rest or rest[0].isspace() else ' '}{rest}"


def _after_greeting(before: str, words: str) -> str:
    """After "Hello Dana," on the same line it goes on in small letters."""
    head = before.rstrip()
    if head[-1:] != "," or "\n" in before[len(head) :] or _OWN_WORD.match(words):
        return words
    return words[:1].lower() + words[1:]


def _tidy(text: str) -> str:
    """Without the blanks and the stray marks that taking out leaves behind."""
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r" +([,.!?])", r"\1", text)
    text = re.sub(r"([.!?])\s*[.,](?=\s|$)", r"\1", text)
    text = re.sub(r" *\n *", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
