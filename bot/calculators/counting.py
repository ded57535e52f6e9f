"""What a calculator's input counts, as figures in a message are told apart by it."""

from __future__ import annotations

from bot.calculators.inputs import Input, Kind
from bot.text.spotting import Of

_BY_UNIT = {
    "吨": Of.TONS,
    "人": Of.PEOPLE,
    "元": Of.YUAN,
    "公里/小时": Of.SPEED,
    "毫克/100毫升": Of.ALCOHOL,
    "天": Of.TIME,
    "小时": Of.TIME,
    "分": Of.POINTS,
    "根轴": Of.AXLES,
    "级": Of.GRADE,
    "%": Of.SHARE,
    "岁": Of.AGE,
}


def counted_by(one: Input | None) -> tuple[Of, ...]:
    """More than one where another answer settles the unit; none of what no field is for."""
    if one is None:
        return ()
    if one.kind is Kind.DAY:
        return (Of.DAY,)
    return tuple(_BY_UNIT[unit] for unit in one.units or (one.unit,) if unit in _BY_UNIT)
