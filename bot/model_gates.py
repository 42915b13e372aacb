"""The gates for a text that a model wrote: what it names has to come from somewhere we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.assess import wanted_criteria
from bot.authority import beyond_remedies
from bot.exchange import Pledge
from bot.facts import FactState
from bot.figures import NUMBER, SPELLED, numbers, spelled_out
from bot.findings import Finding, FindingKind, Severity
from bot.gates import gate_finding, open_slots, unknown_contacts, wrong_language
from bot.grounding import Ground, is_read, ungrounded
from bot.language import NAMES, guess_language
from bot.overlap import rows_of, shared_rows
from bot.phrases import words
from bot.rubric import Assessment, Criterion, Mark, Rubric
from bot.situation import Situation
from bot.wording import Span, Wording, covers, fold, lower, shared_word, stems

_ALWAYS = frozenset({Criterion.PUBLIC, Criterion.FACTUAL, Criterion.FIT})
_LEAK = 6  # words in a row that no reply shares with our pages by chance
_ECHO = 7  # words in a row that a reply in one's own words does not share with the post
_SENTENCE = 16  # characters of a sentence that is more than "We're sorry."
_LONG = 5  # digits of a number that may be somebody's, even when it stands in the post

_QUOTED = re.compile(r'"[^"\n]{1,300}"|\[[^\]\n]{1,60}\]')
_ADDRESS = re.compile(
    r"\b(?:[a-z]{2,8}://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,24}(?:/\S*)?(?!\w|"
    r"\.\w)"
    r"|\b[\w-]{2,63} ?(?:\(dot\)|\[dot\]| dot |\[\.\]|\(\.\)) ?[a-z]{2,24}\b"
)
_THEIRS, _OWN = re.compile(r"\b(?:you|your)\b"), re.compile(r"\b(?:we|i|our)\b")
_HEDGE = re.compile(r"\b(?:nearly|almost|about|around|roughly|some|over|more than|close to) $")
_HANDLE = re.compile(r"(?<![\w.@/])@\w[\w.]{0,63}\w")
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|"
    "july|august|september|october|november|december|montag|dienstag|mittwoch|donnerstag|freitag|"
    "samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|"
    "jueves|viernes|sábado|domingo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
_DAY = re.compile(rf"\b(?:{_DAYS})s?\b")
_SOON = re.compile(
    r"\b(?:today|tonight|tomorrow|noon|midnight|by the end of (?:the|this) \w+|this (?:morning|"
    r"afternoon|evening|week|month)|next (?:week|month)|(?:with)?in (?:the |an? |next )*(?:hour|"
    r"day|week|"
    r"few (?:minutes|hours|days)|couple of (?:minutes|hours|days))|"
    r"straight ?away|immediately|right away|heute|morgen|sofort|demain|aujourd'hui|mañana|hoy|"
    r"domani|oggi|stasera|ce soir|esta noche)\b"
)
_PROMISES = re.compile(r"\b(?:will|going to|shall|by|werden|wird)\b|'ll\b")
_COMMITS = re.compile(
    r"\b(?:will|'ll|going to|shall|by|before|within|have|has|'ve|werden|wird|allons|vamos)\b|'ll\b"
)
# There, verbs promise without a helper ("wir melden uns bis heute Abend").
_BESIDE_ENGLISH = frozenset({"de", "fr", "it", "es", "nl", "pt"})
_REMEDY = re.compile(
    r"\b(?:refund\w*|voucher|credit\w*|compensat\w*|discount|money back|free|reimburs\w*|"
    r"pay (?:you|for)|give (?:you|everyone|everybody)|on the house|replacement|erstatt\w*|"
    r"gutschein|rembours\w*|reembols\w*)\b"
)
_GIVES = re.compile(
    r"\b(?:will|'ll|going to|can|shall|promise|guarantee|offer\w*|grant\w*|approved?|give|giving|"
    r"get|gets|have|has|is|are|entitled|receive|erhalten|werden)\b|'ll\b"
)
_WHOLE = re.compile(
    r"\b(?:full(?:y)?|whole|entire|complete(?:ly)?|double|triple|all (?:of )?your money|everything|"
    r"100 ?%|for (?:a year|life|ever)|every(?:one|body)|unlimited|lifetime)\b"
)
# Deeds that a business states in public only when somebody has confirmed them.
_DEED = re.compile(
    r"\b(?:stole|stolen|steal(?:ing|s)?|theft|thie(?:f|ves)|poison\w*|assault\w*|harass\w*|"
    r"(?:de)?fraud\w*|cheated|scam\w*|illegal\w*|br(?:oke|eaking|oken) the law|crim(?:e|inal)\w*|"
    r"negligen\w*|racis\w*|fired|sacked|dismissed|suspended|guilty(?! as charged|[:!.])|"
    r"liable|liability|lied|drunk)\b"
)
_SORRY = re.compile(r"\b(?:we're|we are|i'm|i am) (?:\w+ )?sorry (?:that|for|about)\b")
_UNDECIDED = re.compile(
    r"\b(?:look\w* into|check\w*|investigat\w*|find out|finding out|"
    r"(?:treated|listed|reported|marked) (?:like|as)|"
    r"you (?:describe|report|say|write|tell|mention)\w*|"
    r"whether|if|nobody|no one|never|not|serious\w*)\b|n't\b"
)
_STAFF = re.compile(
    r"\b(?:waiter|waitress|driver|chef|cook|manager|colleague|clerk|nurse|doctor|receptionist|"
    r"guard|"
    r"employee|staff|worker|technician|trainer|teacher|host|hostess|member of (?:the|our) team|he|"
    r"she)s?\b"
)
_OURS = re.compile(
    r"\b(?:system prompt|as an? (?:ai|assistant|language model)|language model|chat ?bot|"
    r"(?:my|the) (?:system |hidden |original |previous )?(?:instructions|prompt|rubric|guidelines) "
    r"(?:say|are|is|were|tell|read)|developer mode|jailbr\w+|api[ _]key|"
    r"i am (?:now )?(?:dan|an ai|a bot)|(?:previous|prior|above) instructions|customer-care lead|"
    r"json schema|hacked|pwned)\b"
)
_ACCENTED = re.compile(r"[à-öø-ÿ]")
_NAME = r"[A-ZÀ-Þ][a-zà-ÿ'’-]{1,20}"
_INSIDE = re.compile(rf"(?<=[a-zà-ÿ,;0-9] ){_NAME}(?: {_NAME})*(?![A-Za-zÀ-ÿ])")
_FIRST = re.compile(
    rf"^(?:{_NAME} {_NAME}|{_NAME})(?=(?: (?:from|in|at) [a-z]|'ll| will|, our [a-z]+|"
    r" (?:and I|has been|was fired|is fired|stole|lied)\b))"
)
_ALONE = re.compile(rf"^{_NAME}(?:[ ,&]+(?:and )?{_NAME}){{0,3}}$")
_NO_NAME = words(
    "i we you he she it they this that these those there here our my your their his her its the a "
    "an and but so if when what who how why where as at in on of for to from with by not no nobody "
    "everyone everybody somebody someone anyone nothing something everything one each all both "
    "thank thanks sorry dear hello hi hey good best kind warm regards yours sincerely team yes "
    "please also then now once since while until after before because although however meanwhile "
    "customer customers guest guests service staff manager owner management english german french "
    "spanish italian dutch portuguese british europe christmas easter google mr mrs ms mx dr herr "
    "frau madame monsieur señor señora le la lei loro suo sua suoi sue usted ustedes su"
)
_LEAKED = "“{text}” is something between us and the model. It has no place in a reply."
_ECHOED = "“{text}” is the post's wording, not ours."
_AGAIN = "“{text}” stands in an earlier reply of ours: they have read it. Say it anew, or not."
_NOBODY = "Nobody has said this yet: “{text}”"
_ROUGHLY = "The coach reads {language} only roughly: please read this yourself."
_CAREFUL = "The post tries to give the coach orders; please read this with care."


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a reply must never hold: marks of this call, and the pages we gave the model, filled.

    `shared` are texts in those pages that a reply may well repeat (drafts that were seen, say).
    """

    marks: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def model_findings(
    reply: str, situation: Situation, rubric: Rubric, secrets: Secrets
) -> tuple[Finding, ...]:
    """All that these gates find in a model's text; `reader` is `gate`.

    Links, mails, numbers and handles have to stand in facts or profile, as a post can plant them;
    sums, dates, times and names may be the post's, but a sum is promised only where profile or
    facts allow it.
    """
    gate = _Gate(Wording(reply), situation, rubric)
    kind = FindingKind
    return (
        *gate.found(kind.PRIVACY_BREACH, gate.leaks(secrets), Severity.BLOCK, _LEAKED),
        *gate.found(kind.UNKNOWN_CONTACT, gate.contacts()),
        *gate.found(kind.OVERPROMISE, gate.promises()),
        *gate.found(kind.STAFF_BLAMED, gate.deeds(by_staff=True)),
        *gate.found(kind.PREMATURE_ADMISSION, gate.deeds(by_staff=False)),
        *gate.found(kind.UNVERIFIED_CLAIM, gate.figures(), Severity.WARN),
        *gate.found(kind.UNVERIFIED_CLAIM, gate.times(), Severity.WARN),
        *gate.found(kind.UNVERIFIED_CLAIM, gate.names(), Severity.WARN),
        *gate.found(kind.UNVERIFIED_CLAIM, gate.echoes(), Severity.WARN, _ECHOED),
        *gate.found(kind.UNVERIFIED_CLAIM, gate.ungrounded(), Severity.WARN, _NOBODY),
        *gate.found(kind.STOCK_PHRASE, gate.said_before(), Severity.WARN, _AGAIN),
        *gate.roughly_read(),
    )


