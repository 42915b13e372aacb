"""Reads what a sentence offers a customer: its kind, sums of money, percentages, and how soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.figures import WORDED, spelled_out
from bot.literals import Prefilter, needed_pieces
from bot.profile import PERCENT
from bot.wording import Span, Wording


class RemedyKind(StrEnum):
    """What is offered, as it begins a sentence."""

    REFUND = "A refund"
    VOUCHER = "A voucher"
    CREDIT = "A credit"
    DISCOUNT = "A discount"
    FREE = "Something free"
    FREE_TIME = "Free time"
    REPLACEMENT = "A replacement"
    COMPENSATION = "Compensation"


class Sum(NamedTuple):
    """A sum or a percentage as a text names it; `currency` is an ISO 4217 code or "%"."""

    currency: str
    amount: float
    start: int
    end: int


_TIME = (
    r"(?:nights?|stays?|days?|weeks?|months?|years?|memberships?|subscriptions?|rooms?|suites?"
    r"|upgrades?)"
)
_TREAT = (
    r"(?:meals?|dinners?|lunch(?:es)?|breakfasts?|desserts?|drinks?|coffees?|bottles?|rounds?"
    r"|tickets?|sessions?|class(?:es)?|visits?|rides?|wash(?:es)?|repairs?|treatments?|haircuts?"
    r"|delivery|postage|shipping)"
)
_ON_US = r"(?: \w+){0,2}?(?: is| are|'s) (?:on (?:us|me)|free)\b"
_BILL = r"(?:(?:whole|entire) \w+|bill|tab|everything)"

# Small letters; English, German, French, Spanish, Italian, Dutch, Portuguese.
_KINDS = {
    RemedyKind.REFUND: r"refund|reimburs|money back|repay|erstatt|geld zurück|rembours|reembols"
    r"|devolv|devoluci|rimbors|terugbeta|geld terug|restitu",
    RemedyKind.VOUCHER: r"voucher|gift ?cards?\b|gift certificate|gutschein|bon d'achat|cupón"
    r"|\bbuono\b|tegoedbon|cadeaubon|\bvale (?:de|por|presente)\b",
    RemedyKind.CREDIT: r"(?<!the )\bcredit(?:s|ed|ing)?\b"
    r"(?! (?:cards?|score|where|to you|you with))|gutschrift|gutgeschrieben|gutschreiben"
    r"|schreiben[^.!?]{1,40} gut\b|accredit",
    RemedyKind.DISCOUNT: r"discount|\d ?%(?:\s\w+){0,2}?\soff\b|\bper ?cent off\b|half[- ]price"
    r"|\bhalf off\b|rabatt|nachlass|réduction|\bde remise|descuento|\bsconto|korting|desconto",
    RemedyKind.FREE_TIME: rf"\bfree (?:\w+ ){{0,2}}{_TIME}\b",
    RemedyKind.FREE: r"\bon the house\b|\bfree of charge\b|\bour treat\b|complimentary|aufs haus"
    r"|kostenlos|\bgratis\b|gratuit|\bde cortesía|\bin omaggio|van het huis"
    rf"|\bfree (?:\w+ ){{0,2}}{_TREAT}\b|\b(?:{_TREAT}|{_TIME}){_ON_US}"
    rf"|\b{_BILL} (?:is|are) on (?:us|me)\b",
    # “The replacement pump” is no remedy.
    RemedyKind.REPLACEMENT: r"\breplacements?\b(?=[.,;:!?]|$| (?:for|of|to|today|tomorrow|this|on"
    r"|by|is|in|within|will|at|with|and|or|free|order|parcel|one)\b)"
    r"|\breplace (?:your|yours|the (?:item|order))\b|\bersatz\b|\bersatzlieferung|\bumtausch"
    r"|\bersetzen (?:ihnen|dir|ihre|deine?)\b|\bremplac|reemplaz|\bsostitui"
    r"|\bvervangen|\bsubstitui",
    RemedyKind.COMPENSATION: r"compensat(?:e|ion)|\bdamages\b|entschädig|schaden[s]?ersatz|dédommag"
    r"|indemni|risarc|schadevergoed|indeniz|compensaci|compensaç",
}  # fmt: skip
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}
_ALL = tuple(_KINDS)

# In which a sum is one of the offer ("we will give you £50").
_GIVE_BACK = r"\bgeben (?:ihnen|dir|euch)\b(?=[^.!?]{0,40}\bzurück|(?: \w+)? [\d€])"
_OFFER = re.compile(
    r"\b(?:pay you|give you|offer|transfer you|zahlen (?:ihnen|dir)|überweisen|bieten|schenken"
    r"|versons|verserons|offr|ofrec|storten|betalen|vous rendr?ons(?! compte)|ridar"
    r"|(?:vi|le|ti) ridiamo|daremos? (?=[\d€])|teruggeven)"
    rf"|{_GIVE_BACK}"
    r"|(?:\byou(?:'ll| will) (?:have|get|see|receive)|\bexpect)\b[^.!?]{0,40}"
    r"\b(?:back|in your (?:account|bank)|on your (?:card|account|statement))\b"
)
_PLEDGE = re.compile(
    r"\b(?:will|going to|can (?:offer|give)|offer you|have|get|enjoy|please accept|werden|wird"
    r"|erstatten|zahlen|überweisen|bieten|schenken|schreiben|ersetzen|erhalten|bekommen|bekommst"
    r"|kriegst|gewähren|allons|vais|recevrez|recevras|aurez|remboursons|offrons|versons"
    r"|vamos a|devolvemos|reembolsamos|ofrecemos|recibirá|tendrá|rimborsiamo|offriamo|riceverà"
    r"|zullen|krijgt|krijg|ontvangt|vergoeden|bieden|geven|storten|iremos|receberá|oferecemos)\b"
    r"|'ll\b|\w(?:erons|[aei]remos?)\b|\bvous rendr?ons\b|\bridiamo\b"
    rf"|{_GIVE_BACK}"
)
_THING = r"(?:refund|voucher|credit|gift card|discount|compensation)"
# What is promised by telling it as if it were happening.
_UNDER_WAY = re.compile(
    r"\b(?:we|i)(?:'re|'m| are| am)? (?:(?:now|also|gladly|happily) )?"
    r"(?:refund|reimburs|repay|pay|credit|transferr?)(?:e|ing)? you\b"
    r"|\b(?:we|i)(?:'re|'m| are| am)? (?:now )?(?:send|giv)(?:e|ing)? you (?:back )?(?=[£€$₹¥\d])"
    r"|^(?:please )?expect\b|\byou (?:can|may|should) expect (?:your )?(?=[£€$₹¥\d])"
    rf"|\b{_THING}\b[^.!?]{{0,30}} (?:(?:is|are) (?:now )?(?:on (?:its|their|the) way|waiting"
    r"|coming|ready|yours|in the post|leaving|going out|being (?:sent|paid|made))"
    r"|leaves|goes out|follows|arrives|reaches you)\b"
)
# Without a piece of one of these a sentence offers nothing, so that most need no closer look.
_FILTER = Prefilter(
    needed_pieces(p) for p in (*_KINDS.values(), _OFFER.pattern, _UNDER_WAY.pattern)
)

# What says that this is for the one who reads it, from us, and to come.
_PERSONAL = re.compile(
    r"\b(?:we|i)(?:'ll| will|'re going to| are going to|'d (?:like|love) to| would (?:like|love) to"
    r"| can (?:offer|give|send)| take|'re| are|'m| am)\b"
    r"|\byou(?:'ll| will| get| have)\b|\bhere(?:'s| is| are)\b|\bplease accept\b"
    r"|\benjoy\b| on (?:us|me|the house)\b|our treat"
    r"|\bwir (?:werden|erstatten|zahlen|überweisen|bieten|schenken|schreiben|ersetzen|geben"
    r"|schicken|entschädigen)\b|\b(?:sie|du) (?:erhalten|bekommen|erhältst|bekommst|kriegst)\b"
)
_DONE = re.compile(
    r"\b(?:have|has|'ve)\b[^.!?]{0,20}\b(?:refunded|credited|sent|paid|returned|gone)\b"
    r"|(?:\b(?:is|are|was|were|been|issues)|'s) credited\b"
    r"|\b(?:haben|wurden?|ist|sind)\b[^.!?]{0,60}\b(?:erstattet|überwiesen|gutgeschrieben|bezahlt"
    r"|geschickt)\b|\b(?:avons|été)\b[^.!?]{0,30}\b(?:remboursé|versé|crédité|envoyé)"
    r"|\b(?:hemos|sido)\b[^.!?]{0,30}\b(?:reembolsad|devuelto|abonad|enviad)"
    r"|\b(?:abbiamo|stat[oaie])\b[^.!?]{0,30}\b(?:rimborsat|accreditat|inviat)"
    r"|\b(?:hebben|is|zijn)\b[^.!?]{0,40}\b(?:terugbetaald|gestort|vergoed|overgemaakt)\b"
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|cannot|nicht|keine?[nrs]?|niet|geen|não|pas|jamais|non)\b|n't\b"
)
_OTHERS = re.compile(
    r"\b(?:if|whether|insur\w*|your bank|bank|manufacturer|courier|carrier|supplier|airline|seller"
    r"|look (?:into|at)|take (?:\w+ )?credit|talk about|by law|statutory|entitled|applies"
    r"|ob|falls|wenn|versicher\w*|hersteller|gesetzlich\w*)\b"
)
_EACH = re.compile(
    r"\b(?:(?:for|to|you) each|each (?:of you|for|to)|each(?=[.,;!?]|$)|apiece"
    r"|per (?:person|head|guest|persona|persoon|pessoa)|a head(?=[.,;!?]|$)"
    r"|every ?one of you|for all (?:\w+ )?of you|for every (?:guest|person|one|child|night)"
    r"|pro (?:person|kopf|gast)|jeweils"
    r"|par personne|chacune?|por (?:persona|pessoa|cabeza)|a testa|a persona|ciascun[oa]|elk)\b"
)
_WHOLE = re.compile(
    r"\b(?:all (?:of )?your money|(?:full|complete) refund|in full(?=[.,;!?]|$)"
    r"|(?:whole|entire|full) (?:\w+ )?(?:bill|sum|price|amount|tab|cost)"
    r"|(?:whole|entire) \w+ (?:is|are) on|everything (?:is on|back|you paid))\b"
)
_MORE = re.compile(
    r"\b(?:another|more|further|extra|plus|also|additional|on top|weitere\w*|zusätzlich|autres?"
    r"|otros|altri|outros)\b|\b(?:and|und|et|y|e|en) (?=[£€$\d])"
)
_LATER = re.compile(r"\b(?:send|return|bring|valid|order(?:ed|s)?|bought|purchase\w*|open)\b")

_NUMBER = r"(?:\d{1,3}(?: \d{3})+(?:,\d\d)?|\d(?:[\d.,']{0,11}\d)?)"
_WORDS = (
    r"euros?|eur|pounds?|gbp|quid|dollars?|bucks|usd|cad|aud|nzd|sgd|hkd|chf|franken|francs?|sek"
    r"|nok|dkk|pln|zł|złoty|zloty|czk|inr|jpy|brl|zar|pfund|rupees?|yen|yuan|dirhams?|pesos?"
    r"|rubles?|roubles?|reais|kroner|kronor|libras|sterline|dollari|dólares|€|£|\$|₹|¥"
)
_SIGNS = "£$€₹¥₺₩₽₪₴₦₱฿"
# As it stands after a sign: also with blanks between the digits, or an “o” for a nought.
_TOLD = rf"(?:\d(?: [\do]){{2,11}}(?![\do])|\d{{1,9}}o[\do]{{0,9}}|{_NUMBER})"
_SUM = re.compile(
    rf"(?P<sign>[{_SIGNS}]|\b(?:eur|gbp|usd|chf|cad|aud|inr|jpy)(?=[ \d]))\s?"
    rf"(?P<a>(?<!\d){_TOLD})(?P<ak>k\b| grand\b)?"
    rf"|(?<![\d.,])(?P<b>{_NUMBER})(?P<bk>k\b)?\s?(?:,-\s?)?(?P<word>(?:{_WORDS})(?!\w))"
)
# A longer run of digits is no sum; what it ends with is read as one, so that it is not missed.
_RUN = re.compile(rf"(?<=\d)(?P<b>\d{{13}})\s?(?P<word>(?:{_WORDS})(?!\w))")
_SPELLED = re.compile(
    rf"(?P<sign>[{_SIGNS}])\s?(?P<a>{WORDED})(?!\w)"
    rf"|(?<!\w)(?P<b>{WORDED})[ -](?:(?:d'|di |de )?)(?P<word>(?:{_WORDS})(?!\w))"
    rf"|(?<!\w)(?P<c>(?:{WORDED}|\d{{1,4}}) grand\b|a grand(?=[.,;!?]|$| (?:back|for|today)\b))"
)
_OFF = (
    r"(?:off|discount|reduction|rabatt|nachlass|réduction|remise|descuento|sconto|korting|desconto)"
)
_RATE = r"\d{1,3}(?:[.,]\d)?"
_CENT = r"\s?(?:%|per ?cent|prozent|procent|pour cent|por ciento|por cento)"
_PERCENT = re.compile(
    rf"(?P<a>{_RATE}){_CENT}(?=(?: \w+){{0,2}}? {_OFF}\b|-?rabatt)"
    rf"|{_OFF}(?: \w+)? (?:of|von|de|van|di|del) (?P<b>{_RATE}){_CENT}"
)
_HALF = re.compile(r"\bhalf off\b")
_CURRENCIES = {
    "₹": "INR", "rup": "INR", "¥": "JPY", "yen": "JPY", "yua": "CNY", "dir": "AED", "pes": "MXN",
    "rub": "RUB", "rou": "RUB", "rea": "BRL", "lib": "GBP", "ste": "GBP", "₺": "TRY", "₩": "KRW",
    "₽": "RUB", "₪": "ILS", "₴": "UAH", "₦": "NGN", "₱": "PHP", "฿": "THB",
    "£": "GBP", "€": "EUR", "eur": "EUR", "pou": "GBP", "pfu": "GBP", "gbp": "GBP", "qui": "GBP",
    "fra": "CHF", "kro": "SEK", "zł": "PLN", "zło": "PLN", "zlo": "PLN",
}  # fmt: skip
_DOLLARS = frozenset({"$", "dol", "dól", "buc"})

_COUNTS = {
    "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
    "ein": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "sechs": 6,
}  # fmt: skip
_UNITS = {"d": 1, "t": 1, "w": 7, "f": 14, "m": 30, "y": 365, "j": 365}
_SPAN = re.compile(
    rf"\b(?:within|in|after|innerhalb von|binnen|nach) (?:the next |about |under |up to |etwa )?"
    rf"(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)}) (?:working |business )?"
    r"(?P<unit>days?|weeks?|fortnights?|months?|years?|tagen?|wochen?|monate?n?|jahre?n?)\b"
)


def sentences_to_read(reply: Wording) -> dict[int, list[RemedyKind]]:
    """The numbers of the sentences that may offer something at all, with the kinds to look for."""
    found: dict[int, list[RemedyKind]] = {}
    for place, numbers in _FILTER.places(reply.sentence_pieces):
        for number in numbers:
            found.setdefault(number, []).extend(_ALL[place : place + 1])
    return found


def kinds(low: str, among: Iterable[RemedyKind] = _ALL) -> dict[RemedyKind, Span]:
    """The kinds that a sentence (or a line of the authority table) names, each with its place."""
    found = ((kind, _PATTERNS[kind].search(low)) for kind in among)
    return {kind: match.span() for kind, match in found if match}


def offers_sum(low: str, named: bool) -> bool:
    """Whether a sum in this sentence is promised; `named`: the sentence names a kind of remedy."""
    offered = bool((named or _OFFER.search(low)) and _PLEDGE.search(low))
    under_way = _UNDER_WAY.search(low) and not _OTHERS.search(low)
    return bool(offered or under_way) and not (_DONE.search(low) or _NEGATIVE.search(low))


def offers_kind(low: str) -> bool:
    """Whether a remedy in this sentence is surely promised by us to the one who reads it."""
    if low.rstrip().endswith("?") or not _PERSONAL.search(low):
        return False
    return not (_DONE.search(low) or _NEGATIVE.search(low) or _OTHERS.search(low))


def sums(low: str) -> Iterator[Sum]:
    """The sums of money of a text in small letters: those in digits, then those in words."""
    for found in sorted([*_SUM.finditer(low), *_RUN.finditer(low)], key=re.Match.start):
        told = found.groupdict()
        name = told.get("sign") or told["word"]
        thousands = 1000 if told.get("ak") or told.get("bk") else 1
        amount = _value(told.get("a") or told["b"]) * thousands
        yield Sum(_currency(name), amount, *found.span())
    for found in _SPELLED.finditer(low):
        yield Sum(*_spelled(found), *found.span())


def _spelled(found: re.Match[str]) -> tuple[str, float]:
    if grand := found["c"]:  # nobody says of what; pounds are as good as any
        count = re.match(r"\d+", grand)
        return "GBP", float(count.group()) * 1000 if count else float(spelled_out(grand))
    return _currency(found["sign"] or found["word"]), float(spelled_out(found["a"] or found["b"]))


def for_each(low: str) -> bool:
    """Whether what the sentence offers is meant for several people, each of them."""
    return bool(_EACH.search(low))


def for_all_of_it(low: str) -> bool:
    """Whether it offers the whole of something, so that nobody knows how much that is."""
    return bool(_WHOLE.search(low))


def on_top(low: str) -> bool:
    """Whether it says that its sum comes on top of another."""
    return bool(_MORE.search(low))


def percentages(low: str) -> Iterator[Sum]:
    """The discounts in percent of a text in small letters."""
    for found in _PERCENT.finditer(low):
        yield Sum(PERCENT, _value(found["a"] or found["b"]), *found.span())
    for found in _HALF.finditer(low):
        yield Sum(PERCENT, 50.0, *found.span())


def days_ahead(low: str, start: int) -> tuple[int, Span] | None:
    """How many days ahead (7 a week, 30 a month) an offer lies that stands before `start`.

    None where no number is named, or the time is that of something else.
    """
    found = _SPAN.search(low, start)
    if found is None or _LATER.search(low, 0, found.start()):
        return None
    count = int(found["n"]) if found["n"].isdigit() else _COUNTS[found["n"]]
    return count * _UNITS[found["unit"][0]], found.span()


def code_of(currency: str) -> str:
    """A currency as sums are compared: every dollar is the same, as “$” may be any of them."""
    code = currency.upper()
    return "USD" if code.endswith("D") else code


def _currency(name: str) -> str:
    if name in _DOLLARS or name[:3] in _DOLLARS:
        return "USD"
    return _CURRENCIES.get(name) or _CURRENCIES.get(name[:3]) or code_of(name)


def _value(text: str) -> float:
    """The number that is written: its last mark parts decimals, unless three digits follow."""
    groups = re.split(r"[.,' ]", text.replace("o", "0"))
    if " " in text and all(len(group) == 1 for group in groups):
        return float("".join(groups))
    if len(groups) > 1 and len(groups[-1]) != 3:
        return float("".join(groups[:-1]) + "." + (groups[-1] or "0"))
    return float("".join(groups))
