"""Messages of an application of WeCom, to named colleagues or all who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.config import Settings
from handlers.channels.wecom.requests import TOKEN_REFUSED, Refused, ask, cut

log = structlog.get_logger()
EARLY = timedelta(minutes=5)
LONGEST_DESCRIPTION = 512
SAME_SECONDS = 600
"""The same words within this time are one message: a line that broke may be tried again."""


class AppMessages:
    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._token = ""
        self._good_until: datetime | None = None

    async def tell(self, words: str, address: str) -> None:
        """Raises: DeliveryError: it did not arrive, or may not have."""
        try:
            told = await self._sent(words, address)
        except Refused as error:
            if error.code not in TOKEN_REFUSED:
                raise
            self._token = ""
            told = await self._sent(words, address)
        if nobody := told.get("invaliduser"):
            log.warning("wecom_not_all_told", how_many=len(str(nobody).split("|")))

    async def _sent(self, words: str, address: str) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "touser": self._settings.wecom_to,
            "agentid": self._settings.wecom_agent,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_SECONDS,
        }
        if address:
            card = {
                "title": "普法待办",
                "description": cut(words, LONGEST_DESCRIPTION),
                "url": address,
                "btntxt": "去办理",
            }
            payload |= {"msgtype": "textcard", "textcard": card}
        else:
            payload |= {"msgtype": "text", "text": {"content": cut(words)}}
        query = {"access_token": await self._good_token()}
        return await ask(self._settings.wecom_api, "/cgi-bin/message/send", query, payload)

    async def _good_token(self) -> str:
        now = self._clock()
        if not self._token or self._good_until is None or now >= self._good_until:
            query = {
                "corpid": self._settings.wecom_corpid,
                "corpsecret": self._settings.wecom_secret.get_secret_value(),
            }
            told = await ask(self._settings.wecom_api, "/cgi-bin/gettoken", query, None)
            self._token = str(told.get("access_token", ""))
            self._good_until = now + timedelta(seconds=int(told.get("expires_in", 0))) - EARLY
        return self._token
