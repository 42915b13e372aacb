"""The cue reader: flags wordings that the cue files describe, offline, to the character."""

from __future__ import annotations

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from bot.errors import SetupError
from bot.facts import FactState
from bot.findings import Finding, FindingKind
from bot.literals import Prefilter, may_match, needed_pieces
from bot.quoted import is_echo, is_mention
from bot.rubric import Rubric
from bot.situation import Situation
from bot.triage import Category
from bot.wording import Span, Wording, overlapped, spread


class Scope(StrEnum):
    """How much of the reply a cue underlines: the match, or the clause or sentence around it."""

    MATCH = "match"
    CLAUSE = "clause"
    SENTENCE = "sentence"


class When(StrEnum):
    """In which situations a cue counts; `unhappy` is all but praise, question, suggestion."""

    ALWAYS = "always"
    UNHAPPY = "unhappy"
    PRIVATE = "private"
    NOT_PRIVATE = "not_private"
    UNCONFIRMED = "unconfirmed"
    TROLL = "troll"


# What negates in English, as a pattern; a cue file may bring its own.
_NEGATIONS = r"\b(?:not|never|no|nobody|no-one|none|without|nor|neither|cannot)\b|n't\b"


@dataclass(frozen=True, slots=True)
class Exchange:
    """An example that needs the post which the reply answers."""

    reply: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """One wording to flag, as a cue file describes it.

    `pattern` is a regular expression over small letters, straight quotes and apostrophes; a blank
    is any white space, line breaks do not count, `<name>` stands for a word list. A group named
    `key` is the word that must not come from the post. `unless` is looked for in the same
    sentence, `unless_near` also in its neighbours, `unless_post` and `if_post` in the post.
    `why` and `suggestion` may use `{text}` (the match) and the names of groups.
    """

    id: str
    kind: FindingKind
    pattern: str
    suggestion: str
    match: tuple[str | Exchange, ...]
    clean: tuple[str | Exchange, ...] = ()
    why: str = ""
    echo_ok: bool = True
    negated_ok: bool = True
    case: bool = False
    scope: Scope = Scope.MATCH
    when: When = When.ALWAYS
    unless: str = ""
    unless_near: str = ""
    if_post: str = ""
    unless_post: str = ""
    file: str = ""
    language: str = ""
    negations: str = _NEGATIONS


