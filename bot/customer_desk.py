"""What the desk does so that all posts of one customer stand in one case, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import commands as c
from bot import follow_commands as fc
from bot.case import OVER, Case, CaseStatus
from bot.casebook import Casebook
from bot.coach import Coach
from bot.contents import Content
from bot.decide_follow_up import decide_follow_up
from bot.errors import FieldError, Refused, WrongMoment
from bot.people import Caller
from bot.posts import all_posts, can_part
from bot.records import CaseRow
from bot.same_customer import customer_keys, one_brand, one_link, one_name
from bot.text import clean
from bot.views import ERASED, CaseView

_NOT_OVER = (CaseStatus.NEW, CaseStatus.OPEN, CaseStatus.PENDING)
_OTHERS = 21  # one of them may be the case itself
_OF_ALL_BRANDS = 100
_RESENT = timedelta(hours=24)
_VIA = "via"  # beside a text: the cases with which it was put where it is
_ABOUT = ("author", "link")

Stated = Sequence[tuple[c.StateFact, Content]]


class CustomerDesk:
    """A part of the care desk."""

    def __init__(self, casebook: Casebook, coach: Coach) -> None:
        self._casebook, self._coach = casebook, coach

    # -- who is known -------------------------------------------------------------------------

    async def known(
        self, organisation: str, customers: Sequence[str], author: str, text: str
    ) -> str | None:
        """The case of somebody who wrote not long ago, by their `customer_keys`.

        Many write under one address, such as a list of reviews: there the name has to be the same,
        or it is the same post once more.
        """
        days = timedelta(days=self._casebook.house.rules.same_customer_days)
        for key in customers:
            since = await self._casebook.now() - days
            found = await self._casebook.ledger.case_of_customer(organisation, [key], since=since)
            if found:
                view = await self._casebook.view(organisation, found)
                known = str(view.beside(view.case.post).get("author", ""))
                if one_name(author, known) or text in view.posts:
                    last = (await self._put_to(view) or [view])[-1].case
                    return None if last.merged_into else last.id
        return None

    async def _put_to(self, view: CaseView) -> list[CaseView]:
        """The cases to which a case was put, one after the other; where it ends, it goes on."""
        chain, seen = [], {view.case.id}
        while (into := view.case.merged_into) and into not in seen:
            view = await self._casebook.view(view.case.organisation, into)
            seen.add(into)
            chain.append(view)
        return chain

    async def again(
        self, caller: Caller, case_id: str, text: str, *, stated: Stated = (), **about: Any
    ) -> bool:
        """A post of a known customer joins their case, with what is `stated`.

        False, and nothing is done, where it is one of their posts once more.
        """
        view = await self._casebook.view(caller.organisation, case_id)
        link, at = about.get("extra", {}).get("link", ""), about.get("posted_at")
        now = await self._casebook.now()
        if any(_resent(view, one, text, link, at, now) for one in range(view.case.turn)):
            return False
        await self.returned(caller, case_id, text, stated=stated, **about)
        return True

    async def returned(
        self,
        caller: Caller,
        case_id: str,
        text: str,
        *,
        posted_at: datetime | None = None,
        extra: dict[str, str] | None = None,
        customers: Sequence[str] = (),
        stated: Stated = (),
    ) -> Case:
        """The customer of this case wrote again: it is read anew, and needs us again.

        Who they are and where they wrote is known from before, where nobody says it again.
        """
        view = await self._casebook.view(caller.organisation, case_id)
        known = view.beside(view.case.post)
        told = {key: str(known.get(key, "")) for key in _ABOUT} | {"brand": view.case.brand}
        told |= {key: words for key, words in (extra or {}).items() if words}
        content = self._casebook.seal(clean(text), told)
        again = fc.Return(content.ref, posted_at)
        return await self._casebook.by(
            caller,
            case_id,
            again,
            *(command for command, _ in stated),
            contents=[content, *(words for _, words in stated)],
            customers=customers,
        )

    # -- what belongs elsewhere ---------------------------------------------------------------

    async def others(self, view: CaseView) -> list[tuple[CaseRow, Content]]:
        """The other cases of its brand that are not over and that it can be put to, with the
        customer's latest words, the newest first.

        Those of which the words were erased are left out.
        """
        case = view.case
        if case.answered or case.status in OVER:
            return []
        many = _OTHERS if len(self._coach.playbook.profiles) == 1 else _OF_ALL_BRANDS
        rows = await self._casebook.ledger.cases(case.organisation, statuses=_NOT_OVER, limit=many)
        found = await self._with_words(case.organisation, [r for r in rows if r.case_id != case.id])
        told = [(row, words) for row, words in found if words]
        ours = [one for one in told if one_brand(case.brand, str(one[1].extra.get("brand", "")))]
        return ours[: _OTHERS - 1]

    async def _with_words(
        self, organisation: str, rows: Sequence[CaseRow]
    ) -> list[tuple[CaseRow, Content | None]]:
        ids = [row.headline_content for row in rows]
        texts = await self._casebook.ledger.contents(organisation, ids)
        return [(row, texts.get(row.headline_content)) for row in rows]

    async def merge(self, caller: Caller, case_id: str, into: str) -> Case:
        """All posts are those of the customer of case `into`, and are answered there.

        What was stated goes with them. Each case says yes or no itself, in its own transaction:
        there while it is not put elsewhere itself, then here while these are its posts. So no two
        cases end up in each other, and no post is lost whatever happens in between.
        """
        view = await self._casebook.view(caller.organisation, case_id)
        if view.case.merged_into == into:
            return view.case
        command = fc.Merge(into, all_posts(view.case))
        decide_follow_up(view.case, command, caller.person)  # says no before anything is done
        there = await self._casebook.view(caller.organisation, into)
        if not one_brand(view.case.brand, there.case.brand):
            raise FieldError("case", "That case is one of another brand. Please choose again.")
        carried = [*self._posts(view, there), *self._facts(view, there)]
        once = replace(caller, delivery=())
        await self._casebook.by(
            once, into, *(one for one, _ in carried), contents=[words for _, words in carried]
        )
        try:
            return await self._casebook.by(caller, case_id, command)
        except Refused:
            await self._take_out(once, into, case_id)
            raise

    def _posts(self, view: CaseView, there: CaseView) -> list[tuple[c.Command, Content]]:
        """Its posts, as they come to stand in another case."""
        case, carried = view.case, list[tuple[c.Command, Content]]()
        times = [*(one.posted_at for one in case.stood), case.posted_at]
        author = there.beside(there.case.post).get("author", "")
        for ref, at in zip(all_posts(case), times, strict=True):
            beside = view.beside(ref)
            told = {"platform": case.platform, **beside, **_via(view, beside)}
            content = self._casebook.seal(
                view.text(ref), {**told, "author": beside.get("author") or author}
            )
            if ref.id in view.texts:
                carried.append((fc.Return(content.ref, at, waits=True), content))
        if not carried:
            raise WrongMoment("The words of this post were erased, so it stays where it is.")
        return carried

    def _facts(self, view: CaseView, there: CaseView) -> list[tuple[c.Command, Content]]:
        """What was stated in it, and is not known there yet."""
        known = {(fact.state, there.text(fact.content)) for fact in there.case.facts}
        carried = list[tuple[c.Command, Content]]()
        for fact in view.case.facts:
            words = view.text(fact.content)
            if words != ERASED and (fact.state, words) not in known:
                content = self._casebook.seal(words, _via(view, view.beside(fact.content)))
                carried.append((c.StateFact(fact.state, content.ref), content))
        return carried

    async def take_back(self, caller: Caller, case_id: str) -> None:
        """Take what a case put to another one out of it again, wherever that was put since."""
        view = await self._casebook.view(caller.organisation, case_id)
        once = replace(caller, delivery=())
        for there in reversed(await self._put_to(view)):
            await self._take_out(once, there.case.id, case_id)

    async def _take_out(self, caller: Caller, where: str, case_id: str) -> None:
        view = await self._casebook.view(caller.organisation, where)

        def came_with(content: str) -> bool:
            words = view.texts.get(content)
            return words is not None and case_id in words.extra.get(_VIA, ())

        posts = tuple(ref for ref in all_posts(view.case) if came_with(ref.id))
        facts = [fact.number for fact in view.case.facts if came_with(fact.content.id)]
        gone = [c.WithdrawFact(number) for number in facts if view.case.status not in OVER]
        await self._casebook.by(caller, where, *gone, fc.TakeBack(posts))

    async def split(self, caller: Caller, case_id: str, post: str) -> str:
        """The latest post, which is this one by its id, is somebody else's: it gets a case of its
        own, whose id comes back."""
        organisation = caller.organisation
        if done := await self.delivered(caller):
            return done
        view = await self._casebook.view(organisation, case_id)
        case, beside = view.case, view.beside(view.case.post)
        if case.post is None or case.post.id != post or not can_part(case):
            raise WrongMoment("This case has changed meanwhile. Please look again.")
        if post not in view.texts:
            raise WrongMoment("The words of this post were erased, so it stays where it is.")
        command = fc.TakeBack((case.post,))
        decide_follow_up(case, command, caller.person)  # says no before anything is done
        content = self._casebook.seal(view.post, {k: v for k, v in beside.items() if k != _VIA})
        platform = str(beside.get("platform", case.platform))
        author, link = (str(beside.get(key, "")) for key in _ABOUT)
        opened = await self._casebook.open(
            organisation,
            caller.person,
            [c.OpenCase(content.ref, platform, case.brand, case.posted_at, case.came_from)],
            [content],
            keys=caller.delivery,
            customers=customer_keys(platform, author, link, case.brand, view.post),
        )
        await self._casebook.by(replace(caller, delivery=()), case_id, command)
        return opened

    async def delivered(self, caller: Caller) -> str | None:
        """The case to which this very delivery went before."""
        if not caller.delivery:
            return None
        found = await self._casebook.ledger.case_for_key(caller.organisation, *caller.delivery)
        return found or None


def _via(view: CaseView, beside: Mapping[str, Any]) -> dict[str, Any]:
    return {_VIA: [*beside.get(_VIA, ()), view.case.id]}


def _resent(
    view: CaseView, number: int, text: str, link: str, at: datetime | None, now: datetime
) -> bool:
    """Whether a post is the one of that number (from 0) once more, and not the same words again.

    It is where its address is the same, or where it comes shortly after, while nothing is settled.
    """
    case = view.case
    ref = all_posts(case)[number]
    if view.text(ref) != text:
        return False
    posted_at = [*(one.posted_at for one in case.stood), case.posted_at][number]
    if at and posted_at and abs(at - posted_at) > _RESENT:
        return False
    if one_link(link, str(view.beside(ref).get("link", ""))):
        return True
    heard = next(one.at for one in view.history if getattr(one.event, "post", None) == ref)
    return case.status not in OVER and now - heard <= _RESENT
