"""What post and reply say in the team's own language, kept beside a draft that it cannot read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.gates import open_slots
from bot.language import guess_language
from bot.profile import Profile
from bot.situation import Situation
from bot.wording import Span

_BEGINS = re.compile(r"(?:[.!?…][\"'”’)]*\s+|\n\s*)\Z")
BESIDE = "translation"  # its key in what is kept beside a draft


@dataclass(frozen=True, slots=True)
class Translation:
    """Both texts in `language` (ISO 639-1), each empty where the team reads it as it is.

    `model` is empty where they are our own words, not made by a machine.
    """

    language: str
    post: str = ""
    reply: str = ""
    model: str = ""


def foreign(text: str, profile: Profile, language: str = "") -> str:
    """The language of a text that the team does not read; empty where it does, or nobody can tell.

    `language` is what it should be in, where the text does not say it clearly.
    """
    code = guess_language(text) or language
    return "" if code in profile.languages else code


def foreign_post(situation: Situation) -> str:
    """The language of the post, if the team does not read it."""
    triage = situation.triage
    return foreign(situation.post, situation.profile, triage.language if triage else "")


def unread(reply: str, situation: Situation, translation: Translation | None) -> str:
    """The language of a reply that nobody in the team can read, with what stands beside it."""
    if translation is not None and translation.reply:
        return ""
    return foreign(reply, situation.profile, situation.language)


def ours(text: str, situation: Situation) -> Translation | None:
    """What a text of our own means in English, for a team that reads that."""
    profile = situation.profile
    return Translation("en", reply=text) if text and "en" in profile.languages else None


def beside(translation: Translation | None) -> dict[str, Any]:
    """As JSON-able data, to be kept beside a draft."""
    return {BESIDE: asdict(translation)} if translation else {}


def kept(extra: Mapping[str, Any]) -> Translation | None:
    """The translation that was kept beside a draft."""
    told = extra.get(BESIDE)
    return Translation(**told) if isinstance(told, Mapping) else None


def filled(text: str, slots: Sequence[Span], words: Mapping[int, str]) -> str:
    """A text with words in some of its slots, which are counted from 0; blank ones stay open."""
    for index, (start, end) in reversed(list(enumerate(slots))):
        if filling := words.get(index, "").strip():
            text = text[:start] + _as_begun(text[:start], filling) + text[end:]
    return text


def _as_begun(before: str, words: str) -> str:
    """The words, with a capital where a sentence begins; a name such as "iPad" stays as it is."""
    first = words.split()[0]
    begins = not before.strip() or _BEGINS.search(before)
    return (
        words[0].upper() + words[1:] if begins and first.islower() and "@" not in first else words
    )


def filled_alike(
    translation: Translation | None, reply: str, slots: Sequence[Span], words: Mapping[int, str]
) -> Translation | None:
    """With its slots filled as those of the reply; None where they are not the same ones."""
    if translation is None:
        return None
    theirs = open_slots(translation.reply)
    if _named(translation.reply, theirs) != _named(reply, slots):
        return None
    return replace(translation, reply=filled(translation.reply, theirs, words))


def _named(text: str, slots: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in slots]
