"""Which emoji decides what: Slack sends names, people see pictures."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands import Decision
from bot.emoji import NAMES, bare, plain_name


def emoji_names(decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """What each name of a reaction decides. An unknown picture decides nothing here."""
    names: dict[str, Decision] = {}
    for emoji, decision in decisions.items():
        for name in _names_of(emoji):
            names.setdefault(name, decision)
    return names


def emoji_unknown(decisions: Mapping[str, Decision]) -> list[str]:
    """The pictures whose name in Slack is not known here, so that they decide nothing there."""
    return [emoji for emoji in decisions if not _names_of(emoji)]


def _names_of(emoji: str) -> tuple[str, ...]:
    if emoji.isascii():
        return (plain_name(emoji),) if plain_name(emoji) else ()
    return NAMES.get(bare(emoji), ())


def emoji_shown(decisions: Mapping[str, Decision]) -> dict[Decision, str]:
    """The emoji to show for each decision: the first one that decides it; without any, none."""
    shown: dict[Decision, str] = {}
    meant = emoji_names(decisions)
    for emoji, decision in decisions.items():
        if any(meant.get(name) is decision for name in _names_of(emoji)):
            shown.setdefault(decision, f":{plain_name(emoji)}:" if emoji.isascii() else emoji)
    return shown
