"""Notes what a post says that a reply can take up: details, its own words, wishes, names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.asked import Asked, AskedReader
from bot.details import Detail, DetailKind, DetailReader, Told
from bot.excerpt import Bars, excerpt, fit
from bot.language import guess_language
from bot.phrases import lower, words
from bot.retold import proposed, told_back
from bot.swear_words import Swearing, Vocabulary
from bot.things import neutral, things
from bot.triage import Category, Sensitivity
from bot.triage_decision import Sign
from bot.triage_reader import post_signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.details import DetailRules
    from bot.playbook import Playbook

_MINE = words("i we i've we've i'm we're i'd we'd im ive i'll we'll")
_NOUNS = ("thing", "service", "food", "event", "room", "bill", "other", "sum", "stuff", "part")
_FAILED = re.compile(
    r"\b(?:haven|hasn|doesn|don|didn|won|can|couldn|isn|wasn|weren|aren)'?t\b|\b(?:never|nothing|"
    r"without|instead|wrong|every (?:\w+ )?(?:minutes|hours|time|day|week)|only|expires?|dropped)\b"
)
# How long somebody has come here says why it hurts, not what went wrong.
_LOYAL = re.compile(
    r"\b(?:been|was|were|am|are|is|as) (?:an? )?(?:\w+ ){0,2}"
    r"(?:customer|member|regular|guest|client|patient|fan|subscriber|patron|user)s?\b"
)
_OURS = re.compile(r"\b(?:our|we|us)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_BLANKED = re.compile(r"\s{3,}|[<>{}\[\]|]")
_QUOTABLE = words(
    "you your you're you've you'd you'll youre u ur they them their black white fat gay muslim jew "
    "jewish filthy worst death dead joke"
)  # unfit for our own voice; within quotation marks they stay the customer's
_NO_NAMES = words(
    "the this that these those there they she everyone everybody someone nobody all both you your "
    "our his her its staff service team food place room hotel breakfast dinner lunch thanks thank "
    "god heaven goodness and but also very really just truly absolutely atmosphere music monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december christmas easter i"
)
_PRAISED = re.compile(
    r"(?:\b[Tt]hank(?:s| you)(?: so much| again| very much)?,?(?: to)?|\b[Ss]hout[- ]?out to|"
    r"\b[Hh]ats off to|"
    r"\b[Kk]udos to|\b[Ee]specially|\b(?:waiter|waitress|server|host|hostess|nurse|driver|guide|"
    r"instructor|barista|chef|stylist|trainer|receptionist|technician|engineer|therapist)"
    r"(?: called| named|,)?) ([A-Z][a-zà-ÿ]{2,14})\b(?!')"
    r"|\b([A-Z][a-zà-ÿ]{2,14}) (?:\w+ly )?(?:remembered|helped (?:us|me)|looked after|made (?:us|"
    r"me|our|my)|went (?:above|out of)|"
    r"(?:was|is) (?:so |very |really |such |absolutely |just |an? )*"
    r"(?:kind|lovely|friendly|great|brilliant|amazing|wonderful|patient|helpful|star|legend|gem|"
    r"attentive|fantastic|charming|sweet|gentle|superb|excellent|delight))\b"
)


@dataclass(frozen=True, slots=True)
class PostNotes:
    """What a reply may take up of a post; each is empty where there is nothing of the kind.

    `told` is the trouble from our side, `quote` a piece in the customer's words, which by itself
    shows the trouble where `quote_shows`; `things` are what is named, `idea` what is proposed,
    `praised` first names. `wished` says that there is a wish.
    """

    details: tuple[Detail, ...] = ()
    told: Told = field(default_factory=Told)
    quote: str = ""
    quote_shows: bool = False
    things: tuple[str, ...] = ()
    idea: str = ""
    praised: tuple[str, ...] = ()
    wished: bool = False
    asked: Asked = field(default_factory=Asked)

    def of(self, kind: DetailKind) -> list[Detail]:
        """The details of one kind."""
        return [detail for detail in self.details if detail.kind is kind]

    @property
    def concerned(self) -> list[str]:
        """Whom it happened to, else what is named: one name, or none."""
        whom = [d.name for d in self.of(DetailKind.PERSON) if not d.name.endswith("'s")]
        return [*whom, *self.things][:1]


class PostReader:
    """Reads a post for the composer; orders to software and personal data are not looked at."""

    def __init__(self, playbook: Playbook) -> None:
        rules = playbook.details
        self.details = DetailReader(playbook)
        self._signs = post_signs(playbook.triage, playbook.post_weights)
        self._asked = AskedReader(playbook.texts)
        self._unquotable = frozenset(lower(rules.unquotable).split())
        self._bars = {"en": _bars(rules)} | {
            code: _bars(theirs, rules, nouns_are_capital=code == "de")
            for code, theirs in rules.languages.items()
        }
        self._swears = {code: _vocabulary(playbook.swearing, code) for code in self._bars}
        self._nouns = frozenset().union(
            *(lower(rules.classes.get(name, "")).split() for name in _NOUNS)
        )

    def read(
        self,
        post: str,
        language: str,
        facts: Mapping[str, str],
        *,
        category: Category = Category.COMPLAINT,
        may_quote: bool = True,
        injection: bool = False,
        careful: bool = False,
    ) -> PostNotes:
        """The notes of a post in this language ("en", "de"); of others there are none.

        A `careful` reader names things as nobody's, and tells nothing from our side.

        Of a post with an `injection` nothing is said in its own words: what it names is noted from
        sentences that no order touches. Facts in another language are no answer.
        """
        text = self.details.safe_text(post)
        english = language == "en"
        if language not in self._bars:
            return PostNotes()
        bars = self._bars[language]
        if category is Category.SUGGESTION:  # "put a bench there" is what they are there for
            bars = replace(bars, commands=frozenset())
        own = fit(text, bars)
        signs, sworn = self._signs.find(text), self._sworn(own, language)
        if injection:
            own, may_quote = _untouched(own), False
        quote = self._quote(own, language, category, sworn, signs) if may_quote else ""
        return PostNotes(
            details=self.details.find_in(text, language),
            told=self._told(own, sworn, careful) if english and may_quote else Told(),
            quote=quote,
            quote_shows=_Worth(own, signs, self.details).of_trouble(quote) > 0,
            things=self._things(own, sworn, careful) if english else (),
            idea=proposed(text, barred=self._plain()) if english and not injection else "",
            praised=() if injection else self._praised(text),
            wished=any("wish" in sign.cue.marks for sign in signs),
            asked=self._asked.read(text, _readable(facts, language)) if english else Asked(),
        )

    def _things(self, text: str, sworn: frozenset[str], careful: bool) -> tuple[str, ...]:
        """What is named; a careful reader says neither whose it is nor what it is like."""
        named = things(text, self._barred(sworn), self._nouns)
        if not careful:
            return named
        return tuple(dict.fromkeys(neutral(name, self._nouns) for name in named))

    def _told(self, text: str, sworn: frozenset[str], careful: bool) -> Told:
        """The trouble as the post states it, from our side; empty where it cannot be told so.

        What is ours is not told by a careful reader: it would sound as if we owned the fault.
        """
        bars = self._bars["en"]
        barred = self._unquotable - {"black", "white", "fat", "your"} | bars.names | sworn
        told = told_back(text, is_trouble=self.is_trouble, barred=barred, known=self._nouns)
        found = Told(*told)
        return Told() if careful and _OURS.search(found.text) else found

    def _quote(
        self,
        text: str,
        language: str,
        category: Category,
        sworn: frozenset[str],
        signs: Sequence[Sign],
    ) -> str:
        """A short piece in the customer's own words, the most telling one that is fit to repeat."""
        bars = self._bars[language]
        bars = replace(bars, unfit=bars.unfit | sworn)
        worth = _Worth(text, signs, self.details)
        match category:
            case Category.PRAISE:
                return excerpt(text, bars, worth.of_praise)
            case Category.QUESTION:
                return excerpt(text, bars, lambda _: 0.0, asks=True)
            case Category.SUGGESTION:
                return excerpt(text, bars, lambda _: 0.0)
        return excerpt(text, bars, worth.of_trouble)

    def _sworn(self, text: str, language: str) -> frozenset[str]:
        """The swear words of the text, as they stand there."""
        low, known = lower(text), self._swears[language]
        said = set(re.findall(r"[^\W\d_]+", low))
        return frozenset(word for word in known.worth_a_look(said, low) if known.meant(word))

    def _barred(self, sworn: frozenset[str]) -> frozenset[str]:
        bars = self._bars["en"]
        return bars.unfit | bars.names | sworn

    def _plain(self) -> frozenset[str]:
        return self._unquotable - {"you", "your"}

    def is_trouble(self, piece: str) -> bool:
        """Whether the piece alone shows that something went wrong, with nobody accused."""
        signs = self._signs.find(piece)
        worth = [
            sign.cue.points.get(Category.PRAISE if sign.negated else Category.COMPLAINT, 0)
            for sign in signs
        ]
        kind = any(s.cue.points.get(Category.PRAISE, 0) and not s.negated for s in signs)
        touchy = any(set(s.cue.sensitivities) - {Sensitivity.MONEY} for s in signs)
        mine = lower(piece).split(" ", 1)[0] in _MINE
        failed = max(worth, default=0) >= 2 or (
            not mine and _FAILED.search(lower(piece)) is not None
        )
        loyal = _LOYAL.search(lower(piece)) is not None
        away = loyal or self.details.says_goodbye(piece)
        return failed and not kind and not touchy and not away

    def _praised(self, text: str) -> tuple[str, ...]:
        """First names of people whom the post thanks or praises, at most two."""
        found = (m.group(1) or m.group(2) for m in _PRAISED.finditer(text))
        known = self._nouns | _NO_NAMES
        return tuple(dict.fromkeys(n for n in found if n.lower() not in known))[:2]


