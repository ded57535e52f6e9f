"""Staff's accounts as they are seen in chat: the list, one person, an invitation, the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.members import ROLES, Actor, Member, Staff
from bot.messages import Button, Reply
from bot.staff.accounts import Invited, role_names
from bot.staff.audit import label_of, told_subject
from bot.staff.permissions import Action, may
from bot.store.accounts import Invitation
from bot.store.audit import Line
from handlers.dialogues import staffing, work
from handlers.dialogues.actions import rows

ACTION = "acc"

_NEEDED = {
    "inbox": Action.INBOX_SEE,
    "letters": Action.LETTER_READ,
    "letter": Action.LETTER_READ,
    "campaigns": Action.CAMPAIGN_PAUSE,
    "campaign": Action.CAMPAIGN_PAUSE,
    "numbers": Action.CAMPAIGN_PAUSE,
    "export": Action.CAMPAIGN_PAUSE,
    "activity": Action.ACTIVITY_ADD,
    "add": Action.DRAFT_WRITE,
    "statute": Action.STATUTE_REGISTER,
    "staff": Action.STAFF_SEE,
    "staffchat": Action.STAFF_SEE,
}
"""What one must be allowed to need a command; the others are everybody's."""


def action(*words: str | int) -> str:
    return ":".join([ACTION, *map(str, words)])


BACK = Button("返回人员", action("list"))


def own(who: Actor, opening: str = "") -> Reply:
    """To one of staff: what they may do here, and by which words."""
    told = [f"- /{command} {words}" for command, words in commands(who).items()]
    roles = f"您的角色：{role_names(who.member.roles)}。"
    return Reply(f"{opening}{roles}\n\n" + "\n".join(told), rows(work.BUTTON))


def commands(who: Actor) -> dict[str, str]:
    """What this person may do, by command."""
    return {
        command: words
        for command, words in staffing.COMMANDS.items()
        if command not in _NEEDED or may(who, _NEEDED[command])
    }


def listing(members: Sequence[Member], invitations: Sequence[Invitation], zone: ZoneInfo) -> Reply:
    """Everybody, and the invitations that nobody has accepted yet."""
    lines = [f"- {member.shown}：{role_names(member.roles)}" for member in members]
    body = "**工作人员**\n\n" + ("\n".join(lines) or "还没有。")
    if invitations:
        waiting = [f"- {_open(one)}，{_time(one.expires_at, zone)} 前有效" for one in invitations]
        body += "\n\n**还没有接受的邀请**\n\n" + "\n".join(waiting)
    body += "\n\n也可以直接写：/staff 邀请 编辑 张三"
    people = [Button(member.called, action("who", member.name)) for member in members]
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


def console_link(address: str) -> Reply:
    """The address stands as it is, for whoever opens it on another machine."""
    return Reply(
        f"登录工作台，10 分钟内有效，只能用一次，别转给别人：\n\n{address}\n\n"
        "在单位的电脑上打开。以前取的链接已经作废。"
    )


def log(lines: Sequence[Line], staff: Staff, zone: ZoneInfo) -> Reply:
    """The latest of the audit record, newest last."""
    told = "\n".join(f"- {_line(line, staff, zone)}" for line in lines) or "还没有。"
    body = f"**审计记录**（最近 {len(lines)} 条）\n\n{told}\n\n完整的记录：`pufa audit show`"
    return Reply(body, rows(BACK))


def _line(line: Line, staff: Staff, zone: ZoneInfo) -> str:
    at = _time(datetime.fromisoformat(line.at), zone)
    return f"{at} {staff.called(line.who)} {label_of(line.action)}：{told_subject(line)}"


def _open(invitation: Invitation) -> str:
    return f"{invitation.label or '未写称呼'}（{role_names(invitation.roles)}）"


def _time(time: datetime, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):%m-%d %H:%M}"
