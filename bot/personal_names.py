"""Finds full names of people: beside a datum, as a signature, or after words that introduce one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.phrases import words
from bot.wording import Span

_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŠŻŽČĆĐĞİŞ][a-zß-öø-ÿĀ-ž]{1,20}(?:['’-][A-ZÀ-ÞŁŚŠŻŽČĆ]?[a-zß-öø-ÿĀ-ž]{1,20})?"
_NAME = (
    rf"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Herr|Frau|Mme|Sra?)\.? )?(?:{_WORD}|(?!I\b)[A-Z]\b\.?)"
    r"(?: [A-Z]\b\.?)?(?: (?:van|von|de|der|den|da|dos|di|del|bin|al|el|la|le)){0,2} "
    rf"(?:Mc|Mac|O['’]|D['’])?{_WORD}(?:[ -]{_WORD})?"
)
_SIGNED = re.compile(
    r"(?:(?i:\b(?:regards|sincerely|faithfully|truly|yours(?: in \w{1,12})?|signed|cheers|thanks|"
    r"thank you|best(?: wishes)?|mfg|lg|vg|gruß|grüße[n]?|cordialement|merci|saludos|gracias|"
    r"atentamente|groet(?:en|jes)?|cumprimentos|obrigad[oa]|saluti|grazie))[,.!]{0,2}\s{1,3}|"
    rf"\n\s{{0,3}}|[ \n][-–—~]{{1,2}}\s?)(?P<it>{_NAME})[.!]?\s*\Z"
)
_CALLED = re.compile(
    r"(?i:\b(?:my|her|his|their|the|whose)(?: \w{2,12})? ?name(?:'s|’s| is)|\b(?:i am|i'm|i’m|this "
    r"is|mein name ist|ich heiße|ich bin|je m'appelle|je suis|me llamo|mi chiamo|mijn naam is|"
    rf"o meu nome é|chamo-me|se llama|name:))\s(?P<it>{_NAME})\b"
)
_BEFORE = re.compile(
    rf"(?P<it>{_NAME})[ ,:;(\n–—-]{{1,4}}(?:(?i:[\w./' ]{{0,24}})[ .:#]{{1,2}})?\Z"
)
_AFTER = re.compile(rf"[ ,;)\n–—-]{{1,4}}(?:ask for |c/o |in the name of )?(?P<it>{_NAME})(?!\w)")
_REACH = 80  # characters before a datum in which a name may stand

# Words that begin with a capital and are part of nobody's name.
_NO_NAMES = words(
    "lord st rd ave lane avenue close court house thank thanks regards yours signed dear hello "
    "please team management customer service support order booking account ref reference street "
    "road monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november december the a an my your our this that and but "
    "i we you he she it they no not never still now happy merry new year christmas easter best "
    "worst love great good absolute royal british national bank council police hospital hotel "
    "airport station store shop branch card flight train bus room flat help desk job first second "
    "third fix call ring phone tel direct debit parcel policy claim case sort number mit "
    "freundlichen vielen dank sehr geehrte damen herren der die das ein eine mein unser ihr dieser "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag los las un una les mon notre het "
    "een os as um uma bonjour hola olá cher estimado"
)


def find_names(text: str, known: Iterable[Span]) -> Iterator[Span]:
    """Spans of full names; `known` is where other personal data stands, in order."""
    for start, end in known:
        head = max(0, start - _REACH)
        for match in (_BEFORE.search(text, head, start), _AFTER.match(text, end)):
            if match and _is_name(match["it"]):
                yield match.span("it")
    for pattern in (_SIGNED, _CALLED):
        for match in pattern.finditer(text):
            if _is_name(match["it"]):
                yield match.span("it")


def _is_name(text: str) -> bool:
    parts = re.split(r"[ '’.-]", text)
    return not any(part[:1].isupper() and part.lower() in _NO_NAMES for part in parts)
