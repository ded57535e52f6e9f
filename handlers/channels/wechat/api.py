"""Calls of WeChat's API: one token, and for each error code what it asks for."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import structlog

from bot.config import Settings
from bot.store import Database, wechat
from bot.store.wechat import Fault
from handlers.channels.wechat.errors import ApiError, Do, meaning
from handlers.channels.wechat.tokens import Tokens

log = structlog.get_logger()

CHINA = ZoneInfo("Asia/Shanghai")
"""Quotas of a day end at midnight there."""
PAUSES = (1.0, 2.0, 4.0)
SECONDS = 10.0
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
_SECRET = re.compile(r"(access_token|secret|key)=[^&\s]+")
_TOO_FAST = (45011, 45066)
_TILL_MIDNIGHT = (Do.STOP_TODAY, Do.STOP_PERIOD)
_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def client(base: str) -> httpx.AsyncClient:
    """For WeChat's or WeCom's API, which are in the same country: no proxy in between."""
    return httpx.AsyncClient(base_url=base, timeout=SECONDS, trust_env=False)


def api_of(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Api | None:
    """None where the account has no secret."""
    if not settings.wechat_secret.get_secret_value():
        return None
    asking = client(settings.wechat_api)
    tokens = Tokens(asking, database, clock, settings.wechat_appid, settings.wechat_secret)
    return Api(asking, tokens, database, clock)


class _Request(NamedTuple):
    api: str
    path: str
    payload: Mapping[str, Any] | None
    files: Mapping[str, Any] | None
    query: Mapping[str, str]


class Api:
    """`call` does one thing or raises; what an account can't do isn't tried again and again."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: Tokens,
        database: Database,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._database = database
        self._clock = clock
        self._faults: dict[str, Fault] = {}

    async def aclose(self) -> None:
        await self._client.aclose()

    async def load(self) -> None:
        """What was refused before this start."""
        self._faults = {one.api: one for one in await self._database.read(wechat.faults)}

    @property
    def is_banned(self) -> bool:
        """Whether WeChat has restricted the account: nothing at all is sent then."""
        return any(
            meaning(one.code).do is Do.BANNED and self.is_off(one.api)
            for one in self._faults.values()
        )

    def is_off(self, api: str) -> bool:
        """Whether it is left alone now."""
        fault = self._faults.get(api)
        return bool(fault and fault.off_until and fault.off_until > self._clock())

    def code_of(self, api: str) -> int:
        """The error that it refused with last; 0 for none."""
        fault = self._faults.get(api)
        return fault.code if fault else 0

    async def call(
        self,
        api: str,
        path: str,
        payload: Mapping[str, Any] | None = None,
        *,
        files: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        anyhow: bool = False,
    ) -> dict[str, Any]:
        """What WeChat answers; without a payload it is asked by GET. `anyhow` also where the API
        was refused before.

        Raises:
            ApiError: it refuses, or can't be reached.
        """
        if self.is_off(api) and not anyhow:
            fault = self._faults[api]
            raise ApiError(api, fault.code, meaning(fault.code).do, detail="left alone for now")
        try:
            told = await self._with_token(_Request(api, path, payload, files, query or {}))
        except ApiError as error:
            await self._note(error)
            raise
        if api in self._faults and self._faults[api].off_until:
            await self._database.write(wechat.works, api=api)
            self._faults.pop(api)
        return told

    async def _with_token(self, request: _Request) -> dict[str, Any]:
        """With a token that was refused once anew, and what is busy three times again."""
        is_renewed, pauses = False, iter(PAUSES)
        while True:
            token = await self._tokens.get()
            try:
                return await self._asked(request, token)
            except ApiError as error:
                if error.do is Do.REFRESH:
                    await self._tokens.drop(token)
                    if is_renewed:
                        raise ApiError(
                            request.api, error.code, Do.CONFIG, detail=error.detail
                        ) from error
                    is_renewed = True
                    continue
                pause = next(pauses, None) if error.do is Do.RETRY and error.nothing_done else None
                if pause is None:
                    raise
                await asyncio.sleep(pause)

    async def _asked(self, request: _Request, token: str) -> dict[str, Any]:
        query = {"access_token": token, **request.query}
        sending: Awaitable[httpx.Response]
        if request.files is not None:
            sending = self._client.post(request.path, params=query, files=request.files)
        elif request.payload is None:
            sending = self._client.get(request.path, params=query)
        else:
            # WeChat shows \uXXXX as it stands.
            body = json.dumps(request.payload, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/json"}
            sending = self._client.post(request.path, params=query, content=body, headers=headers)
        try:
            return _read(request.api, await sending)
        except httpx.HTTPError as error:
            never_arrived = isinstance(error, _NEVER_ARRIVED)
            raise ApiError(
                request.api,
                0,
                Do.RETRY,
                detail=type(error).__name__,
                nothing_done=never_arrived,
            ) from error

    async def _note(self, error: ApiError) -> None:
        """Keep what staff should know of; what is about one person isn't."""
        if error.do in (Do.DROP, Do.WINDOW, Do.OAUTH):
            return
        now = self._clock()
        until = self._off_until(error, now)
        fault = Fault(error.api, error.code, _redacted(error.detail), now, until)
        self._faults[error.api] = fault
        log.warning("wechat_api_refused", api=error.api, code=error.code, detail=fault.detail)
        await self._database.write_if_possible(
            wechat.note_fault,
            api=fault.api,
            code=fault.code,
            detail=fault.detail,
            now=now,
            off_until=until,
        )

    def _off_until(self, error: ApiError, now: datetime) -> datetime | None:
        if error.code in _TOO_FAST:
            return now + A_MINUTE
        if error.do in (Do.CAPABILITY, Do.BANNED):
            return now + A_DAY
        if error.do in _TILL_MIDNIGHT:
            tomorrow = now.astimezone(CHINA).date() + A_DAY
            return datetime.combine(tomorrow, time(), CHINA).astimezone(now.tzinfo)
        return None


def _read(api: str, response: httpx.Response) -> dict[str, Any]:
    try:
        told = json.loads(response.content.decode())
        code = int(told.get("errcode") or 0)
    except (ValueError, AttributeError, TypeError) as error:
        detail = f"HTTP {response.status_code}, the answer can't be read"
        raise ApiError(api, 0, Do.RETRY, detail=detail, nothing_done=False) from error
    do = meaning(code).do if code else Do.OK
    if do is not Do.OK:
        raise ApiError(api, code, do, detail=_redacted(str(told.get("errmsg", ""))))
    return dict(told)


def _redacted(words: str) -> str:
    return _SECRET.sub(r"\1=…", words)[:200]
