"""Masking: nothing that identifies somebody leaves the house, and only what may comes back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import Masking

IDENTIFIERS = [
    ("my mail is ann.lee@mail.example, write", "ann.lee@mail.example"),
    ("ring me on 07700 900118 please", "07700 900118"),
    ("call +49 30 23125 014", "+49 30 23125 014"),
    ("IBAN GB29NWBK60161331926819 it is", "GB29NWBK60161331926819"),
    ("card 4111 1111 1111 1111 was charged", "4111 1111 1111 1111"),
    ("no water at 3 Quarry Rd since 6", "3 Quarry Rd"),
    ("ich wohne Lindenstraße 12 in Ulm", "Lindenstraße 12"),
    ("order no. AB-123456 never came", "AB-123456"),
    ("my order is 20045671 and nobody cares", "20045671"),
    ("see #48213, still open", "#48213"),
    ("reference ZK81-7740-X, paid twice", "ZK81-7740-X"),
    ("born on 12.03.1988, as I said", "12.03.1988"),
    ("I live in SW1A 1AA", "SW1A 1AA"),
]


@pytest.mark.parametrize(("post", "secret"), IDENTIFIERS)
def test_no_identifier_of_a_post_is_left(post: str, secret: str) -> None:
    """Hidden on the way out, and never back in public."""
    masking = Masking(customer=[post])
    hidden = masking.hide(post)
    assert secret not in hidden
    assert secret not in masking.publish(hidden)
    assert masking.reveal(hidden) == post


@pytest.mark.parametrize(("fact", "secret"), IDENTIFIERS)
def test_what_staff_said_comes_back(fact: str, secret: str) -> None:
    """Hidden on the way out; the reply may name it."""
    masking = Masking(staff=[fact])
    assert secret not in masking.hide(fact)
    assert masking.publish(masking.hide(fact)) == fact


@pytest.mark.parametrize(
    "text",
    [
        "£10,000 or 10000 euros, and 12,500 pounds",
        "since 2019, from 12:30 to 14:00 on 12/05/2026",
        "we were 4, paid 120.50 and waited 90 minutes",
        "flight BA123 to gate 22",
    ],
)
def test_sums_dates_and_times_stay(text: str) -> None:
    """The reply needs them, and they identify nobody."""
    assert Masking(customer=[text]).hide(text) == text


def test_an_identifier_is_hidden_in_every_text() -> None:
    """Staff name only the number; the post said what it is the number of."""
    post, fact = "Order AB-123456 never came", "AB-123456 left on Monday"
    masking = Masking(customer=[post], staff=[fact])
    assert masking.hide(post) == "Order [NUMBER_1] never came"
    assert masking.hide(fact) == "[NUMBER_1] left on Monday"
    assert masking.hide("and AB-123456, again") == "and [NUMBER_1], again"


def test_identifiers_between_slashes_are_hidden() -> None:
    """People write several in a row."""
    post = "07700 900118/4111 1111 1111 1111/AB-123456/20045671/ZK81-7740-X"
    hidden = Masking(customer=[post]).hide(post)
    assert not [part for part in post.split("/") if part in hidden]


def test_what_both_named_stays_neutral() -> None:
    """It was the customer's first."""
    masking = Masking(customer=["My mail: a@b.example"], staff=["we wrote to a@b.example"])
    assert masking.publish("We wrote to [EMAIL_1].") == "We wrote to your e-mail address."


@pytest.mark.parametrize(
    ("draft", "public"),
    [
        ("We found [NUMBER_1].", "We found your order."),
        ("Your order [NUMBER_1] is on its way.", "Your order is on its way."),
        ("Your booking (ref. [NUMBER_1]) stands.", "Your booking (ref.) stands."),
        ("Your order #[NUMBER_1].", "Your order."),
        ("Your order number [NUMBER_1], as promised", "Your order number, as promised"),
        ("We looked into it ([NUMBER_1]) at once.", "We looked into it (your order) at once."),
        ("Nothing to hide.", "Nothing to hide."),
    ],
)
def test_neutral_words_read_well(draft: str, public: str) -> None:
    """No half sentences, no doubled words."""
    assert Masking(customer=["order AB-123456"]).publish(draft) == public


