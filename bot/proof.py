"""What shows how a case ended: the customer's own words, their silence, or our reason. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.anger import is_angry
from bot.case import Case, DraftState
from bot.errors import FieldError, WrongMoment
from bot.events import SHOWN, Outcome
from bot.only_thanks import only_thanks
from bot.triage import Category, Triage
from bot.views import CaseView

_ASKED = "Which words of the customer show that they are {outcome}? Please quote them."
_THANKS = (
    "Thanks alone doesn't tell that it is solved. Which words show it? "
    "If there are none, ask them, or choose “no answer” later."
)
_BEFORE = (
    "These words were there before our answer. What did they write since? "
    "What they said on the phone, in a mail or in person counts, too."
)
_LITTLE = "That is too little to tell. What did they say that shows it? A few words are enough."
_UNHAPPY = (
    "These words don't sound content. If the customer is, quote the words that say so; "
    "if not, “still unhappy” is how it ended."
)
_QUOTE_IT = (
    "Their latest post has no answer yet. If it shows that they are content, quote it; "
    "else answer it first."
)
_WAITS = "Their latest post has no answer yet. Answer it first, or close the case and say why."
_WHY = "Why does it end so? A few words are enough; they stay in the history."

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")  # no blanks between words
_HARD = re.compile(  # whatever else is said
    r"\b(?:hate|hating|sue|suing|lawyers?|solicitors?|attorney|in court|to court|leave me alone|"
    r"anwalt\w*|anwält\w*|verklage\w*|hasse|avocate?|porter plainte|déteste|abogad[oa]|demandar\w*|"
    r"odio|advogad[oa]|processar|advocaat|aanklagen|avvocat[oa]|denuncia\w*|querel\w*)\b"
)
_SOFT = re.compile(  # unless something good comes after it
    r"\b(?:unhappy|dissatisfied|disappoint\w*|angry|annoyed|upset|fed up|unzufrieden\w*|"
    r"enttäusch\w*|wütend|sauer|mécontent\w*|déçue?s?|fâchée?|insatisfech\w*|decepcionad\w*|"
    r"enfadad\w*|insatisfeit\w*|desapontad\w*|ontevreden|teleurgesteld|boos|delus[oaie]|"
    r"insoddisfatt\w*|arrabbiat\w*|still (?:no|not|nothing|waiting)|nothing (?:has )?changed|"
    r"immer noch (?:nicht\w*|kein\w*)|toujours (?:pas|rien)|sigue sin|todavía (?:no|nada)|"
    r"ancora (?:niente|nulla)|nog steeds (?:geen|niet|niets)|ainda (?:não|nada))\b"
)
_GLAD = re.compile(
    r"\b(?:happy|happier|glad|satisfied|satisfaction|content|pleased|delighted|relieved|grateful|"
    r"great|good|wonderful|perfect|excellent|brilliant|lovely|fantastic|love[ds]?|better|fine|"
    r"sorted|solved|resolved|fixed|replaced|refunded|settled|(?:five|5) stars|recommend|gladly|"
    r"gerne?|volontiers|con gusto|graag|volentieri|"
    r"zufrieden|glücklich|gelöst|geklärt|erledigt|erstattet|ersetzt|super|toll|prima|perfekt|"
    r"gefreut|freue\w*|contente?s?|satisfaite?s?|ravie?s?|résolue?|réglée?|remboursée?s?|parfaite?|"
    r"content[oa]s?|satisfech[oa]s?|feliz|encantad[oa]s?|resuelt[oa]|solucionad[oa]|arreglad[oa]|"
    r"perfect[oa]|satisfeit[oa]s?|resolvid[oa]|ótim[oa]|tevreden|blij|opgelost|geregeld|goed|"
    r"content[ei]|soddisfatt[oaie]|felic[ei]|risolt[oa]|sistemat[oa]|perfett[oa]|ottim[oa])\b"
)
_NO = re.compile(
    r"(?:\b(?:not|never|no|hardly|barely|far from|less than|anything but|nicht|kein\w*|nie|pas|"
    r"jamais|nunca|niet|geen|nooit|não|nada|non|mai|nemmeno)|n't)\s+(?:\w+\s+){0,2}\Z"
)
_NO_MORE = re.compile(r"(?:couldn't be|never been|never (?:so|felt)|not only)\s+(?:\w+\s+){0,1}\Z")
_BAD = frozenset(
    {Category.COMPLAINT, Category.CRISIS, Category.PERSON_AT_RISK, Category.GUIDELINE_BREACH}
)


def check_proof(
    view: CaseView, outcome: Outcome, words: str, read: Callable[[str], Triage]
) -> None:
    """Raise a `FieldError` where `words` (stripped) do not show this outcome, and `WrongMoment`
    where the customer waits for us; `read` tells what kind of post words are."""
    if outcome in SHOWN:
        _shown(view, outcome, words, read)
    elif waits(view.case):
        raise WrongMoment(_WAITS)
    elif outcome is Outcome.STILL_UNHAPPY and not _says_something(words):
        raise FieldError("quote", _WHY)


def waits(case: Case) -> bool:
    """Whether the customer's latest post has no answer, and is still there to be answered."""
    last_word = any(d.state is DraftState.SENT and d.turn >= case.turn for d in case.drafts)
    return not last_word and case.moderated is None


