"""Which cases are so easy that a person can read a list of them and untick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.case import Case, Draft, DraftState
from bot.display import size
from bot.events import Origin
from bot.findings import Severity
from bot.playbook import Playbook
from bot.profile import Profile
from bot.text import shorten
from bot.triage import Category, Confidence, Triage
from bot.views import CaseView
from bot.wording import stems

_KINDS = frozenset({Category.PRAISE, Category.QUESTION})
AT_ONCE = 10  # nobody reads more of them with care
_POST = 600  # characters of a post; nobody reads more of each in a list
_REPLY = 2500  # units; a longer reply wants a look of its own
_POST_UNITS = 1500
_SAME = 0.6  # share of the words of a profile's fact that make a reply an answer from it


@dataclass(frozen=True, slots=True)
class EasyOne:
    """A case to be read and unticked; `draft` and `digest` are what an approval is bound to.

    `kind` is the title of the kind of post ("Praise").
    """

    case_id: str
    draft: int
    digest: str
    post: str
    reply: str
    kind: str
    author: str = ""
    platform: str = ""


def may_be_easy(category: str, severity: int) -> bool:
    """Whether it is worth looking at all: what the case list knows of a post."""
    return category in _KINDS and severity == 1


def is_easy(view: CaseView, playbook: Playbook) -> bool:
    """Praise without a wish, or a question answered from the profile, with nothing open at all."""
    case, triage, draft = view.case, view.case.triage, view.case.live_draft
    if triage is None or draft is None or not may_be_easy(triage.category, triage.severity):
        return False
    profile = playbook.profile(case.brand)
    if not (_is_plain(triage, profile) and _is_ready(case, draft)) or len(view.post) > _POST:
        return False
    if triage.category is Category.PRAISE:
        return not triage.wish
    return _answers(view.text(draft.content), profile)


def easy_one(view: CaseView, playbook: Playbook) -> EasyOne:
    """The case as the list shows it; it has to be an easy one."""
    case, draft, beside = view.case, view.case.live_draft, view.beside(view.case.post)
    assert draft
    assert case.triage
    platform = playbook.platforms.get(case.platform)
    return EasyOne(
        case.id,
        draft.number,
        draft.content.digest,
        view.post,
        view.text(draft.content),
        playbook.handling.kinds[case.triage.category].title,
        shorten(str(beside.get("author", "")), 80),
        platform.name if platform else "",
    )


def listed(easy: Sequence[EasyOne]) -> list[EasyOne]:
    """Those that a list shows whole: nothing is approved that was not read."""
    short = (one for one in easy if size(one.reply) <= _REPLY and size(one.post) <= _POST_UNITS)
    return list(islice(short, AT_ONCE))


def _is_plain(triage: Triage, profile: Profile) -> bool:
    """Whether the post holds nothing that wants a closer look."""
    odd = (
        triage.injection,
        triage.personal_data,
        triage.sensitivities,
        triage.legal_clocks,
        triage.repeated,
        triage.angry,
        triage.confidence is not Confidence.SURE,
        any(not evidence.supports for evidence in triage.evidence),
        triage.language not in {"", *profile.languages},
    )
    return not any(odd)


def _is_ready(case: Case, draft: Draft) -> bool:
    """Whether the coach's draft only waits for one approval."""
    waits = draft.state is DraftState.AWAITING_REVIEW and draft.origin is not Origin.PERSON
    held_up = case.question or case.drafting or case.correcting or case.answered or draft.unread
    return waits and not held_up and not case.open_flags(draft, *Severity)


def _answers(reply: str, profile: Profile) -> bool:
    """Whether the reply says what the profile knows."""
    told = stems(reply)
    facts = (stems(fact) for fact in profile.facts.values())
    return any(len(fact & told) >= _SAME * len(fact) for fact in facts if fact)
