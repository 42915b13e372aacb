"""By what a later post of the same customer is known again. Pure."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.errors import BadInput, FieldError
from bot.nobody import folded, is_nobody
from bot.playbook import DEFAULT_BRAND
from bot.text import clean, shorten

_NAME, _LINK = 200, 2_000  # characters that are kept of each
_HOUSE = frozenset({"", DEFAULT_BRAND})
# What is put behind an address to see who followed it, and leads to the same page.
_TRACKING = re.compile(
    r"(utm|mc|hsa|pk|mtm|oly)_\w+|_\S+|(fb|g|dc|ms|tt|tw|y)clid|gclsrc|(g|w)braid|gad_source"
    r"|igshid|igsh|si|ref_src|ref_url|mibextid|mkt_tok|vero_id|trk|srsltid",
    re.IGNORECASE,
)


def customer_keys(
    platform: str, author: str, link: str, brand: str = "", text: str = ""
) -> tuple[str, ...]:
    """Digests of this very post, of who wrote where, and of the address; empty where none is known.

    A name counts only together with its platform: the same name elsewhere is another person. Each
    brand has its own customers; no brand is the house itself.
    """
    keys = []
    of = () if one_brand(brand, "") else (f"brand {brand}",)
    name, address = known_name(author), _address(link)
    if address and text:
        keys.append(_digest("post", address, text, *of))
    if platform and name:
        keys.append(_digest("author", platform, name, *of))
    if address:
        keys.append(_digest("link", address, *of))
    return tuple(keys)


def one_name(author: str, other: str) -> bool:
    """Whether two posts are signed, and with the same name."""
    return bool(known_name(author)) and known_name(author) == known_name(other)


def one_link(link: str, other: str) -> bool:
    """Whether two addresses are known, and lead to the same page."""
    return bool(_address(link)) and _address(link) == _address(other)


def one_brand(brand: str, other: str) -> bool:
    """Whether both are the same; the house itself has two names."""
    return brand == other or {brand, other} <= _HOUSE


def known_name(author: str) -> str:
    """A name as it is compared; empty where it names nobody."""
    name = folded(author)
    return "" if is_nobody(name) else name


def kept_name(author: str) -> str:
    """A name as it is kept, on one line; what is too long for one is cut with `…`."""
    try:
        return shorten(clean(author[: 10 * _NAME], what="name"), _NAME)
    except BadInput:  # nothing that anybody could read
        return ""


def kept_link(link: str) -> str:
    """An address as it is kept, without anything invisible."""
    try:
        address = "".join(clean(link, what="link").split()) if link.strip() else ""
    except BadInput as exc:
        raise FieldError("link", "This link can't be read. Please paste it again.") from exc
    if len(address) > _LINK:
        told = f"The link has {len(address):,} characters; up to {_LINK:,} can be kept."
        raise FieldError("link", f"{told} Please take a shorter one, or leave it out.")
    return address


def _address(link: str) -> str:
    """Host, path and question, which a customer's second post in the same thread shares."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in asked if not _TRACKING.fullmatch(pair[0])]
    # Left as it was written where nothing is taken away: older keys were made so.
    query = parts.query if len(kept) == len(asked) else urlencode(kept)
    path = parts.path.rstrip("/")
    return f"{host}{path}?{query}" if host and path else ""


def _digest(*words: str) -> str:
    told = "\n".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]