class _Worth:
    """How much a piece of a text shows, from the signs that were found in the whole."""

    def __init__(self, text: str, signs: Sequence[Sign], details: DetailReader) -> None:
        self._said = [(text[s.start : s.end], s) for s in signs]
        self._details = details

    def of_trouble(self, piece: str) -> float:
        """How plainly it shows that something went wrong; kind words tell less."""
        signs = self._in(piece)
        if self._details.says_goodbye(piece) or _LOYAL.search(lower(piece)):
            return -9.0
        plain = 1.5 * (_points(signs, Category.COMPLAINT) >= 2)
        plain += _FAILED.search(lower(piece)) is not None
        return plain - 1.2 if _points(signs, Category.PRAISE) > 1 else plain

    def of_praise(self, piece: str) -> float:
        """Whether it is kind; a wish or a complaint is left out."""
        signs = self._in(piece)
        if any("wish" in s.cue.marks for s in signs) or _points(signs, Category.COMPLAINT) > 1:
            return -9.0
        return float(_points(signs, Category.PRAISE) > 0)

    def _in(self, piece: str) -> list[Sign]:
        return [sign for said, sign in self._said if said in piece]


def _untouched(text: str) -> str:
    """The sentences in which nothing was blanked."""
    whole = (m.group() for m in _SENTENCE.finditer(text) if not _BLANKED.search(m.group()))
    return " ".join(whole)


