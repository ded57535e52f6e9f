"""Whose matter a letter is, read as a question is: who else can be turned to, and sooner.

Numbers and plates are taken out first: 车牌 tells where to look, not whose matter it is.
"""

from __future__ import annotations

import re

from bot.knowledge.library import Library
from bot.knowledge.offices import Office, leading
from bot.masking import mask

OURS = "交通运输主管部门"
"""The name in offices.yaml of what the bureau itself is."""
_IN_DANGER = "有人受伤或者正在发生危险，请先拨打 **110**、**120**；道路交通事故拨打 **122**。"
_DANGER = re.compile(r"撞|车祸|受伤|交通事故|酒驾|醉驾|毒驾|逃逸|追尾")
_MASK = re.compile(r"〔[^〕]*〕")
_PLATE = "(?:车牌照?|牌照)"
_SIGNS = re.compile(
    rf"(?P<matter>(?:[假套]|套用|遮[挡住]?|挡[住了]?|[不没未无]有?(?:悬?挂|上|装)?|[伪变]造的?){_PLATE}"
    rf"|{_PLATE}(?:被?[遮挡偷盗套丢掉]|遗失|污损|是假))|{_PLATE}(?:号码?|是|为)?"
)
"""Where somebody names a vehicle by its plate, unless what was done with it is the `matter`."""
_MATTER = "号牌"
"""What facets.yaml calls it."""
_KINDS = ("matter", "moves")
_MOST = 2
_TELEPHONE = re.compile(r"(?<![\d管])(?:1[12]\d|12\d{3})(?!\d)")


def is_of_danger(text: str) -> bool:
    """Whether somebody may need help at once."""
    return _DANGER.search(text) is not None


def referral(library: Library, text: str, category: str) -> str:
    """Where to turn besides; "" where staff's answer is all it needs."""
    if is_of_danger(text):
        return _IN_DANGER
    offices = _offices(library, text)
    told = [_told(library, office) for office in offices]
    if [office.name for office in offices] == [OURS]:  # nobody is sent away
        return f"这件事归{OURS}管，急的话也可以拨打 {_call(library, offices[0])}。"
    if len(told) == 1:
        return f"这件事看起来归{told[0]}管，也可以直接联系。"
    if told:
        return f"这件事可能归{told[0]}，也可能归{told[1]}管，都可以直接联系。"
    if category in ("投诉", "举报"):
        return "交通运输方面的投诉和举报，也可以拨打交通运输服务监督电话 **12328**，全天受理登记。"
    return ""


def elsewhere(library: Library, text: str) -> str:
    """For staff: which other offices' matter it may be; "" where it is the bureau's own."""
    if is_of_danger(text):
        return "公安机关（**110**）；道路交通事故归交警（**122**）"
    others = [office for office in _offices(library, text) if office.name != OURS]
    return "、".join(_told(library, office) for office in others)


def _offices(library: Library, text: str) -> list[Office]:
    told = _MASK.sub("", mask(text))
    asked = library.facets.of(_SIGNS.sub(lambda sign: _MATTER if sign["matter"] else "", told))
    # A taxi's false plate is the police's by what happened, the transport office's by what moved.
    found = [one for kind in _KINDS for one in leading(library.offices, {kind: asked[kind]})]
    return list({office.name: office for office in found}.values())[:_MOST]


def _told(library: Library, office: Office) -> str:
    return f"{office.name}（{_call(library, office)}）"


def _call(library: Library, office: Office) -> str:
    """Whom to call, with the numbers as they stand in all that is said."""
    return _TELEPHONE.sub(r"**\g<0>**", library.fill(office.call))
