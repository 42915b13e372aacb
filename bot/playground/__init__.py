"""The local web page through which a newcomer does the main job without account, key or network."""

from __future__ import annotations

from bot.playground.handlers import playground

__all__ = ["playground"]