def injection_finding(reply: str, rubric: Rubric) -> Finding:
    """The reminder on every model's draft for a post that gives orders to the coach.

    It stands at the end without words of the draft, so that it never melts into another finding.
    """
    end = (len(reply), len(reply))
    return gate_finding(
        FindingKind.UNVERIFIED_CLAIM, end, Wording(reply), rubric, Severity.WARN, why=_CAREFUL
    )


def is_no_answer(reply: str, situation: Situation, marks: Assessment, rubric: Rubric) -> bool:
    """Whether a model's text answers something else than this post.

    That is, whether it meets no criterion that the kind of post asks for, or is in another
    language and takes up nothing.
    """
    wording = Wording(reply)
    known = " ".join((*(f.text for f in situation.facts), *situation.profile.facts.values()))
    taken_up = bool(shared_word(reply, situation.post) or wording.stems & stems(known))
    if guess_language(reply) not in ("", rubric.language):
        return wrong_language(wording, situation) and not taken_up
    core = wanted_criteria(situation) - _ALWAYS
    answers = open_slots(reply) or _SORRY.search(wording.low)
    if core == {Criterion.SPECIFIC}:
        return not (taken_up or answers)
    return bool(core) and not (answers or any(marks[c].mark is Mark.MET for c in core))


def _pledged(pledge: Pledge) -> str:
    """What may be named of a promise: its words, and its day."""
    return (
        f"{pledge.quote} {pledge.due:%A} {pledge.due.day} {pledge.due:%B}"
        if pledge.due
        else (pledge.quote)
    )


