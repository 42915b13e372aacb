"""What people put into the forms in Teams, as words for the desk.

Every function takes the data of an Execute (what `Deed.data` wrote, and the inputs by their ids,
all of them strings) and raises `FieldError`, whose `block_id` is the input's id, or `BadInput`.
Whatever has an odd type is read as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, TypeVar

from bot import filling
from bot.acts import Act, Target, target
from bot.desk import NewPost
from bot.errors import FieldError
from bot.filled import Words
from bot.filling import written
from bot.payload import Data
from bot.playbook import Playbook
from bot.teams.ids import deed, input_id

__all__ = ["READ", "FieldError", "new_post", "own_reply", "reply", "ticked", "words"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Submitted:
    """The data of an action with what was filled in."""

    data: Data

    @property
    def about(self) -> Target:
        """What the form is about, as it was put there."""
        return deed(self.data).target

    def text(self, name: str) -> str:
        """What was written, or the value that was chosen."""
        value = self.data.get(input_id(name))
        return value if isinstance(value, str) else ""

    def ticked(self, name: str) -> list[str]:
        """The values that were chosen, which come with commas between them."""
        return [value for value in self.text(name).split(",") if value]


def new_post(data: Data, playbook: Playbook, now: datetime, zone: tzinfo = UTC) -> NewPost:
    """NEW. `came_from` is left to the caller; `now` is when the form came.

    Date and time are those of the organisation's `zone`.
    """
    form = Submitted(data)
    return replace(filling.new_post(form, playbook), posted_at=_moment(form, now, zone))


def own_reply(data: Data) -> tuple[str, str]:
    """CHECK and OURS: the reply, and the post that it answers, empty where nobody gave one."""
    form = Submitted(data)
    post = form.text("post")
    return (
        written("text", form.text("text"), "reply"),
        written("post", post, "post") if post.strip() else "",
    )


def mended(data: Data) -> tuple[str, str]:
    """USE: the reply as it was mended, and the post, as they stand in the form."""
    form = Submitted(data)
    return written("text", form.text("mended"), "reply"), form.text("post")


def ticked(data: Data) -> list[tuple[str, int, str]]:
    """EASY: case, draft and digest of each one that is ticked."""
    form = Submitted(data)
    given = [form.text(name) for name in data if re.fullmatch(r"tick_\d{1,3}", str(name))]
    found = [target(value) for value in given if value not in {"", "false"}]
    return [(one.case, one.draft, one.digest) for one in found]


def _from(read: Callable[[filling.Form], T]) -> Callable[[Data], T]:
    return lambda data: read(Submitted(data))


words: Callable[[Data], Words] = _from(filling.words)  # UNDERSTAND
reply: Callable[[Data], Words] = _from(filling.reply)
# What was put into the forms that `bot.deciding.FILLED` knows under the same name.
READ: Mapping[Act, Callable[[Data], Any]] = {act: _from(read) for act, read in filling.READ.items()}


def _moment(form: Submitted, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment in `zone`; a day without a time begins at midnight."""
    day, hour = form.text("posted_at").strip(), form.text("posted_time").strip()
    if not day and not hour:
        return None
    try:
        at = time.fromisoformat(hour or "00:00")
        moment = datetime.combine(date.fromisoformat(day), at, zone).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise FieldError("posted_at", "When was it posted? Please choose a date.") from exc
    return filling.past(moment, now)
