"""Campaigns as staff see them in chat: the list, one campaign, its record, and the choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.knowledge.entries import AUDIENCES
from bot.messages import Button, Reply
from bot.publicity.seeing import Estimate, TurnedAway
from bot.publicity.steps import NEW, STATES, STEPS
from bot.publicity.times import HOW
from bot.staff.refusals import Doubtful
from bot.store.campaigns import ButtonKind, Campaign, Change, NoticeButton, State
from handlers.dialogues.actions import CANCEL, UNSUBSCRIBE, row, rows, turning
from handlers.dialogues.doubted import doubted
from handlers.dialogues.draft_pages import copied
from handlers.dialogues.turns import mark

ACTION = "k"
LISTED = 8

DELIVERIES = {
    "sent": "送达",
    "pending": "待发",
    "sending": "在发",
    "uncertain": "不确定",
    "blocked": "已拉黑",
    "failed": "失败",
    "skipped": "略过",
}
"""What people call the states of a delivery."""

_CHANGES = {NEW: "起草", **{name: step.label for name, step in STEPS.items()}}
_FINAL = (State.DONE, State.CANCELLED)


def action(verb: str, *values: str | int) -> str:
    return ":".join([ACTION, verb, *map(str, values)])


def listing(campaigns: Sequence[Campaign], page: int, zone: ZoneInfo) -> Reply:
    shown = campaigns[:LISTED]
    lines = [
        f"- #{one.id} {one.notice.title}（{STATES[one.state]}{_at(one.send_at, zone, '，')}）"
        for one in shown
    ]
    body = "**推送**\n\n" + ("\n".join(lines) or "还没有。")
    opening = [Button(f"#{one.id} {one.notice.title}", action("show", one.id)) for one in shown]
    is_last = len(campaigns) <= LISTED
    more = row(turning(page, is_last=is_last, to=partial(action, "list")))
    return Reply(body, (*rows(*opening), *more, (Button("新建", action("new", 0)),)), page > 0)


def shown(
    campaign: Campaign,
    steps: Sequence[str],
    estimate: Estimate,
    counts: Mapping[str, int],
    zone: ZoneInfo,
    *,
    author: str,
    day: str = "",
    opening: str = "",
    doubts: Sequence[str] = (),
    since_return: str | None = None,
) -> Reply:
    """One campaign, its words and numbers, what in it isn't borne out, and what this person can do
    with it now. `author` is what colleagues call who drafted it, `day` what it is for;
    `since_return` is what was changed in it since a reviewer returned it."""
    notice = campaign.notice
    lines = [
        f"- 状态：{STATES[campaign.state]}，第 {campaign.version} 版",
        f"- 对象：{'、'.join(notice.audiences) or '全部'}",
        f"- 主题：{'、'.join(notice.topics) or '全部'}",
        f"- 按钮：{'、'.join(button.label for button in notice.buttons) or '无'}",
        f"- 时间：{_at(campaign.send_at, zone) or '未定'}{_until(notice.useful_until, zone)}",
        f"- 起草：{author}{f'，为{day}' if day else ''}",
    ]
    if counts:
        lines.append(f"- 发送：{numbers(counts)}")
    elif campaign.state not in _FINAL:
        lines.append(f"- 预计：{estimated(estimate)}")
    head = [opening, f"**#{campaign.id} {notice.title}**", doubted(doubts) if doubts else ""]
    words = f"**正文**\n\n{notice.body}" if campaign.state not in _FINAL else ""
    since = ""
    if since_return is not None:
        since = f"**和上次退回的相比**\n\n{copied(since_return or '没有改动')}"
    parts = [*head, "\n".join(lines), since, words]
    return Reply("\n\n".join(filter(None, parts)), _buttons(campaign, steps))


def doubtful(campaign: Campaign, refusal: Doubtful) -> Reply:
    """What has to be looked at before it is approved all the same."""
    body = f"{doubted(refusal.doubts)}\n\n看过了，确定批准 #{campaign.id} 吗？"
    agree = action("do", campaign.id, "approve", campaign.version, refusal.yes)
    return Reply(body, ((Button("确定批准", agree), _back(campaign)),))


def record(
    campaign: Campaign, changes: Sequence[Change], zone: ZoneInfo, named: Callable[[str], str]
) -> Reply:
    """Who did what and when; what was done alone or by command line says so."""
    lines = [f"- {change_line(change, zone, named)}" for change in changes]
    back = Button("返回", action("show", campaign.id))
    return Reply(f"**#{campaign.id} 的记录**\n\n" + "\n".join(lines), ((back,),))


def preview(campaign: Campaign, composed: Reply) -> Reply:
    """As recipients get it, but that nobody unsubscribes by a look at it; and the way back."""
    kept = tuple(
        tuple(button for button in row if button.action != UNSUBSCRIBE) for row in composed.buttons
    )
    return replace(composed, buttons=(*filter(None, kept), (_back(campaign),)))


def announced(campaign: Campaign, opening: str, zone: ZoneInfo) -> Reply:
    """News of it, with a button to open it: what each of staff can do then depends on them."""
    at = _at(campaign.send_at, zone, "，时间 ")
    line = f"#{campaign.id} {campaign.notice.title}（{STATES[campaign.state]}{at}）"
    return Reply(f"{opening}\n\n{line}", ((Button("打开", action("show", campaign.id)),),))


def standing(
    campaign: Campaign, last: Change, zone: ZoneInfo, named: Callable[[str], str]
) -> Reply:
    """What became of one that staff were asked to do something about."""
    opening = f"**{named(last.who)}{_CHANGES[last.change]}了这条通知。**"
    if last.reason:
        opening += f"原因：{last.reason}"
    return announced(campaign, opening, zone)


def news(change: Change, counts: Mapping[str, int]) -> str:
    """What happened, for staff who were not there."""
    told = {
        NEW: "**已为宣传日起草上面这条通知**，请看、修改，再提交审核。",
        "approve": "**通知已批准**，可以定时了。",
        "return": "**通知被退回**。",
        "pause": "**通知暂停了**，要不要继续，请决定。",
        "finish": f"**通知发完了**：{numbers(counts)}。",
    }[change.change]
    if change.change == "finish" and counts.get("failed"):
        told += "失败的可以重发。"
    return f"{told}\n\n原因：{change.reason}" if change.reason else told


def change_line(change: Change, zone: ZoneInfo, named: Callable[[str], str] = str) -> str:
    notes = [
        "单人模式，自己批准自己" if change.is_alone else "",
        "经命令行" if change.via == "cli" else "",
        change.reason,
    ]
    told = "；".join(filter(None, notes))
    return (
        f"{change.at.astimezone(zone):%m-%d %H:%M} {_CHANGES.get(change.change, change.change)}"
        f"（{named(change.who)}，第 {change.version} 版）{f'：{told}' if told else ''}"
    )


def numbers(counts: Mapping[str, int]) -> str:
    known = [f"{label} {counts[state]}" for state, label in DELIVERIES.items() if counts.get(state)]
    return "、".join(known) or "还没有"


def estimated(estimate: Estimate) -> str:
    return f"{estimate.recipients} 个订阅者，{lasting(estimate.duration)}"


def times(campaign: Campaign, now: datetime, zone: ZoneInfo) -> Reply:
    """When to send it: as proposed, now, or at nine of one of the next days."""
    local = now.astimezone(zone)
    nine = local.replace(hour=9, minute=0, second=0, microsecond=0)
    choices = [nine + timedelta(days=ahead) for ahead in range(3)]
    proposed = campaign.send_at.astimezone(zone) if campaign.send_at else None
    if proposed and proposed not in choices:
        choices.insert(0, proposed)
    buttons = [Button("立即", action("at", campaign.id, "now"))]
    buttons += [
        Button(f"{at:%m-%d %H:%M}", action("at", campaign.id, f"{at:%Y-%m-%dT%H%M}"))
        for at in choices
        if at > local
    ]
    body = f"**#{campaign.id} 何时发送？** 点一个，或者写成 {HOW} 发给我。"
    return Reply(body, (*rows(*buttons), (_back(campaign),)))


def confirm_sending(
    campaign: Campaign,
    at: datetime,
    estimate: Estimate,
    away: TurnedAway,
    zone: ZoneInfo,
    *,
    is_now: bool,
) -> Reply:
    """Who is about to get it: the last look before it goes."""
    rooms = [f"{estimate.groups} 个群"] if estimate.groups else []
    rooms += [f"{estimate.channels} 个频道"] if estimate.channels else []
    among = f"（其中 {'、'.join(rooms)}）" if rooms else ""
    time = "现在" if is_now else f"{_at(at, zone)} "
    body = (
        f"**{time}发给 {estimate.recipients} 个订阅者{among}**，{lasting(estimate.duration)}，"
        f"发出后收不回。{turned_away(away)}\n\n"
        f"**{campaign.notice.title}**\n\n{campaign.notice.body}"
    )
    to = "now" if is_now else f"{at.astimezone(zone):%Y-%m-%dT%H%M}"
    label = f"确认{'发送' if is_now else '定时'} {estimate.recipients}"
    yes = Button(label, action("go", campaign.id, campaign.version, estimate.recipients, to))
    return Reply(body, ((yes, _back(campaign)),))


def turned_away(away: TurnedAway) -> str:
    """Whom it won't reach, or not at once; of nobody nothing is said."""
    told = []
    if away.full:
        after = f"（前面还排着 {away.ahead} 次推送）" if away.ahead else ""
        told.append(f"{away.full} 个到时已收满当月条数{after}，**会略过**")
    if away.quiet:
        told.append(f"{away.quiet} 个设了免打扰时间，可能推迟")
    return f"其中 {'；'.join(told)}。" if told else ""


