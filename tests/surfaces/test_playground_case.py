"""The way of a case in the playground, without any script, and the answers to the script."""

from __future__ import annotations

import pytest

from bot.case import CaseStatus
from bot.people import HOME, ApprovalPolicy, Caller
from bot.playground.people import ALEX
from bot.store import Store
from tests.playground_site import KIND, RUDE, Visitor, visiting


async def fill(visitor: Visitor) -> None:
    """Put words into every gap of the draft."""
    form, _ = visitor.page.form_with("Fill in")
    gaps = [name for name in form.fields if name.startswith("slot-")]
    await visitor.press("Fill in", **dict.fromkeys(gaps, "Giulia"))


async def approved(visitor: Visitor) -> None:
    """Bring the case to an approved reply of one's own."""
    await visitor.bring()
    await visitor.write(KIND)
    await visitor.press("Approve")
    if visitor.page.offers("Approve anyway"):
        await visitor.press("Approve anyway")


async def test_the_whole_way_works_without_script(visitor: Visitor) -> None:
    """Post, facts, gaps, approval, copy, posted, solved, reopened, closed."""
    await visitor.bring()
    await visitor.press("Write it with this", fact_0="two cooks were ill", state_0="confirmed")
    page = await visitor.look_again()
    assert "two cooks were ill" in page.words
    await fill(visitor)
    assert not visitor.page.offers("Fill in")
    page = await visitor.press("Approve")
    if page.offers("Approve anyway"):
        page = await visitor.press("Approve anyway")
    assert "Approved by Robin" in page.words
    page = await visitor.press("Copy reply")
    assert "Was it posted?" in page.words
    page = await visitor.press("Posted", link="https://example.org/r/9")
    assert "https://example.org/r/9" in page.links
    assert "Answered A complaint" in (await visitor.open("/?show=waiting")).words
    page = await visitor.open(page.path)
    while page.offers("Kept"):
        page = await visitor.press("Kept")
    page = await visitor.press("Mark as solved", outcome="won back", quote="We came again!")
    assert "Solved: won back" in page.words
    page = await visitor.press("Reopen the case", reason="They wrote again")
    assert (await visitor.view()).case.status is CaseStatus.OPEN
    page = await visitor.press("Close the case", reason="Talked on the phone")
    assert (await visitor.view()).case.status is CaseStatus.CLOSED
    assert "Talked on the phone" in page.words
    assert not page.offers("Approve")


async def test_gaps_stop_the_approval_with_a_reason(visitor: Visitor) -> None:
    """The sentence stands on the card; the case is as it was."""
    await visitor.bring()
    page = await visitor.press("Approve")
    assert page.status == 409
    assert "2 gaps" in page.said
    assert not page.offers("Copy reply")


async def test_filling_nothing_in_says_so(visitor: Visitor) -> None:
    """And changes nothing."""
    await visitor.bring()
    page = await visitor.press("Fill in")
    assert page.status == 400
    assert "gap" in page.said


async def test_a_blocked_reply_says_why(visitor: Visitor) -> None:
    """An insult cannot be approved, so nothing invites to it."""
    await visitor.bring()
    page = await visitor.write(f"{KIND} You are an idiot.")
    assert "idiot" in page.words
    assert 'class="primary" name="decision" value="approve"' not in page.html
    page = await visitor.press("Approve")
    assert page.status == 409
    assert page.said
    assert not page.offers("Approve anyway")


async def test_a_warning_asks_once_and_can_be_overruled(visitor: Visitor) -> None:
    """“One thing first”, then approve anyway."""
    await visitor.bring()
    await visitor.write(RUDE)
    page = await visitor.press("Approve")
    assert page.status == 409
    assert page.said.startswith("One thing first")
    page = await visitor.press("Approve anyway")
    assert "Approved by Robin" in page.words


