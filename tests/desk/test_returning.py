"""A customer who comes back: the next text knows what was said, and what became of promises."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.desk import NewPost
from bot.facts import FactState
from bot.findings import Severity
from bot.known import situation
from bot.triage import Category, Sensitivity
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office

POST = "45 minutes for cold pasta, and the waiter laughed at us."
REPLY = (
    "We're sorry about the cold pasta, and thank you for telling us. "
    "Lina will call you by Thursday. What would put this right for you?"
    "\n\nLina and the team, Trattoria Lina"
)
AGAIN = "And? It is Friday and nobody called."


async def answered(
    office: Office, platform: str = "facebook", reply: str = REPLY, post: str = POST
) -> str:
    """A case whose reply stands in public."""
    new = NewPost(post, platform, "Dana K.")
    case_id = await office.desk.open_case(AS_ALEX, new)
    await office.work()
    await publish(office, case_id, reply)
    return case_id


async def publish(office: Office, case_id: str, reply: str = "") -> None:
    """Approve, copy and post what stands, or a text of somebody's own."""
    if reply:
        await office.desk.edit(AS_ALEX, case_id, reply)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.start_publishing(AS_ALEX, case_id, card.draft, card.digest)
    await office.desk.posted(AS_ALEX, case_id, card.draft)


async def returns(office: Office, case_id: str, text: str, days: int = 4) -> str:
    """The customer writes again; the draft that comes of it."""
    office.clock.forward(timedelta(days=days))
    await office.desk.after.returned(AS_ALEX, case_id, text)
    await office.work()
    return (await office.card(case_id)).reply


async def test_a_broken_promise_is_owned_in_the_first_sentence(office: Office) -> None:
    """From the ledger's facts alone, with the day that was promised."""
    case_id = await answered(office)
    await office.desk.after.break_promise(AS_MIA, case_id, 1, "Lina was ill")
    draft = await returns(office, case_id, AGAIN)
    assert "call you by Thursday 5 November" in draft.partition("\n")[0]
    assert "that is on us" in draft.lower()
    assert "Lina was ill" not in draft
    assert "thank you for telling us" not in draft.lower()


async def test_what_nobody_has_settled_is_a_gap_for_a_person(office: Office) -> None:
    """The ledger knows that it is late, and not whether somebody called after all."""
    draft = await returns(office, await answered(office), AGAIN)
    assert "by Thursday 5 November. [what became of it]." in draft


async def test_a_promise_that_still_runs_is_not_promised_once_more(office: Office) -> None:
    """It stands; saying it again would put a second one on record."""
    case_id = await answered(office)
    draft = await returns(office, case_id, "Still waiting to hear from you.", days=0)
    assert "Thursday 5 November" in draft
    assert "call you by" not in draft
    card = await office.card(case_id)
    assert [one.number for one in card.promises if "Lina will call" in one.says] == [1]


