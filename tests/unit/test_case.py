"""What a case accepts, what follows from it, and what it refuses in which words."""

from __future__ import annotations

import pytest

from bot import commands as c
from bot import events as e
from bot.case import CaseStatus, DraftState
from bot.errors import (
    AlreadyDecided,
    BlockOpen,
    CaseIsClosed,
    NoSuchCase,
    NoSuchDraft,
    NotAllowed,
    OwnDraft,
    SlotsOpen,
    TextChanged,
    WarningOpen,
    WrongMoment,
)
from bot.facts import FactState
from bot.findings import FindingKind, Severity
from bot.people import ApprovalPolicy
from bot.triage import Category, Confidence, Triage
from tests.cases import ALEX, LEE, MIA, RIO, Story, flag, happy, ref

FOUR_EYES = ApprovalPolicy(author_may_approve=False)


def test_a_forwarded_post_opens_a_new_case_that_waits_for_its_draft() -> None:
    """Forwarding is all it takes; nobody has to fill in anything."""
    story = Story().open(by=ALEX)
    assert story.case.status is CaseStatus.NEW
    assert story.case.drafting
    assert story.case.forwarder == ALEX


def test_the_first_person_who_acts_makes_it_open() -> None:
    """The coach's own reading leaves a case new; a person's claim does not."""
    story = Story().open(by=ALEX).draft()
    assert story.case.status is CaseStatus.NEW
    assert story.do(c.Claim(), by=MIA).case.status is CaseStatus.OPEN


def test_a_command_to_an_unknown_case_is_refused() -> None:
    """A case that was never opened accepts nothing."""
    with pytest.raises(NoSuchCase):
        Story().do(c.Claim(), by=ALEX)


def test_one_approval_is_enough_by_default_and_posting_makes_it_pending() -> None:
    """The whole way: draft, approve, copy, posted, and the customer's turn."""
    story = Story().open(by=ALEX).draft().approve(by=MIA)
    assert story.case.draft(1).state is DraftState.APPROVED
    story.do(c.StartPublishing(1, story.digest(1)), by=MIA)
    assert story.case.draft(1).state is DraftState.PUBLISHING
    story.do(c.RecordSent(1, ref("https://example.com/r/1")), by=MIA)
    assert story.case.draft(1).state is DraftState.SENT
    assert story.case.status is CaseStatus.PENDING


def test_posted_without_copy_is_recorded_as_started_and_sent() -> None:
    """Somebody who typed the approved reply by hand presses Posted at once."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.RecordSent(1), by=MIA)
    assert [type(r.event) for r in story.history[-2:]] == [e.PublishStarted, e.ReplySent]


def test_an_approval_counts_only_for_the_text_that_was_seen() -> None:
    """A digest of another text is refused, for approving and for publishing."""
    story = Story().open(by=ALEX).draft()
    with pytest.raises(TextChanged):
        story.do(c.Approve(1, "0" * 64), by=MIA)
    story.approve(by=MIA)
    with pytest.raises(TextChanged):
        story.do(c.StartPublishing(1, "0" * 64), by=MIA)


def test_a_new_draft_supersedes_the_old_one_and_its_approval() -> None:
    """An approval never carries over to another text."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).draft()
    assert [d.state for d in story.case.drafts] == [
        DraftState.SUPERSEDED,
        DraftState.AWAITING_REVIEW,
    ]
    with pytest.raises(WrongMoment, match="newer draft"):
        story.approve(1, by=LEE)


def test_nothing_replaces_a_reply_that_is_being_posted() -> None:
    """From PublishStarted on, first say whether it was posted."""
    story = Story().open(by=ALEX).draft().approve(by=MIA)
    story.do(c.StartPublishing(1, story.digest(1)), by=MIA)
    for command in (c.RequestDraft(), c.Close(ref("no")), story.proposal()):
        with pytest.raises(WrongMoment):
            story.do(command, by=MIA)
    story.do(c.AbandonPublishing(1), by=MIA)
    assert story.case.draft(1).state is DraftState.APPROVED


