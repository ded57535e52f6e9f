"""How updates reach the bot: by long polling, or pushed to its webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fakes.botapi.failures import Refusal, bad_request
from tests.fakes.botapi.world import JSON, World, now

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
REPEATED_AFTER = 0.1
"""Seconds before an update that the webhook didn't take comes again; Telegram is slower."""


class Delivery:
    """The queue's way out. `hosts` maps a public address to where it is served in this test."""

    def __init__(self, world: World) -> None:
        self.hosts: dict[str, str] = {}
        self._world = world
        self._webhook: JSON = {}
        self._last_error: JSON = {}
        self._polls = 0
        self._pushing: asyncio.Task[None] | None = None

    async def get_updates(self, given: JSON) -> list[JSON]:
        if self._webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
                " to delete the webhook first",
            )
        self._polls += 1
        poll = self._polls
        self._world.changed()
        self._confirm(given.get("offset", 0))
        limit = min(max(given.get("limit", 100), 1), 100)

        def look() -> list[JSON] | None:
            if poll != self._polls:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot"
                    " instance is running",
                )
            return self._world.updates[:limit] or None

        return await self._world.until(look, min(given.get("timeout", 0), 50)) or []

    def set_webhook(self, given: JSON) -> bool:
        address = urlsplit(given["url"])
        if given["url"] and address.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if "secret_token" in given and not _SECRET.fullmatch(given["secret_token"]):
            raise bad_request("secret token contains unallowed characters")
        if given.get("drop_pending_updates"):
            self._world.updates.clear()
        self._webhook = given if given["url"] else {}
        self._last_error = {}
        if self._webhook and not self._pushing:
            self._pushing = asyncio.create_task(self._push())
        return True

    async def delete_webhook(self, given: JSON) -> bool:
        await self.stop()
        return self.set_webhook(given | {"url": ""})

    def get_webhook_info(self, given: JSON) -> JSON:
        info: JSON = {
            "url": self._webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates),
        }
        for name in ("max_connections", "allowed_updates"):
            if name in self._webhook:
                info[name] = self._webhook[name]
        return info | self._last_error

    async def stop(self) -> None:
        pushing, self._pushing = self._pushing, None
        if pushing:
            pushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pushing

    def _confirm(self, offset: int) -> None:
        updates = self._world.updates
        if offset < 0:
            updates[:] = updates[offset:]
        else:
            updates[:] = [update for update in updates if update["update_id"] >= offset]

    async def _push(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                await self._world.until(lambda: self._world.updates or None, 3600)
                for update in list(self._world.updates):
                    if not await self._delivered(client, update):
                        await asyncio.sleep(REPEATED_AFTER)
                        break
                    self._world.updates.remove(update)
                    self._world.changed()

    async def _delivered(self, client: httpx.AsyncClient, update: JSON) -> bool:
        secret = self._webhook.get("secret_token")
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            response = await client.post(self._address(), json=update, headers=headers)
        except httpx.HTTPError as error:
            self._failed(str(error))
            return False
        if not response.is_success:
            self._failed(f"Wrong response from the webhook: {response.status_code}")
        return response.is_success

    def _address(self) -> str:
        url: str = self._webhook["url"]
        for public, local in self.hosts.items():
            if url.startswith(public):
                return local + url.removeprefix(public)
        raise AssertionError(f"{url}: no host of this test; add it to botapi.hosts")

    def _failed(self, reason: str) -> None:
        self._last_error = {"last_error_date": now(), "last_error_message": reason}
        self._world.changed()

    def methods(self) -> dict[str, Any]:
        return {
            "deleteWebhook": self.delete_webhook,
            "getUpdates": self.get_updates,
            "getWebhookInfo": self.get_webhook_info,
            "setWebhook": self.set_webhook,
        }