async def test_no_sentence_of_an_earlier_reply_comes_again(office: Office) -> None:
    """Whatever was said, and however often they come back."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(POST, "facebook", "Dana K."))
    await office.work()
    said = set[str]()
    for text in (AGAIN, "Nothing has happened. I am so disappointed.", "Hello? My refund?"):
        draft = (await office.card(case_id)).reply
        filled = draft.replace("[who]", "Lina").replace("[by when]", "by Monday")
        filled = re.sub(r"\[[^\]]+\]", f"She was ill on day {len(said)}", filled)
        now = {s.strip() for s in filled.replace("?", ".").replace("\n", ".").split(".")}
        now -= {"", "Lina and the team, Trattoria Lina"}
        assert not now & said
        said |= now
        await publish(office, case_id, filled)
        await returns(office, case_id, text)


@pytest.mark.parametrize("text", ["Thanks!", "Thank you, that was quick and so kind of you."])
async def test_thanks_get_a_warm_line_and_the_open_question(office: Office, text: str) -> None:
    """Thanks alone does not tell that it is settled, and a kind word needs no letter."""
    case_id = await answered(office)
    await office.desk.after.keep(AS_MIA, case_id, 1)
    draft = await returns(office, case_id, text)
    body = draft.partition("\n\n")[0]
    assert body.endswith("?")
    assert len(body.split()) < 30
    assert "sorry" not in body
    assert (await office.view(case_id)).case.status == "open"


async def test_mockery_is_not_thanked(office: Office) -> None:
    """Who complained before and now jokes bitterly is no fan."""
    draft = await returns(office, await answered(office), "It is Saturday. What a joke.")
    assert "glad" not in draft
    assert "good to read" not in draft


async def test_from_the_third_answer_on_it_is_one_complete_last_word(office: Office) -> None:
    """All that was done and will be done, a person by name, and no question any more."""
    case_id = await answered(office)
    await office.desk.after.keep(AS_MIA, case_id, 1)
    await returns(office, case_id, "Thank you for calling. Still no refund though.")
    await publish(office, case_id, "We will refund the pasta by Tuesday.")
    await returns(office, case_id, "This is the third time I write.", days=0)
    await office.desk.change_facts(
        AS_MIA, case_id, [(FactState.CONFIRMED, "offered a table for Sunday")]
    )
    await office.work()
    card = await office.card(case_id)
    assert "called you" in card.reply
    assert "Tuesday 10 November" in card.reply
    assert "offered a table" in card.reply
    assert "lina@trattoria-lina.example" in card.reply
    assert "?" not in card.reply
    assert card.closing.startswith("Enough back and forth")
    assert not [f for f in card.findings if f.finding.severity is not Severity.TIP]


async def test_where_one_reply_stands_the_draft_is_the_edit_of_it(office: Office) -> None:
    """What stands there stays, without its question, and the news comes dated behind it."""
    case_id = await answered(office, "google")
    await office.desk.after.break_promise(AS_MIA, case_id, 1, "Lina was ill")
    draft = await returns(office, case_id, AGAIN)
    front, _, part = draft.partition("\n\nUpdate, 6 November: ")
    assert front == REPLY.partition(" What would")[0]
    assert "call you by Thursday 5 November" in part
    assert draft.endswith("\n\nLina and the team, Trattoria Lina")
    assert draft.count("Lina and the team") == 1
    assert "in place of the one that stands" in (await office.card(case_id)).closing


async def test_what_the_edit_repeats_is_promised_once(office: Office) -> None:
    """The old sentence still stands in the text; on record it is one promise."""
    case_id = await answered(office, "google")
    await office.desk.after.keep(AS_MIA, case_id, 1)
    draft = await returns(office, case_id, "Thank you for calling. Still no refund though.")
    filled = draft.replace("[who]", "Lina").replace("[by when]", "by Monday")
    assert "Lina will call you by Thursday" in filled
    await publish(office, case_id, filled)
    quotes = [quote for _, quote in (await office.view(case_id)).owed]
    assert sum("call you by Thursday" in quote for quote in quotes) == 1
    assert any("by Monday" in quote for quote in quotes)


async def test_a_short_place_keeps_the_news_and_cuts_what_is_old(office: Office) -> None:
    """Google Play takes 350 characters."""
    case_id = await answered(office, "google_play")
    await office.desk.after.break_promise(AS_MIA, case_id, 1, "Lina was ill")
    draft = await returns(office, case_id, AGAIN)
    assert len(draft) <= 350
    assert draft.startswith("We're sorry about the cold pasta")
    assert "Update, 6 November: " in draft
    assert "call you by Thursday 5 November" in draft


async def test_a_reply_that_nobody_can_change_is_not_pretended_to_be_edited(
    office: Office,
) -> None:
    """Tripadvisor shows one reply for good: the text is for the customer, and the card says so."""
    case_id = await answered(office, "tripadvisor")
    draft = await returns(office, case_id, AGAIN)
    assert "cold pasta" not in draft
    assert " here" not in draft
    said = (await office.card(case_id)).closing
    assert "nobody can change it" in said
    assert "directly" in said


async def test_who_was_never_answered_hears_sorry_for_the_silence(office: Office) -> None:
    """And the first post still counts for what the matter is."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(POST, "facebook"))
    await office.work()
    draft = await returns(office, case_id, "Hello? Is anybody there?")
    assert "pasta" in draft
    triage = (await office.view(case_id)).case.triage
    assert triage is not None
    assert triage.category is Category.COMPLAINT
    assert not triage.repeated


async def test_what_was_grave_stays_grave(office: Office) -> None:
    """A short second post says nothing of the injury, and the answer still treads lightly."""
    post = "My son broke his arm on your wet stairs and nobody helped us."
    reply = "We are very sorry to read this. Lina will call you by Thursday."
    case_id = await answered(office, reply=reply, post=post)
    draft = await returns(office, case_id, "Nobody called us.")
    triage = (await office.view(case_id)).case.triage
    assert triage is not None
    assert triage.repeated
    assert Sensitivity.INJURY in triage.sensitivities
    assert triage.severity >= 4
    assert "?" not in draft


async def test_a_troll_gets_no_second_turn_unasked(office: Office) -> None:
    """That somebody came back is no wish for a draft; a person can still ask for one."""
    case_id = await answered(
        office, post="u r all clowns lol, ratio + L", reply="Which day was it?"
    )
    draft = await returns(office, case_id, "lol clowns. cope harder, ratio")
    triage = (await office.view(case_id)).case.triage
    assert triage is not None
    assert not triage.reply_advised
    assert not (await office.view(case_id)).case.live_draft
    assert draft
    await office.desk.request_draft(AS_MIA, case_id)
    await office.work()
    assert (await office.view(case_id)).case.live_draft


