"""Figures in a message, each with what it counts: 5吨半, 130几码, 三成, 11月3号, 一个半小时."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.text import numerals
from bot.text.normalise import normalise


class Of(StrEnum):
    """What a figure counts. A time is in days."""

    NOTHING = "nothing"
    TONS = "tons"
    PEOPLE = "people"
    YUAN = "yuan"
    SPEED = "speed"
    ALCOHOL = "alcohol"
    TIME = "time"
    POINTS = "points"
    AXLES = "axles"
    GRADE = "grade"
    SHARE = "share"
    AGE = "age"
    DAY = "day"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit` as it was written, "" without any; `day` where it is one. It stands in the text from
    `start` to `end`."""

    of: Of
    value: Decimal
    unit: str
    start: int
    end: int
    day: date | None = None


_TONS, _DAYS = Decimal("0.001"), Decimal(1)
_UNITS: dict[str, tuple[Of, Decimal]] = {
    **dict.fromkeys(("吨", "t"), (Of.TONS, Decimal(1))),
    **dict.fromkeys(("公斤", "千克", "kg"), (Of.TONS, _TONS)),
    **dict.fromkeys(("个人", "人", "个", "名", "座", "口人", "位"), (Of.PEOPLE, Decimal(1))),
    **dict.fromkeys(("块钱", "块", "元", "圆"), (Of.YUAN, Decimal(1))),
    **dict.fromkeys(
        ("公里每小时", "公里", "千米", "码", "迈", "kmh", "km"), (Of.SPEED, Decimal(1))
    ),
    **dict.fromkeys(("毫克", "mg"), (Of.ALCOHOL, Decimal(1))),
    **dict.fromkeys(("天", "日"), (Of.TIME, _DAYS)),
    **dict.fromkeys(("个星期", "星期", "个礼拜", "礼拜", "周"), (Of.TIME, 7 * _DAYS)),
    **dict.fromkeys(("个月", "月"), (Of.TIME, 30 * _DAYS)),
    "年": (Of.TIME, 365 * _DAYS),
    **dict.fromkeys(("个小时", "小时", "个钟头", "钟头", "个钟"), (Of.TIME, _DAYS / 24)),
    **dict.fromkeys(("分钟",), (Of.TIME, _DAYS / 1440)),
    "分": (Of.POINTS, Decimal(1)),
    **dict.fromkeys(("根轴", "个轴", "轴", "桥", "根"), (Of.AXLES, Decimal(1))),
    "级": (Of.GRADE, Decimal(1)),
    **dict.fromkeys(("个点", "成"), (Of.SHARE, Decimal(10))),
    **dict.fromkeys(("周岁", "岁"), (Of.AGE, Decimal(1))),
}
_UNITS["个点"] = (Of.SHARE, Decimal(1))
_OTHER = (
    "次|趟|倍|张|台|辆|条|回|本|遍|门|车|班|点钟|点半|号|米|方|手|档|科|项|样|件|两|斤|杯|瓶|支"
)
"""What counts something that no sum asks for."""
_NUMBER = r"\d+(?:点\d+)?"
_BUILT = "[桥天山楼城塔庙岛大高厂矿立]"
"""What follows 座 where it counts no seats."""
_SHARED = r"(?<=(?<!\d)[1-9][1-9])开(?![到了出过得车走前])"
"""三七开 is two figures, and who drives 80 does 80开."""
_ANY_UNIT = "|".join([*sorted([*_UNITS, *_OTHER.split("|")], key=len, reverse=True), _SHARED])
_FIGURE = re.compile(
    rf"(?<!\d)(?P<hundred>\d+)分之(?P<part>{_NUMBER})"
    rf"|(?<!\d)(?P<whole>\d+)个半(?P<and_half>小时|钟头|月|星期)"
    rf"|(?<![\d第])(?!1[共下样直般起些定半])(?P<number>{_NUMBER})[多几来余]?"
    rf"(?P<unit>(?!座{_BUILT})(?:{_ANY_UNIT}))?"
    rf"(?P<half>半(?!路|夜))?(?P<tenths>(?<=[吨块])\d(?![\d点轴桥根个人座公米吨]))?"
    rf"|(?<![\d大前后上下])半(?P<half_of>个?小时|个?钟头|个?月|年|天|吨)"
)
_DATE = re.compile(
    r"(?:(?P<year>\d{4})年|(?P<ago>今年|去年|前年))?"
    r"(?P<month>\d{1,2})月(?:份)?(?P<day>\d{1,2})[日号]?(?!\d)"
)
_AGO = {"大前天": 3, "前天": 2, "昨天": 1, "昨日": 1, "作天": 1, "今天": 0, "今日": 0, "刚刚": 0}
_YEARS_AGO = {"今年": 0, "去年": 1, "前年": 2}
_LAST_MONTH = re.compile(r"(?P<which>上个?月|这个?月|本月)(?P<day>\d{1,2})[日号]")
_WEEKDAY = re.compile(
    r"(?P<which>上个?|这个?|本|(?<![下个\d]))(?:星期|礼拜|周)(?P<day>[1-7日天末])"
)
_RELATIVE = re.compile("|".join(_AGO))
_BETWEEN_NUMBERS = re.compile(r"(?<=\d) (?=\d)")
_EACH = re.compile(r"(?<=[百千万块元\d])一(?:个(?=月)|(?=[天年月]))(?!.{0,2}半)")
"""工资八千一个月, 二十块一天: no 8,100."""
_MORE = re.compile(r"个[多来](?=月|星期|礼拜|小时|钟头)")
_TIMES = re.compile(r"[×x*](?=\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})(?=[日号])|(\d{4})-(\d{1,2})-(\d{1,2})"
)
_ROUGH = re.compile(
    r"(?P<more>[1-9一二两三四五六七八九])(?P<by>[百千万])(?P<less>[1-9一二三四五六七八九])(?![\d一二三四五六七八九十百千万.点两])"
)
"""一百二 is 120, and 1万2 is 12,000."""
_BY = {"百": 100, "千": 1_000, "万": 10_000}


