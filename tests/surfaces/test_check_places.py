"""The places that `check` tells a script are those of the reply as the script gave it."""

from __future__ import annotations

import pytest

from bot.coach import Coach
from bot.contract import answer

PLAIN = "Dear Zoé, you should have asked.\n\nYou idiot! We will call you tomorrow."


@pytest.mark.parametrize(
    "given",
    [
        PLAIN.replace("é", "e\u0301"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n\n", "\n\n\n\n\n"),
        f" \n\t {PLAIN}\n\n",
        f"\ufeff{PLAIN}",
        PLAIN.replace("idiot", "id\u200biot"),
        PLAIN.replace(" ", " \x07", 3),
        f"😡 e\u0301 {PLAIN}",
        PLAIN,
    ],
)
def test_each_quote_stands_at_its_place(coach: Coach, given: str) -> None:
    """For findings and promises alike, whatever `clean` changes; what is read stays the same."""
    told = answer(coach, "check", {"reply": given})
    plain = answer(coach, "check", {"reply": PLAIN})
    quotes = [*told["findings"], *told["promises"]]
    assert told["promises"]
    assert any(one["kind"] == "insult" for one in told["findings"])
    assert all(given[one["start"] : one["end"]] == one["text"] for one in quotes)
    if "😡" not in given:
        assert [one["kind"] for one in told["findings"]] == [f["kind"] for f in plain["findings"]]
        assert told["verdict"] == plain["verdict"]
    insult = next(one for one in told["findings"] if one["kind"] == "insult")
    assert "idiot" in insult["text"].replace("\u200b", "")


def test_what_is_missing_has_an_empty_place_at_the_end_of_the_words(coach: Coach) -> None:
    """Trimmed blanks come after it."""
    given = "\ufeffWe check the oven.\r\n \r\n"
    empty = [
        one
        for one in answer(coach, "check", {"reply": given, "customer_post": "Cold pasta. Shame!"})[
            "findings"
        ]
        if not one["text"]
    ]
    assert empty
    assert {(one["start"], one["end"]) for one in empty} == {(19, 19)}
