"""The figures in a text (money, points, days, percentages …) as comparable values.

Those in words are figures too: 半年, 三成, 双倍, 一半, 三分之二, 两周.

An entry's figures must stand in what it cites; this module finds them in both. It knows
numerals of both scripts and ranges whose first number leaves its unit out (200至2000元).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.text import numerals

# unit as written → (unit to compare, factor)
_UNITS: dict[str, tuple[str, Decimal]] = {
    "元": ("元", Decimal(1)),
    "块钱": ("元", Decimal(1)),
    "工作日": ("工作日", Decimal(1)),
    "个工作日": ("工作日", Decimal(1)),
    "日": ("日", Decimal(1)),
    "天": ("日", Decimal(1)),
    "个月": ("月", Decimal(1)),
    "年": ("年", Decimal(1)),
    "周年": ("年", Decimal(1)),
    "周": ("日", Decimal(7)),
    "星期": ("日", Decimal(7)),
    "个星期": ("日", Decimal(7)),
    "礼拜": ("日", Decimal(7)),
    "个礼拜": ("日", Decimal(7)),
    "周岁": ("岁", Decimal(1)),
    "岁": ("岁", Decimal(1)),
    "小时": ("小时", Decimal(1)),
    "个小时": ("小时", Decimal(1)),
    "钟头": ("小时", Decimal(1)),
    "个钟头": ("小时", Decimal(1)),
    "刻钟": ("分钟", Decimal(15)),
    "分钟": ("分钟", Decimal(1)),
    "分": ("分", Decimal(1)),
    "倍": ("倍", Decimal(1)),
    "%": ("%", Decimal(1)),
    "％": ("%", Decimal(1)),
    "‰": ("%", Decimal("0.1")),
    "成": ("%", Decimal(10)),
    "折": ("%", Decimal(10)),
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "米": ("米", Decimal(1)),
    "厘米": ("米", Decimal("0.01")),
    "公分": ("米", Decimal("0.01")),
    "毫米": ("米", Decimal("0.001")),
    "平方米": ("平方米", Decimal(1)),
    "平米": ("平方米", Decimal(1)),
    "立方米": ("立方米", Decimal(1)),
    "海里": ("海里", Decimal(1)),
    "总吨": ("总吨", Decimal(1)),
    "千瓦": ("千瓦", Decimal(1)),
    "吨": ("千克", Decimal(1000)),
    "千克": ("千克", Decimal(1)),
    "公斤": ("千克", Decimal(1)),
    "斤": ("千克", Decimal("0.5")),
    "克": ("千克", Decimal("0.001")),
    "毫克": ("毫克", Decimal(1)),
    "毫升": ("毫升", Decimal(1)),
    "升": ("毫升", Decimal(1000)),
    "km": ("米", Decimal(1000)),
    "cm": ("米", Decimal("0.01")),
    "kg": ("千克", Decimal(1)),
    "mg": ("毫克", Decimal(1)),
    "ml": ("毫升", Decimal(1)),
}
_GOES_ON = {
    "成": "不变|[为交人份像功员品因型套年心效本果熟真立绩群色语都长]",
    "折": "[中价合叠回射扣抵换断旧磨算线腾损返页]",
    "升": "[为任值入学级职起降]|[到至](?![0-9一二两三四五六七八九十])",
    "周": "[一二三四五六日末边围期全转游长折济岁年]",
    "星期": "[一二三四五六日天末]",
    "礼拜": "[一二三四五六日天堂]",
}
"""What goes on behind a unit's sign where it begins another word: 三成员, 第二升级, 星期一."""
_D = "〇零一二两三四五六七八九十百"
# 千 belongs to the unit in 十千克 and 五千米; 一 in 哪一天, 同一天 counts nothing.
# A numeral has an end: at each of a thousand digits the expression would read all that follow.
_NUMBER = (
    rf"(?<![哪某同这那另])(?:[0-9][0-9,]{{0,20}}(?:\.[0-9]{{1,20}})?|[{_D}])"
    rf"(?:[{_D}亿]|万[0-9]?|千(?![克米])){{0,20}}"
)
_UNIT = "|".join(
    re.escape(unit) + (f"(?!{ends})" if (ends := _GOES_ON.get(unit.removeprefix("个"))) else "")
    for unit in sorted(_UNITS, key=len, reverse=True)
)
_N = r"[0-9〇零一二三四五六七八九十]"
_DATE = re.compile(
    r"(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"
    rf"|(?P<year>[0-9〇零一二三四五六七八九]{{4}})\s*年"
    rf"(?:\s*(?P<month>{_N}{{1,3}})\s*月(?:\s*(?P<day>{_N}{{1,3}})\s*日)?)?"
    rf"|(?P<only_month>{_N}{{1,3}})\s*月\s*(?P<only_day>{_N}{{1,3}})\s*日"
)
_SHARE = re.compile(rf"(?P<whole>[百千万]|{_NUMBER})分之(?P<part>{_NUMBER})")
"""百分之三, 万分之五, 三分之二."""
_WHOLE = r"年|个?月|天|日|周|个?星期|个?礼拜|个?小时|个?钟头|公里|米|吨|公斤|斤|倍|成"
_AND_HALF = re.compile(
    rf"(?P<number>{_NUMBER})(?:(?P<unit>{_WHOLE})半|个半(?P<behind>月|小时|钟头|星期|礼拜))"
    r"(?![挂径价数年月天个自程夜])"
)
"""一年半, 两个半月."""
_HALF = re.compile(
    r"(?<![上下前后大小多一两另这那头])半"
    r"(?P<unit>年(?![报级度])|个?月(?![板形牙])|个?(?:小时|钟头|星期|礼拜)|公里|公斤|米|吨|斤|倍)"
)
"""半年; 上半年 is a time of the year, 大半年 says nothing exactly, and so does 半天."""
_WORD = re.compile(
    r"(?P<double>双倍|翻倍|加倍|翻一?番)"
    r"|(?P<half>减半|折半|对半|对折|过半|半数|半价|(?<![到另了])一半)"
)
_ROUND_SUM = re.compile(r"(?<![几数多余来好若])(?P<number>[千万])(?P<unit>元)(?!人民币)")
"""上千元, 万元以上; 几千元 says nothing exactly."""
_FIGURE = re.compile(
    rf"(?P<first>{_NUMBER})(?:\s*(?:至|到|-|—|–|~|～|、|或者?)\s*(?P<second>{_NUMBER}))?\s*(?P<unit>{_UNIT})"
    r"(?<![a-z](?=[A-Za-z]))(?!点)(?!之(?![内前后间外]))"
)
_FINE = re.compile(
    rf"(?:罚款?|处以?|缴纳?|人民币|[¥￥])\s*(?:人民币)?\s*(?P<first>{_NUMBER})"
    rf"(?:\s*(?:至|到|-|—|–|~|～|或者?)\s*(?P<second>{_NUMBER}))?(?P<unit>\s*块)?"
    r"(?=\s*(?:以上|以下|左右|多|[，,。；;、！!？?）)\n]|$))"
)
"""Money without its unit: 罚7万, 罚8000块, ￥70000."""
_OTHER_DIGITS = re.compile(r"[^\x00-\x7f一-鿿]")
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
_WRITTEN_OUT = re.compile(rf"[{_FORMAL}零万亿]{{2,}}|[{_FORMAL}](?=[元圆])")
"""As sums are written where nobody may change them: 柒万元. One sign alone is a word's (水陆)."""
_USUAL = str.maketrans(_FORMAL, "一二三四五六七八九十百千")
_APART = re.compile(r"(?<![0-9])([0-9]{1,3})[，\u0020\u00a0](?=[0-9]{3}(?![0-9]))")
"""5，000 and 5 000."""
_LATIN = re.compile(r"(?<=[0-9])(?:([wW])|([kK]))(?![A-Za-z])")
_NO_FIGURE = re.compile(
    rf"第[{_D}千0-9]+(?:[条章节款项编](?:之[一二三四五六七八九十]+)?|个?(?:周|星期|礼拜))"
    r"|四周(?![内后前以之岁年])"
)
"""An article's number, the week that is meant, and all around."""


