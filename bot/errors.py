"""Every error that Response Coach raises on purpose, in one tree.

The message of each is a sentence for a person: surfaces show it as it stands.

    CoachError
    ├── BadInput            what came in cannot be used; nothing was saved
    │   ├── EmptyText
    │   ├── TextTooLong
    │   ├── NotText
    │   └── FieldError
    ├── Refused             the case says no to a command; nothing changed
    │   ├── NoSuchCase
    │   ├── NoSuchDraft
    │   ├── CaseIsClosed
    │   ├── WrongMoment
    │   │   └── QuestionChanged
    │   ├── AlreadyDecided
    │   ├── NotAllowed
    │   │   └── OwnDraft
    │   ├── PromiseOpen
    │   ├── TextChanged
    │   ├── BlockOpen
    │   │   └── SlotsOpen
    │   └── WarningOpen
    ├── ModelError          the model gave nothing to use; the composer serves
    │   ├── ModelAway
    │   ├── ModelRefused
    │   ├── ModelGarbled
    │   └── BudgetSpent
    ├── PlatformError       Slack or Teams did not do what the bot asked it to
    │   ├── PlatformRefused
    │   ├── PlatformBusy
    │   └── PlatformAway
    ├── SetupError          settings or prompts that cannot be used; names file, line and key
    └── StoreError          the database cannot do it now; nothing is half-written
        ├── NotAllSaved
        ├── CaseChanged
        ├── NewerEvents
        ├── NewerSchema
        ├── StoreBusy
        ├── StoreFull
        ├── StoreReadOnly
        ├── StoreUnsuitable
        └── LeaseLost
"""

from __future__ import annotations


class CoachError(Exception):
    """Base of the tree. Seen by: whoever gave the command, as one plain sentence."""


class BadInput(CoachError):
    """Text that cannot be used. Seen by: the person or script that sent it (exit code 2)."""


class EmptyText(BadInput):
    """Nothing but blanks. Seen by: the person who sent it."""


class TextTooLong(BadInput):
    """More characters than one post or reply can have. Seen by: the person who sent it."""


class NotText(BadInput):
    """Bytes that are no readable text. Seen by: the person or script that sent them."""


class FieldError(BadInput):
    """One input of a form cannot be used. Seen by: the person, under the input `block_id`."""

    def __init__(self, block_id: str, problem: str) -> None:
        self.block_id = block_id
        super().__init__(problem)


class Refused(CoachError):
    """A command that the case does not accept. Seen by: the person who gave it."""


class NoSuchCase(Refused):
    """Unknown case, or one of another organisation. Seen by: the person who asked for it."""


class NoSuchDraft(Refused):
    """Unknown draft number. Seen by: the person who acted on it."""


class CaseIsClosed(Refused):
    """The case is over; it has to be reopened first. Seen by: the person who acted on it."""


class WrongMoment(Refused):
    """Right command, wrong state (copy before approval, say). Seen by: the person who gave it."""


class QuestionChanged(WrongMoment):
    """An answer to a question that is not open any more. Seen by: the person who answered."""


class AlreadyDecided(Refused):
    """Somebody was faster; the sentence says who. Seen by: the second person."""


class NotAllowed(Refused):
    """The person's role does not permit it. Seen by: that person."""


class OwnDraft(NotAllowed):
    """Four eyes: whoever forwarded or last edited may not approve. Seen by: the author."""


class PromiseOpen(Refused):
    """The case ends only once nothing is owed any more. Seen by: whoever wanted to end it."""


class TextChanged(Refused):
    """The text decided on is not the text that stands now. Seen by: the person who decided."""


class BlockOpen(Refused):
    """A blocking finding is open. Seen by: the person who approved, with the reason."""


class SlotsOpen(BlockOpen):
    """A `[slot]` nobody has filled. Seen by: the person who approved."""


class WarningOpen(Refused):
    """A warning wants a second look; approving *anyway* is possible. Seen by: the approver."""


