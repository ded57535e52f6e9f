"""Whether running text names a law, or another one whose name only ends in it.

《河南省道路运输条例》 is not 《道路运输条例》: what stands before a name decides, and inside 《》
the whole of it.
"""

from __future__ import annotations

import re
import unicodedata

from bot.knowledge.statutes import places
from bot.knowledge.statutes.placenames import PLACES
from bot.knowledge.statutes.places import HAN
from bot.text.normalise import simplified

_STATE = "中华人民共和国"
_OPENING, _CLOSING = "《〈“\"'（( \t　", "》〉”\"'）) \t　"

_FILLER = (
    "按照|按|依照|依据|依|根据|据|违反|触犯|适用|参照|参见|详见|见|对照|查询|查一下|查|看看|看一下|看|读|找|问|"
    "请问|想问|是|为|在|和|与|及|或|或者|跟|同|有|的|对|把|给|到|了|过|那|这|该|请|关于|现行|新(?![区疆])|旧|老|最新|"
    "新版|旧版|修订后|修改后|新修订|中国|我国|国家|全国|国务院|下|里|被|用|(?<!自)由|从|讲|说|叫|称|引用|执行|贯彻|落实|"
    "法规|行政法规|法律|学习|学|背|解释|一下|第一部|部法规|还有|比如|例如|就是|不是|违|指|以|及其|我要|要|想|能|会|翻"
)
_BEFORE = re.compile(rf"(?:^|[^{HAN}A-Za-z]|{_FILLER}|{_STATE})$")
_NO_PLACE = re.compile(rf"[^{HAN}A-Za-z×*]")
"""Who leaves the place open writes XX市."""
_NO_HAN = re.compile(rf"[^{HAN}]")
_LEADING = re.compile(rf"^.*(?:{_FILLER}|您好|你好|我们|咱们|我|咱)(?=[{HAN}])")
_CONTINUES = re.compile(
    r"[》〉”\"'\s　的]*(?:实施|施行|配套)?(?:办法|细则|条例|解释|若干|暂行|管理)"
)
_IS_DRAFT = r"(?:草案|草稿|征求意见稿?|送审稿|审议稿|讨论稿|建议稿|修正案)"
_DRAFT = re.compile(
    rf"[》〉”\s　]*(?:(?:修订|修正|修改)?(?:草案|征求意见稿|送审稿|修正案)"
    rf"|[（(【〔［\[][^（()）]{{0,8}}?{_IS_DRAFT})"
)
"""What isn't in force, or has articles of its own: 公路法（修订草案）, 刑法修正案（八）."""
_EDITION = re.compile(r"[（(][^（）()]*[）)]$")
_BRACKETED = re.compile(r"[》〉”\s　]*[（(【〔［\[]([^（()）】〕］\]]+)")
_CLOSED = re.compile(r"^(?:[》〉”\s　]|[（(][^（）()]*[）)])+")
_LOCAL_KIND = r"(?:条例|办法|规定|细则|规则)"
_IS_LOCAL_KIND = re.compile(rf"{_LOCAL_KIND}$")
_ARTICLE = r"[》〉”\s　的]*第?\s*[0-9〇零一二三四五六七八九十百千]+\s*[条條]"
_ODD = re.compile("[０-９Ａ-Ｚａ-ｚ\u2e80-\u2fdf\uf900-\ufaff]+")
_OTHER_QUOTES = re.compile(
    r"(?:<<|＜＜|≪|「|『|<|＜)(?P<inside>[^<>＜＞≪≫「」『』《》]{2,40})(?:>>|＞＞|≫|」|』|>|＞)"
)
_QUOTED = re.compile(rf"《([^《》]*(?:《[^《》]*》[^《》]*)*)》(?P<article>{_ARTICLE})?")
_OF_A_PLACE = re.compile(
    rf"(?:{PLACES}|[{HAN}]{{1,5}}(?:省|市|自治区|自治州|自治县|特区|县))"
    rf"[{HAN}]{{2,40}}?{_LOCAL_KIND}(?={_ARTICLE})"
)
_NATIONAL = re.compile(
    rf"[{HAN}]{{2,16}}法(?=[》〉”\s　的]*第\s*[0-9〇零一二三四五六七八九十百千]+\s*[条條])"
)
_AHEAD = re.compile(
    r"^.*(?:按照?|依照|[依根]据|违反|触犯|请问|想问|问问|一下|对照|查询?|看看|说|[那这]个|[他我你]们|的)"
)
"""Of what stands before a law's name, what stands in none: 国家 does, in 国家赔偿法."""
_NO_LAW = re.compile(r"[违犯办执依合普守司立方非无做说看想用本该此]法$")
"""No law's name ends in these: 处罚办法, 交通执法."""
_OF_IT = rf"[》〉”\s　的]*(?:(?:{PLACES})(?:省|市|自治区)?)?"
_CARRIES_OUT = r"(?:实施|施行|配套|暂行|若干|管理)"
_CARRIED_OUT = re.compile(rf"{_OF_IT}{_CARRIES_OUT}*(?:{_LOCAL_KIND}|解释)(?={_ARTICLE})")
_WHOLE_KIND = re.compile(
    rf"{_OF_IT}{_CARRIES_OUT}+(?:{_LOCAL_KIND}|解释)?|[》〉”\s　的]*(?:{_LOCAL_KIND}|解释)"
)
_DIVISION_ALONE = re.compile(r"^(?=[省市县区州旗](?:里|内)?$)")
_NEAR = 40
"""Characters before and after a name that are looked at."""
READ = 500
"""Characters in which an unknown law is looked for."""
_SHORT_RUN = 4
"""So few characters before 条例第……条, of which nothing is known, are a town without its 市."""


