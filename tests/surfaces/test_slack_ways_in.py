"""Every way in which a post, a question or a wish reaches the bot in Slack."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.facts import FactState
from bot.views import CaseView
from tests.scenarios import GOOD, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot
from tests.slack_payloads import share
from tests.slack_people import Person
from tests.slack_site import SlackSite

LATE = "An hour late, and nobody said sorry."


async def posts(bot: Bot) -> list[str]:
    """The customers' words of all cases."""
    return sorted(view.post for view in await bot.cases())


def note_of(view: CaseView) -> str:
    """What the forwarder said about the post."""
    assert view.case.post
    return str(view.texts[view.case.post.id].extra["note"])


def cards(site: SlackSite, conversation: str) -> list[Message]:
    """The bot's cards in a conversation."""
    return [one for one in site.messages(conversation) if one.get("metadata")]


def told(person: Person, conversation: str) -> str:
    """What only this person sees there, all of it."""
    return "\n".join(one.words for one in person.sees_private(conversation))


# -- the command ------------------------------------------------------------------------------


async def test_a_post_in_a_command(bot: Bot, ana: Person, site: SlackSite) -> None:
    """It is read at once; the card comes, and the private answer leads to it."""
    answer = await ana.command("/respond", PASTA)
    assert "Reading the post" in answer.text
    assert PASTA in answer.text
    await bot.work()
    assert await posts(bot) == [PASTA]
    (card,) = cards(site, ana.dm)
    assert "cold pasta" in card.words
    assert "The card is ready" in told(ana, ana.dm)


async def test_a_command_where_the_bot_is_no_member(bot: Bot, ana: Person, site: SlackSite) -> None:
    """The card comes in direct messages, because the bot cannot post there."""
    site.add_conversation("C7", "elsewhere", bot=False)
    await ana.command("/respond", PASTA, conversation="C7")
    await bot.work()
    assert not site.messages("C7")
    assert len(cards(site, ana.dm)) == 1


async def test_a_form_becomes_a_case_with_its_facts(bot: Bot, ana: Person) -> None:
    """Post, platform, author, link and facts; no field is lost."""
    answer = await ana.command("/respond")
    assert not answer.body
    ana.fill(
        {
            "What did the customer write?": PASTA,
            "Where?": "Google reviews",
            "Who wrote it?": "Bo K.",
        }
    )
    ana.fill(link="https://reviews.example/1", fact_0="The kitchen was short of two cooks")
    assert (await ana.submit()).ok
    assert not ana.has_modal
    await bot.work()
    view = await bot.case()
    assert view.post == PASTA
    assert view.case.platform
    assert view.case.post
    extra = view.texts[view.case.post.id].extra
    assert (extra["author"], extra["link"]) == ("Bo K.", "https://reviews.example/1")
    (fact,) = view.case.facts
    assert fact.state is FactState.CONFIRMED
    assert view.text(fact.content) == "The kitchen was short of two cooks"


async def test_a_form_without_a_post_says_so_beside_the_input(bot: Bot, ana: Person) -> None:
    """Blanks pass Slack's own check; the form stays with everything else in it."""
    await ana.command("/respond")
    ana.fill({"What did the customer write?": "   ", "Who wrote it?": "Bo K."})
    await ana.submit()
    assert ana.view().errors == {"post": "Please write a few words."}
    assert ana.view().values["author"]
    assert await bot.cases() == []


async def test_checking_a_reply_keeps_nothing(bot: Bot, ana: Person) -> None:
    """`check:` opens a form with the reply; what is noticed stands in it, and nothing is stored."""
    await ana.command("/respond", "check: You should have told the waiter, sorry for that!")
    assert "You should have told the waiter" in ana.view().text_in()
    await ana.submit()
    assert "blame" in ana.view().words
    await ana.close()
    assert await bot.cases() == []
    assert await bot.service.store.next_due(["draft", "slack-cards", "slack-say"]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("help", "customer's post"),
        (" HELP ", "customer's post"),
        ("cases", "No cases yet"),
        ("policy", "guidelines"),
        ("policy humour?", "Humour only"),
    ],
)
async def test_words_that_are_commands(bot: Bot, ana: Person, text: str, words: str) -> None:
    """Only the one who asked sees the answer, and no case is opened."""
    answer = await ana.command("/respond", text, conversation="C1")
    assert words in answer.text
    assert answer.message
    assert answer.message.is_private
    assert await bot.cases() == []


async def test_cases_are_listed_with_the_customers_words(bot: Bot, ana: Person) -> None:
    """What is open, in the words of the post."""
    await ana.command("/respond", PASTA)
    await bot.work()
    assert "cold pasta" in (await ana.command("/respond", "cases")).text


