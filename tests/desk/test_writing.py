"""Help for people who write themselves: checking, practising, and how the house writes."""

from __future__ import annotations

import pytest

from bot.casebook import Casebook
from bot.coach import Coach, Drafted
from bot.desk import CareDesk, NewPost
from bot.errors import EmptyText, ModelAway, NoSuchCase, NotAllowed
from bot.events import Origin
from bot.past import HouseWord, Lesson
from bot.people import ApprovalPolicy
from bot.rubric import Mark
from bot.situation import Situation
from bot.store import Store
from bot.understanding import Stage
from tests.conftest import SettableClock
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office

POST = "45 minutes for cold pasta and nobody said sorry."
HARSH = "We're sorry that the pasta was cold. You should have told the waiter. Mia"


class Model:
    """Stands in for rewriter and writer of a model: gives its words, or is away."""

    def __init__(self, coach: Coach, words: str = "") -> None:
        self.coach, self.words = coach, words
        self.asked: list[str] = []

    async def rewrite(self, organisation: str, reply: str, about: Situation, *, mended: str) -> str:
        self.asked.append(mended)
        if not self.words:
            raise ModelAway("The model does not answer.")
        return self.words

    async def write(
        self,
        organisation: str,
        situation: Situation,
        *,
        avoid: object = (),
        learned: object = (),
        seconds: float = 20.0,
    ) -> Drafted:
        self.asked.append(situation.post)
        if not self.words:
            raise ModelAway("The model does not answer.")
        reading = self.coach.read(self.words, situation)
        return Drafted(self.words, Origin.MODEL, reading)


def desk_with(model: Model, store: Store, clock: SettableClock) -> CareDesk:
    """A desk that can ask a model."""
    casebook = Casebook(store, clock=clock, policy=ApprovalPolicy(author_may_approve=True))
    return CareDesk(casebook, model.coach, rewriter=model, writer=model)


async def opened(office: Office, post: str = POST) -> str:
    """A case with the composer's draft."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(post, "google"))
    await office.work()
    return case_id


async def test_a_check_gives_lines_one_hint_and_their_own_words_mended(office: Office) -> None:
    """No score, and nothing of ours unasked."""
    checked = await office.desk.writing.check(ORG, HARSH, POST)
    assert checked.hint
    assert checked.hint.quote == "You should have told"
    assert {line.mark for line in checked.scorecard} >= {Mark.MET, Mark.MISSING}
    assert "We're sorry that the pasta was cold." in checked.rewrite
    assert "You should have" not in checked.rewrite
    assert (checked.by_model, checked.ours) == (False, "")


async def test_our_own_draft_comes_only_when_asked(office: Office) -> None:
    """And only where there is a post to answer."""
    assert "pasta" in (await office.desk.writing.check(ORG, HARSH, POST, ours=True)).ours
    assert not (await office.desk.writing.check(ORG, HARSH, ours=True)).ours


async def test_a_check_on_a_case_knows_what_was_set_aside(office: Office) -> None:
    """What somebody looked at and disagrees with is no hint again; nothing is kept of a check."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, HARSH)
    card = await office.card(case_id)
    await office.desk.dismiss(AS_MIA, case_id, card.draft, card.findings[0].key)
    view = await office.view(case_id)
    checked = await office.desk.writing.check(ORG, HARSH, view)
    assert checked.hint is None or checked.hint.quote != card.findings[0].finding.text
    assert (await office.view(case_id)).case.version == view.case.version


async def test_nothing_cannot_be_checked(office: Office) -> None:
    """An empty reply is said to be empty."""
    with pytest.raises(EmptyText):
        await office.desk.writing.check(ORG, "  \n ", POST)


async def test_a_model_mends_better_where_there_is_one(
    coach: Coach, sqlite_store: Store, clock: SettableClock
) -> None:
    """It gets what was made offline; its words are shown as a model's."""
    model = Model(coach, "We're sorry that the pasta was cold, Dana. What would help? Mia")
    desk = desk_with(model, sqlite_store, clock)
    checked = await desk.writing.check(ORG, HARSH, POST, ours=True)
    assert (checked.rewrite, checked.by_model) == (model.words, True)
    assert checked.ours == model.words
    assert "We're sorry that the pasta was cold." in model.asked[0]


