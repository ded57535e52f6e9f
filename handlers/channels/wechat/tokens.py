"""The access token: one for all replicas, fetched by one of them, renewed before it ends."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import structlog
from pydantic import SecretStr

from bot.store import Database, leases, wechat
from handlers.channels.wechat.errors import ApiError, Do, meaning

log = structlog.get_logger()

API = "stable_token"
EARLY = timedelta(minutes=5)
"""In its last five minutes WeChat hands out the next one, and both are good."""
SHORTEST = timedelta(minutes=1)
LEASE = timedelta(seconds=10)
RESTS = timedelta(minutes=1)
"""A secret that is refused isn't tried again at once."""
WAITS = 0.2


class Tokens:
    """`stable_token` gives every caller the same token, and kills none of another system."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        database: Database,
        clock: Callable[[], datetime],
        appid: str,
        secret: SecretStr,
    ) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._appid = appid
        self._secret = secret
        self._holder = secrets.token_hex(8)
        self._fetching = asyncio.Lock()
        self._refused: tuple[datetime, ApiError] | None = None

    async def get(self) -> str:
        """A token that is good for minutes.

        Raises:
            ApiError: there is none to be had.
        """
        return await self._known() or await self._one_fetches()

    async def drop(self, token: str) -> None:
        """It was refused; nobody uses it any more."""
        await self._database.write(wechat.drop_token, appid=self._appid, token=token)

    async def _known(self) -> str:
        return await self._database.read(wechat.token, appid=self._appid, now=self._clock())

    async def _one_fetches(self) -> str:
        """One replica asks, the others wait for what it gets."""
        async with self._fetching:
            ends_at = self._clock() + LEASE
            while not (known := await self._known()):
                self._rest()
                if await self._may_fetch() or self._clock() >= ends_at:
                    return await self._fetched()
                await asyncio.sleep(WAITS)
            return known

    def _rest(self) -> None:
        if self._refused and abs(self._clock() - self._refused[0]) < RESTS:
            raise self._refused[1]

    async def _may_fetch(self) -> bool:
        now = self._clock()
        return await self._database.write(
            leases.take,
            name="wechat token",
            holder=self._holder,
            now=now,
            expires_at=now + LEASE,
        )

    async def _fetched(self) -> str:
        try:
            told = await self._asked()
        except ApiError as error:
            if error.do is Do.CONFIG:
                self._refused = (self._clock(), error)
            raise
        finally:
            await self._database.write(
                leases.release, name="wechat token", holder=self._holder, now=self._clock()
            )
        token, seconds = told
        lasts = max(timedelta(seconds=seconds) - EARLY, SHORTEST)
        await self._database.write(
            wechat.keep_token, appid=self._appid, token=token, expires_at=self._clock() + lasts
        )
        self._refused = None
        log.info("wechat_token_fetched", seconds=seconds)
        return token

    async def _asked(self) -> tuple[str, int]:
        payload = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret.get_secret_value(),
            "force_refresh": False,
        }
        try:
            response = await self._client.post("/cgi-bin/stable_token", json=payload)
            told = response.json()
            if code := int(told.get("errcode") or 0):
                detail = str(told.get("errmsg", ""))
                raise ApiError(API, code, meaning(code).do, detail=detail)
            return str(told["access_token"]), int(told["expires_in"])
        except httpx.HTTPError as error:
            raise ApiError(API, 0, Do.RETRY, detail=type(error).__name__) from error
        except (json.JSONDecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError,
                ValueError) as error:  # fmt: skip
            raise ApiError(API, 0, Do.RETRY, detail="the answer can't be read") from error
