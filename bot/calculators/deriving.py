"""Inputs of a sum that are worked out of what was told instead: 超了5吨 of six axles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from bot.calculators import overload_police, overload_road
from bot.calculators.deadline import TERMS
from bot.calculators.inputs import TONS, plain
from bot.calculators.points import FULL
from bot.calculators.workdays import Holidays
from bot.text.spotting import CLOCK, Figure, Of

Told = Mapping[str, Figure]
Said = dict[str, str]
TO_PAY = TERMS["ticket"].days
_DAYS_OF_A_MONTH = 30
_MONTHLY_FROM = 1_000
"""Yuan: a wage of so much is no day's."""
_DAILY_UP_TO = 300
"""Yuan: so much for food to get well is a day's, where days are told as well."""
NOON = 12
_EXACTLY = Decimal("0.000001")
_OFTEN_PRIVATE = 10
"""A vehicle of so many seats and more may be a coach; which one it is has to be said."""


def worked_out(name: str, told: Told, picked: Mapping[str, str], today: date) -> Said:
    """By input what follows of the figures told, by calculator."""
    rule = _RULES.get(name)
    return rule(told, picked, today) if rule else {}


def unsure(name: str, told: Told, said: Mapping[str, str]) -> tuple[str, ...]:
    """What must be asked for although there is a usual choice, or a figure that may be meant two
    ways."""
    if name == "compensation" and _may_overlap(told):
        return ("lost-days",)
    rated = told.get("rated")
    if name != "overload-police" or rated is None or rated.of is not Of.PEOPLE:
        return ()
    is_passengers = said.get("vehicle") not in (None, overload_police.TRUCK)
    return () if is_passengers else ("vehicle",)


def readings(name: str, said: Mapping[str, str]) -> Mapping[str, str]:
    """The ways in which the figure that is `unsure` may be meant, with what people read."""
    if name != "compensation" or not {"lost-days", "hospital-days"} <= said.keys():
        return {}
    rest, hospital = said["lost-days"], said["hospital-days"]
    both = int(rest) + int(hospital)
    return {
        rest: f"休息的{rest}天已经含住院，误工{rest}天",
        str(both): f"住院{hospital}天、出院后再休息{rest}天，误工{both}天",
    }


def is_enough(name: str, said: Mapping[str, str]) -> bool:
    """Whether any sum can come of what was told: a claim needs more than days in hospital."""
    if name != "compensation":
        return True
    pairs = (
        ("lost-days", "daily-income"),
        ("nursing-days", "nursing-daily"),
        ("hospital-days", "food-daily"),
        ("grade", "age"),
        ("income", "age"),
        ("consumption", "dependant-age"),
    )
    costs = ("medical", "nutrition", "transport", "property", "mental")
    return any(all(one in said for one in pair) for pair in pairs) or any(
        one in said for one in costs
    )


def _speeding(told: Told, picked: Mapping[str, str], today: date) -> Said:
    found: Said = {}
    left = told.get("points-left")
    if left and "points-before" not in told and left.value <= FULL:
        found["points-before"] = plain(FULL - left.value)
    limit = told.get("limit")
    if limit is None or "speed" in told:
        return found
    if over := told.get("over"):
        found["speed"] = plain(limit.value + over.value)
    elif share := told.get("over-share"):
        found["speed"] = plain(limit.value * (100 + share.value) / 100)
    return found


def _road(told: Told, picked: Mapping[str, str], today: date) -> Said:
    """The axles of a limit that only vehicles with so many have, and the weight of the excess."""
    found: Said = {}
    axles = int(told["axles"].value) if "axles" in told else 0
    limit = told["limit-tons"].value if "limit-tons" in told else Decimal(0)
    if not axles and limit:
        of_limit = [key for key, tons in overload_road.LIMITS.items() if tons == limit]
        if len(of_limit) == 1:
            axles, body = of_limit[0]
            found |= {"axles": str(axles), "body": body}
    if "empty" in told and "cargo" in told:
        found["tons"] = plain(told["empty"].value + told["cargo"].value, TONS)
    elif "tons" not in told and "over" in told:
        body = picked.get("body") or found.get("body") or overload_road.usual_body(axles)
        most = overload_road.LIMITS.get((min(axles, 6), body))
        if most:
            found["tons"] = plain(Decimal(most) + told["over"].value, TONS)
    return found


