"""Whether a place stands beside a law's name, which makes it another law: 河南省新修订的《道路运输
条例》, 豫《道路运输条例》, 道路运输条例（河南省）."""

from __future__ import annotations

import re

from bot.knowledge.statutes.placenames import ABBREVIATED, ABROAD, DIVISIONS, PLACES, PROVINCES

HAN = "一-鿿〇"
_HERE = r"(?:我们?|咱们?|俺们?|你们?)(?:这里|这儿|这边|那里|那儿|那边)"
_ENDS_IN_PLACE = re.compile(
    rf"(?:{PLACES}|{ABROAD}|{DIVISIONS}|{_HERE}|本地|当地|地方(?:性?法规|性)?|实施)$"
)
"""What makes it the law of a place, or one that carries another out (实施……办法)."""
_ISSUER = re.compile(
    r"(?:人大(?:常委会)?|人民代表大会(?:常务委员会)?|(?:人民)?政府|交通(?:运输)?[厅局委]|公安[厅局])$"
)
"""Who made a place's law: 河南省人民政府《……》."""
_ABBREVIATION_ALONE = re.compile(rf"(?:^|[^{HAN}])[{ABBREVIATED}]$")
"""豫《……》; inside a run of words the character is a word's."""
_PROVINCE_ALONE = re.compile(rf"^(?:{PROVINCES})(?:省|市|自治区)?[，,、]$")
_BETWEEN = re.compile(
    r"(?:[里内]?的|(?<=[省市县区州旗])[里内]|现行|最新|新修订|修订后|新版|新|[0-9]{4}年|"
    r"[（(][^（()）]*[）)]|[那这][个部条份]|[出发]的?|(?:出台|制定|颁布|发布|公布|印发|通过)的?|版的?|令(?:第?[0-9〇零一二三四五六七八九十百]+号)?|"
    r"[：:《〈“\"'（(\s　/／·•—→>＞|｜\-])$"
)
"""What is said of a place's law before its name."""
_OPENED, _CLOSED = r"[》〉”\"'\s　]*[（(【〔［\[", r"[）)】〕］\]]"
_IN_BRACKETS = re.compile(rf"{_OPENED}·•](?P<said>[^（()）》〉】〕］\]]{{1,20}}){_CLOSED}?")
_VERSION_OF = re.compile(rf"[》〉”\"'\s　]*(?P<said>[{HAN}]{{1,8}}版)")
_TAG = re.compile(
    rf"[【〔［\[#＃]\s*(?:{PLACES})(?:省|市|自治区)?\s*[】〕］\]#＃\s][\s:：]*[《〈]?$"
)
"""[河南]道路运输条例."""
_BETWEEN_SIGNS = r"[》〉”\"'\s　/／—\-]"
_ALONE = re.compile(
    rf"{_BETWEEN_SIGNS}*(?P<said>(?:{PLACES})(?:省|市|自治区)?){_BETWEEN_SIGNS}*"
    r"(?=第?\s*[0-9〇零一二三四五六七八九十百千]+\s*[条條])"
)
"""Between the name and its article: 公路法 湖北 第12条."""
_IS_PLACE = re.compile(
    rf"{PLACES}|^[{ABBREVIATED}]$|地方|(?<!全国)人大|(?:省|(?<!城)市|自治区|县)(?![级场])|[区州盟旗]版?$"
)
_NUMBER = "[0-9〇零一二两三四五六七八九十百千]+"
_PLACE = (
    rf"(?:{PLACES})(?:省|市|自治区|特别行政区|经济特区|特区)?"
    rf"|[{HAN}]{{1,5}}?(?:省|(?<![城超夜门])市|自治区|自治州|自治县|特区|县|旗)"
    r"|(?:[本我咱贵]|我们|咱们?|俺们?|你们)(?:省|市|县|区|自治区|这里|这儿|这边|那里|那儿|那边)(?:[里内]|上)?|[本当]地"
    r"|地方性?(?=法规|规定|条例|的)|[省市县区](?=[里内]的)"
)
_ITS_LAW = r"(?:地方性?)?(?:法规|规定|条例|办法|规章)"
_IS_ITS_OWN = (
    rf"(?:[里内]?的(?:[那这][个部条份]|{_ITS_LAW})?|版本?的?|[那这][个部条份]的?|{_ITS_LAW}里?的?"
    r"|(?:人大(?:常委会)?|人民代表大会常务委员会|(?:人民)?政府)?(?:出台|制定|颁布|发布|公布|通过|修订|修正|出)?的?)"
)
_ENDS = r"(?=[\s　]*(?:$|[，,。！!？?；;、~～）)】〕］\]》〉>＞”\"'\s]))"
_ASKS = r"(?=[\s　]*(?:是什么|说什么|怎么|罚|规定|讲))"
_SPEAKS = r"(?:我|俺)?(?:想|要)?(?:说|问|要|指|查|找|看)的?(?:那?个?是)?"
_SAYS = rf"(?:{_SPEAKS}|是(?:说|指|问)?|就是|即|属于)?"
_OF_PLACE = re.compile(
    rf"(?:的|第\s*{_NUMBER}\s*[款项目]|内容|原文|是什么|怎么说|说的?什么)*[\s　]*"
    rf"(?:[，,。、；;：:/／@＠—\-（(【〔［\[《〈<＜“\"'][\s　]*)*{_SAYS}(?:[0-9]{{4}}年)?"
    rf"(?P<place>(?![不非别没])(?:{_PLACE})|[{ABBREVIATED}](?=(?:[版的])?{_ENDS}))"
    rf"(?:{_IS_ITS_OWN}{_ENDS}|(?:[里内]?的|版的?){_ASKS}|的{_ITS_LAW}{_ASKS})"
)
"""What is said behind an article of the place whose law it is: 第二十条（河南）, 第20条 河南省的,
第20条，我说的是郑州市的; not 第20条 河南省的司机."""
_TOLD = re.compile(
    rf"(?P<place>(?:{PLACES})(?:省|市|自治区)?)|(?:本|我们?|咱们?|俺们?)?(?P<level>[省市县])[里内]?[面头边]?的"
    rf"|(?:本|我们|咱们?|俺们?)(?P<own>[省市县])|(?:{_HERE}|本地|当地|地方)(?:上|性)?的?"
)
"""A place that is told somewhere beside a law's name: 出租车条例（我们市的）."""


