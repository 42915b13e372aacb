"""The one door that Teams knocks at: checks who calls, hands on, and answers in time."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.errors import CoachError, NotAllSaved, StoreError
from bot.in_time import AWAY, SLOW, SLOWLY, Late, broken
from bot.loopback import comes_from_here
from bot.payload import Data, data, string
from bot.people import Workspace
from bot.records import Conversation
from bot.teams import inbound, kept, posted, render
from bot.teams.answering import thread_of
from bot.teams.connector import Connector
from bot.teams.extension import Extension
from bot.teams.guests import Guests, Stranger
from bot.teams.handlers import Handlers, pressed_on
from bot.teams.identity import Identity
from bot.teams.ids import VERB
from bot.teams.interactions import Interactions
from bot.teams.people import Directory
from bot.teams.presence import Presence
from bot.teams.render import Message
from bot.wishes import Wish

log = logging.getLogger(__name__)

PATIENCE = 8.0  # seconds; Teams waits for 10, and shows an error of its own after that
_CARD = "application/vnd.microsoft.card.adaptive"
_WORDS = "application/vnd.microsoft.activity.message"
_NOT_OURS = "This button is not one of ours (any more)."
_NOT_SAVED = "Not saved. Please send it again in a minute."
_NOTHING: dict[str, Any] = {}

Json = dict[str, Any]
Hears = Callable[[Workspace, Data], Awaitable[None]]


class TeamsApp:
    """Whatever a caller whom Teams vouches for sends, the answer is a 200.

    Teams does not deliver again. Who cannot be helped is told so, and gets their words back.
    """

    def __init__(
        self,
        identity: Identity,
        connector: Connector,
        directory: Directory,
        handlers: Handlers,
        interactions: Interactions,
        extension: Extension,
        presence: Presence,
    ) -> None:
        self._identity, self._connector, self._directory = identity, connector, directory
        self._interactions, self._extension, self._presence = interactions, extension, presence
        # Where nobody is asked who they are, nobody says who is a guest.
        self._guests = None if identity.anonymous else Guests(connector)
        self._late = Late()
        self._hears: dict[str, Hears] = {
            "message": handlers.message,
            "messageUpdate": handlers.edited,
            "messageReaction": handlers.reactions,
            "conversationUpdate": presence.changed,
            "installationUpdate": presence.changed,
        }

    def add_routes(self, app: web.Application) -> None:
        """`POST /api/messages`, for everything."""
        app.router.add_post("/api/messages", self._http)

    async def close(self) -> None:
        """Finish what came in last."""
        await self._late.finish()

    # -- HTTP ---------------------------------------------------------------------------------

    async def _http(self, request: web.Request) -> web.Response:
        """Nothing of a body is read before it is known who calls: reading costs time."""
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            return web.Response(status=415)
        if self._identity.anonymous and not comes_from_here(request):
            return web.Response(status=403)
        caller = await self._identity.caller(request.headers.get("Authorization"))
        if caller is None:
            return web.Response(status=401)
        activity = await posted.activity(request)
        if not caller.sent(activity):
            return web.Response(status=401)
        workspace = self._directory.workspace(inbound.tenant(activity))
        if workspace is None or not self._identity.trusted(string(activity, "serviceUrl")):
            return web.Response(status=403)
        if string(activity, "type") == "invoke":
            return web.json_response(await self._invoked(workspace, activity))
        await self._heard(workspace, activity)
        return web.Response()

    # -- what needs no answer here ------------------------------------------------------------

    async def _heard(self, workspace: Workspace, body: Data) -> None:
        hears = self._hears.get(string(body, "type"))
        if hears is None or inbound.outsider(body):
            return
        try:
            await self._late.in_time(self._hear(hears, workspace, body), PATIENCE)
        except Stranger:
            log.info("A guest is not heard.")
        except TimeoutError:
            self._tell(body, SLOW if _holds_words(body) else SLOWLY, sure=False)
        except NotAllSaved as exc:
            log.warning("Some of several posts could not be saved.")
            self._tell(body, str(exc), lost=exc.lost)
        except StoreError as exc:
            log.warning("A message could not be saved: %s", exc)
            self._tell(body, AWAY)
        except CoachError as exc:
            self._tell(body, str(exc))
        except Exception as exc:
            self._tell(body, broken(exc, "message"), sure=False)

    async def _hear(self, hears: Hears, workspace: Workspace, body: Data) -> None:
        if string(body, "type") in {"message", "messageReaction", "messageUpdate"}:
            await self._seen(workspace, body)
            decides = string(body, "type") == "messageReaction" or bool(pressed_on(body))
            await self._turn_away(body, deciding=decides)
        await hears(workspace, body)

    async def _turn_away(self, body: Data, *, deciding: bool) -> None:
        if self._guests:
            await self._guests.turn_away(body, deciding=deciding)

    async def _seen(self, workspace: Workspace, body: Data) -> None:
        """How the conversation is reached; while the store is away, what follows says so."""
        try:
            await self._presence.seen(workspace, body)
        except StoreError as exc:
            log.info("A conversation was not noted: %s", type(exc).__name__)

    def _tell(self, body: Data, why: str, *, sure: bool = True, lost: str = "") -> None:
        """Say it at once, with what was typed, or what of it is `lost`. No job: the store may be
        what is away."""
        where = inbound.conversation(body)
        if string(body, "type") != "message" or where is None:
            return
        messages, text = [render.said(why)], lost or _typed(body)
        if text and where.kind == "personal":
            messages = render.not_saved(text, why, sure=sure)
        elif text and sure:  # others read there, and it may have been for the bot alone
            messages = [render.said(_NOT_SAVED if why == AWAY else f"Not saved. {why}")]
        self._late.later(self._say(where, thread_of(body, where), messages))

    async def _say(self, where: Conversation, thread: str, messages: list[Message]) -> None:
        for message in messages:
            await self._connector.send(where, message, thread=thread)

    # -- invokes ------------------------------------------------------------------------------

    async def _invoked(self, workspace: Workspace, body: Data) -> Json:
        """The answer to whoever waits for it. What nobody here knows is answered with nothing."""
        await self._seen_soon(workspace, body)
        match string(body, "name"):
            case "adaptiveCard/action":
                return await self._executed(workspace, body)
            case "composeExtension/fetchTask":
                return await self._dialog(workspace, body, self._extension.opened)
            case "composeExtension/submitAction":
                return await self._dialog(workspace, body, self._extension.submitted)
            case "task/fetch" | "task/submit":
                return self._extension.said(_NOT_OURS)
        return _NOTHING

    async def _seen_soon(self, workspace: Workspace, body: Data) -> None:
        """As `_seen`; nobody waits for it longer than for a moment."""
        try:
            await self._late.in_time(self._seen(workspace, body), 1.0)
        except TimeoutError:
            log.info("A conversation is noted later.")

    async def _executed(self, workspace: Workspace, body: Data) -> Json:
        action = data(data(body, "value"), "action")
        pressed = data(action, "data")
        automatic = string(data(body, "value"), "trigger") == "automatic"
        if inbound.outsider(body):
            return _words(str(Stranger()))
        if string(action, "verb") != VERB:
            return _words(_NOT_OURS)
        try:
            work = self._execute(workspace, body, pressed)
            return _shown(await self._late.in_time(work, PATIENCE))
        except Stranger as exc:
            return _words(str(exc))
        except TimeoutError:
            why = SLOW
        except StoreError as exc:
            log.warning("A button could not be saved: %s", exc)
            why = AWAY
        except CoachError as exc:
            why = str(exc)
        except Exception as exc:
            why = broken(exc, "button")
        return _words(why) if automatic else _shown(kept.card(pressed, why))

    async def _execute(self, workspace: Workspace, body: Data, pressed: Data) -> Message:
        await self._turn_away(body, deciding=True)
        asker = await self._interactions.back.asker(workspace, body)
        return await self._interactions.execute(asker, pressed)

    async def _dialog(
        self,
        workspace: Workspace,
        body: Data,
        work: Callable[[Workspace, Data], Awaitable[Json]],
    ) -> Json:
        if inbound.outsider(body):
            return self._extension.said(str(Stranger()))

        async def done() -> Json:
            await self._turn_away(body, deciding=False)
            return await work(workspace, body)

        try:
            return await self._late.in_time(done(), PATIENCE)
        except Stranger as exc:
            return self._extension.said(str(exc))
        except TimeoutError:
            return self._extension.kept(body, SLOW)
        except StoreError as exc:
            log.warning("A dialog could not be saved: %s", exc)
            return self._extension.kept(body, f"Not saved, your text is still here. {AWAY}")
        except CoachError as exc:
            return self._extension.kept(body, str(exc))
        except Exception as exc:
            return self._extension.kept(body, f"{broken(exc, 'dialog')}. Your text is still here.")


def _typed(body: Data) -> str:
    """What somebody wrote and would lose: a command without words is none."""
    pressed = pressed_on(body)
    if pressed:
        return "\n\n".join(kept.typed(pressed).values())
    said = inbound.said(body)
    if said is None:
        return ""
    shared = [one.text for one in (*said.forwarded, *said.quoted) if one.readable]
    own = said.text if inbound.wish(said).wish in {Wish.POST, Wish.CHECK} else ""
    return "\n\n".join(filter(None, [own, *shared]))


def _holds_words(body: Data) -> bool:
    return bool(_typed(body))


def _shown(message: Message) -> Json:
    """A card in place of the one that was pressed; words alone leave that one as it is."""
    if message.card is None:
        return _words(message.text)
    return {"statusCode": 200, "type": _CARD, "value": message.card}


def _words(sentence: str) -> Json:
    return {"statusCode": 200, "type": _WORDS, "value": sentence}
