"""Hides what identifies somebody before texts go to a model, and puts back what may stand there."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.personal_data import find_personal_data
from bot.wording import Span, overlapped

# Whatever looks like a number of somebody's, even where no word says which: a long run of
# digits, or letters and digits in one. Sums, dates and times are left as they are.
_NUMBERS = (
    re.compile(
        r"(?<![\w.,£$€-])#?[A-Za-z]{0,4}-?\d{5,}(?:-\w{1,12})*\b"
        r"(?!\s?(?:[€£$%]|eur|pound|gbp|quid|dollar|usd)|[.,:]\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w@.#-])#\d{3,}\b"),
    re.compile(
        r"(?<![\w@.-])(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])(?=(?:[A-Z-]*\d){4})[A-Z0-9-]{7,24}\b"
    ),
)
# Between slashes, where the finder takes two numbers for one that is too long.
_PHONE = re.compile(r"(?<![\w.,£$€-])(?:\+|\(?0)\d(?:[ ()-]{0,2}\d){7,13}(?!\w)")
# Four times four digits after some other number, which the finder takes for a part of it.
_CARD = re.compile(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)")
# A profile's name in a network; the house may name it, so only models do not see it.
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z][\w.]{1,62}\w")
_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Herr|Frau|Mme|Sra?|[A-Z])\.?")
_TELLING = 7  # characters
_APART = re.compile(r"[\s()./#-]+")

# What a reply says instead of an identifier that only the customer wrote.
_NEUTRAL: Mapping[str, Mapping[str, str]] = {
    "en": {"email": "your e-mail address", "phone": "your number", "iban": "your account",
           "card": "your card", "address": "your address", "postcode": "your address",
           "birth_date": "your date of birth", "number": "your order",
           "plate": "your car"},
    "de": {"email": "Ihre E-Mail-Adresse", "phone": "Ihre Nummer", "iban": "Ihr Konto",
           "card": "Ihre Karte", "address": "Ihre Adresse", "postcode": "Ihre Adresse",
           "birth_date": "Ihr Geburtsdatum", "number": "Ihre Bestellung",
           "plate": "Ihr Wagen"},
    "fr": {"email": "votre adresse e-mail", "phone": "votre numéro", "iban": "votre compte",
           "card": "votre carte", "address": "votre adresse", "postcode": "votre adresse",
           "birth_date": "votre date de naissance", "number": "votre commande",
           "plate": "votre voiture"},
    "es": {"email": "su correo", "phone": "su número", "iban": "su cuenta",
           "card": "su tarjeta", "address": "su dirección", "postcode": "su dirección",
           "birth_date": "su fecha de nacimiento", "number": "su pedido",
           "plate": "su coche"},
    "nl": {"email": "uw e-mailadres", "phone": "uw nummer", "iban": "uw rekening",
           "card": "uw kaart", "address": "uw adres", "postcode": "uw adres",
           "birth_date": "uw geboortedatum", "number": "uw bestelling",
           "plate": "uw auto"},
    "pt": {"email": "o seu e-mail", "phone": "o seu número", "iban": "a sua conta",
           "card": "o seu cartão", "address": "a sua morada", "postcode": "a sua morada",
           "birth_date": "a sua data de nascimento", "number": "o seu pedido",
           "plate": "o seu carro"},
    "it": {"email": "il Suo indirizzo e-mail", "phone": "il Suo numero", "iban": "il Suo conto",
           "card": "la Sua carta", "address": "il Suo indirizzo", "postcode": "il Suo indirizzo",
           "birth_date": "la Sua data di nascita", "number": "il Suo ordine",
           "plate": "la Sua auto"},
}  # fmt: skip

# Words before a placeholder that say already what it stands for; then it just goes.
_SAID = re.compile(
    r"\b(?:order|booking|reservation|ref(?:erence)?|ticket|invoice|account|customer|client|member"
    r"(?:ship)?|policy|case|claim|tracking|patient|number|no|nr|card|address|postcode|phone|mail|"
    r"e-mail|bestellung|buchung|nummer|rechnung|konto|commande|réservation|numéro|compte|pedido|"
    r"reserva|número|cuenta|bestelling|boeking|rekening|encomenda|conta|ordine|prenotazione|"
    r"numero|conto)\.?(?: (?:number|no|nr|id|code)\b\.?)?[ :]*[(#]?$",
    re.IGNORECASE,
)

# Blanks, brackets and signs around a placeholder that went.
_LEFT_BEHIND = (
    (re.compile(r"[ ]?\([ #:]*\)"), ""),
    (re.compile(r"[ ]?#(?=[ .,;!?)]|$)"), ""),
    (re.compile(r"[ ]+(?=[.,;!?)])"), ""),
    (re.compile(r"(?<=\S)[ ]{2,}(?=\S)"), " "),
)


@dataclass(frozen=True, slots=True)
class _Hidden:
    kind: str
    text: str
    placeholder: str
    customers: bool


class _Names:
    """Gives out placeholders that no text holds already."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)
        self._numbers: dict[str, int] = {}

    def free(self, kind: str) -> str:
        stem = kind.replace("_", "").upper()
        while True:
            self._numbers[stem] = self._numbers.get(stem, 0) + 1
            name = f"[{stem}_{self._numbers[stem]}]"
            if name not in self._taken:
                return name


