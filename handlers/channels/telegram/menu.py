"""The command menu that Telegram shows beside the input field."""

from __future__ import annotations

from telegram import BotCommand

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


def menu() -> list[BotCommand]:
    return [BotCommand(command, description) for command, description in COMMANDS.items()]
