"""A bot in a process of its own, for tests that kill it: ADDRESS TOKEN FOLDER."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.config import Settings
from bot.messages import Message, Reply
from bot.store import Database
from handlers.channels.telegram import TelegramChannel


class Echo:
    async def respond(self, message: Message) -> Reply:
        return Reply(f"答：{message.text}")


async def main(address: str, token: str, folder: str) -> None:
    settings = Settings(telegram_token=token, telegram_api=address, data_dir=Path(folder))
    database = Database(settings.database_file)
    channel = TelegramChannel(settings, Echo(), database, lambda: datetime.now(UTC))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await channel.start()
    await stopped.wait()
    await channel.stop()
    database.close()


def run(*words: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # nobody reads its log
    asyncio.run(main(*words))


if __name__ == "__main__":
    run(*sys.argv[1:])
