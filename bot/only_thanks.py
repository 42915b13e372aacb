"""Tells whether a customer said no more than thank you: that alone does not mean it is solved."""

from __future__ import annotations

import re

from bot.phrases import words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_COURTESY = words(
    "thanks thank thx ty cheers ta you u so very much many a lot again ok okay k alright right "
    "fine noted understood got it i see will for the your this that quick fast reply answer "
    "response message getting back to me us coming and reaching out appreciate appreciated help "
    "info information hi hello dear team all kind regards best bye have nice good day one "
    "danke vielen dank schön sehr herzlichen für die das deine ihre antwort rückmeldung schnelle "
    "gut in ordnung lg mfg alles klar "
    "merci beaucoup bien pour votre ta réponse rapide d'accord bonne journée "
    "gracias muchas muchísimas por la su tu respuesta rápida vale de acuerdo buen día "
    "obrigado obrigada muito pela sua resposta rápida tá bom valeu "
    "dank je wel bedankt hartelijk voor het uw antwoord reactie snelle oké prima "
    "grazie mille molte per la sua tua risposta veloce va bene"
)


def only_thanks(text: str) -> bool:
    """Whether nothing is left of it without courtesy. An empty text says nothing either."""
    return all(word in _COURTESY for word in _WORD.findall(text.lower().replace("’", "'")))
