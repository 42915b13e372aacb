"""By what a later post of the same customer is known again. Pure."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

# Ways to name nobody.
_NOBODY = frozenset({"", "a customer", "customer", "anonymous", "guest", "somebody", "unknown"})
_BLANK = re.compile(r"\s+")


def customer_keys(platform: str, author: str, link: str) -> tuple[str, ...]:
    """Digests of who wrote where, and of the address of the post; empty where neither is known.

    A name counts only together with its platform: the same name elsewhere is another person.
    """
    keys = []
    name = _name(author)
    if platform and name:
        keys.append(_digest("author", platform, name))
    if address := _address(link):
        keys.append(_digest("link", address))
    return tuple(keys)


def one_name(author: str, other: str) -> bool:
    """Whether two posts are signed, and with the same name."""
    return bool(_name(author)) and _name(author) == _name(other)


def _name(author: str) -> str:
    """A name as it is compared; empty where it names nobody."""
    name = _BLANK.sub(" ", author.strip().lstrip("@").casefold())
    return "" if name in _NOBODY else name


def _address(link: str) -> str:
    """Host and path, which a customer's second post in the same thread shares."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{path}?{parts.query}" if host and path else ""


def _digest(*words: str) -> str:
    told = "\n".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]
