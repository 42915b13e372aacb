"""Finds what a post is about, in words that a reply can take up without accusing anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import SetupError
from bot.personal_data import find_personal_data
from bot.phrases import PhraseBook, lower, tokens, words
from bot.retold import proposed, told_back
from bot.triage import Category, Sensitivity
from bot.triage_reader import check_phrase, post_signs, without

if TYPE_CHECKING:
    from bot.playbook import Playbook

FILE = "details.yaml"
_READ = 3_000  # characters looked at; a reply takes up the first few details anyway
_QUOTED = range(8, 66)  # characters of a piece that may be quoted
_PIECE = re.compile(r"[^.!?;:\n()<>{}\[\]|*#@/\\\"“”«»„]+")
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,'’&%£€$-])+[^\W_%]")
_CAPITALS = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter i"
)

_SHORT_NAMES = words("api tv gps sim pdf csv sso")
_MINE = words("i we i've we've i'm we're i'd we'd im ive i'll we'll")
_NOUNS = ("thing", "service", "food", "event", "room", "bill", "other", "sum", "stuff", "part")
_FAILED = re.compile(
    r"\b(?:haven|hasn|doesn|don|didn|won|can|couldn|isn|wasn|weren|aren)'?t\b|\b(?:never|nothing|"
    r"without|instead|wrong|every (?:\w+ )?(?:minutes|hours|time|day|week)|only|expires?|dropped)\b"
)

_NO_NAMES = words(
    "the this that these those there they she everyone everybody someone nobody all both you your "
    "our his her its staff service team food place room hotel breakfast dinner lunch thanks thank "
    "god heaven goodness and but also very really just truly absolutely atmosphere music"
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


class DetailKind(StrEnum):
    """Which part of a reply takes a detail up."""

    TROUBLE = "trouble"
    TREATMENT = "treatment"
    LEAVING = "leaving"
    PRAISE = "praise"
    WISH = "wish"
    PERSON = "person"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class DetailRule:
    """One thing a post can be about, as `prompts/details.yaml` words it."""

    id: str
    phrases: tuple[str, ...]
    kind: DetailKind = DetailKind.TROUBLE
    group: str = ""
    name: str = ""
    norm: str = ""
    vague: bool = False
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DetailRules:
    """`prompts/details.yaml`; `unquotable` are words that keep a piece from being quoted.

    What lies within one of the `compounds` ("waiting room") is no detail.
    """

    classes: Mapping[str, str] = field(default_factory=dict)
    details: tuple[DetailRule, ...] = ()
    compounds: tuple[str, ...] = ()
    unquotable: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """Something found in the post: how a reply names it, or the norm that it states."""

    id: str
    kind: DetailKind
    name: str
    norm: str
    start: int
    end: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of the post turned round ("your order came cold"), and where it stands."""

    text: str = ""
    start: int = 0
    end: int = 0


