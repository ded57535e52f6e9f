"""Scores the bot on labelled questions: the same answers that citizens get, held against labels.

A question is `{"id", "question", "topic", "laws": [{"law", "article"}], "key_facts",
"answerable"}`; one with `base_id` takes its labels from that record (a noisy copy). A hit is a
basis that names a labelled statute, and the labelled article where there is one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.text.normalise import same

BANDS = (0.0, 0.3, 0.5, 0.65, 0.75, 0.85, 0.95, 1.01)
"""Edges of the reliability table's confidence bands."""
Record = Mapping[str, Any]


class UnusableQuestions(ValueError):
    """The question file can't be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    question: str
    topic: str | None
    laws: tuple[tuple[str, int | None], ...]
    key_facts: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with what was answered, in the batch form."""

    labelled: Labelled
    record: Record

    @property
    def hit_first(self) -> bool:
        return _names(self.record["basis"], self.labelled.laws)

    @property
    def hit_shown(self) -> bool:
        """The first choice or one of those shown beside it."""
        shown = [other["basis"] for other in self.record["suggestions"]]
        return self.hit_first or any(_names(basis, self.labelled.laws) for basis in shown)

    @property
    def is_direct(self) -> bool:
        return self.record["decision"] in ("answer", "article")

    @property
    def facts_present(self) -> bool:
        answer = same(self.record["answer"])
        return all(same(fact) in answer for fact in self.labelled.key_facts)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % interval of Wilson (1927)."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, centre - reach), min(1.0, centre + reach)

    def as_json(self) -> dict[str, Any]:
        low, high = self.interval
        return {
            "count": self.count,
            "of": self.of,
            "share": round(self.value, 4),
            "interval": [round(low, 4), round(high, 4)],
        }


@dataclass(frozen=True)
class Report:
    outcomes: Sequence[Outcome]
    answerable: Sequence[Outcome] = field(init=False)

    def __post_init__(self) -> None:
        answerable = [o for o in self.outcomes if o.labelled.answerable]
        object.__setattr__(self, "answerable", answerable)

    def shares(self) -> dict[str, Share]:
        """The measures by name, in the order to print them."""
        # Answerable ones without a labelled law (dates and the like) are judged by their facts.
        labelled = [o for o in self.answerable if o.labelled.laws]
        direct = [o for o in self.answerable if o.is_direct]
        judged = [o for o in direct if o.labelled.laws]
        facts = [o for o in self.answerable if o.labelled.key_facts]
        outside = [o for o in self.outcomes if not o.labelled.answerable]
        return {
            "hit@1": _share(labelled, lambda o: o.hit_first),
            "hit@4": _share(labelled, lambda o: o.hit_shown),
            "answered directly": Share(len(direct), len(self.answerable)),
            "of those right": _share(judged, lambda o: o.hit_first),
            "key facts present": _share(facts, lambda o: o.facts_present),
            "out of scope, answered": _share(outside, lambda o: o.is_direct),
        }

    def by_topic(self) -> dict[str, tuple[Share, Share]]:
        """Topic → (hit@1, hit@4), the largest first."""
        topics: dict[str, list[Outcome]] = {}
        for outcome in self.answerable:
            if outcome.labelled.laws:
                topics.setdefault(outcome.labelled.topic or "", []).append(outcome)
        ordered = sorted(topics.items(), key=lambda item: -len(item[1]))
        return {
            topic: (_share(found, lambda o: o.hit_first), _share(found, lambda o: o.hit_shown))
            for topic, found in ordered
        }

    def reliability(self) -> list[tuple[float, float, Share]]:
        """Confidence band → share right; a question out of scope is never right."""
        rows = []
        for low, high in pairwise(BANDS):
            inside = [o for o in self._judged if low <= o.record["confidence"] < high]
            rows.append((low, high, _share(inside, _is_right)))
        return rows

    @property
    def _judged(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.labelled.laws or not o.labelled.answerable]

    def failures(self) -> list[tuple[Outcome, str]]:
        """What went wrong, and why."""
        reasons = [(outcome, _failure(outcome)) for outcome in self.outcomes]
        return [(outcome, why) for outcome, why in reasons if why]

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": len(self.outcomes),
            "answerable": len(self.answerable),
            **{name: share.as_json() for name, share in self.shares().items()},
            "topics": {
                topic: {"hit@1": first.as_json(), "hit@4": shown.as_json()}
                for topic, (first, shown) in self.by_topic().items()
            },
            "reliability": [
                {"from": low, "to": high, "right": share.as_json()}
                for low, high, share in self.reliability()
            ],
        }


def load(path: Path, base: Path | None = None) -> list[Labelled]:
    """Read a question file; labels of noisy copies come from `base`, which is by default the file
    of the same name without `.noisy`.

    Raises:
        UnusableQuestions: a line isn't such a record, or a base record is missing.
    """
    rows = _read(path)
    if any("base_id" in row for row in rows):
        base = base or path.with_name(path.name.replace(".noisy", ""))
        labels = {row["id"]: row for row in _read(base)}
        missing = [row["base_id"] for row in rows if row["base_id"] not in labels]
        if missing:
            raise UnusableQuestions(f"{base}: no record {missing[0]}, which {path} is based on")
        rows = [{**labels[row["base_id"]], **row} for row in rows]
    return [_labelled(row, path) for row in rows]


def evaluate(questions: Iterable[Labelled], ask: Callable[[str], Record]) -> Report:
    """Ask every question and hold the records against the labels."""
    return Report([Outcome(labelled, ask(labelled.question)) for labelled in questions])


def _read(path: Path) -> list[dict[str, Any]]:
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UnusableQuestions(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnusableQuestions(f"{path}: not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise UnusableQuestions(f"{path}:{number}: not JSON: {error.msg}") from error
    return rows


def _labelled(row: Mapping[str, Any], path: Path) -> Labelled:
    try:
        return Labelled(
            id=row["id"],
            question=row["question"],
            topic=row["topic"],
            laws=tuple((law["law"], law["article"]) for law in row["laws"]),
            key_facts=tuple(row["key_facts"]),
            answerable=row["answerable"],
        )
    except KeyError as error:
        raise UnusableQuestions(f"{path}: {row.get('id')} has no {error}") from error


def _names(basis: Iterable[Record], laws: Iterable[tuple[str, int | None]]) -> bool:
    return any(
        cited["law"] == law and article in (None, cited["article"])
        for cited in basis
        for law, article in laws
    )


def _share(outcomes: Sequence[Outcome], right: Callable[[Outcome], bool]) -> Share:
    return Share(sum(map(right, outcomes)), len(outcomes))


def _is_right(outcome: Outcome) -> bool:
    return outcome.labelled.answerable and outcome.hit_first


def _failure(outcome: Outcome) -> str:
    labelled, decision = outcome.labelled, outcome.record["decision"]
    if not labelled.answerable:
        return f"answered out of scope by {outcome.record['entry']}" if outcome.is_direct else ""
    if labelled.laws and not outcome.hit_first:
        place = "shown, but not first" if outcome.hit_shown else "not shown"
        return f"{decision}; a right entry is {place}"
    if labelled.key_facts and not outcome.facts_present and outcome.is_direct:
        return f"a key fact is missing: {' '.join(labelled.key_facts)}"
    return ""
