"""Which reaction decides what in Teams, which sends ids such as `like` and `1f440_eyes`. Pure.

The operator's map holds for Teams as it does for Slack. One thing is added, because 👍 is what
Teams offers first: it approves like the operator's own emoji do, unless the map gives it another
meaning, or lets no emoji approve. ❤ and all the rest decide only where the map says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.commands import Decision
from bot.emoji import NAMES, bare, plain_name

_LIKE = "👍"
# Ids of Teams that say in words only which picture they are; most begin with its code point.
# Source: “Teams reactions reference” in Microsoft's documentation of agents in Teams.
_IDS: Mapping[str, tuple[str, ...]] = {
    "👍": ("like", "yes", "plusone", "thumbsup"),
    "👎": ("no", "dislike"),
    "❤": ("heart", "redheart"),
    "😆": ("laugh",),
    "😮": ("surprised",),
    "🙁": ("sad",),
    "😠": ("angry",),
    "✅": ("check", "checkmark", "whitecheckmark", "whiteheavycheckmark"),
    "❌": ("crossmark",),
    "👀": ("eyes", "follow"),
    "✏": ("pencil",),
    "👌": ("ok",),
    "👏": ("clap", "clappinghands"),
    "🙌": ("handsinair",),
    "🙏": ("praying",),
    "🤝": ("handshake",),
    "💪": ("muscle",),
    "✌": ("victory",),
    "👋": ("hi",),
    "✋": ("highfive", "wait"),
    "🙋": ("happy_person_raising_one_hand",),
    "🫡": ("salute",),
    "🤔": ("think",),
    "🥳": ("party",),
    "🚀": ("launch",),
    "🔥": ("fire",),
    "💡": ("idea",),
    "🎯": ("target",),
    "🏆": ("trophy",),
    "🛑": ("stopsign",),
    "♻": ("recycle",),
    "💚": ("heartgreen",),
}
_SLACKS = {name: sign for sign, names in NAMES.items() for name in names}
_TEAMS = {name: sign for sign, names in _IDS.items() for name in names}
_TONE = re.compile(r"[-_](?:skin-?)?tone-?[0-9]$")
_CODE_POINTS = re.compile(r"((?:[0-9a-f]{4,5}_)+)[a-z]\w*")
_TEXT_LIKE = frozenset("✔☑✍✏🖊♻✖❤✌")  # shown in colour only where that is asked for


class Reactions(Mapping[str, Decision]):
    """What reactions decide. Looked up by whatever Teams sends; all that is unknown is missing."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self._decided: dict[str, Decision] = {}
        for emoji, decision in decisions.items():
            if sign := _written(emoji):
                self._decided.setdefault(sign, decision)
        if Decision.APPROVE in self._decided.values():
            self._decided.setdefault(_LIKE, Decision.APPROVE)

    def __getitem__(self, sent: str) -> Decision:
        return self._decided[_sent(sent)]

    def __iter__(self) -> Iterator[str]:
        """The pictures, and the names of what has no known picture."""
        return iter(self._decided)

    def __len__(self) -> int:
        return len(self._decided)


def reaction_decisions(decisions: Mapping[str, Decision]) -> Reactions:
    """What each reaction decides; `decisions` is the operator's map of pictures or names."""
    return Reactions(decisions)


def shown(decisions: Mapping[str, Decision]) -> dict[Decision, str]:
    """The emoji to show for each decision: the operator's first, and 👍 where it approves as well.

    Without any, a decision is missing.
    """
    meant, told = Reactions(decisions), dict[Decision, str]()
    for emoji, decision in decisions.items():
        sign = _written(emoji)
        if sign and meant[sign] is decision:
            told.setdefault(decision, _coloured(sign) if emoji.isascii() else emoji)
    first = told.get(Decision.APPROVE)
    if first and bare(first) != _LIKE and meant.get(_LIKE) is Decision.APPROVE:
        told[Decision.APPROVE] = f"{first} {_LIKE}"
    return told


def unknown(decisions: Mapping[str, Decision]) -> list[str]:
    """What the operator wrote that stands for no picture: only Teams may know such a name."""
    return [emoji for emoji in decisions if _written(emoji).isascii()]


def _written(emoji: str) -> str:
    """What an operator wrote, as a bare picture; a name that is not known stays one."""
    return _SLACKS.get(plain_name(emoji).lower()) or _sent(emoji)


def _sent(reaction: str) -> str:
    """The same for what Teams sends."""
    name = _TONE.sub("", plain_name(reaction.strip()).lower())
    if not name.isascii():
        return bare(name)
    if found := _CODE_POINTS.fullmatch(name):
        return bare("".join(chr(int(one, 16)) for one in found[1].split("_") if one))
    return _TEAMS.get(name) or _TEAMS.get(name.replace("_", "")) or _SLACKS.get(name, name)


def _coloured(sign: str) -> str:
    return f"{sign}\ufe0f" if sign in _TEXT_LIKE else sign
