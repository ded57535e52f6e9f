"""Where Telegram delivers updates by webhook, and how it proves to be Telegram."""

from __future__ import annotations

import hashlib
import hmac

WEBHOOK_PATH = "/telegram/webhook"


def secret(token: str) -> str:
    """The webhook's secret token: the same after a restart, and no help in guessing the token."""
    return hmac.new(token.encode(), b"pufa telegram webhook", hashlib.sha256).hexdigest()


def is_genuine(header: str | None, token: str) -> bool:
    """Whether a request's secret header is the one that was given to Telegram."""
    return hmac.compare_digest((header or "").encode(), secret(token).encode())