async def test_words_that_only_look_like_commands_are_posts(bot: Bot, ana: Person) -> None:
    """Customers use these words as well."""
    texts = ["help! Nobody answers the phone.", "cases of cold food, every week"]
    for text in texts:
        await ana.command("/respond", text)
    assert await posts(bot) == sorted(texts)


async def test_slack_markup_in_a_post_becomes_words(bot: Bot, ana: Person) -> None:
    """What the customer wrote, not how Slack writes it down; nobody is called by a card."""
    markup = "<!here> <@U1> salt &amp; pepper, see <https://a.example/menu|the menu>"
    await ana.command("/respond", markup)
    await bot.work()
    assert await posts(bot) == ["@here @U1 salt & pepper, see the menu (https://a.example/menu)"]
    sent = [str(call.args) for call in bot.site.calls_of("chat.postMessage")]
    assert sent
    assert not any("<!here>" in one or "<@U1>" in one for one in sent)


# -- forwarded messages -----------------------------------------------------------------------


async def test_a_forward_in_direct_messages(bot: Bot, ana: Person, site: SlackSite) -> None:
    """The post, when it was written, and what was said about it."""
    await ana.forward(ana.dm, "Cold & late <again>", comment="third time this week")
    await bot.work()
    view = await bot.case()
    assert view.post == "Cold & late <again>"
    assert view.case.posted_at
    assert view.case.posted_at.replace(microsecond=0) == datetime.fromtimestamp(1_700_000_000, UTC)
    assert note_of(view) == "third time this week"
    assert len(cards(site, ana.dm)) == 1


async def test_a_forward_where_the_bot_is_a_member(bot: Bot, ana: Person, site: SlackSite) -> None:
    """The card stands in the thread of the forwarded message."""
    message = await ana.forward("C1", PASTA)
    await bot.work()
    assert await posts(bot) == [PASTA]
    (card,) = cards(site, "C1")
    assert card["thread_ts"] == message.ts


async def test_several_forwards_at_once_are_several_cases(
    bot: Bot, ana: Person, site: SlackSite
) -> None:
    """Delivered again and again they stay as many."""
    both = [share(text, "bo", ts=site.new_ts(), link="https://w.example") for text in (PASTA, LATE)]
    told_of = {"type": "message", "user": "U1", "channel": ana.dm, "channel_type": "im"}
    told_of |= {"ts": site.new_ts(), "text": "", "attachments": both}
    await site.event(told_of)
    await site.redeliver(site.sent[-1], times=3, at_once=True)
    assert await posts(bot) == sorted([PASTA, LATE])


async def test_a_mention_with_a_forward_is_one_case(bot: Bot, ana: Person) -> None:
    """The words beside the mention are the note, not a second post."""
    await ana.forward("C1", PASTA, comment="<@UBOT> please")
    view = await bot.case()
    assert (view.post, note_of(view)) == (PASTA, "please")


async def test_a_pasted_link_opens_no_case(bot: Bot, ana: Person) -> None:
    """Slack shows the linked message below, but nobody forwarded it."""
    await ana.share_link("C1", PASTA)
    assert await bot.cases() == []


async def test_words_and_mentions_are_posts(bot: Bot, ana: Person) -> None:
    """In direct messages any words; elsewhere those that mention the bot."""
    await ana.say(ana.dm, PASTA)
    await ana.say("C1", f"<@UBOT> {LATE}")
    await ana.say("C1", "Lunch?")
    assert await posts(bot) == sorted([PASTA, LATE])


async def test_what_is_said_to_the_bot_may_be_a_command(bot: Bot, ana: Person) -> None:
    """The same words as after `/respond`, answered privately, once."""
    await ana.say("C1", "<@UBOT> help")
    await ana.say("C1", "<@UBOT> policy humour?")
    await ana.say(ana.dm, "cases")
    await ana.say(ana.dm, "check: You should have told the waiter at the time.")
    await bot.work()
    assert await bot.cases() == []
    assert len(ana.sees_private("C1")) == 2
    assert told(ana, "C1").count("opens a form") == 1
    assert "Humour only" in told(ana, "C1")
    assert "No cases yet" in told(ana, ana.dm)
    assert "blame" in told(ana, ana.dm)


async def test_pictures_cannot_be_read_yet(bot: Bot, ana: Person) -> None:
    """Said once, privately. Words beside the picture may be a remark: a person decides."""
    await ana.upload(ana.dm, b"png")
    await bot.work()
    assert told(ana, ana.dm).count("I can't read pictures yet") == 1
    await ana.upload(ana.dm, b"png", comment="a regular, please be kind")
    await bot.work()
    assert await bot.cases() == []
    asked = ana.sees_private(ana.dm)[-1]
    assert "is this what the customer wrote?" in asked.words
    await ana.click(asked, "Yes, coach me")
    assert ana.view().text_in("post") == "a regular, please be kind"
    await ana.submit()
    assert await posts(bot) == ["a regular, please be kind"]


