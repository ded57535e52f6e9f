"""The bot's address, asked for where no channel is running: on the command line."""

from __future__ import annotations

import asyncio

import structlog
import telegram
from telegram.error import TelegramError

from bot.config import Settings

SECONDS = 5
log = structlog.get_logger()


async def link(settings: Settings, word: str) -> str:
    """The address that says `/start WORD`; "" where there is no token, or no way to Telegram."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return ""
    bot = telegram.Bot(token, base_url=f"{settings.telegram_api}/bot")
    try:
        async with asyncio.timeout(SECONDS):
            await bot.initialize()
            return f"{bot.link}?start={word}"
    except (TelegramError, TimeoutError) as error:
        log.warning("telegram_unreachable", reason=str(error))
        return ""
    finally:
        await bot.shutdown()
