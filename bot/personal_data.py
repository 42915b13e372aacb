"""Finds what identifies somebody in a text: mail, phone, account, card, address, numbers, names."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterable, Iterator

from bot.personal_names import find_names
from bot.personal_signs import FINDERS
from bot.triage import PersonalData
from bot.wording import Span, overlapped

# Numbers of businesses: free to call, or called a hotline.
_FREEPHONE = re.compile(
    r"(?:0|00)(?:800|808|84[45]|87[01]|900|180\d)|\+?1[ (.-]{0,2}8(?:00|88|77|66)\b|"
    r"03[0347]\d \d{3} \d{4}\b"
)
_HOTLINE = re.compile(
    r"(?:(?:hot|help|info)[- ]?line|help ?desk|support desk|service desk|(?:our|live) agents?|"
    r"toll[- ]?free|whatsapp us|(?:customer (?:care|service|support)|support) (?:no|number)|"
    r"kundenhotline|service ?client)\b[^.!?\n]{0,28}\Z",
    re.IGNORECASE,
)
_HOUSE = "hotline"  # found so that no part of it is taken for something else; told to nobody
_GROUPED = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}")
_DATED = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d|\d{4})|(?:19|20)\d\d[-/.]\d\d(?:[-/.]\d\d)?|"
    r"(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?|\d{1,2}/\d{1,4}|\d{1,2}[.:]\d\d(?:-\d{1,2}[.:]\d\d)?"
)
_SHOP_AT = re.compile(
    r"(?i)\b(?:shop|store|branch|restaurant|salon|museum|caf[eé]|pub|filiale|tienda|magasin)"
    r"(?: (?:on|at|in))? \Z"
)
_SHOP = re.compile(r"(?i) (?:shop|store|branch|restaurant|salon|museum|caf[eé]|filiale)\b")
_RECORD = re.compile(r"[A-Z]+\d+[A-Z][A-Z\d]*|\d+[A-Z]+\d[A-Z\d]*|[A-Z\d]{6}")  # "7YQ2LM"
_NUMBERED = re.compile(r"(?i)(?:#|\b(?:no|nr|number|nummer|id|ref)\b\.?)[ :#]*\Z")


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Every such span, in order and without overlaps; the surer form wins.

    A span holds the datum alone, without the word that says which ("order no.").
    """
    kinds: dict[Span, str] = {}
    taken: list[Span] = []
    _take(_found(text), kinds, taken)
    theirs = [span for span in taken if kinds[span] != _HOUSE]
    _take((("name", span) for span in find_names(text, theirs)), kinds, taken)
    return tuple(PersonalData(kinds[span], *span) for span in taken if kinds[span] != _HOUSE)


def _take(found: Iterable[tuple[str, Span]], kinds: dict[Span, str], taken: list[Span]) -> None:
    for kind, span in found:
        if not overlapped(taken, *span):
            insort(taken, span)
            kinds[span] = kind


def _found(text: str) -> Iterator[tuple[str, Span]]:
    for kind, finder in FINDERS:
        check = _CHECKS.get(kind)
        for match in finder.finditer(text):
            group = match.lastgroup or 0
            if group != "sure" and check is not None and not check(match):
                continue
            house = kind == "phone" and _is_hotline(text, match)
            yield _HOUSE if house else kind, match.span(group)


def _is_hotline(text: str, phone: re.Match[str]) -> bool:
    start = phone.start()
    called = _HOTLINE.search(text, max(0, start - 60), start)
    return called is not None or _FREEPHONE.match(phone.group()) is not None


def _is_iban(found: re.Match[str]) -> bool:
    compact = re.sub(r"[ -]", "", found.group()).upper()
    if not 15 <= len(compact) <= 34:
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in turned if c.isascii())) % 97 == 1


def _is_card(found: re.Match[str]) -> bool:
    """Luhn's check over 13 to 19 digits."""
    digits = [int(c) for c in reversed(found.group()) if c.isdecimal()]
    doubled = sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits))
    return len(set(digits)) > 1 and doubled % 10 == 0


def _is_phone(found: re.Match[str]) -> bool:
    """At least nine digits, a leading + or 0, or a word that says so; prices, years, dates and
    rows of 0 and 1 are no phones."""
    text = found.group()
    if text[0].isalpha() or _GROUPED.fullmatch(text):
        return True
    if re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?: .*)?", text) or ". " in text:
        return False
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15 or not digits.strip("01"):
        return False
    return text[0] in "+(0" or (len(digits) >= 9 and " " in text)


def _is_number(found: re.Match[str]) -> bool:
    """Enough digits, and neither date, year nor time; with a word before, fewer will do."""
    named = found.lastgroup == "it"
    text = found["it"] if named else found.group()
    digits = sum(c.isdecimal() for c in text)
    if named and digits < 4:
        called = digits == 3 and _NUMBERED.search(found.string[: found.start("it")][-12:])
        return bool(called) or (len(text) < 9 and _RECORD.fullmatch(text) is not None)
    enough = digits >= 4 if named else digits >= 6 or re.search(r"\d{5}", text) is not None
    return enough and text.strip("01") != "" and not _DATED.fullmatch(text)


def _is_home(found: re.Match[str]) -> bool:
    """Not the address of a shop."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    return not (_SHOP_AT.search(before) or _SHOP.match(found.string, found.end()))


_CHECKS: dict[str, Callable[[re.Match[str]], bool]] = {
    "iban": _is_iban,
    "card": _is_card,
    "phone": _is_phone,
    "number": _is_number,
    "address": _is_home,
}
