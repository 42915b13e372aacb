"""Lays cases out as HTML. Pure: what comes in decides what comes out; no query, no clock."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import form_words
from bot.case import CaseStatus
from bot.changes import Change, word_changes
from bot.commands import Decision
from bot.easy import EasyOne
from bot.events import Outcome
from bot.facts import FactState
from bot.playbook import Playbook
from bot.playground import pieces
from bot.playground.case_page import Beside, case_page, kept_name
from bot.playground.forms import Form
from bot.playground.visit import QUIET, CaseRequest, Frame, Notice
from bot.practice import ENOUGH, Practice
from bot.records import CaseRow
from bot.review_card import SEVERITY_WORDS
from bot.row_words import RowDue, briefly, status_words
from bot.rubric import Mark
from bot.text import shorten
from bot.understanding import QUESTION
from bot.views import CaseView
from bot.writing_desk import Checked

FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "all": ("All", ()),
    "open": ("Open", (CaseStatus.NEW, CaseStatus.OPEN)),
    "waiting": ("Waiting", (CaseStatus.PENDING,)),
    "done": ("Done", (CaseStatus.SOLVED, CaseStatus.CLOSED)),
}
DUE = "due"  # one filter more, while something is due
_MARK_WORDS = {
    Mark.MET: "There",
    Mark.EMPTY: "Only words so far",
    Mark.MISSING: "Not yet",
    Mark.NOT_APPLICABLE: "Not needed",
}
_EMOJI = {
    Decision.APPROVE: "✅",
    Decision.CLAIM: "👀",
    Decision.EDIT: "✏️",
    Decision.AGAIN: "🔁",
    Decision.REJECT: "❌",
}
_HEADLINE = 110


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the case list, in words."""

    case_id: str
    words: str
    kind: str
    severity: str
    status: str
    state: str
    owner: str
    age: str
    urgent: bool
    due: Sequence[RowDue] = ()


@dataclass(frozen=True, slots=True)
class Ticked:
    """An easy one that was ticked; `why` is the reason where the approval was refused."""

    case_id: str
    words: str
    why: str = ""


class Pages:
    """The templates with what they need of the playbook; built once."""

    def __init__(self, playbook: Playbook, decisions: Mapping[str, Decision]) -> None:
        self._playbook = playbook
        self._templates = Environment(
            loader=PackageLoader("bot.playground"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            emoji=_emoji(decisions),
            playbook=playbook,
            web_link=pieces.web_link,
            when=pieces.when,
            mark_words=_MARK_WORDS,
            fact_states=list(FactState),
            practice_question=QUESTION,
            enough=ENOUGH,
            outcomes=list(Outcome),
            form_words=form_words,
            promise_says=pieces.promise_says,
        )

    def home(
        self,
        frame: Frame,
        cases: Sequence[tuple[CaseRow, str]],
        *,
        now: datetime,
        typed: Form,
        chosen: str = "all",
        notice: Notice = QUIET,
        practice: Practice,
        easy: int = 0,
        due: int = 0,
    ) -> str:
        """The box for a new post and the case list; `typed` fills the box.

        `easy` counts the cases that can be approved as a list, `due` those in which something is
        due today. `now` is local.
        """
        filters = {name: title for name, (title, _) in FILTERS.items()}
        if due or chosen == DUE:
            filters = {DUE: f"Due ({due})", **filters}
        return self._page(
            "home.html",
            frame,
            typed=typed,
            notice=notice,
            filters=filters,
            chosen=chosen,
            practice=practice,
            easy=easy,
            cases=[self._line(row, words, now) for row, words in cases],
        )

    def case(self, frame: Frame, view: CaseView, asked: CaseRequest, beside: Beside) -> str:
        """One case: the card, or the editor in place of its reply."""
        shown = case_page(view, self._playbook, frame, asked, beside)
        return self._page("case.html", frame, **shown)

    def check(
        self,
        frame: Frame,
        *,
        typed: Form,
        checked: Checked | None = None,
        notice: Notice = QUIET,
    ) -> str:
        """The box for a reply of somebody's own, and how it stands once it was `checked`."""
        return self._page(
            "check.html",
            frame,
            typed=typed,
            notice=notice,
            checked=checked,
            mended=_mended(checked) if checked else [],
            hint=_hint(checked) if checked else "",
        )

    def easy(
        self,
        frame: Frame,
        easy: Sequence[EasyOne],
        *,
        notice: Notice = QUIET,
        ticked: Sequence[Ticked] = (),
        unticked: Container[str] = (),
    ) -> str:
        """The list of easy ones, and what became of those that were ticked."""
        left = {one.case_id for one in easy}
        return self._page(
            "easy.html",
            frame,
            easy=easy,
            notice=notice,
            approved=[one for one in ticked if not one.why],
            refused=[one for one in ticked if one.why and one.case_id not in left],
            why={one.case_id: one.why for one in ticked if one.why},
            unticked=unticked,
        )

    def message(
        self, frame: Frame, title: str, text: str, *, kept: Form | None = None, reference: str = ""
    ) -> str:
        """A page that only says something, with what somebody typed given back."""
        named = {kept_name(name): words for name, words in (kept or {}).items()}
        return self._page(
            "message.html",
            frame,
            title=title,
            text=text,
            kept={name: words for name, words in named.items() if name and words.strip()},
            reference=reference,
        )

    def _page(self, template: str, frame: Frame, **context: Any) -> str:
        return self._templates.get_template(template).render(frame=frame, **context)

    def _line(self, row: CaseRow, words: str, now: datetime) -> CaseLine:
        titles = {str(key): kind.title for key, kind in self._playbook.handling.kinds.items()}
        return CaseLine(
            case_id=row.case_id,
            words=shorten(words, _HEADLINE) or "The words of this post were erased.",
            kind=titles.get(row.category, "Being read"),
            severity=SEVERITY_WORDS.get(row.severity, ""),
            status=row.status,
            state=status_words(row),
            owner=row.claimed_by,
            age=pieces.age(row.opened_at, now),
            urgent=row.urgent,
            due=briefly(row, now),
        )


def _emoji(decisions: Mapping[str, Decision]) -> dict[str, str]:
    """The emoji to show for each decision: the operator's first real one, else the usual one."""
    chosen: dict[str, str] = {}
    for emoji, decision in decisions.items():
        if not emoji.isascii():
            chosen.setdefault(decision, emoji)
    return {str(decision): chosen.get(decision, usual) for decision, usual in _EMOJI.items()}


def _hint(checked: Checked) -> str:
    """The one hint, in the words in which it is given while somebody types."""
    if checked.hint is None:
        return checked.reading.first or "All clear."
    better = f" Try: “{checked.hint.suggestion}”" if checked.hint.suggestion else ""
    return f"{checked.hint.why}{better}"


def _mended(checked: Checked) -> list[Change]:
    """The mended text with what is new in it; as a whole where little of the old one stayed."""
    changes = word_changes(checked.reply, checked.rewrite)
    left = [change for change in changes if change.how != "gone"]
    return (
        left if any(change.how == "same" for change in left) else [Change("same", checked.rewrite)]
    )
