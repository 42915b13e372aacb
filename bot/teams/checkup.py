"""What `coach doctor` finds out about Microsoft Teams, above all what would fail without a word."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from bot.checks import Check, of_teams, off, ok, others_needed, problem
from bot.errors import PlatformError, PlatformRefused, SetupError, StoreError
from bot.people import HOME
from bot.records import Conversation, Reach
from bot.settings import Settings
from bot.store import Store
from bot.teams.connector import Connector
from bot.teams.emoji import shown, unknown
from bot.teams.identity import Identity, certificate_end
from bot.teams.ids import PLATFORM
from bot.teams.people import OWNERS, Directory
from bot.teams.places import UNREACHABLE, Places, from_outside
from bot.teams.signing_keys import SigningKeys

_PATIENCE = 30.0  # seconds for all of it
_SOON = timedelta(days=30)
_CHANNEL = "msteams"
_KINDS: Mapping[str, tuple[str, ...]] = {
    "personal": ("personal chat", "personal chats"),
    "groupChat": ("group chat", "group chats"),
    "channel": ("channel", "channels"),
}
# What Entra's numbers mean for an operator.
_MEANT: Mapping[str, str] = {
    "AADSTS7000215": "this is not the secret's value (its id is something else)",
    "AADSTS7000222": "the secret has expired; make a new one",
    "AADSTS700016": "MICROSOFT_APP_TENANT_ID has no app MICROSOFT_APP_ID",
    "AADSTS700027": "the app registration does not hold this certificate",
    "AADSTS90002": "there is no tenant MICROSOFT_APP_TENANT_ID",
    "unknown_tenant": "there is no tenant MICROSOFT_APP_TENANT_ID",
}
_ALONE = (
    "But nobody else sees a card in personal chats, where it goes unless only colleagues read "
    "along where the post came from. REVIEW_CONVERSATION: 19:… sends all of them to one place."
)
_ADD = "Add the app to that chat or team, and mention it there once"
_INSTALL = (
    "upload the package of `coach manifest teams` anew (with LEADS set), and add it to the team"
)


async def check_up(settings: Settings, store: Store | None) -> list[Check]:
    """Every check of Teams. `store` tells where the bot has been spoken to; it is None where it
    cannot be opened, which is somebody else's finding."""
    found: list[Check] = []
    try:
        identity = Identity(settings)
    except SetupError as exc:
        return [problem("Teams", str(exc))]
    connector = Connector(identity, graph_url=settings.microsoft_graph_url)
    checkup = _Checkup(settings, identity, connector, store)
    try:
        async with asyncio.timeout(_PATIENCE):
            await checkup.look(found)
    except TimeoutError:
        says = f"after {_PATIENCE:.0f} seconds Teams has not answered everything; try once more"
        found.append(problem("Teams", says))
    finally:
        await connector.close()
    return found


