"""Whether Telegram takes the token, asked before anything is started with it."""

from __future__ import annotations

import asyncio

import structlog
import telegram
from telegram.error import InvalidToken, TelegramError

from bot.config import Settings, SettingsError, name_of

CHECK_SECONDS = 3
"""Telegram is out of reach in places, and the page shall not wait for it."""
REFUSED = f"{name_of('telegram_token')}: found (secret), which Telegram refuses; ask @BotFather"

log = structlog.get_logger()


async def check(settings: Settings) -> None:
    """Ask Telegram; where it can't be reached soon, that says nothing about the token.

    Raises:
        SettingsError: it refuses the token.
    """
    bot = telegram.Bot(
        settings.telegram_token.get_secret_value(), base_url=f"{settings.telegram_api}/bot"
    )
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await bot.initialize()
    except InvalidToken:
        raise SettingsError(REFUSED) from None
    except (TelegramError, TimeoutError) as error:
        log.info("telegram_token_not_checked", reason=str(error))
    finally:
        await bot.shutdown()
