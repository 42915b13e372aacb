"""What people put into Slack's modals, as words for the desk.

Every function takes `payload["view"]` of a submission and raises `FieldError`, whose `block_id`
names the input to mark (`response_action: errors`), or `BadInput`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot import filling
from bot.acts import Target, target
from bot.desk import NewPost
from bot.errors import FieldError
from bot.filling import written
from bot.payload import Data, data, entries, string
from bot.playbook import Playbook
from bot.slack import writing
from bot.slack.ids import Form
from bot.slack.long_text import collected, together

__all__ = ["FieldError"]

Json = dict[str, Any]
T = TypeVar("T")

_CHECKED_BYTES = 150_000  # a modal holds 250 KB, the mended reply among them


@dataclass(frozen=True, slots=True)
class Submitted:
    """A modal that came back; what has an odd shape is read as if it were not there."""

    view: Data

    @property
    def about(self) -> Target:
        """What the form is about, as it was put there."""
        return about(self.view)

    def text(self, name: str) -> str:
        """What was written, over however many inputs, or the value that was chosen."""
        chosen = string(data(self.value(name), "selected_option"), "value")
        return chosen or together(collected(name, self.values))

    def ticked(self, name: str) -> list[str]:
        """The values that were chosen."""
        return [string(one, "value") for one in entries(self.value(name), "selected_options")]

    @property
    def values(self) -> Data:
        """What the inputs hold, by block."""
        return data(data(self.view, "state"), "values")

    def value(self, block_id: str) -> Data:
        """What the one element of a block holds."""
        elements = list(data(self.values, block_id).values())
        return elements[0] if elements and isinstance(elements[0], Mapping) else {}


def new_post(view: Json, playbook: Playbook, now: datetime) -> NewPost:
    """NEW. `came_from` is left to the caller; `now` is when the form came."""
    form = Submitted(view)
    post = filling.new_post(form, playbook)
    return replace(post, posted_at=_moment(form.value("posted_at"), now))


def own_reply(view: Json) -> tuple[str, str]:
    """CHECK: the reply, and the post that it answers, empty where nobody gave one."""
    parts, post = writing.typed(view), together(writing.answered(view))
    reply = written(next(iter(parts), "text"), together(parts), "reply")
    post = written("post", post, "post") if post.strip() else ""
    if len(reply.encode()) + len(post.encode()) > _CHECKED_BYTES:
        raise FieldError("post", "Together this is too long to be shown here. Try the reply alone.")
    return reply, post


def ticked(view: Json) -> list[tuple[str, int, str]]:
    """EASY: case, draft and digest of each one that is ticked."""
    form = Submitted(view)
    found = [target(value) for block_id in form.values for value in form.ticked(block_id)]
    return [(one.case, one.draft, one.digest) for one in found]


def about(view: Data) -> Target:
    """What the form is about, as it was put there."""
    return target(str(view.get("private_metadata") or ""))


def _from(read: Callable[[filling.Form], T]) -> Callable[[Json], T]:
    return lambda view: read(Submitted(view))


words = _from(filling.words)  # UNDERSTAND
# What was put into the forms that `bot.deciding.FILLED` knows under the same name.
READ: Mapping[Form, Callable[[Json], Any]] = {
    Form(act): _from(read) for act, read in filling.READ.items()
}


def _moment(chosen: Data, now: datetime) -> datetime | None:
    seconds = chosen.get("selected_date_time")
    if not isinstance(seconds, int):
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as exc:
        raise FieldError("posted_at", "When was it posted? Please choose a date.") from exc
    return filling.past(moment, now)
