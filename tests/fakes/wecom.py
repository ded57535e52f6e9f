"""A double of WeCom's API: a group's robot, twenty times a minute, and an application."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import AsyncExitStack
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import serving_on_loopback

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
CORPID, SECRET, AGENT = "ww5823bf96d3bd56c7", "corp-secret", 1000002
A_MINUTE, MOST = 60.0, 20
LONGEST = 2048


class WeCom:
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.cards: list[dict[str, Any]] = []
        self.prepared: list[dict[str, Any] | bytes] = []
        self.token_calls = 0
        self.tokens: set[str] = set()
        self.address = ""
        self._times: deque[float] = deque()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> WeCom:
        routes = [
            Route("/cgi-bin/webhook/send", self._robot, methods=["POST"]),
            Route("/cgi-bin/gettoken", self._gettoken),
            Route("/cgi-bin/message/send", self._message, methods=["POST"]),
        ]
        serving = serving_on_loopback(Starlette(routes=routes))
        self.address = await self._stack.enter_async_context(serving)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _robot(self, request: Request) -> Response:
        if self.prepared:
            return self._as_prepared()
        if request.query_params.get("key") != KEY:
            return _refusal(93000, "invalid webhook url")
        now = asyncio.get_running_loop().time()
        while self._times and self._times[0] <= now - A_MINUTE:
            self._times.popleft()
        if len(self._times) >= MOST:
            return _refusal(45009, "api freq out of limit")
        self._times.append(now)
        content = (await request.json())["text"]["content"]
        self.heard.append(content.encode()[:LONGEST].decode(errors="replace"))
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def _gettoken(self, request: Request) -> Response:
        if request.query_params["corpsecret"] != SECRET:
            return _refusal(40001, "invalid credential")
        self.token_calls += 1
        self.tokens = {f"accesstoken{self.token_calls:06d}"}
        told = {"access_token": next(iter(self.tokens)), "expires_in": 7200}
        return JSONResponse({"errcode": 0, "errmsg": "ok", **told})

    async def _message(self, request: Request) -> Response:
        if self.prepared:
            return self._as_prepared()
        if request.query_params.get("access_token") not in self.tokens:
            return _refusal(42001, "access_token expired")
        body = json.loads(await request.body())
        assert body["agentid"] == AGENT
        self.cards.append(body)
        return JSONResponse({"errcode": 0, "errmsg": "ok", "invaliduser": "lisi", "msgid": "x"})

    def _as_prepared(self) -> Response:
        given = self.prepared.pop(0)
        return Response(given) if isinstance(given, bytes) else JSONResponse(given)


def _refusal(code: int, words: str) -> JSONResponse:
    return JSONResponse({"errcode": code, "errmsg": f"{words}, hint: [1], from ip: 203.0.113.7"})
