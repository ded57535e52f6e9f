"""Who may do what: the one table that every use case of staff asks.

Administrators may do everything, and it isn't said again in each line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog

from bot.members import ROLES, Actor, Member, Role
from bot.staff.refusals import NotAllowed

log = structlog.get_logger()


class Action(StrEnum):
    """What staff can do; the record names it by this word."""

    STAFF_SEE = "staff.see"
    STAFF_INVITE = "staff.invite"
    STAFF_CHANGE = "staff.change"
    STAFF_END = "staff.end"
    STAFF_JOIN = "staff.join"
    CONSOLE_ENTER = "console.enter"
    CONSOLE_LINK = "console.link"
    AUDIT_SEE = "audit.see"
    SETTINGS_SEE = "settings.see"
    DATA_BACKUP = "data.backup"
    DATA_PURGE = "data.purge"
    DATA_RESEND = "data.resend"

    PUBLICITY_SEE = "publicity.see"
    CAMPAIGN_NEW = "campaign.new"
    CAMPAIGN_EDIT = "campaign.edit"
    CAMPAIGN_SUBMIT = "campaign.submit"
    CAMPAIGN_APPROVE = "campaign.approve"
    CAMPAIGN_RETURN = "campaign.return"
    CAMPAIGN_SCHEDULE = "campaign.schedule"
    CAMPAIGN_BEGIN = "campaign.begin"
    CAMPAIGN_PAUSE = "campaign.pause"
    CAMPAIGN_RESUME = "campaign.resume"
    CAMPAIGN_CANCEL = "campaign.cancel"
    CAMPAIGN_FINISH = "campaign.finish"
    CAMPAIGN_RETRY = "campaign.retry"

    ACCOUNT_SEE = "account.see"
    ACCOUNT_MENU = "account.menu"
    ACCOUNT_CODES = "account.codes"
    BROADCAST_SEE = "broadcast.see"
    BROADCAST_PREVIEW = "broadcast.preview"
    BROADCAST_SEND = "broadcast.send"

    ACTIVITY_ADD = "activity.add"
    ACTIVITY_CORRECT = "activity.correct"
    ACTIVITY_DELETE = "activity.delete"

    KNOWLEDGE_SEE = "knowledge.see"
    DRAFT_WRITE = "draft.write"
    DRAFT_SUBMIT = "draft.submit"
    DRAFT_DISCARD = "draft.discard"
    DRAFT_APPROVE = "draft.approve"
    DRAFT_RETURN = "draft.return"
    ENTRY_RETIRE = "entry.retire"
    ENTRY_IMPORT = "entry.import"
    ENTRY_EXPORT = "entry.export"
    GOLDEN_EDIT = "golden.edit"
    STATUTE_REGISTER = "statute.register"
    STATUTE_IMPORT = "statute.import"
    LOCAL_EDIT = "local.edit"
    FIGURES_EDIT = "figures.edit"
    FORBIDDEN_EDIT = "forbidden.edit"
    BUREAU_EDIT = "bureau.edit"

    INBOX_SEE = "inbox.see"
    INBOX_ATTACH = "inbox.attach"
    INBOX_REPLY = "inbox.reply"
    INBOX_DISMISS = "inbox.dismiss"
    LETTER_READ = "letter.read"
    SUBSCRIBER_EXPORT = "subscriber.export"
    LETTER_ASSIGN = "letter.assign"
    LETTER_ANSWER = "letter.answer"
    LETTER_CLOSE = "letter.close"
    LETTER_REOPEN = "letter.reopen"

    ITEM_SEE = "item.see"
    ITEM_WRITE = "item.write"
    ITEM_SUBMIT = "item.submit"
    ITEM_DISCARD = "item.discard"
    ITEM_APPROVE = "item.approve"
    ITEM_RETURN = "item.return"
    ITEM_SUSPEND = "item.suspend"
    ITEM_EXPORT = "item.export"
    CASE_SEE = "case.see"
    CASE_WRITE = "case.write"
    CASE_SUBMIT = "case.submit"
    CASE_DISCARD = "case.discard"
    CASE_APPROVE = "case.approve"
    CASE_RETURN = "case.return"
    CASE_WITHDRAW = "case.withdraw"
    TRAINING_PRACTISE = "training.practise"
    TRAINING_POST = "training.post"
    PAPER_WRITE = "paper.write"
    PAPER_APPROVE = "paper.approve"
    PAPER_CANCEL = "paper.cancel"
    PAPER_EXEMPT = "paper.exempt"
    PAPER_REGRADE = "paper.regrade"
    PAPER_RESULTS = "paper.results"


@dataclass(frozen=True, slots=True)
class Rule:
    """What people call the action, and whose it is besides the administrators'."""

    label: str
    roles: tuple[Role, ...]


