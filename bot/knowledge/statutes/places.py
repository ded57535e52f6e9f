"""Whether a place stands beside a law's name, which makes it another law: 河南省新修订的《道路运输
条例》, 豫《道路运输条例》, 道路运输条例（河南省）."""

from __future__ import annotations

import re

HAN = "一-鿿〇"
PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|"
    "广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_ABBREVIATED = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川蜀贵黔云滇陕秦甘陇青台蒙桂藏宁疆港澳"
_ABROAD = "美国|英国|德国|法国|日本|韩国|俄罗斯|加拿大|澳大利亚|新加坡|欧盟"
_DIVISIONS = "省|市|自治区|自治州|自治县|特区|县|区|州|盟|旗"
_ENDS_IN_PLACE = re.compile(
    rf"(?:{PROVINCES}|{_ABROAD}|{_DIVISIONS}|本地|当地|地方(?:性?法规|性)?|实施)$"
)
"""What makes it the law of a place, or one that carries another out (实施……办法)."""
_ABBREVIATION_ALONE = re.compile(rf"(?:^|[^{HAN}])[{_ABBREVIATED}]$")
"""豫《……》; inside a run of words the character is a word's."""
_PROVINCE_ALONE = re.compile(rf"^(?:{PROVINCES})(?:省|市|自治区)?[，,]$")
_BETWEEN = re.compile(
    r"(?:[里内]?的|现行|最新|新修订|修订后|新版|新|[0-9]{4}年|[（(][^（()）]*[）)]|"
    r"[：:《〈“\"'（(\s　])$"
)
"""What is said of a place's law before its name."""
_IN_BRACKETS = re.compile(r"[》〉”\"'\s　]*[（(·•](?P<said>[^（()）》〉]{1,20})[）)]?")
_VERSION_OF = re.compile(rf"[》〉”\"'\s　]*(?P<said>[{HAN}]{{1,8}}版)")
_IS_PLACE = re.compile(
    rf"{PROVINCES}|^[{_ABBREVIATED}]$|地方|(?<!全国)人大|(?:省|(?<!城)市|自治区|县)(?![级场])|[区州盟旗]版?$"
)


def is_before(before: str) -> bool:
    """Whether a place ends these words, which a name follows."""
    bare = without_adjectives(before)
    if _ENDS_IN_PLACE.search(bare) or _PROVINCE_ALONE.search(bare):
        return True
    return before.endswith(("《", "〈")) and bool(_ABBREVIATION_ALONE.search(bare))


def without_adjectives(before: str) -> str:
    """The words without what is said of a law before its name: 河南省 of 河南省新修订的《."""
    while between := _BETWEEN.search(before):
        before = before[: between.start()]
    return before


def behind(following: str) -> str:
    """The place in brackets, or with its 版, that follows a name; "" where none does."""
    for pattern in (_IN_BRACKETS, _VERSION_OF):
        found = pattern.match(following)
        if found and _IS_PLACE.search(found["said"]):
            return found["said"]
    return ""
