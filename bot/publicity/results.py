"""The numbers after a campaign: how many it reached, who couldn't be reached and why, what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import sheets
from bot.publicity.running import USEFUL
from bot.publicity.steps import STATES
from bot.store import Database
from bot.store import results as store
from bot.store.campaigns import Campaign
from bot.store.outbox import Skip, State
from bot.store.results import Counts

DELIVERY_STATES = {
    State.PENDING: "待发",
    State.SENDING: "正在发",
    State.SENT: "已发出",
    State.UNCERTAIN: "结果不明",
    State.BLOCKED: "已屏蔽机器人",
    State.FAILED: "失败",
    State.SKIPPED: "没有发",
}
"""What people call them, in the order of a delivery's life."""
DECISIONS = {
    "answer": "直接回答",
    "clarify": "反问是哪一种",
    "suggest": "给出候选",
    "article": "指到条文",
    "intent": "不是法规问题",
    "unknown": "未能回答",
}
REASONS = {
    "": "没有写明原因",
    Skip.LEFT: "名单确定后退订或离开",
    Skip.CAP: "本月已达其条数上限",
    Skip.QUIET: "有效期内都是其免打扰时间",
    "interrupted": "发送中断，不知是否收到",
}
_TOLD = {
    r"blocked by the user": "对方屏蔽了机器人",
    r"user is deactivated": "对方的账号已注销",
    r"(chat|user) not found|peer_id_invalid|group chat was deleted": "会话已不存在",
    r"kicked|not a member": "机器人已被移出群或频道",
    r"rights|need administrator|chat_write_forbidden|restricted": "没有发言权限",
    r"timed? ?out|gateway time": "超时，不知是否收到",
    r"internal server error|bad gateway|service unavailable": "对方服务器出错",
    r"flood|too many requests|retry after": "发得太快，被限制",
    r"connect|network": "网络连不上",
}
"""A channel's own words, and what staff read in their place."""
PLACES = {"": "没有来源", "import": "导入"}

Line = tuple[str, str, int]
"""Measure, detail, count."""


@dataclass(frozen=True, slots=True)
class Results:
    """`until` ends the time whose new subscribers are put down to the campaign; `duration` is None
    as long as it hasn't begun."""

    campaign: Campaign
    counts: Counts
    until: datetime
    duration: timedelta | None

    def lines(self) -> Iterator[Line]:
        """Everything as measure, detail and count: for a table and for CSV."""
        counts = self.counts
        yield "名单", "", counts.frozen
        for state, name in DELIVERY_STATES.items():
            yield name, "", counts.states[state]
            for reason, count in counts.reasons.get(state, {}).items():
                yield name, told_reason(reason), count
        yield "可能收到两次", "", counts.repeated
        for number, button in enumerate(self.campaign.notice.buttons):
            yield "点按钮的人", button.label, counts.taps.get(str(number), 0)
        yield "由此提问", "", sum(counts.questions.values())
        for decision, count in counts.questions.items():
            yield "由此提问", DECISIONS.get(decision, decision), count
        yield "扫海报的码来的", "", sum(counts.arrivals.values())
        for place, count in counts.arrivals.items():
            yield "扫海报的码来的", place, count
        yield "退订或离开", "", counts.left
        yield "新订阅", "", sum(counts.subscribers.values())
        for place, count in counts.subscribers.items():
            yield "新订阅", PLACES.get(place, place), count
        if self.duration is not None:
            yield "用时（秒）", "", round(self.duration.total_seconds())


def told_reason(reason: str) -> str:
    """Why something wasn't sent, as staff read it; what nobody foresaw stays in the channel's own
    words."""
    if reason in REASONS:
        return REASONS[reason]
    found = (words for pattern, words in _TOLD.items() if re.search(pattern, reason, re.IGNORECASE))
    return next(found, f"对方的原话：{reason}")


async def of_campaign(database: Database, campaign: Campaign, now: datetime) -> Results:
    """Counted now; while it is being sent, of this moment."""
    begun, end = campaign.begun_at, campaign.finished_at or now
    since = begun or now
    until = max(campaign.notice.useful_until or since + USEFUL, end)
    counts = await database.read(
        store.of_campaign, campaign_id=campaign.id, since=since, until=until
    )
    return Results(campaign, counts, until, end - begun if begun else None)


def as_csv(results: Results) -> str:
    return sheets.as_csv(("measure", "detail", "count"), results.lines())


def as_record(results: Results) -> dict[str, Any]:
    """For --json."""
    campaign, counts = results.campaign, results.counts
    return {
        "campaign": campaign.id,
        "title": campaign.notice.title,
        "day": campaign.day,
        "state": campaign.state.value,
        "begun_at": _iso(campaign.begun_at),
        "finished_at": _iso(campaign.finished_at),
        "seconds": results.duration.total_seconds() if results.duration is not None else None,
        "frozen": counts.frozen,
        **{state.value: counts.states[state] for state in State},
        "reasons": counts.reasons,
        "repeated": counts.repeated,
        "taps": [
            {"button": button.label, "people": counts.taps.get(str(number), 0)}
            for number, button in enumerate(campaign.notice.buttons)
        ],
        "questions": {"total": sum(counts.questions.values()), **counts.questions},
        "arrivals": {"total": sum(counts.arrivals.values()), "places": counts.arrivals},
        "left": counts.left,
        "subscribers": {
            "until": results.until.isoformat(),
            "total": sum(counts.subscribers.values()),
            "places": counts.subscribers,
        },
    }


def as_text(results: Results, zone: ZoneInfo) -> str:
    """In Markdown, for the chat: what is nought is left out, but for what matters most."""
    campaign = results.campaign
    told = [f"**{campaign.id} 号推送：{campaign.notice.title}**（{STATES[campaign.state]}）"]
    if campaign.begun_at:
        begun = f"{campaign.begun_at.astimezone(zone):%Y-%m-%d %H:%M}"
        took = f"，用时 {spoken(results.duration)}" if results.duration is not None else ""
        told.append(f"{begun} 开始{took}")
    kept = [line for line in results.lines() if line[2] or line[0] in ("名单", "已发出")]
    told.append(
        "\n".join(
            f"  - {detail}：{count}" if detail else f"- {measure}：{count}"
            for measure, detail, count in _grouped(kept)
            if not measure.startswith("用时")
        )
    )
    return "\n\n".join(told)


def spoken(duration: timedelta | None) -> str:
    """12 天, 3 小时 12 分, 5 分 20 秒 or 45 秒."""
    if duration and duration.days > 1:
        return f"{duration.days} 天"
    seconds = round(duration.total_seconds()) if duration else 0
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds % 60} 秒" if minutes else f"{seconds} 秒"


def _grouped(lines: list[Line]) -> Iterator[Line]:
    """Each measure's details below a line of its own."""
    told: set[str] = set()
    for measure, detail, count in lines:
        if detail and measure not in told:
            yield measure, "", sum(c for m, d, c in lines if m == measure and d)
        told.add(measure)
        yield measure, detail, count


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
