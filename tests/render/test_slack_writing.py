"""Writing a reply in Slack: the customer above, the text, and one hint below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import FieldError
from bot.slack import submitted, writing
from bot.slack.ids import TYPED, Form
from bot.slack.long_text import collected, spread, together, with_room
from tests.render.checks import ABOUT, PLAYBOOK, Opened, form, opened
from tests.render.nasty import CALLS, displayed, sendable, texts
from tests.render.samples import KIND, PASTA, RUDE, Told, coach
from tests.slack_blocks import View, words


def edit(text: str | Mapping[str, str], *, read: bool = True, customer: str = PASTA) -> Opened:
    """The edit form with a text in it, as it was read."""
    whole = text if isinstance(text, str) else together(text)
    reading = coach().read(whole, coach().size_up(PASTA)) if read else None
    return opened(writing.coached_view(Form.EDIT, ABOUT, customer, text, reading, PLAYBOOK))


def hint(view: View) -> str:
    """The words under the input."""
    return words([next(b for b in view.blocks if b["block_id"] == "hint")])


def test_the_customer_stands_above_and_one_hint_below() -> None:
    """What somebody answers to, the text, and the riskiest thing in it with a better wording."""
    view = edit(RUDE)
    assert [b["block_id"] for b in view.blocks] == ["customer", "text", "hint"]
    assert view.text_in("text") == RUDE
    told = hint(view)
    assert "Please delete this review" in told
    assert "Try:" in told
    assert "Also noticed: " in told
    assert "Blame" in told


def test_a_text_that_reads_well_gets_a_quiet_line() -> None:
    """The hint is always there, so that nothing jumps when one comes."""
    good = (
        "Thank you for telling us, Dana. We're sorry about the cold pasta and the laughing; that "
        "is on us. Lina talks to the team tonight and answers here by Friday. What would put "
        "this right for you? Lina"
    )
    reading = coach().read(good, coach().size_up())
    quiet = replace(reading, findings=())
    shown = writing.coached_view(Form.EDIT, ABOUT, PASTA, good, quiet, PLAYBOOK)
    assert hint(opened(shown)) == "Reads well so far."
    assert hint(edit("", read=False)) == "I read along while you write."


def test_the_app_hears_every_character_of_a_coached_form_only() -> None:
    """Typing in the boxes of other forms is nobody's business before they are sent."""
    assert [one.told_while_typing for one in edit(RUDE).controls] == [True]
    assert edit(RUDE).controls[0].element["action_id"] == TYPED
    assert not any(one.told_while_typing for one in form(Form.REJECT, Told().wrote(KIND)).controls)


def test_a_refresh_takes_nothing_from_whoever_types() -> None:
    """Every input keeps its ids; only the hint changes, and what was typed stays."""
    view = edit(KIND, read=False)
    view.put("text", RUDE)
    refreshed = edit(writing.typed(view.sent))
    view.replace(refreshed.payload, "h2")
    assert view.lost == []
    assert view.text_in("text") == RUDE
    assert "Try:" in hint(view)


def test_a_long_refresh_takes_nothing_either() -> None:
    """Texts over several inputs keep them all, and get another when the last is nearly full."""
    view = edit("word " * 1700, read=False)
    count = len(view.controls)
    view.put(view.controls[0].key[0], "changed " * 300)
    view.put(view.controls[-1].key[0], "x" * 2900)
    view.replace(edit(writing.typed(view.sent)).payload, "h2")
    assert view.lost == []
    assert len(view.controls) == count + 1
    assert together(writing.typed(view.sent)).startswith("changed changed")


def test_half_an_emoji_does_not_stop_the_coaching() -> None:
    """While somebody types, a client may send one half of a pair."""
    assert sendable(edit({"text": "We are sorry \ud83d"}).payload)


def test_what_was_typed_comes_back_for_the_draft_it_was_based_on() -> None:
    """Save: the text, and which draft somebody had in front of them."""
    given = submitted.READ[Form.EDIT](edit(KIND).put("text", "  Sorry, Dana.\n").sent)
    assert (given.target, given.text) == (ABOUT, "Sorry, Dana.")
    with pytest.raises(FieldError, match="few words") as caught:
        submitted.READ[Form.EDIT](edit(KIND).put("text", "  ").sent)
    assert caught.value.block_id == "text"


@given(texts.map(lambda text: (text + " ") * 20), st.sampled_from([Form.EDIT, Form.CHECK]))
@settings(deadline=None, max_examples=40)
def test_any_text_comes_back_as_it_was(text: str, name: Form) -> None:
    """However long it is and wherever it is cut."""
    text = text.encode("utf-8", "replace").decode().strip()[:40_000]
    view = opened(writing.coached_view(name, ABOUT, text, text, None, PLAYBOOK))
    assert writing.joined(view.sent) == text
    assert not CALLS.search(displayed([b for b in view.blocks if b["type"] != "input"]))


def test_texts_are_put_together_with_what_stood_between() -> None:
    """Paragraph, line, word or nothing at all."""
    for between in ("\n\n", "\n", " ", ""):
        text = "a" * 2000 + between + "b" * 2000
        parts = spread("text", text)
        assert len(parts) == 2
        assert together(parts) == text


def test_inputs_come_back_in_their_order() -> None:
    """Slack does not promise in which order it sends them; other blocks are left alone."""
    values = {"text_2_n": "c", "text": "a", "text_1_s": "b", "texts": "x", "text_x": "y"}
    state = {block: {"v": {"value": words}} for block, words in values.items()}
    assert list(collected("text", state)) == ["text", "text_1_s", "text_2_n"]
    assert together(collected("text", state)) == "a b\nc"


def test_there_is_always_room_to_write_on() -> None:
    """One input holds 3,000 characters; before it is full there is another."""
    assert list(with_room("text", {"text": "short"})) == ["text"]
    assert list(with_room("text", {"text": "x" * 2700})) == ["text", "text_1_s"]
