"""Finds the things that a post names ("my parking permit"), as a reply can name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.phrases import lower, words

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]|\n")
_TURNED = {
    "the": "the", "my": "your", "our": "your", "your": "our", "ur": "our", "a": "the", "an": "the"
}  # fmt: skip
_SURE = frozenset({"the", "my", "our", "your", "ur"})
_MOST = 3  # words of a thing
_SUM = re.compile(r"(?<![\w£€$])[£€$]\d{1,3}(?:,?\d{3})*(?:\.\d\d)?(?![\d.,]*\d)")
_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?! to\b)")
_COUNTS = words(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
)
_SPANS = words("minutes mins hours days weeks months")
# "like a gnome" and "it was a doorstop" are pictures.
_PICTURES = words(
    "like as such what quite half not than is was were are be been being isn't wasn't it's that's "
    "he's she's called of into became become without"
)
_BEFORE_COUNT = words("at by from until till of to on in room flat no number unit size age over")
_WHOM = words("me us him her them my our your the a an it this that i you we they")
_SIGNS = frozenset(".:/-–£€$%#")

# Behind one of these words the thing is over.
_AFTER = words(
    "cause cos coz in on at of for from with without to by into onto over under after before "
    "during since "
    "until about around through behind between across against near outside inside off up down "
    "out via and or but so because when while if as than that which who whose where is isn't "
    "are aren't was wasn't were weren't has hasn't have haven't had hadn't does doesn't did "
    "didn't do don't can can't could couldn't will won't would wouldn't should shouldn't must "
    "might may i we you he she it they there this these those my our your his her their me us "
    "them him again now still just never always only already yet today tonight yesterday "
    "tomorrow twice once first then also even not no nor all both every keeps kept came comes "
    "went goes got gets took takes made makes said says told tells sat stood left gave gives "
    "found fell falls broke breaks ran runs lost arrived turned stopped stops failed fails died "
    "dies smelled smelt smells tasted tastes looked looks sounds works worked started starts "
    "opened opens closed closes cost costs charged sent sends rang rings showed shows froze "
    "freezes crashed crashes dropped drops vanished disappeared leaked leaks expired expires "
    "changed changes asked asks wants wanted needs needed seems seemed feels felt thinks "
    "thought lets let put puts eats ate drives drove won lied tried missed became lasted lasts "
    "picked picks used ended ends moved moves although though despite unless whether "
    "whereas within per too past along above below beside besides among upon beyond except "
    "instead how why what whom caught catches began begins bought brought built chose crept "
    "did drank drew flew forgot fought grew heard held hung knew laid meant met overheard "
    "paid rode sank shook shrank slid sold spent spilt spoilt sprang stole stuck struck "
    "swung taught threw tore understood woke wore wrote"
)
# What says nothing of the matter, or speaks of people and of time.
_NO_HEADS = words(
    "thing things way ways time times day days week weeks month months year years hour hours "
    "minute minutes moment point end rest bit lot kind sort fact one ones other others same "
    "whole last next first second third only best worst most least more less own very same "
    "latter former lot loads ex hen stag person people man woman guy lad lads lady girl boy "
    "bloke wife husband partner kid kids child children son daughter baby mum mom dad mother "
    "father parents gran nan friend friends family brother sister staff team waiter waitress "
    "manager driver doctor nurse receptionist chef owner boss agent adviser advisor clerk "
    "warden tutor bursar surveyor salesman presenter officer inspector conductor instructor "
    "trainer dentist gp consultant vet landlord neighbour neighbours crew councillor teacher "
    "host server guard colleague colleagues engineer life world god hell truth idea joke "
    "problem issue reason question answer morning afternoon evening night weekend today guys "
    "folks public company business name names number reply review post tweet comment hope mind "
    "word words heart eyes money place part side case moment difference middle front back top "
    "bottom start beginning internet dog cat horse pet death funeral body face hand hands leg "
    "arm eye head bot ai assistant system prompt instructions address phone email mail code "
    "secret password number line sentence rule rules blood tumour cancer results diagnosis big "
    "small old new good bad great long short right wrong late early free full empty ex able "
    "cold hot dead broken dirty nice worse better sorry happy sad fault disgrace shambles mess "
    "nightmare farce shame pity mystery miracle insult disaster laugh fan regular customer "
    "customers regulars chance while few couple dozen hundred thousand million row look go try "
    "tenner fiver "
    "quid pound dollar euro penny shrug smile sigh wonder ribs ages men women boys girls stars "
    "decade century mile miles mates lot loads shot scam con rip rumour ghost circus verdict edit "
    "update result results note tip warning summary score status reason evidence translation ps "
    "title subject ref reference booking-number user fool lie bollocks "
    # what a place is called in anger
    "dump pigsty sty hellhole hell-hole shithole hovel slum cesspit cesspool rathole rat-hole "
    "fleapit flea-pit deathtrap death-trap crap muck slop excuse rip-off ripoff"
)
_OWN_ING = words(
    "parking building booking wedding painting cleaning clothing heating lighting meeting "
    "training opening hearing fitting viewing crossing sailing filling railing ceiling ring "
    "string spring evening morning landing washing flooring bedding setting meeting pudding "
    "dressing earring listing billing charging recording swimming"
)
_EDGES = frozenset('.,!?;:()\n–—-/"“”')


def things(
    text: str, barred: frozenset[str] = frozenset(), known: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """What the text names, from our side, each once: the surest first, then in its order.

    "my" becomes "your" and "your" "our"; "a bag", "four bags", and one of the `known` nouns at the
    head of a sentence, are "the bag", "the four bags". Where it is not sure where the name ends,
    and where it holds one of the `barred` words, it is left out.
    """
    row = _TOKEN.findall(text)
    small = [lower(token) for token in row]
    found = dict.fromkeys(_named(row, small, barred, _SURE))
    found |= dict.fromkeys(_opening(row, small, barred, known))
    found |= dict.fromkeys(_counted(row, small, barred))
    found |= dict.fromkeys(_named(row, small, barred, frozenset({"a", "an"})))
    found |= dict.fromkeys(f"the {match.group()}" for match in _SUM.finditer(text))
    found |= dict.fromkeys(f"that {match.group()}" for match in _DAY.finditer(text))
    return tuple(name for name in found if not any(name != o and o.endswith(name) for o in found))


def neutral(name: str, known: frozenset[str]) -> str:
    """The thing as it can be named before anybody knows whose fault it was.

    "our wet stairs" are "the stairs": not ours, and without what the customer thinks of them. Of
    the words before the last one, counts and the `known` nouns stay.
    """
    opener, *inner = name.split()
    if opener not in _TURNED.values() or not inner:
        return name
    plain = (word for word in inner[:-1] if word in known | _COUNTS or word.isdigit())
    return " ".join(["the" if opener == "our" else opener, *plain, inner[-1]])


def _named(
    row: list[str], small: list[str], barred: frozenset[str], openers: frozenset[str]
) -> Iterator[str]:
    """What follows an article or "my"."""
    for at, opener in enumerate(small):
        before = small[at - 1] if at else ""
        if opener not in openers or before in {"like", "than"}:
            continue
        if openers is not _SURE and before in _PICTURES:
            continue
        if name := _name(row, small, at, barred):
            yield f"{_TURNED[opener]} {name}"


def _counted(row: list[str], small: list[str], barred: frozenset[str]) -> Iterator[str]:
    """What follows a number, and is more than one."""
    for at, count in enumerate(small):
        before = small[at - 1] if at else ""
        if not (count in _COUNTS or re.fullmatch(r"[2-9]|[1-9]\d{1,2}", count)):
            continue
        if before in _BEFORE_COUNT or before in _SIGNS:
            continue
        name = _name(row, small, at, barred, but=_SPANS)
        if name.endswith("s") and not name.endswith("ss"):
            yield f"the {count} {name}"


def _opening(
    row: list[str], small: list[str], barred: frozenset[str], known: frozenset[str]
) -> Iterator[str]:
    """A noun without an article at the head of a sentence, where we know it as one."""
    for at in range(len(small)):
        if at and small[at - 1] not in _EDGES - {",", "(", ")", "-", "/"}:
            continue
        name = _name([*row[:at], small[at], *row[at + 1 :]], small, at - 1, barred)
        if name and name.split()[-1] in known and not _ordered(small, at + len(name.split())):
            yield f"the {name}"


def _ordered(small: list[str], end: int) -> bool:
    """Whether somebody follows: "call me", "book us" and "order the" are no things."""
    return end < len(small) and small[end] in _WHOM


def _name(
    row: list[str],
    small: list[str],
    at: int,
    barred: frozenset[str],
    but: frozenset[str] = frozenset(),
) -> str:
    """The name that begins behind the place `at`, or nothing."""
    end = at + 1
    while end < len(row) and end - at <= _MOST and _goes_on(row, small, at, end):
        end += 1
    if small[end : end + 1] == ["of"]:  # "the order of service" is no order
        end += 2
    inner = row[at + 1 : end]
    if not inner or not _over(small, end) or "ago" in small[end : end + 1]:
        return ""
    fit = _fit(inner, small[at + 1 : end], barred, but)
    return " ".join(map(_plain, inner)) if fit else ""


def _goes_on(row: list[str], small: list[str], at: int, end: int) -> bool:
    word = small[end]
    if word in _AFTER or word in _EDGES or not row[end][0].isalpha():
        return False
    first = end == at + 1
    if word.endswith("ing") and word not in _OWN_ING and not first:
        return False
    return first or not word.endswith(("ed", "ly"))


def _over(small: list[str], end: int) -> bool:
    """Whether a word or sign follows that ends the name for sure."""
    if end >= len(small):
        return True
    word = small[end]
    return word in _AFTER or word in _EDGES or word.endswith(("ed", "ly", "ing"))


def _fit(inner: list[str], small: list[str], barred: frozenset[str], but: frozenset[str]) -> bool:
    head = small[-1]
    return (
        len(head) > 2
        and not (set(small) & ((barred | _NO_HEADS) - but))
        and set(small).isdisjoint(_TURNED)
        and all(word.replace("-", "").replace("'", "").isalpha() for word in small)
        and not any(word.endswith(("'s", "’s", "ly")) for word in small)
        and (head in _OWN_ING or not head.endswith(("ing", "est", "ful", "less", "ous")))
        and not any(word[0].isupper() and not word.isupper() for word in inner)
    )


def _plain(word: str) -> str:
    """Shouting lowered; short names ("API") keep their capitals."""
    return word if word.isupper() and len(word) <= 3 else word.lower()
