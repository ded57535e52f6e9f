"""Ways to say no: the errors of the Bot API, and failures that a test plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refusal(Exception):
    """An answer with `ok: false`."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Interruption:
    """No answer at all: the connection is cut or left hanging, before or after the method ran."""

    hangs: bool
    afterwards: bool


CUT, CUT_AFTERWARDS = Interruption(False, False), Interruption(False, True)
HANG, HANG_AFTERWARDS = Interruption(True, False), Interruption(True, True)


def bad_request(description: str, **parameters: Any) -> Refusal:
    return Refusal(400, f"Bad Request: {description}", parameters)


def cannot_parse(reason: str = "Unsupported start tag at byte offset 0") -> Refusal:
    return bad_request(f"can't parse entities: {reason}")


def migrated(to: int) -> Refusal:
    return bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


def too_many_requests(retry_after: int) -> Refusal:
    description = f"Too Many Requests: retry after {retry_after}"
    return Refusal(429, description, {"retry_after": retry_after})


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def server_error() -> Refusal:
    return Refusal(500, "Internal Server Error")


@dataclass(frozen=True)
class Garbage:
    """An answer that is not the Bot API's at all, as of a proxy before it."""

    code: int
    body: str


BAD_GATEWAY = Garbage(502, "<html><h1>502 Bad Gateway</h1></html>")
Failure = Refusal | Interruption | Garbage


@dataclass
class Plan:
    """The next `times` calls of a method that `when` picks fail; None is every one."""

    method: str
    failure: Failure
    times: int | None
    when: Callable[[dict[str, Any]], bool]

    def strikes(self, method: str, given: dict[str, Any]) -> bool:
        if method != self.method or self.times == 0 or not self.when(given):
            return False
        if self.times is not None:
            self.times -= 1
        return True
