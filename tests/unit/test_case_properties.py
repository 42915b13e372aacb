"""Whatever people do in whatever order: no invalid state, and replay gives the same case."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot import events as e
from bot.case import LIVE, OVER, Case, CaseStatus, DraftState, evolve, replay
from bot.codec import decode, encode
from bot.decide import decide, record
from bot.errors import Refused
from bot.facts import FactState
from bot.findings import FindingKind, Severity
from bot.people import ApprovalPolicy, Person, Role
from bot.triage import Category, Confidence, Triage
from tests.cases import ALEX, LEE, MIA, RIO, START, flag, ref

PEOPLE = st.sampled_from([ALEX, MIA, LEE, RIO])
DRAFTS = st.integers(1, 4)
FLAGS = st.lists(
    st.sampled_from(
        [
            flag(FindingKind.UNFILLED_SLOT, Severity.BLOCK),
            flag(FindingKind.INSULT, Severity.BLOCK),
            flag(FindingKind.EXCUSE, Severity.WARN),
            flag(FindingKind.STOCK_PHRASE, Severity.TIP),
        ]
    ),
    max_size=2,
    unique=True,
).map(tuple)
KEYS = st.sampled_from([f"key-{k}" for k in ("unfilled_slot", "insult", "excuse")])
RIGHT = "the digest of the draft"

COMMANDS = st.one_of(
    st.builds(
        c.RecordTriage,
        st.builds(
            Triage,
            st.sampled_from(Category),
            st.integers(1, 5),
            st.sampled_from(Confidence),
            repeated=st.booleans(),
        ),
    ),
    st.builds(c.StateFact, st.sampled_from(FactState), st.builds(ref, st.just("fact"))),
    st.just(c.RequestDraft()),
    st.builds(
        c.ProposeDraft, st.sampled_from(e.Origin), st.builds(ref, st.text()), FLAGS, st.just("v")
    ),
    st.just(c.WithholdReply()),
    st.builds(c.Claim, st.booleans()),
    st.builds(c.DismissFinding, DRAFTS, KEYS, st.one_of(st.none(), st.just(ref("no")))),
    st.builds(c.Approve, DRAFTS, st.sampled_from([RIGHT, "wrong"]), st.booleans()),
    st.builds(c.WithdrawApproval, DRAFTS),
    st.builds(c.Reject, DRAFTS),
    st.builds(c.StartPublishing, DRAFTS, st.sampled_from([RIGHT, "wrong"])),
    st.builds(c.AbandonPublishing, DRAFTS),
    st.builds(c.RecordSent, DRAFTS),
    st.builds(c.Solve, st.sampled_from(e.Outcome)),
    st.builds(c.Close, st.just(ref("reason"))),
    st.just(c.Reopen()),
)
POLICIES = st.builds(
    ApprovalPolicy,
    approvals=st.integers(1, 3),
    roles=st.sampled_from([(Role.LEAD,), (Role.RESPONDER, Role.LEAD)]),
    author_may_approve=st.booleans(),
    lead_from_severity=st.integers(2, 5),
)
STEPS = st.lists(st.tuples(COMMANDS, st.one_of(PEOPLE, st.none())), max_size=40)


def _with_digest(case: Case, command: c.Command) -> c.Command:
    """Put the true digest of the draft where the sequence asks for it."""
    if not isinstance(command, c.Approve | c.StartPublishing) or command.digest != RIGHT:
        return command
    if command.draft > len(case.drafts):
        return command
    digest = case.draft(command.draft).content.digest
    if isinstance(command, c.Approve):
        return c.Approve(command.draft, digest, command.anyway)
    return c.StartPublishing(command.draft, digest)


def _invariants(case: Case, policy: ApprovalPolicy) -> None:
    live = [d for d in case.drafts if d.state in LIVE]
    assert len(live) <= 1
    assert [d.number for d in case.drafts] == list(range(1, len(case.drafts) + 1))
    for draft in case.drafts:
        ids = [p.id for p in draft.approvals]
        assert len(ids) == len(set(ids))
        if draft.state in {DraftState.APPROVED, DraftState.PUBLISHING, DraftState.SENT}:
            assert case.triage is not None
            assert not [
                f
                for f in case.open_flags(draft, Severity.BLOCK)
                if f.kind is FindingKind.UNFILLED_SLOT
            ]
            assert policy.author_may_approve or all(
                p.surely_not(draft.author) for p in draft.approvals
            )
            different: list[Person] = []
            for person in draft.approvals:
                if all(person.surely_not(other) for other in different):
                    different.append(person)
            assert len(different) >= policy.approvals
    if case.drafting:
        assert case.status not in OVER
        assert not [d for d in live if d.state is DraftState.PUBLISHING]
    if case.status is CaseStatus.PENDING:
        assert case.answered
    if case.status in OVER:
        assert not [d for d in live if d.state is DraftState.PUBLISHING]


@settings(max_examples=300, deadline=None)
@given(POLICIES, STEPS)
def test_random_commands_never_lead_to_an_invalid_case(
    policy: ApprovalPolicy, steps: list[tuple[c.Command, object]]
) -> None:
    """Each command is refused with a sentence, or leads to a valid case that replays the same."""
    case = Case("org", "case")
    history: list[e.Recorded] = []
    refused: list[str] = []
    for command, by in [(c.OpenCase(ref("post"), "google", ""), ALEX), *steps]:
        command = _with_digest(case, command)
        try:
            happened = decide(case, command, by=by, policy=policy)  # type: ignore[arg-type]
        except Refused as refusal:
            refused.append(str(refusal))
            continue
        for recorded in record(case, happened, by=by, at=START):  # type: ignore[arg-type]
            case = evolve(case, recorded)
            history.append(recorded)
        _invariants(case, policy)
    assert [r.seq for r in history] == list(range(1, len(history) + 1))
    assert replay("org", "case", history) == case
    assert all(sentence.endswith((".", "?")) for sentence in refused)


@settings(max_examples=100, deadline=None)
@given(POLICIES, STEPS)
def test_every_event_survives_being_stored(
    policy: ApprovalPolicy, steps: list[tuple[c.Command, object]]
) -> None:
    """Through JSON and back, an event is what it was."""
    case = Case("org", "case")
    for command, by in [(c.OpenCase(ref("post"), "google", "", START), ALEX), *steps]:
        try:
            happened = decide(case, _with_digest(case, command), by=by, policy=policy)  # type: ignore[arg-type]
        except Refused:
            continue
        for recorded in record(case, happened, by=by, at=START):  # type: ignore[arg-type]
            name, version, data = encode(recorded.event)
            assert decode(name, version, json.loads(json.dumps(data))) == recorded.event
            case = evolve(case, recorded)