class _Gate:
    def __init__(self, reply: Wording, situation: Situation, rubric: Rubric) -> None:
        self._reply, self._situation, self._rubric = reply, situation, rubric
        self._slots = tuple(open_slots(reply.text))
        profile = situation.profile
        before = situation.before
        confirmed = (f.text for f in situation.facts if f.state is FactState.CONFIRMED)
        self._confirmed = " ".join((*confirmed, *before.done))
        promised = [_pledged(pledge) for pledge in before.pledges]
        staff = (
            *(f.text for f in situation.facts),
            *profile.facts.values(), *profile.contacts, *profile.helplines.values(),
            profile.senior_contact, profile.sign_off, profile.name, profile.kind, profile.place,
            *(f"{r.what} {r.up_to or ''}" for r in profile.authority),
            situation.platform.name if situation.platform else "", *before.replies, *promised,
        )  # fmt: skip
        self._staff = lower("\n".join(staff))
        self._posts = (situation.post, *before.posts)
        posts = lower("\n".join(self._posts))
        self._known = f"{self._staff}\n{posts}"
        self._told = lower("\n".join((posts, *(f.text for f in situation.facts), *promised)))
        self._staff_numbers = numbers(self._staff)
        self._numbers = self._staff_numbers | numbers(posts)

    def found(
        self, kind: FindingKind, spans: Iterator[Span], severity: Severity | None = None,
        why: str = "",
    ) -> Iterator[Finding]:  # fmt: skip
        """A finding for each span that is no open slot: that is flagged already."""
        for start, end in spans:
            if not covers(self._slots, start, end):
                said = why.replace("{text}", self._reply.text[start:end])
                yield gate_finding(
                    kind, (start, end), self._reply, self._rubric, severity, why=said
                )

    def contacts(self) -> Iterator[Span]:
        """Ways to reach somebody that the business itself has not named."""
        yield from unknown_contacts(self._reply.text, replace(self._situation, post=""))
        for pattern in (_ADDRESS, _HANDLE):
            for found in pattern.finditer(self._reply.low):
                bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", found.group()).rstrip(".,;:!?)/")
                if bare not in self._staff:
                    yield found.start(), found.start() + len(found.group().rstrip(".,;:!?)"))

    def figures(self) -> Iterator[Span]:
        """Numbers that nobody has named; long ones only the business may."""
        for found in NUMBER.finditer(self._reply.low):
            digits = re.sub(r"\D", "", found.group())
            before = self._reply.low[max(0, found.start() - 2) : found.start()]
            money = before.rstrip().endswith(("£", "$", "€"))
            known = self._numbers if len(digits) < _LONG or money else self._staff_numbers
            if not numbers(found.group()) <= known:
                yield found.span()
        for found in SPELLED.finditer(self._reply.low):
            named = found.group() in self._known or spelled_out(found.group()) in self._numbers
            if not named and not self._roughly_told(found):
                yield found.span()

    def _roughly_told(self, found: re.Match[str]) -> bool:
        """Whether it sums up what the customer wrote ("nearly three hours" for 2 hours 40)."""
        sentence = self._sentence(found)
        unit = found.group().split()[-1].rstrip("s")
        hedged = _HEDGE.search(self._reply.low, 0, found.start()) and unit in self._told
        retold = _THEIRS.search(sentence) and not _OWN.search(sentence)
        return bool((hedged or retold) and not _COMMITS.search(sentence))

    def times(self) -> Iterator[Span]:
        """Days and dates that nobody has named, and promises for "today" or "tomorrow".

        That the house is open on a Tuesday, say, is no promise for Tuesday.
        """
        for found in _DAY.finditer(self._reply.low):
            promised = _PROMISES.search(self._sentence(found))
            if found.group().rstrip("s") not in (self._told if promised else self._known):
                yield found.span()
        for found in _SOON.finditer(self._reply.low):
            sentence = self._sentence(found)
            if sentence.rstrip("\"')] ").endswith("?"):
                continue
            commits = (
                _COMMITS.search(sentence) or guess_language(self._reply.text) in _BESIDE_ENGLISH
            )
            if found.group() not in self._staff and commits:
                yield found.span()

    def _sentence(self, found: re.Match[str]) -> str:
        return self._reply.sentence(self._reply.sentence_at(found.start()))

    def names(self) -> Iterator[Span]:
        """What looks like the name of a person, and neither post, facts nor profile know it.

        German writes every noun so; there, nothing can be told.
        """
        if guess_language(self._reply.text) == "de":
            return
        text = self._reply.folded
        for start, end in self._reply.sentences:
            for pattern in (_FIRST, _ALONE):
                if found := pattern.search(text[start:end]):
                    yield from self._unknown_names(start, found)
            for found in _INSIDE.finditer(text, start, end):
                yield from self._unknown_names(0, found)

    def _unknown_names(self, offset: int, found: re.Match[str]) -> Iterator[Span]:
        known = set(re.findall(r"\w+", self._known))
        known |= {f"{word}s" for word in known}
        row = [w.partition("'")[0] for w in re.findall(r"[\w'-]+", found.group().lower())]
        if any(word not in known and word not in _NO_NAME for word in row):
            yield offset + found.start(), offset + found.end()

    def promises(self) -> Iterator[Span]:
        """Remedies that only the post asks for: its sums, and the whole of it."""
        yield from beyond_remedies(self._reply, replace(self._situation, post=""))
        agreed = numbers(self._confirmed)
        allowed = {number for r in self._situation.profile.authority if r.up_to
                   for number in numbers(f"{r.up_to:g}")}  # fmt: skip
        confirmed = stems(self._confirmed)
        for start, end in self._reply.sentences:
            sentence = self._reply.low[start:end]
            remedy = _REMEDY.search(sentence)
            if not (remedy and _GIVES.search(sentence)):
                continue
            for found in NUMBER.finditer(sentence):
                big = len(re.sub(r"\D", "", found.group().partition(".")[0])) > 2
                if big and not numbers(found.group()) <= agreed | allowed:
                    yield start + found.start(), start + found.end()
            if not stems(remedy.group()) & confirmed:
                yield from ((start + m.start(), start + m.end()) for m in _WHOLE.finditer(sentence))

    def deeds(self, *, by_staff: bool) -> Iterator[Span]:
        """Grave deeds stated as facts, of a colleague or of the house, that nobody confirmed."""
        confirmed = stems(self._confirmed)
        for found in _DEED.finditer(self._reply.low):
            sentence = self._sentence(found)
            if _UNDECIDED.search(sentence) or stems(found.group()) & confirmed:
                continue
            if bool(_STAFF.search(sentence)) is by_staff:
                yield found.span()

    def leaks(self, secrets: Secrets) -> Iterator[Span]:
        """Our marks, rows of words from our prompts, and talk about what the writer is."""
        for mark in secrets.marks:
            for found in re.finditer(re.escape(mark.lower()), self._reply.low):
                yield found.span()
        for found in _OURS.finditer(self._reply.low):
            if found.group() not in self._staff:
                yield found.span()
        # What our pages quote as an example is there to be said, and so are slots.
        pages = [_QUOTED.sub(" | ", fold(page)) for page in secrets.prompts]
        ours = [part for page in pages for part in page.split(" | ")]
        known = rows_of(_LEAK, (self._known, *secrets.shared))
        yield from shared_rows(self._reply.low, ours, _LEAK, known)

    def ungrounded(self) -> Iterator[Span]:
        """Sentences that neither kindness nor post, facts and profile account for."""
        profile = self._situation.profile
        ground = Ground(
            post="\n".join(self._posts),
            confirmed="\n".join((self._confirmed, *profile.facts.values())),
            staff=self._staff,
        )
        return ungrounded(self._reply, ground, self._language())

    def roughly_read(self) -> Iterator[Finding]:
        """A reminder at the end of a draft in a language of which these gates know too little."""
        if not is_read(self._reply.text, self._language()):
            code = guess_language(self._reply.text) or self._language()
            why = _ROUGHLY.replace("{language}", NAMES.get(code, "this language"))
            end = (len(self._reply.text),) * 2
            yield gate_finding(
                FindingKind.UNVERIFIED_CLAIM, end, self._reply, self._rubric, Severity.WARN, why=why
            )

    def _language(self) -> str:
        """The language to read it in; empty where it looks like none that is known here."""
        plain = "" if _ACCENTED.search(self._reply.low) else self._rubric.language
        return self._situation.language or plain

    def said_before(self) -> Iterator[Span]:
        """Whole sentences of earlier replies; names and very short ones come again by chance."""
        before = lower("\n".join(self._situation.before.replies))
        signed = lower(self._situation.profile.sign_off)
        for start, end in self._reply.sentences if before else ():
            sentence = self._reply.low[start:end].strip()
            if len(sentence) >= _SENTENCE and sentence in before and sentence not in signed:
                yield start, end

    def echoes(self) -> Iterator[Span]:
        """Rows of words from the post, outside of quotation marks: whoever wants us to say
        something has to write it there first."""
        for span in shared_rows(self._reply.low, self._posts, _ECHO):
            if not covers(self._reply.quotations, *span):
                yield span