class Masking:
    """One set of placeholders for all the texts of one call to a model.

    `customer` are texts that the customer wrote, `staff` those of the business; `known` is what
    may always be named (contacts of the profile). The same words get the same placeholder in
    every text; no placeholder is one that some text holds already.
    """

    def __init__(
        self,
        *,
        customer: Sequence[str] = (),
        staff: Sequence[str] = (),
        known: Sequence[str] = (),
        language: str = "en",
    ) -> None:
        self._neutral = _NEUTRAL.get(language or "en", {})
        public = _bare(" ".join(known))
        theirs = {_bare(text) for post in customer for _, text in _identifiers(post)}
        names = _Names(_PLACEHOLDER.findall(" ".join((*customer, *staff))))
        self._hidden: dict[str, _Hidden] = {}
        for text in (*customer, *staff):
            for kind, found in _identifiers(text):
                if found not in self._hidden and not _is_public(found, public):
                    name = names.free(kind)
                    self._hidden[found] = _Hidden(kind, found, name, _bare(found) in theirs)
        self._back = {hidden.placeholder: hidden for hidden in self._hidden.values()}
        self._longest_first = sorted(self._hidden, key=len, reverse=True)

    def hide(self, text: str) -> str:
        """`text` with a placeholder in place of every identifier, wherever it stands."""
        parts: list[str] = []
        end = 0
        for start, stop in self._places(text):
            parts += [text[end:start], self._hidden[text[start:stop]].placeholder]
            end = stop
        return "".join((*parts, text[end:]))

    def reveal(self, text: str) -> str:
        """`text` with every identifier back in its place: for eyes inside the house."""
        return _PLACEHOLDER.sub(lambda m: self._original(m.group()), text)

    def publish(self, text: str) -> str:
        """`text` as it may stand in public: what staff named comes back, what only the customer
        named (or both did) is put in neutral words."""
        parts: list[str] = []
        end = 0
        for found in _PLACEHOLDER.finditer(text):
            parts.append(text[end : found.start()])
            end = found.end()
            hidden = self._back.get(found.group())
            if hidden and hidden.customers:
                parts.append(self._in_neutral_words(hidden, "".join(parts)))
            else:
                parts.append(self._original(found.group()))
        return _tidied("".join(parts) + text[end:]) if parts else text

    def _places(self, text: str) -> list[Span]:
        """Where identifiers stand as words of their own; of two that overlap, the longer."""
        spans: list[Span] = []
        for words in self._longest_first:
            start = text.find(words)
            while start >= 0:
                stop = start + len(words)
                around = text[max(0, start - 1) : start] + text[stop : stop + 1]
                if not re.search(r"\w", around) and not overlapped(spans, start, stop):
                    insort(spans, (start, stop))
                start = text.find(words, start + 1)
        return spans

    def _original(self, placeholder: str) -> str:
        hidden = self._back.get(placeholder)
        return hidden.text if hidden else placeholder

    def _in_neutral_words(self, hidden: _Hidden, before: str) -> str:
        if hidden.kind == "name":
            first = hidden.text.split()[0]
            return "" if _TITLE.fullmatch(first) else first
        return "" if _SAID.search(before) else self._neutral.get(hidden.kind, "")


def _identifiers(text: str) -> Iterator[tuple[str, str]]:
    """Kind and words of everything in `text` that identifies somebody."""
    for data in find_personal_data(text):
        yield data.kind, text[data.start : data.end].strip()
    for pattern in _NUMBERS:
        for found in pattern.finditer(text):
            yield "number", found.group()
    for kind, pattern in (("phone", _PHONE), ("card", _CARD), ("handle", _HANDLE)):
        for found in pattern.finditer(text):
            yield kind, found.group()


def _bare(text: str) -> str:
    """For comparing: "020 7946 0142" and "(020) 79460142" are one number."""
    return _APART.sub("", text.casefold())


def _is_public(found: str, public: str) -> bool:
    """Whether the house makes it known itself; short ones stand in longer numbers by chance."""
    bare = _bare(found)
    return len(bare) >= _TELLING and bare in public


def _tidied(text: str) -> str:
    """`text` without what a placeholder that went has left behind."""
    for pattern, better in _LEFT_BEHIND:
        text = pattern.sub(better, text)
    return text
