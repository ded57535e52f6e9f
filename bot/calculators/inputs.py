"""What a calculator asks for, declared once: the command's options, the page's form and the
questions in chat are all made from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from bot.text import numerals

Value: TypeAlias = "Decimal | str | bool | date"
Answers: TypeAlias = "Mapping[str, Value | None]"

_NUMBER = re.compile(
    rf"(?P<sign>-?)(?P<number>\d+(?:\.\d+)?万?|[{numerals.CHINESE}]+)(?P<unit>[^\d.].*)?"
)
_ABOUT = re.compile(r"^(?:大概|大约|差不多|约|共|一共)|(?:左右|上下|多一点|吧|了)$")
_UNITS: dict[str, dict[str, Decimal]] = {
    "吨": {"t": Decimal(1), **dict.fromkeys(("公斤", "千克", "kg"), Decimal("0.001"))},
    "元": dict.fromkeys(("块", "块钱", "圆", "rmb"), Decimal(1)),
    "公里/小时": dict.fromkeys(("公里", "码", "km/h", "千米/小时", "公里每小时"), Decimal(1)),
    "毫克/100毫升": dict.fromkeys(("毫克", "mg", "mg/100ml"), Decimal(1)),
    "天": {"日": Decimal(1), "个月": Decimal(30)},
    "岁": {"周岁": Decimal(1)},
    "人": dict.fromkeys(("个人", "个", "名", "座"), Decimal(1)),
    "小时": {"个小时": Decimal(1), "天": Decimal(24)},
    "级": {"级伤残": Decimal(1)},
    "次": {"回": Decimal(1)},
    "%": {"成": Decimal(10)},
    "根轴": {"轴": Decimal(1), "根": Decimal(1), "个轴": Decimal(1), "桥": Decimal(1)},
}
"""Other ways to say a unit, and how many of ours it is."""
_DATE = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DAYS_AGO = {"今天": 0, "昨天": 1, "前天": 2}
_YES = frozenset({"是", "是的", "有", "对", "对的", "yes", "y", "true", "1", "on"})
_NO = frozenset({"否", "不是", "没有", "无", "没", "不", "no", "n", "false", "0", "off"})
YEARS = range(1950, 2099)
"""A term that begins in them ends while the festivals by the Chinese calendar are known."""
YES, NO = "yes", "no"


class Kind(StrEnum):
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    YES_NO = "yes-no"
    DAY = "day"


class WrongValue(ValueError):
    """One input that is missing or can't be; `reason` says in Chinese what is allowed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


def always(answers: Answers) -> bool:
    return True


