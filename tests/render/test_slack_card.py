"""Review cards and other messages in Slack: what they say, what they offer, and Slack's limits."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot.acts import Act
from bot.slack import render
from bot.slack.card_blocks import REPLY
from bot.slack.emoji import emoji_shown
from bot.slack.ids import PREFIX
from tests.cases import LEE, MIA, happy
from tests.render.checks import (
    CASES,
    DANGER,
    EMOJI,
    SAMPLES,
    acts_of,
    answered,
    asked_back,
    assert_fits,
    card,
    crowded,
    main_buttons,
    offered,
    outline,
)
from tests.render.nasty import markup, texts
from tests.render.samples import GAPPY, KIND, RUDE, START, Told
from tests.slack_blocks import controls, words

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("name", CASES)
def test_cards_look_as_they_were_agreed(name: str) -> None:
    """A change of a card is a change of these files; SNAPSHOTS=1 writes them anew."""
    path, told = SNAPSHOTS / f"{name}.txt", outline(card(CASES[name]()))
    if os.environ.get("SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_typical_cards_keep_to_the_limits(name: str) -> None:
    """Each of the agreed cards can be sent."""
    assert_fits(card(CASES[name]()))


# -- what comes first -------------------------------------------------------------------------


def test_customer_reply_and_riskiest_thing_stand_first() -> None:
    """On a phone these three are what somebody sees."""
    first = [words([block]) for block in card(Told().wrote(RUDE)).blocks[:3]]
    assert first[0].startswith("45 minutes for cold pasta")
    assert first[1] == RUDE
    assert "Please delete this review" in first[2]


def test_the_fallback_says_who_what_and_the_riskiest_thing() -> None:
    """Screen readers and notifications read the text, not the blocks."""
    told = card(Told().wrote(RUDE)).text
    assert told.startswith("Dana K. on Google reviews: “45 minutes for cold pasta")
    assert RUDE in told
    assert "Asking for the post to go" in told
    assert "Waiting for your decision." in told


def test_a_helpline_stands_before_everything() -> None:
    """Somebody in danger: the first line helps, and no draft is offered."""
    shown = card(Told(DANGER).drafted())
    assert "Samaritans" in words([shown.blocks[0]])
    assert shown.text.startswith("Samaritans")
    assert "Draft one anyway" not in offered(shown)
    assert {"Write my own", "Claim 👀"} <= set(offered(shown))


def test_gaps_stand_out_in_the_reply() -> None:
    """What only a person can know is bold, and filling it in is the first thing offered."""
    shown = card(Told().wrote(GAPPY))
    runs = next(b for b in shown.blocks if b["block_id"] == "reply")["elements"][0]["elements"]
    assert [r["text"] for r in runs if r.get("style", {}).get("bold")] == ["[who]", "[by when]"]
    assert main_buttons(shown)[0] == "Fill the gaps"


def test_the_clock_says_from_when_it_runs() -> None:
    """From the post where that is known; else from when it came in, and it says so."""
    posted = words(card(Told()).blocks)
    assert f"posted <!date^{int((START - timedelta(hours=2)).timestamp())}^" in posted
    came_in = words(card(Told(posted_at=None)).blocks)
    assert "came in <!date^" in came_in
    assert "when it was posted is not known" in came_in


def test_only_a_real_link_of_the_post_can_be_followed() -> None:
    """An address of another kind is shown in Details, never as a link."""
    assert "<https://reviews.example.org/r/7|Open the post>" in words(card(Told()).blocks)
    assert "Open the post" not in words(card(Told(link="javascript:alert(1)")).blocks)
    twisted = Told(link="https://a.example/?a=1&b=2")
    assert "<https://a.example/?a=1&amp;b=2|Open the post>" in words(card(twisted).blocks)


# -- what is offered --------------------------------------------------------------------------


def test_a_draft_to_decide_on() -> None:
    """Five decisions with their emoji, and one line that says which emoji does what."""
    shown = card(Told().wrote(KIND))
    assert main_buttons(shown) == ["Approve ✅", "Edit ✏️", "Again 🔁", "Reject ❌", "Claim 👀"]
    assert words([shown.blocks[-1]]) == (
        "React with ✅ approve · 👀 mine · ✏️ edit · 🔁 again · ❌ no"
    )


def test_own_emoji_of_the_workspace_are_named() -> None:
    """An operator may choose a custom emoji; Slack shows it between colons."""
    names = emoji_shown({"party": c.Decision.APPROVE})
    shown = render.card(Told().wrote(KIND).card, emoji=names)
    assert main_buttons(shown)[0] == "Approve :party:"


def test_while_a_question_is_open_it_can_be_answered_but_not_approved() -> None:
    """The first line says who is asked what."""
    shown = card(asked_back())
    assert words([shown.blocks[2]]).startswith("Lee asked Alex: “Was it table 7?”")
    assert main_buttons(shown)[0] == "Answer"
    assert not any(label.startswith("Approve") for label in offered(shown))


def test_what_colleagues_said_stands_on_the_card() -> None:
    """The remark of whoever forwarded the post, and the answer that has not become a fact."""
    told = answered()
    shown = words(card(told).blocks)
    assert "Alex wrote: Table 4, we refunded them already" in shown
    assert "Alex answered: “No, table 4”" in shown
    told.knows("it was table 4")
    assert "No, table 4" not in words(card(told).blocks)


def test_where_nobody_said_anything_nothing_is_shown() -> None:
    """Nor where the words were erased."""
    told = answered()
    told.texts.clear()
    assert "wrote:" not in words(card(told).blocks)
    assert "wrote:" not in words(card(Told(note="  ").wrote(KIND)).blocks)


def test_a_card_that_nobody_else_sees_says_how_others_find_it() -> None:
    """While they are needed, not afterwards."""
    draft = Told().wrote(KIND)
    alone = render.card(draft.card, emoji=EMOJI, alone=True)
    assert "Others have to approve, but only you see this card." in words(alone.blocks)
    assert_fits(alone)
    later = render.card(draft.approved().card, emoji=EMOJI, alone=True)
    assert "only you see" not in words(later.blocks)


def test_a_claimed_case_says_by_whom() -> None:
    """Nobody is asked to claim it again."""
    shown = card(Told().wrote(KIND).do(c.Claim(), by=MIA))
    assert "Mia is on it" in words(shown.blocks)
    assert "Claim 👀" not in offered(shown)


@pytest.mark.parametrize(
    ("told", "buttons"),
    [
        (
            lambda: Told().wrote(KIND).approved(),
            ["Copy & open post", "Edit ✏️", "Take approval back", "Again 🔁"],
        ),
        (
            lambda: Told().wrote(KIND).approved().copied(),
            ["Posted", "Not posted", "Copy again"],
        ),
        (
            lambda: Told().wrote(KIND).approved().posted(),
            ["They wrote again", "Solved", "Correct"],
        ),
        (
            lambda: Told().wrote(KIND).do(c.Reject(1), by=LEE),
            ["Write my own", "Again 🔁", "Edit ✏️"],
        ),
        (
            lambda: Told().wrote(KIND).approved().posted().do(happy(), by=LEE),
            ["Reopen", "Correct", "Another outcome", "They wrote again"],
        ),
        (
            lambda: Told().drafted().do(c.RequestDraft(), by=MIA),
            ["Edit ✏️", "Claim 👀"],
        ),
    ],
)
def test_each_state_offers_its_next_steps(told: Callable[[], Told], buttons: list[str]) -> None:
    """What is next stands on the card; everything else is in the menus."""
    shown = card(told())
    assert main_buttons(shown) == buttons
    assert "Details" in offered(shown)
    assert_fits(shown)


def test_a_late_block_takes_the_copy_button_away() -> None:
    """Approved, but a second reading found something: it cannot be copied, and the card says so."""
    shown = card(Told().wrote(KIND).approved().reread(RUDE))
    assert "Please don't post this yet." in words([shown.blocks[2]])
    assert not any(label.startswith("Copy") for label in offered(shown))
    assert "Take approval back" in main_buttons(shown)


def test_menus_hold_what_is_rarely_needed() -> None:
    """Five lines, or a list where there are more; with the buttons everything the case allows."""
    shown = card(Told().drafted())
    name = PREFIX + Act.MENU
    menus = [one for one in controls(shown.blocks) if one.element["action_id"] == name]
    acts = {act for menu in menus for act, _ in acts_of(menu)}
    assert acts >= {Act.FACTS, Act.ASK, Act.KIND, Act.OWN, Act.GOOD, Act.BAD, Act.CLOSE}
    assert all(len(menu.options) <= 5 for menu in menus if menu.kind == "overflow")


@pytest.mark.parametrize("name", CASES)
def test_every_button_says_which_text_it_is_about(name: str) -> None:
    """Case, draft and digest travel along, and nothing of the customer's words."""
    told = CASES[name]()
    case, draft, digest = told.case.id, told.card.draft, told.card.digest
    for one in controls(card(told).blocks):
        for _, about in acts_of(one):
            chosen = one.kind == "static_select" and one.element["action_id"] != PREFIX + Act.MENU
            digests = {""} if chosen else {digest}
            assert (about.case, about.draft, {about.digest}) == (case, draft, digests)


