"""Reads the body of a call to the bot, once it is known who calls."""

from __future__ import annotations

import asyncio
import json
import re

from aiohttp import web

from bot.payload import Data

_LARGEST = 1024 * 1024  # bytes; Teams itself takes 100 KB of a message
_PATIENCE = 10.0  # seconds in which it has to be here as a whole
_DEEPEST = 60  # levels of JSON
_STRINGS = re.compile(rb'"(?:[^"\\]+|\\.)*+"', re.DOTALL)
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))


async def activity(request: web.Request) -> Data:
    """The JSON object that was sent. Raises `web.HTTPException`: 408, 413, or 400 for all else."""
    try:
        async with asyncio.timeout(_PATIENCE):
            raw = await request.clone(client_max_size=_LARGEST).read()
    except TimeoutError as exc:
        raise web.HTTPRequestTimeout from exc
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise web.HTTPBadRequest from exc
    if not isinstance(found, dict) or _too_deep(raw):
        raise web.HTTPBadRequest
    return found


def _too_deep(raw: bytes) -> bool:
    """Whether what stands in some valid JSON would be too much for whoever goes down into it.

    Takes away the innermost brackets, level by level: fast, whatever its shape.
    """
    brackets = _STRINGS.sub(b"", raw).translate(_BRACKETS, _OTHERS)
    for _ in range(_DEEPEST):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)