Key = tuple[str, Decimal]
"""Unit and value: what two figures must share to be the same."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its comparable unit; `written` is how the text has it, `start` where."""

    value: Decimal
    unit: str
    written: str
    start: int

    @property
    def key(self) -> Key:
        return self.unit, self.value


def find(text: str) -> list[Quantity]:
    """Every figure of the text, in order."""
    text = _NO_FIGURE.sub(lambda match: "§" * len(match[0]), _usual(text))
    found: list[Quantity] = []

    def blank(match: re.Match[str]) -> str:
        return "§" * len(match[0])

    found.extend(
        Quantity(_day_number(match), "date", match[0], match.start())
        for match in _DATE.finditer(text)
    )
    text = _DATE.sub(blank, text)
    for form, value_of in _FORMS:
        found.extend(
            Quantity(*value_of(match), match[0], match.start()) for match in form.finditer(text)
        )
        text = form.sub(blank, text)
    for match in _FIGURE.finditer(text):
        found.extend(_expand(match, match["unit"]))
    text = _FIGURE.sub(blank, text)
    found.extend(
        Quantity(Decimal(_ROUND[match["number"]]), "元", match[0], match.start())
        for match in _ROUND_SUM.finditer(text)
    )
    for match in _FINE.finditer(text):
        if _is_amount(match):
            found.extend(_expand(match, "元"))
    return sorted(found, key=lambda figure: figure.start)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the figures with a unit stand that are no dates, ranges as one."""
    text = _usual(text)

    def blank(match: re.Match[str]) -> str:
        return "§" * len(match[0])

    text = _DATE.sub(blank, _NO_FIGURE.sub(blank, text))
    found: list[tuple[int, int]] = []
    for form in (_SHARE, _AND_HALF, _HALF, _FIGURE):
        found.extend(one.span() for one in form.finditer(text))
        text = form.sub(blank, text)
    return sorted(found)


def _usual(text: str) -> str:
    """The text with its numbers in the usual signs, each in its place: 柒万圆, 5，000, ７w, ①."""

    def digit(match: re.Match[str]) -> str:
        value = unicodedata.digit(match[0], None)
        return match[0] if value is None else str(value)

    text = _OTHER_DIGITS.sub(digit, text.replace("．", "."))
    text = _WRITTEN_OUT.sub(lambda match: match[0].translate(_USUAL), text)
    text = re.sub(r"(?<=[0-9一二三四五六七八九十百千万])圆", "元", text)
    text = _APART.sub(r"\1,", text)
    return _LATIN.sub(lambda match: "万" if match[1] else "千", text)


def _day_number(match: re.Match[str]) -> Decimal:
    """2026年3月20日 as 20260320, 12月4日 as 1204, 2026年 as 2026."""
    parts = [part for part in match.groups() if part]
    return Decimal("".join(_two_digits(part) for part in parts))


def _two_digits(part: str) -> str:
    if any(character in part for character in numerals.MULTIPLIERS):
        return str(numerals.parse(part)).zfill(2)
    return "".join(str(numerals.parse(digit)) for digit in part).zfill(2)


def _share(match: re.Match[str]) -> tuple[Decimal, str]:
    whole = Decimal(_ROUND.get(match["whole"]) or numerals.parse(match["whole"]))
    return (100 * numerals.parse(match["part"]) / whole if whole else Decimal(0)), "%"


def _and_half(match: re.Match[str]) -> tuple[Decimal, str]:
    return _halves(2 * numerals.parse(match["number"]) + 1, match["unit"] or match["behind"])


def _halves(count: Decimal, written: str) -> tuple[Decimal, str]:
    """So many halves of a unit, as laws write them: of a year in months, of an hour in minutes,
    half a month in days."""
    unit = written.removeprefix("个")
    if unit == "月":
        return (Decimal(15), "日") if count == 1 else (count / 2, "月")
    if smaller := _SMALLER.get(unit):
        return count * smaller[0] / 2, smaller[1]
    unit, factor = _UNITS[unit]
    return count * factor / 2, unit


def _word(match: re.Match[str]) -> tuple[Decimal, str]:
    return (Decimal(2), "倍") if match["double"] else (Decimal(50), "%")


_ROUND = {"百": 100, "千": 1_000, "万": 10_000}
_SMALLER = {
    "年": (Decimal(12), "月"),
    "小时": (Decimal(60), "分钟"),
    "钟头": (Decimal(60), "分钟"),
}
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Decimal, str]]], ...] = (
    (_SHARE, _share),
    (_AND_HALF, _and_half),
    (_HALF, lambda match: _halves(Decimal(1), match["unit"])),
    (_WORD, _word),
)


def _is_amount(match: re.Match[str]) -> bool:
    """Whether a number after 罚 is money: 罚7万 and 罚200, not 处一 of 处一人."""
    return bool(match["unit"]) or "万" in match["first"] or numerals.parse(match["first"]) >= 100


def _expand(match: re.Match[str], written: str) -> list[Quantity]:
    unit, factor = _UNITS[written]
    numbers = [match["first"], match["second"]] if match["second"] else [match["first"]]
    if match["second"] and match["second"].endswith("万") and "万" not in match["first"]:
        numbers[0] = _shared(match["first"], match["second"])
    values = [numerals.parse(number) for number in numbers]
    if written == "折":
        values = [value / 10 if value > 10 else value for value in values]  # 八五折
    return [
        Quantity(value * factor, unit, f"{number}{written}", match.start())
        for number, value in zip(numbers, values, strict=True)
    ]


def _shared(first: str, second: str) -> str:
    """7 of 7-77万 is 70,000 like 77; 3000 of 3000至1万 is 3,000."""
    return (
        f"{first}万" if numerals.parse(first) < numerals.parse(second.removesuffix("万")) else first
    )