def confirm_change(campaign: Campaign, part: str, words: str) -> Reply:
    label = {"title": "标题", "body": "正文"}[part]
    body = f"**把 #{campaign.id} 的{label}改成下面这样？**\n\n{words}\n\n要再改就重新发一遍。"
    yes = Button(f"改{label}", action("put", campaign.id, part, campaign.version, mark(words)))
    return Reply(body, ((yes, Button("算了", CANCEL)),))


def present(part: str, campaign: Campaign) -> str:
    """What a part says now, to be copied and changed; "" where that is no text."""
    words = {"title": campaign.notice.title, "body": campaign.notice.body}.get(part, "")
    return f"现在是（可以复制了改）：\n\n{copied(words)}" if words else ""


def confirm_cancelling(campaign: Campaign) -> Reply:
    body = (
        f"**取消 #{campaign.id} {campaign.notice.title}？** 取消之后不能恢复；已经送达的收不回来。"
    )
    return Reply(body, ((Button("确定取消", action("cancel", campaign.id)), _back(campaign)),))


def parts(campaign: Campaign) -> Reply:
    """What of it to change."""
    buttons = [
        Button(label, action("part", campaign.id, part))
        for part, label in (
            ("title", "标题"),
            ("body", "正文"),
            ("audiences", "对象"),
            ("buttons", "按钮"),
            ("useful", "最后有效日期"),
        )
    ]
    body = f"**修改 #{campaign.id} 的哪一部分？** 改过之后要重新提交审核。"
    return Reply(body, (*rows(*buttons), (_back(campaign),)))


