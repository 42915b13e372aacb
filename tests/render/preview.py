"""Pictures of cards and forms as a phone shows them: `python -m tests.render.preview FOLDER`.

Plain HTML that looks a little like Slack; nothing of the bot depends on it.
"""

from __future__ import annotations

import html
import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.acts import Target
from bot.records import CaseRow
from bot.slack import forms, render, writing
from bot.slack.ids import Form
from tests.e2e.browser import chromium
from tests.render.checks import CASES, EMOJI
from tests.render.samples import GAPPY, PASTA, RUDE, START, Told, coach

OTHERS = [("Ana on Google reviews: “The soup was cold as well.”", "c2"), ("A customer: “…”", "c3")]
MORNING = (
    "3 overdue · 2 promises today · 1 customer came back · 41 answered, median 52 min\n"
    "• Dana: “45 minutes for cold pasta …”: an answer is overdue\n"
    "• Kim: “Nobody called me.”: the customer came back"
)
PHONE = {"width": 390, "height": 844}
STYLE = """
body { font: 15px/1.46 Lato, "Liberation Sans", sans-serif; color: #1d1c1d; margin: 12px; }
.app { font-weight: 700; margin-bottom: 4px; } .block { margin: 6px 0; white-space: pre-wrap;
  unicode-bidi: plaintext; }
.context { color: #616061; font-size: 13px; } h3 { margin: 12px 0 2px; font-size: 17px; }
blockquote { unicode-bidi: plaintext; margin: 0; padding-left: 10px; border-left: 4px solid #ddd; }
.button { display: inline-block; border: 1px solid #bbb; border-radius: 4px; padding: 3px 11px;
  margin: 2px 6px 2px 0; font-weight: 700; font-size: 14px; background: #fff; }
.primary { background: #007a5a; color: #fff; border-color: #007a5a; }
label { font-weight: 700; display: block; } .hint { color: #616061; font-size: 13px; }
.box { border: 1px solid #868686; border-radius: 4px; padding: 6px 9px; min-height: 22px;
  white-space: pre-wrap; } .row { display: flex; gap: 8px; } .row > div { flex: 1; }
a { color: #1264a3; } header { font-weight: 900; border-bottom: 1px solid #ddd; }
"""


def page(title: str, blocks: list[dict[str, Any]], submit: str = "") -> str:
    """A whole page with one message or form."""
    head = f"<header>{html.escape(title)} <span style='float:right'>{submit}</span></header>"
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{head}" + "".join(
        f'<div class="block {b["type"]}">{block(b)}</div>' for b in blocks
    )


def block(one: dict[str, Any]) -> str:
    """One block."""
    match one["type"]:
        case "section":
            beside = element(one["accessory"]) if "accessory" in one else ""
            return f'<div class="row"><div>{text(one["text"])}</div>{beside}</div>'
        case "context":
            return " ".join(text(part) for part in one["elements"])
        case "actions":
            return "".join(element(part) for part in one["elements"])
        case "header":
            return f"<h3>{text(one['text'])}</h3>"
        case "input":
            hint = f'<div class="hint">{text(one["hint"])}</div>' if "hint" in one else ""
            more = " <span class=hint>(optional)</span>" if one.get("optional") else ""
            return f"<label>{text(one['label'])}{more}</label>{element(one['element'])}{hint}"
        case "rich_text":
            return "".join(rich(part) for part in one["elements"])
    return "<hr>"


def element(one: dict[str, Any]) -> str:
    """A button, a menu or an input."""
    match one["type"]:
        case "button":
            return f'<span class="button {one.get("style", "")}">{text(one["text"])}</span>'
        case "overflow":
            return '<span class="button">⋯</span>'
        case "plain_text_input":
            return f'<div class="box">{html.escape(one.get("initial_value", ""))}&nbsp;</div>'
        case "radio_buttons":
            return "".join(f"<div>○ {text(o['text'])}</div>" for o in one["options"])
    chosen = one.get("initial_option") or {"text": one.get("placeholder", {"text": "…"})}
    return f'<div class="box">{html.escape(chosen["text"]["text"])} ▾</div>'


