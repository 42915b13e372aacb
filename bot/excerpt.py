"""Picks the words of a post that a reply may quote: short, whole, and at nobody's expense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.phrases import lower, words

_PART = 5  # words of what is only a part of a sentence
_ROOM = 120  # characters of a part before it is made tidy
_FLOOR = -3.5  # points
_SHORT = 48  # characters of a post that may be quoted as a whole, though it is no sentence
_SHORTEST, _FULL, _LONGEST = 12, 26, 96  # characters; below `_FULL` the next sentence is added
_SENTENCE = re.compile(r"[^.!?…\n]+(?:(?<=\w)[.](?=\w)[^.!?…\n]+)*[.!?…]*")
_CUT = re.compile(r",\s+|\s+[-–—]+\s+|;\s+|:\s+|\s+(?=(?:and|but|so|because|then|und|aber) )")
_TIDY = re.compile(r"[\s,;:–—-]+$")
_ASIDE = re.compile(
    r"^(?:(?:so|and|but|well|honestly|basically|also|oh|ok|okay|yeah|hi|hello|hey|dear all|lol|"
    r"sorry|guys|folks|und|aber|also|naja|tja|hallo|moin)\b[ ,.:!–—-]+)+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:please|pls|plz|kindly|now|then|just|only|always|never|do|don't|not|first|also|finally|"
    r"instead|and|so|but|hey|ok|okay|well|before anything else|bitte|jetzt|nun|und)\b[ ,:]*)+",
    re.IGNORECASE,
)
_CHARACTERS = re.compile(r"[a-zA-Z0-9À-ÖØ-öø-ž ,.;:'’‘\"“”„‚&%£€$₹+/()–—!-]+")
_MARKS = re.compile(r"[*_~`\u2190-\u2bff\ufe00-\ufe0f\u200d\U0001f000-\U0001faff]+")
# What was blanked, and what hangs on it.
_GONE = re.compile(r"(?: {3,}|[#@<>{}\[\]|\\])[^.!?\n]*")
_CODE = re.compile(
    r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{4,}\b|(?<![£€$\d.,])\d{5,}|\b\d{2}-\d{2}-\d{2,}|"
    r"\b\d(?:[ -]?\d){6,}|\b[a-zA-Z0-9+/=]{22,}\b|(?:\b\w {1,2}){4,}|"
    r"\b[a-zA-Z]+[013457]+[a-zA-Z]\w*\b|\b[a-zA-Z]\d[a-zA-Z]?\d\w*\b"
)
_SHORT_FOR = re.compile(r"\b(?:i\.e|e\.g|z\.B)\.,? ?")
_SPOKEN_TO = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:ai|bot|robot|assistant|machine|computer|system|ki)\b[^.!?]{0,14}[,:]|"
    r",\s*(?:ai|bot|robot|assistant|machine|computer|ki)\s*(?:[.,:!?]|$)",
    re.IGNORECASE,
)
_TO_SOFTWARE = re.compile(
    r"\b(?:ai|ki|prompts?|openai|llm|gpt)\b|\b(?:you are|you're) (?:now|no longer|dan)\b|"
    r"^i am your\b|^in the style of\b|\bin your machine\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:how|what|when|where|which|who|why|is|are|was|do|does|did|can|could|will|would|should|has|"
    r"have|any chance|wie|was|wann|wo|wer|warum|welche\w?|gibt|kann|können|haben|habt|ist|sind)\b",
    re.IGNORECASE,
)
_PLACE = words(
    "in via near from at since until for nach aus bei bis seit vor to by of outside through after"
)
_KEPT = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter diwali eid i i'm "
    "i've i'd i'll ok sms mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul "
    "aug sep sept oct nov dec english french german italian spanish british european"
)
_NO_OPENERS = words("because which that or than weil dass oder")
_NO_OBJECT = words(
    "of is was were has had says said went came in on at from and number again still never not "
    "isn't wasn't hasn't takes took keeps kept been"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = words(
    "the a an my our your of to in on at for with and or but so because is are were be i we he "
    "she they that from by as if than very too no der die das den dem ein eine und oder aber "
    "von zu mit im am in auf für ist war ich wir sie es nicht sehr customer account order booking "
    "ref reference member number tel policy patient case ticket kundennummer vertrag bestellung"
)


@dataclass(frozen=True, slots=True)
class Bars:
    """What keeps words from being quoted, in small letters.

    `unfit` insults, accuses or blesses; `names` are first names. `machine` is what people say to
    software only, `software` what they say of it, too; `commands` open a sentence that tells
    somebody to do something. `nouns_are_capital` is set for a language such as German, where a
    capital says nothing.
    """

    unfit: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    machine: frozenset[str] = frozenset()
    software: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    nouns_are_capital: bool = False

    def command(self, sentence: str) -> bool:
        """Whether the sentence may tell software, or whoever answers, what to do."""
        said = _bare(_LEAD.sub("", sentence.strip()))
        told = said[:1] and said[0] in self.commands and _NO_OBJECT.isdisjoint(said[1:2])
        if told or not self.machine.isdisjoint(said) or _SPOKEN_TO.search(sentence):
            return True
        about = self.software.intersection(said)
        return len(about) > 1 or (bool(about) and not self.commands.isdisjoint(said))

    def allow(self, piece: str) -> bool:
        """Whether nothing in the piece accuses or names anybody, and it is plain text."""
        bare = set(_bare(piece))
        return (
            bare.isdisjoint(self.unfit)
            and bare.isdisjoint(self.names - _KEPT)
            and _TO_SOFTWARE.search(piece) is None
            and _CHARACTERS.fullmatch(piece.rstrip(".!?… ")) is not None
            and piece.count("(") == piece.count(")")
            and (self.nouns_are_capital or not _has_name(piece))
        )


def _bare(sentence: str) -> list[str]:
    """The words in small letters, without the "'s" of a genitive."""
    return [word.removesuffix("'s") for word in _WORD.findall(lower(sentence))]


def fit(text: str, bars: Bars) -> str:
    """The text with blanks for the sentences that may be meant for software."""
    for match in reversed(list(_SENTENCE.finditer(text))):
        if bars.command(match.group()):
            start, end = match.span()
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def excerpt(text: str, bars: Bars, worth: Callable[[str], float], *, asks: bool = False) -> str:
    """The piece of `text` that shows most of what it is about; empty where none may be quoted.

    `worth` says how much a piece shows; what is worth far less than nothing is not quoted. Of a
    post that `asks` it is a question, without its sign. Quotation marks inside are single ones.
    """
    best, most = "", _FLOOR
    text = _GONE.sub("…\n", _CODE.sub("    ", _SHORT_FOR.sub("", _MARKS.sub("", text))))
    text = re.sub(r" {2}", " ", text)
    for place, piece in enumerate(_questions(text, bars) if asks else _pieces(text, bars)):
        points = worth(piece) + _concrete(piece) - 1.2 * piece.endswith("?") - 0.6 * min(place, 5)
        if points > most:
            best, most = piece, points
    if not best and not asks and worth(whole := _whole(text, bars)) > _FLOOR:
        best = whole
    return _marked(best)


def _whole(text: str, bars: Bars) -> str:
    """A very short post as it stands ("“Medium rare”"), where all of it may be quoted."""
    plain = _TIDY.sub("", text.strip().rstrip(".!"))
    plain = re.sub(r"^[\"“„]([^\"“”„]+)[\"“”]$", r"\1", plain)
    fit = 6 <= len(plain) <= _SHORT and not re.search(r"\s\s|\n|…", plain) and bars.allow(plain)
    return plain if fit and any(c.islower() for c in plain) else ""


def _pieces(text: str, bars: Bars) -> Iterator[str]:
    """Whole sentences, short ones together; of others the parts that can stand alone."""
    row = [m.group().strip() for m in _SENTENCE.finditer(text)]
    for at, sentence in enumerate(row):
        if not bars.allow(sentence) or len(sentence) > _LONGEST:
            parts = (_alone(part, bars) for part in _parts(sentence))
            yield from (part for part in parts if len(part.split()) >= _PART)
            continue
        piece = sentence
        for after in row[at + 1 :]:
            if piece.endswith("…"):  # cut off here
                break
            longer = f"{_ended(piece)} {after}"
            if len(piece) >= _FULL or len(longer) > _LONGEST or not bars.allow(after):
                break
            piece = longer
        if bare := _alone(piece, bars):
            yield bare


def _alone(part: str, bars: Bars, *, asks: bool = False) -> str:
    """The part without what leads in and trails off, where it can stand and may be quoted."""
    asked = part.rstrip().endswith("?")
    bare = _TIDY.sub("", _ASIDE.sub("", part.rstrip(".…!? "))).strip()
    return bare + "?" * asked if _stands(bare, asks=asks) and bars.allow(bare) else ""


def _questions(text: str, bars: Bars) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        said = _ASIDE.sub("", match.group().strip())
        asks = said.endswith("?") or _ASKS.match(said)
        if asks and (bare := _alone(said, bars, asks=True)):
            yield bare.rstrip("?")


def _ended(piece: str) -> str:
    return piece if piece[-1:] in ".!?…" else f"{_TIDY.sub('', piece)}."


def _parts(sentence: str) -> Iterator[str]:
    """What a sentence falls into: from the beginning to each cut, the longest first; the rest."""
    cuts = [(m.start(), m.end()) for m in _CUT.finditer(sentence)]
    for end, _ in reversed(cuts):
        if end <= _ROOM:
            yield sentence[:end]
    for _, start in cuts:
        if len(sentence) - start <= _ROOM:
            yield sentence[start:]


def _stands(piece: str, *, asks: bool = False) -> bool:
    row = _WORD.findall(lower(piece))
    opens = _NO_OPENERS - {"which"} if asks else _NO_OPENERS
    return (
        _SHORTEST <= len(piece) <= _LONGEST
        and len(row) >= (3 if any(c.isdigit() for c in piece) else 4)
        and row[-1] not in _END
        and row[0] not in opens
        and sum(c.isupper() for c in piece) <= 0.5 * sum(c.isalpha() for c in piece)
    )


def _concrete(piece: str) -> float:
    """Numbers and times show that it is about something; a very short piece shows little."""
    return min(2, len(re.findall(r"\d+", piece))) * 0.5 + (len(piece) > _FULL) * 0.4


def _has_name(sentence: str) -> bool:
    """Whether a word inside looks like somebody's name rather than a place's."""
    for before, match in pairwise(_WORD.finditer(sentence)):
        word = match.group()
        small = lower(word).removesuffix("'s")
        if not word[0].isupper() or word.isupper() or small in _KEPT:
            continue
        opens = re.search(r"[.!?:;\"“”]\s*$", sentence[before.end() : match.start()])
        if not opens and lower(before.group()) not in _PLACE:
            return True
    return False


def _marked(piece: str) -> str:
    """The piece with single quotation marks, so that it can stand between double ones."""
    marks = re.findall(r"[\"“”„]", piece)
    if len(marks) == 2 and (found := re.search(r"(?<!\w)[\"“„](\w[^\"“”„]*)[\"“”]", piece)):
        return piece[: found.start()] + f"‘{found.group(1)}’" + piece[found.end() :]
    return re.sub(r"[\"“”„]", "", piece)
