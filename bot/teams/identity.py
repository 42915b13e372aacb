"""Who is calling, and who we are: checks Teams' tokens and fetches those for the bot's own calls.

botframework 4.17.1 does both, but raises whatever its parts raise (`IndexError` for an unknown
key, `AttributeError` for an empty header, errors of `jwt` for a broken token), lets everybody in
where the app id is empty, and fetches keys and tokens with blocking calls inside the event loop.
All of that ends here.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from json import JSONDecodeError
from typing import Any, Final
from urllib.parse import urlsplit

import msal  # type: ignore[import-untyped]
import requests
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AppCredentials,
    AuthenticationConstants,
    CertificateAppCredentials,
    ChannelValidation,
    JwtTokenExtractor,
    ManagedIdentityAppCredentials,
    MicrosoftAppCredentials,
    SimpleCredentialProvider,
    VerifyOptions,
)
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msal.exceptions import MsalServiceError  # type: ignore[import-untyped]

from bot.errors import PlatformAway, PlatformError, PlatformRefused, SetupError
from bot.loopback import is_loopback
from bot.payload import Data, string
from bot.settings import Settings
from bot.teams.signing_keys import Shared, SigningKeys

log = logging.getLogger(__name__)

CONNECTOR: Final = "https://api.botframework.com"  # whom a token for Teams itself is for
_TEAMS, _TOKEN = "Teams", "token"
_CHANNEL = "msteams"
_PATIENCE = 5.0  # seconds for each of the two calls that a token may take
_LEEWAY = 300  # seconds that the clocks may differ
# MSAL keeps tokens too, and renews one that has less than five minutes left.
_KEPT = 240.0
# Errors of `requests` are OSErrors; MSAL's own refusal of a token is one as well: PermissionError.
_AWAY = (OSError, RuntimeError, JSONDecodeError, MsalServiceError)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token was good: Teams, speaking for one service URL. Without one: anybody at all."""

    service_url: str = ""

    def sent(self, activity: Data) -> bool:
        """Whether that is what the token was for.

        A Direct Line client may call itself whatever it likes, so no other channel is let in.
        """
        if not self.service_url:
            return True
        named = string(activity, "serviceUrl")
        return string(activity, "channelId") == _CHANNEL and named == self.service_url


class Identity:
    """The bot as Entra knows it: an app of one tenant with a password, certificate or managed
    identity; or nobody, where the operator allowed anonymous calls on this machine.

    Raises `SetupError` for a certificate that cannot be used.
    """

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.monotonic) -> None:
        self.app_id = settings.microsoft_app_id
        self.anonymous = settings.teams_allow_anonymous and not self.app_id
        self._now = now
        self._credentials_for = _credentials(settings)
        self._app = SimpleCredentialProvider(self.app_id, "")
        self._extractor = _extractor(SigningKeys(settings.microsoft_keys_url, now=now), settings)
        self._fetches: dict[str, Shared[str]] = {}
        self._tokens: dict[str, tuple[str, float]] = {}

    async def caller(self, header: str | None) -> Caller | None:
        """Who calls this bot, by `header` (“Bearer …”) alone; None for whoever is not let in."""
        if not self.app_id:
            return Caller() if self.anonymous else None
        if not header:
            return None
        try:
            known = await self._extractor.get_identity_from_auth_header(header, _CHANNEL)
            known = await ChannelValidation.validate_identity(known, self._app)
        except Exception as exc:
            log.info("A call that is not from Teams was turned away (%s).", type(exc).__name__)
            return None
        claimed = string(known.claims, ChannelValidation.SERVICE_URL_CLAIM)
        return Caller(claimed) if claimed and "exp" in known.claims else None

    def trusted(self, service_url: str) -> bool:
        """Whether the bot may call that address, and show its token there.

        A verified token vouches for it; nobody does in anonymous mode, so it has to be here then.
        """
        try:
            parts = urlsplit(service_url)
            here = is_loopback(parts.hostname or "")
        except ValueError:  # such as http://[
            return False
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return False
        return here or (bool(self.app_id) and parts.scheme == "https")

    async def token(self, scope: str = CONNECTOR) -> str:
        """A token for `scope`, the address of a service; empty where we are nobody.

        Raises `PlatformRefused` (barred) or `PlatformAway`.
        """
        if not self.app_id:
            return ""
        kept, until = self._tokens.get(scope, ("", 0.0))
        if kept and self._now() < until:
            return kept
        fetch = self._fetches.setdefault(scope, Shared(functools.partial(self._fetch, scope)))
        return await fetch.result()

    async def _fetch(self, scope: str) -> str:
        asked = self._now()
        try:
            token = await asyncio.to_thread(self._in_thread, scope)
        except Exception as exc:
            raise _in_our_words(exc) from exc
        self._tokens[scope] = token, asked + _KEPT
        return token

    def _in_thread(self, scope: str) -> str:
        return str(self._credentials_for(scope).get_access_token())