class DetailReader:
    """Reads the details of a post; orders to software and personal data are not looked at."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules = {rule.id: rule for rule in playbook.details.details}
        rows = ((rule.id, phrase) for rule in self._rules.values() for phrase in rule.phrases)
        self._book = PhraseBook(rows, playbook.details.classes, file=FILE)
        compounds = ((phrase, phrase) for phrase in playbook.details.compounds)
        self._compounds = PhraseBook(compounds, playbook.details.classes, file=FILE)
        self._signs = post_signs(playbook.triage)
        self._unquotable = frozenset(lower(playbook.details.unquotable).split())
        self._nouns = frozenset().union(
            *(lower(playbook.details.classes.get(name, "")).split() for name in _NOUNS)
        )

    def safe_text(self, post: str) -> str:
        """The post with blanks for orders, tags, links and whatever identifies somebody."""
        head = post[:_READ]
        spans = [(found.start, found.end) for found in find_personal_data(head)]
        spans += [m.span() for m in re.finditer(r"<[^<>]{0,200}>?|https?://\S+|\S{0,64}@\S+", head)]
        return without(head, [*spans, *self._signs.orders(head)])

    def find(self, post: str) -> tuple[Detail, ...]:
        """The details in the order of the post, the first of each group."""
        found: dict[str, Detail] = {}
        text = self.safe_text(post)
        row = tokens(text)
        compounds = [(hit.start, hit.end) for hit in self._compounds.find(row)]
        order = {rule_id: rank for rank, rule_id in enumerate(self._rules)}
        hits = sorted(self._book.find(row), key=lambda hit: order[hit.id])
        taken: list[tuple[int, int]] = []
        for hit in hits:
            rule = self._rules[hit.id]
            if _within(hit.start, hit.end, compounds):
                continue
            found_words = {name: _cased(word) for name, word in hit.words.items()}
            name, norm = _fill(rule.name, found_words), _fill(rule.norm, found_words)
            inside = any(start <= hit.start and hit.end <= end for start, end in taken)
            if inside or (rule.group or name or norm) in found:
                continue
            detail = Detail(rule.id, rule.kind, name, norm, hit.start, hit.end, rule.vague)
            found[rule.group or name or norm] = detail
            taken.append((hit.start, hit.end))
        spans = [(d.start, d.end) for d in found.values() if d.kind is DetailKind.TROUBLE]
        outer = [d for d in found.values() if not _within(d.start, d.end, spans)]
        return tuple(sorted(outer, key=lambda detail: detail.start))

    def told(self, post: str) -> Told:
        """The trouble as the post states it, from our side; empty where it cannot be told so."""
        return Told(
            *told_back(
                self.safe_text(post),
                is_trouble=self.is_trouble,
                barred=self._unquotable - {"black", "white", "fat", "your"},
                known=self._nouns,
            )
        )

    def idea(self, post: str) -> str:
        """What the post would like to have ("a dark mode"), or nothing."""
        return proposed(self.safe_text(post), barred=self._unquotable - {"you", "your"})

    def wishes(self, post: str) -> bool:
        """Whether there is a wish in the post."""
        return any("wish" in sign.cue.marks for sign in self._signs.find(self.safe_text(post)))

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
        return failed and not kind and not touchy and not self._says_goodbye(piece)

    def _says_goodbye(self, piece: str) -> bool:
        hits = self._book.find(tokens(piece))
        return any(self._rules[hit.id].kind is DetailKind.LEAVING for hit in hits)

    def praised(self, post: str) -> tuple[str, ...]:
        """First names of people whom the post thanks or praises, at most two."""
        text = self.safe_text(post)
        found = (m.group(1) or m.group(2) for m in _PRAISED.finditer(text))
        known = self._nouns | _CAPITALS | _NO_NAMES
        return tuple(dict.fromkeys(n for n in found if n.lower() not in known))[:2]

    def quote(self, post: str, *, praise: bool = False) -> str:
        """A short piece of the post that shows the trouble, or the praise, and can be quoted."""
        shows = self._is_praise if praise else self.is_trouble
        text = self.safe_text(post)
        for match in _PIECE.finditer(text):
            piece = match.group().strip(" ,'’-–—")
            around = text[: match.start()].rstrip()[-1:] + text[match.end() : match.end() + 1]
            if around.strip(".!?;:\n"):
                continue
            if len(piece) in _QUOTED and self._quotable(piece) and shows(piece):
                return piece
        return ""

    def _is_praise(self, piece: str) -> bool:
        signs = [sign for sign in self._signs.find(piece) if not sign.negated]
        worth = [sign.cue.points.get(Category.PRAISE, 0) for sign in signs]
        other = any(
            "wish" in s.cue.marks or s.cue.points.get(Category.COMPLAINT, 0) > 1 for s in signs
        )
        return max(worth, default=0) > 0 and not other

    def _quotable(self, piece: str) -> bool:
        row = [token.text for token in tokens(piece)]
        names = [w for w in piece.split()[1:] if w[:1].isupper() and w.lower() not in _CAPITALS]
        return (
            len(row) >= 3
            and _PLAIN.fullmatch(piece) is not None
            and "   " not in piece
            and not names
            and not self._unquotable.intersection(row)
        )


def check_examples(rules: DetailRules, reader: DetailReader) -> None:
    """Raise `SetupError` for a detail that misses its own example, or names what may be absent."""
    for rule in rules.details:
        _check_names(rule)
        for phrase in rule.phrases:
            if rule.kind not in {DetailKind.PERSON, DetailKind.TOPIC}:
                check_phrase(phrase, file=FILE, key=rule.id)
        for post, wanted in rule.examples.items():
            found = [detail.norm or detail.name for detail in reader.find(post)]
            if wanted not in found:
                raise SetupError(
                    f"“{post}” should be taken up as “{wanted}”", file=FILE, key=rule.id
                )


def _check_names(rule: DetailRule) -> None:
    """Every `{name}` of the wording has to stand in each phrase: `$name`, or `#` for `{n}`.

    `{place}` comes from the profile.
    """
    for name in set(re.findall(r"\{(\w+)\}", rule.name + rule.norm)) - {"place"}:
        needed = "#" if name == "n" else f"${name}"
        for phrase in rule.phrases:
            if needed not in phrase.split():
                raise SetupError(
                    f"“{phrase}” should hold {needed}, because the wording has {{{name}}}",
                    file=FILE,
                    key=rule.id,
                )


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    row = list(names)
    return row[0] if len(row) == 1 else ", ".join(row[:-1]) + " and " + row[-1] if row else ""


def _fill(text: str, found: Mapping[str, str]) -> str:
    for name, word in found.items():
        text = text.replace("{" + name + "}", word)
    return text


def _cased(word: str) -> str:
    return (
        word.upper() if word in _SHORT_NAMES else word.capitalize() if word in _CAPITALS else word
    )


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span lies in one of the longer ones."""
    return any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)


def adds(told: Told, detail: Detail) -> bool:
    """Whether the statement is about something else than the detail, and starts with a thing."""
    return bool(told.text) and not told.text.startswith("you") and not _overlap(detail, told)


def _overlap(detail: Detail, told: Told) -> bool:
    return detail.start < told.end and told.start < detail.end


def gives_way(detail: Detail, told: Told) -> bool:
    """Whether the statement of the post says more plainly what a vague detail only hints at."""
    return detail.vague and bool(told.text) and _overlap(detail, told)
