"""The figures in a text (money, points, days, percentages …) as comparable values.

An entry's figures must stand in what it cites; this module finds them in both. It knows
numerals of both scripts and ranges whose first number leaves its unit out (200至2000元).
"""

from __future__ import annotations

import re
import unicodedata
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
    "周岁": ("岁", Decimal(1)),
    "岁": ("岁", Decimal(1)),
    "小时": ("小时", Decimal(1)),
    "分钟": ("分钟", Decimal(1)),
    "分": ("分", Decimal(1)),
    "倍": ("倍", Decimal(1)),
    "%": ("%", Decimal(1)),
    "％": ("%", Decimal(1)),
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "米": ("米", Decimal(1)),
    "厘米": ("米", Decimal("0.01")),
    "海里": ("海里", Decimal(1)),
    "吨": ("千克", Decimal(1000)),
    "千克": ("千克", Decimal(1)),
    "公斤": ("千克", Decimal(1)),
    "克": ("千克", Decimal("0.001")),
    "毫克": ("毫克", Decimal(1)),
    "毫升": ("毫升", Decimal(1)),
    "km": ("米", Decimal(1000)),
    "cm": ("米", Decimal("0.01")),
    "kg": ("千克", Decimal(1)),
    "mg": ("毫克", Decimal(1)),
    "ml": ("毫升", Decimal(1)),
}
_D = "〇零一二两三四五六七八九十百"
# 千 belongs to the unit in 十千克 and 五千米; 一 in 哪一天, 同一天 counts nothing.
# A numeral has an end: at each of a thousand digits the expression would read all that follow.
_NUMBER = (
    rf"(?<![哪某同这那另])(?:[0-9][0-9,]{{0,20}}(?:\.[0-9]{{1,20}})?|[{_D}])"
    rf"(?:[{_D}亿]|万[0-9]?|千(?![克米])){{0,20}}"
)
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_N = r"[0-9〇零一二三四五六七八九十]"
_DATE = re.compile(
    r"(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"
    rf"|(?P<year>[0-9〇零一二三四五六七八九]{{4}})\s*年"
    rf"(?:\s*(?P<month>{_N}{{1,3}})\s*月(?:\s*(?P<day>{_N}{{1,3}})\s*日)?)?"
    rf"|(?P<only_month>{_N}{{1,3}})\s*月\s*(?P<only_day>{_N}{{1,3}})\s*日"
)
_PERCENT = re.compile(rf"百分之(?P<number>{_NUMBER})")
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
_ARTICLE = re.compile(
    r"第[0-9〇零一二两三四五六七八九十百千]+[条章节款项编](?:之[一二三四五六七八九十]+)?"
)


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
    text = _ARTICLE.sub(lambda match: "§" * len(match[0]), _usual(text))
    found: list[Quantity] = []

    def blank(match: re.Match[str]) -> str:
        return "§" * len(match[0])

    found.extend(
        Quantity(_day_number(match), "date", match[0], match.start())
        for match in _DATE.finditer(text)
    )
    text = _DATE.sub(blank, text)
    found.extend(
        Quantity(numerals.parse(match["number"]), "%", match[0], match.start())
        for match in _PERCENT.finditer(text)
    )
    text = _PERCENT.sub(blank, text)
    for match in _FIGURE.finditer(text):
        found.extend(_expand(match, match["unit"]))
    text = _FIGURE.sub(blank, text)
    for match in _FINE.finditer(text):
        if _is_amount(match):
            found.extend(_expand(match, "元"))
    return sorted(found, key=lambda figure: figure.start)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the figures with a unit stand that are no dates, ranges as one."""
    text = _usual(text)

    def blank(match: re.Match[str]) -> str:
        return "§" * len(match[0])

    text = _DATE.sub(blank, _ARTICLE.sub(blank, text))
    return sorted(one.span() for form in (_PERCENT, _FIGURE) for one in form.finditer(text))


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


def _is_amount(match: re.Match[str]) -> bool:
    """Whether a number after 罚 is money: 罚7万 and 罚200, not 处一 of 处一人."""
    return bool(match["unit"]) or "万" in match["first"] or numerals.parse(match["first"]) >= 100


def _expand(match: re.Match[str], written: str) -> list[Quantity]:
    unit, factor = _UNITS[written]
    numbers = [match["first"], match["second"]] if match["second"] else [match["first"]]
    if match["second"] and match["second"].endswith("万") and "万" not in match["first"]:
        numbers[0] = _shared(match["first"], match["second"])
    return [
        Quantity(numerals.parse(number) * factor, unit, f"{number}{written}", match.start())
        for number in numbers
    ]


def _shared(first: str, second: str) -> str:
    """7 of 7-77万 is 70,000 like 77; 3000 of 3000至1万 is 3,000."""
    return (
        f"{first}万" if numerals.parse(first) < numerals.parse(second.removesuffix("万")) else first
    )
