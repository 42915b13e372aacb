"""Reads the markup of Teams as the words that people see, and what they quoted or forwarded. Pure.

A reader of our own, because the standard library's `html.parser` takes seconds for a hostile
message in several of the versions of Python that we support. This one looks at each character a
few times at most, whatever comes: a tag counts only if it ends, and no search goes past the next
tag that could begin.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?=[\s/>])"
    r"""(?P<rest>[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*+)>"""
    r"|<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->|<[!?][^<>]*+>"
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w:-])([a-zA-Z][\w:-]*+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]++))"""
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_AT = re.compile(r"<at\b[^<>]*>([^<>]*)</at>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<(?:quoted|attachment)\b([^<>]*)>(?:</(?:quoted|attachment)>)?", re.I)
_MARKED_DOWN = re.compile(r"\*\*([^*\n]+)\*\*|__([^_\n]+)__|\\([\\`*_{}\[\]()#+\-.!<>|~&])")
_BLANKS = re.compile(" {2,}")
_LEFT_BEHIND = re.compile(r"^\s*[,:]\s*")

# ruff: noqa: SIM905 - words in a line are easier to read, and to add to

_LINES = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol table tr pre hr codeblock section article header footer dl dt dd"
    " figure".split()
)
_UNSEEN = frozenset("script style title head template systemeventmessage".split())
_WHO_AND_WHEN = frozenset("mri time sender name".split())  # `itemprop` in a quote


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered: the id of that message, and as much of it as Teams sends."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it was read.

    `text` is without what was forwarded or quoted, and without mentions of the bot. `placeholders`
    are the ids of attachments that stand somewhere in it.
    """

    text: str = ""
    forwards: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    placeholders: tuple[str, ...] = ()
    pictures: int = 0
    mentioned: bool = False


def marked_up(text: str) -> bool:
    """Whether there are tags in it."""
    return any(tag["name"] for tag in _TAG.finditer(text))


def read(markup: str, names: Iterable[str] = ()) -> Written:
    """What stands in a message's HTML; `names` are those of the bot."""
    reader, at = _Reader(frozenset(map(_folded, names))), 0
    for tag in _TAG.finditer(markup):
        reader.words(markup[at : tag.start()])
        at = tag.end()
        if tag["name"]:
            reader.tag(tag["name"].lower(), bool(tag["end"]), tag["rest"])
    reader.words(markup[at:])
    return reader.done()


def read_plain(text: str, names: Iterable[str] = (), *, markdown: bool = False) -> Written:
    """What stands in a message's plain text, in which Teams marks mentions and quotes as well."""
    own, mentioned = frozenset(map(_folded, names)), False
    replies: list[Reply] = []
    placeholders: list[str] = []

    def named(found: re.Match[str]) -> str:
        nonlocal mentioned
        ours = _folded(unescaped(found[1])) in own
        mentioned |= ours
        return " " if ours else found[1]

    def held(found: re.Match[str]) -> str:
        given = _attributes(found[1])
        if "messageid" in given:
            replies.append(Reply(given["messageid"], ""))
        elif "id" in given:
            placeholders.append(given["id"])
        return " "

    seen = _PLACEHOLDER.sub(held, _AT.sub(named, text))
    if markdown:
        seen = _MARKED_DOWN.sub(lambda m: m[1] or m[2] or m[3], seen)
    seen = _tidy(unescaped(seen), mentioned=mentioned)
    return Written(seen, (), tuple(replies), tuple(placeholders), 0, mentioned)


def unescaped(text: str) -> str:
    """`text` with the characters that `&amp;` and the like stand for."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


class _Lines:
    """Words that are put together line by line."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.fresh = True  # nothing stands in this line yet

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.fresh = False

    def end_line(self) -> None:
        if not self.fresh:
            self.new_line()

    def new_line(self) -> None:
        self.pieces.append("\n")
        self.fresh = True

    def taken(self, since: int) -> str:
        """What was added since, which is taken out again."""
        text = "".join(self.pieces[since:])
        del self.pieces[since:]
        return text