def plain_text(message: str) -> str:
    """The message as its figures are looked for: numbers in digits, and nothing between the words
    but | between two numbers."""
    text = unicodedata.normalize("NFKC", message).lower()
    text = _TIMES.sub("乘", _MORE.sub("个", _EACH.sub("每", text)))
    text = _PERCENT.sub(lambda found: f"100分之{found[1]}", text)
    text = _NUMERIC_DATE.sub(_with_words, text)
    text = _ROUGH.sub(_rounded, text)
    return _BETWEEN_NUMBERS.sub("|", normalise(text)).replace(" ", "")


def figures(text: str, today: date) -> list[Figure]:
    """Every figure of a `plain_text`, in order."""
    found: list[Figure] = []

    def blank(match: re.Match[str]) -> str:
        return "§" * len(match[0])

    for form, day_of in _DAYS_SAID:
        for match in form.finditer(text):
            day = day_of(match, today)
            if day:
                found.append(Figure(Of.DAY, Decimal(0), "", match.start(), match.end(), day))
        text = form.sub(blank, text)
    found += (one for match in _FIGURE.finditer(text) if (one := _figure(match)))
    return sorted(found, key=lambda one: one.start)


def _figure(match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    if match["hundred"]:
        whole = Decimal(match["hundred"])
        share = _decimal(match["part"]) * 100 / whole if whole else Decimal(0)
        return Figure(Of.SHARE, share, "%", start, end)
    if unit := match["half_of"]:
        return _measured(Decimal("0.5"), unit, start, end)
    if unit := match["and_half"]:
        return _measured(Decimal(match["whole"]) + Decimal("0.5"), f"个{unit}", start, end)
    half = Decimal("0.5") if match["half"] and match["unit"] else Decimal(0)
    tenths = Decimal(match["tenths"] or 0) / 10
    return _measured(_decimal(match["number"]) + half + tenths, match["unit"] or "", start, end)


def _measured(value: Decimal, unit: str, start: int, end: int) -> Figure:
    of, factor = _UNITS.get(unit, (Of.OTHER, Decimal(1))) if unit else (Of.NOTHING, Decimal(1))
    return Figure(of, value * factor, unit, start, end)


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace("点", "."))


def _rounded(found: re.Match[str]) -> str:
    more, by, less = (numerals.parse(found[1]), _BY[found[2]], numerals.parse(found[3]))
    return str(int(more * by + less * by / 10))


def _with_words(found: re.Match[str]) -> str:
    year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
    return f"{year}年{month}月{day}" if year else f"{month}月{day}"


def _written_day(match: re.Match[str], today: date) -> date | None:
    """A day without its year is the last one that was: nobody has been fined tomorrow. A licence's
    or a term's may be ahead; that is for who asks."""
    month, day = int(match["month"]), int(match["day"])
    year = int(match["year"] or 0) or (today.year - _YEARS_AGO.get(match["ago"], 0))
    try:
        told = date(year, month, day)
        if match["year"] or match["ago"] or told <= today:
            return told
        return date(today.year - 1, month, day)
    except ValueError:
        return None


def _days_ago(match: re.Match[str], today: date) -> date | None:
    return today - timedelta(days=_AGO[match[0]])


def _of_a_month(match: re.Match[str], today: date) -> date | None:
    first = today.replace(day=1)
    if match["which"].startswith("上"):
        first = (first - timedelta(days=1)).replace(day=1)
    try:
        return first.replace(day=int(match["day"]))
    except ValueError:
        return None


def _weekday(match: re.Match[str], today: date) -> date | None:
    """A day of the week alone is the last one that was."""
    said = match["day"]
    place = 6 if said in "日天末" else int(said) - 1
    monday = today - timedelta(days=today.weekday())
    if match["which"].startswith("上"):
        monday -= timedelta(days=7)
    told = monday + timedelta(days=place)
    return told - timedelta(days=7) if told > today else told


_DAYS_SAID = (
    (_DATE, _written_day),
    (_LAST_MONTH, _of_a_month),
    (_WEEKDAY, _weekday),
    (_RELATIVE, _days_ago),
)
