"""What `sums.yaml` tells of that no calculator's form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.calculators import CALCULATORS
from bot.frontmatter import Fault
from bot.knowledge.sums import Ways


@dataclass(frozen=True, slots=True)
class Misfit:
    """`name` is that of the sum, which isn't heard before the fault is mended."""

    name: str
    fault: Fault


def misfits(told: Mapping[str, Ways]) -> Iterator[Misfit]:
    """At most one for each sum."""
    for name, ways in told.items():
        if message := next(_misfits(name, ways), ""):
            yield Misfit(name, Fault(ways.path, ways.line, f"{name}: {message}"))


def _misfits(name: str, ways: Ways) -> Iterator[str]:
    calculator = CALCULATORS.get(name)
    if calculator is None:
        yield f"no calculator has this name: {', '.join(CALCULATORS)}"
        return
    if unknown := [
        key for key, cues in ways.figures.items() if not (calculator.input(key) or cues.of)
    ]:
        yield f"say `of:` what {', '.join(unknown)} counts, the form has no such field"
    for key, values in ways.choices.items():
        asked = calculator.input(key)
        if asked is None:
            yield f"the form has no field {key}"
        elif asked.options and (unknown := [one for one in values if one not in asked.options]):
            yield f"{key} can't be {', '.join(unknown)}"
