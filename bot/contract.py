"""The JSON that scripts read and write (design, contract for scripts). Keys never change."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.case import CaseStatus
from bot.coach import Coach
from bot.errors import BadInput
from bot.facts import FactState, KnownFact
from bot.findings import Finding, verdict
from bot.promises import Promise
from bot.readers import Reading
from bot.records import CaseRow
from bot.rehearsal import rehearse
from bot.row_words import dated_promise
from bot.rubric import Assessment
from bot.situation import Situation
from bot.text import clean, places, span_in
from bot.triage import Triage
from bot.views import CaseView

Json = dict[str, Any]
_RECENT = 20  # drafts whose sentences do not come again

Quote = TypeVar("Quote", Finding, Promise)


def triage_json(post: str, triage: Triage) -> Json:
    """What `coach triage` prints for one post."""
    return {
        "category": triage.category,
        "severity": triage.severity,
        "topics": list(triage.topics),
        "sensitivities": list(triage.sensitivities),
        "confidence": triage.confidence,
        "evidence": [
            {**_quoted(post, ev.start, ev.end), "says": ev.says, "supports": ev.supports}
            for ev in triage.evidence
        ],
        "injection": triage.injection,
        "pii": [{"kind": p.kind, "start": p.start, "end": p.end} for p in triage.personal_data],
        "severity_reasons": list(triage.severity_reasons),
        "language": triage.language,
        "strategy": triage.strategy,
        "repeated": triage.repeated,
        "particulars": [
            {"aspect": p.aspect, **_quoted(post, p.start, p.end)} for p in triage.particulars
        ],
        "legal_clocks": [
            {"matter": c.matter, **_quoted(post, c.start, c.end)} for c in triage.legal_clocks
        ],
    }


def _quoted(text: str, start: int, end: int) -> Json:
    return {"text": text[start:end], "start": start, "end": end}


def reading_json(reading: Reading) -> Json:
    """Verdict, findings and assessment of one reply."""
    return _reading_json(reading.findings, reading.assessment)


def check_json(reading: Reading, promises: Sequence[Promise]) -> Json:
    """What `coach check` prints for one reply."""
    return {**reading_json(reading), "promises": [_promise_json(one) for one in promises]}


def _promise_json(promise: Promise) -> Json:
    due = promise.due
    return {
        "text": promise.text,
        "start": promise.start,
        "end": promise.end,
        "what": promise.what,
        "owner": promise.owner,
        "due": due.isoformat(timespec="minutes")
        if isinstance(due, datetime)
        else str(due or "") or None,
    }


def _reading_json(findings: Sequence[Finding], assessment: Assessment) -> Json:
    return {
        "verdict": verdict(f.severity for f in findings),
        "findings": [
            {
                "kind": f.kind,
                "severity": f.severity,
                "start": f.start,
                "end": f.end,
                "text": f.text,
                "why": f.why,
                "suggestion": f.suggestion,
                "reader": f.reader,
            }
            for f in findings
        ],
        "assessment": {key: marked.mark for key, marked in assessment.items()},
    }


def draft_json(view: CaseView) -> Json:
    """What `coach draft` prints for one post: triage, draft (or null), and how it reads."""
    assert view.case.triage  # a rehearsal always triages
    draft = view.case.live_draft
    read = (
        _reading_json(view.findings(draft), view.assessment(draft))
        if draft
        else _reading_json((), {})
    )
    text = {"text": view.text(draft.content), "origin": draft.origin} if draft else None
    return {"triage": triage_json(view.post, view.case.triage), "draft": text, **read}


def row_json(row: CaseRow, post: str) -> Json:
    """One line of `coach cases --json`."""
    return {
        "id": row.case_id,
        "status": CaseStatus(row.status),
        "category": row.category or None,
        "severity": row.severity or None,
        "platform": row.platform,
        "opened_at": row.opened_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        "claimed_by": row.claimed_by or None,
        "answer_due": _iso(row.answer_due),
        "promise_due": _iso(dated_promise(row)),
        "returned_at": _iso(row.returned_at),
        "first_sent_at": _iso(row.first_sent_at),
        "concluded_at": _iso(row.concluded_at),
        "incident": row.incident or None,
        "post": post,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def answer(
    coach: Coach,
    task: str,
    item: Mapping[str, Any],
    *,
    zone: tzinfo = UTC,
    recent: list[str] | None = None,
) -> Json:
    """The result for one item of `triage`, `check` or `draft`; raises `BadInput`.

    `zone` is the time zone of items that name none (`tz`). `recent` are the drafts of this run, to
    which this one is added: their sentences do not come again soon.
    """
    match task:
        case "triage":
            return triage_json(*triaged(coach, item))
        case "draft":
            before = [] if recent is None else recent
            result = draft_json(drafted(coach, item, recent=before[-_RECENT:]))
            before += [result["draft"]["text"]] if result["draft"] else []
            return result
        case _:
            return check_json(*as_given(item["reply"], *checked(coach, item, zone=zone)))


def triaged(coach: Coach, item: Mapping[str, Any]) -> tuple[str, Triage]:
    """The clean post of an item, and what kind it is; raises `BadInput`."""
    post = clean(_string(item, "post", needed=True))
    return post, coach.triage(post, platform=_string(item, "platform"))


def drafted(coach: Coach, item: Mapping[str, Any], *, recent: Sequence[str] = ()) -> CaseView:
    """The case that the post of an item would become; raises `BadInput`."""
    post = clean(_string(item, "post", needed=True))
    return rehearse(coach, post, recent=recent, **_around(coach, item))


def checked(
    coach: Coach, item: Mapping[str, Any], *, zone: tzinfo = UTC
) -> tuple[Reading, tuple[Promise, ...]]:
    """How the reply of an item reads, and what it promises; raises `BadInput`."""
    reply, situation = to_check(coach, item)
    at = moment(_string(item, "at"), _string(item, "tz"), zone)
    return coach.read(reply, situation), coach.promised(reply, at)


def as_given(
    raw: str, reading: Reading, promises: Sequence[Promise]
) -> tuple[Reading, tuple[Promise, ...]]:
    """What was read in the clean reply, with the places and the words of the `raw` one."""
    reply = clean(raw, what="reply")
    if reply == raw:
        return reading, tuple(promises)
    found = places(raw, reply)

    def moved(quote: Quote) -> Quote:
        start, end = span_in(found, quote.start, quote.end)
        return replace(quote, start=start, end=end, text=raw[start:end])

    findings = tuple(moved(finding) for finding in reading.findings)
    return replace(reading, findings=findings), tuple(moved(promise) for promise in promises)


def to_check(coach: Coach, item: Mapping[str, Any]) -> tuple[str, Situation]:
    """The clean reply of an item, and what is known about it; raises `BadInput`."""
    reply = clean(_string(item, "reply", needed=True), what="reply")
    post = _string(item, "customer_post")
    return reply, coach.size_up(clean(post) if post.strip() else "", **_around(coach, item))


def to_draft(coach: Coach, item: Mapping[str, Any]) -> Situation:
    """What is known about the post of an item, which is to be answered; raises `BadInput`."""
    return coach.size_up(clean(_string(item, "post", needed=True)), **_around(coach, item))


def _around(coach: Coach, item: Mapping[str, Any]) -> dict[str, Any]:
    """What an item says besides its text. A platform that is not known has no rules of its own."""
    brand = _string(item, "brand")
    if brand and brand not in coach.playbook.profiles:
        known = ", ".join(coach.playbook.profiles)
        raise BadInput(f"No profile has the name “{brand}”. There are: {known}.")
    return {
        "platform": _string(item, "platform"),
        "brand": brand,
        "facts": _facts(item.get("facts", [])),
    }


def read_item(line: bytes) -> Json:
    """One line of a JSONL file; `BadInput` where it is no JSON object."""
    try:
        item = json.loads(line, parse_constant=_finite, parse_float=_finite)
    except ValueError as exc:
        raise BadInput("This line is no JSON.") from exc
    except RecursionError as exc:
        raise BadInput("This line is nested too deeply.") from exc
    if not isinstance(item, dict):
        raise BadInput("This line is no JSON object.")
    return item


def _finite(number: str) -> float:
    """Python reads NaN and 1e999 too, and would write them as what is no JSON."""
    if not math.isfinite(value := float(number)):
        raise BadInput(f"This line is no JSON: “{number}” is no number.")
    return value


def written(value: Json, *, indent: int | None = None, encoding: str = "utf-8") -> str:
    """`value` as JSON that `encoding` can hold: readable where it can, else with escapes.

    Half a surrogate pair, which JSON allows as an escape, is such a case in every encoding.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, indent=indent)
    except RecursionError as exc:
        raise BadInput("This line is nested too deeply.") from exc
    return text


