"""Texts that break layouts: mentions, markup, links, other scripts, half characters, long words."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

NASTY = (
    "<!here> <!channel|x> <@U123> <#C1|general> <!subteam^S1> @here @channel @Everyone",
    "*bold* _italic_ ~gone~ `code` ```block``` > quote\n>>> all of it\n&gt; &lt;!here&gt; &amp;",
    "<https://evil.example|https://bank.example> https://evil.example/?a=1&b=2 www.evil.example",
    "<mailto:a@b.example|write us> <tel:1> <slack://open> <!date^1^{date}|now>",
    "שלום <!here> مرحبا بالعالم 45 \u202egnihtemos\u202c",
    "👩‍👩‍👧‍👦" * 200 + "👍🏽" * 50,
    "e\u0301\u0302\u0303" * 900,
    "x" * 9000,
    "\ud83d half",
    "\x00\x07 \u2028 \u2029 \u00ad",
    "   \n\n\t ",
    "",
)
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=300),
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
    st.sampled_from(NASTY).map(lambda text: (text + " ") * 3),
)
CALLS = re.compile(r"<[!@#](?!date\^\d+\^\{date_short_pretty\})|@(?:here|channel|everyone)\b", re.I)


def displayed(part: Any) -> str:
    """Everything of blocks that is shown, without what stands in inputs to be copied or edited."""
    if isinstance(part, list):
        return "\n".join(displayed(one) for one in part)
    if isinstance(part, dict):
        kept = {key: one for key, one in part.items() if key not in {"initial_value", "value"}}
        return "\n".join(displayed(one) for one in kept.values())
    return part if isinstance(part, str) else ""


def markup(part: Any) -> str:
    """All texts in which Slack reads markup."""
    if isinstance(part, list):
        return "\n".join(markup(one) for one in part)
    if not isinstance(part, dict):
        return ""
    if part.get("type") == "mrkdwn":
        assert part["verbatim"]
        return str(part["text"])
    return "\n".join(markup(one) for one in part.values())


def sendable(part: Any) -> bool:
    """Whether it can go over the wire at all."""
    return bool(json.dumps(part, ensure_ascii=False).encode("utf-8"))