async def test_an_approval_can_be_taken_back_by_who_gave_it(visitor: Visitor) -> None:
    """The other person does not even see the button."""
    await approved(visitor)
    await visitor.press("Alex")
    assert not visitor.page.offers("Take approval back")
    await visitor.press("Robin")
    page = await visitor.press("Take approval back")
    assert page.offers("Approve")


async def test_a_copied_reply_may_turn_out_not_to_be_posted(visitor: Visitor) -> None:
    """It is approved as before, and can be copied again."""
    await approved(visitor)
    await visitor.press("Copy reply")
    page = await visitor.press("Not posted after all")
    assert page.offers("Copy reply")


async def test_nobody_approves_a_draft_they_do_not_see(visitor: Visitor) -> None:
    """While another draft is written, only what needs no draft is offered."""
    await visitor.bring()
    page = await visitor.press("Another draft")
    assert "Reading the post …" in page.words
    assert not page.offers("Approve")
    assert page.offers("Close the case")
    assert (await visitor.look_again()).offers("Approve")


async def test_a_closed_case_has_no_editor(visitor: Visitor) -> None:
    """Its page is shown instead, with the way to reopen it."""
    await visitor.bring()
    await visitor.press("Close the case", reason="Spoke on the phone")
    page = await visitor.open(f"/cases/{visitor.case_id}?write=own")
    assert not page.offers("Save for review")
    assert page.offers("Reopen the case")


async def test_rejecting_keeps_the_reason_and_offers_another_draft(visitor: Visitor) -> None:
    """The reason stands in the history."""
    await visitor.bring()
    page = await visitor.press("Reject this draft", reason="Too stiff")
    assert "Rejected by Robin" in page.words
    assert "Too stiff" in page.words
    await visitor.press("Another draft")
    page = await visitor.look_again()
    assert "Waiting for your decision" in page.words


async def test_somebody_elses_case_can_be_taken_over(visitor: Visitor) -> None:
    """Who is on it stands on the page and in the list."""
    await visitor.bring()
    page = await visitor.press("I'm on it")
    assert "You're on it" in page.words
    page = await visitor.press("Alex")
    page = await visitor.press("Take over from Robin")
    assert (await visitor.view()).case.claimed_by.name == "Alex"  # type: ignore[union-attr]
    assert "Alex on it" in (await visitor.open("/")).words


async def test_editing_starts_from_the_draft_and_writing_from_nothing(visitor: Visitor) -> None:
    """✏️ Edit brings the words along."""
    await visitor.bring()
    draft = (await visitor.view()).text((await visitor.view()).case.drafts[-1].content)
    page = await visitor.press("Edit")
    assert page.form_with("Save for review")[0].fields["text"] == draft
    page = await visitor.open(f"/cases/{visitor.case_id}?write=own")
    assert page.form_with("Save for review")[0].fields["text"] == ""


async def test_an_unusable_reply_stays_in_the_editor(visitor: Visitor) -> None:
    """Too long: a sentence, and every character still there."""
    await visitor.bring()
    page = await visitor.write("y" * 40_001)
    assert page.status == 400
    assert "40,000" in page.said
    assert len(page.form_with("Save for review")[0].fields["text"]) == 40_001


async def test_a_reply_written_while_the_case_was_closed_is_not_lost(visitor: Visitor) -> None:
    """The refusal stands above the words."""
    await visitor.bring()
    editor = await visitor.open(f"/cases/{visitor.case_id}?write=own")
    form, _ = editor.form_with("Save for review")
    await visitor.open(f"/cases/{visitor.case_id}")
    await visitor.press("Close the case", reason="Spoke on the phone")
    page = await visitor.send(form.action, {**form.fields, "text": KIND})
    assert page.status == 409
    assert "Reopen" in page.said
    assert page.form_with("Save for review")[0].fields["text"] == KIND


