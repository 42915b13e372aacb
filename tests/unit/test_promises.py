"""What a reply promises: which words, what, who, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.errors import SetupError
from bot.promise_signs import PromiseSign, PromiseWords, When
from bot.promises import Promise, check_examples, read_promises
from bot.yamlfile import read_yaml
from tests.serving import ROOT

# A Wednesday.
AT = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("Europe/London"))


@cache
def words() -> dict[str, PromiseWords]:
    files = (ROOT / "prompts" / "promises").glob("*.yaml")
    return {path.stem: read_yaml(path, PromiseWords) for path in sorted(files)}


def read(reply: str, at: datetime = AT) -> tuple[Promise, ...]:
    return read_promises(reply, at=at, words=words())


def one(reply: str, at: datetime = AT) -> Promise:
    (promise,) = read(reply, at)
    return promise


def test_every_example_of_the_files_holds() -> None:
    """The lead's own examples are tried in every language, as `coach doctor` does."""
    check_examples(words())


def test_a_sign_that_misses_its_example_stops_the_start() -> None:
    """The sentence names the file, the sign and the example."""
    sign = PromiseSign("pledge", When.ALWAYS, ("we pledge",), match=("We vow to call.",))
    spoilt = replace(words()["en"], signs=(sign,), file="promises/en.yaml")
    with pytest.raises(SetupError, match=r"promises/en\.yaml, pledge: .*We vow to call"):
        check_examples({"en": spoilt})


def test_a_promise_is_quoted_exactly() -> None:
    """Start and end count characters of the reply as it was written."""
    reply = "Sorry! 😔 We’ll ring you tomorrow, and Mia will bring the cake by Friday."
    found = read(reply)
    assert [reply[p.start : p.end] for p in found] == [p.text for p in found]
    assert [p.text for p in found] == [
        "We’ll ring you tomorrow",
        "Mia will bring the cake by Friday.",
    ]


@pytest.mark.parametrize(
    ("reply", "what", "owner"),
    [
        ("We'll replace the kettle.", "replace the kettle", "team"),
        ("I will call you. Ana Diaz, manager", "call you", "Ana Diaz"),
        ("I'll call you.", "call you", "team"),
        ("Your ticket will be refunded.", "refund your ticket", None),
        ("The fence is being mended on Monday.", "mend the fence", None),
        ("Our head chef will write to you.", "write to you", "head chef"),
        ("Mrs Okoye will meet you at the gate.", "meet you at the gate", "Mrs Okoye"),
        ("Jonas calls you once it lands.", "call you once it lands", "Jonas"),
        ("There won't be a charge for the tow.", "charge nothing", None),
        ("I'm sending you a spare.", "send you a spare", "team"),
    ],
)
def test_what_and_who(reply: str, what: str, owner: str | None) -> None:
    """A short infinitive phrase; the person or role as written, "team" for we, or nobody."""
    promise = one(reply)
    assert (promise.what, promise.owner) == (what, owner)


@pytest.mark.parametrize(
    "reply",
    [
        "We refunded your ticket on Monday.",
        "We are looking into it.",
        "We always try to answer within 24 hours.",
        "We hope to see you on Friday.",
        "We'd love to have you back next week.",
        "We can't promise a date.",
        "Our shop is open from 9 on Saturday.",
        "The council will resurface the road in March.",
        "Will you be home on Friday?",
        "“We'll call you on Monday” was what you heard, and nobody did.",
        "You were told we'd deliver by Tuesday.",
        "You can return it within 30 days.",
        "We understand that you waited until 9 on Tuesday.",
        "It fell over at 8:01 and has been up since 8:40.",
        "Thanks for coming on Saturday.",
        "The museum is free on Sundays.",
        "That road will be closed until June.",
        "It will probably be dry by Wednesday.",
        "Our kitchen shuts at nine in winter.",
        "Feel free to ask on Monday.",
        "The app will show it at 9.",
        "It did not happen, and that is on us.",
        "It is on us to put this right, not on you.",
        "We kept our word for Friday 27 November.",
        "You had to write again, now about Friday 4 December.",
        "Update, 4 December: the pump is here.",
        "That valve won't open in the cold.",
        "They're being folded as we speak.",
        "Es tut uns leid, dass Sie noch einmal schreiben mussten.",
        "Unser Wort für Freitag haben wir nicht gehalten.",
    ],
)
def test_what_is_no_promise(reply: str) -> None:
    """Past, policy, hopes, negations, questions, quotes, opening hours and what others do."""
    assert read(reply) == ()


