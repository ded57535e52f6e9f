"""Staff's accounts as they are seen in chat: the list, one person, an invitation, the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.members import ROLES, Actor, Member, Staff
from bot.messages import Button, Reply
from bot.staff.accounts import Invited, role_names
from bot.staff.permissions import RULES, Action, may
from bot.store.accounts import Invitation
from bot.store.audit import Line
from handlers.dialogues.actions import rows

ACTION = "acc"

_COMMANDS = (
    ("/campaigns", "推送：起草、审核、定时、看进度", Action.CAMPAIGN_PAUSE),
    ("/numbers", "推送的数字", Action.CAMPAIGN_PAUSE),
    ("/export", "海报、屏幕文字、公众号文章", Action.CAMPAIGN_PAUSE),
    ("/activity", "登记线下活动", Action.ACTIVITY_ADD),
    ("/add", "新写一个条目", Action.DRAFT_WRITE),
    ("/drafts", "草稿：修改、审核、发布", Action.KNOWLEDGE_SEE),
    ("/entry", "条目：版本、修改、停用", Action.KNOWLEDGE_SEE),
    ("/why", "命中测试：为什么这样回答", Action.KNOWLEDGE_SEE),
    ("/golden", "必答问题", Action.KNOWLEDGE_SEE),
    ("/staff", "人员和邀请", Action.STAFF_SEE),
)
"""Command, what it is for, and what one must be allowed to need it."""


def action(*words: str | int) -> str:
    return ":".join([ACTION, *map(str, words)])


BACK = Button("返回人员", action("list"))


def own(who: Actor, opening: str = "") -> Reply:
    """To one of staff: what they may do here, and by which words."""
    told = [f"- {command} {words}" for command, words, needed in _COMMANDS if may(who, needed)]
    roles = f"您的角色：{role_names(who.member.roles)}。"
    return Reply(f"{opening}{roles}\n\n" + "\n".join(told))


def listing(members: Sequence[Member], invitations: Sequence[Invitation], zone: ZoneInfo) -> Reply:
    """Everybody, and the invitations that nobody has accepted yet."""
    lines = [f"- {member.shown}：{role_names(member.roles)}" for member in members]
    body = "**工作人员**\n\n" + ("\n".join(lines) or "还没有。")
    if invitations:
        waiting = [f"- {_open(one)}，{_time(one.expires_at, zone)} 前有效" for one in invitations]
        body += "\n\n**还没有接受的邀请**\n\n" + "\n".join(waiting)
    body += "\n\n也可以直接写：/staff 邀请 编辑 张三"
    people = [Button(member.label or member.name, action("who", member.name)) for member in members]
    withdrawing = [Button(f"撤回 {_open(one)}", action("revoke", one.id)) for one in invitations]
    last = (Button("邀请", action("invite")), Button("审计记录", action("log")))
    return Reply(body, (*rows(*people, *withdrawing), last))


def person(member: Member, *, replaces: bool = False) -> Reply:
    """One of staff; a button for each role takes it or gives it."""
    held = f"**{member.shown}**\n\n角色：{role_names(member.roles)}。"
    body = f"{held}点一下给角色，再点一下收回，立即生效。"
    buttons = [
        Button(f"✓ {name}", action("off", role.value, member.name))
        if role in member.roles
        else Button(name, action("on", role.value, member.name))
        for role, name in ROLES.items()
    ]
    end = Button("结束账号", action("end?", member.name))
    return Reply(body, (tuple(buttons[:2]), tuple(buttons[2:]), (end, BACK)), replaces)


def confirm_end(member: Member) -> Reply:
    end = Button("结束", action("end", member.name))
    keep = Button("不结束", action("who", member.name))
    return Reply(f"要结束{member.shown}的账号吗？全部角色立即收回，记录保留。", ((end, keep),))


def choose_role() -> Reply:
    buttons = [Button(name, action("new", role.value)) for role, name in ROLES.items()]
    body = "邀请来做什么？要给几个角色、写上称呼，请发：/staff 邀请 编辑 宣传 张三"
    return Reply(body, (*rows(*buttons), (BACK,)))


def invited(invited: Invited, link: str, zone: ZoneInfo) -> Reply:
    """What to pass on; it is shown this once."""
    invitation = invited.invitation
    ways = [f"- 在 Telegram 里打开：{link}"] if link else []
    ways.append(f"- 或者在和我的私聊里发：`/join {invited.token}`")
    body = (
        f"**邀请：{_open(invitation)}**\n\n请转给这一位同事，只能用一次，"
        f"{_time(invitation.expires_at, zone)} 前有效：\n\n" + "\n".join(ways)
    )
    return Reply(body, rows(Button("撤回", action("revoke", invitation.id)), BACK))


def log(lines: Sequence[Line], staff: Staff, zone: ZoneInfo) -> Reply:
    """The latest of the audit record, newest last."""
    told = "\n".join(f"- {_line(line, staff, zone)}" for line in lines) or "还没有。"
    body = f"**审计记录**（最近 {len(lines)} 条）\n\n{told}\n\n完整的记录：`pufa audit show`"
    return Reply(body, rows(BACK))


def _line(line: Line, staff: Staff, zone: ZoneInfo) -> str:
    member = staff.named(line.who)
    who = member.shown if member else line.who
    at = datetime.fromisoformat(line.at)
    return f"{_time(at, zone)} {who} {_label(line.action)}：{line.subject}"


def _label(word: str) -> str:
    """A word of an older version may be unknown."""
    return RULES[Action(word)].label if word in list(Action) else word


def _open(invitation: Invitation) -> str:
    return f"{invitation.label or '未写称呼'}（{role_names(invitation.roles)}）"


def _time(time: datetime, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):%m-%d %H:%M}"
