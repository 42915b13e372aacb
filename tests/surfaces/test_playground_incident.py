"""Posts about the same problem, as the playground shows them."""

from __future__ import annotations

from bot.people import HOME, Caller
from bot.store import Store
from tests.cases import MIA
from tests.conftest import SettableClock
from tests.playground_site import visiting


async def test_another_post_about_the_same_is_a_link(
    sqlite_store: Store, clock: SettableClock
) -> None:
    """By name and with its words, though they be hostile."""
    async with visiting(sqlite_store, clock=clock) as visitor:
        await visitor.bring(post="A button in my salad at New Quay, no thanks.", author="Ann")
        first = visitor.case_id
        hostile = "Salad at New Quay, a button in it! <script>alert(1)</script>"
        await visitor.bring(post=hostile, author="Bob <b>")
        await visitor.desk.incidents.join(Caller(HOME, MIA), visitor.case_id, first)
        page = await visitor.look_again()
        assert f"/cases/{first}" in page.links
        assert "2 posts about this since" in page.words
        other = visitor.case_id
        page = await visitor.open(f"/cases/{first}")
        assert f"/cases/{other}" in page.links
        assert "Also: Bob <b>, “Salad at New Quay" in page.words
        assert "<script>alert" not in page.html
