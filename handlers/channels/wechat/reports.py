"""What WeChat tells of a broadcast, some time after it was taken."""

from __future__ import annotations

from dataclasses import dataclass

from bot.publicity.account.broadcasts import Broadcasts
from bot.text import numerals
from handlers.channels.wechat.events import Take
from handlers.channels.wechat.xml import Push

_SENT = ("send success", "sendsuccess")
"""Both spellings have been seen."""
_WHY = {
    "err(10001)": "涉嫌广告",
    "err(20001)": "涉嫌政治",
    "err(20002)": "涉嫌色情",
    "err(20004)": "涉嫌社会",
    "err(20006)": "涉嫌违法犯罪",
    "err(20008)": "涉嫌欺诈",
    "err(20013)": "涉嫌版权",
    "err(21000)": "涉嫌其他",
    "err(22000)": "涉嫌互推",
    "err(30001)": "原创校验系统错误，且选了判定为转载就不发",
    "err(30002)": "原创校验不允许群发",
    "err(30003)": "原创校验判为转载，不允许群发",
    "err(40001)": "管理员拒绝了",
    "err(40002)": "管理员 30 分钟内没有确认",
}
"""As WeChat's documentation of MASSSENDJOBFINISH names them."""
_PUBLISHED = {
    "0": "",
    "2": "原创校验没有通过",
    "3": "发布失败",
    "4": "平台审核没有通过",
    "5": "发布后被删除",
    "6": "发布后被平台封禁",
}
_RUNNING = "1"


@dataclass(frozen=True)
class Reports:
    broadcasts: Broadcasts

    @property
    def takes(self) -> dict[str, Take]:
        return {"masssendjobfinish": self.mass, "publishjobfinish": self.published}

    async def mass(self, push: Push) -> None:
        """A mass message is done: to how many it went."""
        status = push.fields.get("Status", "").strip().lower()
        total, sent, failed = (
            _count(push.fields.get(name, "")) for name in ("TotalCount", "SentCount", "ErrorCount")
        )
        await self.broadcasts.ended(
            push.fields.get("MsgID", ""),
            is_sent=status in _SENT,
            reason=_WHY.get(status, f"微信说：{status}"),
            total=total,
            sent=sent,
            failed=failed,
        )

    async def published(self, push: Push) -> None:
        """A publication is done, or didn't pass."""
        for item in push.items:
            status = item.get("publish_status", "")
            if not item.get("publish_id") or status == _RUNNING:
                continue
            await self.broadcasts.ended(
                item["publish_id"],
                is_sent=status == "0",
                reason=_PUBLISHED.get(status, f"微信说：{status}"),
                total=0,
                sent=0,
                failed=0,
            )


def _count(words: str) -> int:
    return numerals.counted(words)
