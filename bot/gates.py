"""The gates: what code can tell about a reply without cues (slots, contacts, length …)."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.authority import beyond_authority
from bot.cues import filled
from bot.facts import FactState
from bot.findings import Finding, FindingKind, Severity
from bot.language import guess_language
from bot.rubric import Rubric
from bot.situation import Situation
from bot.triage import Category
from bot.wording import Span, Wording, overlapped, stems

PUBLIC_WORDS = 150
ONE_SORRY = 3
_SUBSTANCE = 25  # characters before a private route that can say something
_CARE = 30  # characters of a sentence that can show care

_SLOT = re.compile(
    r"\[(?!sic\])[^\[\]\n]{0,60}\]"
    r"|\{\{?[^{}\n]{0,60}\}?\}"
    r"|<(?!/|https?:)[A-Za-z][\w .'/-]{1,40}>"
    r"|_{3,}"
    r"|\$\{?[a-z]\w+\}?"
    r"|\((?:insert|add|fill in|your|name|date|time|customer)\b[^()\n]{0,40}\)"
    r"|\b(?:TBD|TBC|TBA|TODO|FIXME|XXX+|lorem ipsum)\b"
    r"|\bXX\b(?=\s*[\w:.])"
    r"|\?\?\?"
)
_MARKED = re.compile(r"[\[{<$(]|__|\?\?|[A-Z]{2}|lorem")  # no slot is without one of these
# Every open run is bounded: without a bound, digits or letters without an end cost the square of
# their number, or the cube.
_URL = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"')]+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|org|net|co\.uk|io|eu|info|shop|app|de|fr|es|it|nl|uk)\b(?:/[^\s<>\"')]*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_HANDLE = re.compile(r"(?<![\w.@/])@\w[\w.]{0,63}\w")
_PHONE = re.compile(
    r"(?<![\w£$€.,-])(?:\+|\(?0|1-8)[\d\s().\-/]{6,18}\d(?![\w%])|\b\d{3}[- .]\d{3,4}[- .]\d{3,4}\b"
)
_DOTTED = re.compile(r"\.\w|://")
_DIGITS = re.compile(r"\d[\d\s().\-/]{5}")
_SAYS_SOMETHING = ("apology", "done", "repair", "private_route", "responsibility")
_SUGGESTIONS: Mapping[FindingKind, str] = {
    FindingKind.PRIVATE_ONLY: "[what everyone may know]. {text}",
    FindingKind.UNVERIFIED_CLAIM: "we are looking into it",
    FindingKind.GROVELLING: "",
}


def gate_findings(
    reply: str | Wording, situation: Situation, rubric: Rubric
) -> tuple[Finding, ...]:
    """All that the gates find, in the order of the text. `reader` is `gate`."""
    wording = Wording.of(reply)
    found = [
        *_spans(FindingKind.UNFILLED_SLOT, open_slots(wording.text), wording, rubric),
        *_spans(
            FindingKind.UNKNOWN_CONTACT, unknown_contacts(wording.text, situation), wording, rubric
        ),
        *_spans(
            FindingKind.PRIVATE_ONLY, private_only(wording, situation, rubric), wording, rubric
        ),
        *_spans(FindingKind.DISMISSIVE, _nothing_said(wording, situation, rubric), wording, rubric),
        *_promises(wording, situation, rubric),
        *_claims(wording, situation, rubric),
        *_length(wording, situation, rubric),
        *_language(wording, situation, rubric),
        *_spans(FindingKind.GROVELLING, _sorry_again(wording, rubric), wording, rubric),
    ]
    return tuple(sorted(found, key=lambda f: (f.start, f.end)))


def open_slots(reply: str) -> list[Span]:
    """Places that somebody still has to fill: `[who]`, `{name}`, `<date>`, `XX`, `TBD`, `___`."""
    return [m.span() for m in _SLOT.finditer(reply)] if _MARKED.search(reply) else []


def unknown_contacts(reply: str, situation: Situation) -> list[Span]:
    """Links, addresses, numbers and handles that neither profile, facts nor post name."""
    spans: list[Span] = []
    known = _known_words(situation)
    digits = re.sub(r"\D", "", known)
    seen: dict[tuple[re.Pattern[str], str], bool] = {}
    for pattern, text, span in _contacts(reply):
        if pattern is _HANDLE and span[0] == 0:
            continue  # a reply may begin with the customer's handle
        if (pattern, text) not in seen:
            seen[pattern, text] = _known_contact(pattern, text, known, digits)
        if not overlapped(spans, *span) and not seen[pattern, text]:
            insort(spans, span)
    return spans


def _contacts(reply: str) -> Iterator[tuple[re.Pattern[str], str, Span]]:
    """What looks like a contact; a pattern is only tried where its signs are there at all."""
    has_at = "@" in reply
    there = ((_EMAIL, has_at), (_URL, _DOTTED.search(reply)), (_PHONE, _DIGITS.search(reply)),
             (_HANDLE, has_at))  # fmt: skip
    for pattern, possible in there:
        for found in pattern.finditer(reply) if possible else ():
            text = found.group().rstrip(".,;:!?")
            yield pattern, text, (found.start(), found.start() + len(text))


def _known_words(situation: Situation) -> str:
    """All that profile, facts and post say; a long post is only put together once."""
    profile = situation.profile
    told = (fact.text for fact in situation.facts)
    known = " ".join((*profile.contacts, *profile.facts.values(), *told))
    return f"{known} {profile.senior_contact} {situation.post}".lower()


def _known_contact(pattern: re.Pattern[str], text: str, known: str, digits: str) -> bool:
    if pattern is _PHONE:
        number = re.sub(r"\D", "", text)
        return len(number) < 8 or number.lstrip("0")[-9:] in digits
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", text.lower()).rstrip("/")
    return bare in known


def private_only(reply: Wording, situation: Situation, rubric: Rubric) -> list[Span]:
    """The private route of a reply that says nothing else of substance in public.

    Where a matter is private or grave, a line of care beside the route is enough.
    """
    triage = situation.triage
    if triage and triage.category in {Category.QUESTION, Category.PRAISE, Category.SUGGESTION}:
        return []
    route, filler = reply.signs(rubric.signs)["private_route"], reply.signs(rubric.signs)["filler"]
    careful = situation.profile.private or bool(triage and (triage.safe_mode or triage.needs_lead))
    routes: list[Span] = []
    for number, (start, _) in enumerate(reply.sentences):
        if found := route.in_sentence(reply, number):
            routes.append(found)
            before = found[0] - start
            said = any(s[1] <= found[0] for s in filler.within(reply, number))
            if before > _SUBSTANCE and not said:
                return []
        elif (careful and len(reply.sentence(number)) > _CARE) or not filler.in_sentence(
            reply, number
        ):
            return []
    return [_whole_sentence(reply, routes[0])] if routes else []


def _whole_sentence(reply: Wording, span: Span) -> Span:
    return reply.sentences[reply.sentence_at(span[0])]


def _nothing_said(reply: Wording, situation: Situation, rubric: Rubric) -> Iterator[Span]:
    """The whole of a reply to a complaint that holds nothing but formulas."""
    triage = situation.triage
    if triage is None or triage.category is not Category.COMPLAINT or not reply.sentences:
        return
    signs = reply.signs(rubric.signs)
    filler = signs["filler"]
    hollow = all(filler.in_sentence(reply, n) for n in range(len(reply.sentences)))
    if hollow and not any(signs[name].search(reply) for name in _SAYS_SOMETHING):
        yield reply.sentences[0][0], reply.sentences[-1][1]


def unverified_claims(reply: Wording, situation: Situation, rubric: Rubric) -> list[Span]:
    """Checks and deeds that the reply claims and no confirmed fact speaks of.

    Only where somebody has told what is known, or the post was triaged: without that, nobody
    can say what is true.
    """
    if not situation.facts and situation.triage is None:
        return []
    claims = reply.signs(rubric.signs)["claim"].spans(reply)
    if not claims:
        return []
    confirmed = [f.text for f in situation.facts if f.state is FactState.CONFIRMED]
    told = (*confirmed, *situation.profile.facts.values(), *situation.before.done)
    known = stems(" ".join(told))
    spans: dict[Span, Span] = {}
    for found in claims:
        start, end = reply.clause(*found)
        end = min(end, reply.sentences[reply.sentence_at(found[0])][1])
        spans.setdefault((start, end), (start, max(end, found[1])))
    return [span for clause, span in spans.items() if not stems(reply.low[slice(*clause)]) & known]


def _claims(reply: Wording, situation: Situation, rubric: Rubric) -> Iterator[Finding]:
    kind = FindingKind.UNVERIFIED_CLAIM
    # Before anybody was asked what is known, a claim is only worth a reminder.
    severity = rubric.severity(kind) if situation.facts else Severity.TIP
    for span in unverified_claims(reply, situation, rubric):
        yield gate_finding(kind, span, reply, rubric, severity)


def _promises(reply: Wording, situation: Situation, rubric: Rubric) -> Iterator[Finding]:
    for beyond in beyond_authority(reply, situation):
        found = gate_finding(
            FindingKind.OVERPROMISE, beyond.span, reply, rubric, beyond.severity, beyond.why
        )
        within = reply.text[slice(*_whole_sentence(reply, beyond.span))]
        yield replace(found, suggestion=beyond.suggestion, lead_may=beyond.lead_may, within=within)


def _length(reply: Wording, situation: Situation, rubric: Rubric) -> Iterator[Finding]:
    kind, platform = FindingKind.TOO_LONG, situation.platform
    if platform and len(reply.text) > platform.max_length:
        why = f"{platform.name} takes {platform.max_length} characters; this is {len(reply.text)}."
        yield gate_finding(kind, (platform.max_length, len(reply.text)), reply, rubric, why=why)
        return
    if len(reply.text.split()) > PUBLIC_WORDS:
        words = list(re.finditer(r"\S+", reply.text))
        why = f"{len(words)} words are much for one public reply; few read beyond {PUBLIC_WORDS}."
        span = (words[PUBLIC_WORDS].start(), words[-1].end())
        yield gate_finding(kind, span, reply, rubric, Severity.TIP, why=why)


def wrong_language(reply: Wording, situation: Situation) -> bool:
    """Whether post and reply are surely in two languages; a triage knows the post better."""
    asked = situation.language if situation.triage else guess_language(situation.post)
    answered = reply.language
    return bool(asked and answered and asked != answered)


def _language(reply: Wording, situation: Situation, rubric: Rubric) -> Iterator[Finding]:
    if wrong_language(reply, situation):
        span = reply.sentences[0][0], reply.sentences[-1][1]
        yield gate_finding(FindingKind.WRONG_LANGUAGE, span, reply, rubric)


def _sorry_again(reply: Wording, rubric: Rubric) -> Iterator[Span]:
    sorries = reply.signs(rubric.signs)["apology"].spans(reply)
    if len(sorries) > ONE_SORRY:
        yield sorries[-1]


def _spans(
    kind: FindingKind, spans: Iterator[Span] | list[Span], reply: Wording, rubric: Rubric
) -> Iterator[Finding]:
    return (gate_finding(kind, span, reply, rubric) for span in spans)


def gate_finding(
    kind: FindingKind,
    span: Span,
    reply: Wording,
    rubric: Rubric,
    severity: Severity | None = None,
    why: str = "",
) -> Finding:
    """One finding of a gate, in the words of the rubric where none are given."""
    start, end = span
    words = {"text": reply.text[start:end]}
    rule = rubric.kinds[kind]
    return Finding(
        kind=kind,
        severity=severity or rule.severity,
        start=start,
        end=end,
        text=reply.text[start:end],
        why=why or filled(rule.why, words),
        suggestion=filled(_SUGGESTIONS.get(kind, ""), words),
        reader="gate",
    )
