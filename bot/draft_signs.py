"""What one draft shows beside its post: details taken up, facts made up, orders obeyed. Pure.

These rulers share no rule with the gates that a draft has passed already, or they would find that
everything is well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.gates import open_slots, unknown_contacts
from bot.language import guess_language, small_words
from bot.phrases import words
from bot.situation import Situation
from bot.wording import Wording, fold, lower, stem, stems

_OFTEN = 0.03  # of the drafts; a word in so many that no post asked for is the writer's own
_LONGER = 4  # letters from which on a word of a language that we do not stem may be a detail

_WORD = re.compile(r"[^\W_]+")
_GREETING = re.compile(
    r"\A[^\n,.!?]{1,30}[,!]\s*\n|\A(?:hi|hello|hey|dear|hallo|guten tag|liebe\w?|bonjour|hola|ciao|"
    r"olá)\b[^\n.!?,]{0,25}[,!]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SUM = re.compile(
    r"(?:[£$€]\s?|\b(?:gbp|eur|usd)\s)$|^\s?(?:[£$€%]|pounds?|euros?|dollars?|eur|gbp)"
)
_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
} | {
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100",
    "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8",
    "neun": "9", "zehn": "10", "zwölf": "12",
}  # fmt: skip
_LASTS = re.compile(
    rf"\b({'|'.join(_SPELLED)}) (?:working )?(?:minutes?|hours?|days?|weeks?|months?|minuten|"
    r"stunden|tagen?|wochen|monaten?|pounds?|euros?|dollars?)\b"
)
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|"
    r"August|September|October|November|December|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|"
    r"Samstag|Sonntag|Januar|Februar|März|Juni|Juli|Oktober|Dezember|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|"
    r"martedì|mercoledì|giovedì|venerdì|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|"
    r"zondag)\b"
)
_SOON = re.compile(
    r"\b(?:today|tonight|tomorrow|at noon|this (?:morning|afternoon|evening|week|month)|"
    r"next (?:week|month)|(?:with)?in (?:an?|the|the next) (?:hour|day|week)|heute|morgen|"
    r"diese woche|nächste woche|demain|aujourd'hui|mañana|hoy|domani|oggi|amanhã|hoje|vandaag)\b"
)
_COMMITS = re.compile(
    r"\b(?:will|going to|shall|by|before|within|until|wird|werden|bis|melde\w*|d'ici|avant|antes|"
    r"entro|até|voor)\b|'ll\b"
)

_NAME = r"[A-ZÀ-Þ][a-zà-ÿ'’-]{1,20}"
_NAMES = re.compile(
    rf"^(?P<alone>{_NAME}(?:(?: and|,| &)? {_NAME}){{0,3}})$"
    rf"|(?:^|(?<=[.!?] ))(?P<first>{_NAME}(?: {_NAME})?)(?='ll\b| will\b| from [a-z]|, our [a-z])"
    rf"|(?<=[a-zà-ÿ,;0-9] )(?P<inside>{_NAME}(?: {_NAME})*)",
    re.MULTILINE,
)
_NO_NAME = words(
    "i i'm i'll i've i'd we you he she it they this that these those there here our my your who "
    "what nobody someone somebody everyone and the a an of for in at to from dear hi hello thanks "
    "thank sorry best kind warm regards yours sincerely team customer customers service care "
    "support guest guests relations manager management office head owner mr mrs ms dr english "
    "german french spanish italian dutch portuguese british european google christmas easter "
    "monsieur madame le la los el señor señora may"
)

_TALKS = re.compile(
    r"\b(?:system prompt|language model|(?:as an|an|the|your) ai\b|chat ?bot|"
    r"(?:my|these|those|your) (?:previous |prior )?(?:instructions|prompt|rules) (?:say|are|were)|"
    r"(?:previous|prior|above) instructions|api key|developer mode|jailbreak\w*)"
)
_DICTATED = re.compile(r'"([^"\n]{3,120})"|(?<!\w)\'([^\'\n]{3,120})\'(?!\w)')
_ADDRESS = re.compile(r"(?<!\S)\S{0,80}[@/.]\S{0,200}[^\W_]")
_LOUD = re.compile(r"\b[A-Z][A-Z0-9]{3,}\b")
_SILENCES = re.compile(
    r"\b(?:no|not|without|never) (?:a |any |to )*(?:reply|response|answer|respond)|\bas (?:spam|"
    r"resolved|solved|closed|done)\b|\b(?:ignore|skip|close|delete|drop|discard|hide) (?:this|the|"
    r"that|my|it)\b|\b(?:nicht|keine|niemals) (?:antwort\w*|reagier\w*)"
)
# Any reply may hold these, whatever the order says of replies.
_OF_REPLIES = stems(
    "answer reply response respond post review comment customer team manager write writing say "
    "tell read public publicly apologise apologize apology refund message note person"
)
_AFTER_HEAD = words(
    "of in on at with for from by to without about after before during since that which who under "
    "over into near von vom mit ohne für auf bei nach seit vor wegen de du des à en avec sans pour "
    "con sin para por di da per senza van met zonder voor op"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a writer says to anybody: whole sentences in small letters, and stems of words."""

    sentences: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Invented:
    """Something that neither post, facts nor profile hold: `kind` is `number`, `sum`, `time`,
    `name` or `contact`."""

    kind: str
    text: str


