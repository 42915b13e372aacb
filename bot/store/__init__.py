"""Keeps cases, texts and jobs; SQLite is the embedded default, PostgreSQL serves replicas."""

from __future__ import annotations

from bot.store.store import Store, open_store

__all__ = ["Store", "open_store"]
