"""What this account can do: found out at the start by calls that change nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import structlog

from handlers.channels.wechat.api import Api
from handlers.channels.wechat.errors import ApiError, Do
from handlers.channels.wechat.sending import CUSTOM, NOTICE

log = structlog.get_logger()

MENU = "menu/create"
SCENE = "qrcode/create"
MASS = "mass/sendall"
PUBLISH = "freepublish/submit"
NOBODY = "o000000000000000000000000000"


class Probe(NamedTuple):
    """A call that an account with this function answers with anything but “no such right”."""

    api: str
    name: str
    path: str
    payload: dict[str, Any] | None


PROBES = (
    Probe(
        CUSTOM,
        "客服消息",
        "/cgi-bin/message/custom/typing",
        {"touser": NOBODY, "command": "Typing"},
    ),
    Probe(MENU, "自定义菜单", "/cgi-bin/menu/get", None),
    Probe(
        SCENE,
        "带参数二维码",
        "/cgi-bin/qrcode/create",
        {
            "expire_seconds": 60,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": "check"}},
        },
    ),
    Probe(MASS, "群发", "/cgi-bin/message/mass/get", {"msg_id": "1"}),
    Probe(PUBLISH, "发布", "/cgi-bin/freepublish/batchget", {"offset": 0, "count": 1}),
    Probe(NOTICE, "订阅通知", "/wxaapi/newtmpl/gettemplate", None),
)


class Capability(NamedTuple):
    """`reason` is why it can't; None where it can."""

    name: str
    reason: ApiError | None


async def find_out(api: Api) -> list[Capability]:
    """Each function, and whether the account has it. A token that can't be had, or an API that
    can't be reached, is told of once, as the reason of the first."""
    found = []
    for probe in PROBES:
        reason = await _tried(api, probe)
        found.append(Capability(probe.name, reason))
        if reason and reason.do in (Do.CONFIG, Do.RETRY):
            break
    return found


async def _tried(api: Api, probe: Probe) -> ApiError | None:
    try:
        await api.call(probe.api, probe.path, probe.payload, anyhow=True)
    except ApiError as error:
        if error.do in (Do.CAPABILITY, Do.CONFIG, Do.RETRY, Do.BANNED, Do.STOP_TODAY):
            return error
    return None
