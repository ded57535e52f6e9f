"""The days on which the register's laws were made and took effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from bot.knowledge.calendar import rules
from bot.knowledge.calendar.dayfiles import CORE, EFFECTIVE, PROMULGATED, RELATED, Day
from bot.knowledge.entries import AUDIENCES, Entry
from bot.knowledge.statutes import Register, Status, Statute
from bot.text.dates import chinese_date

REVISION = timedelta(days=2 * 366)
"""Nobody lets a new law wait so long: a text that took effect later is a revision's."""
POINTED_TO = 3
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def derive(
    register: Register, by_law: Mapping[str, Sequence[Entry]], days: Mapping[str, Day]
) -> Iterator[Day]:
    """An anniversary for each date that is known to the day; one that has a file of its own among
    `days` is left out, and so is a law that is repealed or whose place a newer one has taken.
    `by_law` are the entries that rest on a law."""
    told = {(day.law, day.when.text) for day in days.values() if day.law}
    for law in register.statutes.values():
        if law.status is not Status.REPEALED and not law.replaced_by:
            for day in _of(law, by_law.get(law.short, ())):
                if (law.short, day.when.text) not in told:
                    yield day


def _of(law: Statute, resting: Sequence[Entry]) -> Iterator[Day]:
    effective, promulgated = _day(law.effective), _day(law.promulgated)
    name = f"《{law.short}》"
    is_revised = bool(effective and promulgated and effective - promulgated > REVISION)
    # Of a law that changed since, the revision known here isn't the one in force: it has no 现行.
    if effective and not (is_revised and law.status is Status.AMENDED_SINCE):
        revised = f"现行{name}" if is_revised else name
        basis = f"{revised}自{chinese_date(effective)}起施行"
        yield _anniversary(law, EFFECTIVE, revised, effective, basis, resting)
    if promulgated and promulgated != effective:
        basis = f"{name}于{chinese_date(promulgated)}颁布"
        yield _anniversary(law, PROMULGATED, name, promulgated, basis, resting)


def _anniversary(
    law: Statute, kind: str, name: str, when: date, basis: str, resting: Sequence[Entry]
) -> Day:
    concerned = {audience for entry in resting for audience in entry.audience}
    # Nothing to tell, nothing to send; and of a law that changed since, a person decides.
    is_core = bool(resting) and law.status is Status.IN_FORCE
    return Day(
        key=f"{law.short}-{kind.removesuffix('纪念日')}",
        name=f"{name}{kind}",
        kind=kind,
        when=rules.parse("02-28" if (when.month, when.day) == (2, 29) else f"{when:%m-%d}"),
        basis=basis,
        since=when.year,
        relevance=CORE if is_core else RELATED,
        audience=tuple(audience for audience in AUDIENCES if audience in concerned),
        entries=tuple(entry.slug for entry in resting[:POINTED_TO]),
        law=law.short,
    )


def _day(written: str) -> date | None:
    """A register's date; None where it is known to the month or year only, or not at all."""
    try:
        return date.fromisoformat(written) if _FULL_DATE.fullmatch(written) else None
    except ValueError:
        return None
