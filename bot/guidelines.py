"""Looks a question up in the house's guidelines. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.wording import stems

_QUOTED = 3  # paragraphs that one answer holds
_HEADINGS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """Headings and words of the paragraphs that fit; where none does, all headings instead."""

    says: str = ""
    paragraphs: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()


def look_up(guidelines: str, question: str) -> Found:
    """The paragraphs that share most words with the question; headings for an empty one."""
    paragraphs = list(_paragraphs(guidelines))
    asked = stems(question)
    weighed = [(len(asked & stems(f"{title} {text}")), title, text) for title, text in paragraphs]
    fitting = sorted((w for w in weighed if w[0]), key=lambda w: -w[0])[:_QUOTED]
    if fitting:
        return Found(paragraphs=tuple((title, text) for _, title, text in fitting))
    says = "Our guidelines don't speak of that. They are about:"
    if not asked:
        says = "Our guidelines. Ask about one of these:"
    headings = dict.fromkeys(title for title, _ in paragraphs if title)
    return Found(says, headings=tuple(headings)[:_HEADINGS])


def headings(guidelines: str) -> tuple[str, ...]:
    """The headings under which something stands."""
    return tuple(dict.fromkeys(title for title, _ in _paragraphs(guidelines) if title))


def quoted(guidelines: str, heading: str) -> str | None:
    """A heading with its first paragraph, word for word; None where there is no such heading."""
    found = next((text for title, text in _paragraphs(guidelines) if title == heading), None)
    return f"{heading}: {found}" if found else None


def _paragraphs(markdown: str) -> Iterator[tuple[str, str]]:
    """Heading and words of each paragraph, and of each line of a list."""
    title = ""
    for chunk in markdown.split("\n\n"):
        words: list[str] = []
        for line in chunk.splitlines():
            if line.startswith("#"):
                title = line.lstrip("# ").strip()
            elif line.lstrip().startswith(("- ", "* ")) and words:
                yield title, " ".join(words)
                words = [line.strip()[2:]]
            else:
                words.append(line.strip().removeprefix("- ").removeprefix("* "))
        if any(words):
            yield title, " ".join(words)
