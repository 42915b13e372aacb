"""Finds strong language in a reply by a maintained list, through the usual tricks of spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from bot.cues import filled, merged
from bot.findings import Finding, FindingKind
from bot.quoted import is_mention
from bot.rubric import Rubric
from bot.situation import Situation
from bot.swear_words import ENGLISH, LanguageRules, Swearing, SwearRules, Vocabulary
from bot.wording import Wording

CUE = "swearing"

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_PART = re.compile(r"[^-]+")
_PARTING = ' \n\t"(),;:/[]{}<>'
_CHUNK = re.compile(r"[^\s\"(),;:/\[\]{}<>]+")
# A sign or digit at a letter, where it can hide one. It begins with one class of characters, which
# makes the search quick; what is around it is looked at only then.
_SIGN = re.compile(
    r"[*#@$%&^~|+=\d!?_.\-\u0080-\U0010ffff](?:"
    r"(?<=[^\W\d_][*#@$%&^~|+=\d])|(?<=[^\W\d_][!?_-])(?=[^\W\d_])|(?<=[^\W\d_][-.])(?=[-.])"
    r"|(?<=[^\W\d_][^\w\s\x00-\x7f])|(?<=[\d$@!*])(?=[^\W\d_]))"
)
_SPACED = re.compile(r"(?<![\w'])[a-z$@5](?:[ ._*·-]{1,2}[a-z0-9@$!]){3,15}(?!['\w])")
_SPACED_PART = re.compile(r"[^ ._*·-]")
_GRAWLIX = re.compile(r"(?<![\w@#$%&*!?^~+=])[@#$%&*!?^~+=]{4,12}(?![\w@#$%&*!?^~+=])")
_STRONG_SIGNS = frozenset("@#$%&*^")
_ADDRESS = re.compile(r"@\w|\w@|://|^www\.|\.(?:com|net|org|co|io|app|eu|uk|de|fr|es|nl|pt|in)\b")
_BEFORE_NAME = re.compile(r"(?:hi|hello|dear|hey|mr|mrs|ms|miss|dr|from|by|thanks|sir)[., ]+$")
_FRILLS, _ENDS, _SIGNS = "*_~#.-!?'", ".!?'-_~", "*_~#@$%&^!?+="
_SMALL = frozenset("aiu")  # a word of one letter that may stand beside spaced letters
_LONGEST = 40  # characters of a chunk that can be a word
_AROUND = 60
_MOST = 300  # hits of a kind that are looked at: a longer row of them is no reply


class _Hit(NamedTuple):
    start: int
    end: int
    word: str


class SwearReader:
    """Reads replies with the words of the lists as the lead's rules change them."""

    def __init__(self, swearing: Swearing, rubric: Rubric) -> None:
        """Lay the words out; nothing is compiled, so this takes milliseconds."""
        rules = swearing.rules
        self._rubric = rubric
        self._vocabularies = _vocabularies(rules, swearing.words)
        self._elsewhere = Vocabulary((), rules.never, rules.every_language)
        self._slurs = frozenset(rules.slurs.split())
        self._names = frozenset(rules.names.split())
        self._explained = frozenset(rules.signs_named_by.split())
        self._beside = _each_word(rules.beside)
        self._only_beside = _each_word(rules.only_beside)

    def read(self, reply: str | Wording, situation: Situation) -> tuple[Finding, ...]:
        """Findings in the order of the text; none for the customer's own words."""
        wording, post = Wording.of(reply), Wording(situation.post)
        vocabulary = self._vocabulary(wording, post)
        hits = [hit for hit in _hits(wording.low, vocabulary) if self._counts(hit, wording, post)]
        theirs = {vocabulary.root(hit.word) for hit in _hits(post.low, vocabulary)} if hits else ()
        ours = [hit for hit in hits if vocabulary.root(hit.word) not in theirs]
        signs = (hit for hit in _grawlix(wording.low) if self._swears(hit, wording, post))
        return merged(self._finding(hit, wording) for hit in (*ours, *signs))

    def _vocabulary(self, reply: Wording, post: Wording) -> Vocabulary:
        """Of the reply's language; where that is too short to tell, of the post's."""
        language = reply.language or (post.language if post.text else "") or ENGLISH
        return self._vocabularies.get(language, self._elsewhere)

    def _counts(self, hit: _Hit, reply: Wording, post: Wording) -> bool:
        if self._is_name(hit, reply) or _is_address(hit, reply.low):
            return False
        return self._is_strong_here(hit, reply) and not is_mention(reply, hit.start, hit.end, post)

    def _is_strong_here(self, hit: _Hit, reply: Wording) -> bool:
        """Whether its neighbours leave it strong ("a finger prick" is not, "sod off" is)."""
        ordinary, needed = self._beside.get(hit.word), self._only_beside.get(hit.word)
        if not ordinary and not needed:
            return True
        near = _neighbours(hit, reply.low)
        return not (ordinary and ordinary & near) and (not needed or bool(needed & near))

    def _is_name(self, hit: _Hit, reply: Wording) -> bool:
        """Whether a capital makes it a name ("Dick"), or a masked one ("Dear S***")."""
        written = reply.text[hit.start : hit.end]
        if not written[0].isupper():
            return False
        if not written[1:2].isalpha():
            before = reply.low[max(0, hit.start - 10) : hit.start]
            return _BEFORE_NAME.search(before) is not None
        return hit.word in self._names and not _is_shouted(hit, reply)

    def _swears(self, hit: _Hit, reply: Wording, post: Wording) -> bool:
        """Whether signs stand for a word; not where the sentence is about signs, or they echo."""
        sentence = reply.sentence(reply.sentence_at(hit.start))
        if reply.low[hit.start : hit.end] in post.low:
            return False
        return self._explained.isdisjoint(_WORD.findall(sentence))

    def _finding(self, hit: _Hit, reply: Wording) -> Finding:
        slur = hit.word in self._slurs
        kind = FindingKind.IDENTITY_ATTACK if slur else FindingKind.PROFANITY
        rule, text = self._rubric.kinds[kind], reply.text[hit.start : hit.end]
        return Finding(
            kind=kind,
            severity=rule.severity,
            start=hit.start,
            end=hit.end,
            text=text,
            why=filled(rule.why, {"text": text}),
            suggestion="",
            reader="cues",
            cue=CUE,
        )


