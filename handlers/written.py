"""A reply as it is written down until it has been given."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot.messages import Button, Poll, Reply


def as_text(reply: Reply) -> str:
    """Without its files, which are large and made anew."""
    told = asdict(reply)
    del told["files"]
    return json.dumps(told, ensure_ascii=False)


def from_text(written: str) -> Reply:
    told = json.loads(written)
    told["buttons"] = tuple(tuple(Button(**one) for one in row) for row in told["buttons"])
    if poll := told.get("poll"):
        told["poll"] = Poll(**{**poll, "options": tuple(poll["options"])})
    return Reply(**told)
