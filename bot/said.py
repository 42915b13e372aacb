"""Turns what staff noted in a few words into a sentence that a reply can hold."""

from __future__ import annotations

import re

from bot.phrases import words

_DONE = {
    "spoke": "spoken", "wrote": "written", "took": "taken", "gave": "given", "saw": "seen",
    "began": "begun",
}  # fmt: skip
_ACTIONS = words(
    "refunded replaced repaired fixed called emailed phoned rung apologised apologized spoken sent "
    "paid offered booked rebooked changed cleaned checked trained retrained informed told asked "
    "contacted credited cancelled canceled reset restored restarted removed added moved waived "
    "reimbursed returned updated ordered reordered reviewed reported raised escalated found looked "
    "listened arranged set made given taken written seen begun stopped corrected upgraded tested "
    "installed hired reminded invited reserved delivered collected inspected rewritten shipped "
    "reshipped reprinted transferred closed opened warned"
)
_OURS = words("we we've we're we'll i i've i'm i'll our my")
_ASIDE = words("already just also now")
_LITTLE = words(
    "the a an this that these those two three four five one some all both no there it they he she "
    "his her their your we our my on in at for from since because with after before yes"
)
_OPENERS = words("whether if who what when where why how which with on in for about our the your")
_VERBS = re.compile(
    r"\b(?:was|were|is|are|did|didn't|has|had|have|does|do|can|could|broke|came|went|took|said|left|"
    r"lost|fell|got|gave|sent|paid|spoke|ran|made|told|\w{3,}ed)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|never|none|nobody|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:ill|sick|short[- ]?staffed|understaffed|broke|broken|failed|failure|fault|busy|late|"
    r"delay(?:ed)?|storm|weather|snow|flood|strike|supplier|outage|power cut|mistake|error|bug|"
    r"mix(?:ed)?[- ]?up|overbooked|forgot|forgotten|missed|down)\b",
    re.IGNORECASE,
)
_ABOUT_PEOPLE = re.compile(
    r"\b(?:the|this|that|our) (?:guests?|customers?|clients?|patients?|reviewers?|diners?|lady|"
    r"gentleman|woman|man|couple|family|complainant)\b",
    re.IGNORECASE,
)
_ACCUSES = re.compile(
    r"\b(?:rude|rudely|lied|lying|liar|drunk|lazy|careless|incompetent|aggressive|shouted|yelled|"
    r"swore|insulted|laughed|mocked|disciplined|fired|sacked|suspended|stole|harassed|racist|"
    r"unprofessional|abusive|attitude|ignored|blame|his fault|her fault|their fault|your fault)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:manager|waiter|waitress|server|chef|cook|driver|receptionist|nurse|doctor|host|hostess|"
    r"barista|trainer|colleague|trainee|agent|engineer|technician),? [A-Z][a-z]+"
    r"|\b(?:to|with|by|from|told|asked|warned) (?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[A-Z][a-z]+\b"
    r"|\b[A-Z][a-z]+ (?:forgot|lied|said|told|ignored|refused|dropped|missed)\b"
)
_TRADE = re.compile(
    r"\b(?:charge\w*|paid|pay\w*|bill\w*|invoice\w*|parcel|package|order\w*|deliver\w*|refund\w*|"
    r"deposit|booking|booked|reserv\w*|card|money|receipt|voucher|price|fee|item|goods|return\w*)\b",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:will|going to|calls?|rings?|writes?|comes?|meets?)\b|['’]ll\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|"
    r"this (?:week|afternoon|evening)|next week|within|by \w+|\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)|"
    r"at \d{1,2}|in \d+ \w+)\b",
    re.IGNORECASE,
)


def about(text: str) -> str:
    """The note as it can stand in the middle of a sentence, without an end sign."""
    plain = " ".join(text.split()).strip(" .!;,")
    first = plain.split(" ", 1)[0]
    return first.lower() + plain[len(first) :] if first.lower() in _LITTLE else plain


def said(text: str) -> str:
    """A whole sentence where the note says what we did or do; empty where it states a fact.

    `refunded the pasta` becomes "We have refunded the pasta."
    """
    row = about(text).split(" ")
    aside = [w.lower() for w in row[:1] if w.lower() in _ASIDE]
    rest = row[len(aside) :]
    first = rest[0].lower().replace("’", "'") if rest else ""
    if first in _OURS:
        return sentence(" ".join(row))
    done = _DONE.get(first, first)
    passive = len(rest) > 1 and rest[1].lower() in {"by", "due", "because"}
    if done in _ACTIONS and not passive:
        return sentence(" ".join(["We have", *aside, done, *rest[1:]]))
    if first in {"will", "have"} and len(rest) > 1:
        return sentence(" ".join(["We", *aside, first, *rest[1:]]))
    return ""


def checked(text: str) -> str:
    """A sentence that says we are checking it; empty where "We are checking …" goes before it."""
    plain = about(text)
    first = plain.split(" ", 1)[0].lower().replace("’", "'")
    if first in _OURS and _VERBS.search(plain):
        return sentence(plain)
    if re.fullmatch(r"\w{2,}ing", first) and " " in plain:
        return sentence(f"We are {first}{plain[len(first) :]}")
    if first not in _OPENERS - {"the", "our", "your"} and _VERBS.search(plain):
        return sentence(f"We are checking whether {plain}")
    return ""


def whether(text: str) -> str:
    """`the waiter laughed` as "whether the waiter laughed"; a thing ("a second charge") as is."""
    plain = about(text)
    opened = plain.split(" ", 1)[0].lower() in {"whether", "if"}
    return f"whether {plain}" if _VERBS.search(plain) and not opened else plain


def negates(text: str) -> bool:
    """Whether the note itself says no."""
    return _NO.search(text) is not None


def is_reason(text: str) -> bool:
    """Whether the note gives a cause, which easily reads as an excuse."""
    return not said(text) and _REASON.search(text) is not None


def unfit(text: str) -> bool:
    """Whether the note names or accuses somebody, or speaks of the customer as of a stranger."""
    if _ABOUT_PEOPLE.search(text) or _ACCUSES.search(text):
        return True
    return _NAMED.search(text) is not None and not names_next_step(text)


def is_trade(text: str) -> bool:
    """Whether the note is about goods or payments, of which a customer may hold a proof."""
    return _TRADE.search(text) is not None


def names_next_step(text: str) -> bool:
    """Whether the note says what will be done and when."""
    return _STEP.search(text) is not None and _TIME.search(text) is not None


def sentence(text: str) -> str:
    """With a capital and an end sign."""
    plain = text.strip()
    return plain[:1].upper() + plain[1:] + ("" if plain[-1:] in ".!?" else ".")