def _vocabularies(rules: SwearRules, listed: Mapping[str, frozenset[str]]) -> dict[str, Vocabulary]:
    """One for each language that the rules know; Hindi in Latin letters goes with English."""
    made: dict[str, Vocabulary] = {}
    never, also = rules.never.split(), [*rules.also.split(), *rules.slurs.split()]
    english = {*listed.get(ENGLISH, ()), *also}
    for language, own in rules.languages.items():
        words = _own_words(listed.get(language, frozenset()), own)
        if own.with_english:
            english |= words
        stems = f"{rules.every_language} {own.stems}"
        made[language] = Vocabulary(words, f"{rules.never} {own.never}", stems)
    words = english - set(never) | set(also)
    made[ENGLISH] = Vocabulary(words, rules.never, rules.stems, rules.anywhere)
    return made


def _each_word(beside: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {
        word: frozenset(near.split()) for words, near in beside.items() for word in words.split()
    }


def _own_words(listed: frozenset[str], rules: LanguageRules) -> set[str]:
    return (set(listed) - set(rules.never.split())) | set(rules.also.split())


def _hits(low: str, vocabulary: Vocabulary) -> Iterator[_Hit]:
    """Every swear word of a text in small letters, whether or not it counts."""
    for find in (_plain, _masked, _spaced):
        yield from islice(find(low, vocabulary), _MOST)


def _plain(low: str, vocabulary: Vocabulary) -> Iterator[_Hit]:
    tokens = vocabulary.worth_a_look(dict.fromkeys(_WORD.findall(low)), low)
    meant = {token: word for token in tokens if (word := vocabulary.meant(token))}
    if not meant:
        return
    for found in _WORD.finditer(low):
        token = found.group()
        if word := meant.get(token, ""):
            shown = token if token == word else token.removesuffix("'s")
            yield _Hit(found.start(), found.start() + len(shown), word)


def _masked(low: str, vocabulary: Vocabulary) -> Iterator[_Hit]:
    meant: dict[str, tuple[int, int, str] | None] = {}
    seen = -1
    for sign in _SIGN.finditer(low):
        if sign.start() < seen:
            continue
        begin = _chunk_start(low, sign.start())
        found = _CHUNK.match(low, begin)
        seen = found.end() if found else sign.end()
        if not found or len(chunk := found.group()) > _LONGEST:
            continue
        if chunk not in meant:
            if len(meant) == _MOST:
                return
            meant[chunk] = _unmasked(chunk, vocabulary)
        if (place := meant[chunk]) is not None:
            start, end, word = place
            yield _Hit(begin + start, begin + end, word)


def _chunk_start(low: str, place: int) -> int:
    """Where what stands between blanks around `place` begins; looks back a little way only."""
    part = low[max(0, place - _LONGEST) : place]
    return place - len(part) + max((part.rfind(sign) for sign in _PARTING), default=-1) + 1


def _unmasked(chunk: str, vocabulary: Vocabulary) -> tuple[int, int, str] | None:
    """Where in a chunk a masked word stands: without what adorns it, whole, or between hyphens."""
    start = len(chunk) - len(chunk.lstrip(_FRILLS))
    core = chunk[start:].rstrip(_ENDS).removesuffix("'s").rstrip(_ENDS)
    bare = core.rstrip(_SIGNS)
    if not core or (bare.isalpha() and vocabulary.meant(bare)):
        return None
    shapes = [(start, core), (start, chunk[start:])]
    if "-" in core:
        shapes += ((start + m.start(), m.group()) for m in _PART.finditer(core))
    for place, shape in shapes:
        if word := vocabulary.unmasked(shape):
            return place, place + len(shape), word
    return None


def _spaced(low: str, vocabulary: Vocabulary) -> Iterator[_Hit]:
    for found in islice(_SPACED.finditer(low), _MOST // 5):
        places = [m.start() + found.start() for m in _SPACED_PART.finditer(found.group())]
        letters = "".join(low[place] for place in places)
        # "what a s h i t": the small word before is no part of it.
        first = 1 if letters[0] in _SMALL else 0
        last = len(letters) - (letters[-1] in _SMALL)
        for a, b in ((0, len(letters)), (first, len(letters)), (0, last), (first, last)):
            part = letters[a:b]
            word = vocabulary.meant(part) if part.isalpha() else vocabulary.unmasked(part)
            if word and b - a > 3:
                yield _Hit(places[a], places[b - 1] + 1, word)
                break


def _grawlix(low: str) -> Iterator[_Hit]:
    """Signs of several kinds in a row that stand for a word ("@#$%!")."""
    for found in islice(_GRAWLIX.finditer(low), _MOST):
        signs = set(found.group())
        if len(signs) > 2 and len(signs & _STRONG_SIGNS) > 1:
            yield _Hit(found.start(), found.end(), found.group())


def _is_address(hit: _Hit, low: str) -> bool:
    """Whether the word stands within an e-mail address, a link or somebody's handle."""
    before = low[max(0, hit.start - _AROUND) : hit.start]
    after = low[hit.end : hit.end + _AROUND]
    start = len(before) - len(before.split()[-1]) if before and not before[-1].isspace() else None
    left = before[start:] if start is not None else ""
    right = after.split()[0] if after and not after[0].isspace() else ""
    return _ADDRESS.search(f"{left}w{right}") is not None


def _neighbours(hit: _Hit, low: str) -> set[str]:
    """The words right before and right after; `(end)` where nothing follows in the sentence."""
    near = _WORD.findall(low[max(0, hit.start - _AROUND) : hit.start])[-1:]
    after = re.match(r"['’]?s?[ -]{0,2}([^\W_]+(?:-[^\W_]+)*)", low[hit.end : hit.end + _AROUND])
    return {*near, after.group(1) if after else "(end)"}


def _is_shouted(hit: _Hit, reply: Wording) -> bool:
    """Whether the whole sentence, and more than this word, stands in capitals."""
    start, end = reply.sentences[reply.sentence_at(hit.start)]
    return reply.text[start:end].isupper() and end - start > hit.end - hit.start + 3
