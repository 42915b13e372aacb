"""What forms and views in Teams have in common: title, way back, problems, and 28 KB at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.acts import Act, Target
from bot.display import size, split, visible
from bot.form_words import HEADS, NO_WORDS, Asked, Options
from bot.reading_words import Part
from bot.review_card import ReviewCard
from bot.teams.card_actions import back
from bot.teams.elements import (
    Card,
    Element,
    adaptive,
    choices,
    container,
    execute,
    fits,
    heading,
    quoted,
    rich,
    run,
    short,
    small,
    text_input,
)
from bot.teams.ids import Deed, Step, input_id

WORDS = 3000  # characters of an answer in a few words
_SHARES = (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.06, 0.03)
_BYTES = 4  # for each character that may be typed into an input
_ADDRESS = 2000  # characters of a link
_TYPED_LAST = 10  # what was typed is cut only where hardly anything else is left
_LEAST = 30  # units of whatever is cut
_LINE = 110  # bytes that a line takes beside its words: a paragraph of its own
_CUT = "Only the beginning fits here. Longer texts can be sent to me as a message."


@dataclass(frozen=True, slots=True)
class Typed:
    """What was put into a form so far, by input, and what is wrong with it.

    `at` is the input that the `problem` is about; the words stand beside it, or on top. `share` is
    how much of other texts there is room for.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    at: str = ""
    share: float = 1.0

    def room(self, most: int) -> int:
        """This share of a number of things or bytes; at least one."""
        return max(1, int(most * self.share))

    def line(self, text: str, most: int) -> str:
        """`text` on one line, cut to this share of `most` units."""
        return short(text, max(_LEAST, self.room(most)))

    def _typed(self, key: str, value: str) -> str:
        """What was put into an input; what stands in it at first where nobody saw it yet."""
        given = self.given.get(input_id(key), value)
        return given if isinstance(given, str) else ""

    def _kept(self, most: int) -> int:
        """Bytes of what was typed into an input for `most` characters that stay in it."""
        return int(_BYTES * most * min(1.0, self.share * _TYPED_LAST))

    def text(
        self, key: str, asked: Asked, value: str = "", *, lines: bool = False, most: int = WORDS
    ) -> Iterator[Element]:
        """A box to write in, with its hint; what does not fit into a card is said to be cut."""
        words = visible(self._typed(key, value))
        kept = within(words, self._kept(most), line=2)
        yield text_input(key, asked.label, kept, lines, most=most, required=not asked.optional)
        if len(kept) < len(words):
            yield small(_CUT, spacing="small")
        yield from self._beside(key)
        if asked.hint:
            yield small(short(asked.hint, 300), spacing="small")

    def link(self, key: str, label: str, value: str = "") -> Iterator[Element]:
        """A box for an address."""
        words = visible(self._typed(key, value))
        kept = within(words, self._kept(_ADDRESS), line=2)
        yield text_input(key, label, kept, most=_ADDRESS, placeholder="https://")
        yield from self._beside(key)

    def choice(
        self,
        key: str,
        label: str,
        options: Options,
        usual: str = "",
        *,
        required: bool = False,
        expanded: bool = False,
        many: bool = False,
    ) -> Iterator[Element]:
        """Something to choose; what is not offered any more is not chosen any more."""
        wanted = self._typed(key, usual)
        known = {value for _, value in options}
        picked = [one for one in (wanted.split(",") if many else [wanted]) if one in known]
        value = ",".join(picked)
        how = {"required": required, "expanded": expanded, "many": many}
        yield choices(input_id(key), label, options, value, placeholder="Choose …", **how)
        yield from self._beside(key)

    def moment(self, key: str, label: str, kind: str, value: str = "") -> Iterator[Element]:
        """A date ("Input.Date", 2026-11-22) or a time of day ("Input.Time", 16:05)."""
        words = self._typed(key, value)
        made: Element = {"type": kind, "id": key, "label": label}
        yield {**made, "value": words} if _WELL_FORMED[kind](words) else made
        yield from self._beside(key)

    def _beside(self, key: str) -> Iterator[Element]:
        if self.problem and key == self.at:
            yield _problem(self.problem, spacing="small")

    def above(self, body: Sequence[Element]) -> list[Element]:
        """The problem, where none of the inputs has it beside it."""
        marked = self.at and input_id(self.at) in _ids(body)
        return [_problem(self.problem)] if self.problem and not marked else []


def _ids(parts: Sequence[Element]) -> Iterator[str]:
    for one in parts:
        yield str(one.get("id", ""))
        yield from _ids([*one.get("columns", ()), *one.get("items", ())])


def _problem(sentence: str, spacing: str = "") -> Element:
    told = rich([run(short(sentence, 600), "bold")])
    return container([told], style="attention", spacing=spacing)


def form(
    act: Act,
    about: Target,
    body: Sequence[Element],
    typed: Typed,
    *,
    more: Sequence[Element] = (),
    home: bool = True,
) -> Card:
    """A form with its title, the one action that sends it, `more` of them, and the way back."""
    head = HEADS[act]
    send = execute(Deed(act, Step.SEND, about), head.submit, "positive")
    actions = [send, *more, *([back(about)] if home else [])]
    return adaptive([heading(head.title), *typed.above(body), *body], actions)


def view(title: str, body: Sequence[Element], about: Target) -> Card:
    """Something to read."""
    return adaptive([heading(title), *body], [back(about)])


def nothing(act: Act, about: Target) -> Card:
    """Said in place of a form in which there is nothing to fill in."""
    return view(HEADS[act].title, [rich(HEADS[act].nothing)], about)


def fitted(made: Callable[[Typed], Card], typed: Typed | None = None) -> Card:
    """The first card that Teams takes, of those with ever smaller shares of their texts."""
    for share in _SHARES:
        card = made(replace(typed or Typed(), share=share))
        if fits(card):
            break
    return card


def customer(card: ReviewCard) -> Element:
    """The customer's words, in short."""
    return quoted([rich(short(card.customer, 400) or NO_WORDS)])


def styled(parts: Sequence[Part]) -> Element:
    """One paragraph of words with their styles."""
    return rich([run(*part) for part in parts])


def long(text: str, most: int) -> Iterator[Element]:
    """All of a text, or as much as `most` bytes hold, saying how much is left out."""
    kept = within(visible(text), most)
    yield quoted(kept or NO_WORDS)
    if left := len(visible(text)) - len(kept):
        yield small(f"… and {left:,} more characters than fit here.", spacing="small")


def within(text: str, most: int, *, line: int = _LINE) -> str:
    """As much of `text` as takes at most that many bytes in a card; `line` is for each line."""
    if len(text) * 4 + (text.count("\n") + 1) * line <= most:
        return text
    taken = line
    for place, char in enumerate(text):
        taken += line if char == "\n" else 2 if char in '"\\\t' else len(char.encode())
        if taken > most:
            return split(text[: place + 1], size(text[:place]))[0] if place else ""
    return text


def _is_date(words: str) -> bool:
    return len(words) == 10 and words.replace("-", "").isdecimal()


def _is_time(words: str) -> bool:
    return len(words) == 5 and words.replace(":", "").isdecimal()


_WELL_FORMED: Mapping[str, Callable[[str], bool]] = {"Input.Date": _is_date, "Input.Time": _is_time}
