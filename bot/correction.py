"""Writes the visible correction of a reply that stands in public already."""

from __future__ import annotations

from bot.draft_texts import Composed, DraftTexts, Piece, assemble
from bot.rubric import Criterion
from bot.situation import Situation

_MET = (Criterion.RESPONSIBILITY, Criterion.APOLOGY, Criterion.FACTUAL)


def correction(situation: Situation, texts: DraftTexts) -> Composed:
    """Says what was wrong and what is right, in the words of the staff; the post stays unquoted."""
    language = situation.language
    variants = texts.parts.get(f"correction_{language}") or texts.parts["correction"]
    wrong = situation.wrong.strip()
    told = wrong if wrong.endswith((".", "!", "?", "…")) else f"{wrong}."
    text = variants[0].format(fact=told[:1].upper() + told[1:])
    return assemble([Piece(text, _MET)], situation.profile.sign_off, "")
