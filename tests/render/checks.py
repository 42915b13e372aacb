"""Typical and crowded cards, and what tests ask of a message or a form of Slack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import commands as c
from bot.acts import Act, Target, target
from bot.case import DraftState
from bot.commands import Decision
from bot.findings import Finding, FindingKind, Severity
from bot.incident_words import Nearby
from bot.review_card import CardFinding, CardPromise, Quote, ReviewCard, Slot, Translation, Version
from bot.slack import forms, render
from bot.slack.emoji import emoji_shown
from bot.slack.ids import PREFIX, Form
from bot.slack.pieces import menu_choice
from bot.slack.render import Message
from bot.tone import Tone
from bot.triage import Category, Confidence, Triage
from tests.cases import ALEX, LEE, MIA
from tests.render.nasty import CALLS, displayed, sendable
from tests.render.samples import GAPPY, KIND, PROMISING, RUDE, Told, coach
from tests.slack_blocks import Control, View, controls, words
from tests.slack_limits import (
    BLOCKS_TEXT,
    UPDATED_TEXT,
    faults_in_blocks,
    faults_in_view,
    too_large,
)

EMOJI = emoji_shown(
    {
        "✅": Decision.APPROVE,
        "👀": Decision.CLAIM,
        "✏️": Decision.EDIT,
        "🔁": Decision.AGAIN,
        "❌": Decision.REJECT,
    }
)
BACK = "Nobody called me. I waited all of Friday."
DANGER = "I want to kill myself because of what your staff did to me"
PLAYBOOK = coach().playbook
ABOUT = Target("0123456789abcdef", 1, "d" * 64)
_MENU = PREFIX + Act.MENU


def card(told: Told) -> Message:
    """The card of a case."""
    return render.card(told.card, emoji=EMOJI)


def offered(message: Message) -> list[str]:
    """What can be pressed or chosen."""
    found: list[str] = []
    for one in controls(message.blocks):
        options = [option["text"]["text"] for option in one.options]
        found += options or [one.label]
    return found


def main_buttons(message: Message) -> list[str]:
    """The buttons of the first row."""
    row = next((b for b in message.blocks if b.get("block_id") == "decide"), {"elements": []})
    return [button["text"]["text"] for button in row["elements"]]


def assert_fits(message: Message) -> None:
    """Slack takes it, in a new message as in an update, and it calls nobody."""
    assert faults_in_blocks(message.blocks) == []
    assert len(words(message.blocks)) <= BLOCKS_TEXT
    assert message.text.strip()
    assert len(message.text.encode("utf-16-le")) // 2 <= UPDATED_TEXT - 100
    assert sendable(message.blocks)
    assert not CALLS.search(message.text)
    assert not CALLS.search(displayed(message.blocks))


def outline(message: Message) -> str:
    """A message as a file that people can read: fallback text, then a line a block."""
    lines = [message.text, "---"]
    for block in message.blocks:
        buttons = [one for one in controls([block]) if one.kind == "button"]
        menus = [one for one in controls([block]) if one.element["action_id"] == _MENU]
        told = [f"[{b.label}]{'*' * (b.element.get('style') == 'primary')}" for b in buttons]
        told += [f"[⋯ {' | '.join(o['text']['text'] for o in m.options)}]" for m in menus]
        lists = [one for one in controls([block]) if one.kind == "static_select"]
        told += [chosen_from(one) for one in lists if one not in menus]
        said = "" if block["type"] == "actions" else words({**block, "accessory": None})
        lines.append(f"{block['block_id']}: {said}{' ' * bool(said and told)}{' '.join(told)}")
    return "\n".join(lines) + "\n"


def chosen_from(one: Control) -> str:
    """A list as it stands closed, and the first things that it offers."""
    options = [option["text"]["text"] for option in one.options]
    more = " | …" if len(options) > 3 else ""
    return f"[{one.element['placeholder']['text']} ▾ {' | '.join(options[:3])}{more}]"


def acts_of(one: Control) -> list[tuple[Act, Target]]:
    """What a button, a line of a menu or a choice in a list asks for, and about what."""
    if one.element["action_id"] == _MENU:
        return [menu_choice(option["value"]) for option in one.options]
    act = Act(one.element["action_id"].removeprefix(PREFIX))
    values = [option["value"] for option in one.options] or [one.element["value"]]
    return [(act, target(value)) for value in values]


def asked_back() -> Told:
    told = Told().wrote(KIND)
    return told.do(c.AskForwarder(told.words("Was it table 7?")), by=LEE)


def answered() -> Told:
    """Forwarded with a remark, asked back, and answered."""
    told = Told(note="Table 4, we refunded them already").composed(GAPPY)
    told.do(c.AskForwarder(told.words("Was it table 7?")), by=LEE)
    return told.do(c.AnswerQuestion(told.words("No, table 4")), by=ALEX)


def foreign() -> Told:
    """Post and reply in a language that the team does not read, with what they say."""
    told = Told("Die Pasta war kalt, und niemand hat sich entschuldigt.")
    says = {"post": "The pasta was cold, and nobody said sorry.", "reply": "We are sorry, Dana."}
    beside = {"translation": {"language": "en", **says, "model": "m"}}
    return told.composed("Es tut uns leid, Dana.", beside)


AT_RISK = Triage(Category.PERSON_AT_RISK, 5, Confidence.SURE)
UNSURE = Triage(Category.COMPLAINT, 2, Confidence.UNSURE)
CASES: dict[str, Callable[[], Told]] = {
    "complaint": lambda: Told().knows("the kitchen was two cooks short").composed(GAPPY),
    "rude": lambda: Told().composed(GAPPY).wrote(RUDE).do(c.Claim(), by=MIA),
    "asked_back": asked_back,
    "answered": answered,
    "approved": lambda: Told().wrote(KIND).approved(),
    "posted": lambda: Told().wrote(KIND).approved().posted(),
    "danger": lambda: Told(DANGER, triage=AT_RISK).drafted(),
    "spam": lambda: Told(triage=Triage(Category.SPAM, 1, Confidence.SURE)).drafted(),
    "unsure": lambda: Told(triage=UNSURE).composed(GAPPY),
    "foreign": foreign,
    "promising": lambda: Told().wrote(PROMISING),
    "owed": lambda: Told().wrote(PROMISING).approved().posted(),
    "back": lambda: Told().wrote(PROMISING).approved().posted().returned(BACK).composed(GAPPY),
}
SAMPLES = {name: told().card for name, told in CASES.items()}


def crowded(text: str, base: ReviewCard) -> ReviewCard:
    """A card on which everything is there, and too much of it, in these words."""
    kind = FindingKind.EXCUSE
    many = range(60)
    reply = text or " "
    slots = tuple(Slot(text, n, n + 1) for n in range(0, min(len(reply), 60), 2))
    findings = (Finding(kind, Severity.WARN, n, n + 1, text, text, text, "cues") for n in many)
    return replace(
        base,
        customer=text,
        post=text * 3,
        reply=reply,
        riskiest=text or "Look.",
        bystander=text,
        author=text,
        platform=text,
        link=text,
        origin=text,
        strategy=text,
        severity=text,
        how_sure=text,
        advice=text,
        helpline=text,
        claimed_by=text,
        question=text,
        answered=text,
        note=text,
        asked_by=text,
        cautions=(text,) * 6,
        evidence=tuple(Quote(text, text, n % 2 == 0) for n in many),
        facts=tuple((n, "confirmed", text) for n in many),
        slots=slots,
        findings=tuple(CardFinding(f, text, f"{n:016x}", text) for n, f in enumerate(findings)),
        versions=tuple(
            Version(n, DraftState.SUPERSEDED, text, f"{text} {n}", 1, 1) for n in range(1, 51)
        ),
        made=((text, text),) * 9,
        particulars=((text, text),) * 9,
        touches=(text,) * 11,
        act_now=(text,) * 7,
        asks=text or "?",
        kinds=tuple((str(key), kind.title) for key, kind in PLAYBOOK.handling.kinds.items()),
        translation=Translation(text or "x", text, text, text),
        tones=tuple(Tone),
        languages=tuple((f"l{n}", f"Language {n}") for n in range(30)),
        past=text,
        promises=tuple(CardPromise(max(0, n - 5), text, n % 3 != 0) for n in many),
        earlier=(text,) * 30,
        clocks=(text,) * 4,
        closing=text,
        incident=text,
        nearby=(Nearby("c1", text),) * 3,
    )


class Opened(View):
    """A modal on somebody's screen: put words in, and see what comes back."""

    def put(self, key: str, value: Any) -> Opened:
        """Type words, or choose by value."""
        control = self.input(key)
        self.typed[control.key] = value
        if control.options:
            chosen = [o for o in control.options if o["value"] == value]
            assert chosen, f"{value} is not offered in {key}"
            several = control.kind.startswith("multi")
            self.typed[control.key] = chosen if several else chosen[0]
        return self

    @property
    def sent(self) -> dict[str, Any]:
        """What Slack sends when it is submitted."""
        return self.as_json()


def opened(payload: Mapping[str, Any]) -> Opened:
    """Slack shows a view."""
    assert faults_in_view(payload) == []
    assert not too_large(payload)
    return Opened("V1", "T1", "U1", dict(payload), "h1", "V1")


def form(name: Form, told: Told) -> Opened:
    """The form of a case."""
    return opened(forms.case_view(name, told.card, PLAYBOOK))