async def test_a_short_post_is_answered_in_the_language_of_the_talk(office: Office) -> None:
    """Nobody can tell the language of a bare “Danke!”."""
    post = "Das Essen war kalt und der Kellner hat über uns gelacht."
    reply = "Es tut uns leid, und wir kümmern uns darum. Was können wir noch tun?"
    case_id = await answered(office, post=post, reply=reply)
    draft = await returns(office, case_id, "OK, danke!")
    assert "offen" in draft or "fehlt" in draft or "in Ordnung" in draft


async def test_the_composer_knows_no_more_than_is_public(office: Office) -> None:
    """Why a promise was broken or waived is for the house; a waived one is not named at all."""
    case_id = await answered(office)
    await office.desk.after.waive(AS_LEE, case_id, 1, "they asked us not to call")
    draft = await returns(office, case_id, "The soup was cold as well, I forgot to say.")
    assert "call" not in draft
    about = situation(office.coach, await office.view(case_id))
    assert [turn.ours for turn in about.before.turns] == [False, True]
    assert about.before.closing is False


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (
            "Just found a hair in my soup at the Old Town branch tonight, disgusting.",
            "Hello? Nobody answers about the hair in my soup.",
        ),
        (
            "The zip of the new coat broke on day two.",
            "lol still nothing from you lot. hello??",
        ),
    ],
)
async def test_who_complained_before_is_no_troll_by_doubt(
    office: Office, first: str, again: str
) -> None:
    """Nobody is told to be silent towards a customer whom nobody has answered."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(first, "google", "Ann B."))
    await office.work()
    draft = await returns(office, case_id, again, days=1)
    triage = (await office.view(case_id)).case.triage
    assert triage is not None
    assert triage.category is Category.COMPLAINT
    assert "sorry" in draft


async def test_a_guess_makes_no_late_parcel_grave(office: Office) -> None:
    """How bad it was stays how bad it is, where the new post does not show more."""
    case_id = await answered(office, post="My parcel is eleven days late, order 48213.")
    text = "And on top of it your refund of the postage is not on my account. This is my last try."
    await returns(office, case_id, text)
    triage = (await office.view(case_id)).case.triage
    assert triage is not None
    assert triage.category is Category.COMPLAINT
    assert triage.severity < 4


POSTAGE = (
    "We're sorry about the late parcel. You will have the postage back by Thursday 12 November. "
    "We will come back to you about the birthday present as well."
)


async def third_turn(office: Office, reply: str, *, keep: bool) -> str:
    """The closing draft after two answers; what was promised is kept, or broken."""
    case_id = await answered(office, post="My parcel is late, order 48213.", reply=reply)
    for owed in (await office.view(case_id)).case.ledger:
        if keep:
            await office.desk.after.keep(AS_MIA, case_id, owed.number)
        else:
            await office.desk.after.break_promise(AS_MIA, case_id, owed.number, "forgotten")
    await returns(office, case_id, "Thank you for writing. Still no parcel.", days=1)
    await publish(office, case_id, "The parcel is with the courier in Ghent.")
    return await returns(office, case_id, "The postage was never paid back. So disappointed.", 1)


async def test_what_they_say_did_not_happen_is_not_called_done(office: Office) -> None:
    """Our notes may be wrong: a person says what became of it."""
    draft = await third_turn(office, POSTAGE, keep=True)
    assert "is done" not in draft
    assert "You will have the postage back by Thursday 12 November" in draft
    assert "[what became of it]" in draft
    assert "birthday" not in draft


async def test_a_broken_promise_is_named_in_our_own_words(office: Office) -> None:
    """Whoever reads along knows what did not happen."""
    draft = await third_turn(office, POSTAGE, keep=False)
    assert "We did not do what we promised" not in draft
    assert "“You will have the postage back by Thursday 12 November”" in draft
    assert "that is on us" in draft.lower()


async def test_what_nobody_would_understand_is_left_to_a_person(office: Office) -> None:
    """“We will do that, too” says nothing to whoever reads along."""
    draft = await third_turn(office, "We're sorry. We will do that by Thursday, too.", keep=False)
    assert "do that" not in draft
    assert "[do what]" in draft


async def test_all_of_it_is_announced_only_where_something_follows(office: Office) -> None:
    """One gap is no complete answer."""
    draft = await third_turn(office, "We're sorry about the late parcel.", keep=True)
    assert "[what was done, and what will be done by when]" in draft
    assert "one place" not in draft
    assert "complete answer" not in draft
