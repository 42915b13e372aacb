"""Pairs of replies for blind judging: made alike, shuffled, and counted when judged. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.gates import open_slots
from bot.profile import Profile
from bot.wording import fold

OURS, PLAIN, TIE = "ours", "plain", "tie"

_Z = 1.96  # of a 95 % interval
_SIGNATURE = 60  # characters of a line that may be one


@dataclass(frozen=True, slots=True)
class _Fillers:
    """What a slot is filled with in one language; `clause` stands alone, `thing` in a sentence."""

    who: tuple[str, ...]
    by: str
    when: tuple[str, ...]
    clause: str
    thing: str
    customer: str


# Neutral, and several of each: a judge who has seen one name twenty times would know whose it is.
_FILLERS: Mapping[str, _Fillers] = {
    "en": _Fillers(
        ("Sam from our team", "our manager Alex", "Robin at the front desk", "our colleague Kim",
         "Jo, who runs the shift,", "our manager Charlie", "Pat from customer care", "Chris"),
        "by", ("tomorrow at noon", "tomorrow evening", "tomorrow afternoon", "Thursday morning",
               "the end of tomorrow", "Thursday evening"),
        "we will say more about this here", "the details", "customer"),
    "de": _Fillers(("Sam Weber", "Kim Lang", "Robin Vogt", "Alex Horn"), "bis",
                   ("morgen Mittag", "morgen Abend", "Donnerstagabend"),
                   "wir schreiben dazu hier noch mehr", "das Nähere", "Gäste"),
    "fr": _Fillers(("Sacha Morel", "Camille Roux", "Dominique Petit"), "d'ici",
                   ("demain midi", "demain soir", "jeudi soir"),
                   "nous en dirons plus ici", "les détails", "client"),
    "es": _Fillers(("Álex Ruiz", "Cruz Vega", "Noa Gil"), "antes de",
                   ("mañana por la tarde", "mañana a mediodía", "el jueves por la tarde"),
                   "daremos aquí más detalles", "los detalles", "cliente"),
    "it": _Fillers(("Andrea Conti", "Simone Riva", "Nicola Sala"), "entro",
                   ("domani a mezzogiorno", "domani sera", "giovedì sera"),
                   "ne scriveremo ancora qui", "i dettagli", "cliente"),
    "pt": _Fillers(("Alex Costa", "Noa Lima", "Ariel Reis"), "até",
                   ("amanhã ao meio-dia", "amanhã à noite", "quinta-feira à noite"),
                   "diremos mais sobre isto aqui", "os detalhes", "cliente"),
    "nl": _Fillers(("Sam de Wit", "Robin Bos", "Kim Vos"), "uiterlijk",
                   ("morgenmiddag", "morgenavond", "donderdagavond"),
                   "we laten hier meer weten", "de details", "klant"),
}  # fmt: skip
_WHO = re.compile(r"\b(?:who|name|person|manager|wer|wen|wem|qui|quién|chi|quem|wie|nombre|nom)\b")
_BY = re.compile(r"^(?:by|bis|d'ici|avant|antes|entro|até|uiterlijk|voor|before|until)\b")
_WHEN = re.compile(r"\b(?:when|time|date|day|wann|quand|cuándo|quando|wanneer|datum|fecha|data)\b")
_REACH = re.compile(r"\b(?:phone|number|e-?mail|contact|link|url|website|address)\b")
_HOUSE = re.compile(r"\b(?:company|business|brand|restaurant|shop|store|hotel|practice)\b")
_SIGNER = re.compile(r"\b(?:your|my) (?:full )?(?:name|title|position|role)\b|\bsignature\b")
_CUSTOMER = re.compile(r"\b(?:customer|client|guest|reviewer|recipient|user)\b")
_BEGINS = re.compile(r"(?:^|[.!?:]\s|\n)\s*$")
_CLOSES = re.compile(r"[.!?…)\"']$")
_SUBJECT = re.compile(r"\A(?:subject|betreff|objet|asunto|oggetto) ?:[^\n]*\n+", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|^#+ |^> ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answered:
    """A post and the two replies to it."""

    id: str
    post: str
    ours: str
    plain: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The two replies in a shuffled order; `ours` says which is ours, and is kept apart."""

    id: str
    post: str
    a: str
    b: str
    ours: str


