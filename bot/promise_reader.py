"""Reads what a reply in one language promises: the words, what will be done, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from itertools import pairwise
from operator import attrgetter

from bot.clauses import Clause, Cutter, sentence_at
from bot.due import Due, Moment, due_of
from bot.learned_promises import UNLEARNED, sureness
from bot.linear import Blocks, Linear
from bot.moments import TimeFinder
from bot.phrases import Hit, PhraseBook, words
from bot.promise_content import PromiseContent
from bot.promise_features import clause_features
from bot.promise_keepers import Keepers, any_of
from bot.promise_signs import PromiseSign, PromiseWords, When, conjugated, verb_classes
from bot.promise_text import Promise, Told, between, joined, quoted, shares_subject, short, trimmed
from bot.wording import Wording, covers

_NEAR = 5  # words of a sign that belong together
_start = attrgetter("start")
_DOUBTFUL, _CLEAR = 0.1, 0.9  # how sure the examples are of none, and of one
_AGAINST = frozenset({When.NEVER, When.UNSURE})
_FIRST = frozenset({When.IF, When.ORDER})
_SURE = frozenset({When.ALWAYS, When.LIKELY})
# Classes of verbs that say by themselves who acts.
_VERBS = frozenset({"does", "it", "they"})


class PromiseReader:
    """Built once from the words of a language; keeps nothing between replies."""

    def __init__(self, words_: PromiseWords, learned: Linear = UNLEARNED) -> None:
        """Compile the signs; a `SetupError` names one that cannot be used.

        What was `learned` from examples has its say about every clause.
        """
        self._words, self._learned = words_, learned
        self._signs = {sign.id: sign for sign in words_.signs}
        bases: dict[str, str] = {}
        for verb, forms in conjugated(words_):
            for made in forms.values():
                bases.update({form: verb for form in made if form not in bases})
        classes = {**words_.classes, **verb_classes(words_)}
        rows = [(sign.when, (sign.id, phrase)) for sign in words_.signs for phrase in sign.phrases]
        file = words_.file
        self._book = PhraseBook([r for w, r in rows if w not in _AGAINST], classes, file=file)
        self._against = PhraseBook([r for w, r in rows if w in _AGAINST], classes, file=file)
        self._times = TimeFinder(words_.times, file=file)
        joints = words_.joints
        months = words_.times.months if "." in words_.times.ordinals.split() else ()
        self._cutter = Cutter(joints, words_.titles, months)
        self._done = words(classes.get("done", "")) | words(classes.get("past", ""))
        self._finite = words(joints.finite)
        self._said = self._finite | words(joints.pronouns)  # tell a sentence from a note
        self._acts = words(
            f"{classes.get('do', '')} {classes.get('we', '')} {classes.get('me', '')}"
        )
        self._leads = words(f"{joints.leads} {joints.articles} {joints.we} {joints.me} : me")
        self._others = words(words_.third_parties)
        self._our, self._asked = words(joints.ours), words(joints.asked)
        self._determiners = words(
            f"{joints.articles} {joints.ours} {words_.classes.get('this', '')}"
        )
        self._objects = self._determiners | words("it us me him her them back")
        phrases = " ".join(p for sign in words_.signs for p in sign.phrases)
        small = f"{joints.leads} {joints.openings} {joints.breaks} {joints.articles} {phrases}"
        plain = words(f"{words_.things} {small.lower().replace('/', ' ')}")
        self._keepers = Keepers(words_, plain | self._finite | self._acts)
        self._content = PromiseContent(words_, self._keepers, bases, verbs_say_who="we" in classes)

    @cached_property
    def _time_lead(self) -> re.Pattern[str]:
        joints = self._words.joints
        return any_of(f"{joints.leads} {joints.articles} {joints.joins}", r"(?!\w)\s*")

    def read(self, reply: str, *, at: datetime) -> tuple[Promise, ...]:
        """The promises of `reply` in its order; `at` is the aware local moment of writing."""
        told = self._told(reply, at)
        parts = self._parts(told, everything=bool(self._learned.features))
        found: list[Promise] = []
        vow: list[Clause] = []
        for before, clause in pairwise([None, *parts]):
            if clause is None:
                continue
            last = found[-1] if found else None
            promise = self._judged(told, clause, before, last)
            if promise is None:
                continue
            if vow and clause.sentence == vow[-1].sentence:
                found.pop()
            vow = [clause] if self._counts_alone(told, clause) else []
            promise = self._with_condition(
                told, promise, clause, before, found[-1] if found else None
            )
            if found and before and self._goes_on(told, found[-1], before, clause):
                promise = joined(told, found.pop(), promise)
            found.append(promise)
        return tuple(found)

    def seen(self, reply: str, *, at: datetime) -> Iterator[tuple[int, int, Blocks]]:
        """Every clause of `reply`: where it stands, and what examples are learned by."""
        told = self._told(reply, at)
        for clause in self._parts(told, everything=True):
            yield clause.start, clause.end, clause_features(told, clause)

    def _parts(self, told: Told, *, everything: bool) -> list[Clause]:
        """The clauses of all sentences, or of those that can hold a promise by their signs."""
        telling = list(range(len(told.sentences))) if everything else self._telling(told)
        quoted = told.wording.quotations
        for start, end in (told.sentences[number] for number in telling):
            hits = self._against.find(between(told.row, start, end))
            told.hits.extend(h for h in hits if not covers(quoted, h.start, h.start + 1))
        told.hits.sort(key=_start)
        whole = [(h.start, h.end) for h in told.hits if self._holds_together(told, h)]
        alone = partial(self._alone, told)
        return self._cutter.clauses(told.wording, told.sentences, telling, alone, whole)

    def _judged(
        self, told: Told, clause: Clause, before: Clause | None, last: Promise | None
    ) -> Promise | None:
        """What the signs say of a clause, unless the examples are sure of something else."""
        promise = self._promise(told, clause, before, last)
        if not self._learned.features:
            return promise
        sure = sureness(self._learned, clause_features(told, clause))
        if promise:
            # Whoever says who does it means it.
            return promise if promise.owner or sure >= _DOUBTFUL else None
        never = any(self._signs[h.id].when is When.NEVER for h in told.hits_of(clause))
        if sure < _CLEAR or never:
            return None
        # What the customer is asked for first is learned as a part of the promise behind it.
        asked = self._asks_first(told, clause, at_head=True)
        return None if asked else self._unsaid(told, clause, before, last)

    def _unsaid(
        self, told: Told, clause: Clause, before: Clause | None, last: Promise | None
    ) -> Promise:
        """A promise that no sign tells."""
        moments, near = told.moments_of(clause), told.near(clause)
        due = due_of(moments, told.at, near) if moments else None
        owner = self._content.owner_unsaid(told, clause)
        if owner is None and last and before and clause.joined and last.end > before.start:
            owner = last.owner
        what = self._content.small(self._content.cut(told, clause.start, clause.end))
        return quoted(told, clause, short(what), owner, due)

    def _goes_on(self, told: Told, last: Promise, before: Clause, clause: Clause) -> bool:
        """Whether a clause is part of the promise before it.

        Two verbs may share what they speak of ("we'll check and replace it"), and what has no verb
        may say when ("we're sending a new one, with you by noon").
        """
        if clause.sentence != before.sentence or last.end <= before.start or last.due:
            return False
        signs = [self._signs[h.id] for h in told.hits_of(clause)]
        plain = all(sign.timeless or sign.when in _FIRST for sign in signs)
        if not plain or not self._finite.isdisjoint(told.words(clause.start, clause.end)):
            return False
        if clause.joined:
            return len(last.what.split()) == 1 and before.start <= last.start
        return bool(told.moments_of(clause))

    def _holds_together(self, told: Told, hit: Hit) -> bool:
        """Whether no cut may fall into the words of a sign."""
        sign = self._signs[hit.id]
        near = len(between(told.row, hit.start, hit.end)) <= _NEAR
        return sign.across or (near and sign.when not in _FIRST)

    def _counts_alone(self, told: Told, clause: Clause) -> bool:
        hits = [self._signs[h.id] for h in told.hits_of(clause)]
        return any(s.alone for s in hits) and all(
            s.alone or s.when in _AGAINST | _FIRST for s in hits
        )

    def _telling(self, told: Told) -> list[int]:
        """The sentences that hold a sign or a time; no other can hold a promise."""
        starts = [h.start for h in told.hits] + [moment.start for moment in told.moments]
        return sorted({sentence_at(told.sentences, start) for start in starts})

    def _told(self, reply: str, at: datetime) -> Told:
        wording, row = Wording(reply), self._cutter.tokens(reply)
        sentences = self._cutter.sentences(wording)
        quoted = wording.quotations
        hits = [h for h in self._book.find(row) if not covers(quoted, h.start, h.start + 1)]
        timed = [
            m
            for start, end in sentences
            for m in self._times.find(wording.folded, wording.low, at, start, end)
        ]
        moments = [m for m in timed if not covers(quoted, m.start, m.end)]
        return Told(wording, sentences, row, hits, moments, at)

    def _alone(self, told: Told, start: int, end: int, joined: bool) -> bool:
        """Whether a part has a verb, or in note style a thing and its time."""
        inside = told.words(start, end)
        hits = between(told.hits, start, end)
        if (hits and (joined or _several(inside))) or not self._said.isdisjoint(inside):
            return True
        if len(inside) > 1 and inside[0] in self._acts:
            return True
        times = between(told.moments, start, end)
        before = told.wording.low[start : times[0].start] if times else ""
        return bool(not joined and times and self._unled(before))

    def _unled(self, text: str) -> str:
        """`text` without the words that only lead to a time."""
        before, rest = None, text.strip(" ,(")
        while before != rest:
            before, rest = rest, self._time_lead.sub("", rest, count=1).strip(" ,(")
        return rest

    def _promise(
        self, told: Told, clause: Clause, before: Clause | None, last: Promise | None
    ) -> Promise | None:
        moments = told.moments_of(clause)
        if not (moments or clause.joined or told.hits_of(clause)):
            return None
        due = due_of(moments, told.at, told.near(clause)) if moments else None
        if second := self._second_verb(told, clause, before, last, due):
            return second
        timed = any(m.vague for m in moments) or (due is not None and not _loose(moments))
        hit = self._hit(told, clause, timed=timed or self._follows_order(told, clause, before))
        if hit is None:
            return self._unsigned(told, clause, due, last)
        sign = self._signs[hit.id]
        owner = self._content.owner(told, clause, hit, sign)
        what = self._content.what(told, clause, hit, sign)
        spoken = any(m.hour for m in moments)
        return quoted(told, clause, what, owner, None if sign.timeless and not spoken else due)

    def _second_verb(
        self,
        told: Told,
        clause: Clause,
        before: Clause | None,
        last: Promise | None,
        due: Due | None,
    ) -> Promise | None:
        """What else whoever promised does ("Ana will look into it and tell you by noon …")."""
        inside = told.words(clause.start, clause.end)
        if not (inside and inside[0] in self._acts and shares_subject(clause, before, last)):
            return None
        text = told.wording.folded[clause.start : clause.end]
        return quoted(told, clause, short(text), last.owner if last else None, due)

    def _follows_order(self, told: Told, clause: Clause, before: Clause | None) -> bool:
        """Whether what is done stands right behind what is asked for: "send us … and we do …"."""
        return (
            before is not None
            and clause.joined
            and clause.sentence == before.sentence
            and self._asks_first(told, before, at_head=True)
            and any(self._content.speaks_of_us(told, hit) for hit in told.hits_of(clause))
        )

    def _hit(self, told: Told, clause: Clause, *, timed: bool) -> Hit | None:
        """The sign that makes a promise of the clause."""
        signs = [(h, self._signs[h.id]) for h in told.hits_of(clause)]
        against = [(h, s) for h, s in signs if s.when in _AGAINST]
        if any(s.overrides for _, s in against):
            return None
        polite = {h.end for h, s in signs if s.when is When.IF}  # "if you would rather not"
        never = any(
            s.when is When.NEVER and not polite & {h.start, h.start - 1} for h, s in against
        )
        told_first = self._asks_first(told, clause, at_head=True)
        for hit, sign in signs:
            if sign.when in _AGAINST | _FIRST or self._is_told(told, hit):
                continue
            behind = bool(told.words(clause.start, hit.start))
            if told_first and behind and sign.when not in _SURE:
                continue
            unsure = any(h.start < hit.start or not s.leading for h, s in against)
            if not sign.overrides and (never or (unsure and sign.when is not When.ALWAYS)):
                continue
            if self._holds(sign, told, clause, hit, timed):
                return hit
        return None

    def _is_told(self, told: Told, hit: Hit) -> bool:
        """Whether the sign is what somebody will say: "… and what we will do"."""
        before = told.row[max(0, hit.first - 2) : hit.first]
        return any(token.text in self._asked for token in before)

    def _holds(self, sign: PromiseSign, told: Told, clause: Clause, hit: Hit, timed: bool) -> bool:
        subject = self._content.subject(told, clause, hit)
        first = told.row[hit.first].text
        words = frozenset(subject.lower().split())
        if first in self._determiners:
            words |= {t.text for t in between(told.row, hit.start, hit.end)}
        outsider = not words.isdisjoint(self._others) or (subject.isupper() and len(subject) > 2)
        if outsider and words.isdisjoint(self._our) and not sign.overrides:
            return False
        if not _VERBS.isdisjoint(hit.words) and self._is_noun(told, clause, hit):
            return False
        if sign.when is When.AHEAD:
            return timed and any(m.ahead or "by" in m.lead for m in told.moments_of(clause))
        if sign.when in (When.ALWAYS, When.LIKELY, When.TIMED):
            return timed or sign.when is not When.TIMED
        owned = self._content.owner(told, clause, hit, sign) is not None
        return owned or (timed and sign.when is When.DATED)

    def _is_noun(self, told: Told, clause: Clause, hit: Hit) -> bool:
        """Whether what looks like a verb ("calls") cannot be one: there is one beside it."""
        start = told.row[hit.first].start
        before = told.words(clause.start, start)
        alone = start == hit.start and "does" in hit.words and not before
        after = next((t.text for t in told.row[hit.first + 1 : hit.first + 2]), "")
        followed = hit.words.get("does") == told.row[hit.first].text and after in self._finite
        return alone or followed or not self._finite.isdisjoint(before)

    def _with_condition(
        self,
        told: Told,
        promise: Promise,
        clause: Clause,
        before: Clause | None,
        last: Promise | None,
    ) -> Promise:
        """The promise, together with what the customer has to do first."""
        if self._asks_first(told, clause) and not shares_subject(clause, before, last):
            return replace(promise, conditional=True)
        if before is None or before.sentence != clause.sentence:
            return promise
        if not self._asks_first(told, before):
            return promise
        due = promise.due or due_of(told.moments_of(before), told.at)
        text, start = trimmed(told, before.start, promise.end)
        return replace(promise, text=text, start=start, due=due, conditional=True)

    def _asks_first(self, told: Told, clause: Clause, *, at_head: bool = False) -> bool:
        """Whether a clause tells the customer to do something, or says "if you …"."""
        for hit in told.hits_of(clause):
            when = self._signs[hit.id].when
            if when in _FIRST and (
                not told.words(clause.start, hit.start) or (when is When.IF and not at_head)
            ):
                return True
        return False

    def _unsigned(
        self, told: Told, clause: Clause, due: Due | None, before: Promise | None
    ) -> Promise | None:
        """A second verb ("… and send a new one"), or a note ("New chains in by Saturday")."""
        text = told.wording.folded[clause.start : clause.end]
        inside = told.words(clause.start, clause.end)
        if any(self._signs[h.id].when not in _FIRST for h in told.hits_of(clause)) or not inside:
            return None
        if inside[0] in self._acts and (clause.joined or self._has_object(inside)):
            goes_on = before and clause.joined and clause.start - before.end < len(" and  ")
            ahead = clause.joined and any(m.ahead for m in told.moments_of(clause))
            if not (goes_on or ahead):
                return None
            owner = before.owner if before and goes_on else None
            return quoted(told, clause, short(text), owner, due)
        times = told.moments_of(clause)
        if due is None or _loose(times) or not self._is_note(inside, times):
            return None
        if not self._unled(text[: times[0].start - clause.start]):
            return None
        subject = self._content.cut(told, clause.start, clause.end)
        what = self._content.small(subject)
        return quoted(told, clause, what, self._keepers.role(subject), due)

    def _has_object(self, inside: list[str]) -> bool:
        """Whether what may be a verb or a noun ("repair") is an order ("repair the …")."""
        return not self._leads.issuperset(inside[1:]) and inside[1] in self._objects

    def _is_note(self, inside: list[str], moments: list[Moment]) -> bool:
        """Whether words without any sign are no sentence, but a thing and the time of it."""
        known = not self._said.isdisjoint(inside) or inside[0] in self._others
        endings = tuple(self._words.joints.participle.split())
        done = any(word in self._done or word.endswith(endings) for word in inside)
        ahead = any("by" in m.lead or m.ahead for m in moments)
        over = (done or inside[0] in self._determiners) and not ahead
        return not (known or over or "from" in moments[0].lead)


def _loose(moments: Sequence[Moment]) -> bool:
    return all(m.loose or m.vague for m in moments)


def _several(row: Sequence[str]) -> bool:
    return sum(word[0].isalnum() for word in row) > 1
