"""A calculator at work on a Saturday in November 2026, with nothing filled in by the bureau."""

from datetime import date

import pytest

from bot.calculators import CALCULATORS
from bot.calculators.local import LocalFigures

TODAY = date(2026, 11, 28)


@pytest.fixture
def calculate():
    """`calculate("overdue", fine=200, days=40)`; an underscore stands for a hyphen."""

    def calculate(name, figures=None, today=TODAY, **said):
        given = {key.strip("_").replace("_", "-"): str(value) for key, value in said.items()}
        return CALCULATORS[name].run(given, figures or LocalFigures(), today)

    return calculate


@pytest.fixture
def values(calculate):
    """The result's values as a program gets them."""

    def values(name, figures=None, today=TODAY, **said):
        return calculate(name, figures, today, **said).as_record()["result"]

    return values
