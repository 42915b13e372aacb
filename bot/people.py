"""Who acts on a case, and who may approve what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotAllowed, OwnDraft

# The organisation of an installation that serves just one.
HOME = "local"

# The severities of a post are 1 to this.
HIGHEST_SEVERITY = 5

# What somebody is called whose name the platform has not told yet.
SOMEBODY = "A colleague"


class Role(StrEnum):
    """What a person may do; a person can have several."""

    RESPONDER = "responder"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace, a Teams tenant or a playground, owned by one organisation."""

    organisation: str
    platform: str
    id: str

    @property
    def key(self) -> str:
        """`platform:id`, the form in which a `Person` names the workspace."""
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a platform something happened: ids as the platform gives them.

    `message` is the message there, empty for none. `shared` says that outsiders can read along.
    """

    platform: str
    workspace: str
    conversation: str
    message: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts. `id` (`platform:workspace:member`) is the account that they use.

    `workspaces` holds the `Workspace.key` of each place where the person is known by now, and
    `linked` the ids of all their accounts, if they said that they have several. Accounts may be
    linked after something was done with one of them, so people are told apart by `same`, not by id.
    """

    id: str
    name: str
    workspaces: tuple[str, ...]
    roles: tuple[Role, ...] = (Role.RESPONDER,)
    linked: tuple[str, ...] = ()

    def same(self, other: Person) -> bool:
        """Whether these are known to be one person."""
        return not {self.id, *self.linked}.isdisjoint({other.id, *other.linked})

    def surely_not(self, other: Person) -> bool:
        """Whether these are provably two people: different ids within one shared workspace.

        Two ids on different platforms may be one person whose accounts were never linked.
        """
        shared = not set(self.workspaces).isdisjoint(other.workspaces)
        return shared and not self.same(other)


def person_id(platform: str, workspace: str, member: str) -> str:
    """The `Person.id` of a member, who may have the same member id in another workspace."""
    return f"{platform}:{workspace}:{member}"


def member_id(platform: str, person: str) -> tuple[str, str]:
    """Workspace and member id of a `Person.id`; empty for people of other platforms."""
    theirs, _, rest = person.partition(":")
    workspace, _, member = rest.partition(":")
    return (workspace, member) if theirs == platform else ("", "")


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a use case runs.

    `delivery` identifies what came in, by one key or several: delivered again, it does nothing.
    """

    organisation: str
    person: Person
    delivery: tuple[str, ...] = ()

    @property
    def member(self) -> str:
        """The id that the platform knows them by."""
        return self.person.id.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """How many approvals a reply needs, from which roles, and whether authors may give one.

    From severity `lead_from_severity` (1 to 5) on, and for a repeated complaint, one of the
    approvals has to be a lead's. An author is whoever forwarded the post or last edited the reply.
    """

    approvals: int = 1
    roles: tuple[Role, ...] = (Role.RESPONDER, Role.LEAD)
    author_may_approve: bool = False
    lead_from_severity: int = 4

    def check(self, person: Person, author: Person) -> None:
        """Raise `NotAllowed` or `OwnDraft` where `person` may not approve a draft of `author`."""
        if not set(person.roles) & set(self.roles):
            names = " or ".join(f"a {role}" for role in self.roles)
            raise NotAllowed(f"Approving needs {names}. Could one of them have a look?")
        if not self.author_may_approve and not person.surely_not(author):
            if person.same(author):
                raise OwnDraft("You wrote this one, so somebody else has to approve it.")
            raise OwnDraft(
                f"You might be {author.name} on another platform. Link your accounts, "
                "or let a colleague approve."
            )

    def complete(self, approvers: Sequence[Person], *, needs_lead: bool) -> bool:
        """Whether these approvals are enough. Who cannot be told apart counts once."""
        different: list[Person] = []
        for person in approvers:
            if all(person.surely_not(other) for other in different):
                different.append(person)
        if len(different) < self.approvals:
            return False
        return not needs_lead or any(Role.LEAD in person.roles for person in approvers)
