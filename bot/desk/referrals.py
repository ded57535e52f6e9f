"""Whose matter it is, by the words of a letter: who else can be turned to, and sooner.

Licences, points, offences and accidents on the road are the police's; passengers, freight,
overloaded lorries, driving schools and repair shops the transport departments' (12328); the rest
of what a government does is 12345's.
"""

from __future__ import annotations

import re

_DANGER = re.compile(r"(撞|车祸|受伤|交通事故|酒驾|醉驾|毒驾|逃逸|追尾)")
_POLICE = re.compile(
    r"(驾驶证|驾照|扣分|记分|闯红灯|违停|违章|超速|套牌|号牌|车牌|上牌|行驶证|电动自行车|电动车|"
    r"交警|酒后|无证驾驶|飙车|远光灯)"
)
_SERVICE = re.compile(r"公交|出租|网约车|客运|班车|驾校|维修|修车|拒载|绕道|打表")
_WHICH = re.compile(r"车牌号?|号牌")
"""What only tells which vehicle it was."""
_TRANSPORT = re.compile(
    r"(出租|网约车|公交|客运|班车|货车|货运|超限|超载|运输|驾校|维修|修车|黑车|拒载|绕道|打表|"
    r"公路|收费站|etc|路政|高速)",
    re.IGNORECASE,
)
_CITY = re.compile(r"(噪音|扰民|停车费|停车场|物业|城管|占道|路灯|井盖|小区|工资|社保|违建|垃圾)")


def referral(text: str, category: str) -> str:
    """Where to turn besides; "" where staff's answer is all it needs."""
    if _DANGER.search(text):
        return "有人受伤或者正在发生危险，请先拨打 **110**、**120**；道路交通事故拨打 **122**。"
    told = _WHICH.sub("", text) if _SERVICE.search(text) else text
    if _POLICE.search(told):
        return (
            "驾驶证、记分、号牌、路面交通违法由公安机关交通管理部门处理，"
            "可以直接拨打 **122**，或在“交管12123”上办理。"
        )
    if _CITY.search(text):
        return "这类事情一般由当地其他部门处理，可以拨打政务服务热线 **12345**。"
    if category in ("投诉", "举报") or _TRANSPORT.search(text):
        return "交通运输方面的投诉和举报，也可以拨打交通运输服务监督电话 **12328**，全天受理登记。"
    return ""