def test_the_second_person_is_told_who_decided() -> None:
    """The approval that completes the policy wins; so does the first rejection."""
    approved = Story().open(by=ALEX).draft().approve(by=MIA)
    with pytest.raises(AlreadyDecided, match="Mia approved"):
        approved.do(c.Reject(1), by=LEE)
    rejected = Story().open(by=ALEX).draft().do(c.Reject(1, ref("too stiff")), by=LEE)
    with pytest.raises(AlreadyDecided, match="Lee rejected"):
        rejected.approve(by=MIA)


def test_an_approval_can_be_taken_back_until_publishing_starts() -> None:
    """Whichever comes first decides."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.WithdrawApproval(1), by=MIA)
    assert story.case.draft(1).state is DraftState.AWAITING_REVIEW
    assert story.case.draft(1).approvals == ()
    story.approve(by=MIA).do(c.StartPublishing(1, story.digest(1)), by=MIA)
    with pytest.raises(WrongMoment, match="too late"):
        story.do(c.WithdrawApproval(1), by=MIA)


def test_only_an_own_approval_can_be_taken_back() -> None:
    """Somebody else is told whose it is, and nothing changes."""
    story = Story().open(by=ALEX).draft().approve(by=MIA)
    before = story.case.version
    with pytest.raises(WrongMoment, match="Only who approved it can take that back: Mia"):
        story.do(c.WithdrawApproval(1), by=LEE)
    assert story.case.version == before


def test_four_eyes_keep_the_forwarder_from_approving() -> None:
    """Whoever forwarded the post is the author of a machine's draft."""
    story = Story(FOUR_EYES).open(by=ALEX).draft()
    with pytest.raises(OwnDraft, match="You wrote this"):
        story.approve(by=ALEX)
    assert story.approve(by=MIA).case.draft(1).state is DraftState.APPROVED


def test_four_eyes_follow_the_last_editor() -> None:
    """Who edits becomes the author; the forwarder may then approve."""
    story = Story(FOUR_EYES).open(by=ALEX).draft(by=MIA)
    with pytest.raises(OwnDraft):
        story.approve(by=MIA)
    assert story.approve(by=ALEX).case.draft(1).state is DraftState.APPROVED


def test_an_unlinked_person_on_another_platform_may_be_the_author() -> None:
    """Different ids on different platforms prove nothing; a shared workspace does."""
    story = Story(FOUR_EYES).open(by=ALEX).draft()
    with pytest.raises(OwnDraft, match="Link your accounts"):
        story.approve(by=RIO)


def test_two_approvals_come_from_two_people() -> None:
    """The same person cannot fill both."""
    story = Story(ApprovalPolicy(approvals=2, author_may_approve=True)).open(by=ALEX).draft()
    story.approve(by=ALEX)
    assert story.case.draft(1).state is DraftState.AWAITING_REVIEW
    with pytest.raises(AlreadyDecided, match="somebody else"):
        story.approve(by=ALEX)
    assert story.approve(by=MIA).case.draft(1).state is DraftState.APPROVED


@pytest.mark.parametrize(("severity", "repeated"), [(4, False), (5, False), (2, True)])
def test_grave_and_repeated_complaints_need_a_lead_besides(severity: int, repeated: bool) -> None:
    """A responder's approval alone does not complete them."""
    triage = Triage(Category.COMPLAINT, severity, Confidence.SURE, repeated=repeated)
    story = Story().open(by=ALEX).do(c.RecordTriage(triage)).draft().approve(by=MIA)
    assert story.case.draft(1).state is DraftState.AWAITING_REVIEW
    assert story.approve(by=LEE).case.draft(1).state is DraftState.APPROVED


def test_roles_that_may_not_approve_are_told_who_may() -> None:
    """The sentence names the roles of the policy."""
    only_leads = ApprovalPolicy(roles=(LEE.roles[-1],))
    with pytest.raises(NotAllowed, match="a lead"):
        Story(only_leads).open(by=ALEX).draft().approve(by=MIA)


