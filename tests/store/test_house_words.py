"""What the store promises about house style and practice, on both engines."""

from __future__ import annotations

from bot.past import HouseWord, Lesson
from bot.practice import Practice
from bot.store import Store
from tests.store.samples import ORG

RING = ("reach out", "ring")


def changing(case_id: str, *pairs: tuple[str, str], organisation: str = ORG) -> Lesson:
    """What a case teaches in which a person changed these words."""
    return Lesson(organisation, case_id, changed=pairs)


async def test_words_are_counted_once_for_each_case(store: Store) -> None:
    """A job that runs again counts nothing twice; what changed least often comes last."""
    for case_id in ("a", "b", "b", "b"):
        await store.remember(changing(case_id, RING))
    await store.remember(changing("c", RING, ("utilise", "use")))
    await store.remember(changing("d", RING, organisation="other"))
    assert await store.house_words(ORG) == [
        HouseWord("reach out", "ring", 3),
        HouseWord("utilise", "use", 1),
    ]
    assert await store.house_words(ORG, at_least=3) == [HouseWord("reach out", "ring", 3)]
    await store.remember(changing("c"))
    assert await store.house_words(ORG) == [HouseWord("reach out", "ring", 2)]


async def test_a_decision_stands_and_can_be_changed(store: Store) -> None:
    """Yes, no, and yes again; further uses go on counting, other houses decide for themselves."""
    await store.remember(changing("a", RING))
    for adopted in (True, False, True):
        await store.adopt_word(ORG, *RING, adopted)
        assert await store.house_words(ORG) == [HouseWord(*RING, 1, adopted)]
    await store.remember(changing("b", RING))
    assert await store.house_words(ORG) == [HouseWord(*RING, 2, True)]
    assert await store.house_words("other", at_least=0) == []


async def test_a_word_has_one_word_instead(store: Store) -> None:
    """A later choice replaces an earlier one, and nothing is changed back and forth."""
    await store.adopt_word(ORG, "reach out", "ring", True)
    await store.adopt_word(ORG, "reach out", "call", True)
    await store.adopt_word(ORG, "call", "reach out", True)
    adopted = [w for w in await store.house_words(ORG, at_least=0) if w.adopted]
    assert adopted == [HouseWord("call", "reach out", 0, True)]


async def test_the_house_style_outlives_the_cases_it_came_from(store: Store) -> None:
    """What was decided is no customer's data."""
    await store.remember(changing("a", RING))
    await store.adopt_word(ORG, *RING, True)
    await store.erase_contents(ORG, "a")
    assert await store.house_words(ORG) == []
    assert await store.house_words(ORG, at_least=0) == [HouseWord(*RING, 0, True)]


async def test_practice_counts_good_cases_of_one_person(store: Store) -> None:
    """Once for each case, taken back where the case says so, and apart in each organisation."""
    assert await store.practice(ORG, "ana") == Practice()
    for case_id in ("a", "b", "b"):
        await store.remember(Lesson(ORG, case_id, good=("ana", "ben")))
    await store.remember(Lesson("other", "a", good=("ana",)))
    assert await store.practice(ORG, "ana") == Practice(on=False, good=2)
    await store.remember(Lesson(ORG, "b", good=("ben",)))
    assert (await store.practice(ORG, "ana")).good == 1
    assert (await store.practice(ORG, "ben")).good == 2


async def test_practice_is_switched_on_and_off(store: Store) -> None:
    """For one person of one organisation; what was good stays counted."""
    await store.remember(Lesson(ORG, "a", good=("ana",)))
    for on in (True, False, True):
        await store.set_practice(ORG, "ana", on)
        assert await store.practice(ORG, "ana") == Practice(on, good=1)
    assert not (await store.practice(ORG, "ben")).on
    assert not (await store.practice("other", "ana")).on
