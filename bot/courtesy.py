"""What a kind reply is made of, whatever the language: it states nothing of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What one language uses to be kind.

    `plain` are words that claim nothing (`word*`: all that begin so). `kindly` finds thanks,
    sorry, responsibility, care and the next step; without it a sentence is a statement. `deed`
    finds what the house says to have done (group `verb`); `own` are verbs of owning up, in which
    a deed is no claim. `reason` finds what begins an explanation; `told` what begins a retelling of
    the post; `general` what is said of what should be or would be, not of what is; `judges` words
    that say how something was, not what; `states` what says how things are with the customer's;
    `finite` finds verbs that state, `points` what begins a remark on what was said before; `minds`
    what the house means, feels or is going to do, of which there is nothing to check.
    """

    plain: frozenset[str]
    stems: tuple[str, ...]
    kindly: re.Pattern[str]
    deed: re.Pattern[str]
    own: re.Pattern[str]
    reason: re.Pattern[str]
    told: re.Pattern[str]
    general: re.Pattern[str]
    judges: re.Pattern[str]
    states: re.Pattern[str]
    finite: re.Pattern[str]
    points: re.Pattern[str]
    minds: re.Pattern[str]

    def is_plain(self, word: str) -> bool:
        """Whether the word claims nothing."""
        return word in self.plain or word.startswith(self.stems)


def courtesy(
    words: str, *, kindly: str, deed: str, own: str, reason: str, told: str, general: str,
    judges: str, states: str, finite: str, points: str, minds: str,
) -> Courtesy:  # fmt: skip
    """Of lists of words with blanks between them (`words`, `judges`) and of patterns (the rest)."""
    listed = words.split()
    judging = "|".join(word.replace("*", r"\w*").replace("_", " ") for word in judges.split())
    patterns = (
        kindly, deed, rf"^(?:{own})$", reason, told, general, rf"\b(?:{judging})\b", states,
        rf"\b(?:{finite})\b", rf"^\W*(?:{points})", rf"^\W*(?:{minds})",
    )  # fmt: skip
    return Courtesy(
        frozenset(word for word in listed if not word.endswith("*")),
        tuple(word[:-1] for word in listed if word.endswith("*")),
        *(re.compile(pattern) for pattern in patterns),
    )


ASKS_FOR = re.compile(
    r"\b(?:bank|card|credit|account|pin|cvv|iban|konto|kredit|karten|bancari\w*|bancaire\w*)"
    r"[ -]?(?:details?|data|number|daten|nummer|verbindung)\b|\bpasswor[dt]\w*|\bmot de passe\b"
    r"|\bcontraseña\b|\b(?:coordonnées|coordinate|datos) banca\w+|\bsocial security\b"
)

# What costs the house money, and to whom no house gives it.
GIVES_AWAY = re.compile(
    r"\b(?:our treat|on the house|on us (?:next|again|this)|(?:meal|dinner|lunch|visit|dish|drink|"
    r"food)s? (?:is|are) on us|for free|free of charge|costs? nothing|gets? (?:\w+ ){1,3}back|"
    r"aufs haus|auf unsere kosten|offert\w*|offriamo|offerta dalla casa|invita la casa|"
    r"every(?:one|body) (?:who \w+ )?(?:gets|receives|pays|has))\b"
)
TO_ALL = re.compile(
    r"\b(?:every(?:body|one)|whole|all|alle\w*|family|familie|toute?s?|famille|tutt[aei]|famiglia|"
    r"tod[ao]s|familia|costs? nothing|for free|free of charge|\d+ \w+s|(?:two|three|five|"
    r"ten) \w+s)\b"
)

PLACES = (
    "team teams staff service* restaurant* hotel* shop* store kitchen table* food meal* dish* menu "
    "room* order* delivery bar café cafe terrace manager* director* parking"
)
