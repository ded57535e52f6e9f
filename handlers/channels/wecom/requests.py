"""Requests to WeCom's API, and what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from bot.messages import DeliveryError, Failure

SECONDS = 10.0
LONGEST = 2048
"""Bytes of a text: WeCom cuts what is longer without a word."""
TOKEN_REFUSED = (40014, 42001)
_WAIT = timedelta(minutes=1)
_TOO_FAST = (45009, 45033)
_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_ADVICE = {
    93000: "群机器人被移除了，或 PUFA_WECOM_ROBOT_KEY 不对",
    40001: "PUFA_WECOM_SECRET 不对",
    40013: "PUFA_WECOM_CORPID 不对",
    40056: "PUFA_WECOM_AGENT 不对",
    60020: "服务器地址不在应用的“企业可信 IP”里",
    81013: "PUFA_WECOM_TO 里没有有效的成员",
    82001: "PUFA_WECOM_TO 里没有有效的成员",
    301002: "没有这个应用的权限",
}


class Refused(DeliveryError):
    """WeCom answered, and won't."""

    def __init__(self, code: int, words: str) -> None:
        kind = Failure.BUSY if code in _TOO_FAST else Failure.REFUSED
        told = f"企业微信 {code}：{_ADVICE.get(code, words[:100])}"
        super().__init__(told, kind=kind, retry_after=_WAIT)
        self.code = code


async def ask(
    base: str, path: str, query: Mapping[str, str], payload: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What WeCom answers; without a payload it is asked by GET. Neither the key nor the token is in
    an error.

    Raises:
        DeliveryError: it refuses, can't be reached, or says what can't be read.
    """
    try:
        async with httpx.AsyncClient(base_url=base, timeout=SECONDS, trust_env=False) as client:
            if payload is None:
                response = await client.get(path, params=dict(query))
            else:
                response = await client.post(path, params=dict(query), json=dict(payload))
        told = response.json()
        code = int(told.get("errcode") or 0)
    except httpx.HTTPError as error:
        never = isinstance(error, _NEVER_ARRIVED)
        kind = Failure.UNREACHABLE if never else Failure.UNCERTAIN
        raise DeliveryError(f"企业微信连不上：{type(error).__name__}", kind=kind) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise DeliveryError("企业微信的回答读不懂", kind=Failure.UNCERTAIN) from error
    if code:
        raise Refused(code, str(told.get("errmsg", "")))
    return dict(told)


def cut(words: str, most: int = LONGEST) -> str:
    """The words within so many bytes, between characters, and saying so where they were cut."""
    if len(words.encode()) <= most:
        return words
    kept = words.encode()[: most - len("……".encode())].decode(errors="ignore")
    return f"{kept}……"
