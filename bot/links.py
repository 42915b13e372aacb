"""Says which addresses people may be sent to. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LONGEST = 3000  # of a button in Slack; nobody posts a longer one
_ENDS_A_LINK = re.compile(r"[\s<>|\"\\\u2060]")
# Control characters, and the invisible ones that reorder text.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def web_link(address: str) -> str:
    """`address` if it may be followed: http(s), a plain host, nothing that ends a link early."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    plain = not (_ENDS_A_LINK.search(address) or _HIDDEN.search(address))
    honest = "@" not in parts.netloc
    if parts.scheme in {"http", "https"} and host and plain and honest:
        return address if len(address.encode("utf-16-le")) <= 2 * _LONGEST else ""
    return ""
