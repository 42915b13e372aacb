"""Looks questions up in the house's guidelines, and what may not stand on its pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.wording import stems

# The section of `guidelines.md` with a headed paragraph for each thing that breaks a guideline.
BREACHES = "What may not stand on our pages"

_QUOTED = 3  # paragraphs that one answer holds
_HEADINGS = 30
_HEADING = re.compile(r"(#+)\s*(.*)")


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


def breaches(guidelines: str) -> Mapping[str, str]:
    """What may not stand on our pages: each heading of that section, with its words."""
    found: dict[str, str] = {}
    section, title = 0, ""  # how deep the section's own heading is; 0 outside of it
    for line in guidelines.splitlines():
        if heading := _HEADING.match(line):
            depth, words = len(heading[1]), heading[2].strip()
            if not section or depth <= section:
                section, title = depth if _is_breaches(words) else 0, ""
            else:
                title = words
        elif title and (words := line.strip().removeprefix("- ").removeprefix("* ")):
            found[title] = f"{found[title]} {words}" if title in found else words
    return found


def _is_breaches(heading: str) -> bool:
    return heading.rstrip(" #:").casefold() == BREACHES.casefold()


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