@pytest.mark.parametrize("words", ["thanks!", "Hello", "ok 👍", "what can you do?", ":+1:"])
async def test_courtesies_open_no_case(bot: Bot, ana: Person, words: str) -> None:
    """Who greets the bot, or asks it something, is told what it can do."""
    await ana.say(ana.dm, words)
    await bot.work()
    assert await bot.cases() == []
    assert "opens a form" in told(ana, ana.dm)


async def test_short_words_of_customers_are_posts(bot: Bot, ana: Person) -> None:
    """Only what can hardly be a post is taken for small talk; a command never is."""
    said = ["Cold food, thanks", "Never again!", "Thanks for ruining my day"]
    for words in said:
        await ana.say(ana.dm, words)
    await ana.command("/respond", "thanks!")
    assert await posts(bot) == sorted([*said, "thanks!"])


async def test_text_that_cannot_be_used_is_told_privately(bot: Bot, ana: Person) -> None:
    """Too long for a post: nothing is cut in silence."""
    await ana.say(ana.dm, "cold " * 9000)
    await bot.work()
    assert await bot.cases() == []
    assert "44,999" in told(ana, ana.dm)


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # the sender's
async def test_a_very_large_forward_still_comes_in(bot: Bot, ana: Person) -> None:
    """Slack repeats long texts several times in one event, escaped."""
    text = f"Cold! {'🍝' * 30_000}"
    await ana.forward(ana.dm, text, comment="🍝" * 30_000)
    assert await posts(bot) == [text]


# -- shortcuts and the home tab ---------------------------------------------------------------


async def test_the_shortcut_fills_the_form_with_the_message(bot: Bot, ana: Person) -> None:
    """The words, and when they were written."""
    message = bot.site.keep(bot.site.conversation("C1"), {"user": "U2", "text": "Cold &amp; late"})
    await ana.shortcut(message)
    assert ana.view().text_in("post") == "Cold & late"
    chosen = ana.view().values["posted_at"]
    assert int(float(message.ts)) in [v.get("selected_date_time") for v in chosen.values()]
    await ana.submit()
    assert await posts(bot) == ["Cold & late"]
    view = await bot.case()
    assert view.case.came_from
    assert view.case.came_from.conversation == "C1"


async def test_the_shortcut_reads_what_integrations_post(bot: Bot, ana: Person) -> None:
    """They put the customer's words into attachments."""
    fields = {"bot_id": "B7", "text": "", "attachments": [{"text": "★☆☆ Cold &amp; late"}]}
    message = bot.site.keep(bot.site.conversation("C1"), fields)
    await ana.shortcut(message)
    assert ana.view().text_in("post") == "★☆☆ Cold & late"


async def test_the_shortcut_reads_words_that_stand_in_blocks_only(bot: Bot, ana: Person) -> None:
    """Many integrations write no plain text beside them."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Cold &amp; late"}}]
    fields = {"bot_id": "B7", "text": "", "blocks": blocks}
    await ana.shortcut(bot.site.keep(bot.site.conversation("C1"), fields))
    assert ana.view().text_in("post") == "Cold & late"


async def test_a_shortcut_works_from_anywhere(bot: Bot, ana: Person) -> None:
    """Without a message, the form is empty."""
    await ana.global_shortcut()
    assert ana.view().text_in("post") == ""


async def test_a_form_that_did_not_open_is_told(bot: Bot, ana: Person, site: SlackSite) -> None:
    """With what was typed, so that it can be tried again."""
    site.fail("views.open", status=500, times=2)
    reply = "You should have told the waiter."
    assert reply in (await ana.command("/respond", f"check: {reply}")).text
    message = site.keep(site.conversation("C1"), {"user": "U2", "text": PASTA})
    assert (await ana.shortcut(message)).ok
    await bot.work()
    assert "did not open" in told(ana, "C1")


async def test_the_home_tab_lists_cases(bot: Bot, ana: Person) -> None:
    """What one can do, and what is open."""
    await ana.command("/respond", PASTA)
    assert (await ana.open_home()).ok
    assert "cold pasta" in ana.home().words
    assert "/respond" in ana.home().words


async def test_a_home_tab_that_cannot_be_shown_is_not_delivered_again(
    bot: Bot, ana: Person, site: SlackSite
) -> None:
    """It is shown the next time."""
    site.fail("views.publish", error="internal_error")
    assert (await ana.open_home()).ok


async def test_a_reply_that_a_person_wrote_is_put_up_on_a_card(bot: Bot, ana: Person) -> None:
    """The whole way: forwarded, written, shown."""
    await ana.forward(ana.dm, PASTA)
    await bot.work()
    await ana.click(cards(bot.site, ana.dm)[-1], "coach_edit")
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await bot.work()
    assert GOOD[:60] in cards(bot.site, ana.dm)[-1].words
