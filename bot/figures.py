"""Numbers in a text, in digits or in words, so that two ways to write one can be compared."""

from __future__ import annotations

import re

NUMBER = re.compile(r"\d+(?:[.,:/'-]\d+)*")
COUNTED = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    "sixty|seventy|eighty|ninety|hundred|thousand|million"
)
SPELLED = re.compile(
    rf"\b(?:a |one )?(?:{COUNTED})(?:[ -](?:and |{COUNTED}))* ?(?:{COUNTED})?[ -]"
    r"(?:pounds?|euros?|dollars?|quid|bucks|per ?cent|minutes?|hours?|days?|weeks?|months?|"
    r"years?)\b"
)


def numbers(text: str) -> set[str]:
    """Every number, and its parts ("12:30" names 12 and 30, too), without separators."""
    found: set[str] = set()
    for number in NUMBER.findall(text):
        plain = re.sub(r"[.,]0{1,2}$", "", number)
        found.add(re.sub(r"\D", "", plain).lstrip("0") or "0")
    return found


# English, German, French, Spanish, Italian, Dutch, Portuguese.
_NAMES = {
    1: "one ein eine einen eins un une uno una een um uma",
    2: "two zwei deux dos due twee dois duas",
    3: "three drei trois tres tre drie três", 4: "four vier quatre cuatro quattro quatro",
    5: "five fünf cinq cinco cinque vijf", 6: "six sechs seis sei zes",
    7: "seven sieben sept siete sette zeven sete", 8: "eight acht huit ocho otto oito",
    9: "nine neun neuf nueve nove negen", 10: "ten zehn dix diez dieci tien dez",
    11: "eleven elf onze once undici", 12: "twelve zwölf douze doce dodici twaalf doze",
    13: "thirteen", 14: "fourteen",
    15: "fifteen fünfzehn quinze quince quindici vijftien", 16: "sixteen", 17: "seventeen",
    18: "eighteen", 19: "nineteen", 20: "twenty zwanzig vingt veinte venti twintig vinte",
    30: "thirty dreißig dreissig trente treinta trenta dertig trinta",
    40: "forty vierzig quarante cuarenta quaranta veertig quarenta",
    50: "fifty fünfzig cinquante cincuenta cinquanta vijftig cinquenta",
    60: "sixty sechzig soixante sesenta sessanta zestig sessenta",
    70: "seventy siebzig setenta settanta zeventig", 80: "eighty achtzig quatre-vingt ochenta "
    "ottanta tachtig oitenta", 90: "ninety neunzig noventa novanta negentig",
    200: "duzentos", 300: "trezentos", 500: "quinientos quinhentos", 700: "setecientos",
    900: "novecientos",
}  # fmt: skip
_VALUES = {word: value for value, names in _NAMES.items() for word in names.split()}
_TIMES = {
    word: times
    for times, names in {
        100: "hundred hundert cent cents cien ciento cientos cento honderd cem centos",
        1_000: "thousand grand tausend mille mil mila duizend",
        1_000_000: "million",
    }.items()
    for word in names.split()
}
_NAMED = "|".join(sorted((*_VALUES, *_TIMES), key=lambda word: (-len(word), word)))
_PART = re.compile(rf"{_NAMED}")
# A number in words, also of several in one ("zweihundertfünfzig"); what follows it decides.
WORDED = rf"(?:{_NAMED})(?:(?:[ -]?(?:and|und|et|en|y|e))?[ -]?(?:{_NAMED})){{0,8}}"


def spelled_out(text: str) -> str:
    """The number that some words stand for ("ten thousand pounds"), in digits."""
    whole = value = 0
    for word in _PART.findall(text):
        times = _TIMES.get(word, 1)
        if times >= 1_000:
            whole, value = whole + max(value, 1) * times, 0
        elif times > 1:
            value = max(value, 1) * times
        else:
            value += _VALUES[word]
    return str(whole + value)
