"""The lines of `prompts/examples` as a lead writes them."""

from __future__ import annotations

import pytest

from bot.errors import SetupError
from bot.examples import Example, read_examples
from bot.findings import FindingKind


def test_marks_become_spans_of_the_plain_reply() -> None:
    """A reply stands without its marks, and each span is exactly the marked words."""
    line = "Cold soup. >> Hi Jo. {{minimizing: It was only soup.}} {{insult:You muppet}}!"
    (example,) = read_examples([line], "en.txt")
    assert example.post == "Cold soup."
    assert example.reply == "Hi Jo. It was only soup. You muppet!"
    assert [(kind, example.reply[a:b]) for kind, a, b in example.spans] == [
        (FindingKind.MINIMIZING, "It was only soup."),
        (FindingKind.INSULT, "You muppet"),
    ]


def test_comments_and_empty_lines_are_passed_over() -> None:
    """A hashtag of a customer is no comment; a line without a post is one that answers nothing."""
    lines = ["# a comment", "", "  ", "#fail again >> Sorry.", ">> See you at four!"]
    assert list(read_examples(lines, "en.txt")) == [
        Example("#fail again", "Sorry."),
        Example("", "See you at four!"),
    ]


def test_a_clean_reply_can_be_marked_as_tricky() -> None:
    """ "~" says that it only looks bad."""
    (example,) = read_examples(["~ you idiots >> Idiots, fair enough: we forgot."], "en.txt")
    assert example.tricky
    assert not example.spans


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("just some words", "post >> reply"),
        ("post >>  ", "post >> reply"),
        ("post >> {{rudeness: So what?}}", "rudeness"),
        ("post >> {{insult So what?}}", "{{kind: words}}"),
        ("post >> So what? {{insult: you", "{{kind: words}}"),
        ("~ post >> {{insult: You oaf.}}", "without a mark"),
    ],
)
def test_a_broken_line_is_named(line: str, problem: str) -> None:
    """File and line stand in the message, so that a lead finds it among thousands."""
    with pytest.raises(SetupError, match=r"en\.txt, line 2") as caught:
        list(read_examples(["fine >> Thank you.", line], "en.txt"))
    assert problem in str(caught.value)