@dataclass(frozen=True, slots=True)
class Preferred:
    """`count` of `of`, with the 95 % interval (Wilson) of that share."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.count / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, in 95 of 100 such trials."""
        share, over = self.share, _Z * _Z / self.of
        middle = (share + over / 2) / (1 + over)
        half = _Z * math.sqrt(share * (1 - share) / self.of + over / (4 * self.of)) / (1 + over)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What judges said of the pairs: each pair counts once, with what most of its judges said."""

    pairs: int
    ours: int
    plain: int
    ties: int

    @property
    def judged(self) -> int:
        """How many pairs somebody judged."""
        return self.ours + self.plain + self.ties


def made_alike(text: str, profile: Profile, *, language: str, name: str) -> str:
    """A reply as a judge sees it: slots filled, without signature, markup and fine typography.

    Both replies of a pair go through this. `name` decides which of the fillers are taken.
    """
    fillers = _FILLERS.get(language, _FILLERS["en"])
    pick = int.from_bytes(hashlib.sha256(name.encode(errors="replace")).digest()[:4])
    done, end = "", 0
    for start, stop in open_slots(text):
        before = done + text[end:start]
        done, end = before + _filled(before, text[start:stop], profile, fillers, pick), stop
    return _trimmed(done + text[end:], profile)


def shuffled(answered: Iterable[Answered], seed: int) -> tuple[Pair, ...]:
    """The pairs in an order of the seed's, ours as `a` in half of them."""
    by_side = sorted(answered, key=lambda one: _drawn(seed, "side", one.id))
    pairs = [_pair(one, "ab"[turn % 2]) for turn, one in enumerate(by_side)]
    return tuple(sorted(pairs, key=lambda one: _drawn(seed, "order", one.id)))


def counted(key: Mapping[str, str], judged: Sequence[tuple[str, str]]) -> Verdicts:
    """The verdicts on pairs, from which side is ours (by id) and what judges said (id, `a`, `b` or
    `tie`). A pair on which as many judges prefer one as the other is a tie."""
    votes: dict[str, Counter[str]] = {}
    for pair, better in judged:
        side = TIE if better == TIE else OURS if key[pair] == better else PLAIN
        votes.setdefault(pair, Counter())[side] += 1
    said = Counter(_most(one) for one in votes.values())
    return Verdicts(len(key), said[OURS], said[PLAIN], said[TIE])


def _most(votes: Counter[str]) -> str:
    best = max(votes.values())
    first = [side for side, times in votes.items() if times == best]
    return first[0] if len(first) == 1 else TIE


def _pair(one: Answered, ours: str) -> Pair:
    a, b = (one.ours, one.plain) if ours == "a" else (one.plain, one.ours)
    return Pair(one.id, one.post, a, b, ours)


def _drawn(seed: int, what: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed} {what} {name}".encode(errors="replace")).digest()


def _filled(before: str, slot: str, profile: Profile, fillers: _Fillers, pick: int) -> str:
    asked = fold(slot).strip("[]{}<>()_ ").lower()
    begins = _BEGINS.search(before) is not None
    words = _words_for(asked, profile, fillers, pick, begins=begins)
    if words.startswith(f"{fillers.by} ") and before.rstrip().lower().endswith(f" {fillers.by}"):
        words = words.removeprefix(f"{fillers.by} ")
    return words[:1].upper() + words[1:] if begins and not before.rstrip().endswith(":") else words


def _words_for(
    asked: str, profile: Profile, fillers: _Fillers, pick: int, *, begins: bool
) -> str:  # fmt: skip
    when = fillers.when[pick // len(fillers.who) % len(fillers.when)]
    if _SIGNER.search(asked):
        return profile.sign_off
    if _CUSTOMER.search(asked):
        return fillers.customer
    if _BY.search(asked):
        return f"{fillers.by} {when}"
    if _HOUSE.search(asked):
        return profile.name
    if _REACH.search(asked):
        return next(iter(profile.contacts), fillers.thing)
    if _WHO.search(asked):
        return fillers.who[pick % len(fillers.who)]
    if _WHEN.search(asked):
        return when
    return fillers.clause if begins else fillers.thing


def _trimmed(text: str, profile: Profile) -> str:
    text = _SUBJECT.sub("", fold(text).replace("—", "-").replace("–", "-").strip())
    text = _MARKUP.sub("", text).strip().strip('"').strip()
    sign_off = fold(profile.sign_off)
    lines = text.removesuffix(sign_off).rstrip(" -\n").split("\n")
    while len(lines) > 1 and _is_signature(lines[-1].strip()):
        lines.pop()
    return re.sub(r"\n{2,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def _is_signature(line: str) -> bool:
    """A short last line that is no sentence: a name, a closing formula, a blank."""
    return not line or (len(line) < _SIGNATURE and not _CLOSES.search(line))
