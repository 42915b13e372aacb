"""The names that travel through Teams and come back: of actions, their steps and their inputs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.acts import Act, Target
from bot.errors import BadInput
from bot.payload import Data, string

PLATFORM = "teams"
MESSAGE_ACTION = "coachReply"  # the command in a message's menu
VERB = "coach"  # of every Action.Execute; what is meant stands in its data

# What an action says of itself, beside which the client puts the inputs.
OWN = frozenset({"act", "step", "case", "draft", "digest", "choice"})

_LISTS = frozenset({Act.TONE, Act.KIND_IS})  # what is chosen in these is what they are about
_NOT_OURS = "This button is not one of ours (any more)."


def input_id(name: str) -> str:
    """The id of the input of this name; an action has some names for itself."""
    return f"{name}_" if name in OWN else name


class Step(StrEnum):
    """What pressing an action is meant to do."""

    DO = "do"  # at once
    OPEN = "open"  # show the form, or for Act.SHOW the card itself, in place of the card
    SEND = "send"  # the form is filled in
    CHECK = "check"  # say how the reply in the input reads, and do nothing else


@dataclass(frozen=True, slots=True)
class Deed:
    """What an action on a card asks for. Ids only; a customer's words never travel in it."""

    act: Act
    step: Step
    target: Target

    def data(self) -> dict[str, Any]:
        """As the `data` of an action; the client adds the inputs beside it."""
        told = {
            "act": str(self.act),
            "step": str(self.step),
            "case": self.target.case,
            "draft": self.target.draft,
            "digest": self.target.digest,
            "choice": self.target.choice,
        }
        return {key: value for key, value in told.items() if value not in {"", 0}}


def deed(data: Data) -> Deed:
    """What `Deed.data` wrote, and what was chosen beside it; `BadInput` for anything else."""
    act, step, draft = string(data, "act"), string(data, "step"), data.get("draft", 0)
    if act not in set(Act) or step not in set(Step):
        raise BadInput(_NOT_OURS)
    if isinstance(draft, bool) or not isinstance(draft, int) or draft < 0:
        raise BadInput(_NOT_OURS)
    choice = string(data, "choice") or (string(data, act) if act in _LISTS else "")
    about = Target(string(data, "case"), draft, string(data, "digest"), choice)
    return Deed(Act(act), Step(step), about)