async def test_what_was_set_aside_while_typing_stays_aside(visitor: Visitor) -> None:
    """The saved reply does not bring it up again, and approval does not ask."""
    await visitor.bring()
    found = await visitor.check(RUDE)
    keys = " ".join(f["key"] for f in found if f["severity"] == "warn")
    assert keys
    editor = await visitor.open(f"/cases/{visitor.case_id}?write=own")
    form, _ = editor.form_with("Save for review")
    await visitor.send(form.action, {**form.fields, "text": RUDE, "aside": keys})
    assert "Approved by Robin" in (await visitor.press("Approve")).words


async def test_a_finding_can_be_set_aside_in_the_details(visitor: Visitor) -> None:
    """It is gone from the card and stands in the history."""
    await visitor.bring()
    await visitor.write(RUDE)
    before = len((await visitor.view()).case.dismissed)
    assert "Why is it fine here? (optional)" in visitor.page.words
    page = await visitor.press("Set aside in this case", reason="It is true")
    assert len((await visitor.view()).case.dismissed) == before + 1
    assert "set a finding aside: It is true" in page.words


async def test_a_block_is_for_a_lead_with_a_reason(visitor: Visitor) -> None:
    """A responder reads who can do it."""
    await visitor.bring()
    await visitor.write(f"{KIND} You are an idiot.")
    await visitor.press("Alex")
    assert "A lead can set this aside" in visitor.page.words
    await visitor.press("Robin")
    await visitor.press("Set aside in this case", reason="We quote them")
    assert (await visitor.view()).case.dismissed


async def test_four_eyes_can_be_tried_with_two_people(sqlite_store: Store) -> None:
    """The author is refused kindly; the other person approves."""
    async with visiting(sqlite_store, policy=ApprovalPolicy()) as visitor:
        await visitor.bring()
        await visitor.write(KIND)
        page = await visitor.press("Approve")
        assert page.status == 409
        assert "somebody else" in page.said
        await visitor.press("Alex")
        page = await visitor.press("Approve")
        if page.offers("Approve anyway"):
            page = await visitor.press("Approve anyway")
        assert "Approved by Alex" in page.words


async def test_several_facts_go_in_at_once(visitor: Visitor) -> None:
    """Each with how sure we are; empty rows are skipped."""
    await visitor.bring()
    await visitor.press(
        "Write it with this",
        fact_0="refunded the pasta",
        fact_1="spoke with the waiter",
        state_1="checking",
    )
    facts = (await visitor.view()).facts
    assert [(f.text, str(f.state)) for f in facts] == [
        ("refunded the pasta", "confirmed"),
        ("spoke with the waiter", "checking"),
    ]


@pytest.mark.parametrize(
    "fields", [{"fact_0": " "}, {"fact_0": "x", "state_0": "perhaps"}, {"fact_1": "z" * 40_001}]
)
async def test_facts_that_cannot_be_used_stay_typed(
    visitor: Visitor, fields: dict[str, str]
) -> None:
    """Also with a state nobody offered."""
    await visitor.bring()
    page = await visitor.press("Write it with this", **fields)
    assert page.status == 400
    assert page.said
    typed = page.form_with("Write it with this")[0].fields
    name = next(iter(fields))
    assert typed[name.replace("_", "-")] == fields[name]
    assert not (await visitor.view()).facts


async def test_details_tell_how_it_was_read_and_what_happened(visitor: Visitor) -> None:
    """Evidence in the customer's words, the rubric in words, versions, history."""
    await visitor.bring()
    await visitor.write(KIND)
    words = visitor.page.words
    for heading in ("How we read the post", "What a good reply holds", "Versions", "What happened"):
        assert heading in words
    assert "forwarded the post" in words
    assert "<ins>" in visitor.page.html


async def test_a_person_at_risk_gets_a_human_and_a_helpline(visitor: Visitor) -> None:
    """Nothing is drafted, and no fact or draft is asked for."""
    page = await visitor.bring("I can't go on any more. I want to kill myself tonight.")
    assert "Please act now" in page.words
    assert not page.offers("Write it with this")
    assert not page.offers("Approve")
    assert (await visitor.view()).case.drafts == ()
    assert page.offers("I'm on it")
    assert page.offers("Close the case")