async def test_without_an_answer_of_the_model_the_offline_words_serve(
    coach: Coach, sqlite_store: Store, clock: SettableClock
) -> None:
    """An outage costs nobody the help."""
    checked = await desk_with(Model(coach), sqlite_store, clock).writing.check(
        ORG, HARSH, POST, ours=True
    )
    assert checked.rewrite
    assert checked.ours
    assert not checked.by_model


async def test_a_crisis_is_not_put_to_a_model(
    coach: Coach, sqlite_store: Store, clock: SettableClock
) -> None:
    """There, people and templates find the words."""
    model = Model(coach, "All fine!")
    desk = desk_with(model, sqlite_store, clock)
    post = "There is a gas leak in your restaurant and people are fainting, get everyone out"
    checked = await desk.writing.check(ORG, "We are sorry. It was a busy evening.", post, ours=True)
    assert not model.asked
    assert not checked.by_model


async def test_whoever_practises_goes_from_reading_to_writing_to_comparing(office: Office) -> None:
    """The switch is a person's own; every step leads to the next one."""
    writing, case_id = office.desk.writing, await opened(office)
    assert not (await writing.practice(AS_MIA)).on
    practice = await writing.set_practice(AS_MIA, True)
    assert practice.own_words_first
    assert not (await writing.practice(AS_ALEX)).on
    stages = [writing.stage(await office.view(case_id), AS_MIA.person, practice)]
    seen = await writing.understand(AS_MIA, case_id, "Angry about the cold pasta")
    assert seen.yours == "Angry about the cold pasta"
    view = await office.view(case_id)
    assert writing.understood(view, AS_MIA.person) == seen
    assert writing.understood(view, AS_ALEX.person) is None
    stages.append(writing.stage(view, AS_MIA.person, practice))
    await office.desk.edit(AS_MIA, case_id, HARSH)
    stages.append(writing.stage(await office.view(case_id), AS_MIA.person, practice))
    assert stages == [Stage.UNDERSTAND, Stage.OWN_WORDS, Stage.COMPARE]
    assert not (await writing.set_practice(AS_MIA, False)).own_words_first


async def test_a_post_can_be_understood_before_the_coach_has_read_it(office: Office) -> None:
    """The answer needs the coach's reading, so that is made then."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(POST))
    assert (await office.desk.writing.understand(AS_MIA, case_id, "cold pasta")).who
    with pytest.raises(EmptyText):
        await office.desk.writing.understand(AS_MIA, case_id, " ")
    with pytest.raises(NoSuchCase):
        await office.desk.writing.understand(AS_MIA, "nothing", "cold pasta")


async def changed(store: Store, said: str, instead: str, times: int) -> None:
    """People changed these words in so many published replies."""
    for number in range(times):
        await store.remember(Lesson(ORG, f"{said} {number}", changed=((said, instead),)))


async def test_what_people_change_most_often_is_asked_about(office: Office) -> None:
    """From five times on, one question at a time; a taste of one evening is no style."""
    await changed(office.store, "utilise", "use", 4)
    assert await office.desk.writing.style_question(ORG) is None
    await changed(office.store, "reach out", "ring", 6)
    await changed(office.store, "kindly", "please", 5)
    asked = await office.desk.writing.style_question(ORG)
    assert asked == HouseWord("reach out", "ring", 6)
    assert await office.desk.writing.style_question("another") is None


async def test_the_house_style_is_for_leads_to_decide_and_asked_once(office: Office) -> None:
    """Yes or no, the question does not come again."""
    writing = office.desk.writing
    await changed(office.store, "reach out", "ring", 6)
    await changed(office.store, "kindly", "please", 5)
    with pytest.raises(NotAllowed):
        await writing.answer_style(AS_MIA, "reach out", "ring", True)
    await writing.answer_style(AS_LEE, "reach out", "ring", True)
    asked = await writing.style_question(ORG)
    assert asked
    assert asked.said == "kindly"
    await writing.answer_style(AS_LEE, "kindly", "please", False)
    assert await writing.style_question(ORG) is None
