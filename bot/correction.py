"""Writes the visible correction of a reply that stands in public already."""

from __future__ import annotations

from dataclasses import replace

from bot.draft_texts import Composed, DraftTexts, assemble
from bot.edited import edited
from bot.rubric import Criterion
from bot.sentences import Sentences
from bot.situation import Situation

_MET = (Criterion.RESPONSIBILITY, Criterion.APOLOGY, Criterion.FACTUAL)


def correction(situation: Situation, texts: DraftTexts) -> Composed:
    """Says what was wrong and what is right, in the words of the staff; the post stays unquoted."""
    wrong = situation.wrong.strip()
    told = wrong if wrong.endswith((".", "!", "?", "…")) else f"{wrong}."
    sentences = Sentences(texts, situation, situation.language, seed=0, seen=())
    piece = sentences.piece("correction", *_MET, fact=told[:1].upper() + told[1:])
    composed = assemble([piece], situation.profile.sign_off)
    read = situation.language in situation.profile.languages
    return edited(situation, replace(composed, translation="") if read else composed)