def told(text: str) -> tuple[str, str] | None:
    """The place that a message which is a law's name tells, and what is left of it; None where it
    tells none."""
    found = _TOLD.search(text)
    if found is None:
        return None
    level = found["level"] or found["own"]
    place = found["place"] or (f"本{level}" if level else "本地")
    return place, text[: found.start()] + text[found.end() :]


def is_before(before: str) -> bool:
    """Whether a place ends these words, which a name follows."""
    bare = without_adjectives(before)
    if _ENDS_IN_PLACE.search(bare) or _PROVINCE_ALONE.search(bare):
        return True
    if _TAG.search(before):
        return True
    return before.endswith(("《", "〈", " ", "　")) and bool(_ABBREVIATION_ALONE.search(bare))


def is_here(words: str) -> bool:
    """Whether they end in 我们这儿 or the like."""
    return bool(re.search(rf"{_HERE}$", words))


def without_adjectives(before: str) -> str:
    """The words without what is said of a law before its name: 河南省 of 河南省新修订的《, and of
    河南省人民政府《."""
    bare = before
    while between := _BETWEEN.search(bare):
        bare = bare[: between.start()]
    issued = _ISSUER.sub("", bare)
    return issued if issued != bare and _ENDS_IN_PLACE.search(issued) else bare


def behind(following: str) -> str:
    """The place in brackets, or with its 版, that follows a name; "" where none does."""
    for pattern in (_IN_BRACKETS, _VERSION_OF, _ALONE):
        found = pattern.match(following)
        if found and _IS_PLACE.search(found["said"]):
            return found["said"]
    return ""


def follows_article(following: str) -> str:
    """The place that what follows an article says it is of: 第二十条（河南省）, 第20条 河南省的;
    "" where it says none."""
    found = _OF_PLACE.match(following)
    return found["place"] if found else ""