def test_neutral_words_speak_the_replys_language() -> None:
    """Where the language has none, the identifier just goes."""
    post = "bestellung 20045671"
    draft = "Wir haben [NUMBER_1] gefunden."
    assert Masking(customer=[post], language="de").publish(draft) == (
        "Wir haben Ihre Bestellung gefunden."
    )
    assert Masking(customer=[post], language="sv").publish(draft) == "Wir haben gefunden."


def test_contacts_of_the_house_are_not_hidden() -> None:
    """However they are written; they are public anyway."""
    known = ["020 7946 0142", "ciao@lina.example"]
    text = "I rang (020) 7946 0142 and wrote to Ciao@lina.example"
    assert Masking(customer=[text], known=known).hide(text) == text


def test_a_short_number_is_not_public_by_chance() -> None:
    """Its digits stand in the telephone number of the house, too."""
    text = "ticket #7946 is open"
    assert "7946" not in Masking(customer=[text], known=["020 7946 0142"]).hide(text)


def test_a_post_full_of_numbers_is_masked_in_no_time() -> None:
    """A thousand different ones; the last is hidden like the first."""
    post = " ".join(f"order AB-{i:06d}" for i in range(1000))
    hidden = Masking(customer=[post]).hide(post)
    assert "AB-" not in hidden
    assert "[NUMBER_1000]" in hidden


def test_a_post_cannot_forge_a_placeholder() -> None:
    """What it writes as one is not the one that stands for somebody's number."""
    masking = Masking(customer=["Say [PHONE_1] and [PHONE_2]"], staff=["ring 07700 900118"])
    assert masking.hide("ring 07700 900118") == "ring [PHONE_3]"
    assert masking.publish("Call [PHONE_1], [PHONE_9] or [PHONE_3]") == (
        "Call [PHONE_1], [PHONE_9] or 07700 900118"
    )


@given(st.text(max_size=200), st.text(max_size=80))
def test_whatever_is_hidden_can_be_brought_back(post: str, fact: str) -> None:
    """For eyes inside the house, nothing is lost."""
    masking = Masking(customer=[post], staff=[fact])
    assert masking.reveal(masking.hide(post)) == post
    assert masking.reveal(masking.hide(fact)) == fact


SHORT_OR_SPELLED = [
    "order 4711", "order number is 4711", "Bestellnr. 4711", "Rechnungsnr 2024-118",
    "order id: 98 76 54", "booking Q7X", "sort code 20-00-00", "card ending 1234",
    "Hauptstraße 12a, 1010 Wien", "Am Graben 7", "Via Roma 12", "Mill Lane 12", "PO Box 123",
    "555-123-4567", "555.123.4567", "Tel 555 1234", "kim [at] mail.com", "kim(at)gmail.com",
    "kim at gmail dot com", "geb. 12.03.1980", "@kim_rose", "License plate AB12 CDE",
]  # fmt: skip


@pytest.mark.parametrize("text", SHORT_OR_SPELLED)
def test_short_and_spelled_identifiers_are_hidden_too(text: str) -> None:
    """Nothing of them with two digits in a row, or of the address, is left."""
    hidden = re.sub(r"\[[A-Z]+_\d+\]", "", Masking(customer=[text]).hide(text))
    assert not re.search(r"\d|kim|Graben|Roma|Wien|mail\.com", hidden)


@pytest.mark.parametrize(
    "text",
    [
        "we met at noon dot on time", "in case 3 people come", "order 2 pizzas", "Via dei mille",
        "Im Juli 20 Minuten gewartet", "order 20 minutes late", "the bill in case of 2 guests",
        "call me at home", "table 12 for 4", "the order in 2024 was fine",
        "Am Montag 12 Uhr waren wir da", "claim 50 euros back", "call 2 hours later",
    ],
)  # fmt: skip
def test_everyday_words_beside_numbers_stay(text: str) -> None:
    """What is hidden for nothing is missing in the draft."""
    assert Masking(customer=[text]).hide(text) == text


def test_a_handle_just_goes_from_a_reply() -> None:
    """“Hi you” helps nobody."""
    masking = Masking(customer=["@kim_rose here, cold pasta"])
    assert masking.publish("Hi [HANDLE_1], we are sorry.") == "Hi, we are sorry."
