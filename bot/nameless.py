"""Takes out of texts who they are about, so that they can serve as examples elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.masking import Masking
from bot.phrases import words

NAME = "[name]"
_MASKED_NAME = re.compile(r"\[NAME_\d+\]")

_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-Я"
_ONE = rf"[{_CAPITALS}][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAME = rf"(?P<name>{_ONE}(?: {_ONE}){{0,2}})"
_RELATIONS = (
    "wife|husband|partner|son|daughter|mother|father|mum|mom|dad|sister|brother|friend|boss|"
    "colleague|waiter|waitress|server|host|hostess|barista|chef|cook|driver|courier|manager|"
    "receptionist|assistant|cashier|nurse|doctor|dentist|trainer|coach|agent|adviser|advisor|"
    "technician|engineer|trainee|Frau|Mann|Sohn|Tochter|Mutter|Vater|Kollegin|Kollege|Kellner|"
    "Kellnerin|Fahrer|Ärztin|Arzt"
)
# What stands before a name, in the languages that people write here.
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        # a title
        r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sr|Sra|Mme|Mlle|Dhr|Mevr)\.? " + _NAME,
        r"(?<!\w)(?:Herrn?|Frau|Familie|Señora?|Senhora?|Monsieur|Madame|Mevrouw|Meneer|Signora?) "
        + _NAME,
        # a greeting at the head of a line or a sentence
        r"(?:^|[\n.!?] ?)(?:Dear|Hi|Hello|Hey|Hallo|Lieber?|Cher|Chère|Bonjour|Hola|Querid[oa]|"
        r"Estimad[oa]|Beste|Olá|Car[oa]|Gentile|Ciao|Thanks|Thank you|Danke|Merci|Gracias|Bedankt|"
        r"Obrigad[oa]|Grazie),? " + _NAME,
        # somebody says who it is
        r"(?i:\b(?:my name is|my name's|called|named|ich heiße|mein name ist|je m'appelle|me llamo|"
        r"mi nombre es|ik heet|mijn naam is|o meu nome é|chamo-me|mi chiamo)) " + _NAME,
        rf"\b(?:{_RELATIONS}),? " + _NAME,
        # a signature
        rf"(?:\n|[.!?] ?[-–—] ?){_NAME}\s*$",
    )
)
# Capitalised, and still nobody's name.
_NOBODY = words(
    "I Sie Ihnen Ihr Ihre Ihren Ihrem Team Regards Thanks Thank Dear Hello Kind Best Sir Madam "
    "Guest Guests Customer Customers Client All Everyone Gast Gäste Kunde Kunden Kundin Cliente "
    "Danke Gruß Grüße Herr Frau Herren Damen Leute Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday The And But We You Your Our They There This That It My"
)
_SHORTEST = 2


class Nameless:
    """Hides what identifies somebody in all texts of one case alike.

    `posts` are by the customer, `replies` by staff; `people` are names that are known already.
    `public` are texts of the profile: what stands there may be named.
    """

    def __init__(
        self,
        posts: Sequence[str],
        replies: Sequence[str],
        *,
        people: Iterable[str] = (),
        public: Sequence[str] = (),
    ) -> None:
        self._masking = Masking(customer=posts, staff=replies, known=public)
        known = set(re.findall(_ONE, " ".join(public)))
        given = [word for person in people for word in re.findall(_ONE, person)]
        found = [word for text in (*posts, *replies) for word in _names(text)]
        hidden = {n for n in (*given, *found) if len(n) >= _SHORTEST} - known - _NOBODY
        either = "|".join(sorted(map(re.escape, hidden), key=len, reverse=True))
        # Name and surname are one; so is a name that is shouted.
        one = rf"(?:{either}|{either.upper()})"
        self._hidden = re.compile(rf"(?<!\w){one}(?:[ -]{one})*(?!\w)") if either else None

    def hide(self, text: str) -> str:
        """`text` with `NAME` for every name, and placeholders in brackets for other identifiers."""
        masked = _MASKED_NAME.sub(NAME, self._masking.hide(text))
        return self._hidden.sub(NAME, masked) if self._hidden else masked


def _names(text: str) -> Iterator[str]:
    """Words that the text itself gives as names."""
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            yield from re.findall(_ONE, found["name"])
