"""A bureau's account in a process of its own, for tests that kill it: PORT API FOLDER.

Its dialogue takes two seconds for an answer, and notes in a file what it was asked.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from bot.config import Settings
from bot.messages import Message, Reply
from bot.privacy import Hasher
from bot.store import Database
from handlers.channels import wechat
from handlers.channels.wechat import WeChatChannel
from handlers.channels.wechat.api import api_of
from tests.fakes.serving import serving_on_loopback
from tests.fakes.wechat.account import APPID, SECRET
from tests.fakes.wechat.server import KEY, TOKEN

SECONDS = 2.0


class Slow:
    def __init__(self, file: Path) -> None:
        self._file = file

    async def respond(self, message: Message) -> Reply:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{message.text}\n")
        await asyncio.sleep(SECONDS)
        return Reply(f"答：{message.text}")


def _now() -> datetime:
    return datetime.now(UTC)


async def main(port: str, api: str, folder: str) -> None:
    data = Path(folder)
    settings = Settings(
        data_dir=data,
        wechat_appid=APPID,
        wechat_token=TOKEN,
        wechat_aes_key=KEY,
        wechat_secret=SECRET if api else "",
        wechat_api=api or "http://127.0.0.1:9",
    )
    database = Database(settings.database_file)
    channel = WeChatChannel(
        settings,
        Slow(data / "asked"),
        database,
        Hasher.from_file(data / "hash.key"),
        _now,
        api=api_of(settings, database, _now),
    )
    await channel.start()
    app = FastAPI()
    app.include_router(wechat.routes(channel.callback))
    async with serving_on_loopback(app, port=int(port)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
