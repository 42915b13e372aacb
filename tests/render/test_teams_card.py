"""Review cards in Teams: what they say first, what they offer, and what Teams takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot.acts import Act, Target
from bot.teams import render
from bot.teams.ids import Step, deed
from bot.teams.render import Message, Notice
from bot.understanding import Stage
from bot.views import CaseView
from tests.cases import LEE, MIA, happy
from tests.render.checks import (
    CASES,
    DANGER,
    EMOJI,
    PLAYBOOK,
    SAMPLES,
    answered,
    asked_back,
    crowded,
)
from tests.render.nasty import texts
from tests.render.samples import GAPPY, KIND, PASTA, RUDE, START, Told
from tests.teams_elements import (
    Pressable,
    actions,
    check_card,
    elements,
    labels,
    press,
    words,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
AGREED = (
    *("complaint", "rude", "unsure", "approved", "danger", "foreign"),
    *("promising", "owed", "back"),
)


def card(told: Told, **seen: Any) -> Message:
    """The card of a case."""
    return render.card(told.card, emoji=EMOJI, **seen)


def main(message: Message) -> list[str]:
    """The buttons that stand in the row itself."""
    assert message.card is not None
    return [one["title"] for one in message.card["actions"] if one.get("mode") != "secondary"]


def line(one: Mapping[str, Any]) -> str:
    """The words of one element of the body, and its buttons."""
    return " / ".join(words(one).splitlines())


def outline(message: Message) -> str:
    """A card as a file that people can read: plain words, then a line an element and a button."""
    assert message.card is not None
    shown = [line(one) for one in message.card["body"]]
    pressed = [_outlined(one) for one in actions({"actions": message.card["actions"]})]
    return "\n".join([message.text, "---", *shown, "---", *pressed]) + "\n"


def _outlined(one: Pressable) -> str:
    more = "… " if one.secondary else ""
    main = "*" if one.element.get("style") == "positive" else ""
    does = f"{one.data['act']}/{one.data['step']}" if one.data else one.kind
    return f"{more}[{one.label}]{main} {does}{''.join(f' +{key}' for key in one.inputs)}"


@pytest.mark.parametrize("name", AGREED)
def test_cards_look_as_they_were_agreed(name: str) -> None:
    """A change of a card is a change of these files; SNAPSHOTS=1 writes them anew."""
    path, told = SNAPSHOTS / f"teams_{name}.txt", outline(card(CASES[name]()))
    if os.environ.get("SNAPSHOTS"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_typical_cards_are_what_teams_takes(name: str) -> None:
    """For everybody, and as somebody sees them who may not approve."""
    for approver in (True, False):
        check_card(card(CASES[name](), approver=approver).card)


# -- what comes first -------------------------------------------------------------------------


def test_customer_reply_and_riskiest_thing_stand_first() -> None:
    """On a phone these three are what somebody sees."""
    shown = card(Told().wrote(RUDE)).card
    assert shown is not None
    first = [words(one) for one in shown["body"][:3]]
    assert first[0] == PASTA
    assert first[1] == RUDE
    assert "Please delete this review" in first[2]


def test_a_helpline_stands_before_everything() -> None:
    """Somebody in danger: the first line helps, and no draft is offered."""
    shown = card(Told(DANGER).drafted())
    assert "Samaritans" in words(shown.card).splitlines()[0]
    assert shown.text.startswith("Samaritans")
    assert "Draft one anyway" not in labels(shown.card)
    assert {"Write my own", "Claim 👀"} <= set(labels(shown.card))


def test_gaps_stand_out_in_the_reply() -> None:
    """What only a person can know is bold, and filling it in is the first thing offered."""
    shown = card(Told().wrote(GAPPY))
    assert shown.card is not None
    runs = shown.card["body"][1]["inlines"]
    assert [r["text"] for r in runs if r.get("weight") == "bolder"] == ["[who]", "[by when]"]
    assert main(shown)[0] == "Fill the gaps"


def test_lines_of_a_reply_stay_lines() -> None:
    """Teams shows no line break within a paragraph, so each line is one; gaps stay bold."""
    shown = card(Told().wrote("Hello Dana,\n\nwe are sorry.\n[who] calls you.")).card
    assert shown is not None
    body = shown["body"][1:4]
    assert [words(one) for one in body] == ["Hello Dana,", "we are sorry.", "[who] calls you."]
    assert [one.get("spacing") for one in body] == [None, "medium", "none"]
    assert body[2]["inlines"][0] == {"type": "TextRun", "text": "[who]", "weight": "bolder"}


def test_the_clock_says_from_when_it_runs() -> None:
    """In the reader's own time; from the post where that is known, else it says so."""
    at = (START - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert f"posted {{{{DATE({at},SHORT)}}}}, {{{{TIME({at})}}}}" in words(card(Told()).card)
    came_in = words(card(Told(posted_at=None)).card)
    assert "came in {{DATE(" in came_in
    assert "when it was posted is not known" in came_in


def test_only_a_real_link_of_the_post_can_be_followed() -> None:
    """An address of another kind is no button."""
    opened = press(card(Told()).card, "Open the post")
    assert (opened.kind, opened.element["url"]) == ("OpenUrl", "https://reviews.example.org/r/7")
    assert "Open the post" not in labels(card(Told(link="javascript:alert(1)")).card)


# -- what is offered --------------------------------------------------------------------------


def test_a_draft_to_decide_on() -> None:
    """Five decisions and Details; the buttons come first, and emoji do the same."""
    shown = card(Told().wrote(KIND))
    assert main(shown) == [
        "Approve ✅",
        "Edit ✏️",
        "Again 🔁",
        "Reject ❌",
        "Claim 👀",
        "Details",
    ]
    told = "Use the buttons, or react with ✅ approve · 👀 mine · ✏️ edit · 🔁 again · ❌ no"
    assert told in words(shown.card).splitlines()


@pytest.mark.parametrize(
    ("told", "buttons"),
    [
        (
            lambda: Told().wrote(KIND).approved(),
            ["Copy & open post", "Edit ✏️", "Take approval back", "Again 🔁", "Details"],
        ),
        (
            lambda: Told().wrote(KIND).approved().copied(),
            ["Posted", "Not posted", "Details", "Open the post"],
        ),
        (
            lambda: Told().wrote(KIND).approved().posted(),
            ["They wrote again", "Solved", "Correct", "Details"],
        ),
        (
            lambda: Told().wrote(KIND).approved().posted().do(happy(), by=LEE),
            ["Reopen", "Correct", "Another outcome", "They wrote again", "Details"],
        ),
        (
            lambda: Told().wrote(KIND).do(c.Reject(1), by=LEE),
            ["Write my own", "Again 🔁", "Edit ✏️", "Details"],
        ),
        (asked_back, ["Answer", "Edit ✏️", "Again 🔁", "Reject ❌", "Claim 👀", "Details"]),
    ],
)
def test_each_state_offers_its_next_steps(told: Callable[[], Told], buttons: list[str]) -> None:
    """What is next stands on the card; everything else is behind “…”."""
    shown = card(told())
    assert main(shown) == buttons
    check_card(shown.card)


@pytest.mark.parametrize("name", CASES)
def test_everything_that_may_be_done_can_be_reached(name: str) -> None:
    """What the card allows is on a button (withdrawing only after an approval)."""
    told = CASES[name]().card
    pressed = [one for one in actions(render.card(told, emoji=EMOJI).card) if one.data]
    reached = {deed(one.data).act.value for one in pressed}
    wanted = set(told.may) - {"rate"} | ({"good", "bad"} if "rate" in told.may else set())
    wanted -= set() if told.approved_by else {"withdraw"}
    wanted -= {"claim"} if told.claimed_by else set()
    wanted -= {"again"} if told.helpline else set()
    wanted -= {"edit"} if "own" in reached else set()  # the same form, empty
    assert wanted <= reached
    assert {deed(one.data).target.case for one in pressed} == {told.case_id}
    assert {deed(one.data).target.draft for one in pressed} == {told.draft}


def test_what_approves_or_copies_is_bound_to_the_text_that_was_read() -> None:
    """Approve decides at once; Copy opens the text, and both name it by its digest."""
    drafted = Told().wrote(KIND)
    approve = deed(press(card(drafted).card, "Approve").data)
    assert (approve.act, approve.step) == (Act.APPROVE, Step.DO)
    assert approve.target == Target(drafted.case.id, 1, drafted.card.digest)
    copied = deed(press(card(drafted.approved()).card, "Copy & open post").data)
    assert (copied.step, copied.target.digest) == (Step.OPEN, drafted.card.digest)


def test_edit_unfolds_the_whole_reply_with_check_and_save() -> None:
    """What is typed goes along; nothing of it can be pressed by mistake elsewhere."""
    shown = card(Told().wrote(RUDE)).card
    save, check = press(shown, "Save"), press(shown, "Check")
    assert save.inputs["text"]["value"] == RUDE
    assert deed(save.sent(text="Sorry.")).step is Step.SEND
    assert deed(check.sent(text="Sorry.")).step is Step.CHECK
    assert "text" not in press(shown, "Approve").inputs


def test_a_tone_or_a_language_is_one_list_and_one_button() -> None:
    """What is chosen is what the button asks for."""
    wanted = press(card(CASES["complaint"]()).card, "Draft it")
    found = deed(wanted.sent(tone="warmer"))
    assert (found.act, found.step, found.target.choice) == (Act.TONE, Step.DO, "warmer")
    titles = [choice["title"] for choice in wanted.inputs["tone"]["choices"]]
    assert {"Warmer", "In German"} <= set(titles)


def test_where_the_coach_is_not_sure_it_asks_and_the_answer_counts() -> None:
    """The kinds to choose, the coach's guess first."""
    answer = press(card(CASES["unsure"]()).card, "That's it")
    found = deed(answer.sent(kind_is="praise"))
    assert (found.act, found.target.choice) == (Act.KIND_IS, "praise")


# -- who looks at it --------------------------------------------------------------------------


def test_whoever_may_not_approve_sees_who_can() -> None:
    """No Approve, no Reject, not by emoji either; one quiet line instead."""
    shown = card(Told().wrote(KIND), approver=False)
    assert main(shown) == ["Edit ✏️", "Again 🔁", "Claim 👀", "Details"]
    told = words(shown.card)
    assert "Somebody else has to approve this one." in told
    assert "approve ·" not in told
    assert "❌" not in told
    assert "Somebody else has to approve this one." not in words(
        card(Told().wrote(KIND).approved(), approver=False).card
    )


def test_a_card_asks_again_for_whoever_looks_at_it() -> None:
    """Its refresh brings the case as that person may see it."""
    told = Told().wrote(KIND)
    shown = card(told).card
    assert shown is not None
    asked = deed(shown["refresh"]["action"]["data"])
    assert (asked.act, asked.step, asked.target) == (Act.SHOW, Step.OPEN, Target(told.case.id, 1))


def test_whoever_practises_sees_no_draft_of_ours() -> None:
    """Not in the words, nor in an input, nor in the plain text."""
    from bot.review_card import review_card

    told = Told().composed(KIND)
    view: CaseView = told.view
    shown = render.card(review_card(view, PLAYBOOK, Stage.UNDERSTAND), emoji=EMOJI)
    assert main(shown)[0] == "Say what you see"
    assert "Stop practising and show me yours" in labels(shown.card)
    assert "Details" not in labels(shown.card)
    assert "What would help?" not in f"{shown.text}{shown.card}"
    check_card(shown.card)


def test_a_notice_stands_on_top_with_the_way_on() -> None:
    """A warning can be overruled on purpose, from another place than Approve."""
    told = Told().wrote(RUDE)
    about = Target(told.case.id, 1, told.card.digest)
    shown = card(told, notice=Notice("One thing first: that sounds harsh.", about, anyway=True))
    assert words(shown.card).startswith("One thing first: that sounds harsh.\nApprove anyway")
    anyway = deed(press(shown.card, "Approve anyway").data)
    assert (anyway.act, anyway.step, anyway.target) == (Act.ANYWAY, Step.DO, about)
    check_card(shown.card)
    mine = card(told, notice=Notice("Mia has it.", about, button=Act.TAKE_OVER))
    assert deed(press(mine.card, "Take it over").data).step is Step.DO


def test_a_card_that_nobody_else_sees_says_how_others_find_it() -> None:
    """While they are needed, not afterwards."""
    draft = Told().wrote(KIND)
    assert "only you see this card" in words(card(draft, alone=True).card)
    assert "only you see" not in words(card(draft.approved(), alone=True).card)


def test_what_colleagues_said_and_who_has_it_stands_on_the_card() -> None:
    """The remark of whoever forwarded the post, the answer, and who is on it."""
    shown = words(card(answered().do(c.Claim(), by=MIA)).card)
    assert "Alex wrote: Table 4, we refunded them already" in shown
    assert "Alex answered: “No, table 4”" in shown
    assert "Mia is on it" in shown


# -- whatever comes in ------------------------------------------------------------------------


@given(texts, st.sampled_from(list(CASES)), st.booleans())
@settings(deadline=None, max_examples=40)
def test_whatever_people_write_teams_takes_the_card(text: str, name: str, known: bool) -> None:
    """Nothing is too large, and nothing theirs is read as markup, as a date, or as a paragraph."""
    notice = Notice(text, Target("c", 1, "d"), anyway=True) if known else None
    message = render.card(crowded(text, SAMPLES[name]), emoji=EMOJI, notice=notice)
    check_card(message.card)
    assert message.card is not None
    assert not [one for one in elements(message.card) if one.get("type") == "TextBlock"]
    assert "{{a" not in words(message.card)
    assert len(message.text.encode("utf-16-le")) // 2 <= 3900


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "word " * 8000, "👍" * 40_000, '"\\' * 20_000, "ש" * 9, "a\n" * 20_000]
)
@pytest.mark.parametrize("name", CASES)
def test_the_longest_texts_fit(text: str, name: str) -> None:
    """40,000 characters is the most that a post or reply can have."""
    check_card(render.card(crowded(text, SAMPLES[name]), emoji=EMOJI).card)