def moment(at: str, tz: str, zone: tzinfo) -> datetime:
    """The moment of writing, aware and local: `at` in ISO 8601 (now if empty), in the zone `tz`.

    Raises `BadInput`. A moment without an offset is taken as local.
    """
    try:
        zone = ZoneInfo(tz) if tz else zone
    except (ValueError, OSError, LookupError) as exc:
        raise BadInput("“tz” should be a time zone, such as Europe/Berlin.") from exc
    try:
        said = datetime.fromisoformat(at) if at else datetime.now(UTC)
        return said.astimezone(zone) if said.tzinfo else said.replace(tzinfo=zone)
    except (ValueError, OverflowError) as exc:
        raise BadInput("“at” should be a date and time, such as 2026-11-02T14:30+01:00.") from exc


def parse_fact(said: str) -> KnownFact:
    """`[confirmed|checking|did not happen|not ours:] words` as staff write it."""
    state, colon, words = said.partition(":")
    if colon and state.strip().casefold() in set(FactState):
        return KnownFact(FactState(state.strip().casefold()), clean(words, what="fact"))
    return KnownFact(FactState.CONFIRMED, clean(said, what="fact"))


def _facts(given: object) -> list[KnownFact]:
    if not isinstance(given, list):
        raise BadInput("“facts” should be a list.")
    return [_fact(fact) for fact in given]


def _fact(given: object) -> KnownFact:
    if isinstance(given, str):
        return parse_fact(given)
    if isinstance(given, dict) and isinstance(given.get("text"), str):
        try:
            state = FactState(given.get("state", FactState.CONFIRMED))
        except ValueError as exc:
            states = ", ".join(FactState)
            raise BadInput(f"The state of a fact is one of: {states}.") from exc
        return KnownFact(state, clean(given["text"], what="fact"))
    raise BadInput("A fact is a text, or an object with “state” and “text”.")


def _string(item: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = item.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"“{key}” is missing." if value is None else f"“{key}” should be a text.")
    return value
