"""A call's parameters as they came over HTTP, made into values of their types."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from tests.fakes.botapi.failures import bad_request

_INTEGERS = {
    "cache_time", "chat_id", "limit", "max_connections", "message_id", "message_thread_id",
    "offset", "open_period", "timeout", "user_id",
}  # fmt: skip
_BOOLEANS = {
    "allow_paid_broadcast", "disable_notification", "drop_pending_updates", "is_personal",
    "is_anonymous", "protect_content", "show_alert",
}  # fmt: skip
_OBJECTS = {
    "allowed_updates", "button", "commands", "correct_option_ids", "entities",
    "link_preview_options", "options", "reply_markup", "reply_parameters", "results", "scope",
}  # fmt: skip


class Upload(str):
    """A file that came with the call: its name, with its content."""

    content: bytes

    @classmethod
    def of(cls, name: str | None, content: bytes) -> Upload:
        upload = cls(name or "")
        upload.content = content
        return upload


async def parameters(request: Request) -> dict[str, Any]:
    """From the query, a form or JSON, as the Bot API takes them."""
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return given | json.loads(await request.body())
    async with request.form() as form:
        for name, value in form.items():
            is_plain = isinstance(value, str)
            given[name] = value if is_plain else Upload.of(value.filename, await value.read())
    return {name: _value(name, value) for name, value in given.items()}


def _value(name: str, given: str) -> Any:
    try:
        if name in _INTEGERS:
            return int(given) if given.lstrip("-").isdecimal() else given
        if name in _BOOLEANS:
            return {"true": True, "false": False}[given.lower()]
        if name in _OBJECTS:
            return json.loads(given)
    except (ValueError, KeyError) as error:
        raise bad_request(f"can't parse {name}: {given!r}") from error
    return given
