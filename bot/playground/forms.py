"""What the forms of the playground send, as words for the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.desk import NewPost
from bot.errors import BadInput, NotText
from bot.facts import FactState
from bot.language import NAMES
from bot.playbook import Playbook
from bot.text import MAX_CHARACTERS, clean
from bot.tone import Tone
from bot.triage import Category

FACT_ROWS = 3
_LINE = 500
_PLAIN_FORM = "application/x-www-form-urlencoded"
_BACK = "Nothing was saved; the Back button of your browser brings your text back."
_LONE = re.compile("[\ud800-\udfff]")  # half a character; as one of the text it cannot be kept

Form = Mapping[str, str]


async def read_form(request: web.Request) -> dict[str, str]:
    """The text fields; of a name that comes twice the last. `BadInput` for all but plain forms."""
    packed = "Content-Encoding" in request.headers
    if request.body_exists and (packed or request.content_type != _PLAIN_FORM):
        raise BadInput(f"This did not come as one of our forms. {_BACK}")
    try:
        sent = await request.post()
    except (UnicodeDecodeError, LookupError) as exc:
        raise NotText("That does not look like text. Please paste the text itself.") from exc
    return {name: value for name, value in sent.items() if isinstance(value, str)}


async def typed_reply(request: web.Request) -> str:
    """The reply that the page's script sends while somebody types, a character for a character."""
    return _typed(await _sent(request), "text")


async def typed_reply_and_post(request: web.Request) -> tuple[str, Form]:
    """The same where no case is: the reply, and `post`, `platform` and `brand` as they stand."""
    sent = await _sent(request)
    about = {name: _typed(sent, name) for name in ("post", "platform", "brand") if name in sent}
    return _typed(sent, "text"), about


async def _sent(request: web.Request) -> Mapping[str, Any]:
    try:
        sent: Any = await request.json()
    except (ValueError, RecursionError) as exc:
        raise BadInput("This could not be read. Please try again.") from exc
    return sent if isinstance(sent, dict) else {}


def _typed(sent: Mapping[str, Any], name: str) -> str:
    words = sent.get(name)
    if not isinstance(words, str):
        raise BadInput("This could not be read. Please try again.")
    if len(words) > MAX_CHARACTERS:
        raise BadInput(f"Up to {MAX_CHARACTERS:,} characters can be read.")
    return _LONE.sub("\ufffd", words)


def place(form: Form, playbook: Playbook) -> tuple[str, str]:
    """Platform and brand by their keys; empty where the playbook does not know them."""
    platform, brand = form.get("platform", ""), form.get("brand", "")
    return (
        platform if platform in playbook.platforms else "",
        brand if brand in playbook.profiles else "",
    )


def new_post(form: Form, playbook: Playbook, now: datetime) -> NewPost:
    """The post that somebody pasted; `now` is the moment after which nothing was posted."""
    platform, brand = place(form, playbook)
    return NewPost(
        text=form.get("text", ""),
        platform=platform,
        author=line(form, "author"),
        link=form.get("link", ""),
        posted_at=_moment(form.get("posted_at", ""), now),
        brand=brand,
    )


def facts(form: Form) -> list[tuple[FactState, str]]:
    """The rows of the facts line that have words in them."""
    rows = [
        (FactState(_choice(form.get(f"state-{row}", ""), list(FactState))), words)
        for row in range(FACT_ROWS)
        if (words := form.get(f"fact-{row}", "").strip())
    ]
    if not rows:
        raise BadInput("Say in a few words what you know, such as “refunded the pasta”.")
    return rows


def fact_state(form: Form) -> FactState:
    """How far an answer is certain."""
    return FactState(_choice(form.get("state", ""), list(FactState)))


def said(form: Form, name: str, otherwise: str) -> str:
    """A free-text field that needs words; `otherwise` is the sentence where there are none."""
    words = form.get(name, "")
    if not words.strip():
        raise BadInput(otherwise)
    return words


def yes(form: Form, name: str) -> bool:
    """Which of two buttons was pressed."""
    return _choice(form.get(name, ""), ["yes", "no"]) == "yes"


def own_reply(form: Form) -> Form:
    """What stands in the box once a button was pressed: the mended text, where that is wanted.

    The answer has `ours` in it where our own draft is asked for.
    """
    act = form.get("act", "check")
    text = form.get("mended", "") if act == "use" else form.get("text", "")
    told = {name: form.get(name, "") for name in ("post", "platform", "brand")}
    # A browser sends line breaks as CR LF, and what is read and shown counts characters.
    told |= {"text": text.replace("\r\n", "\n")}
    return {**told, "ours": "yes"} if act == "ours" else told


def slots(form: Form) -> dict[int, str]:
    """Words by the number of their slot."""
    found = ((re.fullmatch(r"slot-(\d{1,4})", name), words) for name, words in form.items())
    filled = {int(m[1]): clean(words, what="slot") for m, words in found if m and words.strip()}
    if not filled:
        raise BadInput("Put your words into at least one of the gaps.")
    return filled


def number(form: Form, name: str = "draft") -> int:
    """The number of the draft (or fact) that the form stands beside; 0 where there is none."""
    given = form.get(name, "")
    return int(given) if re.fullmatch(r"\d{1,12}", given) else 0


def category(form: Form) -> Category:
    """What kind of post a person says it is."""
    return Category(_choice(form.get("category", ""), list(Category)))


def tone(form: Form) -> tuple[Tone | None, str]:
    """How the next draft should sound, or the language (ISO 639-1) that it should be in."""
    if language := form.get("language", ""):
        return None, _choice(language, list(NAMES))
    return Tone(_choice(form.get("tone", ""), list(Tone))), ""


def ticked(form: Form) -> list[tuple[str, int, str]]:
    """Case, draft and digest of every easy one that is still ticked."""
    names = ((re.fullmatch(r"tick-([\w-]{1,64})", name), value) for name, value in form.items())
    values = ((m[1], re.fullmatch(r"(\d{1,6}):(\w{1,128})", value)) for m, value in names if m)
    return [(case_id, int(m[1]), m[2]) for case_id, m in values if m]


def line(form: Form, name: str) -> str:
    """A short field on one line, without anything invisible."""
    raw = form.get(name, "")
    return " ".join(clean(raw, what=name).split())[:_LINE] if raw.strip() else ""


def _choice(given: str, known: list[str]) -> str:
    """`given` if it is one of the offered words."""
    if given not in known:
        raise BadInput("Please choose one of the words in the list.")
    return given


def _moment(given: str, now: datetime) -> datetime | None:
    """A local date and time as browsers send it, in UTC; None where nothing was given."""
    if not given.strip():
        return None
    try:
        moment = datetime.fromisoformat(given.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise BadInput("When was it posted? Please give a date and a time.") from exc
    if moment > now:
        raise BadInput("When was it posted? That moment is still to come.")
    return moment
