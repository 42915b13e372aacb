"""Puts a later part into the one reply that a place shows: the edit is the whole text of it."""

from __future__ import annotations

import re
from datetime import date

from bot.draft_texts import ENGLISH, SLOT, Composed, DraftTexts
from bot.exchange import Exchange, Round
from bot.situation import Situation
from bot.wording import Wording

_GAP = "\n\n"
_SHORT = 300  # characters of a place where the account's name has to do as a sign-off
_DATED = re.compile(
    r"\A(?:update|nachtrag|mise à jour|actualización)\b[^:\n]{0,30}:\s*", re.IGNORECASE
)
_SIGNATURE = 50  # characters; a last line that is shorter and ends without a mark is a name
_KEPT = 3  # at least one part in so many of the room is for what stands there, if it needs that


def core(standing: str, sign_off: str) -> str:
    """What stands there, without its sign-off and the question at its end, which is answered."""
    text = standing.strip()
    if sign_off and text.endswith(sign_off):
        text = text.removesuffix(sign_off).rstrip()
    rest, gap, line = text.rpartition("\n")
    if gap and len(line) < _SIGNATURE and line[-1:].isalpha():
        text = rest.rstrip()
    *before, last = _sentences(text) or [text]
    return text[: -len(last)].rstrip() if before and last.endswith("?") else text


def room_for_update(situation: Situation) -> int:
    """How many characters a later part may have; 0 where there is no limit."""
    limit = situation.platform.max_length if situation.platform else 0
    if not (limit and situation.before.standing):
        return limit
    stands = core(situation.before.standing, situation.profile.sign_off)
    return limit - min(len(stands), limit // _KEPT) - len(_GAP)


def edited(situation: Situation, addition: Composed) -> Composed:
    """The reply that stands, with the addition behind it.

    Where both have no room, sentences of what stands are left out, the last ones first.
    """
    if not situation.before.standing:
        return addition
    limit = situation.platform.max_length if situation.platform else 0
    stands = core(situation.before.standing, situation.profile.sign_off)
    if limit:
        stands = _cut(stands, limit - len(addition.text) - len(_GAP))
    if not stands:
        return addition
    front = stands + _GAP
    moved = {c: (a + len(front), b + len(front)) for c, (a, b) in addition.met.items()}
    text = front + addition.text
    slots = tuple(dict.fromkeys(match.group() for match in SLOT.finditer(text)))
    translation = front + addition.translation if addition.translation else ""
    return Composed(text, moved, slots, translation)


def is_part(before: Exchange) -> bool:
    """Whether the text is a later part of what stands in public, or a note on it."""
    later = before.standing or before.round in {Round.NOTE, Round.UPDATE}
    return bool(later) and not before.direct


def header(texts: DraftTexts, situation: Situation, language: str) -> str:
    """`Update, 4 December:` in the language of the reply, as it stands before a later part."""
    today = situation.before.today or date.min
    own = texts if language in {"", "en"} else texts.languages.get(language)
    if own is None and (held := texts.holding.get(language, {}).get("header")):
        return held[0].format(day=f"{today.day}.{today.month}.{today.year}")
    own = own or texts
    return own.parts["update"][0].partition(ENGLISH)[0].format(list=own.calendar.dated(today))


def put_in(texts: DraftTexts, situation: Situation, text: str) -> tuple[str, int]:
    """The whole text that shall stand there, with `text` as its later part, and where that begins.

    Somebody who was told to write only what is new may sign it all the same, or date it.
    """
    if not is_part(situation.before):
        return text, 0
    sign_off = situation.profile.sign_off
    body = _DATED.sub("", text.strip().removesuffix(sign_off).strip(), count=1)
    short = situation.platform is not None and situation.platform.max_length <= _SHORT
    signed = "" if short or not sign_off else f"{_GAP}{sign_off}"
    front = f"{header(texts, situation, situation.language)} "
    whole = edited(situation, Composed(f"{front}{body}{signed}", {})).text
    return whole, len(whole) - len(body) - len(signed)


def _cut(text: str, room: int) -> str:
    """As many whole sentences from the front as there is room for."""
    while len(text) > room:
        sentences = _sentences(text)
        if len(sentences) < 2:
            return ""
        text = text[: -len(sentences[-1])].rstrip()
    return text


def _sentences(text: str) -> list[str]:
    """Each from its first to its last character; the last one ends where the text does."""
    starts = [start for start, _ in Wording(text).sentences]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