def _extractor(keys: SigningKeys, settings: Settings) -> Any:
    url = settings.microsoft_keys_url
    JwtTokenExtractor.metadataCache[url] = keys  # or it would make its own source, which blocks
    options = VerifyOptions(
        issuer=[AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER],
        audience=None,  # botframework compares it in validate_identity
        clock_tolerance=_LEEWAY,
        ignore_expiration=False,
    )
    allowed = AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS
    return JwtTokenExtractor(options, url, allowed)


def _credentials(settings: Settings) -> Callable[[str], AppCredentials]:
    """Makes the credentials for a scope, once for each."""
    app_id, tenant = settings.microsoft_app_id, settings.microsoft_app_tenant_id
    password = settings.microsoft_app_password.get_secret_value()
    pem = settings.microsoft_app_certificate.get_secret_value()
    thumbprint, private_key = _certificate(pem) if pem else ("", "")
    authority = f"{settings.microsoft_login_url.rstrip('/')}/{tenant}"

    # botframework would make these itself, but then they wait for ever, and ask Microsoft about
    # a login endpoint of the operator's.
    def application(secret: str | dict[str, str]) -> Any:
        return msal.ConfidentialClientApplication(
            client_id=app_id,
            client_credential=secret,
            authority=authority,
            http_client=_Session(),
            instance_discovery=False,
        )

    @functools.cache
    def make(scope: str) -> AppCredentials:
        if settings.microsoft_managed_identity:
            made = ManagedIdentityAppCredentials(app_id, scope)
            identity = msal.UserAssignedManagedIdentity(client_id=app_id)
            made.app = msal.ManagedIdentityClient(identity, http_client=_Session())
        elif pem:
            made = CertificateAppCredentials(app_id, thumbprint, private_key, tenant, scope)
            made.app = application({"thumbprint": thumbprint, "private_key": private_key})
        else:
            made = MicrosoftAppCredentials(app_id, password, tenant, scope)
            made.app = application(password)
        return made

    return make


class _Session(requests.Session):
    """Does not wait for ever, which MSAL leaves to whoever brings the session."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["Connection"] = "close"  # it is used once an hour

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        return super().send(request, **(options | {"timeout": _PATIENCE}))


def _certificate(pem: str) -> tuple[str, str]:
    """The thumbprint (SHA-1, as Entra wants it) and the private key of one PEM."""
    text = _lines(pem)
    try:
        key = load_pem_private_key(text, None)
        thumbprint = x509.load_pem_x509_certificate(text).fingerprint(SHA1())  # noqa: S303
    except (TypeError, ValueError) as exc:  # TypeError: it is locked by a password
        problem = "it should hold a private key without a password, and its certificate, as PEM"
        raise SetupError(problem, key="MICROSOFT_APP_CERTIFICATE") from exc
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return thumbprint.hex().upper(), private.decode()


def certificate_end(pem: str) -> datetime:
    """Until when a certificate is good, of a PEM that an `Identity` was made with."""
    return x509.load_pem_x509_certificate(_lines(pem)).not_valid_after_utc


def _lines(pem: str) -> bytes:
    return pem.replace("\\n", "\n").encode()  # how environments hold more than one line


def _in_our_words(exc: Exception) -> PlatformError:
    """Errors of MSAL. Its sentences name the app and the tenant, never a secret."""
    if isinstance(exc, _AWAY) and not isinstance(exc, PermissionError):
        return PlatformAway(_TEAMS, _TOKEN, sent=False)
    found = re.findall(r"error: (\w+)|(AADSTS\d+)", str(exc))
    words = " ".join(code or number for code, number in found[:2])
    fallback = "unknown_tenant" if isinstance(exc, ValueError) else "no_token"
    return PlatformRefused(_TEAMS, _TOKEN, words or fallback, barred=True)
