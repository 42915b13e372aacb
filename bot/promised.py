"""What a draft promises, as it is kept beside its text, and as people read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from bot.case import Draft
from bot.due import Due
from bot.promise_text import TEAM
from bot.promises import Promise
from bot.views import CaseView

_KEY = "promises"
_DAY_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class Said:
    """A promise in the words of a draft.

    `owner` is who is named to keep it, empty for nobody; `due` is local, None where no time is
    named. `conditional`: only once the customer has done something.
    """

    quote: str
    what: str
    owner: str
    due: Due | None
    conditional: bool = False


def read(promises: Iterable[Promise]) -> list[Said]:
    """What the reader found, in this shape; "the team" is nobody."""
    return [
        Said(
            one.text,
            one.what,
            one.owner if one.owner and one.owner != TEAM else "",
            one.due,
            bool(getattr(one, "conditional", False)),
        )
        for one in promises
    ]


def beside(found: Sequence[Said]) -> dict[str, Any]:
    """As JSON-able data, to be kept beside the text."""
    if not found:
        return {}
    rows = [
        {
            "quote": one.quote,
            "what": one.what,
            "owner": one.owner,
            "due": one.due.isoformat() if one.due else None,
            "conditional": one.conditional,
        }
        for one in found
    ]
    return {_KEY: rows}


def kept(extra: Mapping[str, Any]) -> list[Said]:
    """What `beside` made."""
    return [
        Said(row["quote"], row["what"], row["owner"], _due(row["due"]), row["conditional"])
        for row in extra.get(_KEY, ())
    ]


def promised(view: CaseView, draft: Draft) -> list[Said]:
    """All that a draft promises: what was read at once, and what the model found besides."""
    found = kept(view.beside(draft.content))
    return merged(found, kept(view.beside(draft.promised)))


def merged(found: Sequence[Said], more: Iterable[Said]) -> list[Said]:
    """Both; a quote within another is the same promise, and may tell whose it is, and by when."""
    both = list(found)
    for one in more:
        same = next((at for at, other in enumerate(both) if _same(one, other)), None)
        if same is None:
            both.append(one)
        elif same < len(found):
            old = both[same]
            both[same] = replace(old, due=old.due or one.due, owner=old.owner or one.owner)
    return both


def moment(due: Due, zone: tzinfo) -> tuple[datetime, bool]:
    """The last moment at which it is kept, aware, and whether only a day was named."""
    if isinstance(due, datetime):
        return due.replace(tzinfo=zone), False
    return datetime.combine(due, _DAY_END, zone), True


def _same(one: Said, other: Said) -> bool:
    return one.quote in other.quote or other.quote in one.quote


def _due(text: str | None) -> Due | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