def rich(one: dict[str, Any]) -> str:
    """A paragraph of rich text."""
    inner = "".join(styled(part) for part in one["elements"])
    return f"<blockquote>{inner}</blockquote>" if one["type"] == "rich_text_quote" else inner


def styled(part: dict[str, Any]) -> str:
    """A run of rich text with its styles."""
    told = html.escape(part["text"])
    for style, tag in (("bold", "b"), ("italic", "i"), ("strike", "s")):
        told = f"<{tag}>{told}</{tag}>" if part.get("style", {}).get(style) else told
    return told


def text(one: dict[str, Any]) -> str:
    """`plain_text` as it is, `mrkdwn` with our own few marks."""
    if one["type"] == "plain_text":
        return html.escape(one["text"])
    told = re.sub(r"<!date\^\d+\^[^|]*\|([^>]*)>", r"\1", one["text"])
    told = re.sub(r"<(https?:[^|>]*)\|([^>]*)>", r'<a href="\1">\2</a>', told)
    told = re.sub(r"\*([^*\n]+)\*(?!\u2060)", r"<b>\1</b>", told)
    return re.sub(r"~([^~\n]+)~(?!\u2060)", r"<s>\1</s>", told)


def listed() -> list[tuple[CaseRow, str]]:
    """A case list on which something is due."""
    row = CaseRow("org", "c1", "open", "complaint", 3, "google", START, START, "t", "Mia")
    hour = timedelta(hours=1)
    late = replace(row, answer_due=START - hour, returned_at=START - 5 * hour)
    owed = replace(row, status="pending", promise_due=START + 30 * hour)
    return [(late, PASTA), (owed, "The soup was cold as well."), (row, "Nobody called me.")]


def pages() -> dict[str, str]:
    """What the pictures show."""
    emoji, playbook = EMOJI, coach().playbook
    fact = "the kitchen was two cooks short that evening"
    shown = {
        "card": Told().knows(fact).drafted(),
        "rude": Told().drafted().wrote(RUDE),
        "danger": Told("I want to kill myself because of what your staff did to me").drafted(),
        "approved": Told().wrote("Thank you, Dana. We're sorry about the pasta.").approved(),
        **{name: CASES[name]() for name in ("promising", "owed", "back")},
    }
    made = {
        name: page("Response Coach", render.card(told.card, emoji=emoji).blocks)
        for name, told in shown.items()
    }
    made["morning"] = page("Response Coach", render.said(MORNING).blocks)
    made["cases"] = page("Response Coach", render.case_list(listed(), START).blocks)
    reading = coach().read(RUDE, coach().size_up(PASTA))
    views = {
        "edit": writing.coached_view(Form.EDIT, Target("c", 1), PASTA, RUDE, reading, playbook),
        "gaps": forms.case_view(Form.GAPS, Told().wrote(GAPPY).card, playbook),
        "copy": forms.case_view(Form.COPY, shown["approved"].card, playbook),
        "details": forms.case_view(Form.DETAILS, shown["rude"].card, playbook),
        "new": forms.new_view(playbook),
        "promise": forms.case_view(Form.PROMISE, shown["owed"].card, playbook),
        "came_back": forms.case_view(Form.CAME_BACK, shown["owed"].card, playbook),
        "solve": forms.case_view(Form.SOLVE, shown["owed"].card, playbook),
        "hide": forms.case_view(Form.HIDE, CASES["spam"]().card, playbook),
        "belongs": forms.belongs_view(shown["card"].card, OTHERS),
        "details_back": forms.case_view(Form.DETAILS, shown["back"].card, playbook),
    }
    for name, view in views.items():
        submit = view.get("submit", {}).get("text", "")
        made[name] = page(view["title"]["text"], view["blocks"], submit)
    return made


def main(folder: Path) -> None:
    """One PNG a page."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        context = browser.new_context(viewport=PHONE, device_scale_factor=1.5)  # type: ignore[arg-type]
        tab = context.new_page()
        for name, shown in pages().items():
            tab.set_content(shown)
            tab.screenshot(path=folder / f"{name}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