class _Reader:
    """Goes through the tags of a message, once."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.lines = self.own = _Lines()
        self.kind, self.quoted_id = "", ""  # of the quote that is being read
        self.quotes: list[str] = []  # blockquotes that are open
        self.hidden, self.depth = "", 0  # a tag whose words nobody sees, and how often it is open
        self.exact = 0  # how many `pre` are open
        self.mention: tuple[str, int] | None = None  # its tag, and where it begins
        self.link: tuple[str, int] | None = None  # its address, and where it begins
        self.lists: list[int] = []  # of each open list the last number; -1 where it has none
        self.forwards: list[str] = []
        self.replies: list[Reply] = []
        self.placeholders: list[str] = []
        self.pictures = 0
        self.mentioned = False

    def words(self, raw: str) -> None:
        """What stands between two tags."""
        if not raw or self.hidden:
            return
        raw = raw.replace("\r\n", "\n") if self.exact else _SPACE.sub(" ", raw)
        if raw != " " or not self.lines.fresh:
            self.lines.add(unescaped(raw))

    def tag(self, name: str, closing: bool, rest: str) -> None:
        """A tag; `rest` is what stands behind its name."""
        if self.hidden and not self._seen_again(name, closing, rest):
            return
        if name == "blockquote":
            self._leave_quote() if closing else self._enter_quote(_attributes(rest))
        elif closing:
            self._close(name)
        else:
            self._open(name, _attributes(rest), alone=rest.endswith("/"))

    def done(self) -> Written:
        """All that was found; quotes without an end, end here."""
        self._finish_quote()
        text = _tidy("".join(self.own.pieces), mentioned=self.mentioned)
        return Written(
            text,
            tuple(self.forwards),
            tuple(self.replies),
            tuple(self.placeholders),
            self.pictures,
            self.mentioned,
        )

    # -- quotes -------------------------------------------------------------------------------

    def _enter_quote(self, given: Mapping[str, str]) -> None:
        """What somebody else wrote, or a paragraph that is only set off."""
        kind = given.get("itemtype", "").rpartition("/")[2].lower()
        marked = bool(kind) or "itemscope" in given
        self.lines.end_line()
        if self.kind and marked and kind != "forward":
            self.hidden, self.depth = "blockquote", 1  # what the quoted one had quoted
            return
        ours = marked and not self.kind
        self.quotes.append("marked" if ours else "")
        if ours:
            self.kind, self.quoted_id = kind, given.get("itemid", "")
            self.lines, self.mention, self.link = _Lines(), None, None

    def _leave_quote(self) -> None:
        if self.quotes and self.quotes.pop():
            self._finish_quote()
        else:
            self.lines.end_line()

    def _finish_quote(self) -> None:
        if self.lines is self.own:
            return
        text = _tidy("".join(self.lines.pieces))
        if self.kind == "forward":
            self.forwards.append(text)
        else:
            self.replies.append(Reply(self.quoted_id, text))
        self.kind = self.quoted_id = ""
        self.lines, self.mention, self.link = self.own, None, None

    def _seen_again(self, name: str, closing: bool, rest: str) -> bool:
        """Whether this tag ends what is hidden, and means something besides."""
        if name == self.hidden:
            self.depth += -1 if closing else (0 if rest.endswith("/") else 1)
            if not self.depth:
                self.hidden = ""
            return False
        if name == "blockquote" and closing and self.hidden not in _UNSEEN:
            self.hidden, self.depth = "", 0
            return True
        return False

    # -- everything else ----------------------------------------------------------------------

    def _open(self, name: str, given: Mapping[str, str], *, alone: bool) -> None:
        who = bool(self.kind) and given.get("itemprop") in _WHO_AND_WHEN
        if name == "img":
            self._picture(given)
        elif name in _UNSEEN or who:
            if not alone:
                self.hidden, self.depth = name, 1
        elif name in {"emoji", "customemoji"}:
            self.lines.add(given.get("alt") or given.get("title", ""))
        elif name == "attachment":
            self.placeholders.append(given.get("id", ""))
        elif name == "quoted":
            self.replies.append(Reply(given.get("messageid", ""), ""))
        elif name == "at" or given.get("itemtype", "").lower().endswith("/mention"):
            self.mention = None if alone else (name, len(self.lines.pieces))
        elif name == "a":
            self.link = given.get("href", ""), len(self.lines.pieces)
        else:
            self._lay_out(name)

    def _lay_out(self, name: str) -> None:
        if name == "br":
            self.lines.new_line()
        elif name == "li":
            self._item()
        elif name in {"td", "th"}:
            if not self.lines.fresh:
                self.lines.add(" | ")
        elif name in _LINES:
            self.lines.end_line()
            self.exact += name == "pre"
            if name in {"ul", "ol"}:
                self.lists.append(0 if name == "ol" else -1)

    def _close(self, name: str) -> None:
        if self.mention and self.mention[0] == name:
            self._named(self.mention[1])
        elif name == "a" and self.link:
            self._linked(*self.link)
        elif name in _LINES or name == "li":
            self.lines.end_line()
            self.exact -= name == "pre" and self.exact > 0
            if name in {"ul", "ol"} and self.lists:
                self.lists.pop()

    def _item(self) -> None:
        self.lines.end_line()
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            self.lines.pieces.append(f"{self.lists[-1]}. ")
        else:
            self.lines.pieces.append("- ")

    def _picture(self, given: Mapping[str, str]) -> None:
        """An emoji counts as what it says; other pictures are only counted."""
        kinds = (given.get("itemtype", ""), given.get("class", ""), given.get("src", ""))
        if any("emoji" in kind.lower() or "emoticon" in kind.lower() for kind in kinds):
            self.lines.add(given.get("alt", ""))
        else:
            self.pictures += 1

    def _named(self, since: int) -> None:
        """The end of a mention: the bot's own is taken out, others stay as names."""
        self.mention = None
        name = self.lines.taken(since)
        ours = _folded(name) in self.names
        self.mentioned |= ours
        self.lines.add(" " if ours else name)

    def _linked(self, address: str, since: int) -> None:
        """The end of a link; one behind other words keeps its address."""
        self.link = None
        label = self.lines.taken(since)
        short = re.sub(r"^(?:https?://|mailto:|tel:)", "", address.strip()).rstrip("/")
        told = label.strip().rstrip("/")
        web = address.startswith(("https://", "http://"))
        same = told in {short, address.strip().rstrip("/")}
        self.lines.add(label if told and (same or not web) else f"{label} ({address})".lstrip())


def _attributes(rest: str) -> dict[str, str]:
    """The attributes of a tag; one without a value has an empty one only if it is `itemscope`."""
    if not rest or rest.isspace():
        return {}
    found = {
        name.lower(): unescaped(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(rest)
    }
    if "itemscope" in rest:
        found.setdefault("itemscope", "")
    return found


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _tidy(text: str, *, mentioned: bool = False) -> str:
    """Without blanks at the ends of lines, and without what a mention that is gone left behind."""
    text = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line.strip() for line in text.split("\n"))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    return _BLANKS.sub(" ", _LEFT_BEHIND.sub("", text)) if mentioned else text