def audiences(campaign: Campaign) -> Reply:
    chosen = campaign.notice.audiences
    buttons = [
        Button(
            f"✓ {name}" if name in chosen else name,
            action("for", campaign.id, int(name not in chosen), name),
        )
        for name in AUDIENCES
    ]
    everybody = Button("全部" if chosen else "✓ 全部", action("for", campaign.id, 1, ""))
    body = f"**#{campaign.id} 发给谁？** 现在：{'、'.join(chosen) or '全部'}"
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Reply(body, ((everybody,), *pairs, (_back(campaign),)), replaces=True)


def asked(question: str, campaign: Campaign, now: str = "") -> Reply:
    """Asks for words; the next message is taken as the answer."""
    question = "\n\n".join(filter(None, [question, now]))
    return Reply(question, ((Button("算了", CANCEL), _back(campaign)),))


def button_line(button: NoticeButton) -> str:
    """How a button is written, here and on the command line."""
    target = f":{button.target}" if button.kind is not ButtonKind.QUESTION else ""
    return f"{button.label}={button.kind.value}{target}"


def _buttons(campaign: Campaign, steps: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    first = [Button("预览", action("see", campaign.id)), Button("记录", action("log", campaign.id))]
    if campaign.begun_at:
        first.append(Button("数字", f"num:{campaign.id}"))
    doing = [
        Button(STEPS[step].label, action("do", campaign.id, step, campaign.version))
        for step in steps
    ]
    pairs = tuple(tuple(doing[at : at + 2]) for at in range(0, len(doing), 2))
    return (tuple(first), *pairs)


def _back(campaign: Campaign) -> Button:
    return Button("返回", action("show", campaign.id))


def _at(time: datetime | None, zone: ZoneInfo, before: str = "") -> str:
    return f"{before}{time.astimezone(zone):%Y-%m-%d %H:%M}" if time else ""


def _until(time: datetime | None, zone: ZoneInfo) -> str:
    return f"，最后有效 {_at(time, zone)}" if time else ""


def lasting(duration: timedelta) -> str:
    """约 5 分钟."""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return "不到 1 分钟"
    if seconds < 3600:
        return f"约 {round(seconds / 60)} 分钟"
    return f"约 {seconds / 3600:.1f} 小时"
