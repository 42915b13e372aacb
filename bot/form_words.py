"""The words of the forms in which people say something about a case, on every surface. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.acts import Act
from bot.case import Case
from bot.contents import Content
from bot.events import Outcome
from bot.facts import FactState
from bot.filled import OWN_CASE, PromiseChoice
from bot.follow_history import MODERATED
from bot.follow_words import OWED
from bot.guidelines import BREACHES, breaches
from bot.playbook import Playbook
from bot.posts import can_part
from bot.profile import Moderation
from bot.records import CaseRow
from bot.review_card import ReviewCard, Slot
from bot.text import shorten

FACT_ROWS = 2  # at most one or two things come to mind at once
GAPS = 40
LISTED = 20  # facts that are known already
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a form and on the button that sends it.

    `nothing` is said in place of the form where there is nothing to fill in.
    """

    title: str
    submit: str
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An input: its label, whether it may stay empty, and a hint under it."""

    label: str
    optional: bool = False
    hint: str = ""


HEADS: Mapping[Act, Head] = {
    Act.NEW: Head("A customer's post", "Coach me"),
    Act.CHECK: Head("Check a reply", "Check"),
    Act.EDIT: Head("Edit the reply", "Save"),
    Act.OWN: Head("Write a reply", "Save"),
    Act.REJECT: Head("Reject this draft", "Reject"),
    Act.ASK: Head("Ask back", "Ask"),
    Act.CORRECT: Head("Correct the reply", "Draft it"),
    Act.CLOSE: Head("Close the case", "Close it"),
    Act.GOOD: Head("This draft helped", "Send"),
    Act.BAD: Head("It didn't help", "Send"),
    Act.FACTS: Head("What we know", "Use it"),
    Act.GAPS: Head("Fill the gaps", "Fill in", "There are no open gaps in this reply."),
    Act.ANSWER: Head("Answer", "Answer", "No question is open any more."),
    Act.COPY: Head("Copy the reply", "It's posted"),
    Act.POSTED: Head("Posted", "It's posted"),
    Act.KIND: Head("What kind of post?", "That's it"),
    Act.DISMISS: Head("Set a finding aside", "Set aside", "Nothing is flagged in this reply."),
    Act.SOLVE: Head("Solved", "Solved"),
    Act.PROMISE: Head("Our promise", "Save", "Nothing is promised any more."),
    Act.CAME_BACK: Head("They wrote again", "Read it"),
    Act.BELONGS: Head("Same customer as …", "Put it there", "There is no other open case."),
    Act.HIDE: Head("It breaks a guideline", "Note it"),
    Act.UNDERSTAND: Head("What do you see?", "Go on"),
    Act.EASY: Head("Easy ones", "Approve the ticked", "No easy ones right now."),
}
# What the forms that ask for a few words ask.
WORDS: Mapping[Act, Asked] = {
    Act.REJECT: Asked("Why? It helps the next one", optional=True),
    Act.ASK: Asked(
        "What do you need to know?",
        hint="It goes to whoever forwarded the post. Nothing is approved before the answer.",
    ),
    Act.CORRECT: Asked(
        "What was wrong, and what is right?",
        hint="The published reply is put right in public, never quietly removed.",
    ),
    Act.CLOSE: Asked("Why is nothing more to do?"),
    Act.GOOD: Asked("What was good about it?", optional=True),
    Act.BAD: Asked("What would have helped?", optional=True),
    Act.CAME_BACK: Asked(
        "What did the customer write?", hint="It is read anew, and the case needs us again."
    ),
    Act.ANSWER: Asked(
        "Your answer", optional=True, hint="Leave it empty if the question is not needed any more."
    ),
    Act.DISMISS: Asked("Why?", optional=True),
    Act.EDIT: Asked("The reply"),
    Act.OWN: Asked("Your reply"),
    Act.CHECK: Asked("Your reply"),
}
POST = "What did the customer write?"
WHERE = "Where?"
AUTHOR = "Who wrote it?"
LINK = "Link to the post"
POSTED_AT = "When was it posted?"
BRAND = "Who answers?"
SURE = "How sure is that?"
WITHDRAWN = "Not true any more"
OUR_LINK = "Link to our reply, if you have it"
OPEN_POST = "Open the post"
TO_COPY = "To copy: tap, select all"
COPIED = "Changes made here are not kept: only this text was approved."
NOT_SOLVED = "Answered is not solved: the case waits for the customer now."
KIND = "What kind of post is it?"
WHICH = "Which one?"
ASIDE = "It stays quiet in this case. What blocks, only a lead can set aside."
OUTCOME = "How did it end for the customer?"
QUOTE = Asked(
    "Their words that show it, or why it ends so",
    optional=True,
    hint="“Satisfied” and “won back” need their words, and more than thanks; “still unhappy” needs "
    "the reason.",
)
PROMISE = "Which promise?"
PROMISE_CHOICE = "What became of it?"
UNTIL = Asked("New time, if it was moved", optional=True, hint="Such as “Friday noon”.")
PROMISE_TEXT = Asked(
    "Note to the customer (moved), or the reason (broken, waived)",
    optional=True,
    hint="The note comes up for approval like any reply.",
)
OTHER_CASE = "Which case?"
SOMEBODY_ELSE = "Somebody else: a case of its own"
GUIDELINE = "Which guideline does it break?"
BREAKING = Asked(
    "Which words break it?", hint="Copy them from the post. They stay in the case as evidence."
)
ACTION = "What was done about it?"
NO_GUIDELINES = (
    f"Our guidelines don't say yet {BREACHES[0].lower()}{BREACHES[1:]}. A lead can write it into "
    "guidelines.md, under a heading with these words, with a headed paragraph for each thing."
)
_OWED_FIRST = "still open. Say first what became of {them}: “Our promise …” on the card."
STAYS_UP = "Only what breaks a guideline. A post that is merely negative stays up, and is answered."
ANSWERED_POST = "The post it answers, if you have it"
NO_WORDS = "(no words)"
Options = Sequence[tuple[str, str]]  # what is read, and what comes back


def fact(row: int) -> Asked:
    """What is known, in one of the rows for it."""
    if row:
        return Asked("What else?", optional=True)
    hint = "Such as “refunded the pasta”. The reply uses nothing else."
    return Asked("What do we know, or have done?", optional=True, hint=hint)


def states() -> Options:
    """How sure something is."""
    return [(str(state).capitalize(), str(state)) for state in FactState]


def outcomes() -> Options:
    """How a case can end."""
    return [(str(outcome).capitalize(), str(outcome)) for outcome in Outcome]


def promises(card: ReviewCard) -> Options:
    """What is still owed; what a draft promises is not, before it stands in public."""
    owed = [one for one in card.promises if one.open and one.number]
    return [(shorten(one.says.removeprefix(OWED), 75), str(one.number)) for one in owed]


def owed_first(card: ReviewCard) -> str:
    """What stands in the way of an end; empty where nothing does."""
    many = len(promises(card))
    if not many:
        return ""
    if many == 1:
        return f"A promise is {_OWED_FIRST.format(them='it')}"
    return f"{many} promises are {_OWED_FIRST.format(them='them')}"


def promise_choices() -> Options:
    """What can become of a promise."""
    words = {
        PromiseChoice.KEPT: "Kept: it is done",
        PromiseChoice.MINE: "I see to it",
        PromiseChoice.MOVED: "Moved to another time",
        PromiseChoice.BROKEN: "Broken: it will not be done",
        PromiseChoice.WAIVED: "Waived (a lead only)",
    }
    return [(said, str(choice)) for choice, said in words.items()]


def other_cases(
    case: Case, others: Iterable[tuple[CaseRow, Content]], playbook: Playbook
) -> Options:
    """Where the latest post of a case may belong: to somebody else, or to one of the other cases,
    as `FollowDesk.others` gives them: `Ana on Google: “…”`.
    """
    own = [(SOMEBODY_ELSE, OWN_CASE + case.post.id)] if case.post and can_part(case) else []
    return [*own, *((_whose(row, words, playbook), row.case_id) for row, words in others)]


def _whose(row: CaseRow, words: Content, playbook: Playbook) -> str:
    name = shorten(str(words.extra.get("author", "")), 24) or "A customer"
    place = playbook.platforms.get(row.platform)
    who = f"{name} on {shorten(place.name, 20)}" if place else name
    return f"{who}: “{shorten(words.text, 75 - len(who) - 4)}”"


def guidelines(playbook: Playbook) -> Options:
    """What may not stand on our pages, by its headings."""
    return [(heading, heading) for heading in breaches(playbook.guidelines)]


def moderations(playbook: Playbook, platform: str) -> Options:
    """What the place of a post allows; reporting it is possible everywhere."""
    known = next((p for p in playbook.platforms.values() if p.name == platform), None)
    allowed = {Moderation.REPORT, known.moderation if known else Moderation.REPORT}
    return [(MODERATED[one].capitalize(), str(one)) for one in Moderation if one in allowed]


def kinds(playbook: Playbook) -> Options:
    """The kinds of post."""
    return [(kind.title, str(key)) for key, kind in playbook.handling.kinds.items()]


def places(playbook: Playbook) -> Options:
    """Where posts come from."""
    return [(platform.name, key) for key, platform in playbook.platforms.items()]


def brands(playbook: Playbook) -> Options:
    """Who can answer; nothing to choose where there is only one."""
    profiles = playbook.profiles if len(playbook.profiles) > 1 else {}
    return [(profile.name, key) for key, profile in profiles.items()]


def known(card: ReviewCard) -> Options:
    """The facts of the case, to be taken back."""
    return [(f"{words} ({state})", str(number)) for number, state, words in card.facts]


def flagged(card: ReviewCard) -> Options:
    """What is flagged, each once, to be set aside."""
    found = {
        one.key: f"{one.title}: “{one.finding.text}”" if one.finding.text else one.title
        for one in card.findings
    }
    return [(words, key) for key, words in found.items()]


def gap(card: ReviewCard, slot: Slot) -> Asked:
    """One gap of the reply, with the words beside it."""
    label = slot.label[:1].upper() + slot.label[1:]
    return Asked(label or "Gap", optional=True, hint=_around(card.reply, slot))


def more_gaps(card: ReviewCard, asked: int = GAPS) -> str:
    """That there are more gaps than one form asks for; empty where there are not."""
    more = len(card.slots) - asked
    return f"{more} more gaps come after these." if more > 0 else ""


def _around(reply: str, slot: Slot) -> str:
    """The words beside a gap, in whole words."""
    before, after = reply[: slot.start], reply[slot.end :]
    blank = after[:1] if after[:1].isspace() else ""  # which shortening would take away
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    return f"{before}[{slot.label}]{blank}{shorten(after, _AROUND)}"
