"""The command menu that Telegram shows beside the input field."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from handlers.rounds import repeat

log = structlog.get_logger()
EVERY_SECONDS = 60.0
"""How soon somebody's new role shows in their menu."""

COMMANDS = {
    "start": "开始：我能做什么",
    "help": "怎么提问",
    "topics": "按主题浏览",
    "law": "查法条，如 /law 道路运输条例 64",
    "search": "搜法规原文，如 /search 超限",
    "calc": "计算器：超限、超速、酒驾、赔偿、期限",
    "today": "今天是什么日子",
    "calendar": "普法日历，如 /calendar 5月",
    "subscribe": "订阅普法通知",
    "unsubscribe": "退订",
    "privacy": "我们保存什么",
    "forget": "删除我的全部记录",
}


Menus = dict[int, dict[str, str]]
"""Of each of staff by their chat: what they may do, by command."""


def menu(work: Mapping[str, str] | None = None) -> list[BotCommand]:
    """Everybody's commands, behind those of somebody's work."""
    told = {**(work or {}), **COMMANDS}
    return [BotCommand(command, description) for command, description in told.items()]


class StaffMenus:
    """Keeps beside each of staff's input fields the commands of their roles; who has none any more
    gets everybody's back."""

    def __init__(self, bot: Bot, wanted: Callable[[], Awaitable[Menus]] | None) -> None:
        self._bot = bot
        self._wanted = wanted
        self._shown: Menus = {}

    async def keep(self) -> None:
        if self._wanted:
            await repeat(self.show, EVERY_SECONDS, asyncio.Event(), failed="staff menus failed")

    async def show(self) -> None:
        wanted = await self._wanted() if self._wanted else {}
        for chat in {*wanted, *self._shown}:
            commands = wanted.get(chat)
            if commands != self._shown.get(chat) and await self._set(chat, commands):
                self._shown.pop(chat, None)
                self._shown |= {chat: commands} if commands else {}

    async def _set(self, chat: int, commands: Mapping[str, str] | None) -> bool:
        scope = BotCommandScopeChat(chat)
        try:
            if commands is None:
                return await self._bot.delete_my_commands(scope)
            return await self._bot.set_my_commands(menu(commands), scope)
        except TelegramError as error:  # one who never wrote to the bot yet
            log.info("telegram_staff_menu_not_set", reason=str(error))
            return False