def _readable(facts: Mapping[str, str], language: str) -> Mapping[str, str]:
    """The facts that are written in this language, or in no language at all ("9-17")."""
    return {key: fact for key, fact in facts.items() if guess_language(fact) in {"", language}}


def _points(signs: Sequence[Sign], category: Category) -> float:
    """The most that one of the signs says for a category."""
    return max((s.cue.points.get(category, 0) for s in signs if not s.negated), default=0)


def _vocabulary(swearing: Swearing, language: str) -> Vocabulary:
    rules = swearing.rules
    words = swearing.words.get(language, frozenset())
    return Vocabulary(words, rules.never, rules.stems if language == "en" else rules.every_language)


def _bars(rules: DetailRules, base: DetailRules | None = None, **of_language: bool) -> Bars:
    """The bars of one language; names, and words for software, are those of the `base`, too."""

    def listed(key: str) -> frozenset[str]:
        own = lower(getattr(rules, key)).split()
        return frozenset(own) | frozenset(lower(getattr(base, key)).split() if base else ())

    return Bars(
        unfit=frozenset(lower(rules.unquotable).split()) - _QUOTABLE,
        names=listed("names"),
        machine=listed("machine"),
        software=listed("software"),
        commands=frozenset(lower(rules.commands).split()),
        **of_language,
    )