_NOBODY_ELSE: tuple[Role, ...] = ()
_ANYBODY = tuple(role for role in Role if role is not Role.LEARNER)
_REVIEWERS = (Role.REVIEWER,)
_EDITORS = (Role.EDITOR,)
_CAMPAIGNERS = (Role.CAMPAIGNER,)
_NOTICE_WRITERS = (Role.CAMPAIGNER, Role.EDITOR)
_DESK = (Role.EDITOR, Role.REVIEWER)

RULES: Mapping[Action, Rule] = {
    Action.STAFF_SEE: Rule("查看人员", _NOBODY_ELSE),
    Action.STAFF_INVITE: Rule("邀请人员", _NOBODY_ELSE),
    Action.STAFF_CHANGE: Rule("更改角色", _NOBODY_ELSE),
    Action.STAFF_END: Rule("结束账号", _NOBODY_ELSE),
    # Whoever holds an invitation has no role yet: the token is asked for, not this line.
    Action.STAFF_JOIN: Rule("接受邀请", _NOBODY_ELSE),
    Action.CONSOLE_ENTER: Rule("进入工作台", tuple(Role)),
    Action.CONSOLE_LINK: Rule("给出登录链接", _NOBODY_ELSE),
    Action.AUDIT_SEE: Rule("查看审计记录", _NOBODY_ELSE),
    Action.SETTINGS_SEE: Rule("查看运行状况和设置", _NOBODY_ELSE),
    Action.DATA_BACKUP: Rule("备份", _NOBODY_ELSE),
    Action.DATA_PURGE: Rule("按日期清理记录", _NOBODY_ELSE),
    Action.DATA_RESEND: Rule("决定恢复后的答复发不发", _NOBODY_ELSE),
    Action.PUBLICITY_SEE: Rule("查看推送、活动和报告", _ANYBODY),
    Action.CAMPAIGN_NEW: Rule("新建推送", _NOTICE_WRITERS),
    Action.CAMPAIGN_EDIT: Rule("修改", _NOTICE_WRITERS),
    Action.CAMPAIGN_SUBMIT: Rule("提交审核", _NOTICE_WRITERS),
    Action.CAMPAIGN_APPROVE: Rule("批准", _REVIEWERS),
    Action.CAMPAIGN_RETURN: Rule("退回", _REVIEWERS),
    Action.CAMPAIGN_SCHEDULE: Rule("定时", _CAMPAIGNERS),
    Action.CAMPAIGN_BEGIN: Rule("开始发送", _NOBODY_ELSE),
    # Whoever sees that something is wrong may stop it; to go on is for those who send.
    Action.CAMPAIGN_PAUSE: Rule("暂停", _ANYBODY),
    Action.CAMPAIGN_RESUME: Rule("继续", _CAMPAIGNERS),
    Action.CAMPAIGN_CANCEL: Rule("取消", (Role.CAMPAIGNER, Role.REVIEWER)),
    Action.CAMPAIGN_FINISH: Rule("完成", _NOBODY_ELSE),
    Action.CAMPAIGN_RETRY: Rule("重发失败的", _CAMPAIGNERS),
    Action.ACCOUNT_SEE: Rule("查看公众号", _CAMPAIGNERS),
    Action.ACCOUNT_MENU: Rule("发布公众号菜单", _NOBODY_ELSE),
    Action.ACCOUNT_CODES: Rule("做公众号二维码", _CAMPAIGNERS),
    Action.BROADCAST_SEE: Rule("查看群发内容", (Role.CAMPAIGNER, Role.REVIEWER)),
    Action.BROADCAST_PREVIEW: Rule("预览群发", _CAMPAIGNERS),
    Action.BROADCAST_SEND: Rule("群发", _CAMPAIGNERS),
    Action.ACTIVITY_ADD: Rule("登记活动", _CAMPAIGNERS),
    Action.ACTIVITY_CORRECT: Rule("更正活动", _CAMPAIGNERS),
    Action.ACTIVITY_DELETE: Rule("删除活动", _CAMPAIGNERS),
    Action.KNOWLEDGE_SEE: Rule("查看草稿和版本", _ANYBODY),
    Action.DRAFT_WRITE: Rule("起草条目", _EDITORS),
    Action.DRAFT_SUBMIT: Rule("提交条目审核", _EDITORS),
    Action.DRAFT_DISCARD: Rule("放弃草稿", _EDITORS),
    Action.DRAFT_APPROVE: Rule("批准条目", _REVIEWERS),
    Action.DRAFT_RETURN: Rule("退回条目", _REVIEWERS),
    Action.ENTRY_RETIRE: Rule("停用条目", _REVIEWERS),
    Action.ENTRY_IMPORT: Rule("导入条目", _EDITORS),
    Action.ENTRY_EXPORT: Rule("导出条目", _DESK),
    Action.GOLDEN_EDIT: Rule("维护必答问题", _DESK),
    Action.STATUTE_REGISTER: Rule("登记地方法规", _REVIEWERS),
    Action.STATUTE_IMPORT: Rule("导入法规全文", _REVIEWERS),
    # What stands there is public at once: it is for those who review.
    Action.LOCAL_EDIT: Rule("填写地方事项", _REVIEWERS),
    Action.FIGURES_EDIT: Rule("填写计算器的数字", _REVIEWERS),
    Action.FORBIDDEN_EDIT: Rule("改禁用词", _NOBODY_ELSE),
    Action.BUREAU_EDIT: Rule("改单位资料", _NOBODY_ELSE),
    Action.INBOX_SEE: Rule("查看待办问题", _DESK),
    Action.INBOX_ATTACH: Rule("归入条目", _EDITORS),
    Action.INBOX_REPLY: Rule("回复提问", _DESK),
    Action.INBOX_DISMISS: Rule("忽略问题", _DESK),
    Action.LETTER_READ: Rule("阅读留言", _DESK),
    Action.SUBSCRIBER_EXPORT: Rule("导出订阅者", _NOBODY_ELSE),
    Action.LETTER_ASSIGN: Rule("分派留言", _DESK),
    Action.LETTER_ANSWER: Rule("答复留言", _DESK),
    Action.LETTER_CLOSE: Rule("办结留言", _DESK),
    Action.LETTER_REOPEN: Rule("重新打开留言", _DESK),
    Action.ITEM_SEE: Rule("查看题目和答案", _DESK),
    Action.ITEM_WRITE: Rule("写题目", _EDITORS),
    Action.ITEM_SUBMIT: Rule("提交题目审核", _EDITORS),
    Action.ITEM_DISCARD: Rule("放弃题目草稿", _DESK),
    Action.ITEM_APPROVE: Rule("批准题目", _REVIEWERS),
    Action.ITEM_RETURN: Rule("退回题目", _REVIEWERS),
    Action.ITEM_SUSPEND: Rule("停考题目", _REVIEWERS),
    Action.ITEM_EXPORT: Rule("导出题目", _DESK),
    Action.CASE_SEE: Rule("查看案例草稿", _ANYBODY),
    Action.CASE_WRITE: Rule("写案例、报告原决定有变", _EDITORS),
    Action.CASE_SUBMIT: Rule("提交案例审核", _EDITORS),
    Action.CASE_DISCARD: Rule("放弃案例草稿", _DESK),
    Action.CASE_APPROVE: Rule("批准案例", _REVIEWERS),
    Action.CASE_RETURN: Rule("退回案例", _REVIEWERS),
    Action.CASE_WITHDRAW: Rule("撤下案例", _REVIEWERS),
    # Everybody on the staff learns; a paper's roll says who sits it.
    Action.TRAINING_PRACTISE: Rule("练习和考试", tuple(Role)),
    Action.TRAINING_POST: Rule("设置岗位", _DESK),
    Action.PAPER_WRITE: Rule("出卷", _EDITORS),
    Action.PAPER_APPROVE: Rule("批准试卷", _REVIEWERS),
    Action.PAPER_CANCEL: Rule("取消考试", _REVIEWERS),
    Action.PAPER_EXEMPT: Rule("准予免考", _REVIEWERS),
    Action.PAPER_REGRADE: Rule("更正答案重新判分", _REVIEWERS),
    Action.PAPER_RESULTS: Rule("查看成绩", _DESK),
}


def may(who: Actor, action: Action) -> bool:
    """Whether this is theirs to do."""
    return may_member(who.member, action)


def may_member(member: Member, action: Action) -> bool:
    return member.has(*RULES[action].roles)


def require(who: Actor, action: Action) -> None:
    """Raises: NotAllowed: it isn't theirs; the message says whose it is."""
    if may(who, action):
        return
    log.warning("security_not_allowed", who=who.member.name, action=action.value)
    rule = RULES[action]
    wanted = "或".join(f"“{ROLES[role]}”" for role in rule.roles or (Role.ADMINISTRATOR,))
    raise NotAllowed(f"{rule.label}需要{wanted}角色")
