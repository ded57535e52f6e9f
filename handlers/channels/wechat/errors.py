"""WeChat's error codes: what each asks for. Its words differ from time to time, the codes don't."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Do(StrEnum):
    """What a code asks for."""

    RETRY = "retry"
    REFRESH = "refresh-once"  # the token: once anew
    CONFIG = "config"  # a person must set something right
    DROP = "drop"  # this person can't be reached
    LATER = "later"  # a minute or an hour
    BUG = "bug"  # our data: never the same again
    STOP_TODAY = "stop-today"  # the day's quota of this API
    WINDOW = "window"  # this person's window is closed, or used up
    STOP_PERIOD = "stop-period"  # the quota of mass messages
    OK = "ok"  # done before
    CAPABILITY = "capability"  # the account lacks this API
    BANNED = "banned"
    OAUTH = "oauth"
    CONTENT = "content"  # the article didn't pass


class Meaning(NamedTuple):
    """`advice` is for staff."""

    do: Do
    advice: str


_TOKEN = "令牌失效，已经换新；反复出现时，看看是不是别的系统也在用同一个 AppSecret"  # noqa: S105
_FOLLOWER = "对方没有关注，或者拉黑、拒收了，不再发给他"
_OURS = "内容不合微信的规定，请把这条记录告诉维护人员"
_BAN = "账号被微信限制，请马上登录公众平台看站内通知"
_NOT_PASSED = "文章没有通过微信审核，请在公众平台草稿箱里打开它看原因"

CODES = {
    -1: Meaning(Do.RETRY, "微信系统繁忙，会自动重试"),
    40001: Meaning(Do.REFRESH, _TOKEN),
    40014: Meaning(Do.REFRESH, _TOKEN),
    42001: Meaning(Do.REFRESH, _TOKEN),
    40002: Meaning(Do.CONFIG, "请求方式不对，请检查 PUFA_WECHAT_API"),
    40013: Meaning(Do.CONFIG, "AppID 不对，请检查 PUFA_WECHAT_APPID"),
    40125: Meaning(Do.CONFIG, "AppSecret 不对或已重置，请检查 PUFA_WECHAT_SECRET"),
    40164: Meaning(Do.CONFIG, "服务器地址不在 IP 白名单里，请在“开发接口管理—基本配置”里加上"),
    40243: Meaning(Do.CONFIG, "AppSecret 已被冻结，请在公众平台解冻"),
    50004: Meaning(Do.CONFIG, "接口被禁用，请登录公众平台看站内通知"),
    40003: Meaning(Do.DROP, _FOLLOWER),
    43004: Meaning(Do.DROP, _FOLLOWER),
    43019: Meaning(Do.DROP, _FOLLOWER),
    48002: Meaning(Do.DROP, _FOLLOWER),
    50005: Meaning(Do.DROP, _FOLLOWER),
    43101: Meaning(Do.DROP, "对方没有同意接收这种通知，或者次数用完了"),
    43117: Meaning(Do.LATER, "给同一个人发得太频繁，过一小时再发"),
    44002: Meaning(Do.BUG, _OURS),
    44004: Meaning(Do.BUG, _OURS),
    45002: Meaning(Do.BUG, _OURS),
    45003: Meaning(Do.BUG, "标题太长，请改短"),
    45004: Meaning(Do.BUG, "摘要太长，请改短"),
    47001: Meaning(Do.BUG, _OURS),
    47003: Meaning(Do.BUG, "通知模板的字段不合规定，请检查 PUFA_WECHAT_NOTICE 里的字段名"),
    61451: Meaning(Do.BUG, _OURS),
    45067: Meaning(Do.BUG, _OURS),
    40007: Meaning(Do.BUG, "素材编号无效，请重新上传"),
    40018: Meaning(Do.BUG, "菜单名太长：一级最多 4 个汉字，二级最多 8 个汉字"),
    40037: Meaning(Do.CONFIG, "通知模板编号不对，请检查 PUFA_WECHAT_NOTICE"),
    45009: Meaning(Do.STOP_TODAY, "这个接口今天的次数用完了，明天零点恢复"),
    45011: Meaning(Do.LATER, "调用太快，一分钟后再试"),
    45066: Meaning(Do.LATER, "同一次群发提交得太快，一分钟后再试"),
    45015: Meaning(Do.WINDOW, "对方超过 48 小时没有发消息，已留着等他下次来"),
    45047: Meaning(Do.WINDOW, "给对方的客服消息用完了，已留着等他下次来"),
    45080: Meaning(Do.WINDOW, "对方刚才没有发消息"),
    45028: Meaning(Do.STOP_PERIOD, "群发次数用完了：订阅号每天 1 次，服务号每人每月 4 次"),
    45065: Meaning(Do.OK, "这一次群发已经提交过"),
    48001: Meaning(Do.CAPABILITY, "账号没有这个接口的权限：多半是没有认证，或认证到期"),
    40200: Meaning(Do.CAPABILITY, "这种账号不能用这个功能"),
    46003: Meaning(Do.OK, "还没有用接口发布过菜单"),
    48006: Meaning(Do.CONFIG, "清零次数也用完了，只能等到明天"),
    48004: Meaning(Do.BANNED, _BAN),
    50002: Meaning(Do.BANNED, _BAN),
    40029: Meaning(Do.OAUTH, "授权码无效，请重新打开页面"),
    40163: Meaning(Do.OAUTH, "授权码用过了，请重新打开页面"),
    53503: Meaning(Do.CONTENT, _NOT_PASSED),
    53504: Meaning(Do.CONTENT, _NOT_PASSED),
    53505: Meaning(Do.CONTENT, _NOT_PASSED),
}
UNKNOWN = Meaning(Do.BUG, "微信返回了没见过的错误，请把编号告诉维护人员")


def meaning(code: int) -> Meaning:
    return CODES.get(code, UNKNOWN)


class ApiError(RuntimeError):
    """A call did not do what it should. `rid` finds it in WeChat's own record; neither it nor the
    message holds the token. `nothing_done` is False where it may have been carried out."""

    def __init__(
        self, api: str, code: int, do: Do, *, detail: str = "", nothing_done: bool = True
    ) -> None:
        super().__init__(f"{api}: {code} {detail}".strip())
        self.api = api
        self.code = code
        self.do = do
        self.detail = detail
        self.nothing_done = nothing_done