class _Checkup:
    """The questions, and what is made of the answers."""

    def __init__(
        self, settings: Settings, identity: Identity, connector: Connector, store: Store | None
    ) -> None:
        self._settings, self._identity = settings, identity
        self._connector, self._store = connector, store
        self._review = settings.review_in(PLATFORM).partition(";")[0]

    async def look(self, found: list[Check]) -> None:
        """Ask one after the other; what is known so far stays in `found`."""
        token, keys = await asyncio.gather(self.account(), self.keys())
        found += [*token, *keys]
        reach = await self.reach()
        if reach is not None:
            found.append(self.conversations(reach))
        let_in = all(check.state != "problem" for check in token)
        if not self._review:
            found.append(self.cards())
        elif self._store and reach is not None and let_in:  # else it is not asked, and not guessed
            found.append(await self.review_seen(self._store, reach))
        found += await self.leads(reach or [], asked=let_in)
        found.append(self.emoji())

    # -- who we are ---------------------------------------------------------------------------

    async def account(self) -> list[Check]:
        """The app, how it proves who it is, and whether it is believed."""
        settings = self._settings
        if not settings.microsoft_app_id:
            says = (
                "nobody is asked who they are (TEAMS_ALLOW_ANONYMOUS): anybody on this machine can "
                "speak for anybody. Only to try things out"
            )
            return [off("Teams", says)]
        certificate = settings.microsoft_app_certificate.get_secret_value()
        how, key = "a password", "MICROSOFT_APP_PASSWORD"
        if settings.microsoft_managed_identity:
            how, key = "a managed identity", "MICROSOFT_MANAGED_IDENTITY"
        elif certificate:
            how, key = "a certificate", "MICROSOFT_APP_CERTIFICATE"
        says = f"app {settings.microsoft_app_id} of tenant {settings.microsoft_app_tenant_id}"
        told = await self._token(f"{says}, with {how}", key)
        return [told, *_expiry(certificate)]

    async def _token(self, says: str, key: str) -> Check:
        try:
            await self._identity.token()
        except PlatformRefused as exc:
            meant = "; ".join(filter(None, map(_MEANT.get, exc.error.split())))
            why = f"{exc.error}: {meant}" if meant else exc.error
            return problem("Teams", f"{key} is not accepted ({why}).")
        except PlatformError:
            return problem("Teams", f"{key} could not be checked. {self._away(key)}")
        return ok("Teams", says)

    def _away(self, key: str) -> str:
        if key == "MICROSOFT_MANAGED_IDENTITY":
            return "No managed identity answers; it exists only on a machine in Azure."
        host = urlsplit(self._settings.microsoft_login_url).hostname
        return (
            "Microsoft's login is out of reach. "
            f"Is this machine online, and is MICROSOFT_LOGIN_URL ({host}) right?"
        )

    async def keys(self) -> list[Check]:
        """Whether a call of Teams could be told from a forged one, and how it gets here."""
        if not self._settings.microsoft_app_id:
            return [off("Teams requests", "taken at /api/messages from this machine alone")]
        url = self._settings.microsoft_keys_url
        try:
            keys = await SigningKeys(url).published()
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            says = (
                f"the keys with which Teams signs cannot be read ({type(exc).__name__}), so every "
                f"call is turned away. Is MICROSOFT_KEYS_URL ({urlsplit(url).hostname}) right?"
            )
            return [problem("Teams requests", says)]
        if not any(_CHANNEL in key.endorsements for key in keys.values()):
            says = "none of the keys at MICROSOFT_KEYS_URL is for Teams: every call is turned away."
            return [problem("Teams requests", says)]
        says = "signed ones are taken at /api/messages, which Teams has to reach by https"
        return [ok("Teams requests", says)]

    # -- where we are -------------------------------------------------------------------------

    async def reach(self) -> list[Reach] | None:
        """Where the bot has been spoken to; None where the store cannot tell."""
        try:
            known = await self._store.reach(HOME) if self._store else None
        except StoreError:  # the check of the database tells
            return None
        if known is None:
            return None
        tenant = self._settings.microsoft_app_tenant_id.lower()
        ours = f"{PLATFORM}:{tenant}"  # where nobody is asked, it is any
        return [one for one in known if one.workspace == ours or not tenant]

    def conversations(self, reach: Sequence[Reach]) -> Check:
        """Teams tells us of a conversation when somebody speaks there."""
        if not reach:
            says = (
                "none known so far. Once somebody has written to the bot there is one; if they "
                "have, look at the messaging endpoint of the Azure Bot (https://…/api/messages)"
            )
            return off("Teams conversations", says)
        counted: Counter[str] = Counter()
        for one in reach:
            counted[one.kind] += one.conversations
        told = [f"{n} {_KINDS.get(kind, (kind, kind))[n > 1]}" for kind, n in counted.items()]
        return ok("Teams conversations", f"known so far: {', '.join(told)}")

    def cards(self) -> Check:
        """Where cards go without a review conversation."""
        settings = self._settings
        if settings.review_conversation and not settings.slack:
            says = f"REVIEW_CONVERSATION ({settings.review_conversation}) has to begin with 19: …"
            return problem("Teams cards", says)
        why = others_needed(settings.policy, leads_named=bool(settings.lead_ids))
        if why and not settings.review_conversation:
            return problem("Teams cards", f"{why}. {_ALONE}")
        says = (
            "where a post came from if only colleagues read along there, else personal chats. "
            "REVIEW_CONVERSATION: 19:… sends all of them to one place"
        )
        return off("Teams cards", says)

    async def review_seen(self, store: Store, reach: Sequence[Reach]) -> Check:
        """Whether the bot is in the review conversation; `reach` says in which tenant it is."""
        what, wanted = "Teams cards", self._review
        if not reach:
            says = "REVIEW_CONVERSATION cannot be looked up before somebody has written to the bot"
            return problem(what, f"{says}. {_ADD}.")
        key = reach[0].workspace
        try:
            places = Places(store, self._connector, self._directory(store), wanted)
            where = await places.reach(HOME, key, wanted)
        except StoreError as exc:
            return off(what, f"not looked up. {exc}")
        if where is None:
            return problem(what, f"the bot was removed from REVIEW_CONVERSATION. {_ADD}.")
        return await self._roster(where)

    def _directory(self, store: Store) -> Directory:
        settings = self._settings
        return Directory(
            store,
            tenant=settings.microsoft_app_tenant_id,
            leads=settings.lead_ids,
            anonymous=settings.teams_allow_anonymous,
            review_conversation=self._review,
        )

    async def _roster(self, where: Conversation) -> Check:
        what = "Teams cards"
        try:
            roster = await self._connector.roster(where)
        except PlatformRefused as exc:
            if exc.error in UNREACHABLE:
                says = f"the bot is not in REVIEW_CONVERSATION ({exc.error})"
                return problem(what, f"{says}. {_ADD}; or choose another one.")
            return problem(what, f"REVIEW_CONVERSATION could not be looked up ({exc.error}).")
        except PlatformError as exc:
            return problem(what, f"REVIEW_CONVERSATION could not be looked up. {exc}")
        tenant = where.workspace.partition(":")[2]
        if any(from_outside(member, tenant) for member in roster):
            says = "people from outside read along in REVIEW_CONVERSATION, so no card goes there"
            return problem(what, f"{says}. Choose one without guests.")
        kind = _KINDS.get(where.kind, ("conversation",))[0]
        return ok(what, f"to a {kind}, {where.id}; people there: {len(roster)}")

    # -- who decides --------------------------------------------------------------------------

    async def leads(self, reach: Sequence[Reach], *, asked: bool) -> list[Check]:
        """Whether LEADS names anybody in Teams."""
        what, settings = "Teams leads", self._settings
        if not settings.lead_ids:
            return [off(what, "everybody is one; LEADS names them by Entra object id")]
        wanted = sorted(lead for lead in settings.lead_ids if of_teams(lead))
        odd = sorted(settings.lead_ids - set(wanted)) if not settings.slack else []
        told = [
            problem(what, f"{lead} is neither an Entra object id nor {OWNERS}.") for lead in odd
        ]
        if wanted and settings.lead_ids & {OWNERS}:
            told.append(await self._owners(reach, asked=asked))
        if named := [lead for lead in wanted if lead != OWNERS]:
            told.append(ok(what, f"{len(named)} by Entra object id"))
        if not wanted and settings.slack:
            says = "LEADS names people in Slack only; whoever of them links their accounts leads"
            told.append(off(what, says))
        return told

    async def _owners(self, reach: Sequence[Reach], *, asked: bool) -> Check:
        """Whoever owns the team of the review conversation leads: if Teams tells who that is."""
        what = "Teams leads"
        if not self._settings.microsoft_app_id:
            return off(what, f"{OWNERS}: who owns a team is not asked without an app id")
        if not self._review:
            says = f"{OWNERS}: nobody, because only the team of REVIEW_CONVERSATION (19:…) counts"
            return problem(what, f"{says}, and none is set. Anybody can make a team of their own.")
        team = await self._review_team(reach)
        if not team:
            says = f"{OWNERS}: nobody yet, because the team of REVIEW_CONVERSATION is not known"
            return problem(what, f"{says}. It has to be a channel. {_ADD}.")
        if not asked:
            return off(what, f"{OWNERS}: not looked up")
        try:
            owners = await self._connector.owners(team)
        except PlatformRefused as exc:
            says = f"{OWNERS}: Teams does not say who owns team {team} ({exc.error}). The app"
            return problem(what, f"{says} needs TeamMember.Read.Group there: {_INSTALL}.")
        except PlatformError as exc:
            return problem(what, f"{OWNERS}: team {team} could not be looked up. {exc}")
        if not owners:
            return problem(what, f"{OWNERS}: nobody yet. Give the team {team} an owner.")
        return ok(what, f"{OWNERS}: {len(set(owners))}, of team {team}")

    async def _review_team(self, reach: Sequence[Reach]) -> str:
        """The team of the review conversation; empty where nothing is known of it (yet)."""
        if not (self._store and reach):
            return ""
        try:
            where = await self._store.conversation(HOME, reach[0].workspace, self._review)
        except StoreError:  # the check of the database tells
            return ""
        return where.team if where and not where.gone else ""

    # -- emoji --------------------------------------------------------------------------------

    def emoji(self) -> Check:
        """What reactions decide, and what no reaction in Teams is known for."""
        decisions = self._settings.decisions
        if odd := unknown(decisions):
            says = (
                f"{' '.join(odd)} in EMOJI_MAP stands for no picture that we know, so it decides "
                "nothing here unless Teams sends that very word"
            )
            pictured = {decisions[emoji] for emoji in decisions if emoji not in odd}
            # Slack may have an emoji of that name, and Teams one that is known by its name alone.
            if self._settings.slack or pictured.issuperset(decisions[emoji] for emoji in odd):
                return off("Teams emoji", says)
            return problem("Teams emoji", f"{says}. Write a picture beside it, such as 🚀=approve.")
        told = " ".join(f"{signs} {decision}" for decision, signs in shown(decisions).items())
        return ok("Teams emoji", told) if told else off("Teams emoji", "EMOJI_MAP is empty")


def _expiry(pem: str) -> list[Check]:
    """A certificate that ends soon, or has ended."""
    if not pem:
        return []
    end = certificate_end(pem)
    left = end - datetime.now(UTC)
    if left > _SOON:
        return []
    when = "has ended" if left < timedelta(0) else "ends"
    says = f"MICROSOFT_APP_CERTIFICATE {when} on {end:%Y-%m-%d}. Make a new one in time, and give"
    return [problem("Teams certificate", f"{says} it to the app registration as well.")]
