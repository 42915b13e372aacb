"""What a card in the playground tells of the post, and how another draft can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot import commands as c
from bot.casebook import Casebook
from bot.events import Origin
from bot.findings import Finding, FindingKind, Severity, Verdict
from bot.past import Lesson
from bot.people import HOME, ApprovalPolicy
from bot.readers import Reading
from bot.store import Store
from bot.tone import Tone
from bot.triage import (
    Aspect,
    Category,
    Confidence,
    LegalClock,
    LegalMatter,
    Particular,
    Sensitivity,
    Triage,
)
from bot.views import dump_reading, flags
from tests.playground_site import KIND, PASTA, Visitor

ERASE = "Erase <b>my data</b>, all of it. I asked twice last week."


def casebook(store: Store) -> Casebook:
    """The cases behind the page."""
    return Casebook(store, clock=store.clock, policy=ApprovalPolicy(author_may_approve=True))


async def read_as(visitor: Visitor, store: Store, triage: Triage) -> None:
    """Have the case on the page read like this."""
    await casebook(store).act(HOME, visitor.case_id, c.RecordTriage(triage), by=None)
    await visitor.open(f"/cases/{visitor.case_id}")


async def drafted(
    visitor: Visitor,
    store: Store,
    text: str,
    *findings: Finding,
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Have the model's draft of the case on the page read like this."""
    book, reading = casebook(store), Reading(findings, {}, Verdict.PASS)
    content = book.seal(text, {**dump_reading(reading), **(beside or {})})
    found = flags(visitor.case_id, reading)
    proposal = c.ProposeDraft(Origin.MODEL, content.ref, found, "playbook")
    await book.act(HOME, visitor.case_id, proposal, by=None, contents=[content])
    await visitor.open(f"/cases/{visitor.case_id}")


async def asked_often(store: Store, said: str = "reach out", instead: str = "ring") -> None:
    """People changed these words in five cases."""
    for number in range(5):
        await store.remember(Lesson(HOME, f"earlier-{number}", changed=((said, instead),)))


# -- the post ----------------------------------------------------------------------------------


def request_to_erase() -> Triage:
    """What the coach makes of `ERASE`."""
    start = ERASE.index("my data")
    return Triage(
        Category.COMPLAINT,
        2,
        Confidence.SURE,
        sensitivities=(Sensitivity.DATA, Sensitivity.LAW),
        particulars=(
            Particular(Aspect.WHAT, 0, start + 7),
            Particular(Aspect.HOW_OFTEN, ERASE.index("twice"), ERASE.index(" last")),
        ),
        legal_clocks=(LegalClock(LegalMatter.DATA_REQUEST, 0, start + 7),),
    )


async def test_a_legal_deadline_is_said_before_the_reply(
    visitor: Visitor, sqlite_store: Store
) -> None:
    """Somebody has to act, so it is not behind Details; the quoted words stay words."""
    await visitor.bring(ERASE)
    await read_as(visitor, sqlite_store, request_to_erase())
    page = visitor.page
    assert "May start a legal deadline (data request): “Erase <b>my data”." in page.words
    assert page.words.index("legal deadline") < page.words.index("Our reply")
    assert "<b>my data" not in page.html


async def test_details_say_what_happened_and_what_makes_it_delicate(
    visitor: Visitor, sqlite_store: Store
) -> None:
    """In plain words, beside how to go about it."""
    await visitor.bring(ERASE)
    await read_as(visitor, sqlite_store, request_to_erase())
    before, _, details = visitor.page.words.partition("Details")
    assert "It touches personal data, the law" in details
    assert "How often twice" in details
    assert "How to go about it" in before


async def test_how_to_go_about_it_stands_by_while_somebody_writes(visitor: Visitor) -> None:
    """The same advice that the draft was written with."""
    page = await visitor.bring()
    advice = page.words.partition("How to go about it ")[2].partition(".")[0]
    assert advice in (await visitor.open(f"{page.path}?write=own")).words


# -- another draft -----------------------------------------------------------------------------


@pytest.mark.parametrize("tone", list(Tone))
async def test_another_tone_can_be_asked_for(visitor: Visitor, tone: Tone) -> None:
    """From a small menu; the next draft is asked for in it."""
    await visitor.bring()
    page = await visitor.press(tone.capitalize())
    assert "Reading the post …" in page.words
    assert (await visitor.view()).case.tone is tone
    assert (await visitor.look_again()).offers("Approve")


async def test_another_language_can_be_asked_for(visitor: Visitor) -> None:
    """The languages that the team reads and the coach writes."""
    page = await visitor.bring()
    assert "Italian" in page.words
    await visitor.press("Write it so", language="it")
    assert (await visitor.view()).case.wanted_language == "it"
    await visitor.look_again()
    view = await visitor.view()
    assert view.text(view.case.drafts[-1].content) != view.text(view.case.drafts[0].content)


