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


_VALUES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
     "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_TIMES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}


def spelled_out(text: str) -> str:
    """The number that some words stand for ("ten thousand pounds"), in digits."""
    value = 0
    for word in re.findall(r"\w+", text):
        if word in _TIMES:
            value = max(value, 1) * _TIMES[word]
        else:
            value += _VALUES.get(word, 0)
    return str(value)
