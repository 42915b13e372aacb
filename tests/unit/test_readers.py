"""The reply reader on replies as people write them: good ones pass, bad ones get their kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.facts import FactState, KnownFact
from bot.findings import FindingKind, Severity, Verdict
from bot.prompts import load_playbook
from bot.readers import ReplyReader
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage

PLAYBOOK = load_playbook(Path(__file__).parents[2] / "prompts")
READER = ReplyReader(PLAYBOOK)
HOUSE = PLAYBOOK.profile("default")
PLAIN = Situation(HOUSE)
COMPLAINT = Triage(Category.COMPLAINT, 3, Confidence.SURE)
TROLL = replace(COMPLAINT, category=Category.TROLL)
INJURY = replace(COMPLAINT, sensitivities=(Sensitivity.INJURY,))

GOOD = [
    "You're right, the soup was cold, and it left the kitchen like that. It's off your bill.",
    "Fifty minutes is far too long. I've put a second cook on Fridays, starting this week.",
    "Thank you for the photo, Nora. The crack is ours: the shelf was packed too tight.",
    "We got your order wrong twice. The right one left the shop at four with Ben.",
    "I'm sorry the lift was out when you came with the pram. It runs again since nine.",
    "Nobody should wait on the pavement in the rain. The awning goes up on Monday.",
    "Your parcel sat in our depot for six days and nobody told you. It arrives before noon.",
    "We close at ten, last orders at half past nine. Happy to keep a table for you.",
    "Great to hear the tiling held up! I'll pass it on to Marek.",
    "Good question: the oat milk one has no nuts, the almond one does.",
    "The heating failed on Saturday and our backup did too. Saturday night is refunded.",
    "We should have rung you before cutting the branch. I'll come by on Tuesday with the plan.",
    "You were charged twice; the second payment went back this morning.",
    "That haircut was not what we agreed on. Jo will put it right for free, any day you like.",
    "The bus left four minutes early. That's on us, and we are changing the timetable.",
    "I understand that you're angry. I would be, too. Here's what happens next: a new key today.",
    "The pool was closed for an inspection that we had not announced. Day passes are extended.",
    "The dog came back with a tangled coat, and our groomer should have called you first.",
    "There's no charge for the second visit. The boiler part is on the van for Thursday.",
    "We hear you: forty minutes in the queue is a long time. Two more lines open next week.",
    "Our phone line was down from two to five. What would help you most right now?",
    "The tickets were sent to the old address because we mistyped it. New ones are with you now.",
    "The gluten-free base is baked in its own oven. Ask any of us to show you.",
    "Thanks for the idea with the bike rack! It's on the agenda for the tenants' meeting.",
    "The translation had two errors, both mine. The new version is in your inbox. Ana",
    "We're sorry you had to sleep on the sofa. The new slats are fitted, and tonight is on us.",
    "You deserved a straight answer. Here it is: the part is out of stock until the 9th.",
    "The paint on the door was still wet and there was no sign. We'll pay for the coat.",
    "We can't promise a date yet. We will tell you on Friday what the workshop says.",
    "It was not your fault: the form accepted the wrong postcode.",
    "The course was full before we took your booking. Your money is back, and you're first in May.",
    "Hi Sam, the update broke sign-in for about an hour. It works again; sorry for the scare.",
    "Thank you for telling us about the noise. The fan is switched off after ten from tonight.",
    "We never want anyone to feel hurried out. Next time, take all the time you need.",
    "I've read your whole post twice. You named three things, and here is an answer to each.",
    "We looked at the till roll: the discount was missing. You'll find £4 on your card.",
    "The bread was yesterday's. That should not happen before eight in the morning, or ever.",
    "Please don't delete your post; the next guest should read it, and our answer as well.",
    "No excuse for the tone on the phone. I have called the team together about it today.",
    "You asked for decaf and got the real thing. Sorry for the sleepless night!",
    "We do have step-free access: the ramp is on the garden side, and the bell brings someone.",
    "The vet on duty was with an emergency; you should have been told so at the desk.",
    "Your review says the room smelled of smoke. It did. It has been aired and repainted.",
    "We don't know yet why the alarm went off. The engineer comes at two, and I'll write here.",
    "Happy birthday to your daughter! We're glad the cake made it in one piece.",
    "The deposit goes back within three working days. You can hold us to that.",
    "Our mistake in the listing: the desk is 120 cm wide, not 140. Keep it or send it back free.",
    "Thank you for coming back to tell us that it's solved. Have a good trip!",
]

BAD: dict[FindingKind, list[str | tuple[str, Situation]]] = {
    FindingKind.INSULT: [
        "Only a moron would order that.  You utter moron.",
        "You are obviously a professional complainer and a drama queen.",
        "Nobody that dumb gets in: you are too dumb to use the door.",
        "Get a life.",
    ],
    FindingKind.PROFANITY: [
        "We don't give a shit.",
        "What the hell is your plan?",
        "Stop this bullshit review.",
        "You can f**k right off.",
    ],
    FindingKind.THREAT: [
        "Our solicitor will be in touch about this.",
        "You are barred from all our branches.",
        "If you post this again, we will cancel your contract.",
        "We know where you park.",
    ],
    FindingKind.IDENTITY_ATTACK: [
        "Pensioners always moan about prices.",
        "At your age that is to be expected.",
        "Learn English before you write reviews.",
        "You people are never content.",
    ],
    FindingKind.SARCASM: [
        "Boo hoo, five whole minutes.",
        "Congratulations on finding the only crumb in the house!",
        "As you wish, your majesty.",
        "Surprise, surprise: winter is cold.",
    ],
    FindingKind.CONDESCENSION: [
        "Calm down, it is only a parcel.",
        "You clearly don't understand how roofs work.",
        "That's not how a till works, sweetheart.",
        "Let me explain it again in simple words.",
    ],
    FindingKind.COUNTER_ATTACK: [
        "You are lying to get a free night.",
        "Funny how you never mentioned it at checkout.",
        "Your attitude was awful from the start.",
        "You just want compensation.",
    ],
    FindingKind.BLAME_SHIFTING: [
        "You should have checked the size chart.",
        "If you had called ahead, we would have kept it.",
        "The problem is on your side.",
        "You failed to read the label.",
    ],
    FindingKind.EXCUSE: [
        "We were extremely busy that day.",
        "It was the supplier's fault.",
        "Unfortunately the weather is outside our control.",
        "We're only human.",
    ],
    FindingKind.MINIMIZING: [
        "It was just a small scratch.",
        "These things happen.",
        "It could have been worse.",
        "You're overreacting.",
    ],
    FindingKind.DENIAL: [
        "That is simply untrue.",
        "Our technicians never make mistakes.",
        "Nobody else has ever complained about it.",
        "There is nothing wrong with the boiler.",
    ],
    FindingKind.EMPTY_APOLOGY: [
        "We're sorry you feel that way.",
        "Sorry if anyone was offended.",
        "We regret that you were not satisfied.",
        "Apologies if this seemed unfriendly.",
    ],
    FindingKind.DISMISSIVE: [
        "That's just our policy.",
        "Feel free to shop elsewhere.",
        "That is not our problem.",
        "Everyone is entitled to their opinion.",
    ],
    FindingKind.DELETION_REQUEST: [
        "Would you mind removing your comment?",
        "Take your video down.",
        "We'll send the voucher as soon as your review is deleted.",
        "We kindly ask you to change your rating to five stars.",
    ],
    FindingKind.PRIVATE_ONLY: [
        "Please contact our customer service team.",
        "Hello Kim, sorry about this. Send us a DM.",
        "Let's take this offline.",
        "We can't discuss this here in public.",
    ],
    FindingKind.PRIVACY_BREACH: [
        "Our records show that you cancelled twice.",
        "Your overdue invoice is from March.",
        "Your prescription was for ten days only.",
        ("Thank you for choosing our practice.", Situation(replace(HOUSE, private=True))),
    ],
    FindingKind.OVERPROMISE: [
        "This will never happen again.",
        "We guarantee that your next order is perfect.",
        "You can have anything you want.",
        "We will send you a voucher worth £900.",
    ],
    FindingKind.PREMATURE_ADMISSION: [
        ("It was our fault that you fell.", Situation(HOUSE, triage=INJURY)),
        ("We accept full responsibility for your burn.", Situation(HOUSE, triage=INJURY)),
        ("The ladder was faulty.", Situation(HOUSE, triage=INJURY)),
        ("We should never have let you on the ride.", Situation(HOUSE, triage=INJURY)),
    ],
    FindingKind.STAFF_BLAMED: [
        "We have dismissed the cook.",
        "The driver has been given a formal warning.",
        "Our receptionist is simply careless.",
        "I'm afraid Derek forgot your booking.",
    ],
    FindingKind.FEEDING_TROLL: [
        ("Why would you write that?", Situation(HOUSE, triage=TROLL)),
        ("Haha, nice try.", Situation(HOUSE, triage=TROLL)),
        ("You are obviously a troll.", Situation(HOUSE, triage=TROLL)),
        ("For your information, we have won two prizes.", Situation(HOUSE, triage=TROLL)),
    ],
    FindingKind.STOCK_PHRASE: [
        "Sorry for the inconvenience.",
        "Please do not hesitate to write.",
        "We take all complaints very seriously.",
        "Thank you for reaching out.",
    ],
    FindingKind.GROVELLING: [
        "A million apologies!",
        "We beg you to forgive us.",
        "We are utterly mortified.",
        "Words cannot describe how we feel.",
    ],
}
CASES = [(kind, bad) for kind, all_bad in BAD.items() for bad in all_bad]


@pytest.mark.parametrize("reply", GOOD)
def test_good_replies_pass(reply: str) -> None:
    """Replies of many trades that a kind professional could send: no block, no warning."""
    for situation in (PLAIN, Situation(HOUSE, triage=COMPLAINT)):
        reading = READER.read(reply, situation)
        assert reading.verdict is Verdict.PASS, reading.findings[0]


@pytest.mark.parametrize(("kind", "bad"), CASES)
def test_bad_replies_get_their_kind(kind: FindingKind, bad: str | tuple[str, Situation]) -> None:
    """Each of them is flagged as what it is, on its exact words, with a reason."""
    reply, situation = (bad, PLAIN) if isinstance(bad, str) else bad
    flagged = [f for f in READER.read(reply, situation).findings if f.kind is kind]
    assert flagged
    assert all(f.text == reply[f.start : f.end] and f.why for f in flagged)
    # What is only like a bad example may ask where the kind would stop.
    exact = [f for f in flagged if f.reader != "examples"] or flagged
    assert all(f.severity is PLAYBOOK.rubric.severity(kind) for f in exact)


def test_the_riskiest_finding_comes_first() -> None:
    """The first finding is the one hint that a person sees."""
    reading = READER.read("Sorry for the inconvenience. It was busy. You idiot.", PLAIN)
    assert reading.findings[0].kind is FindingKind.INSULT
    assert reading.verdict is Verdict.BLOCK
    order = [f.severity for f in reading.findings]
    assert order == sorted(order, key=[Severity.BLOCK, Severity.WARN, Severity.TIP].index)


def test_tips_alone_pass() -> None:
    """A gap in the rubric never stops or warns."""
    reading = READER.read("The soup was cold.", Situation(HOUSE, post="Cold soup!"))
    assert reading.verdict is Verdict.PASS
    assert {f.reader for f in reading.findings} == {"rubric"}


def test_owning_a_fault_after_a_check_or_a_confirmed_fact_is_right() -> None:
    """The safe mode waits for facts; it does not forbid honesty."""
    kind = FindingKind.PREMATURE_ADMISSION
    owned = "It was our fault that you fell."
    checked = "We have looked at the stairs. It was our mistake that the lamp was out."
    confirmed = (KnownFact(FactState.CONFIRMED, "you fell because the lamp was out"),)
    assert kind not in {f.kind for f in READER.read(owned, PLAIN).findings}
    for reply, facts in ((owned, confirmed), (checked, ())):
        situation = Situation(HOUSE, triage=INJURY, facts=facts)
        assert kind not in {f.kind for f in READER.read(reply, situation).findings}


@pytest.mark.parametrize("reply", ["", " ", "🙂", "\n\n", "«»", "a" * 5000, "?! … —", "\u202eabc"])
def test_any_text_can_be_read(reply: str) -> None:
    """Empty, odd and long texts give a reading, and spans that lie inside."""
    reading = READER.read(reply, Situation(HOUSE, post="Hm", triage=COMPLAINT))
    assert all(0 <= f.start <= f.end <= len(reply) for f in reading.findings)


def test_a_rubric_that_lacks_something_is_named() -> None:
    """A missing kind, a missing criterion and a broken sign stop the start, by name."""
    rubric = PLAYBOOK.rubric
    few = {k: rule for k, rule in rubric.kinds.items() if k is not FindingKind.EXCUSE}
    for broken, named in [
        (replace(rubric, kinds=few), "excuse"),
        (replace(rubric, criteria=rubric.criteria[1:]), "thanks"),
        (replace(rubric, signs={"thanks": ("thank (",)}), r"signs\.thanks"),
    ]:
        with pytest.raises(SetupError, match=rf"rubric\.yaml.*{named}"):
            ReplyReader(replace(PLAYBOOK, rubric=broken))
