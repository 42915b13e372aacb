"""The keys with which Teams signs what it sends: fetched without blocking, and kept.

Stands where botframework keeps its own source of keys. That one fetches with `requests` inside the
event loop, and stumbles over a key that it does not know.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import aiohttp
from jwt import InvalidKeyError
from jwt.algorithms import AllowedRSAKeys, RSAAlgorithm

from bot.payload import Data, entries, string

log = logging.getLogger(__name__)

T = TypeVar("T")

_PATIENCE = aiohttp.ClientTimeout(total=10)
_HOUR, _DAY = 3600.0, 86_400.0
_REST = 5.0  # seconds after a failure, so that a storm of calls does not become one of fetches


class Shared(Generic[T]):
    """Does something once for all who ask for it meanwhile; they get the same result or error."""

    def __init__(self, run: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._run = run
        self._task: asyncio.Task[T] | None = None

    def start(self) -> asyncio.Task[T]:
        """The one that is under way, or a new one."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return self._task

    async def result(self) -> T:
        """Its result; who is cancelled while waiting does not stop it for the others."""
        return await asyncio.shield(self.start())


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key, and the channels (`msteams`) that it may sign for; botframework reads both names."""

    public_key: AllowedRSAKeys
    endorsements: list[str]


class SigningKeys:
    """The keys that the OpenID metadata at `url` leads to, by their ids.

    They are fetched anew every day, and at most once an hour for a key that is not known.
    """

    def __init__(self, url: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self._url, self._now = url, now
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched = self._tried = float("-inf")
        self._refresh = Shared(self._fetch)

    async def get(self, key_id: str) -> SigningKey:
        """One key. Raises `PermissionError` where nobody has published it."""
        age = self._now() - self._fetched
        if key_id not in self._keys and age >= _HOUR:
            await self._refresh.result()
        elif age >= _DAY:
            self._refresh.start()  # whoever waits here is known: the old key serves meanwhile
        key = self._keys.get(key_id)
        if key is None:
            raise PermissionError("The token is signed with an unknown key.")
        return key

    async def _fetch(self) -> None:
        if self._now() - self._tried < _REST:
            return
        self._tried = self._now()
        try:
            keys = await self.published()
        # What is no JSON is a ValueError; TimeoutError is an OSError.
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            log.warning("The keys of Teams could not be fetched (%s).", type(exc).__name__)
            return
        self._keys, self._fetched = keys, self._now()

    async def published(self) -> dict[str, SigningKey]:
        """All of them as they are now, by their ids.

        Raises `aiohttp.ClientError`, `OSError` or `ValueError`.
        """
        async with aiohttp.ClientSession(
            trust_env=True, timeout=_PATIENCE, raise_for_status=True
        ) as session:
            async with session.get(self._url) as answer:
                found = string(await answer.json(content_type=None), "jwks_uri")
            async with session.get(found) as answer:
                listed = entries(await answer.json(content_type=None), "keys")
        keys = {string(jwk, "kid"): key for jwk in listed if (key := _key(jwk)) is not None}
        if not keys:
            raise ValueError("There are no keys.")
        return keys


def _key(jwk: Data) -> SigningKey | None:
    """None for what is no public RSA key."""
    try:
        public_key = RSAAlgorithm.from_jwk(dict(jwk))
    except (InvalidKeyError, KeyError, TypeError, ValueError):
        return None
    listed = jwk.get("endorsements")
    return SigningKey(public_key, list(listed) if isinstance(listed, list) else [])
