"""What people do with a review card, told once for every surface and every way of deciding.

A `Stage` is one surface with one way of deciding (buttons, say, or emoji). Each scenario is a
story in plain words; `SCENARIOS` lists them all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.case import CaseStatus, DraftState
from bot.commands import Decision
from bot.ledger import open_promises
from bot.views import CaseView

PASTA = "45 minutes for cold pasta, and the waiter laughed at us. Never again."
GOOD = (
    "Thank you for telling us. 45 minutes for cold pasta is not how we want it to go, and we're "
    "sorry. Lina looks into it today and answers here by 6 pm. What would put this right for you?"
)
BETTER = GOOD.replace("Thank you for telling us", "Thank you for being so open with us")
BLAMING = f"{GOOD} You should have told the waiter at the time."
INSULTING = f"{GOOD} You idiot."
SORRY = GOOD.replace("Lina looks into it today and answers here by 6 pm. ", "")  # promises nothing
PROMISE = "We will answer here again within three days"
PROMISING = SORRY.replace("What would", f"{PROMISE}. What would")
CAME_BACK = "Three days, and not a word. My daughter asks me why grown-ups laugh at people."
HAPPY = "You phoned, and the waiter wrote to us himself. My daughter and I will come again."


class Stage(Protocol):
    """Ana forwards, Ben reviews, Lea leads, Sam is a stranger to this team's approvals."""

    async def forward(self, who: str, text: str) -> None:
        """A post comes in; afterwards its card stands with a draft."""

    async def write(self, who: str, text: str) -> None:
        """A person puts an own text up for review, on the latest card."""

    async def decide(self, who: str, decision: Decision, *, card: int = -1) -> None:
        """Decide on a card, counted from the first; by default on the latest."""

    async def withdraw(self, who: str) -> None:
        """Take an own approval back."""

    async def anyway(self, who: str) -> None:
        """Approve in spite of the warning that was just told in private."""

    async def set_aside(self, who: str, reason: str) -> None:
        """Set the first finding of the latest draft aside, with a reason."""

    async def copy_and_post(self, who: str) -> None:
        """Copy the approved text, and say that it was posted."""

    async def fill_gap(self, who: str, text: str) -> None:
        """Say what belongs into the first gap of the latest draft."""

    async def ask_back(self, who: str, question: str) -> None:
        """Ask whoever forwarded the post, on the latest card."""

    async def answer(self, who: str, text: str) -> None:
        """Answer what was asked back, on the latest card."""

    async def in_tone(self, who: str, tone: str) -> None:
        """Have another draft in another tone, such as `warmer`."""

    async def promise(self, who: str, choice: str, *, until: str = "", text: str = "") -> None:
        """Say what became of the first open promise, as a `PromiseChoice`; or be told why not."""

    async def came_back(self, who: str, text: str) -> None:
        """The customer wrote again."""

    async def solve(self, who: str, outcome: str, quote: str = "") -> None:
        """Say how it ended, as an `Outcome`, with the customer's words; or be told why not."""

    def told(self, who: str) -> str:
        """The last private words to somebody, in a form or beside it; empty if there were none."""

    def cards(self) -> list[str]:
        """The words of all cards of the case, the oldest first."""

    async def case(self) -> CaseView:
        """The case with its words."""


async def _state(stage: Stage, number: int = 0) -> DraftState:
    drafts = (await stage.case()).case.drafts
    return drafts[number - 1].state


async def _good_draft(stage: Stage, text: str = GOOD) -> None:
    await stage.forward("Ana", PASTA)
    await stage.write("Ana", text)


async def approve(stage: Stage) -> None:
    """A draft is approved, copied and posted; then it is the customer's turn."""
    await _good_draft(stage)
    assert "cold pasta" in stage.cards()[-1]
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.APPROVED
    assert "Approved by Ben" in stage.cards()[-1]
    await stage.copy_and_post("Ana")
    assert (await stage.case()).case.status is CaseStatus.PENDING
    assert "nswered is not solved" in stage.cards()[-1]


async def edit(stage: Stage) -> None:
    """A person's text becomes a new draft on a card of its own; the old card says so."""
    await stage.forward("Ana", PASTA)
    await stage.write("Ben", GOOD)
    view = await stage.case()
    assert view.text(view.case.drafts[-1].content) == GOOD
    assert view.case.drafts[-1].author.name == "Ben"
    assert len(stage.cards()) == 2
    assert GOOD[:60] in stage.cards()[1]
    assert GOOD[:60] not in stage.cards()[0]