@dataclass(frozen=True, slots=True)
class CueFile:
    """One file of `prompts/cues`: a language, word lists that patterns may name, and the cues.

    `negations` is a pattern for the words that negate in this language.
    """

    language: str
    cues: tuple[Cue, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    negations: str = _NEGATIONS

    def named(self, file: str) -> tuple[Cue, ...]:
        """The cues with their word lists written out; `file` is named in later errors."""
        return tuple(self._spelled(cue, file) for cue in self.cues)

    def _spelled(self, cue: Cue, file: str) -> Cue:
        def word_list(found: re.Match[str]) -> str:
            name = found.group(1)
            if name not in self.words:
                raise SetupError(f"there is no word list <{name}>", file=file, key=cue.id)
            return f"(?:{re.sub(_NAMED, word_list, self.words[name].strip())})"

        def spelled(pattern: str) -> str:
            return re.sub(_NAMED, word_list, pattern)

        return replace(
            cue,
            file=file,
            language=self.language,
            negations=self.negations,
            pattern=spelled(cue.pattern),
            unless=spelled(cue.unless),
            unless_near=spelled(cue.unless_near),
            if_post=spelled(cue.if_post),
            unless_post=spelled(cue.unless_post),
        )


_NAMED = re.compile(r"(?<!\?P)<([a-z_]+)>")
_LOOK_BACK = 2
_MOST = 200  # places that one cue flags in one reply; nobody reads on
_NEGATION = 120  # characters before a match in which a negation can reach it
_UNHAPPY_NOT = frozenset({Category.PRAISE, Category.QUESTION, Category.SUGGESTION})


class _Compiled:
    """A cue ready to run; raises `SetupError` where one of its patterns cannot be read."""

    def __init__(self, cue: Cue) -> None:
        self.cue = cue
        self.pattern = self._compile("pattern", cue.pattern)
        self.needed = needed_pieces(spread(cue.pattern))
        negated = rf"(?:{cue.negations})(?:\s+[\w']+){{0,4}}\s*$"
        self.negated = self._compile("negations", negated)
        self.unless = self._compile("unless", cue.unless) if cue.unless else None
        self.near = self._compile("unless_near", cue.unless_near) if cue.unless_near else None
        self.if_post = self._compile("if_post", cue.if_post) if cue.if_post else None
        self.not_post = self._compile("unless_post", cue.unless_post) if cue.unless_post else None

    def _compile(self, name: str, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(spread(pattern))
        except re.error as exc:
            problem = f"this pattern is broken: {exc}"
            raise SetupError(problem, file=self.cue.file, key=f"{self.cue.id}.{name}") from exc

    def suits_post(self, post: Wording) -> bool:
        """Whether the post allows this cue."""
        if self.if_post and not self.if_post.search(post.low):
            return False
        return not (self.not_post and self.not_post.search(post.low))

    def matches(
        self, reply: Wording, post: Wording, numbers: Iterable[int]
    ) -> Iterator[re.Match[str]]:
        """The places that stand after quotation, echo, negation and exceptions are weighed.

        Only the sentences with these `numbers` are looked at.
        """
        text = reply.folded if self.cue.case else reply.low
        excepted: dict[int, bool] = {}
        for number in numbers:
            start, end = reply.sentences[number]
            # A pattern may ask for the sign that ends the sentence before.
            for found in self.pattern.finditer(text, max(0, start - _LOOK_BACK), end):
                if found.end() <= start or self._excused(found, reply, post):
                    continue
                home = reply.sentence_at(found.start())
                if home not in excepted:
                    excepted[home] = self._excepted(home, reply)
                if not excepted[home]:
                    yield found

    def _excused(self, found: re.Match[str], reply: Wording, post: Wording) -> bool:
        start, end = found.span()
        if is_mention(reply, start, end, post):
            return True
        key = found.groupdict().get("key") or found.group()
        if self.cue.echo_ok and post.text and is_echo(key, post):
            return True
        begin = max(reply.clause_start(start), start - _NEGATION)
        return self.cue.negated_ok and self.negated.search(reply.low[begin:start]) is not None

    def _excepted(self, number: int, reply: Wording) -> bool:
        if self.unless and self.unless.search(reply.sentence(number)):
            return True
        if not self.near:
            return False
        return any(self.near.search(reply.sentence(n)) for n in (number - 1, number, number + 1))


class CueReader:
    """Reads replies with one set of cues; compiled once, checked against every cue's examples."""

    def __init__(self, cues: Iterable[Cue], rubric: Rubric) -> None:
        self._rubric = rubric
        by_language: dict[str, list[_Compiled]] = defaultdict(list)
        for cue in cues:
            compiled = _Compiled(cue)
            _check_examples(compiled)
            by_language[cue.language].append(compiled)
        self._cues = {
            language: (own, Prefilter(compiled.needed for compiled in own))
            for language, own in by_language.items()
        }

    def read(self, reply: str | Wording, situation: Situation) -> tuple[Finding, ...]:
        """Findings in the order of the text; those of one kind never overlap."""
        wording, post = Wording.of(reply), Wording(situation.post)
        counted = {when for when in When if counts(when, situation)}
        found: list[Finding] = []
        for compiled, numbers in self._to_try(wording):
            if compiled.cue.when not in counted:
                continue
            matches = list(islice(compiled.matches(wording, post, numbers), _MOST))
            if matches and compiled.suits_post(post):
                found.extend(self._findings(compiled.cue, matches, wording))
        return merged(found)

    def _to_try(self, reply: Wording) -> Iterator[tuple[_Compiled, list[int]]]:
        """Cues that may match, and the numbers of the sentences where.

        Those of another language are left out where the language of the reply is plain.
        """
        for language, (cues, prefilter) in self._cues.items():
            if language in ("", self._rubric.language) or reply.language in ("", language):
                for place, numbers in prefilter.places(reply.sentence_pieces):
                    yield cues[place], numbers

    def _findings(
        self, cue: Cue, matches: Iterable[re.Match[str]], reply: Wording
    ) -> Iterator[Finding]:
        """One for each span: several matches can stand in one clause or sentence."""
        spans: dict[Span, re.Match[str]] = {}
        for found in matches:
            span = _trimmed(reply, *_widened(cue.scope, found.span(), reply))
            spans.setdefault(span, found)
        return (self._finding(cue, span, found, reply) for span, found in spans.items())

    def _finding(self, cue: Cue, span: Span, found: re.Match[str], reply: Wording) -> Finding:
        start, end = span
        words = {name: text or "" for name, text in found.groupdict().items()}
        words["text"] = reply.text[start:end]
        rule = self._rubric.kinds[cue.kind]
        return Finding(
            kind=cue.kind,
            severity=rule.severity,
            start=start,
            end=end,
            text=reply.text[start:end],
            why=filled(cue.why or rule.why, words),
            suggestion=filled(cue.suggestion, words),
            reader="cues",
            cue=cue.id,
        )


def counts(when: When, situation: Situation) -> bool:
    """Whether a cue with this `when` counts; a post that nobody triaged counts as a complaint."""
    triage = situation.triage
    match when:
        case When.UNHAPPY:
            return triage is None or triage.category not in _UNHAPPY_NOT
        case When.PRIVATE:
            return situation.profile.private
        case When.NOT_PRIVATE:
            return not situation.profile.private
        case When.TROLL:
            return triage is not None and triage.category is Category.TROLL
        case When.UNCONFIRMED:
            confirmed = any(f.state is FactState.CONFIRMED for f in situation.facts)
            return triage is not None and triage.safe_mode and not confirmed
    return True


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of the text; of findings of one kind that overlap, the longest stays."""
    kept: list[Finding] = []
    taken: dict[FindingKind, list[Span]] = defaultdict(list)
    for finding in sorted(findings, key=lambda f: (f.start - f.end, f.start)):
        span = finding.start, finding.end
        if not overlapped(taken[finding.kind], *span):
            insort(taken[finding.kind], span)
            kept.append(finding)
    return tuple(sorted(kept, key=lambda f: (f.start, f.end)))


def filled(template: str, words: Mapping[str, str]) -> str:
    """`template` with its `{names}` put in; anything else in braces stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda m: words.get(m.group(1), m.group(0)), template)


def _widened(scope: Scope, span: Span, reply: Wording) -> Span:
    match scope:
        case Scope.SENTENCE:
            return reply.sentences[reply.sentence_at(span[0])][0], max(
                span[1], reply.sentences[reply.sentence_at(span[0])][1]
            )
        case Scope.CLAUSE:
            return reply.clause(*span)
    return span


def _trimmed(reply: Wording, start: int, end: int) -> Span:
    """The span without blanks and commas at its edges; only a whole sentence keeps its stop."""
    text = reply.text
    while end > start and text[start] in " \t\n,;.!?":
        start += 1
    while end > start and text[end - 1] in " \t\n,;":
        end -= 1
    whole = start == reply.sentences[reply.sentence_at(start)][0]
    while not whole and end > start and text[end - 1] in " \t\n,;.!?…":
        end -= 1
    return start, end


def _check_examples(compiled: _Compiled) -> None:
    cue = compiled.cue
    for example in cue.match:
        if not _hits(compiled, example):
            raise _broken(cue, "match", f"does not find its example {_shown(example)}")
    for example in cue.clean:
        if _hits(compiled, example):
            raise _broken(cue, "clean", f"flags the near miss {_shown(example)}")


def _broken(cue: Cue, key: str, problem: str) -> SetupError:
    return SetupError(problem, file=cue.file, key=f"{cue.id}.{key}")


def _shown(example: str | Exchange) -> str:
    return f"“{example if isinstance(example, str) else example.reply}”"


def _hits(compiled: _Compiled, example: str | Exchange) -> bool:
    exchange = Exchange(example) if isinstance(example, str) else example
    reply, post = Wording(exchange.reply), Wording(exchange.post)
    there = [n for n, part in enumerate(reply.sentence_pieces) if may_match(compiled.needed, part)]
    return compiled.suits_post(post) and any(True for _ in compiled.matches(reply, post, there))