def test_dates_that_a_customer_writes_are_words() -> None:
    """Teams would replace them by a date of the reader's."""
    told = words(card(Told("See {{DATE(2026-11-02T10:00:00Z)}} {{{x}}}").wrote(KIND)).card)
    assert "{{DATE(2026-11-02T10:00:00Z)}}" not in told
    assert "DATE(2026-11-02T10:00:00Z)" in told


def test_a_long_reply_is_cut_where_it_says_so() -> None:
    """What is left out is counted; where Edit does not fit as well, it opens by itself."""
    base = Told().wrote(KIND).card
    long = "".join(f"{n:04} " for n in range(2400))  # 12,000 characters
    shown = render.card(replace(base, reply=long), emoji=EMOJI).card
    assert press(shown, "Edit").kind == "ShowCard"
    longer = render.card(replace(base, reply=long * 3), emoji=EMOJI).card
    assert "The reply goes on for 32,000 more characters. Details" in words(longer)
    assert deed(press(longer, "Edit").data).step is Step.OPEN


def test_erased_words_leave_a_card_that_can_be_read() -> None:
    """The history stays, the words are gone."""
    told = Told().knows("two cooks were ill").drafted()
    told.texts.clear()
    shown = card(told)
    check_card(shown.card)
    assert "[erased]" in words(shown.card)


def test_while_it_is_posted_the_card_itself_is_the_place_to_copy_from() -> None:
    """The text in a box, one for the link, and the way to the post: nothing to open first."""
    told = Told().wrote(KIND).approved().copied()
    shown = card(told)
    assert shown.card is not None
    boxes = {one["id"]: one for one in elements(shown.card) if one["type"] == "Input.Text"}
    assert boxes["copy"]["value"] == told.card.reply
    done = press(shown.card, "Posted")
    assert (deed(done.data).act, deed(done.data).step) == (Act.POSTED, Step.SEND)
    assert done.sent(link="https://r.example/1")["link"] == "https://r.example/1"
    check_card(shown.card)