def test_everything_that_may_be_done_can_be_reached() -> None:
    """What the card allows is on a button or in a menu (withdrawing only after an approval)."""
    for told in (*CASES.values(), lambda: Told().wrote(KIND).approved().copied()):
        shown = told().card
        message = render.card(shown, emoji=EMOJI)
        reached: set[str] = set()
        for one in controls(message.blocks):
            reached |= {act.value for act, _ in acts_of(one)}
        wanted = set(shown.may) - {"rate"} | ({"good", "bad"} if "rate" in shown.may else set())
        wanted -= set() if shown.approved_by else {"withdraw"}
        wanted -= {"claim"} if shown.claimed_by else set()
        wanted -= {"again"} if shown.helpline else set()
        wanted -= {"edit"} if "own" in reached else set()  # the same form, empty
        assert wanted <= reached


# -- whatever comes in ------------------------------------------------------------------------


@given(texts, st.sampled_from(list(CASES)))
@settings(deadline=None, max_examples=60)
def test_whatever_people_write_a_card_keeps_to_the_limits(text: str, name: str) -> None:
    """Nobody is called, nothing is too long, and nothing theirs is read as markup."""
    message = render.card(crowded(text, SAMPLES[name]), emoji=EMOJI)
    assert_fits(message)
    ours = markup(message.blocks).replace("<!date^", "").replace("<https://", "")
    assert "<" not in ours
    assert "<" not in message.text.replace("<!date^", "")


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "word " * 8000, "👍" * 40_000, "&" * 40_000, "ש" * 9]
)
def test_the_longest_texts_fit(text: str) -> None:
    """40,000 characters is the most that a post or reply can have."""
    for base in SAMPLES.values():
        assert_fits(render.card(crowded(text, base), emoji=EMOJI))


def test_a_long_reply_is_shown_in_parts_and_nothing_is_left_out_silently() -> None:
    """What does not fit on the card is counted, and stands in Details."""
    base = Told().wrote(KIND).card
    text = "".join(f"{n:04} " for n in range(660))  # 3,300 characters
    shown = render.card(replace(base, reply=text), emoji=EMOJI).blocks
    parts = [b for b in shown if b["block_id"].startswith("reply")]
    assert len(parts) == 2
    assert "".join(words([part]) for part in parts) == text
    long = "x" * (REPLY + 5000)
    told = words(render.card(replace(base, reply=long), emoji=EMOJI).blocks)
    left = len(long) - told.count("x" * 100) * 100
    assert f"for {left:,} more characters" in told


def test_erased_words_leave_a_card_that_can_be_read() -> None:
    """The history stays, the words are gone."""
    told = Told().knows("two cooks were ill").drafted()
    told.texts.clear()
    shown = card(told)
    assert_fits(shown)
    assert "[erased]" in words(shown.blocks)