def plain(text: str) -> str:
    """The text as names are looked for in it: simplified, with 《》 for what others write as 「」
    or <<>>, and usual signs for full-width digits and the radicals in copies of a PDF."""
    text = _ODD.sub(lambda odd: unicodedata.normalize("NFKC", odd[0]), simplified(text))

    def usual(quoted: re.Match[str]) -> str:
        is_inside = text.rfind("《", 0, quoted.start()) > text.rfind("》", 0, quoted.start())
        return f"〈{quoted['inside']}〉" if is_inside else f"《{quoted['inside']}》"

    return _OTHER_QUOTES.sub(usual, text)


def stands_for(text: str, start: int, end: int) -> bool:
    """Whether the known name at these places is the law meant: nothing before it makes it another
    one's, and inside 《》 it is all that stands there."""
    before, following = _around(text, start, end)
    if places.is_before(before) or places.behind(following) or is_draft(text, end):
        return False
    opened = max(before.rfind("《"), before.rfind("〈"))
    if opened > max(before.rfind("》"), before.rfind("〉")):
        inside = before[opened + 1 :].strip(_OPENING)
        closed = re.search(r"[》〉]", following)
        rest = following[: closed.start()].strip() if closed else ""
        return inside in ("", _STATE) and not _EDITION.sub("", rest).strip()
    return bool(_BEFORE.search(before.rstrip("“\"'（(")))


def after(text: str, end: int) -> str:
    """What follows the name, without the marks that close it and the edition it is of."""
    return _CLOSED.sub("", text[end : end + _NEAR]).lstrip("的,，第")


def goes_on(text: str, end: int) -> bool:
    """Whether what follows the name makes it another law's: 道路交通安全法实施办法."""
    return bool(_CONTINUES.match(text[end : end + _NEAR]))


def is_draft(text: str, end: int) -> bool:
    """Whether what follows makes it a draft, or an amendment, of the law: 公路法（修订草案）."""
    return bool(_DRAFT.match(text[end : end + _NEAR]))


def is_anothers(behind: str) -> bool:
    """Whether what follows an article makes it another law's: 第二十条（河南）, …（草案）."""
    return bool(places.follows_article(behind)) or bool(_DRAFT.match(behind))


def is_carried_out(text: str, end: int) -> bool:
    """Whether what follows makes it another law's of which an article is named: 公路法实施办法
    第二十条."""
    return bool(_CARRIED_OUT.match(text[end:]))


def whole(text: str, start: int, end: int) -> str:
    """The name as it stands, with what comes before it: 河南省道路运输条例."""
    before, following = _around(text, start, end)
    draft = _DRAFT.match(following)
    if place := places.behind(following):
        return f"{text[start:end]}（{place}）"
    if not draft and (others := re.search(rf"^{_ARTICLE}(?P<behind>.*)", following)):
        said = _BRACKETED.match(others["behind"])
        if place := places.follows_article(others["behind"]):
            return f"{text[start:end]}（{place}）"
        if said and is_anothers(others["behind"]):
            return f"{text[start:end]}（{said[1]}）"
    run = _NO_PLACE.split(places.without_adjectives(before).rstrip("，,、"))[-1]
    if places.is_here(run):
        run = "本地"
    province = re.search(PLACES, run)
    of_place = run[province.start() :] if province else _LEADING.sub("", run)
    more = draft or _WHOLE_KIND.match(following)
    named = text[start:end] + (re.sub(rf"[^{HAN}]|的", "", more[0]) if more else "")
    return _DIVISION_ALONE.sub("本", of_place) + named


def of_place(text: str, start: int, end: int) -> str:
    """What a bureau would have registered it as: 河南省道路运输条例 of 道路运输条例（河南省）."""
    place = places.behind(text[end : end + _NEAR]).removesuffix("版")
    return f"{place}{text[start:end]}" if place else whole(text, start, end)


def is_of_a_place(text: str, start: int, end: int) -> bool:
    """Whether a place, or a word like one, stands before the name, which is then a local law's."""
    before, following = _around(text, start, end)
    if places.is_before(before) or places.behind(following):
        return True
    is_short = 0 < len(_run(before)) <= _SHORT_RUN and not _BEFORE.search(before)
    return is_short and bool(_IS_LOCAL_KIND.search(text[start:end]))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - _NEAR) : start], text[end : end + _NEAR]


def _run(before: str) -> str:
    """The Chinese characters that it ends with."""
    return _NO_HAN.split(before)[-1]


def without_edition(title: str) -> str:
    """The name alone: 河南省道路运输条例 of 《河南省道路运输条例（2018年修正）》."""
    return _EDITION.sub("", title.strip("《》")).strip("《》 ")


def quoted(text: str) -> list[tuple[str, bool]]:
    """What stands in 《》, and whether an article of it is named."""
    return [
        (_EDITION.sub("", match[1]).strip(), bool(match["article"]))
        for match in _QUOTED.finditer(text[:READ])
    ]


def local(text: str) -> str:
    """The first law of a place that is named with an article; "" where there is none."""
    match = _OF_A_PLACE.search(text[:READ])
    return _LEADING.sub("", match[0]) if match else ""


def nations(text: str) -> str:
    """The first law that is named as the nation's are, with an article: 货车管理法第三条; "" where
    there is none."""
    found = (match[0].rpartition(_STATE)[2] for match in _NATIONAL.finditer(text[:READ]))
    names = (_AHEAD.sub("", name) for name in found)
    return next((name for name in names if len(name) > 2 and not _NO_LAW.search(name)), "")


def looks_like_a_law(name: str) -> bool:
    return bool(re.search(rf"(?:法|{_LOCAL_KIND}|决定|解释)$", name)) and len(name) > 2
