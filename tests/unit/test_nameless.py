"""Examples tell nobody's name."""

from __future__ import annotations

import pytest

from bot.nameless import Nameless

PUBLIC = ("Trattoria Lina", "Lina and the team, Trattoria Lina", "020 7946 0142")


def hidden(post: str, reply: str = "", *people: str) -> tuple[str, str]:
    """A post and its reply as they are remembered."""
    about = Nameless([post], [reply], people=people, public=PUBLIC)
    return about.hide(post), about.hide(reply)


@pytest.mark.parametrize(
    ("post", "name"),
    [
        ("My name is Kofi Mensah and I waited an hour.", "Mensah"),
        ("The waiter Marco laughed at us, and Marco is new.", "Marco"),
        ("My daughter Emilia cried.", "Emilia"),
        ("Mrs. Okonjo at the desk was rude.", "Okonjo"),
        ("Frau Özdemir hat uns ignoriert.", "Özdemir"),
        ("Nobody called back.\nJürgen Weiß", "Jürgen"),
        ("Nobody called back. - Siobhan O'Neill", "O'Neill"),
        ("Je m'appelle Éloïse et j'attends.", "Éloïse"),
        ("Call me on 07700 900123, order 48213377", "900123"),
        ("Write to kofi.mensah@mail.example", "kofi"),
    ],
)
def test_who_wrote_and_who_is_named_is_hidden(post: str, name: str) -> None:
    """Wherever it stands, a placeholder in brackets takes its place."""
    masked, _ = hidden(post)
    assert name not in masked
    assert "[" in masked


def test_a_name_is_hidden_in_both_texts() -> None:
    """What tells a name in one of them tells it in the other."""
    post, reply = hidden("The waiter Marco laughed.", "We have spoken with Marco, and MARCO knows.")
    assert "arco" not in post + reply
    assert "MARCO" not in reply


def test_staff_and_the_customers_name_in_the_network_are_hidden() -> None:
    """They are known from the case; small letters of theirs are words like others."""
    _, reply = hidden("It was cold.", "Dear Will, Mia will ring you.", "Mia Schulz", "Will")
    assert reply == "Dear [name], [name] will ring you."


def test_what_the_house_makes_known_stays() -> None:
    """Its own name, sign-off and number are no secret, and the example should sound like it."""
    text = "Please ring 020 7946 0142.\nLina and the team, Trattoria Lina"
    assert hidden("It was cold.", text)[1] == text


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the kind words about the Margherita on Friday.",
        "Hello Team, we waited from Monday to Tuesday in London.",
        "Dear Guest, thank you for your visit.",
        "Danke Ihnen! Wir freuen uns auf Sie.",
        "",
    ],
)
def test_other_capitals_stay(text: str) -> None:
    """A dish, a day and a polite form tell nobody."""
    assert hidden(text) == (text, "")