def never(answers: Answers) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Input:
    """One value to be asked for.

    `choices` are the values with what people read; `least` and `most` bound a number, both
    included. `default` is what counts where nothing was said, in the form that it is typed in; ""
    leaves the value unknown. `matters` tells from the answers before it whether the rule looks at
    it at all. Where another answer settles the unit (tons of goods, or people), `unit` is "",
    `units` are those that it may be, and `settled` tells which, "" while that isn't known. What
    isn't `asked` stands in the form and is heard in a question, but the chat doesn't ask for it.
    """

    name: str
    label: str
    kind: Kind
    unit: str = ""
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10_000_000)
    required: bool = True
    default: str = ""
    matters: Callable[[Answers], bool] = always
    units: tuple[str, ...] = ()
    settled: Callable[[Answers], str] = never
    asked: bool = True

    @property
    def matters_always(self) -> bool:
        return self.matters is always

    @property
    def options(self) -> Mapping[str, str]:
        """What can be picked instead of typed: value → what people read."""
        return {YES: "是", NO: "否"} if self.kind is Kind.YES_NO else self.choices

    @property
    def allowed(self) -> str:
        """What may be said, in Chinese."""
        match self.kind:
            case Kind.CHOICE | Kind.YES_NO:
                return "、".join(f"{value}（{label}）" for value, label in self.options.items())
            case Kind.DAY:
                return "一个日期，例如2026-11-02"
        whole = "整数" if self.kind is Kind.WHOLE else "数"
        units = "或".join(self.units) or self.unit
        unit = f"，单位：{units}" if units else ""
        return f"{self.least:f}到{self.most:f}之间的{whole}{unit}"

    def read(self, said: str, today: date) -> Value | None:
        """The value of what was typed or picked; None where nothing was said and nothing need be.

        Raises:
            WrongValue: it is missing, not to be understood, or out of bounds.
        """
        said = unicodedata.normalize("NFKC", said).strip() or self.default
        if not said:
            if self.required:
                raise WrongValue(self.name, f"没有填。要填：{self.allowed}")
            return None
        match self.kind:
            case Kind.CHOICE:
                return self._choice(said)
            case Kind.YES_NO:
                return self._yes_or_no(said)
            case Kind.DAY:
                return self._day(said, today)
        return self._number(said)

    def measured(self, answers: Answers, said: str = "") -> str:
        """The unit: its own, the one that another answer settles, or the one that it was said
        in."""
        match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", said).strip().lower())
        heard = (match["unit"] or "") if match else ""
        said_in = (unit for unit in self.units if heard in (unit, *_UNITS.get(unit, {})))
        return self.unit or self.settled(answers) or next(said_in, "")

    def show(self, value: Value | None, unit: str = "") -> str:
        """A value as people read it, a number in the unit that was `measured`."""
        match value:
            case None:
                return "没有填"
            case bool():
                return "是" if value else "否"
            case Decimal():
                return f"{plain(value, unit or self.unit)}{unit or self.unit}"
            case date():
                return value.isoformat()
        return self.choices.get(value, value)

    def _wrong(self, said: str) -> WrongValue:
        return WrongValue(self.name, f"“{said[:20]}”不行。要填：{self.allowed}")

    def _choice(self, said: str) -> str:
        if said.lower() in self.choices:
            return said.lower()
        meant = [value for value, label in self.choices.items() if said in label]
        if len(meant) != 1:
            exactly = [value for value, label in self.choices.items() if said == label]
            meant = exactly or meant
        if len(meant) != 1:
            raise self._wrong(said)
        return meant[0]

    def _yes_or_no(self, said: str) -> bool:
        word = said.lower().rstrip("。.!")
        if word not in _YES | _NO:
            raise self._wrong(said)
        return word in _YES

    def _number(self, said: str) -> Decimal:
        words = _ABOUT.sub("", said.replace(",", "").rstrip("。.")).lower()
        match = _NUMBER.fullmatch(words.replace(" ", ""))
        if match is None:
            raise self._wrong(said)
        factor = self._factor(match["unit"] or "")
        if factor is None:
            raise self._wrong(said)
        try:
            value = numerals.parse(match["number"]) * factor
        except (ValueError, ArithmeticError) as error:
            raise self._wrong(said) from error
        if match["sign"]:
            value = -value
        is_whole = value == value.to_integral_value()
        if not self.least <= value <= self.most or (self.kind is Kind.WHOLE and not is_whole):
            raise self._wrong(said)
        return value

    def _factor(self, unit: str) -> Decimal | None:
        for one in (self.unit, *self.units):
            if unit in ("", one.lower()):
                return Decimal(1)
            if factor := _UNITS.get(one, {}).get(unit):
                return factor
        return None

    def _day(self, said: str, today: date) -> date:
        if said in _DAYS_AGO:
            return today - timedelta(days=_DAYS_AGO[said])
        match = _DATE.fullmatch(said)
        if match is None:
            raise self._wrong(said)
        try:
            day = date(int(match[1] or today.year), int(match[2]), int(match[3]))
        except ValueError as error:
            raise WrongValue(self.name, f"没有“{said}”这一天。要填：{self.allowed}") from error
        if day.year not in YEARS:
            raise self._wrong(said)
        return day


TONS = "吨"
"""A small truck's weights are told to the kilogram: 1.495吨."""


def plain(number: Decimal, unit: str = "") -> str:
    """At most two decimals, of tons three, none that say nothing: 49, 3.5, 6.12."""
    rounded = number.quantize(Decimal("0.001" if unit == TONS else "0.01"))
    return f"{rounded.normalize():f}" if rounded else "0"
