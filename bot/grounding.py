"""Whether each sentence of a model's draft stands on something: kindness, post, facts, profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.courtesy import ASKS_FOR, GIVES_AWAY, TO_ALL, Courtesy
from bot.courtesy_germanic import ENGLISH, GERMAN
from bot.courtesy_romance import FRENCH, ITALIAN, SPANISH
from bot.figures import COUNTED
from bot.gates import open_slots
from bot.language import guess_language
from bot.overlap import shared_rows
from bot.wording import Span, Wording, lower

_COURTESIES: Mapping[str, Courtesy] = {
    "en": ENGLISH, "de": GERMAN, "fr": FRENCH, "it": ITALIAN, "es": SPANISH,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|all|dell|nell|dall|sull|un|quest|quell)'")
_POSSESSIVE = re.compile(r"'(?:s|re|ve|ll|d|m)$|n't$")
# How many there were bears out nothing.
_COUNTS = frozenset(COUNTED.split("|"))
_NAMES = re.compile(
    rf"^\W*(?:and |but |und |et |e |y )?(?:\d+|an?|one|another|no|ein\w*|un[aeo]?|deux|trois|"
    rf"du[ee]|tre|dos|tres|zwei|drei|{COUNTED}) \w+"
)
# A subject of the house's world.
_STATES = re.compile(
    r"^\W*(?:and |but |so |und |aber |et |mais |e |ma |y |pero )?(?:we|i|our|my|the|it|he|she|they|"
    r"(?:every|all|most)(?! of (?:them|you|us)\b)|wir|ich|unser\w*|d[ie]r|die|das|"
    r"es(?= (?:ist|war|gibt|gab|hat|wird|wurde|lag|liegt|geht|ging|kam|stand|steht)\b)|"
    r"nous|notre|nos|le|la|les|il(?! y a)|gli|"
    r"i|el|los|"
    r"las|"
    r"nuestr\w+|[li]\w? nostr\w+)\b"
)
_US = re.compile(r"\b(?:us|our|ours|uns|unser\w*|nous|noi|nosotros)\b")
# "is a proper movement", "is enough to make anyone cry"; not "is on its way", "is closed".
_IS_LIKE = re.compile(
    r"\b(?:is|are|isn't|aren't)\b(?! (?:on|in|at|behind|under|from|with|by|to|up|out|now|"
    r"available|open|"
    r"closed|free|included|new|due|ready|being|\w+ed)\b)"
    r"|\b(?:can|can't|cannot|should|must|may|needs?|deserves?|ought)\b"
    r"|\b(?:ist|sind)\b(?! (?:i[nm]|auf|bei|unter|von|mit|seit|ge\w+|\w+t)\b)"
    r"|\b(?:est|sont)\b(?! (?:en|dans|sur|chez|à|\w+(?:ée?s?|i|u))\b)"
    r"|\b(?:es|son)\b(?! de\b)|\b(?:è|sono)\b(?! (?:in|a|al|da|di|\w+[aiu]t[oaei])\b)"
)
# "der den Antrag kennt": what is said of something named before.
_RELATIVE = re.compile(
    r"^\W*(?:d(?:er|ie|as|en|em)|deren|dessen) (?:d(?:en|ie|as|er|em)|ein\w*|kein\w*|wir|ich|sie|"
    r"ihn|ihm|ihr\w*|uns\w*|euch|man|es|sich|nicht|nie\w*|so|[ai][mn]|auf|bei|mit|zu|für)\b"
)
_HOPED = re.compile(r"\b(?:hopes?|hoffen\w*|espér\w+|speriamo|esperamos)\b[^.;:!?]*$")
_ASIDES = re.compile(
    r"^\W*(?:and |but )?(?:at|in|on|with|for|after|before|or|not|without|by|from|to|like|as|"
    r"time to)\b"
)
# "Kim is a liar", "dark mode was".
_EARLY = re.compile(
    r"^\W*(?!(?:that|what|who|how|why|when|where|not|no|nobody|nothing|people|"
    r"il) )(?:[\w'-]+ ){1,3}"
    r"(?:is|has|was|were|had|can|ist|war|waren|hat|hatte|wurde|est|était|è|era|fue)\b"
)
_BORNE_OUT = 2  # words that the house has confirmed
_FEW = 3  # words that state nothing without a verb
_ROW = 4  # words in a row that nobody repeats by chance
_SHORT = 3  # letters; what is shorter says nothing by itself
_ROOT = 4  # letters in which two forms of a word agree
_CLAUSE = re.compile(
    r"(?:(?! (?:and|but|so|und|aber|et|mais|ma|pero) (?:we|our|the|it|that|you|your|nobody|wir|sie|"
    r"nous|vous|abbiamo|hemos)\b)[^,;:–—])+"
)
# Words from nowhere in a clause that is kind, in one beside it, and in one beside it of the house.
_BESIDE, _ASIDE, _OURS = 4, 2, 1
_TOLD = 3  # in one that gives the post back
_NONE = -1  # not even words of the post alone
_HOUSE = re.compile(
    r"\b(?:we|i|our|my|the|a colleague|wir|ich|unser\w*|ein kolleg\w*|nous|notre|nos|un collègue|"
    r"abbiamo|eravamo|nostr\w+|un collega|hemos|éramos|nuestr\w+|un compañero|[dl]er|die|le|la|il|"
    r"el)\b"
)
_PART = 5  # letters of a word within a compound
_WHETHER = re.compile(
    r"\b(?:look(?:ing)? into|find(?:ing)? out|check(?:ing)?|ask(?:ing)?) (?:whether|if|what|how|why"
    r"|which|who|where|when)\b|\b(?:ob|warum|pourquoi|(?:capi|verific|chiari|sap|"
    r"scopri)\w* perché|por qué|comment il se fait|"
    r"(?<=, )(?:wann|wer|welche\w*|woran|wo))\b[^.]*\.?$"
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
_BY_THE_WAY = re.compile(
    r"^\W*(?:with|without|after|before|despite|in|on|at) (?!.*\b(?:is|are|was|were)\b)"
)
_WE_FIRST = re.compile(
    r"^\W*(?:and |but |so |und |aber |et |mais |e |ma |y |pero )?(?:we|i|our|my|wir|ich|unser\w*|"
    r"nous|"
    r"notre|nos|abbiamo|[li]\w? nostr\w+|hemos|nuestr\w+)\b"
)
_YOURS = re.compile(
    r"\b(?:you|yours?|sie|ihr\w*|vous|votre|vos|lei|sua?|voi|usted|ustedes|du|dein\w*)\b"
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
        if ASKS_FOR.search(_public(sentence)) and not ASKS_FOR.search(self.ground.staff):
            return False
        if self._is_generous(sentence):
            return False
        if sentence.rstrip("\"')] ").endswith("?") or _WHETHER.search(sentence):
            return True
        if any(True for _ in self._claims(sentence)):
            return False
        if sentence.lstrip().startswith("[]"):  # what somebody is going to do
            return True
        kind = self.courtesy.kindly.search(sentence) or GIVES_AWAY.search(sentence)
        return all(
            self._clause_stands(clause, before, kind=bool(kind))
            for clause, before in _clauses(sentence)
        )

    def _clause_stands(self, clause: str, before: str, *, kind: bool) -> bool:
        """Whether a part of a sentence claims no more than its manner allows."""
        fresh = len(self._unsaid(clause, self.staff | self.post))
        if fresh <= _OURS and self._is_borne_out(clause):
            return True
        if kind:
            near = self.courtesy.kindly.search(clause) or _RETOLD.search(before)
            ours = _HOUSE.search(clause) and not _BY_THE_WAY.search(clause)
            if fresh <= (_BESIDE if near else _OURS if ours else _ASIDE):
                return True
        elif not fresh and (self._tells(clause) or not self._states(clause)):
            return True
        if self.courtesy.minds.search(clause) or (before and _RELATIVE.search(clause)):
            return True
        return fresh <= self._figurative(clause, before) or not self._is_claim(clause)

    def _is_claim(self, clause: str) -> bool:
        """Whether its subject is something of the house or of this case, of which it states what
        is; "guests who ask are the reason we are here" is only a manner of speaking."""
        says = self.courtesy
        if says.states.search(clause) or _STATES.search(clause):
            return True
        if named := _NAMES.search(clause):
            return bool(says.finite.search(clause, named.end())) and not _IS_LIKE.search(clause)
        return bool(_EARLY.search(clause)) and not says.points.search(clause)

    def _is_borne_out(self, clause: str) -> bool:
        """Whether most of it is what the house has confirmed."""
        confirmed = _stems(self.ground.confirmed)
        told = [w for w in _words(clause) if not self.courtesy.is_plain(w)]
        return sum(_known(word, confirmed) for word in told) >= _BORNE_OUT

    def _tells(self, clause: str) -> bool:
        """Whether it gives the post back to whoever wrote it, and does not say it as ours."""
        ours = _WE_FIRST.search(clause)
        return bool(self.courtesy.told.search(clause) or (_YOURS.search(clause) and not ours))

    def _states(self, clause: str) -> bool:
        """Whether it says in our own voice what only the post knows."""
        if not self._unsaid(clause, self.staff):
            return False
        finite = self.courtesy.finite.search(clause)
        dictated = any(True for _ in shared_rows(clause, [self.ground.post], _ROW))
        return bool(finite and (dictated or _STATES.search(clause) or _US.search(clause)))

    def _figurative(self, clause: str, before: str) -> int:
        """How many words from nowhere a part may hold that says how something was, or how it
        should be, or what it was to the customer; none where it says what is."""
        says = self.courtesy
        if any(m.group() not in self.ground.post for m in says.judges.finditer(clause)):
            return _BESIDE
        if says.states.search(clause):
            return _NONE
        if says.general.search(clause) or says.general.match(before) or self._is_part(clause):
            return _BESIDE
        if self._tells(clause):
            return _TOLD
        return _ASIDE if says.points.search(clause) else _NONE

    def _is_part(self, clause: str) -> bool:
        """Whether it only names or counts something, or says what a thing of its kind is."""
        if _STATES.search(clause):
            return False
        named = _NAMES.search(clause)
        if (named or self.courtesy.points.search(clause)) and _IS_LIKE.search(clause):
            return True
        if self.courtesy.finite.search(clause, named.end() if named else 0):
            return False
        return bool(named or _ASIDES.search(clause)) or len(clause.split()) <= _FEW

    def _is_generous(self, sentence: str) -> bool:
        """Whether more is given away than the house gives: to all, or what it never named."""
        if not GIVES_AWAY.search(sentence):
            return False
        return bool(TO_ALL.search(sentence)) or not GIVES_AWAY.search(self.ground.staff)

    def _unsaid(self, text: str, known: frozenset[str]) -> list[str]:
        told = (w for w in _words(text) if not self.courtesy.is_plain(w))
        return [word for word in told if not (word in _COUNTS or _known(word, known))]

    def _claims(self, sentence: str) -> Iterator[str]:
        """Deeds and explanations that no confirmed word bears out."""
        confirmed = _stems(self.ground.confirmed)
        for found in self.courtesy.deed.finditer(sentence):
            verb = next(v for v in found.groupdict().values() if v)
            before = sentence[: found.start()]
            retold = _RETOLD.search(before) or _NOBODY.search(f"{before} {found.group()}")
            if self.courtesy.own.match(verb) or retold or _HOPED.search(before):
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


def _public(sentence: str) -> str:
    """What is asked for in public: whose account it is may be told in a mail."""
    return sentence.replace("account number", "") if "@" in sentence else sentence


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """The parts of a sentence, each with all that stands before it."""
    return ((found.group(), sentence[: found.start()]) for found in _CLAUSE.finditer(sentence))


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
