"""Headers on every response: what a page may load, who may frame it, what it tells others."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def content_policy(frame_ancestors: str, **others: str) -> str:
    """The Content-Security-Policy; nothing inline, nothing from elsewhere. `others` are directives
    that differ, with _ for -."""
    differing = {name.replace("_", "-"): value for name, value in others.items()}
    policy = {**_POLICY, "frame-ancestors": frame_ancestors, **differing}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


PRIVATE = {
    # A receipt is drawn by the page itself, to be kept.
    "Content-Security-Policy": content_policy("'none'", img_src="'self' data:"),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
"""For a page whose address is its key."""


EMBEDDED = "/embed"
"""The one page that is made to stand in others' pages."""
YEAR = 365 * 24 * 3600


class SecurityHeaders:
    """Sets what the response itself has not set. Where the public address is https, browsers are
    told to come by nothing else; no other site under the same name is (no includeSubDomains)."""

    def __init__(self, app: ASGIApp, *, frame_ancestors: str, is_https: bool) -> None:
        self._app = app
        self._is_https = is_https
        self._embedded = content_policy(frame_ancestors)
        self._headers = {
            "Content-Security-Policy": content_policy("'self'"),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == EMBEDDED:
                    headers.setdefault("Content-Security-Policy", self._embedded)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if self._is_https or scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
            await send(message)

        await self._app(scope, receive, send_with_headers)