def test_an_open_slot_stops_approval_and_cannot_be_dismissed() -> None:
    """Only words fill a slot."""
    slot = flag(FindingKind.UNFILLED_SLOT, Severity.BLOCK)
    story = Story().open(by=ALEX).draft(flags=(slot,))
    with pytest.raises(SlotsOpen, match="One gap"):
        story.approve(by=LEE, anyway=True)
    with pytest.raises(NotAllowed, match="filled in"):
        story.do(c.DismissFinding(1, slot.key, ref("fine")), by=LEE)


def test_a_block_stops_approval_until_a_lead_sets_it_aside_with_a_reason() -> None:
    """Neither `anyway` nor a responder's dismissal is enough."""
    insult = flag(FindingKind.INSULT, Severity.BLOCK)
    story = Story().open(by=ALEX).draft(flags=(insult,))
    with pytest.raises(BlockOpen):
        story.approve(by=LEE, anyway=True)
    with pytest.raises(NotAllowed, match="Only a lead"):
        story.do(c.DismissFinding(1, insult.key, ref("it is her name")), by=MIA)
    with pytest.raises(NotAllowed, match="reason"):
        story.do(c.DismissFinding(1, insult.key), by=LEE)
    story.do(c.DismissFinding(1, insult.key, ref("it is her name")), by=LEE).approve(by=MIA)
    assert story.case.draft(1).state is DraftState.APPROVED


def test_a_warning_asks_once_and_anyway_is_remembered() -> None:
    """The event says in spite of which warnings it was approved."""
    warning = flag(FindingKind.EXCUSE, Severity.WARN)
    story = Story().open(by=ALEX).draft(flags=(warning,))
    with pytest.raises(WarningOpen, match="One thing first"):
        story.approve(by=MIA)
    story.approve(by=MIA, anyway=True)
    given = next(r.event for r in story.history if isinstance(r.event, e.ApprovalGiven))
    assert given.despite == (warning.key,)


def test_what_was_dismissed_stays_quiet_in_later_drafts_of_the_case() -> None:
    """Staff need not say the same thing twice."""
    warning = flag(FindingKind.EXCUSE, Severity.WARN)
    story = Story().open(by=ALEX).draft(flags=(warning,))
    story.do(c.DismissFinding(1, warning.key), by=MIA).draft(flags=(warning,)).approve(2, by=MIA)
    assert story.case.draft(2).state is DraftState.APPROVED


def test_tips_never_stand_in_the_way() -> None:
    """A tip only helps."""
    tip = flag(FindingKind.STOCK_PHRASE, Severity.TIP)
    story = Story().open(by=ALEX).draft(flags=(tip,)).approve(by=MIA)
    assert story.case.draft(1).state is DraftState.APPROVED


def test_a_claimed_case_names_its_owner_and_can_be_taken_over() -> None:
    """The second claimer hears who has it, and may still take over."""
    story = Story().open(by=ALEX).do(c.Claim(), by=MIA)
    with pytest.raises(AlreadyDecided, match="Mia is already on it"):
        story.do(c.Claim(), by=LEE)
    assert story.do(c.Claim(take_over=True), by=LEE).case.claimed_by == LEE


def test_facts_are_numbered_and_can_be_restated() -> None:
    """“Checking” becomes “confirmed” under the same number."""
    story = Story().open(by=ALEX)
    story.do(c.StateFact(FactState.CHECKING, ref("the rota")), by=ALEX)
    story.do(c.StateFact(FactState.CONFIRMED, ref("two cooks"), fact=1), by=MIA)
    assert [(f.number, f.state) for f in story.case.facts] == [(1, FactState.CONFIRMED)]


def test_solved_needs_an_answer_and_closed_a_reason() -> None:
    """Silence is a decision with a reason, not a solution."""
    story = Story().open(by=ALEX).draft()
    with pytest.raises(WrongMoment, match="Nothing has been answered"):
        story.do(happy(), by=MIA)
    story.do(c.Close(ref("a troll")), by=MIA)
    assert story.case.status is CaseStatus.CLOSED
    with pytest.raises(CaseIsClosed, match="Reopen"):
        story.approve(by=MIA)
    assert story.do(c.Reopen(), by=MIA).case.status is CaseStatus.OPEN


