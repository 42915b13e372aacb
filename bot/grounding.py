"""Whether each sentence of a model's draft stands on something: kindness, post, facts, profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.courtesy import ASKS_FOR, GIVES_AWAY, TO_ALL, Courtesy
from bot.courtesy_germanic import ENGLISH, GERMAN
from bot.courtesy_romance import FRENCH, ITALIAN, SPANISH
from bot.gates import open_slots
from bot.language import guess_language
from bot.wording import Span, Wording, lower

_COURTESIES: Mapping[str, Courtesy] = {
    "en": ENGLISH, "de": GERMAN, "fr": FRENCH, "it": ITALIAN, "es": SPANISH,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|all|dell|nell|dall|sull|un|quest|quell)'")
_POSSESSIVE = re.compile(r"'(?:s|re|ve|ll|d|m)$|n't$")
# How many there were bears out nothing.
_COUNTS = frozenset(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty"}
)
_SHORT = 3  # letters; what is shorter says nothing by itself
_ROOT = 4  # letters in which two forms of a word agree
_CLAUSE = re.compile(r"[^,;:–—]+")
# Words from nowhere in a clause that is kind, in one beside it, and in one beside it of the house.
_BESIDE, _ASIDE, _OURS = 4, 2, 1
_HOUSE = re.compile(
    r"\b(?:we|i|our|my|the|a colleague|wir|ich|unser\w*|ein kolleg\w*|nous|notre|nos|un collègue|"
    r"abbiamo|eravamo|nostr\w+|un collega|hemos|éramos|nuestr\w+|un compañero|[dl]er|die|le|la|il|"
    r"el)\b"
)
_PART = 5  # letters of a word within a compound
_WHETHER = re.compile(
    r"\b(?:look(?:ing)? into|find(?:ing)? out|check(?:ing)?|ask(?:ing)?) (?:whether|if|what|how|why"
    r"|which|who|where|when)\b|\b(?:ob|warum|pourquoi|(?:capi|verific|chiari|sap|"
    r"scopri)\w* perché|por qué|comment il se fait)\b[^.]*$"
)
_RETOLD = re.compile(
    r"(?:sorry|apologi[sz]e|regret|thank(?:s| you)|glad|happy|leid|bedauern|danke?|schade|"
    r"désolée?s?|"
    r"regrettons|merci|navrée?s?|dispiace|grazie|spiace|scus\w+|sentimos|lamentamos|siento|gracias|"
    r"you (?:write|wrote|say|said|describe|mention|told us)|sie schreiben|vous écrivez)"
    r"(?:(?!\b(?:and|und|et|e|y|but|aber) (?:we|wir|nous|our|unser\w*|notre|il|abbiamo|hemos)\b)"
    r"[^.;:!?–—])*$"
)

_NOBODY = re.compile(
    r"\b(?:nobody|no one|niemand|keiner|personne|aucun\w*|nessuno|nadie|ninguno)\b[^.;:!?]{0,40}$"
)
_YOURS = re.compile(
    r"\b(?:you|your|sie|ihr\w*|vous|votre|vos|lei|sua?|voi|usted|ustedes|du|dein\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence may stand on, as texts.

    `post` is the customer's; `confirmed` is what the staff stand for, `staff` all that the house
    has said or keeps in its profile.
    """

    post: str
    confirmed: str
    staff: str


def ungrounded(reply: Wording, ground: Ground, language: str) -> Iterator[Span]:
    """Sentences that say what neither post nor house has said, or that only the post says in the
    house's own voice; and deeds or explanations that nobody in the house has confirmed.

    `language` is the one to read it in where the text does not tell. In a language that has no
    courtesies here nothing can be told, see `is_read`.
    """
    courtesy = _COURTESIES.get(guess_language(reply.text) or language)
    if courtesy is None:
        return
    reader = _Reader(courtesy, ground, _stems(ground.post), _stems(ground.staff))
    slots = open_slots(reply.text)
    for start, end in reply.sentences:
        if not reader.stands(_without(reply.low, start, end, slots)):
            yield start, end


def is_read(reply: str, language: str) -> bool:
    """Whether there are courtesies for the language of the text."""
    return (guess_language(reply) or language) in _COURTESIES