class ModelError(CoachError):
    """The model gave nothing that can be used. Seen by: the log; the composer writes instead.

    The sentences hold neither customer text nor keys, whatever the model's server answered.
    `status` is the HTTP status with which it said no, 0 where it did not.
    """

    status = 0


class ModelAway(ModelError):
    """The model cannot be reached, is overloaded or does not let us in.

    `again` says that trying once more may help, `after` how many seconds it asked us to wait.
    """

    def __init__(self, problem: str, *, again: bool = False, after: float | None = None) -> None:
        self.again, self.after = again, after
        super().__init__(problem)


class ModelRefused(ModelError):
    """The model, or a rule of ours, does not want it to write here."""


class ModelGarbled(ModelError):
    """The model answered, but not what was asked, and not after a second try either."""


class BudgetSpent(ModelError):
    """The organisation's tokens of the day are used up. Seen by: the operator, too."""


class PlatformError(CoachError):
    """Slack or Teams did not do what the bot asked it to. Seen by: the log; jobs try again."""


class PlatformRefused(PlatformError):
    """The platform said no, and nothing happened there. `error` is its own word (`is_archived`).

    `barred` says that it does not accept our token or password (any more), whatever it is asked.
    """

    def __init__(self, platform: str, method: str, error: str, *, barred: bool = False) -> None:
        self.method, self.error, self.barred = method, error, barred
        super().__init__(f"{platform} refused {method}: {error}.")


class PlatformBusy(PlatformError):
    """Too many calls, and nothing happened; to be asked again in `retry_after` seconds."""

    def __init__(self, platform: str, method: str, retry_after: float) -> None:
        self.method, self.retry_after = method, retry_after
        super().__init__(f"{platform} wants {method} to wait for {retry_after:g} seconds.")


class PlatformAway(PlatformError):
    """It was not reached or did not answer. `sent` says that it may have been done there."""

    def __init__(self, platform: str, method: str, *, sent: bool = True) -> None:
        self.method, self.sent = method, sent
        super().__init__(f"{platform} did not answer {method}.")


class SetupError(CoachError):
    """Settings, profile, rubric or cues that cannot be used. Seen by: the operator, at start-up.

    The sentence names the file, the line (from 1) and the key where they are known.
    """

    def __init__(
        self, problem: str, *, file: str = "", line: int | None = None, key: str = ""
    ) -> None:
        self.file, self.line, self.key = file, line, key
        where = ", ".join(part for part in (file, f"line {line}" if line else "", key) if part)
        super().__init__(f"{where}: {problem}" if where else problem)


class StoreError(CoachError):
    """The database cannot do what is asked. Seen by: the person waiting, and the operator."""


class NotAllSaved(StoreError):
    """The first `saved` of several posts are kept, the others (`lost`) are not. Seen by: the
    person who sent them."""

    def __init__(self, saved: int, lost: str) -> None:
        self.lost = lost
        first = "The first post is" if saved == 1 else f"The first {saved} posts are"
        super().__init__(f"{first} saved. Please send only the others again.")


class CaseChanged(StoreError):
    """Another process appended to the case first. Seen by: nobody; the desk decides again."""


class NewerEvents(StoreError):
    """The case holds events of a newer release. Seen by: the operator; the case is left alone."""


class NewerSchema(StoreError):
    """The database was made by a newer release. Seen by: the operator, at start-up."""


class StoreBusy(StoreError):
    """The database is locked or out of reach; trying again may help."""


class StoreFull(StoreError):
    """No space left where the database lives."""


class StoreReadOnly(StoreError):
    """The database, or the folder it lives in, cannot be written."""


class StoreUnsuitable(StoreError):
    """A place that cannot keep cases safely, such as a network file system."""


class LeaseLost(StoreError):
    """The job was taken over by another worker; this result is discarded. Seen by: the log."""