def _police(told: Told, picked: Mapping[str, str], today: date) -> Said:
    rated = told.get("rated")
    if rated is None:
        return {}
    found: Said = {}
    unit = overload_police.PEOPLE if rated.of is Of.PEOPLE else TONS
    if unit == TONS:
        found["vehicle"] = overload_police.TRUCK
    elif "vehicle" not in picked and rated.value < _OFTEN_PRIVATE:
        is_small = rated.value < overload_police.LARGE_FROM
        found["vehicle"] = overload_police.CAR if is_small else overload_police.LARGE
    if picked.get("vehicle") in (overload_police.CAR, overload_police.LARGE):
        is_small = rated.value < overload_police.LARGE_FROM
        found["vehicle"] = overload_police.CAR if is_small else overload_police.LARGE
    if "in-all" in told:
        found["loaded"] = f"{plain(told['in-all'].value, unit)}{unit}"
    elif "loaded" not in told:
        if over := told.get("over"):
            found["loaded"] = f"{plain(rated.value + over.value, unit)}{unit}"
        elif share := told.get("over-share"):
            found["loaded"] = f"{plain(rated.value * (100 + share.value) / 100, unit)}{unit}"
    return found


def _overdue(told: Told, picked: Mapping[str, str], today: date) -> Said:
    """From the last day to pay, or fifteen days after the paper came (the next working day where
    that is off, as the deadline's sum has it), to the day it was paid; who paid before the paper
    came was misunderstood."""
    if "days" in told:
        return {}
    if since := told.get("since"):
        return {"days": str(max(int(since.value) - TO_PAY, 0))}
    due, got, paid = (_day(told, name) for name in ("due", "got", "paid"))
    if got is not None and got > (paid or today):
        return {}
    if due is None and got is not None:
        due = Holidays().next_workday(got + timedelta(days=TO_PAY))
    if due is None:
        return {}
    return {"days": str(max(((paid or today) - due).days, 0))}


def _may_overlap(told: Told) -> bool:
    """Whether nobody said that the rest begins after the hospital, and it is long enough to be
    counted from the first day there."""
    hospital, rest = told.get("hospital-days"), told.get("rest-days")
    if hospital is None or rest is None or {"lost-days", "rest-after"} & told.keys():
        return False
    return rest.value > hospital.value


def _points(told: Told, picked: Mapping[str, str], today: date) -> Said:
    """All that were told, less those that were learned off."""
    points = told.get("in-all") or told.get("points")
    less = told["less"].value if "less" in told else Decimal(0)
    return {"points": plain(max(points.value - less, Decimal(0)))} if points else {}


def _alcohol(told: Told, picked: Mapping[str, str], today: date) -> Said:
    """What the blood says counts, where the breath was measured too."""
    return {"mg": plain(told["blood"].value)} if "blood" in told else {}


def _refund(told: Told, picked: Mapping[str, str], today: date) -> Said:
    """From now to when the vehicle leaves, by the clock; not where one is of the afternoon and the
    other doesn't tell the part of the day."""
    leaves, returns = told.get("leaves"), told.get("returns")
    if "hours" in told or leaves is None or returns is None:
        return {}
    may_be_later = any(
        one.unit == CLOCK and other.unit != CLOCK and other.value % 24 >= NOON
        for one, other in ((leaves, returns), (returns, leaves))
    )
    if may_be_later or leaves.value <= returns.value:
        return {}
    return {"hours": plain(leaves.value - returns.value)}


def _compensation(told: Told, picked: Mapping[str, str], today: date) -> Said:
    found: Said = {}
    monthly = told.get("monthly-income")
    if monthly and "daily-income" not in told:
        is_daily = monthly.value < _MONTHLY_FROM
        daily = monthly.value / (1 if is_daily else _DAYS_OF_A_MONTH)
        found["daily-income"] = f"{daily.quantize(_EXACTLY).normalize():f}"
    if later := told.get("later-care"):
        before = told["medical"].value if "medical" in told else Decimal(0)
        found["medical"] = plain(before + later.value)
    nutrition, days = told.get("nutrition"), told.get("nutrition-days")
    if nutrition and days and nutrition.value <= _DAILY_UP_TO:
        found["nutrition"] = plain(nutrition.value * days.value)
    hospital = told["hospital-days"].value if "hospital-days" in told else Decimal(0)
    if "lost-days" not in told:
        if after := told.get("rest-after"):
            found["lost-days"] = str(int(hospital + after.value))
        elif rest := told.get("rest-days"):
            is_after = not _may_overlap(told)
            found["lost-days"] = str(int(rest.value + (hospital if is_after else 0)))
    if "blame" not in told and (own := told.get("own-blame")):
        found["blame"] = plain(100 - own.value)
    if "grade" in told:
        found["outcome"] = "disability"
    return found


def _day(told: Told, name: str) -> date | None:
    return told[name].day if name in told else None


_RULES: Mapping[str, Callable[[Told, Mapping[str, str], date], Said]] = {
    "speeding": _speeding,
    "overload-road": _road,
    "overload-police": _police,
    "overdue": _overdue,
    "points": _points,
    "alcohol": _alcohol,
    "refund": _refund,
    "compensation": _compensation,
}