async def reject(stage: Stage) -> None:
    """Who says no is named, and nothing can be approved after that."""
    await _good_draft(stage)
    await stage.decide("Ben", Decision.REJECT)
    assert await _state(stage) is DraftState.REJECTED
    assert "Rejected by Ben" in stage.cards()[-1]
    await stage.decide("Ana", Decision.APPROVE)
    assert await _state(stage) is DraftState.REJECTED


async def again(stage: Stage) -> None:
    """Another draft stands on another card; the first one cannot be approved any more."""
    await stage.forward("Ana", PASTA)
    first = await stage.case()
    await stage.decide("Ben", Decision.AGAIN)
    view = await stage.case()
    assert len(view.case.drafts) == 2
    assert view.text(view.case.drafts[1].content) != first.text(first.case.drafts[0].content)
    assert view.case.drafts[0].state is DraftState.SUPERSEDED


async def claim(stage: Stage) -> None:
    """Who takes the case stands on the card."""
    await _good_draft(stage)
    await stage.decide("Ben", Decision.CLAIM)
    owner = (await stage.case()).case.claimed_by
    assert owner
    assert owner.name == "Ben"
    assert "Ben" in stage.cards()[-1]


async def twice(stage: Stage) -> None:
    """The second person is told who decided; nothing happens twice."""
    await _good_draft(stage)
    await stage.decide("Ben", Decision.APPROVE)
    await stage.decide("Ana", Decision.APPROVE)
    assert "Ben approved this already" in stage.told("Ana")
    assert [p.name for p in (await stage.case()).case.drafts[-1].approvals] == ["Ben"]


async def by_a_stranger(stage: Stage) -> None:
    """Who may not approve is told so in private, and the draft waits."""
    await _good_draft(stage)
    await stage.decide("Sam", Decision.APPROVE)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert "Approving needs" in stage.told("Sam")


async def on_an_old_card(stage: Stage) -> None:
    """An approval of an old text approves nothing."""
    await _good_draft(stage)
    await stage.write("Ana", BETTER)
    await stage.decide("Ben", Decision.APPROVE, card=-2)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert "newer draft" in stage.told("Ben")


async def withdrawn(stage: Stage) -> None:
    """An approval can be taken back as long as nothing was posted."""
    await _good_draft(stage)
    await stage.decide("Ben", Decision.APPROVE)
    await stage.withdraw("Ben")
    assert await _state(stage) is DraftState.AWAITING_REVIEW


async def with_a_warning(stage: Stage) -> None:
    """One thing first: a warning is shown in private, and approving anyway is possible."""
    await _good_draft(stage, BLAMING)
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert "One thing first" in stage.told("Ben")
    await stage.anyway("Ben")
    assert await _state(stage) is DraftState.APPROVED


async def with_a_block(stage: Stage) -> None:
    """What must not go out cannot be approved; the reason is told."""
    await _good_draft(stage, INSULTING)
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert "Not yet" in stage.told("Ben")


async def override(stage: Stage) -> None:
    """A lead sets a block aside, with a reason that stays in the history; then it can go out."""
    await _good_draft(stage, INSULTING)
    await stage.set_aside("Lea", "the customer's own word")
    await stage.decide("Lea", Decision.APPROVE)
    assert await _state(stage) is DraftState.APPROVED


async def four_eyes(stage: Stage) -> None:
    """Who wrote it cannot approve it where that is the rule."""
    await _good_draft(stage)
    await stage.decide("Ana", Decision.APPROVE)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert "somebody else" in stage.told("Ana")
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.APPROVED


async def gap(stage: Stage) -> None:
    """What belongs into a gap makes a new draft; then nothing in it is open that was filled."""
    await _good_draft(stage, GOOD.replace("Lina", "[who]"))
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    await stage.fill_gap("Ana", "Lina")
    view = await stage.case()
    assert view.text(view.case.drafts[-1].content) == GOOD
    await stage.decide("Ben", Decision.APPROVE)
    assert await _state(stage) is DraftState.APPROVED


async def asked_back(stage: Stage) -> None:
    """Nothing is approved while a question is open; the answer is known from then on."""
    await _good_draft(stage)
    await stage.ask_back("Ben", "Which table was it?")
    assert "Which table was it?" in stage.cards()[-1]
    await stage.decide("Ben", Decision.APPROVE)
    assert DraftState.APPROVED not in {draft.state for draft in (await stage.case()).case.drafts}
    await stage.answer("Ana", "Table 7, by the window")
    assert "Table 7, by the window" in stage.cards()[-1]