async def test_a_rude_reply_is_flagged_while_typed_and_nothing_is_kept(visitor: Visitor) -> None:
    """Exact places as browsers count, a reason, and no trace in the case."""
    await visitor.bring()
    before = (await visitor.view()).case.version
    text = f"🍝 {RUDE}"
    blame = next(f for f in await visitor.check(text) if "should have" in f["text"].lower())
    units = text.encode("utf-16-le")
    assert units[blame["start"] * 2 : blame["end"] * 2].decode("utf-16-le") == blame["text"]
    assert blame["why"]
    assert (await visitor.view()).case.version == before


@pytest.mark.parametrize("text", ["", " ", "\ud83c", "z" * 40_001, 7, None])
async def test_whatever_is_typed_is_answered(visitor: Visitor, text: object) -> None:
    """Empty, half an emoji, too long, or no text at all."""
    await visitor.bring()
    assert isinstance(await visitor.check(text), list)


async def test_an_unsure_coach_asks_and_takes_the_answer(visitor: Visitor) -> None:
    """The question stands on the card until a person answers it."""
    page = await visitor.bring("Well. That was something.")
    assert "not clear what kind of post" in page.words
    await visitor.press("Praise")
    page = await visitor.look_again()
    assert "not clear what kind of post" not in page.words
    assert "Praise" in page.words


async def test_an_unsure_coach_knows_the_rarer_kinds_too(visitor: Visitor) -> None:
    """The four most likely ones have a button each, the others a list; all are there once."""
    page = await visitor.bring("Well. That was something.")
    asked, rest = (page.form_with(words)[0] for words in ("Praise", "Go with this"))
    titles = [button.words for button in asked.buttons]
    kinds = visitor.desk.coach.playbook.handling.kinds.values()
    assert titles[0] == "Praise"
    assert set(titles) < {kind.title for kind in kinds}
    assert "It is" in page.words
    assert rest.fields["category"] == "troll"
    await visitor.press("Go with this", category="spam")
    assert "Spam" in (await visitor.look_again()).words


async def test_an_unknown_kind_of_post_is_refused(visitor: Visitor) -> None:
    """A forged form changes nothing and says so."""
    await visitor.bring()
    page = await visitor.press("Go with this", category="nonsense")
    assert page.status == 400
    assert "choose one" in page.said


async def drafted_meanwhile(visitor: Visitor) -> None:
    """Somebody else saves a reply while the page stands open."""
    await visitor.desk.edit(Caller(HOME, ALEX), visitor.case_id, f"{KIND} [who] calls by [when].")


async def test_a_reply_never_replaces_a_newer_one_unseen(visitor: Visitor) -> None:
    """The sentence says so, the words stay, and saving again is a decision."""
    await visitor.bring()
    await visitor.open(f"/cases/{visitor.case_id}?write=own")
    await drafted_meanwhile(visitor)
    page = await visitor.press("Save for review", text="We are sorry, Dana.")
    assert page.status == 409
    assert "newer draft" in page.said
    assert page.form_with("Save for review")[0].fields["text"] == "We are sorry, Dana."
    page = await visitor.press("Save for review")
    assert "We are sorry, Dana." in page.words


async def test_words_for_the_gaps_of_an_older_draft_are_given_back(visitor: Visitor) -> None:
    """They are shown, but fill no gap of the newer text: that may ask for something else."""
    await visitor.bring()
    await drafted_meanwhile(visitor)
    page = await visitor.press("Fill in", slot_0="Giulia from the kitchen")
    assert page.status == 409
    assert "newer draft" in page.said
    assert "You typed: Giulia from the kitchen" in page.words
    assert set(page.form_with("Fill in")[0].fields.values()).isdisjoint({"Giulia from the kitchen"})
