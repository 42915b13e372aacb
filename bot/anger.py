"""Tells whether a post is written in anger: it shouts, swears, or says goodbye for good."""

from __future__ import annotations

import re

from bot.wording import lower

_READ = 6_000  # characters
_SWEARING = re.compile(
    r"\b(?:fuck\w*|f[*#]+\w*|fck\w*|effing|bullshit|shit(?:e|ty|show)?|sh[*1]t\w*|wtf|ffs|bollocks|"
    r"bastards?|arseholes?|assholes?|wankers?|tossers?|twats?|pricks?|dickheads?|pissed off|piss "
    r"take|pisstake|taking the piss|crap|bloody (?:joke|hell|awful|disgrace|useless|liars)|damn (?:"
    r"you|joke|useless)|go to hell|screw you|scheiß\w*|scheiss\w*|verdammt\w*|arschl\w*|arsch|"
    r"verarsch\w*|zum kotzen|merde|putain|connards?|bordel|foutage de gueule|mierda|joder|coño|"
    r"cabron\w*|gilipollas|kut\w*|klote\w*|godverdomme|verdomme|porra|caralho|merda|cazzo|stronz\w*"
    r"|bhench\w*|bakwas)\b"
)
_KIND_AFTER = re.compile(
    r"\W{1,3}(?:\w+ )?(?:good|great|brilliant|amazing|love\w*|fantastic|awesome|excellent|superb|"
    r"delicious|legend\w*|geil|gut|lecker|bien|bueno|lekker|bom|yes|hot day)\b"
)
_GOODBYE = re.compile(
    r"\bnever (?:ever )?(?:again|using|shopping|buying|coming|going|flying|booking|setting foot)\b|"
    r"\b(?:last|final) time (?:i|we|you)\b|\byou(?:'ve| have) lost (?:a|another|my|our) (?:\w+ )?"
    r"(?:custom\w*|business|family)\b|\b(?:i'm|we're|i am|im) (?:done with|leaving) you\b|\bavoid "
    r"(?:at all costs|like the plague)\b|\bhow dare you\b|\b(?:absolute|utter|total|complete|"
    r"bloody) "
    r"(?:disgrace|joke|shambles|thieves|robbery|scandal|cheek)\b|\b(?:liars|thieves|crooks|"
    r"scammers|robbers|cowboys|betrüger|abzocke|lügner|voleurs|arnaqueurs|menteurs|ladrones|"
    r"estafadores|mentirosos|oplichters|dieven|ladrões|ladri)\b|\b(?:disgusted|disgusting|"
    r"disgraceful|furious|livid|fuming|raging|outraged|unverschämt\w*|frechheit|sauerei|nie wieder|"
    r"(?:plus )?jamais plus|plus jamais|scandaleux|honteux|nunca más|vergüenza|nooit meer|"
    r"schandalig|nunca mais|vergonha|mai più|vergogna)\b"
)
_SOFTENED = re.compile(
    r"\b(?:not|never|no|wasn't|isn't|kein|keine) (?:\w+ )?\Z|\b(?:the ones at|unlike) (?:\w+ )?\Z"
)
_SHOUTED = re.compile(r"\b[A-ZÄÖÜÀ-Ý]{3,}\b(?:[ ,']+[A-ZÄÖÜÀ-Ý]+\b){2,}")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜÀ-Ý]{4,}\b")
_PILED = re.compile(r"[!?]*!{3,}[!?]*|(?:[!?]{2,}[^!?]{1,80}){2}[!?]{2}|\?!\?!|!\?!")
_CHEERFUL = re.compile(
    r"\b(?:thank|thanks|love|loved|amazing|brilliant|best|great|wonderful|danke|toll|super|merci|"
    r"gracias|bedankt|obrigad[oa]|"
    r"congrat\w*|well done|happy|yay|wow|can't wait)\b|[❤😍🥰🎉👏😂🤣💛💙]"
)


def is_angry(post: str) -> bool:
    """Whether the words themselves are angry; irony alone is not, nor is strong praise."""
    head = post[:_READ]
    small = lower(head)
    if _swears(small) or _takes_leave(small):
        return True
    return _shouts(head) and _CHEERFUL.search(small) is None


def _swears(small: str) -> bool:
    return any(not _KIND_AFTER.match(small, m.end()) for m in _SWEARING.finditer(small))


def _takes_leave(small: str) -> bool:
    return any(
        not _SOFTENED.search(small, max(0, m.start() - 25), m.start())
        for m in _GOODBYE.finditer(small)
    )


def _shouts(head: str) -> bool:
    """Three words or more in capitals, one after the other, or exclamation marks piled up."""
    if _PILED.search(head):
        return True
    return any(len(_CAPITALS.findall(m.group())) > 1 for m in _SHOUTED.finditer(head))