def test_asking_twice_for_a_draft_is_asking_once() -> None:
    """A second request while one is under way changes nothing."""
    story = Story().open(by=ALEX)
    version = story.case.version
    assert story.do(c.RequestDraft(), by=MIA).case.version == version


def test_an_unknown_draft_is_refused() -> None:
    """A button of a draft that never existed."""
    with pytest.raises(NoSuchDraft):
        Story().open(by=ALEX).approve(7, by=MIA)


def test_nothing_is_approved_before_the_post_was_read() -> None:
    """Whether a lead has to approve depends on the post."""
    story = Story().open(by=ALEX)
    story.do(story.proposal(origin=e.Origin.PERSON), by=ALEX)
    with pytest.raises(WrongMoment, match="still being read"):
        story.approve(by=MIA)


def test_copying_ends_the_wish_for_another_draft() -> None:
    """🔁 and Copy at the same moment: the reply is on its way, so nothing waits for a draft."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.RequestDraft(), by=LEE)
    story.do(c.StartPublishing(1, story.digest(1)), by=MIA)
    assert not story.case.drafting
    assert story.do(c.AbandonPublishing(1), by=MIA).case.draft(1).state is DraftState.APPROVED


def test_solving_ends_the_wish_for_another_draft() -> None:
    """Reopened later, the case waits for nothing."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.RecordSent(1), by=MIA)
    story.do(c.RequestDraft(), by=MIA).do(happy(), by=MIA)
    assert not story.case.drafting


def test_a_case_closed_unread_is_read_when_it_is_reopened() -> None:
    """It would otherwise stay without advice for ever."""
    story = Story().open(by=ALEX).do(c.Close(ref("twice")), by=ALEX).do(c.Reopen(), by=MIA)
    assert story.case.drafting


def test_a_reply_based_on_an_older_draft_does_not_replace_a_newer_one() -> None:
    """Two people write at once: the second is told instead of overwriting the first."""
    story = Story().open(by=ALEX).draft().draft(by=MIA)
    late = c.ProposeDraft(e.Origin.PERSON, ref("mine"), (), "v1", based_on=1)
    with pytest.raises(WrongMoment, match="newer draft"):
        story.do(late, by=LEE)


def test_an_unlinked_second_approver_counts_once() -> None:
    """Two identities that may be one person are one approval."""
    story = Story(ApprovalPolicy(approvals=2, author_may_approve=True)).open(by=ALEX).draft()
    story.approve(by=ALEX).approve(by=RIO)
    assert story.case.draft(1).state is DraftState.AWAITING_REVIEW
    assert story.approve(by=LEE).case.draft(1).state is DraftState.APPROVED


def test_a_further_draft_on_an_answered_case_needs_us_again() -> None:
    """It shows up under what is open."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.RecordSent(1), by=MIA)
    assert story.draft(by=MIA).case.status is CaseStatus.OPEN


def test_posting_from_a_stale_page_keeps_a_closed_case_closed() -> None:
    """The truth about the public is recorded; the decision to close stands."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).do(c.Close(ref("done")), by=MIA)
    story.do(c.RecordSent(1), by=MIA)
    assert story.case.draft(1).state is DraftState.SENT
    assert story.case.status is CaseStatus.CLOSED


def test_an_approved_reply_posted_by_hand_is_recorded_although_superseded() -> None:
    """Somebody selected the text and posted it while a colleague asked for another draft."""
    story = Story().open(by=ALEX).draft().approve(by=MIA).draft()
    assert story.do(c.RecordSent(1), by=MIA).case.draft(1).state is DraftState.SENT


def test_who_is_left_after_a_withdrawal_is_named() -> None:
    """The card says who approved, not “somebody”."""
    story = Story(ApprovalPolicy(approvals=3, author_may_approve=True)).open(by=ALEX).draft()
    story.approve(by=MIA).approve(by=LEE).do(c.WithdrawApproval(1), by=LEE)
    assert story.case.draft(1).decided_by == MIA
