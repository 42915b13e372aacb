"""Posts that break a guideline: what may be noted of them, by whom, and what comes next."""

from __future__ import annotations

import pytest

from bot import follow_commands as fc
from bot.card_lines import followed
from bot.case import CaseStatus
from bot.errors import BadInput, CaseIsClosed, FieldError, NotAllowed, WrongMoment
from bot.guidelines import breaches
from bot.history import history
from bot.ledger import open_promises
from bot.profile import Moderation
from bot.timers import next_time
from bot.triage import Category
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office
from tests.desk.test_elsewhere import forwarded
from tests.desk.test_owed import PASTA, posted

RUDE = "The waiter is a filthy %$&!, somebody should burn his house down. Address follows."
THREAT = "Somebody should burn his house down"
GUIDELINE = "Threats and calls for violence"
MIXED = "45 minutes for cold pasta. And all these dirty immigrants should go home."


async def breach(office: Office, text: str = RUDE, platform: str = "facebook") -> str:
    """A post that a colleague takes for a breach."""
    case_id = await forwarded(office, text, "troll99", platform)
    await office.desk.correct_triage(AS_MIA, case_id, Category.GUIDELINE_BREACH)
    return case_id


async def test_a_merely_negative_post_is_never_hidden(office: Office) -> None:
    """It is refused with the reason, whoever asks."""
    case_id = await forwarded(office, PASTA)
    with pytest.raises(NotAllowed, match="A negative post stays up"):
        await office.desk.after.moderate(AS_LEE, case_id, Moderation.REPORT, GUIDELINE, "cold")
    assert (await office.view(case_id)).case.moderated is None


@pytest.mark.parametrize("words", [PASTA, "cold pasta", "45 MINUTES for"])
async def test_another_kind_does_not_make_a_breach_of_a_bad_review(
    office: Office, words: str
) -> None:
    """Its words still say no more than what was bad: not even a lead hides it."""
    case_id = await breach(office, PASTA)
    for who in (AS_MIA, AS_LEE):
        with pytest.raises(FieldError) as caught:
            await office.desk.after.moderate(who, case_id, Moderation.HIDE, GUIDELINE, words)
        assert str(caught.value).startswith("This is a bad review, not a breach: ")
    case = (await office.view(case_id)).case
    assert (case.moderated, case.status) == (None, CaseStatus.OPEN)


async def test_the_words_have_to_stand_in_the_post(office: Office) -> None:
    """However they were copied; part of a word is none of it."""
    case_id = await breach(office)
    for words in ("Go home, all of you", "urn his house", "…", " "):
        with pytest.raises(BadInput) as caught:
            await office.desk.after.moderate(AS_LEE, case_id, Moderation.HIDE, GUIDELINE, words)
        assert getattr(caught.value, "block_id", "words") == "words"
    copied = "“somebody  should\nBURN his house down” …"
    case = await office.desk.after.moderate(AS_LEE, case_id, Moderation.HIDE, GUIDELINE, copied)
    assert case.moderated


async def test_what_the_coach_took_for_a_review_a_lead_decides(office: Office) -> None:
    """Somebody complains, and degrades people besides."""
    assert office.desk.coach.triage(RUDE).category is Category.GUIDELINE_BREACH
    case_id = await breach(office, PASTA + " They should be shot.")
    words = "They should be shot"
    with pytest.raises(NotAllowed, match="I read this post as a complaint"):
        await office.desk.after.moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE, words)
    case = await office.desk.after.moderate(AS_LEE, case_id, Moderation.HIDE, GUIDELINE, words)
    assert case.moderated


async def test_the_latest_post_alone_can_be_hidden(office: Office) -> None:
    """The customer wrote again while the form was open: its words stand no longer there."""
    case_id = await breach(office)
    await office.desk.after.returned(AS_MIA, case_id, PASTA)
    await office.work()
    await office.desk.correct_triage(AS_MIA, case_id, Category.SPAM)
    with pytest.raises(FieldError, match="don't stand in the post"):
        await office.desk.after.moderate(AS_LEE, case_id, Moderation.HIDE, GUIDELINE, THREAT)


async def test_hiding_ends_the_case_and_keeps_the_evidence(office: Office) -> None:
    """Post, words, guideline, who and when; the card says it, and nothing is due any more."""
    case_id = await breach(office)
    case = await office.desk.after.moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE, THREAT)
    assert case.status is CaseStatus.CLOSED
    assert next_time(case, office.desk.after._casebook.house) is None
    assert case.moderated is not None
    view, card = await office.view(case_id), await office.card(case_id)
    text = breaches(office.desk.coach.playbook.guidelines)[GUIDELINE]
    assert view.text(case.moderated.guideline) == f"{GUIDELINE}: {text}"
    assert view.beside(case.moderated.guideline)["words"] == THREAT
    assert view.post == RUDE
    hid, closed = history(view)[-2:]
    assert (hid.who, closed.who) == ("Mia", "Mia")
    assert hid.what == f"hid the post because of “{THREAT}”"
    assert closed.what.startswith(f"closed it: {GUIDELINE}: ")
    (told,) = followed(card, lambda words, _: words)
    assert told.startswith("Mia hid this post on ")
    assert f"because of “{THREAT}”. {GUIDELINE}: " in told
    assert card.riskiest == card.state == "Closed: the post was hidden"
    assert "hide" not in card.may
    assert not card.advice
    (row,) = await office.desk.cases(ORG, statuses=[CaseStatus.CLOSED])
    assert row[0].answer_due is None


