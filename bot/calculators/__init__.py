"""Sums that a rule of law asks for: small, deterministic, each with its articles.

A calculator declares its inputs once and knows no channel; `CALCULATORS` are all of them by name.
Knows `text`, how a citation is written, and nothing above.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.calculators import (
    alcohol,
    compensation,
    deadline,
    overdue,
    overload_police,
    overload_road,
    points,
    refund,
    speeding,
    towing,
)
from bot.calculators.calculator import Calculator

_MODULES = (
    overload_road,
    overload_police,
    speeding,
    alcohol,
    points,
    compensation,
    overdue,
    deadline,
    refund,
    towing,
)
CALCULATORS: Mapping[str, Calculator] = {
    module.CALCULATOR.name: module.CALCULATOR for module in _MODULES
}
