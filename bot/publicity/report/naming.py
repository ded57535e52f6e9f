"""What a duty list and a plan call things."""

from __future__ import annotations

from collections.abc import Collection

from bot.knowledge.calendar.dayfiles import Day

AUDIENCES = {
    "公众": "社会公众",
    "货运": "货运从业人员",
    "客运": "客运从业人员",
    "网约出租": "网约车、出租车从业人员",
    "驾培维修": "驾培、维修从业人员",
    "水路": "水路从业人员",
    "职工": "本单位工作人员",
}
CHANNELS = {
    "web": "网页",
    "telegram": "Telegram",
    "terminal": "终端",
    "wechat": "公众号",
    "wecom": "企业微信",
}


MOST_NAMED = 3


def people(audience: Collection[str]) -> str:
    """Whom it is for; nobody named means everybody."""
    if len(audience) > MOST_NAMED:
        return "社会公众；交通运输从业人员"
    return "；".join(AUDIENCES.get(name, name) for name in audience) or AUDIENCES["公众"]


def laws_of(day: Day) -> str:
    """《宪法》《法治宣传教育法》: those that a day's words rest on."""
    laws = [day.law, *(citation.law for citation in day.cites)]
    return "".join(f"《{law}》" for law in dict.fromkeys(filter(None, laws)))