async def tone(stage: Stage) -> None:
    """Another tone is another draft, on a card of its own."""
    await stage.forward("Ana", PASTA)
    await stage.in_tone("Ben", "warmer")
    first, second = (await stage.case()).case.drafts
    assert (first.state, second.state) == (DraftState.SUPERSEDED, DraftState.AWAITING_REVIEW)
    assert len(stage.cards()) == 2


async def _posted(stage: Stage, text: str) -> None:
    """The reply is approved and stands in public."""
    await _good_draft(stage, text)
    await stage.decide("Ben", Decision.APPROVE)
    await stage.copy_and_post("Ana")
    assert (await stage.case()).case.status is CaseStatus.PENDING


async def promise_kept(stage: Stage) -> None:
    """A promise is seen before anybody approves it; until it is kept, the case does not end."""
    await _good_draft(stage, PROMISING)
    assert f"Promises: “{PROMISE}”" in stage.cards()[-1]
    assert "It will be yours when you post it." in stage.cards()[-1]
    await stage.decide("Ben", Decision.APPROVE)
    await stage.copy_and_post("Ana")
    assert f"We promised: “{PROMISE}”" in stage.cards()[-1]
    assert "Ana sees to it." in stage.cards()[-1]
    await stage.solve("Ana", "satisfied", HAPPY)
    assert (await stage.case()).case.status is CaseStatus.PENDING
    assert "A promise is still open" in stage.told("Ana")
    await stage.promise("Ana", "kept")
    assert not open_promises((await stage.case()).case.ledger)
    await stage.solve("Ana", "satisfied", HAPPY)
    assert (await stage.case()).case.status is CaseStatus.SOLVED


async def promise_moved(stage: Stage) -> None:
    """Whoever needs more time tells the customer so, and that note waits for approval."""
    await _posted(stage, PROMISING)
    note = "It takes us longer than we said, and we're sorry: you hear from us here in two weeks."
    await stage.promise("Ana", "moved", until="in two weeks", text=note)
    view = await stage.case()
    (owed,) = view.case.ledger
    assert owed.open
    assert owed.moved == 1
    assert view.text(view.case.drafts[-1].content) == note
    assert await _state(stage) is DraftState.AWAITING_REVIEW
    assert note[:60] in stage.cards()[-1]


async def promise_waived(stage: Stage) -> None:
    """That something need not be done is for a lead to say, with a reason."""
    await _posted(stage, PROMISING)
    await stage.promise("Sam", "waived", text="It is all the same to them.")
    assert open_promises((await stage.case()).case.ledger)
    assert "Only a lead can waive a promise" in stage.told("Sam")
    await stage.promise("Lea", "waived", text="They asked us not to write again.")
    assert not open_promises((await stage.case()).case.ledger)
    await stage.solve("Ana", "still unhappy", "They want nothing from us.")
    assert (await stage.case()).case.status is CaseStatus.SOLVED


async def customer_came_back(stage: Stage) -> None:
    """The customer's next words stand first on a card of their own, and the case needs us again."""
    await _posted(stage, SORRY)
    await stage.came_back("Ben", CAME_BACK)
    view = await stage.case()
    assert view.case.status is CaseStatus.OPEN
    assert (view.case.turn, view.post) == (2, CAME_BACK)
    card = stage.cards()[-1]
    assert CAME_BACK[:60] in card
    assert "these are the latest words" in card
    assert DraftState.SENT in {draft.state for draft in view.case.drafts}


async def thanks_alone(stage: Stage) -> None:
    """Thanks are no proof that it is solved; the customer's own words are."""
    await _posted(stage, SORRY)
    await stage.solve("Ana", "satisfied", "Thank you!")
    assert (await stage.case()).case.status is CaseStatus.PENDING
    assert "Thanks alone" in stage.told("Ana")
    await stage.solve("Ana", "satisfied", HAPPY)
    assert (await stage.case()).case.status is CaseStatus.SOLVED


Scenario = Callable[[Stage], Awaitable[None]]

SCENARIOS: tuple[Scenario, ...] = (
    approve,
    edit,
    reject,
    again,
    claim,
    twice,
    by_a_stranger,
    on_an_old_card,
    withdrawn,
    with_a_warning,
    with_a_block,
    override,
    four_eyes,
    gap,
    asked_back,
    tone,
    promise_kept,
    promise_moved,
    promise_waived,
    customer_came_back,
    thanks_alone,
)
# Scenarios that need another approval policy than the usual one.
FOUR_EYES = frozenset({four_eyes})
# In these everybody but Sam is a lead, and only leads approve.
LED = frozenset({by_a_stranger, promise_waived})
