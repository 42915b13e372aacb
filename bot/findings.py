"""What a reader flags in a reply, and what the flags add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: `block` stops approval, `warn` asks once, `tip` only helps."""

    BLOCK = "block"
    WARN = "warn"
    TIP = "tip"


class Verdict(StrEnum):
    """What the findings of one text add up to."""

    PASS = "pass"  # noqa: S105 - not a password
    WARN = "warn"
    BLOCK = "block"


class FindingKind(StrEnum):
    """The fixed vocabulary of flags; severities stand in `prompts/rubric.yaml`."""

    INSULT = "insult"
    PROFANITY = "profanity"
    THREAT = "threat"
    IDENTITY_ATTACK = "identity_attack"

    SARCASM = "sarcasm"
    CONDESCENSION = "condescension"
    COUNTER_ATTACK = "counter_attack"

    BLAME_SHIFTING = "blame_shifting"
    EXCUSE = "excuse"
    MINIMIZING = "minimizing"
    DENIAL = "denial"
    EMPTY_APOLOGY = "empty_apology"
    DISMISSIVE = "dismissive"

    DELETION_REQUEST = "deletion_request"
    PRIVATE_ONLY = "private_only"
    PRIVACY_BREACH = "privacy_breach"
    OVERPROMISE = "overpromise"
    PREMATURE_ADMISSION = "premature_admission"
    STAFF_BLAMED = "staff_blamed"
    FEEDING_TROLL = "feeding_troll"
    UNVERIFIED_CLAIM = "unverified_claim"
    UNKNOWN_CONTACT = "unknown_contact"
    UNFILLED_SLOT = "unfilled_slot"
    STOCK_PHRASE = "stock_phrase"
    GROVELLING = "grovelling"
    TOO_LONG = "too_long"
    WRONG_LANGUAGE = "wrong_language"

    MISSING_THANKS = "missing_thanks"
    MISSING_RESPONSIBILITY = "missing_responsibility"
    MISSING_APOLOGY = "missing_apology"
    MISSING_REPAIR = "missing_repair"
    MISSING_QUESTION = "missing_question"
    MISSING_SPECIFIC = "missing_specific"
    MISSING_NEXT_STEP = "missing_next_step"


# What people label when they judge a reply, in the groups in which its figures are told.
GROUPS: Mapping[str, frozenset[FindingKind]] = {
    "toxic": frozenset(
        {
            FindingKind.INSULT,
            FindingKind.PROFANITY,
            FindingKind.THREAT,
            FindingKind.IDENTITY_ATTACK,
        }
    ),
    "hostile": frozenset(
        {FindingKind.SARCASM, FindingKind.CONDESCENSION, FindingKind.COUNTER_ATTACK}
    ),
    "defensive": frozenset(
        {
            FindingKind.BLAME_SHIFTING,
            FindingKind.EXCUSE,
            FindingKind.MINIMIZING,
            FindingKind.DENIAL,
            FindingKind.EMPTY_APOLOGY,
            FindingKind.DISMISSIVE,
        }
    ),
    "practice": frozenset(
        {
            FindingKind.DELETION_REQUEST,
            FindingKind.PRIVATE_ONLY,
            FindingKind.PRIVACY_BREACH,
            FindingKind.OVERPROMISE,
            FindingKind.PREMATURE_ADMISSION,
            FindingKind.STAFF_BLAMED,
        }
    ),
}

# The kinds of all groups, in the order of the vocabulary.
JUDGED = tuple(kind for kind in FindingKind if any(kind in kinds for kinds in GROUPS.values()))


@dataclass(frozen=True, slots=True)
class Finding:
    """One flag on one span of a reply.

    `start` and `end` count characters of the reply (`text == reply[start:end]`); a finding about
    what is *not* there has an empty span at the end. `why` is one kind sentence; `suggestion` is a
    wording that could stand in place of `text`, or empty. `reader` tells who found it: `cues`,
    `examples`, `gate`, `rubric`, `model` or `moderation`; `cue` is the id of the cue, if one did.
    `lead_may`: it goes beyond what a responder may promise, and a lead's approval settles that.
    `within` is the sentence around it where the same words may mean another thing elsewhere.
    """

    kind: FindingKind
    severity: Severity
    start: int
    end: int
    text: str
    why: str
    suggestion: str
    reader: str
    cue: str = ""
    lead_may: bool = False
    within: str = ""


_SEVERITY_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.TIP: 2}


def riskiest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by severity, then by place; the first one is the hint to show."""
    return sorted(findings, key=lambda f: (_SEVERITY_ORDER[f.severity], f.start, f.end))


def verdict(severities: Iterable[Severity]) -> Verdict:
    """`block` if anything blocks, else `warn` if anything warns, else `pass`."""
    found = set(severities)
    if Severity.BLOCK in found:
        return Verdict.BLOCK
    return Verdict.WARN if Severity.WARN in found else Verdict.PASS
