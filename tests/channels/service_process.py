"""All that `pufa run` runs, in a process of its own, for tests that kill it amid everything:
ADDRESS TOKEN FOLDER PORT STAFF RATE."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.config import Settings
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.web.app import create_app
from handlers.news import inbox_news
from tests.fakes import FAKES
from tests.fakes.serving import serving_on_loopback

# Letters that come within a minute of the last alert wait for its end: here for a second, or a test
# takes a minute longer where one was told just before a kill.
inbox_news.ALERTS_APART = timedelta(seconds=1)


async def main(address: str, token: str, folder: str, port: str, staff: str, rate: str) -> None:
    settings = Settings(
        telegram_token=token,
        telegram_api=address,
        data_dir=Path(folder),
        knowledge_dir=FAKES / "knowledge",
        staff=staff,
        requests_per_minute=100_000,
        letters_per_day=100_000,
        send_window="00:00-24:00",
        send_rate=int(rate),
    )
    application = build(settings)
    # A short lease: each restart waits for the killed process's to run out.
    short = partial(application.delivery, lease=timedelta(seconds=0.5))
    application.delivery = short  # type: ignore[method-assign]
    app = create_app(application, telegram=telegram.connect(application))
    async with serving_on_loopback(app, lifespan="on", port=int(port)):
        await asyncio.Event().wait()


def run(*words: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # nobody reads its log
    asyncio.run(main(*words))
