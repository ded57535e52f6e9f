"""The Telegram channel, on python-telegram-bot.

Read `channel` first: it takes updates in (`listening`), asks the dialogue and gives its replies out
(`sending`, which uses `rendering` and `splitting`).
"""

import os

# python-telegram-bot warns at every 429 until one opts in to its new type of `retry_after`.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from handlers.channels.telegram.channel import TelegramChannel
from handlers.channels.telegram.inline import Shareable
from handlers.channels.telegram.token import check as check_token
from handlers.channels.telegram.webhook import WEBHOOK_PATH
from handlers.channels.telegram.wiring import connect

__all__ = ["WEBHOOK_PATH", "Shareable", "TelegramChannel", "check_token", "connect"]
