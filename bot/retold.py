"""Tells a piece of a post back to the customer: "my order came cold" as "your order came cold"."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from bot.phrases import words

_LONGEST = 100  # characters of a piece that a reply can take up in one sentence
_SHORTEST = 12
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*")
_BREAKS = re.compile(
    r",\s+|(?<!\s)\s+[-–—]+\s+|(?<!\s)\s+(?=and |but |so |because |while |then )", re.IGNORECASE
)
_ASIDE = re.compile(
    r"^(?:(?:so|and|but|well|honestly|basically|also|oh|ok|sorry|then|just|plus|now|hi|hello|hey|"
    r"seriously|apparently|unfortunately|sadly|yes|no|yeah|erm|um|meanwhile)\b[,:]?\s+)+(?!one\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:(?:for )?(?:the )?(?:second|third|fourth|fifth|\w+th|2nd|3rd) time(?: now| running| this "
    r"\w+| in \w+ \w+)?[,:]?|since [^,]{3,25},)\s+",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\b(?:do|does|did|is|are|was|were|has|have|can)(?:n't)? (?:it|they|we|i)$|n['’]t$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:,?\s+(?:though|tho|now|again|and|but|so|because|then|while|when|please))+$")
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,.:'’&%£€$+-])*[^\W_%]")
_ENDS = ".!?;\n"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# How the customer's words sound from our side.
_TURNED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "im": "you're",
    "i'm": "you're", "i've": "you've", "ive": "you've", "i'd": "you'd", "i'll": "you'll",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll", "your": "our",
    "am": "are", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't", "wont": "won't",
    "cant": "can't", "couldnt": "couldn't", "wasnt": "wasn't", "isnt": "isn't", "hasnt": "hasn't",
    "havent": "haven't", "theres": "there's", "its": "its",
}  # fmt: skip
_FIRST = words("i we i've we've i'm we're i'd we'd im ive i'll we'll")
_LEFT_OUT = words(
    "ordered waited paid booked asked stood returned received tried bought missed spent sat called "
    "rang emailed woke queued reported complained phoned wrote requested chased"
    "signed drove walked travelled traveled couldn't can't cannot haven't didn't couldnt cant "
    "havent didnt got"
)
_STARTS = words(
    "the my our a an this that these those both half all every each some there nothing it's "
    "second third fourth fifth first one two three four five six seven eight nine ten"
)
_FINITE = words(
    "was were wasn't weren't is are isn't aren't has hasn't have haven't had did didn't does "
    "doesn't do don't won't can't couldn't never came comes broke breaks stopped stops fell falls "
    "died dies took takes keeps kept lost arrived arrives dropped drops turned turns leaked leaks "
    "crashed crashes failed fails expired expires went goes ran runs smelled smelt smells tasted "
    "tastes looked looks froze freezes disappeared vanished lasted lasts closes started "
    "starts tore shrank faded peeled rings rang says shows showed isnt wasnt "
    "doesnt didnt hasnt wont cant ate"
)
_NOT_BACK = words(
    "you u ur you're youre you've yourself he she him her his hers they them their who lol lmao "
    "thanks thank please sorry love loved great good lovely nice brilliant amazing fantastic "
    "excellent perfect wonderful joke if imagine apparently guess hope wish maybe would "
    "should could why what how when where which someone somebody tried trying"
)
_SHOUTED = words(
    "no not and the but all any now one two ten six five four nine also even just only ever very "
    "this that then than over same more most much many time week days year hour done down gone "
    "cold full real zero free paid went came sent made lost took got still again never twice "
    "i we me my our us to of in on at for it is was so up out off by be do did has had as or an"
)

# Where one of these stands, the words around it are no clause of their own.
_LINKS = words(
    "though although while whilst because since if unless until when whenever where as than that "
    "which who whose and or but so yet even despite to of in on at for with from by into about"
)
_HANGS = re.compile(r"\b(?:in|on|of|for|with|to|about|at|from|into) (?:it|this|that|these|those)\b")
_BROKEN = re.compile(
    r"\b(?:the|an?|your|our|every) (?:though|although|and|but|or|so|because|since|if|when|while|as|"
    r"the|an?|your|our|this|that|these|those|is|was|were|are|to|of|in|on|at|for|with|from|by|i|we|"
    r"you|he|she|they|it|there|not|never)\b"
    r"|\b(?:the|an?|your|our|of|to|with|for|from|by|into|and|or|but|because|than|very|so|too)$"
    r"|^th(?:is|at|ere|ese|ose) (?:can't|cannot|can not) be\b"
)

_ASKED = (
    r"(?:ordered|asked for|booked|paid(?: [£€$]\d[\d.,]*)? for|requested|wanted|was promised|"
    r"were promised)"
)
_GOT = r"(?:left with|got|received|ended up with|was given|were given|came home with|getting)"
_GAP = r"\s{0,9}"
_SWAP = re.compile(
    rf"(?:^|(?<=[.!?;,\n])){_GAP}(?:i |we )?({_ASKED} [^.,;!?\n]{{2,45}}?){_GAP}[.,;]{_GAP}"
    rf"(?:and |but )?(?:i |we |have )?({_GOT} [^.,;!?\n]{{2,45}}?)"
    rf"(?= and (?:i|a shrug)\b|{_GAP}[.,;!?\n]|{_GAP}$)",
    re.IGNORECASE,
)
_IDEA = re.compile(
    r"(?:(?:love|like|great|nice|good|lovely|cool|helpful) (?:to|if you) (?:see|have|had|get|"
    r"added|add|offered|offer|stocked)|any chance of|(?:please |pls )?(?:could|can|would) you "
    r"(?:please )?(?:add|offer|bring back|introduce|stock|consider)|"
    r"(?:thought|thinking) (?:about|of)(?: adding| offering| having| introducing| stocking)?|"
    r"if there (?:was|were)|you (?:really )?need|you could do with|idea: (?:put|add)|"
    r"how about(?: adding| offering)?|why not (?:add|offer|put|have|introduce|install|stock)|"
    r"feature request:?|suggestion:?)\s+"
    r"((?:a|an|some|the|more|another)?\s?[^.,;!?\n:()]{3,70})",
    re.IGNORECASE,
)
_SUBJECT_IDEA = re.compile(
    r"^\s*((?:a|an|some|more) [^.,;!?\n]{3,40}?) would (?:make|be|help|save)\b", re.IGNORECASE
)


def pieces(text: str) -> list[tuple[int, int]]:
    """Spans of sentences, and where a sentence is long or mixed, of its clauses."""
    spans: list[tuple[int, int]] = []
    for found in _SENTENCE.finditer(text):
        if text[found.end() : found.end() + 1] == "?":
            continue
        start, end = found.span()
        spans.append((start, end))
        cuts = [start, *(start + m.start() for m in _BREAKS.finditer(found.group())), end]
        if len(cuts) > 2:
            spans += list(pairwise(cuts))
            spans += [(start, cut) for cut in reversed(cuts[1:-1])]
    return spans


def told_back(
    text: str, *, is_trouble: Callable[[str], bool], barred: frozenset[str], known: frozenset[str]
) -> tuple[str, int, int]:
    """A clause of the post with "I" turned to "you", to follow "sorry to read that"; and its span.

    Only a plain statement qualifies that `is_trouble`, holds none of the `barred` words, blames no
    person and names none; `known` are nouns that may open it without an article. Empty where
    there is none.
    """
    for found in _SWAP.finditer(text):
        asked, got = (_turned(found.group(i).strip()) for i in (1, 2))
        if _fit(found.group(), barred) and not _names(found.group(1)) | _names(found.group(2)):
            got = f"are {got}" if got.startswith("getting") else got
            if _reads(both := f"you {asked} and {got}"):
                return both, *found.span()
    for start, end in sorted(pieces(text), key=lambda span: span[0]):
        if end - start > 3 * _LONGEST:
            continue
        piece = _bare(text[start:end])
        if not _SHORTEST <= len(piece) <= _LONGEST or "," in piece or not _fit(piece, barred):
            continue
        opens = not text[:start].strip() or text[:start].rstrip()[-1] in _ENDS
        clause = _clause(piece, known, opens=opens)
        if _reads(clause) and is_trouble(piece):
            return clause, start, end
    return "", 0, 0


def proposed(text: str, *, barred: frozenset[str]) -> str:
    """What the post would like to have ("a dark mode"), or nothing."""
    found = _IDEA.search(text) or _SUBJECT_IDEA.search(text)
    if not found:
        return ""
    idea = _TAIL.sub("", found.group(1).strip(" ,'’-–—"))
    if not 4 <= len(idea) <= 70 or not _fit(idea, barred) or _names(idea):
        return ""
    turned = _turned(idea)
    return turned if _reads(turned) else ""


def _reads(clause: str) -> bool:
    """Whether there is a clause, with no article that waits for its noun, and no loose "in it"."""
    return bool(clause) and not (_BROKEN.search(clause) or _HANGS.search(clause))


def _bare(piece: str) -> str:
    """The statement without what leads in or trails off ("so, … though")."""
    plain = _ASIDE.sub("", piece.strip(" ,'’-–—"))
    return _TAIL.sub("", _COUNTED.sub("", plain))


def _fit(piece: str, barred: frozenset[str]) -> bool:
    said = {word.lower().replace("’", "'") for word in _WORD.findall(piece)}
    return (
        not said & (barred | _NOT_BACK)
        and "   " not in piece
        and _PLAIN.fullmatch(piece.strip(" .,;!?\n")) is not None
    )


def _clause(piece: str, known: frozenset[str], *, opens: bool) -> str:
    row = [word.lower().replace("’", "'") for word in _WORD.findall(piece)]
    if len(row) < 3 or _names(piece) or _TAG.search(piece):
        return ""
    first = row[0]
    if first in _FIRST:
        return _turned(piece)
    if first in _LEFT_OUT:
        if not opens:  # “and bought …” may be somebody else's doing
            return ""
        return f"you {_turned(piece)}"
    verb = next((i for i, word in enumerate(row[:8]) if i and word in _FINITE), 0)
    if not verb:
        return ""
    if first in _STARTS or (first in {"nobody", "none"} and "you" not in row):
        return _turned(piece)
    linked = first in _LINKS or set(row[:verb]) & (_LINKS | _STARTS)
    if set(row[:verb]) & known and verb <= 4 and not linked and not first.endswith(("ing", "ly")):
        return f"the {_turned(piece)}"
    return ""


def _names(piece: str) -> bool:
    """Whether a word inside looks like a name."""
    return any(
        word[:1].isupper() and not word.isupper() and word.lower().split("'")[0] not in _DAYS
        for word in _WORD.findall(piece)[1:]
    )


_DAYS = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter i"
)


def _turned(piece: str) -> str:
    """Every word from our side; shouting is lowered, short names such as API keep capitals."""
    return _WORD.sub(lambda m: _turn(m.group()), " ".join(piece.split()))


def _turn(word: str) -> str:
    small = word.lower().replace("’", "'")
    if small in _TURNED:
        return _TURNED[small]
    if word.isupper() and 2 <= len(word) <= 4 and small not in _SHOUTED:
        return word
    if small.split("'")[0] in _DAYS and small != "may":
        return word
    return small
