"""The care desk: every use case of every surface, in words and case numbers. The one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from bot import commands as c
from bot import events as e
from bot import promised
from bot.card_words import explained, other_question
from bot.case import OVER, Case
from bot.case_list import CaseList
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.contents import Content
from bot.drafting import SecondReader, Writer
from bot.easy_desk import EasyDesk
from bot.errors import (
    BadInput,
    BlockOpen,
    PromiseOpen,
    QuestionChanged,
    WarningOpen,
    WrongMoment,
)
from bot.facts import FactState
from bot.findings import FindingKind
from bot.follow_desk import FollowDesk
from bot.follow_words import still_owed
from bot.incident_desk import IncidentDesk
from bot.known import situation, triaged
from bot.language import NAMES
from bot.people import Caller, Place
from bot.promises_made import unsaid
from bot.same_customer import customer_keys, kept_link, kept_name
from bot.text import clean
from bot.tone import Tone
from bot.translation import Translation, beside, filled, filled_alike, kept, unread
from bot.triage import Category, Confidence
from bot.views import CaseView, dump_reading, flags
from bot.writing_desk import Rewriter, WritingDesk


@dataclass(frozen=True, slots=True)
class NewPost:
    """A customer's post as it was forwarded. Only the text is certain.

    `came_from` is where that was, `note` what the forwarder said about it, and `facts` what the
    forwarder says is known.
    """

    text: str
    platform: str = ""
    author: str = ""
    link: str = ""
    posted_at: datetime | None = None
    brand: str = ""
    came_from: Place | None = None
    note: str = ""
    facts: tuple[tuple[FactState, str], ...] = ()


class CareDesk(CaseList):
    """Parses nothing and renders nothing: takes words, gives back the case as it stands."""

    def __init__(
        self,
        casebook: Casebook,
        coach: Coach,
        second_reader: SecondReader | None = None,
        *,
        rewriter: Rewriter | None = None,
        writer: Writer | None = None,
    ) -> None:
        super().__init__(casebook)
        self.coach = coach
        self.writing = WritingDesk(casebook, coach, second_reader, rewriter=rewriter, writer=writer)
        self.easy = EasyDesk(casebook, coach.playbook, self.approve)
        self.after = FollowDesk(casebook, coach, self.edit)
        self.incidents = IncidentDesk(casebook)

    # -- what comes in ------------------------------------------------------------------------

    async def open_case(
        self, caller: Caller, post: NewPost, *, payload: Mapping[str, Any] | None = None
    ) -> str:
        """Keep a forwarded post and have it read; the id of its case.

        Another post of somebody who wrote not long ago joins their case. The same delivery again
        gives the case that it opened. `payload` goes to the jobs that show the case to whoever
        forwarded it.
        """
        if done := await self.after.delivered(caller):
            return done
        author, link, note = kept_name(post.author), kept_link(post.link), post.note.strip()
        extra = {"author": author, "link": link, "note": note, "brand": post.brand}
        text, stated = clean(post.text), self._stated(post.facts)
        customers = customer_keys(post.platform, author, link, post.brand, text)
        if known := await self.after.known(caller.organisation, customers, author, text):
            about = {"posted_at": post.posted_at, "extra": extra, "customers": customers}
            new = await self.after.again(caller, known, text, stated=stated, **about)
            if post.facts and not new:
                await self._state_again(caller, known, post.facts)
            return known
        content = self._casebook.seal(text, extra)
        opening = c.OpenCase(content.ref, post.platform, post.brand, post.posted_at, post.came_from)
        return await self._casebook.open(
            caller.organisation,
            caller.person,
            [opening, *(command for command, _ in stated)],
            [content, *(words for _, words in stated)],
            keys=caller.delivery,
            payload=payload,
            customers=customers,
        )

    async def _state_again(
        self, caller: Caller, case_id: str, facts: Sequence[tuple[FactState, str]]
    ) -> None:
        """Who forwards a post once more, and says what is known, wants something done about it."""
        if (await self.view(caller.organisation, case_id)).case.status in OVER:
            await self.reopen(replace(caller, delivery=()), case_id)
        await self.change_facts(caller, case_id, facts)

    async def change_facts(
        self,
        caller: Caller,
        case_id: str,
        stated: Sequence[tuple[FactState, str]],
        withdrawn: Sequence[int] = (),
    ) -> Case:
        """Say what is known or done, take back what is not, and have the reply drafted again.

        What a person wrote stays, and so does a reply that stands in public: people ask for
        another draft where they want one.
        """
        facts = self._stated(stated)
        where = await self.incidents.stated_in(caller.organisation, case_id, withdrawn)
        gone = [c.WithdrawFact(number) for number in where.pop(case_id, ())]
        commands: list[c.Command] = [*gone, *(command for command, _ in facts)]
        contents = [words for _, words in facts]
        commands += await self._redraft(caller, case_id)
        case = await self._casebook.by(caller, case_id, *commands, contents=contents)
        for other, numbers in where.items():  # what was said of the same problem elsewhere
            await self.change_facts(replace(caller, delivery=()), other, (), numbers)
        return case

    async def _redraft(self, caller: Caller, case_id: str) -> list[c.Command]:
        """To write anew what the coach wrote, where the case is not over."""
        case = (await self.view(caller.organisation, case_id)).case
        live = case.live_draft
        own = live is not None and live.origin is e.Origin.PERSON
        settled = live is None and case.answered
        over = case.status in OVER and not case.noting
        return [] if own or settled or over else [c.RequestDraft()]

    async def request_draft(
        self, caller: Caller, case_id: str, tone: Tone | None = None, language: str = ""
    ) -> Case:
        """Ask for another draft, perhaps in another tone, or in another language (ISO 639-1)."""
        if language and language not in NAMES:
            raise BadInput("The coach does not know this language.")
        return await self._casebook.by(caller, case_id, c.RequestDraft(tone, language))

    async def correct_triage(self, caller: Caller, case_id: str, category: Category) -> Case:
        """A person says what kind of post it is: drafted anew, or taken back if none is advised."""
        view = await self.view(caller.organisation, case_id)
        read = view.case.triage or self.coach.triage(view.post, platform=view.case.platform)
        triage = replace(read, category=category, confidence=Confidence.SURE)
        then: list[c.Command] = [c.WithholdReply()]
        if triage.reply_advised:
            then = await self._redraft(caller, case_id)
        elif view.case.answered and view.case.live_draft is None:
            then = []
        return await self._casebook.by(caller, case_id, c.RecordTriage(triage), *then)

    async def edit(
        self, caller: Caller, case_id: str, text: str, *,
        based_on: int | None = None, translation: Translation | None = None,
        also: Sequence[c.Command] = (),
    ) -> Case:  # fmt: skip
        """Put a person's own text up for review; it is read before anybody can approve it.

        `based_on` is the draft the person had in front of them, 0 for none: a newer one is not
        replaced unseen. `translation` tells what it says, where the team could not read it. `also`
        is done with it, or not at all.
        """
        text, now = clean(text, what="reply"), await self._casebook.now()

        def post_read(view: CaseView) -> Plan:
            return triaged(self.coach, view)[0], ()

        def proposed(view: CaseView) -> Plan:
            about = situation(self.coach, view)
            reading = self.writing.reading(text, about)
            promises = self.after.reading(text, now)
            said = promised.beside(unsaid(promises, text, about.before.standing))
            told = {**dump_reading(reading), **beside(translation), **said}
            content = self._casebook.seal(text, told)
            found, version = flags(case_id, reading), self.coach.playbook.version
            foreign, own = unread(text, about, translation), e.Origin.PERSON
            proposal = c.ProposeDraft(own, content.ref, found, version, based_on, foreign)
            return [*also, proposal], [content]

        # Safe mode and approvals depend on the post, so it is read before the reply.
        await self._casebook.work(caller.organisation, case_id, post_read, by=None)
        return await self._casebook.work(
            caller.organisation, case_id, proposed, by=caller.person, keys=caller.delivery
        )

    async def fill_slots(
        self, caller: Caller, case_id: str, number: int, words: Mapping[int, str]
    ) -> Case:
        """Put words into the slots of a draft (counted from 0, in the order of the text)."""
        view = await self.view(caller.organisation, case_id)
        draft = view.case.draft(number)
        text = view.text(draft.content)
        slots = sorted((f.start, f.end) for f in draft.flags if f.kind is FindingKind.UNFILLED_SLOT)
        if not set(words) <= set(range(len(slots))):
            raise WrongMoment("This gap is not in the text any more. Please look again.")
        told = filled_alike(kept(view.told(draft)), text, slots, words)
        text = filled(text, slots, words)
        return await self.edit(caller, case_id, text, based_on=number, translation=told)

    async def kept(self, organisation: str, content: str) -> Content | None:
        """Words that `tell` kept, by their id."""
        return (await self._casebook.ledger.contents(organisation, [content])).get(content)

    async def tell(
        self,
        caller: Caller,
        kind: str,
        words: str,
        payload: Mapping[str, Any],
        beside: Mapping[str, Any] | None = None,
        *,
        case_id: str = "",
    ) -> None:
        """Have a job of this kind tell somebody something; its `content` is the id of the words.

        `beside` is kept with the words, not with the job: how a surface shows them.
        """
        content = self._casebook.seal(words, beside)
        await self._casebook.enqueue(
            caller.organisation,
            case_id,
            kind,
            {**payload, "content": content.ref.id},
            content=content,
            keys=caller.delivery,
        )

    # -- what people decide -------------------------------------------------------------------

    async def approve(
        self, caller: Caller, case_id: str, number: int, digest: str, *, anyway: bool = False
    ) -> Case:
        """Approve the text with this digest. `WarningOpen` and `BlockOpen` say what to look at."""
        try:
            return await self._casebook.by(caller, case_id, c.Approve(number, digest, anyway))
        except (WarningOpen, BlockOpen) as refusal:
            view = await self.view(caller.organisation, case_id)
            raise explained(refusal, view, view.case.draft(number)) from refusal

    async def withdraw(self, caller: Caller, case_id: str, number: int) -> Case:
        """Take an own approval back."""
        return await self._casebook.by(caller, case_id, c.WithdrawApproval(number))

    async def reject(self, caller: Caller, case_id: str, number: int, reason: str = "") -> Case:
        """Say no to a draft; a reason helps the next one."""
        words = self._words(reason, "reason")
        command = c.Reject(number, words.ref if words else None)
        return await self._casebook.by(caller, case_id, command, contents=_present(words))

    async def dismiss(
        self, caller: Caller, case_id: str, number: int, key: str, reason: str = ""
    ) -> Case:
        """Set a finding (by its `flag_key`) aside for this case."""
        words = self._words(reason, "reason")
        command = c.DismissFinding(number, key, words.ref if words else None)
        return await self._casebook.by(caller, case_id, command, contents=_present(words))

    async def start_publishing(
        self, caller: Caller, case_id: str, number: int, digest: str
    ) -> Case:
        """The approved text with this digest is copied, to be posted now."""
        return await self._casebook.by(caller, case_id, c.StartPublishing(number, digest))

    async def abandon_publishing(self, caller: Caller, case_id: str, number: int) -> Case:
        """It was not posted after all."""
        return await self._casebook.by(caller, case_id, c.AbandonPublishing(number))

    async def posted(self, caller: Caller, case_id: str, number: int, link: str = "") -> Case:
        """The reply stands in public."""
        words = self._words(link, "link")
        sent = c.RecordSent(number, words.ref if words else None)
        view = await self.view(caller.organisation, case_id)
        made, quotes = self.after.promises(view, number, await self._casebook.now())
        contents = [*_present(words), *quotes]
        return await self._casebook.by(caller, case_id, sent, *made, contents=contents)

    async def rate(
        self, caller: Caller, case_id: str, number: int, good: bool, reason: str = ""
    ) -> Case:
        """Say whether a draft helped, and why."""
        words = self._words(reason, "reason")
        command = c.Rate(number, good, words.ref if words else None)
        return await self._casebook.by(caller, case_id, command, contents=_present(words))

    async def ask_back(self, caller: Caller, case_id: str, question: str) -> Case:
        """Ask whoever forwarded the post; nothing is approved before the answer."""
        content = self._casebook.seal(clean(question, what="question"))
        return await self._casebook.by(
            caller, case_id, c.AskForwarder(content.ref), contents=[content]
        )

    async def answer(
        self,
        caller: Caller,
        case_id: str,
        words: str,
        state: FactState | None = None,
        *,
        question: str | None = None,
    ) -> Case:
        """Answer what was asked back.

        With a `state` the words are a fact from now on, and the draft is written anew; else people
        decide what to make of them. Without words, the question is not needed any more. `question`
        is the id of the content that was answered: where another one is open, nothing is done.
        """
        content = self._casebook.seal(clean(words, what="answer")) if words.strip() else None
        answer = c.AnswerQuestion(content.ref if content else None, question)
        commands: list[c.Command] = [answer]
        if content and state:
            redraft = await self._redraft(caller, case_id)
            commands += [c.StateFact(state, content.ref), *redraft]
        try:
            return await self._casebook.by(caller, case_id, *commands, contents=_present(content))
        except QuestionChanged as refusal:
            view = await self.view(caller.organisation, case_id)
            raise other_question(refusal, view) from refusal

    async def correct(self, caller: Caller, case_id: str, number: int, wrong: str) -> Case:
        """Put a published reply right in public; `wrong` says what was wrong and what is right."""
        content = self._casebook.seal(clean(wrong, what="correction"))
        command = c.Correct(number, content.ref)
        return await self._casebook.by(caller, case_id, command, contents=[content])

    async def claim(self, caller: Caller, case_id: str, *, take_over: bool = False) -> Case:
        """Take care of the case, and of all others about the same problem."""
        free = None if take_over else partial(self.incidents.free, caller)
        return await self._casebook.by(caller, case_id, c.Claim(take_over), first=free)

    async def close(self, caller: Caller, case_id: str, reason: str) -> Case:
        """Decide that there is no (further) reply, and why."""
        content = self._casebook.seal(clean(reason, what="reason"))
        try:
            return await self._casebook.by(
                caller, case_id, c.Close(content.ref), contents=[content]
            )
        except PromiseOpen as refusal:
            raise still_owed(await self.view(caller.organisation, case_id)) from refusal

    async def reopen(self, caller: Caller, case_id: str, reason: str = "") -> Case:
        """It needs us again; what was put to another case is taken out of that again."""
        words = self._words(reason, "reason")
        await self.after.take_back(caller, case_id)
        command = c.Reopen(words.ref if words else None)
        return await self._casebook.by(caller, case_id, command, contents=_present(words))

    def _stated(self, facts: Sequence[tuple[FactState, str]]) -> list[tuple[c.StateFact, Content]]:
        contents = [(state, self._casebook.seal(clean(w, what="fact"))) for state, w in facts]
        return [(c.StateFact(state, words.ref), words) for state, words in contents]

    def _words(self, text: str, what: str) -> Content | None:
        return self._casebook.seal(clean(text, what=what)) if text.strip() else None


def _present(words: Content | None) -> tuple[Content, ...]:
    return (words,) if words else ()
