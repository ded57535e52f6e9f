"""The names of a conversation: what tells one tab from another, and nothing of who sits there."""

from __future__ import annotations

import re
import secrets

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
SECRET = re.compile(r"[a-f0-9]{32}")


def new_token() -> str:
    """The name of a new conversation: nobody can guess it, and it says nothing of the person."""
    return secrets.token_urlsafe(24)