@pytest.mark.parametrize(
    ("button", "fields"), [("Warmer", {"tone": "rude"}), ("Write it so", {"language": "<b>"})]
)
async def test_a_tone_that_is_none_is_refused(
    visitor: Visitor, button: str, fields: dict[str, str]
) -> None:
    """A forged form changes nothing and says so."""
    await visitor.bring()
    form, _ = visitor.page.form_with(button)
    page = await visitor.send(form.action, {**form.fields, **fields})
    assert page.status == 400
    assert "choose one" in page.said
    assert not (await visitor.view()).case.drafting


async def test_no_tone_is_offered_for_what_a_person_wrote(visitor: Visitor) -> None:
    """A colleague's words are theirs."""
    await visitor.bring()
    page = await visitor.write(KIND)
    assert not page.offers("Warmer")


# -- beside the draft --------------------------------------------------------------------------


async def test_a_translation_stands_beside_both_texts(
    visitor: Visitor, sqlite_store: Store
) -> None:
    """Marked as a machine's, and nothing in it is taken for a page."""
    await visitor.bring("Pasta fredda, <i>mai più</i>.")
    told = {"language": "en", "post": "Cold <i>pasta</i>.", "reply": "We are <b>sorry</b>."}
    beside = {"translation": {**told, "model": "a-model"}}
    await drafted(visitor, sqlite_store, "Ci dispiace.", beside=beside)
    page = visitor.page
    assert page.words.count("In English · Translated by a machine") == 2
    order = [page.words.index(w) for w in ("mai più", "Cold", "Our reply", "Ci disp", "We are <b>")]
    assert order == sorted(order)
    assert "<b>sorry" not in page.html
    assert "<i>pasta" not in page.html


async def test_what_a_lead_can_settle_says_so(visitor: Visitor, sqlite_store: Store) -> None:
    """Beside the riskiest thing, and where the finding is explained."""
    await visitor.bring()
    words = "a free dinner"
    beyond = Finding(
        FindingKind.OVERPROMISE,
        Severity.TIP,
        *(10, 10 + len(words)),
        words,
        "This is more than you may promise.",
        "",
        "gate",
        lead_may=True,
    )
    await drafted(visitor, sqlite_store, f"You have: {words}.", beyond)
    before, _, details = visitor.page.words.partition("Details")
    assert "A lead's approval makes this fine." in before
    assert "A lead's approval makes this fine." in details


async def test_past_replies_that_helped_are_named(visitor: Visitor, sqlite_store: Store) -> None:
    """Where the draft was written with an eye on them."""
    await visitor.bring()
    beside = {"made": {"model": "a-model", "past": ["satisfied", ""]}}
    await drafted(visitor, sqlite_store, KIND, beside=beside)
    assert "2 replies of ours to posts like this" in visitor.page.words.partition("Details")[2]


# -- house style -------------------------------------------------------------------------------


async def test_a_lead_is_asked_about_the_house_style(visitor: Visitor, sqlite_store: Store) -> None:
    """One quiet line; after the answer it is gone for good."""
    await asked_often(sqlite_store)
    page = await visitor.bring()
    line = "You changed reach out to ring 5 times. Make it the house style?"
    assert line in page.words
    page = await visitor.press("Alex")
    assert line not in page.words
    await visitor.press("Robin")
    page = await visitor.press("Yes, from now on")
    assert page.path == f"/cases/{visitor.case_id}"
    assert line not in page.words
    words = await sqlite_store.house_words(HOME)
    assert [(w.said, w.instead, w.adopted) for w in words] == [("reach out", "ring", True)]


async def test_a_no_is_kept_too(visitor: Visitor, sqlite_store: Store) -> None:
    """Nobody is asked twice; hostile words stay words."""
    await asked_often(sqlite_store, "<b>hi</b>", "hello")
    page = await visitor.bring()
    assert "<b>hi" not in page.html
    page = await visitor.press("No, leave it")
    assert "house style" not in page.words
    words = await sqlite_store.house_words(HOME)
    assert [(w.said, w.adopted) for w in words] == [("<b>hi</b>", False)]


async def test_only_a_lead_decides_on_the_house_style(
    visitor: Visitor, sqlite_store: Store
) -> None:
    """A form that somebody kept open changes nothing for anybody else."""
    await asked_often(sqlite_store)
    await visitor.bring()
    form, _ = visitor.page.form_with("Yes, from now on")
    await visitor.press("Alex")
    page = await visitor.send("/style", {**form.fields, "adopted": "yes"})
    assert page.status == 409
    assert "for a lead to decide" in page.words
    assert [w.adopted for w in await sqlite_store.house_words(HOME)] == [None]


async def test_nobody_is_asked_while_they_try_first(visitor: Visitor, sqlite_store: Store) -> None:
    """One question at a time."""
    await asked_often(sqlite_store)
    await visitor.open("/")
    await visitor.press("I'm new here: let me try first")
    page = await visitor.bring(PASTA)
    assert "house style" not in page.words
