"""Tells what comes from this machine itself, for what nobody else may reach."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import HttpVersion11, web

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What proxies and tunnels add, in small letters.
_PASSED_ON = ("forwarded", "x-forwarded", "x-real-ip", "x-original", "via", "cf-")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    return host.lower() in _LOOPBACK


def host_name(address: str) -> str:
    """The name in `https://host:port` or `//host:port`; empty where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # such as http://[
        return ""


def asked_under_own_name(request: web.Request) -> bool:
    """Whether the Host header names this machine; a page elsewhere cannot forge that."""
    return is_loopback(host_name(f"//{request.host}"))


def comes_from_here(request: web.Request) -> bool:
    """Whether a program on this machine sent it, and no proxy or tunnel for somebody else.

    A tunnel that changes nothing of what it passes on cannot be told from such a program.
    """
    passed_on = any(name.lower().startswith(_PASSED_ON) for name in request.headers)
    old = request.version < HttpVersion11  # as nginx speaks unless told otherwise
    elsewhere = not is_loopback(request.remote or "") or not asked_under_own_name(request)
    origin = request.headers.get("Origin")  # only browsers send one
    return not (passed_on or old or elsewhere or (origin and not is_loopback(host_name(origin))))
