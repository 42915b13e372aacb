"""What comes back from forms in Teams, whatever somebody sends."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act, Target
from bot.deciding import FILLED
from bot.errors import BadInput, FieldError
from bot.facts import FactState
from bot.teams import submitted
from bot.teams.ids import Deed, Step
from tests.render.nasty import texts
from tests.render.samples import PASTA, START, coach

PLAYBOOK = coach().playbook
ABOUT = Target("0123456789abcdef", 3, "d" * 64)
EAST = timezone(timedelta(hours=9))


def sent(act: Act, **typed: Any) -> dict[str, Any]:
    """The data of an Execute that sends a form."""
    return {**Deed(act, Step.SEND, ABOUT).data(), **typed}


def post(**typed: Any) -> Any:
    """A new post, read on a clock nine hours ahead."""
    return submitted.new_post(sent(Act.NEW, **{"post": PASTA, **typed}), PLAYBOOK, START, EAST)


def test_every_form_that_the_desk_takes_is_read() -> None:
    """None is forgotten, and each knows what it is about."""
    assert submitted.READ.keys() == FILLED.keys()
    typed = {"text": "words", "category": "praise", "outcome": "won back", "finding": "key"}
    typed |= {"fact_0": "refunded", "slot_0": "Lina", "promise": "1", "choice_": "kept"}
    typed |= {"case_": "a case", "guideline": "Insults", "action": "report"}
    typed |= {"words": "you fool"}
    for act, read in submitted.READ.items():
        assert read(sent(act, **typed)).target == ABOUT


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("post", " \n ", "few words"),
        ("post", "x" * 40_001, "up to 40,000"),
        ("link", "javascript:alert(1)", "https://"),
        ("link", "somewhere", "https://"),
        ("author", "\x00" * 60, "does not look like text"),
        ("posted_at", "2026-13-01", "choose a date"),
        ("posted_at", "yesterday", "choose a date"),
        ("posted_at", "0001-01-01", "choose a date"),
        ("posted_at", "2026-11-03", "still to come"),
        ("state_0", "perhaps", "choose one"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_input(field: str, value: str, said: str) -> None:
    """The id of the input comes with the sentence."""
    with pytest.raises(FieldError, match=said) as caught:
        post(**{"fact_0": "refunded", field: value})
    assert caught.value.block_id == field


def test_day_and_time_are_those_of_the_organisation() -> None:
    """A day without a time begins at midnight there; without a day, no time can be known."""
    noon = post(posted_at="2026-11-02", posted_time="12:00").posted_at
    assert noon == datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    assert post(posted_at="2026-11-02").posted_at == datetime(2026, 11, 1, 15, 0, tzinfo=UTC)
    assert post(posted_at="", posted_time="").posted_at is None
    with pytest.raises(FieldError, match="choose a date") as caught:
        post(posted_time="12:00")
    assert caught.value.block_id == "posted_at"


@pytest.mark.parametrize("odd", [None, 7, 1.5, True, [], {}, ["google"], {"value": "google"}])
def test_odd_types_are_read_as_if_they_were_not_there(odd: Any) -> None:
    """Only what is text was put there by one of our inputs."""
    strange = dict.fromkeys(
        ["platform", "author", "link", "posted_at", "posted_time", "brand", "fact_0", "state_0"],
        odd,
    )
    read = post(**strange)
    assert (read.text, read.platform, read.author, read.link) == (PASTA, "", "", "")
    assert (read.posted_at, read.brand, read.facts) == (None, "", ())
    with pytest.raises(FieldError, match="few words"):
        submitted.READ[Act.ASK](sent(Act.ASK, text=odd))
    assert submitted.ticked({"tick_0": odd}) == []


def test_what_is_not_offered_is_not_chosen() -> None:
    """A place or a brand that there is none of, and numbers that are none."""
    read = post(platform="nowhere", brand="nobody")
    assert (read.platform, read.brand) == ("", "")
    given = submitted.READ[Act.FACTS](sent(Act.FACTS, withdrawn="1,x,,-2,99999999,4"))
    assert given.withdrawn == (1, 4)
    with pytest.raises(FieldError, match="choose one"):
        submitted.READ[Act.KIND](sent(Act.KIND, category="nonsense"))


def test_facts_say_how_sure_they_are() -> None:
    """Confirmed, if nobody says otherwise."""
    read = post(fact_0="refunded", fact_1="two cooks were ill", state_1="checking")
    assert read.facts == (
        (FactState.CONFIRMED, "refunded"),
        (FactState.CHECKING, "two cooks were ill"),
    )


def test_a_reply_to_be_checked_comes_with_its_post_or_without() -> None:
    """And taken over, the mended words are the reply."""
    data = sent(Act.CHECK, text=" Sorry, Dana. ", post=" ", mended="We are sorry, Dana.")
    assert submitted.own_reply(data) == ("Sorry, Dana.", "")
    assert submitted.own_reply({**data, "post": PASTA}) == ("Sorry, Dana.", PASTA)
    assert submitted.mended({**data, "post": PASTA}) == ("We are sorry, Dana.", PASTA)
    with pytest.raises(FieldError, match="few words") as caught:
        submitted.own_reply({**data, "text": ""})
    assert caught.value.block_id == "text"


def test_the_ticked_ones_are_those_that_were_read() -> None:
    """Case, draft and digest of each; what is not ticked is left out."""
    one, two = Target("a" * 16, 1, "d"), Target("b" * 16, 2, "e")
    data = {"tick_0": one.value(), "tick_1": "false", "tick_2": two.value(), "note": one.value()}
    assert submitted.ticked(data) == [("a" * 16, 1, "d"), ("b" * 16, 2, "e")]
    with pytest.raises(BadInput, match="not one of ours"):
        submitted.ticked({"tick_0": "true"})


@pytest.mark.parametrize("data", [{}, {"act": "ask"}, {"act": 1, "step": []}, {"draft": "x"}])
def test_a_form_that_is_not_ours_is_bad_input(data: dict[str, Any]) -> None:
    """Whatever the shape, it is a sentence and not a crash."""
    for read in [*submitted.READ.values(), submitted.words, submitted.own_reply]:
        with pytest.raises(BadInput):
            read(data)
    with pytest.raises(BadInput):
        submitted.new_post(data, PLAYBOOK, START)


_VALUES = st.one_of(texts, st.none(), st.integers(), st.lists(st.text(max_size=3), max_size=2))
_NAMES = ["text", "link", "fact_0", "state_0", "withdrawn", "slot_0", "slot_39", "state"]
_NAMES += ["category", "finding", "outcome", "post", "posted_at", "posted_time", "tick_0", "author"]


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES), st.sampled_from(sorted(FILLED)))
@settings(deadline=None, max_examples=150)
def test_anything_is_read_or_refused(typed: dict[str, Any], act: Act) -> None:
    """No other error than `BadInput` ever comes out of a form."""
    data = sent(act, **typed)
    readers = [submitted.READ[act], submitted.own_reply, submitted.ticked]
    for read in [*readers, lambda sent: submitted.new_post(sent, PLAYBOOK, START, EAST)]:
        with suppress(BadInput):
            read(data)
