"""Guesses which language a text is in, from its script and its commonest small words."""

from __future__ import annotations

import re

# First letter and last letter of a script's block, and the language it stands for here.
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0590", "\u05ff", "he"),
    ("\u0400", "\u04ff", "ru"),
    ("\u0370", "\u03ff", "el"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0900", "\u097f", "hi"),
)

NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch",
    "pt": "Portuguese", "it": "Italian", "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
    "ar": "Arabic", "he": "Hebrew", "ru": "Russian", "el": "Greek", "th": "Thai", "hi": "Hindi",
}  # fmt: skip


def language_name(code: str) -> str:
    """What a language (ISO 639-1) is called in English; the code itself where it is not known."""
    return NAMES.get(code, code)


_FIRST_FOREIGN = "\u0370"


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Words that are common in one of these languages and rare or unknown in the others.
_SMALL_WORDS: dict[str, frozenset[str]] = {
    "en": _words(
            "about and are at be been but by can didn't don't for from had has have he her his "
            "i'm is it it's just me my not of our please she so sorry thank thanks that the "
            "there they this to very was we we're were what when will with would you you're "
            "your "
    ),
    "de": _words(
            "aber auch auf bei bitte danke das dem den der des die ein eine einem einen euch "
            "für haben hat ich ihnen ihr ihre im ist kein keine leider mehr mit nicht noch nur "
            "schon sehr sie und uns unser von war wie wieder wir wurde zu "
    ),
    "fr": _words(
            "au aux avec avez avons bonjour c'est ce ces cette dans des du désolé est et j'ai "
            "jamais je la le les ma mais merci mes mon ne nous pas plus pour que qui sont sur "
            "très un une vos votre vous été "
    ),
    "es": _words(
            "al como con de del el en es esta este está están fue gracias han hay la las le lo "
            "los me mi muy más no nos nunca para pero por que se sentimos su sus un una y ya "
    ),
    "pt": _words(
            "ao as com como da das de do dos e em está eu foi fui mais mas me muito na nas no "
            "nos nunca não o obrigada obrigado os para pela pelo por que seu sua um uma você "
            "vocês à é "
    ),
    "nl": _words(
            "aan bedankt bij dat de die een en erg geen heb hebben heeft helaas het ik is "
            "jullie maar met mijn naar niet nog nooit om onze ook op te u uw van voor waren was "
            "we wel wij zijn "
    ),
    "it": _words(
            "abbiamo al alla anche avete che ci come con dei del della delle di e gli grazie ha "
            "hai ho il in la le lo ma mai mia mio molto non per più questa questo sono stato un "
            "una vi è "
    ),
}  # fmt: skip

_OWN_LETTERS = {"ß": "de", "ä": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt"}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENOUGH = 2.0
_AHEAD = 1.0


def guess_language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, or "" where nothing speaks clearly for one.

    A script of its own decides by itself (Cyrillic counts as Russian, Han without kana as
    Chinese); Latin text needs two different small words
    of one language, and one more than of any other.
    """
    small = text.lower().replace("’", "'")
    return _by_script(small) or _by_words(small)


def small_words(code: str) -> frozenset[str]:
    """Common small words of a language (ISO 639-1); none where we know too little of it."""
    return _SMALL_WORDS.get(code, frozenset())


def _by_script(text: str) -> str:
    foreign = [c for c in text if c >= _FIRST_FOREIGN and c.isalpha()]
    if not foreign:
        return ""
    letters = sum(c.isalpha() for c in text)
    for first, last, code in _SCRIPTS:
        share = 0.1 if code == "ja" else 0.4
        if sum(first <= c <= last for c in foreign) > share * letters:
            return code
    return ""


def _by_words(text: str) -> str:
    words = set(_WORD.findall(text))
    points = {code: _weight(words & known) for code, known in _SMALL_WORDS.items()}
    for letter, code in _OWN_LETTERS.items():
        points[code] += 1.5 * (letter in text)
    best, second = sorted(points, key=lambda code: -points[code])[:2]
    if points[best] < _ENOUGH or points[best] < points[second] + _AHEAD:
        return ""
    return best


def _weight(words: set[str]) -> float:
    """Single letters say little: they stand in names and abbreviations ("A&E") as well."""
    return sum(1.0 if len(word) > 1 else 0.4 for word in words)
