"""Figures that no national text holds: public holidays and what each province publishes. Staff
write them into `holidays.yaml` and `yearly.yaml` of `data/knowledge/`; both ship empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.calculators.workdays import Holidays
from bot.frontmatter import Fault, FaultyFile

HOLIDAYS, YEARLY = "holidays.yaml", "yearly.yaml"
INCOMES = ("disposable_income", "consumption", "monthly_wage", "hospital_food")
INSURANCE = ("death", "medical", "property")
NO_BLAME = tuple(f"no_blame_{name}" for name in INSURANCE)
GRADES = range(1, 11)
_OFF, _WORK = "holidays", "workdays"  # `off` would be YAML for no
_FEES = ("train", "coach")


@dataclass(frozen=True, slots=True)
class Incomes:
    """A statistical year's figures of the province in yuan: income and consumption a head and year
    in towns, an employee's wage a month, board in hospital a day. What is None isn't known."""

    year: int
    source: str
    disposable_income: Decimal | None = None
    consumption: Decimal | None = None
    monthly_wage: Decimal | None = None
    hospital_food: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What is kept of a ticket's price, in percent, from so many hours before departure on."""

    hours: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Yearly:
    """`insurance` are the limits of the compulsory insurance in yuan, by the names in INSURANCE
    and NO_BLAME; `disability` is the percent of each grade; `fees` stand from the earliest on;
    from `alcohol` mg in 100 ml of blood on it is driving after drinking. Each has its source in
    `sources`, by the key of the file; what is empty isn't known."""

    incomes: Incomes | None = None
    insurance: Mapping[str, Decimal] = field(default_factory=dict)
    disability: Mapping[int, Decimal] = field(default_factory=dict)
    fees: Mapping[str, tuple[Fee, ...]] = field(default_factory=dict)
    alcohol: Decimal | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocalFigures:
    holidays: Holidays = field(default_factory=Holidays)
    yearly: Yearly = field(default_factory=Yearly)
    faults: tuple[Fault, ...] = ()


def load(folders: Iterable[Path], previous: LocalFigures | None = None) -> LocalFigures:
    """Read both files, the last folder that has one winning. One with a fault counts as it was
    before, and is told of."""
    before, folders = previous or LocalFigures(), list(folders)
    holidays, yearly, faults = before.holidays, before.yearly, list[Fault]()
    try:
        path = _last(folders, HOLIDAYS)
        with frontmatter.reading(path or Path(HOLIDAYS)):
            holidays = _holidays(path)
    except FaultyFile as error:
        faults.extend(error.faults)
    try:
        path = _last(folders, YEARLY)
        with frontmatter.reading(path or Path(YEARLY)):
            yearly = _yearly(path)
    except FaultyFile as error:
        faults.extend(error.faults)
    return LocalFigures(holidays, yearly, tuple(faults))


def _last(folders: Iterable[Path], name: str) -> Path | None:
    return next(
        (path for folder in reversed([*folders]) if (path := folder / name).is_file()), None
    )


def _values(path: Path | None) -> tuple[dict[str, Any], dict[str, int], Path]:
    """What the file says; nothing where there is none or it holds remarks only."""
    if path is None:
        return {}, {}, Path()
    text = frontmatter.read_text(path)
    said = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    values, lines = frontmatter.parse_yaml(text, path) if said else ({}, {})
    return values, lines, path


def _holidays(path: Path | None) -> Holidays:
    values, lines, path = _values(path)
    faults: list[Fault] = []
    off: set[date] = set()
    work: set[date] = set()
    for year, told in values.items():
        try:
            if not year.isdecimal():
                raise ValueError("not a year")
            if not isinstance(told, dict) or set(told) - {_OFF, _WORK}:
                raise ValueError(f"write `{_OFF}: […]` and `{_WORK}: […]` below it")
            for days, key in ((off, _OFF), (work, _WORK)):
                found = [day for item in told.get(key) or () for day in _span(str(item))]
                days.update(found)
                if any(day.year != int(year) for day in found):
                    raise ValueError(f"`{key}` has days of another year")
        except ValueError as error:
            faults.append(Fault(path, lines[year], f"{year}: {error}"))
    if faults:
        raise FaultyFile(faults)
    return Holidays(frozenset(off), frozenset(work), frozenset(map(int, values)))


def _span(text: str) -> Iterator[date]:
    """Read 2027-01-01 or 2027-01-01..2027-01-03."""
    first, _, last = text.partition("..")
    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise ValueError(f"{text}: write 2027-01-01 or 2027-01-01..2027-01-03") from error
    if end.year != day.year:
        raise ValueError(f"{text}: write each year's days below that year")
    while day <= end:
        yield day
        day += timedelta(days=1)


def _yearly(path: Path | None) -> Yearly:
    values, lines, path = _values(path)
    faults: list[Fault] = []
    years: list[Incomes] = []
    found: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for key, told in values.items():
        try:
            block = dict(told) if isinstance(told, dict) else {}
            source = block.pop("source", "")
            if not source or not isinstance(source, str):
                raise ValueError("say where the figures stand: add `source: …` below it")
            sources[key] = source
            match key:
                case "insurance":
                    found[key] = _numbers(block, (*INSURANCE, *NO_BLAME))
                case "disability":
                    grades = {str(grade): share for grade, share in block.items()}
                    shares = _numbers(grades, tuple(map(str, GRADES)))
                    found[key] = {int(grade): share for grade, share in shares.items()}
                case "alcohol":
                    found[key] = _numbers(block, ("least",)).get("least")
                case "fees":
                    found[key] = _fees(block)
                case _ if key.isdecimal():
                    years.append(Incomes(int(key), source, **_numbers(block, INCOMES)))
                case _:
                    raise ValueError("unknown: use a year, insurance, disability, alcohol or fees")
        except ValueError as error:
            faults.append(Fault(path, lines[key], f"{key}: {error}"))
    if faults:
        raise FaultyFile(faults)
    latest = max(years, key=lambda one: one.year, default=None)
    return Yearly(latest, **found, sources=sources)


_MOST = 10**9
"""Of any figure: what is larger is a slip, and no sum of yuan holds it."""


def _numbers(block: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Decimal]:
    for key, value in block.items():
        if key not in allowed:
            raise ValueError(f"unknown `{key}`: use {', '.join(allowed)}")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= _MOST:
            raise ValueError(f"`{key}` must be a number, 0 to {_MOST:,}")
    return {key: Decimal(str(value)) for key, value in block.items()}


def _fees(block: Mapping[str, Any]) -> dict[str, tuple[Fee, ...]]:
    fees: dict[str, tuple[Fee, ...]] = {}
    for kind, rows in block.items():
        if kind not in _FEES or not isinstance(rows, list):
            raise ValueError(f"write a list below {' or '.join(_FEES)}")
        read = []
        for row in rows:
            if not isinstance(row, dict) or set(row) != {"hours", "percent"}:
                raise ValueError("each line is `- {hours: 48, percent: 10}`")
            told = _numbers(row, ("hours", "percent"))
            read.append(Fee(told["hours"], told["percent"]))
        fees[kind] = tuple(sorted(read, key=lambda fee: -fee.hours))
    return fees