@pytest.mark.parametrize(
    "reply",
    [
        "Our fitter will look at the hinge.",
        "A spare key goes out in tonight's post.",
        "Expect a call from our branch manager.",
        "Leave it with me.",
        "Consider the late fee gone.",
        "Let me check the log and come back to you.",
        "You can count on a new one.",
        "The next two lessons are free.",
        "Breakfast is with our compliments.",
        "Everybody on that coach gets a voucher.",
        "Please allow three working days for the credit.",
        "Give us until Friday.",
        "Ana has cleared her diary for tomorrow.",
        "From Monday there are two people at the desk.",
        "Should they send a bill, we pay it.",
        "An inspector will ride along every Tuesday.",
        "She is boxing up a new one for you.",
        "We will not rest until it is found.",
        "new one out to u tmrw, no worries",
        "Lina will tell you by Monday what was done.",
        "Our tailor does the hem again tomorrow, free.",
        "We'll mend it, if you'd rather keep it.",
    ],
)
def test_people_promise_in_many_ways(reply: str) -> None:
    """Modal, passive, present for future, arrangement, free of charge, habit, note."""
    assert len(read(reply)) == 1


@pytest.mark.parametrize(
    ("reply", "conditional"),
    [
        ("Send us the receipt and we'll refund it.", True),
        ("If you come by on Friday, we'll swap it.", True),
        ("We'll refund it once you send the receipt.", True),
        ("If the part is late, we'll lend you one.", False),
        ("We'll refund it.", False),
    ],
)
def test_what_waits_for_the_customer(reply: str, conditional: bool) -> None:
    """Only what the customer has to do first makes a promise conditional."""
    assert one(reply).conditional is conditional


def test_the_condition_belongs_to_the_quote() -> None:
    """Somebody who reads the quote alone knows what has to come first."""
    assert one("Oh dear! Bring it in and we'll swap it.").text == "Bring it in and we'll swap it."


def test_two_commitments_of_one_sentence_are_two() -> None:
    """A second verb goes with the first one's owner."""
    found = read("Jo will collect it at 6 and drop off the new one.")
    assert [(p.what, p.owner) for p in found] == [
        ("collect it", "Jo"),
        ("drop off the new one", "Jo"),
    ]


def test_a_note_with_a_time_is_a_promise() -> None:
    """People also promise without a verb."""
    found = read("New pump in by Saturday, water test on Monday at 10am.")
    assert [p.due for p in found] == [
        date(2026, 11, 21),
        datetime.fromisoformat("2026-11-23T10:00"),
    ]


def test_a_day_of_the_sentence_before_counts_for_a_bare_hour() -> None:
    """ "Thursday, then. I'll ring at 10." means Thursday at ten."""
    assert one("Thursday suits us. I'll ring at 10.").due == datetime.fromisoformat(
        "2026-11-19T10:00"
    )


@pytest.mark.parametrize(
    "reply", ["", "?", "will", "🤡" * 50, "we'll " * 2_000, "by 99 at 99:99 " * 500]
)
def test_odd_texts_are_read_calmly(reply: str) -> None:
    """No text makes the reader fail, and every quote stands in its reply."""
    for promise in read(reply):
        assert reply[promise.start : promise.end] == promise.text


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("We'll check and repair it for you.", "We'll check and repair it for you."),
        ("I'll come and clean the floor myself.", "I'll come and clean the floor myself."),
        (
            "We're sending a new one by courier, with you by noon tomorrow.",
            "We're sending a new one by courier, with you by noon tomorrow.",
        ),
    ],
)
def test_what_belongs_to_one_act_is_one_promise(reply: str, said: str) -> None:
    """Two verbs that share what they speak of, and a part that only says when."""
    assert one(reply).text == said


def test_what_says_when_gives_a_promise_its_time() -> None:
    """The time stands in a part of the sentence without a verb."""
    promise = one("We're sending a new one by courier, with you by noon tomorrow.")
    assert promise.due == datetime.fromisoformat("2026-11-19T12:00")


def test_what_we_do_once_asked_for_something_is_a_promise() -> None:
    """In the present tense only behind what the customer has to do first."""
    assert one("Text us the reference and we look it up.").conditional
    assert not read("We look it up in a book.")


@pytest.mark.parametrize(
    "reply",
    [
        "Trailers will come loose in a storm.",
        "Gritters will go out whenever it freezes.",
        "Streaming music will drain the battery faster.",
        "A closed account will sit in the archive.",
        "The till shows a double payment at 8:12.",
    ],
)
def test_how_things_go_is_no_promise(reply: str) -> None:
    """Nobody undertakes to do anything, though the sentence says "will" or a time."""
    assert not read(reply)
