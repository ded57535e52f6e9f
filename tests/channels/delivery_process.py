"""The application on Telegram in a process of its own, for tests that kill it amid a campaign:
ADDRESS TOKEN FOLDER RATE."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

import structlog

from bot.config import Settings
from handlers.application import build
from handlers.channels import telegram
from tests.fakes import FAKES


async def main(address: str, token: str, folder: str, rate: str) -> None:
    settings = Settings(
        telegram_token=token,
        telegram_api=address,
        data_dir=Path(folder),
        knowledge_dir=FAKES / "knowledge",
        send_window="00:00-24:00",
        send_rate=int(rate),
    )
    application = build(settings)
    channel = telegram.connect(application)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await channel.start()
    # A short lease: each restart waits for the killed process's to run out.
    await application.delivery(lease=timedelta(seconds=0.5)).run(stop)
    await channel.stop()
    application.close()


def run(*words: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # nobody reads its log
    asyncio.run(main(*words))