def _shown(view: CaseView, outcome: Outcome, words: str, read: Callable[[str], Triage]) -> None:
    """Either the customer's latest post says it, if it came after an answer, or they said it
    elsewhere, where nobody can look."""
    if not words:
        raise FieldError("quote", _ASKED.format(outcome=outcome))
    if only_thanks(words):
        raise FieldError("quote", _THANKS)
    if not _says_something(words):
        raise FieldError("quote", _LITTLE)
    sent = (draft for draft in view.case.drafts if draft.state is DraftState.SENT)
    wrote_since = any(draft.turn < view.case.turn for draft in sent)
    if not (wrote_since and _stands_in(words, view.post)):
        if any(_stands_in(words, post) for post in view.posts):
            raise FieldError("quote", _BEFORE)
        if wrote_since and waits(view.case):
            raise FieldError("quote", _QUOTE_IT)
    # Whoever says that they came again tells an experience, which alone is no complaint.
    if sounds_unhappy(words, None if outcome is Outcome.WON_BACK else read):
        raise FieldError("quote", _UNHAPPY)


def sounds_unhappy(words: str, read: Callable[[str], Triage] | None) -> bool:
    """Whether they are a complaint, a threat or anger rather than the end of one.

    Without `read`, only what is plain from the words themselves counts.
    """
    small = unicodedata.normalize("NFC", words).lower().replace("’", "'")
    if is_angry(words) or _HARD.search(small):
        return True
    found = [(m.start(), _denied(small, m.start())) for m in _GLAD.finditer(small)]
    glad = [at for at, denied in found if not denied]
    if any(not any(at > m.start() for at in glad) for m in _SOFT.finditer(small)):
        return True
    if glad or read is None:
        return bool(found) and not glad
    triage = read(words)
    reproach = triage.category in _BAD and any(one.supports for one in triage.evidence)
    return reproach or bool(found)


def _denied(small: str, place: int) -> bool:
    before = small[max(0, place - 40) : place]
    return bool(_NO.search(before)) and not _NO_MORE.search(before)


def _says_something(words: str) -> bool:
    """At least two words; of those that are written without blanks, some letters."""
    return len(_WORD.findall(words)) > 1 or len(_UNSPACED.findall(words)) > 3


def _stands_in(words: str, post: str) -> bool:
    """Whether these words are in the post, whatever stands between them."""
    mine, theirs = _plain(words), _plain(post)
    if _UNSPACED.search(words):
        return mine.replace(" ", "") in theirs.replace(" ", "")
    return bool(mine) and f" {mine} " in f" {theirs} "


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