@dataclass(frozen=True, slots=True)
class _Reader:
    courtesy: Courtesy
    ground: Ground
    post: frozenset[str]
    staff: frozenset[str]

    def stands(self, sentence: str) -> bool:
        """Whether somebody has said this, or it only is kind."""
        if ASKS_FOR.search(sentence) and not ASKS_FOR.search(self.ground.staff):
            return False
        if self._is_generous(sentence):
            return False
        if sentence.rstrip("\"')] ").endswith("?") or _WHETHER.search(sentence):
            return True
        if any(True for _ in self._claims(sentence)):
            return False
        if self.courtesy.kindly.search(sentence) or GIVES_AWAY.search(sentence):
            return self._is_kind(sentence)
        named = self._unsaid(sentence, self.staff)
        return not named or (
            not self._unsaid(sentence, self.staff | self.post)
            and bool(self.courtesy.told.search(sentence))
        )

    def _is_generous(self, sentence: str) -> bool:
        """Whether more is given away than the house gives: to all, or what it never named."""
        if not GIVES_AWAY.search(sentence):
            return False
        return bool(TO_ALL.search(sentence)) or not GIVES_AWAY.search(self.ground.staff)

    def _is_kind(self, sentence: str) -> bool:
        """Whether what a kind sentence names beside is little enough to be a manner of speaking."""
        end = 0
        for found in _CLAUSE.finditer(sentence):
            clause, before = found.group(), sentence[:end]
            end = found.end()
            beside = len(self._unsaid(clause, self.staff | self.post))
            kind = self.courtesy.kindly.search(clause) or _RETOLD.search(before)
            aside = _OURS if _HOUSE.search(clause) else _ASIDE
            if beside > (_BESIDE if kind else aside):
                return False
        return True

    def _unsaid(self, text: str, known: frozenset[str]) -> list[str]:
        return [w for w in _words(text) if not (self.courtesy.is_plain(w) or _known(w, known))]

    def _claims(self, sentence: str) -> Iterator[str]:
        """Deeds and explanations that no confirmed word bears out."""
        confirmed = _stems(self.ground.confirmed)
        for found in self.courtesy.deed.finditer(sentence):
            verb = next(v for v in found.groupdict().values() if v)
            before = sentence[: found.start()]
            retold = _RETOLD.search(before) or _NOBODY.search(f"{before} {found.group()}")
            if self.courtesy.own.match(verb) or retold:
                continue
            fresh = [w for w in _words(sentence) if not _known(w, self.post)]
            told = [w for w in fresh if not self.courtesy.is_plain(w) and w not in _COUNTS]
            if not any(_known(word, confirmed) for word in (verb, *told)):
                yield verb
        for found in self.courtesy.reason.finditer(sentence):
            rest = sentence[found.end() :]
            retold = _RETOLD.search(sentence[: found.start()]) and _YOURS.search(rest)
            if self._unsaid(rest, self.staff | self.post if retold else self.staff):
                yield found.group()


def _without(text: str, start: int, end: int, slots: Iterable[Span]) -> str:
    """A sentence with a bracket alone in place of each open slot."""
    sentence = text[start:end]
    for begin, stop in reversed([s for s in slots if start <= s[0] < end]):
        sentence = sentence[: begin - start] + "[]" + sentence[stop - start :]
    return sentence


def _words(text: str) -> list[str]:
    """The words of a text that may carry meaning, in small letters."""
    found = (_ELIDED.sub("", m.group()) for m in _WORD.finditer(lower(text)))
    plain = (_POSSESSIVE.sub("", word) for word in found)
    return [word for word in plain if len(word) >= _SHORT]


def _stems(text: str) -> frozenset[str]:
    return frozenset(_words(text))


def _known(word: str, known: frozenset[str]) -> bool:
    """Whether a form of the word is among these: half of the longer one, at least, is the same."""
    return word in known or any(_akin(word, other) for other in known)


def _akin(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _ROOT:
        return longer in (f"{shorter}s", f"{shorter}e", f"{shorter}en")
    if len(shorter) >= _PART and shorter in longer:
        return True
    letters = enumerate(zip(one, other, strict=False))
    agree = next((i for i, (a, b) in letters if a != b), len(shorter))
    return agree >= _ROOT and agree * 2 > len(longer)
