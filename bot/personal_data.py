"""Finds what identifies somebody in a text: mail, phone, account, card, address, numbers."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable

from bot.triage import PersonalData
from bot.wording import Span, overlapped

_STREETS = (
    "road|rd|street|st|avenue|ave|lane|ln|view|close|drive|dr|way|court|ct|terrace|gardens|"
    "crescent|place|square|grove|hill|mews|boulevard|blvd|park|row|walk|parade"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("email", r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b"),
    ("email", r"(?i)\b[\w.+-]{2,64} ?[\[(] ?(?:at|ät) ?[\])] ?[\w-]{1,63}(?:(?:\.| dot |"
     r" ?[\[(]dot[\])] ?)"
     r"[a-z-]{2,24}){1,3}\b"),
    ("email", r"(?i)\b[\w.+-]{2,64} (?:at|ät) [\w-]{2,63}(?: (?:dot|punkt) [\w-]{2,24})?"
     r" (?:dot|punkt) (?:com|net|org|info|eu|io|co|uk|de|at|ch|fr|it|es|nl|pt|ie|example)\b"),
    ("iban", r"(?i)\b[A-Z]{2}\d{2}[ -]?[A-Z0-9]{4}(?:[ -]?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}){1,6}"
     r"(?:[ -]?\d{1,3})?\b"),
    ("card", r"\b\d(?:[ -]?\d){12,18}\b"),
    ("phone", r"(?<![\w.,£$€#-])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){7,14}(?![\w-])"),
    ("phone", r"(?<![\d.,£$€#-])\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}(?![\w-])"),
    ("phone", r"(?i)\b(?:tel|phone|mobile|mob|cell|fax|handy|telefon)\b\.?(?: (?:no|nr|"
     r"number)\b\.?)?"
     r"[ :]{0,2}\d[\d ()/-]{3,18}\d\b"),
    ("address", r"(?i)\bp\.? ?o\.? box \d{1,6}\b|\bpostfach \d{1,6}\b"),
    ("address", rf"\b\d{{1,4}}[A-Za-z]?,? (?:[A-Z][\w'’-]{{1,20}} ){{1,3}}(?i:{_STREETS})\b"),
    ("address", r"\b(?:[A-ZÄÖÜ][\wäöüß-]{1,25}|[A-ZÄÖÜ]\w+ )(?i:str(?:aße|asse|\.)|straat|laan"
     r"|plein|gracht|weg|gasse|"
     r"allee) ?\d{1,4}(?: ?[a-z])?\b(?:, ?(?:[A-Z]-)?\d{4,5} [A-ZÄÖÜ]\w{2,25})?"),
    ("address", r"\b\d{1,4},? (?i:bis )?(?i:rue|avenue|boulevard|place|chemin) [\w'’ -]{3,30}"),
    ("address", r"\b(?i:calle|avenida|plaza|rua|travessa|praça) [\w'’ .-]{3,30}?,? \d{1,4}\b"),
    ("address", r"\b(?:Am|An der|Auf der|Im|In der|Zum|Zur|"
     r"Unter den) [A-ZÄÖÜ][\wäöüß-]{2,25} \d{1,4}[a-z]?\b"
     r"(?! ?(?:Uhr|Leute|Gäste|Personen|Minuten|Stunden|Euro|€|[.:,]\d))"),
    ("address", r"\b(?i:via|viale|piazza|corso|vicolo|"
     r"largo) [A-Z][\w'’ .]{2,30}?,? \d{1,4}[a-z]?\b"),
    ("address", rf"\b(?:[A-Z][\w'’-]{{1,20}} ){{1,2}}(?i:{_STREETS}) \d{{1,4}}[a-z]?\b(?![.:,]\d)"),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    ("number", r"\b(?i:licen[cs]e plate|number plate|plate|"
     r"reg)[ :]{1,2}[A-Z]{1,3}\d{1,3} ?[A-Z]{2,3}\b"),
    ("number", r"(?i)\b(?:order|booking|ref(?:erence)?|ticket|invoice|account|acct|customer|client|"
     r"member(?:ship)?|policy|case|claim|tracking|patient|nhs|passport|pnr|bestellung|pedido|"
     r"commande|kundennummer)(?: ?(?:no|number|nr|id|ref|code|num))?\.?[ :#]{0,3}"
     r"(?=[A-Z-]{0,6}\d)[A-Z0-9-]{5,24}\b"),
    ("number", r"(?i)\b(?:order|booking|ref(?:erence)?|ticket|invoice|account|acct|customer|"
     r"policy|case|"
     r"claim|tracking|card|bestell|rechnungs|kunden|buchungs|auftrags|bestellung|rechnung|buchung|"
     r"pedido|reserva|commande|réservation|ordine|prenotazione|konto|plate|kennzeichen)(?:nummer|"
     r"nr|no|number|id|"
     r"code|num|ending|numero|número|numéro| ){0,3}\.?(?: ?is| ?in| ?ist)?[ :#.]{0,3}"
     r"(?=[A-Z]{0,4}-?\d|[A-Z]\d)(?!(?:\d{1,2}|19\d\d|"
     r"20[23]\d) (?!\d\d))(?:\d{2,4}(?:[ -]\d{2,4}){1,4}|"
     r"(?=[A-Z0-9-]{0,8}\d)[A-Z0-9-]{3,24})\b(?! ?(?:€|£|\$|%|euro|pound|min|hour|day|week|time|"
     r"people|of\b))"),
    ("number", r"(?i)\b(?:sort code|sort-code|blz|"
     r"bankleitzahl)[ :]{0,2}\d{2}[ -]?\d{2}[ -]?\d{2,4}\b"),
    ("birth_date", r"(?i)\b(?:born(?: on)?|dob|d\.o\.b\.?|geboren(?: am)?|geb\.?|née? le|"
     r"nat[oa] il)[ :]{1,3}"
     r"\d{1,2}[ ./-]\w{1,9}[ ./-]\d{2,4}"),
)  # fmt: skip
_FINDERS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)

_GROUPED = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}")
_FEWEST = 6  # digits of a phone number that is called one


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Every such span, in order and without overlaps; an earlier kind in the list wins."""
    taken: list[Span] = []
    kinds: dict[Span, str] = {}
    for kind, finder in _FINDERS:
        check = _CHECKS.get(kind)
        for match in finder.finditer(text):
            span = match.span()
            if overlapped(taken, *span) or (check is not None and not check(match.group())):
                continue
            insort(taken, span)
            kinds[span] = kind
    return tuple(PersonalData(kinds[span], *span) for span in taken)


def _is_iban(text: str) -> bool:
    compact = re.sub(r"[ -]", "", text).upper()
    if not 15 <= len(compact) <= 34:
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in turned if c.isascii())) % 97 == 1


def _is_card(text: str) -> bool:
    """Luhn's check over 13 to 19 digits."""
    digits = [int(c) for c in reversed(text) if c.isdecimal()]
    doubled = sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits))
    return len(set(digits)) > 1 and doubled % 10 == 0


def _is_phone(text: str) -> bool:
    """At least nine digits, a leading + or 0, or a word that says so; prices, years and dates are
    no phones."""
    digits = re.sub(r"\D", "", text)
    if text[0].isalpha() or _GROUPED.fullmatch(text):
        return len(digits) >= _FEWEST
    if re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?: .*)?", text):
        return False
    return 8 <= len(digits) <= 15 and (text[0] in "+(0" or (len(digits) >= 10 and " " in text))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "iban": _is_iban,
    "card": _is_card,
    "phone": _is_phone,
}