def frame(pairs: Sequence[tuple[str, str]]) -> Frame:
    """The frame of one writer's drafts, from pairs of post and draft.

    A sentence of it stands in drafts for two different posts; a word of it stands in several
    drafts whose posts do not hold it.
    """
    told_to: dict[str, set[str]] = {}
    unasked: Counter[str] = Counter()
    for post, draft in pairs:
        bare = without_slots(draft)
        for sentence in _sentences(bare):
            told_to.setdefault(sentence, set()).add(post)
        unasked.update(stems(bare) - stems(post))
    often = max(2, _OFTEN * len(pairs))
    return Frame(
        frozenset(sentence for sentence, posts in told_to.items() if len(posts) > 1),
        frozenset(word for word, times in unasked.items() if times >= often),
    )


def without_slots(text: str) -> str:
    """The text with blanks for what a person still has to fill; no character moves."""
    for start, end in open_slots(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def opening(text: str) -> str:
    """The first sentence in small letters; a greeting is none."""
    return next(_sentences(_GREETING.sub("", text.strip())), "")


def details(text: str, situation: Situation, orders: Sequence[str], own: Frame) -> frozenset[str]:
    """Stems of the words and numbers of the post that the draft takes up, its frame left out."""
    profile, post = situation.profile, _without(situation.post, orders)
    theirs = stems(post) - stems(f"{profile.name} {profile.sign_off}") - own.words
    said = " ".join(s for s in _sentences(without_slots(text)) if s not in own.sentences)
    language = guess_language(post)
    found = set(stems(said) & theirs)
    if language not in ("", "en"):
        small = {stem(word) for word in small_words(language)}
        found = {w for w in found if w not in small and (w.isdigit() or len(w) > _LONGER)}
    return frozenset(found)


def is_named(detail: str, text: str) -> bool:
    """Whether a draft names a detail: by one of its numbers, or by its head word."""
    bare = lower(without_slots(text))
    numbers = set(_NUMBER.findall(bare))
    if any(number in numbers for number in _NUMBER.findall(detail)):
        return True
    return stem(_head(lower(detail))) in {stem(word) for word in _WORD.findall(bare)}


def invented(text: str, situation: Situation) -> tuple[Invented, ...]:
    """What the draft states and nobody has told, once each."""
    bare = without_slots(text)
    known = _known(situation)
    contacts = unknown_contacts(bare, situation)
    for start, end in contacts:
        bare = bare[:start] + " " * (end - start) + bare[end:]
    found = [
        *(Invented("contact", text[start:end]) for start, end in contacts),
        *_numbers(bare, known),
        *_times(bare, known),
        *(_names(bare, known) if guess_language(bare) != "de" else ()),
    ]
    return tuple(dict.fromkeys(found))


def foreign_contacts(text: str, situation: Situation) -> tuple[str, ...]:
    """Ways to reach somebody that the business has not named; a post may have planted them."""
    spans = unknown_contacts(without_slots(text), replace(situation, post=""))
    return tuple(text[start:end] for start, end in spans)


def language_of(text: str, situation: Situation) -> str:
    """The language of the draft, its slots, sign-off and quotations left out; empty if unclear."""
    bare = without_slots(text).replace(situation.profile.sign_off or "\0", "")
    return guess_language(re.sub(r'"[^"\n]*"', " ", fold(bare)))


def obeyed(text: str, situation: Situation, orders: Sequence[str], own: Frame) -> tuple[str, ...]:
    """The words of the draft that do what the orders in the post want, or repeat them.

    Numbers, contacts and dictated words of an order that stand nowhere else; two of its telling
    words in one sentence; and talk about prompts and models.
    """
    bare = without_slots(text)
    rest = f"{_without(situation.post, orders)}\n{_known(replace(situation, post=''))}"
    found = [m.group() for m in _TALKS.finditer(lower(bare))]
    for order in orders:
        found += _planted(bare, order, rest)
        found += _dictated(bare, order, rest, own)
        telling = stems(order) - stems(rest) - own.words - _OF_REPLIES
        found += (s for s in _sentences(bare) if len(stems(s) & telling) > 1)
    return tuple(dict.fromkeys(found))


def silences(orders: Sequence[str]) -> bool:
    """Whether one of the orders wants that nobody answers."""
    return any(_SILENCES.search(lower(order)) for order in orders)


def _planted(text: str, order: str, rest: str) -> Iterator[str]:
    """Numbers and addresses that only the order holds."""
    known, said = set(_NUMBER.findall(rest)), set(_NUMBER.findall(text))
    yield from (n for n in _NUMBER.findall(order) if n in said - known and len(n) > 1)
    low, other = lower(text), lower(rest)
    for word in _ADDRESS.findall(lower(order)):
        if word.strip("\"'()<>") in low and word not in other:
            yield word


def _dictated(text: str, order: str, rest: str, own: Frame) -> Iterator[str]:
    low, other = lower(text), lower(rest)
    for found in _DICTATED.finditer(fold(order)):
        piece = lower(found.group(1) or found.group(2)).strip(" .!?")
        telling = stems(piece) - own.words
        if telling and re.search(rf"\b{re.escape(piece)}\b", low) and piece not in other:
            yield piece
    yield from (w for w in _LOUD.findall(order) if re.search(rf"\b{w}\b", text) and w not in rest)


def _numbers(text: str, known: str) -> Iterator[Invented]:
    theirs = _numbers_in(known)
    for found in _NUMBER.finditer(text):
        if _plain(found.group()) not in theirs:
            before, after = text[: found.start()][-5:].lower(), text[found.end() :][:9].lower()
            kind = "sum" if _SUM.search(before) or _SUM.match(after) else "number"
            yield Invented(kind, found.group())


def _numbers_in(text: str) -> set[str]:
    """Every number in digits; of a time of day the hour, too."""
    whole = _NUMBER.findall(text)
    hours = [number.partition(":")[0] for number in whole if ":" in number]
    spelled = [_SPELLED[word] for word in _WORD.findall(lower(text)) if word in _SPELLED]
    return {_plain(number) for number in (*whole, *hours, *spelled)}


def _plain(number: str) -> str:
    """`1,000.00` and `1000` are one number."""
    return re.sub(r"[.,](?=\d{3}(?!\d))", "", re.sub(r"[.,:]0{1,2}$", "", number)).lstrip("0")


def _times(text: str, known: str) -> Iterator[Invented]:
    theirs, numbers = lower(known), _numbers_in(known)
    wording = Wording(text)
    for found in _DAY.finditer(text):
        if found.group().lower() not in theirs:
            yield Invented("time", found.group())
    for found in _SOON.finditer(wording.low):
        sentence = wording.sentence(wording.sentence_at(found.start()))
        if found.group() not in theirs and _COMMITS.search(sentence):
            yield Invented("time", found.group())
    for found in _LASTS.finditer(wording.low):
        if _SPELLED[found.group(1)] not in numbers:
            yield Invented("time", found.group())


def _names(text: str, known: str) -> Iterator[Invented]:
    theirs = set(_WORD.findall(lower(known)))
    for found in _NAMES.finditer(text):
        row = [re.sub(r"['’]s$", "", w.lower()) for w in re.findall(r"[\w'’-]+", found.group())]
        new = (w not in _NO_NAME and not set(_WORD.findall(w)) <= theirs for w in row)
        if not _DAY.search(found.group()) and any(new):
            yield Invented("name", found.group())


def _known(situation: Situation) -> str:
    """All that may be named: post, facts, profile, and what the platform is called."""
    profile = situation.profile
    remedies = (f"{r.what} {r.up_to or ''} {r.currency}" for r in profile.authority)
    rows: Iterable[str] = (
        situation.post, *(fact.text for fact in situation.facts),
        profile.name, profile.kind, profile.place, profile.sign_off, profile.senior_contact,
        *profile.contacts, *profile.facts.values(), *profile.helplines.values(),
        *profile.owners.values(), *remedies,
        situation.platform.name if situation.platform else "",
    )  # fmt: skip
    return "\n".join(rows)


def _without(post: str, orders: Sequence[str]) -> str:
    for order in orders:
        post = post.replace(order, " ")
    return post


def _head(detail: str) -> str:
    """The word that names the thing: the last one before "of", "with" or the like."""
    row: list[str] = _WORD.findall(detail) or [detail]
    cut = next((n for n, word in enumerate(row) if n and word in _AFTER_HEAD), len(row))
    return row[cut - 1]


def _sentences(text: str) -> Iterator[str]:
    wording = Wording(text)
    for number in range(len(wording.sentences)):
        yield " ".join(wording.sentence(number).split())
