"""What a proxy in front tells of the visitor: believed only from the addresses in
PUFA_TRUSTED_PROXIES."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.config import Network, name_of, networks

log = structlog.get_logger()
WARN_EVERY = 3600.0
"""Seconds between two warnings that somebody who isn't trusted names visitors."""
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""A request with one of these came through a proxy: its address is not the visitor's."""
_LOOPBACK = networks("127.0.0.0/8,::1")
_TELLING = ("forwarded", "x-forwarded-for", "x-forwarded-proto")
_TRUST = f"if a proxy of yours has this address, set {name_of('trusted_proxies')}={{peer}}"
_NAME = "let the proxy at this address set X-Forwarded-For to the visitor's, as in docs/deploy.md"
# RFC 7239: `for="[2001:db8::1]:4711"; proto=https`, hops separated by commas.
_PAIR = re.compile(r'(?:^|[;,])\s*(\w+)\s*=\s*(?:"([^"]*)"|([^;,"]*))')


class TrustedProxies:
    """Puts the visitor's address and scheme in the place of the proxy's, and takes the public
    address's path off a request's path, where the proxy hasn't."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        trusted: str,
        root: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._trusted = networks(trusted)
        self._root = root
        self._clock = clock
        self._warned_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._read(scope)
        await self._app(scope, receive, send)

    def _read(self, scope: Scope) -> None:
        if self._root and f"{scope['path']}/".startswith(f"{self._root}/"):
            scope["path"] = scope["path"].removeprefix(self._root) or "/"
            scope["raw_path"] = quote(scope["path"]).encode()
        headers = Headers(scope=scope)
        peer = (scope.get("client") or ("", 0))[0]
        if not is_among(peer, self._trusted):
            if any(name in headers for name in _TELLING):
                self._warn("visitor's address not believed", peer, _TRUST.format(peer=peer))
            return
        hops, older = list(_hops(headers)), list(_older_hops(headers))
        # A proxy keeps one of the two headers and passes the other on as the visitor wrote it:
        # where they name different people, nobody can tell which.
        visitors = {_visitor(one, self._trusted) for one in ([at for at, _ in hops], older) if one}
        if len(visitors) == 1 and (visitor := visitors.pop()):
            scope["client"] = (visitor, 0)
        elif _came_through(scope, headers):
            self._warn("proxy names no visitor", peer, _NAME)
        told = headers.get("x-forwarded-proto", "") or ",".join(scheme for _, scheme in hops)
        # Each proxy adds its own: the last one is the one that is trusted.
        scheme = told.rpartition(",")[2].strip().lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme

    def _warn(self, event: str, peer: str, what_to_do: str) -> None:
        now = self._clock()
        if now - self._warned_at < WARN_EVERY:
            return
        self._warned_at = now
        shared = "until then all who come through it share one limit of requests"
        log.warning(event, sent_by=peer, what_to_do=f"{what_to_do}; {shared}")


def _came_through(scope: Scope, headers: Headers) -> bool:
    """Whether a proxy has handed this on, and not somebody at its machine asked. Where nobody says
    otherwise, nginx speaks HTTP/1.0."""
    return scope["http_version"] == "1.0" or any(
        name in headers for name in (*_TELLING, *FORWARDED)
    )


def is_loopback(host: str) -> bool:
    """Whether it names the very machine that it is said on."""
    return host == "localhost" or is_among(host, _LOOPBACK)


def is_among(host: str, trusted: Sequence[Network]) -> bool:
    """Whether it is the address of one of these; what is no address never is."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in trusted)


def _hops(headers: Headers) -> Iterator[tuple[str, str]]:
    """Address and scheme ("" where not told) of each hop, the visitor's first."""
    for hop in filter(None, ",".join(headers.getlist("forwarded")).split(",")):
        pairs = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(hop)}
        yield _bare(pairs.get("for", "")), pairs.get("proto", "")


def _older_hops(headers: Headers) -> Iterator[str]:
    """The addresses in X-Forwarded-For."""
    for hop in ",".join(headers.getlist("x-forwarded-for")).split(","):
        if hop.strip():
            yield _bare(hop)


def _bare(hop: str) -> str:
    """An address without its port and brackets."""
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _visitor(hops: Sequence[str], trusted: Sequence[Network]) -> str:
    """The last one that no proxy of ours is: whoever stands before it may be made up."""
    for hop in reversed(hops):
        if not is_among(hop, trusted):
            return hop if _is_address(hop) else ""
    return hops[0] if hops else ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
