"""Figures in a message, each with what it counts: 5吨半, 130几码, 三成, 11月3号, 一个半小时."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.text import numerals
from bot.text.normalise import normalise


class Of(StrEnum):
    """What a figure counts. A time is in days; one by the clock in hours since today began."""

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
    CLOCK = "clock"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit` as it was written, "" without any; `day` where it is one. It stands in the text from
    `start` to `end`. Of a range (45到46吨) the `value` is the higher end, `least` the lower one."""

    of: Of
    value: Decimal
    unit: str
    start: int
    end: int
    day: date | None = None
    least: Decimal | None = None


_TONS, _DAYS = Decimal("0.001"), Decimal(1)
_UNITS: dict[str, tuple[Of, Decimal]] = {
    **dict.fromkeys(("吨", "t"), (Of.TONS, Decimal(1))),
    **dict.fromkeys(("公斤", "千克", "kg"), (Of.TONS, _TONS)),
    **dict.fromkeys(("市斤", "斤"), (Of.TONS, _TONS / 2)),
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
_OTHER = "次|趟|倍|张|台|辆|条|回|本|遍|门|车|班|点钟|点半|号|米|方|手|档|科|项|样|件|两|杯|瓶|支"
"""What counts something that no sum asks for."""
_NUMBER = r"\d+(?:点\d+)?"
_BUILT = "(?:[桥天山楼城塔庙岛高厂矿立]|大(?![巴客车]))"
"""What follows 座 where it counts no seats."""
_SHARED = r"(?<=(?<!\d)(?:19|28|37|46|55|64|73|82|91))开(?![到了出过得车走前])"
"""三七开 is two figures that make ten, and who drives 80 does 80开."""
_ANY_UNIT = "|".join([*sorted([*_UNITS, *_OTHER.split("|")], key=len, reverse=True), _SHARED])
_FIGURE = re.compile(
    rf"(?<!\d)(?P<hundred>\d+)分之(?P<part>{_NUMBER})"
    rf"|(?<!\d)(?P<whole>\d+)个半(?P<and_half>小时|钟头|月|星期)"
    rf"|(?<![\d第])(?!1[共下样直般起些定半])(?P<number>{_NUMBER})[多几来余]?"
    rf"(?P<unit>(?!座{_BUILT}|码表)(?:{_ANY_UNIT}))?"
    rf"(?P<half>半(?!路|夜|挂))?(?P<tenths>(?<=[吨块])\d(?![\d点轴桥根个人座公米吨]))?"
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
_CLAUSE = re.compile(r"[,。;、!?\n]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?:,\d{3}|元|块|公斤|千克|斤|kg))")
"""Within one number: 12,000元."""
_HOURS_AND_MINUTES = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_FROM_TO = re.compile(r"(?<=[\d十百千万吨元块斤])[~～—–-]+(?=[\d一二两三四五六七八九十])")
_FEW = re.compile(
    r"(?<![一二两三四五六七八九百千万\d.])(?P<tens>[二三四五六七八九]?十)?"
    r"(?P<pair>一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)(?P<by>[十百千万])?"
    r"(?=(?P<unit>个|吨|块|元|公里|公斤|斤|码|迈|天|小时|分|毫克)?)"
)
"""四五十 is from 40 to 50, 两三千 from 2,000 to 3,000, 十四五吨 from 14 to 15."""
_AND_ONE = re.compile(
    r"(?<=[人个名客])(?:再?加上?|外加|还有|连)(?:我|司机|师傅|驾驶员)(?:自己|本人)?"
)
"""拉了5个客人加司机: one more."""
_EACH_OF_SEVERAL = re.compile(r"(?P<times>[2-9]|1\d)[个次回](?P<each>\d{1,2})分(?!钟)")
"""扣了3次3分 is 9."""
_EACH = re.compile(r"(?<=[百千万块元\d])一(?:个(?=月)|(?=[天年月]))(?!.{0,2}半)")
"""工资八千一个月, 二十块一天: no 8,100."""
_MORE = re.compile(r"个[多来](?=月|星期|礼拜|小时|钟头)")
_TIMES = re.compile(r"[×x*](?=\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})(?=[日号])|(\d{4})-(\d{1,2})-(\d{1,2})"
)
_PART_OF_DAY = (
    "凌晨|清晨|清早|早晨|大?早上|上午|[今明后]早|中午|正午|下午|傍晚|[今明后昨]?晚上?|"
    "夜里|半夜|深夜|夜晚"
)
_CLOCK = re.compile(
    rf"(?P<when>[今明后昨]天|当天)?(?P<part>{_PART_OF_DAY})?"
    r"(?P<hour>(?<!\d)(?:1\d|2[0-4]|0?\d))点(?:钟|整|(?P<half>半)|(?P<minute>[0-5]\d)分?(?!\d))?"
    r"(?(part)|(?:(?<=[钟整半分])|"
    r"(?=多?的?(?:[^\d]{0,3}(?:车|票|铁|飞机|航班|船)|出发|起飞|退|去|来|到|走|发|才))))"
)
"""晚上8点, 8点半, 8点的高铁; what else has 点 between digits is a decimal."""
CLOCK = "点"
"""The unit of a time by the clock that may be twelve hours later."""
_NOON, _EVENING = 12, 6
_NIGHT = frozenset({"夜里", "半夜", "深夜", "夜晚"})
_AHEAD = {"明": 1, "后": 2, "昨": -1}
"""Days from today, by the first character of what tells the day."""
_TO = re.compile("到|至|或者?")
_SAID_WRONG = (
    r"(?:哦|噢|呃|啊|额|诶)?(?:不对|不不|说错了?|记错了?|打错了?|搞错了?|写错了?|错了|口误|不是)"
    r"[呀啊哦]?\|?(?:应该|其实|我是说)?是?的?"
)
_TAKEN_BACK = re.compile(rf"{_SAID_WRONG}$")
"""Where somebody takes back what was said: 90不对是98."""
_NOT_BUT = re.compile(r"不是\d[\d点]*[^\d|是]{0,3}\|?(?:而|应该)?是(?=\d)")
"""不是200是2000."""
_ROUGH = re.compile(
    r"(?P<more>[1-9一二两三四五六七八九])(?P<by>[百千万])(?P<less>[1-9一二三四五六七八九])(?![\d一二三四五六七八九十百千万.点两])"
)
"""一百二 is 120, and 1万2 is 12,000."""
_BY = {"百": 100, "千": 1_000, "万": 10_000}


def plain_text(message: str) -> str:
    """The message as its figures are looked for: numbers in digits, and nothing between the words
    but | between two numbers, and between a number and the clause after it; what was no number
    (不是200是2000) is left out."""
    text = _GROUPED.sub("", unicodedata.normalize("NFKC", message).lower())
    text = _HOURS_AND_MINUTES.sub(r"\1点\2分", _FEW.sub(_as_range, text))
    text = _TIMES.sub("乘", _MORE.sub("个", _EACH.sub("每", text)))
    text = _PERCENT.sub(lambda found: f"100分之{found[1]}", text)
    text = _NUMERIC_DATE.sub(_with_words, text)
    text = _FROM_TO.sub("到", _ROUGH.sub(_rounded, text))
    text = _EACH_OF_SEVERAL.sub(_all_of_them, _joined(map(_without_marks, _CLAUSE.split(text))))
    return _NOT_BUT.sub("", _AND_ONE.sub("加1人", text))


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
    found += map(_clock, _CLOCK.finditer(text))
    text = _CLOCK.sub(blank, text)
    found += (one for match in _FIGURE.finditer(text) if (one := _figure(match)))
    return _with_corrections(_with_ranges(sorted(found, key=lambda one: one.start), text), text)


def _with_corrections(found: list[Figure], text: str) -> list[Figure]:
    """28吨6轴不对29吨: what is meant, in the place of the last one that counts the same."""
    told: list[Figure] = []
    for one in found:
        before = told[-1].end if told else 0
        places = [place for place, other in enumerate(told) if _may_be_meant(other, one)]
        if places and _TAKEN_BACK.search(text[before : one.start]):
            told[places[-1]] = _put_right(told[places[-1]], one)
        else:
            told.append(one)
    return told


def _may_be_meant(said: Figure, meant: Figure) -> bool:
    """Whether the one may have been said for the other: of a day perhaps without its month."""
    if said.day:
        return meant.day is not None or meant.unit in ("号", "日")
    return meant.day is None and (said.of is meant.of or Of.NOTHING in (said.of, meant.of))


def _put_right(said: Figure, meant: Figure) -> Figure:
    """What is meant, where the other was said."""
    if said.day:
        return replace(said, day=meant.day or _of_month(said.day, int(meant.value)))
    is_bare = meant.of is Of.NOTHING
    of, unit = (said.of, said.unit) if is_bare else (meant.of, meant.unit)
    return replace(meant, of=of, unit=unit, start=said.start, end=said.end)


def _of_month(told: date, day: int) -> date:
    """The day of the same month; the one told where it has none."""
    try:
        return told.replace(day=day)
    except ValueError:
        return told


def _with_ranges(found: list[Figure], text: str) -> list[Figure]:
    """45到46吨 as one figure; 从80到100 tells how something changed, and is two."""
    told: list[Figure] = []
    for one in found:
        least = _least(told[-1], one, text) if told else None
        if least is None:
            told.append(one)
        else:
            begins = told.pop()
            told.append(replace(one, start=begins.start, least=least))
    return told


def _least(one: Figure, other: Figure, text: str) -> Decimal | None:
    """The lower end of the range that two figures are; None where they are none."""
    if not _TO.fullmatch(text[one.end : other.start]) or text[: one.start].endswith("从"):
        return None
    if other.of in (Of.NOTHING, Of.OTHER, Of.DAY, Of.CLOCK) and one.of is not other.of:
        return None
    if one.day or other.day or one.of not in (Of.NOTHING, other.of):
        return None
    least = one.value if one.unit else _measured(one.value, other.unit, 0, 0).value
    return least if least < other.value else None


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


def _as_range(found: re.Match[str]) -> str:
    """The two numbers that are told as one; as it stands where nothing says what they count."""
    if not found["by"] and not found["unit"]:
        return found[0]
    tens, by = found["tens"] or "", found["by"] or ""
    return "到".join(f"{tens}{digit}{by}" for digit in found["pair"])


def _all_of_them(found: re.Match[str]) -> str:
    return f"{int(found['times']) * int(found['each'])}分"


def _without_marks(clause: str) -> str:
    return _BETWEEN_NUMBERS.sub("|", normalise(clause)).replace(" ", "")


def _joined(clauses: Iterable[str]) -> str:
    """Nothing between clauses, but | behind one that ends with a number (吹了43，开小车 tells no
    shares), or with a unit that a digit may follow (8吨，1共 is no 8.1)."""
    text = ""
    for clause in clauses:
        may_go_on = text[-1:].isdigit() or (text[-1:] in ("吨", "块") and clause[:1].isdigit())
        text += f"|{clause}" if may_go_on and clause else clause
    return text


def _clock(match: re.Match[str]) -> Figure:
    """The `unit` tells whether the hour is sure: without the part of the day 8点 may be 20点."""
    hour = Decimal(match["hour"]) + Decimal(match["minute"] or 0) / 60
    hour += Decimal("0.5") if match["half"] else Decimal(0)
    part = match["part"] or ""
    is_late = part and part[-1] in "午上晚黑" and not part.endswith(("上午", "早上"))
    is_noon = part == "中午" and hour >= _EVENING
    is_after = hour < _NOON and ((is_late and not is_noon) or (part in _NIGHT and hour >= _EVENING))
    hour += _NOON if is_after else 0
    days = _AHEAD.get((match["when"] or part)[:1], 0)
    unit = f"{part}{CLOCK}" if part or hour > _NOON else CLOCK
    return Figure(Of.CLOCK, hour + 24 * days, unit, match.start(), match.end())


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
