"""What people ask for with a button, an emoji or a form, and what that is about. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.errors import BadInput


class Act(StrEnum):
    """What a button on a card, or a line of its menu, asks for.

    Those that “open a form” ask something before anything is done.
    """

    APPROVE = "approve"
    ANYWAY = "anyway"  # approve in spite of a warning
    WITHDRAW = "withdraw"
    CLAIM = "claim"
    TAKE_OVER = "take_over"  # claim what somebody else has
    EDIT = "edit"  # opens a form
    OWN = "own"  # opens a form: write it yourself
    AGAIN = "again"
    REJECT = "reject"  # opens a form: the reason
    FACTS = "facts"  # opens a form: what we know
    GAPS = "gaps"  # opens a form: the open slots
    ASK = "ask"  # opens a form: ask back
    ANSWER = "answer"  # opens a form: answer what was asked back
    DETAILS = "details"  # opens a view
    SHOW = "show"  # brings the card to whoever pressed
    COPY = "copy"  # opens a view with the text and the link to the post
    POSTED = "posted"  # opens a form: the link
    NOT_POSTED = "not_posted"
    CORRECT = "correct"  # opens a form: what was wrong
    KIND = "kind"  # opens a form: what kind of post it is
    DISMISS = "dismiss"  # opens a form: set a finding aside
    SOLVE = "solve"  # opens a form: the outcome
    CLOSE = "close"  # opens a form: the reason
    REOPEN = "reopen"
    GOOD = "good"  # 👍; opens a form: the reason
    BAD = "bad"  # 👎; opens a form: the reason
    TONE = "tone"  # again, but warmer, or in another language; the choice says how
    KIND_IS = "kind_is"  # the kind of post that was chosen where the coach is not sure
    PROMISE = "promise"  # opens a form: what became of a promise
    CAME_BACK = "came_back"  # opens a form: what the customer wrote since
    BELONGS = "belongs"  # opens a form: the case to which the post belongs
    APART = "apart"  # this post is about something else than those that it was joined to
    HIDE = "hide"  # opens a form: what was done about a post against the rules
    UNDERSTAND = "understand"  # opens a form: what somebody who practises sees in the post
    COMPARE = "compare"  # opens a view: our words beside theirs
    SHOW_OURS = "show_ours"  # no more practising: the draft is not held back any longer
    NEW_HERE = "new_here"  # begin to practise
    KNOW_MY_WAY = "know_my_way"  # end it
    STYLE_YES = "style_yes"  # make a change of words the house style
    STYLE_NO = "style_no"  # … or leave it
    LINK = "link"  # gives a code with which one is the same person on another platform
    EASY = "easy"  # opens a form: the easy ones
    USE = "use"  # take the mended words
    OURS = "ours"  # show a draft of ours beside a reply that was checked
    NEW = "new"  # opens a form: a customer's post
    CHECK = "check"  # a reply, read as it stands; without a case, opens a form
    PICTURE = "picture"  # what was read in a picture is right; opens the form of a new post
    MENU = "menu"  # the overflow menu; its option's value starts with one of the above


@dataclass(frozen=True, slots=True)
class Target:
    """What a button or form is about. Ids only; never a customer's words.

    `choice` is what was chosen in a list, empty for a plain button.
    """

    case: str
    draft: int = 0
    digest: str = ""
    choice: str = ""

    def value(self) -> str:
        """As a button's value or a form's `private_metadata`."""
        told = asdict(self)
        if not self.choice:
            del told["choice"]
        return json.dumps(told, separators=(",", ":"))


def target(value: str) -> Target:
    """What `Target.value` wrote; `BadInput` for anything else."""
    try:
        given = json.loads(value)
        found = Target(given["case"], given["draft"], given["digest"], given.get("choice", ""))
        words = found.case, found.choice
        if all(isinstance(word, str) for word in words) and isinstance(found.draft, int):
            return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise BadInput("This button is not one of ours (any more).") from exc
    raise BadInput("This button is not one of ours (any more).")
