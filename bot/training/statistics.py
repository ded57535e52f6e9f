"""What answers say about questions, as far as few people can say it.

With 15 people a sound question looks bad (r below .2) by chance in 25 of 100 cases, with 30 in 19,
with 60 in 12; below zero in 9.2, 3.1 and 0.8 (simulated, 50 sound questions, 200 runs). So p and
the counts are always shown, and `check the key` only where r is below zero among 30 or more; or
where most of the better half agree on another answer than the key, which no chance explains well.
First attempts only: a second one has met the questions before.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 30
"""People from whom on a negative correlation is worth a look."""
FEWEST = 10
"""Below, nothing but counts is said."""
MISSED = 0.4
"""What more than this share miss is a topic to teach."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person's first attempt: what was chosen, and whether it was right, by question."""

    chosen: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one question. `share` of right answers; `correlation` with the rest of the paper, None
    where too few sat; `counts` of each answer, the most frequent first."""

    n: int
    people: int
    share: float
    correlation: float | None
    counts: tuple[tuple[tuple[str, ...], int], ...]
    alarm: str

    @property
    def is_weak(self) -> bool:
        return self.people >= FEWEST and 1 - self.share > MISSED


@dataclass(frozen=True, slots=True)
class Reliability:
    """KR-20 with its 95 % range (Bonett 2002)."""

    value: float
    low: float
    high: float


def of_questions(rows: Sequence[Row]) -> list[Numbers]:
    """By place on the paper, from 1."""
    if not rows:
        return []
    totals = [sum(row.right) for row in rows]
    better = sorted(rows, key=lambda row: -sum(row.right))[: (len(rows) + 1) // 2]
    return [_numbers(place, rows, totals, better) for place in range(len(rows[0].right))]


def reliability(rows: Sequence[Row]) -> Reliability | None:
    people, items = len(rows), len(rows[0].right) if rows else 0
    if people < FEWEST or items < 2:
        return None
    totals = [sum(row.right) for row in rows]
    variance = _variance(totals)
    if not variance:
        return None
    shares = [sum(row.right[place] for row in rows) / people for place in range(items)]
    value = items / (items - 1) * (1 - sum(p * (1 - p) for p in shares) / variance)
    if value >= 1:
        return None
    error = 1.96 * math.sqrt(2 * items / ((items - 1) * (people - 2)))
    spread = [1 - (1 - value) * math.exp(sign * error) for sign in (1, -1)]
    return Reliability(value, *spread)


def _numbers(
    place: int, rows: Sequence[Row], totals: Sequence[int], better: Sequence[Row]
) -> Numbers:
    right = [row.right[place] for row in rows]
    counts = Counter(row.chosen[place] for row in rows)
    correlation = None
    if len(rows) >= FEWEST:
        rest = [total - mine for total, mine in zip(totals, right, strict=True)]
        correlation = _correlation([float(one) for one in right], [float(one) for one in rest])
    return Numbers(
        n=place + 1,
        people=len(rows),
        share=sum(right) / len(rows),
        correlation=correlation,
        counts=tuple(counts.most_common()),
        alarm=_alarm(place, correlation, rows, better),
    )


def _alarm(
    place: int, correlation: float | None, rows: Sequence[Row], better: Sequence[Row]
) -> str:
    if len(rows) < FEWEST:
        return ""
    (answer, count), *_ = Counter(row.chosen[place] for row in better).most_common(1)
    key_missed = not any(row.right[place] for row in better if row.chosen[place] == answer)
    if key_missed and any(answer) and count > len(better) / 2:
        return "答得好的人多数选了同一个别的答案：核对答案"
    if correlation is not None and correlation < 0 and len(rows) >= ENOUGH:
        return "答对的人总分反而低：核对答案"
    return ""


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / len(values)


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    spread = math.sqrt(_variance(one) * _variance(other))
    if not spread:
        return None
    means = sum(one) / len(one), sum(other) / len(other)
    joint = sum((a - means[0]) * (b - means[1]) for a, b in zip(one, other, strict=True)) / len(one)
    return joint / spread