async def test_what_was_only_reported_may_stay_and_the_card_says_what_then(office: Office) -> None:
    """Reopened, it is to be answered like any other, and can be reported again."""
    case_id = await breach(office, platform="google")
    await office.desk.after.moderate(AS_MIA, case_id, Moderation.REPORT, GUIDELINE, THREAT)
    card = await office.card(case_id)
    assert card.status is CaseStatus.CLOSED
    assert card.moderated.endswith("If it stays, reopen this case and answer it.")
    case = await office.desk.reopen(AS_ALEX, case_id, "It is still there")
    assert case.moderated is None
    assert "hide" in (await office.card(case_id)).may


async def test_what_is_done_is_done_once(office: Office) -> None:
    """Two people at once: the second hears of it."""
    case_id = await breach(office)
    await office.desk.after.moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE, THREAT)
    with pytest.raises(WrongMoment, match="noted already"):
        await office.desk.after.moderate(AS_ALEX, case_id, Moderation.REPORT, GUIDELINE, THREAT)
    other = await breach(office, "Buy cheap followers at www.example.com now")
    await office.desk.close(AS_ALEX, other, "An advert")
    with pytest.raises(CaseIsClosed):
        await office.desk.after.moderate(AS_LEE, other, Moderation.HIDE, GUIDELINE, "followers")


async def test_while_something_is_owed_the_case_stays_open(office: Office) -> None:
    """And says so; but nobody has to answer what was hidden, and a draft for it is gone."""
    case_id = await posted(office)
    await office.desk.after.returned(AS_MIA, case_id, MIXED)
    await office.work()
    await office.desk.correct_triage(AS_MIA, case_id, Category.GUIDELINE_BREACH)
    words = "dirty immigrants should go home"
    case = await office.desk.after.moderate(AS_LEE, case_id, Moderation.REPORT, GUIDELINE, words)
    assert case.status is CaseStatus.PENDING
    assert open_promises(case.ledger)
    assert next_time(case, office.desk.after._casebook.house)
    assert case.live_draft is None
    card = await office.card(case_id)
    assert "The case stays open: a promise to the customer is still open." in card.moderated
    assert "hide" not in card.may
    assert not any("answer is due" in told for told in card.clocks)
    with pytest.raises(WrongMoment, match="noted already"):
        await office.desk.after.moderate(AS_LEE, case_id, Moderation.REPORT, GUIDELINE, words)
    await office.desk.after.returned(AS_MIA, case_id, "Sorry, I was angry.")
    assert (await office.view(case_id)).case.moderated is None


async def test_nothing_is_noted_while_a_reply_is_being_posted(office: Office) -> None:
    """Whether it stands in public has to be known first."""
    case_id = await forwarded(office, MIXED, platform="facebook")
    case = await office.desk.edit(AS_MIA, case_id, "Thank you. We take this seriously. Mia")
    draft = case.drafts[-1]
    await office.desk.approve(AS_LEE, case_id, draft.number, draft.content.digest, anyway=True)
    await office.desk.correct_triage(AS_LEE, case_id, Category.SPAM)
    await office.desk.start_publishing(AS_LEE, case_id, draft.number, draft.content.digest)
    assert "hide" not in (await office.card(case_id)).may
    hide, words = Moderation.HIDE, "dirty immigrants should go home"
    with pytest.raises(WrongMoment, match="being posted"):
        await office.desk.after.moderate(AS_LEE, case_id, hide, GUIDELINE, words)


async def test_only_what_the_place_allows_can_be_done_there(office: Office) -> None:
    """Google reviews can be reported; nobody can hide them. House writing rules are no grounds."""
    case_id, moderate = await breach(office, platform="google"), office.desk.after.moderate
    with pytest.raises(BadInput, match="You can report it there"):
        await moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE, THREAT)
    for heading in ("Be nice", "How we sound"):
        with pytest.raises(BadInput, match="no such paragraph"):
            await moderate(AS_MIA, case_id, Moderation.REPORT, heading, THREAT)
    await moderate(AS_MIA, case_id, Moderation.REPORT, GUIDELINE, THREAT)


async def test_the_coach_hides_nothing_by_itself(office: Office) -> None:
    """It is for a person to decide."""
    case_id = await breach(office)
    content = office.desk.after._casebook.seal("x")
    with pytest.raises(NotAllowed):
        await office.desk.after._casebook.act(
            ORG,
            case_id,
            fc.Moderate(Moderation.HIDE, content.ref),
            by=None,
            contents=[content],
        )
