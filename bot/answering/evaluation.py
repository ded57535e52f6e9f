"""Scores the bot on labelled questions: the same answers that citizens get, held against labels.

A hit is one of the entries that a question names, else a basis that names a labelled statute, and
the labelled article where there is one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bot.answering.labelled import Labelled
from bot.text.normalise import same

BANDS = (0.0, 0.3, 0.5, 0.65, 0.75, 0.85, 0.95, 1.01)
"""Edges of the reliability table's confidence bands."""
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with what was answered, in the batch form."""

    labelled: Labelled
    record: Record
    apart: Set[str] = frozenset()
    """The intents that say it is no matter of a transport bureau."""

    @property
    def hit_first(self) -> bool:
        if self.labelled.entries:
            return bool(self.record["entry"] in self.labelled.entries)
        return _names(self.record["basis"], self.labelled.laws)

    @property
    def hit_shown(self) -> bool:
        """The first choice or one of those shown beside it."""
        others = [*self.record["suggestions"], *self.record["asks"]]
        if self.labelled.entries:
            return self.hit_first or any(one["entry"] in self.labelled.entries for one in others)
        return self.hit_first or any(_names(one["basis"], self.labelled.laws) for one in others)

    @property
    def is_direct(self) -> bool:
        return self.record["decision"] in ("answer", "article")

    @property
    def is_asked_back(self) -> bool:
        return bool(self.record["decision"] == "clarify")

    @property
    def is_unknown(self) -> bool:
        return bool(self.record["decision"] == "unknown")

    @property
    def is_refused(self) -> bool:
        return self.is_unknown or self.record["intent"] in self.apart

    @property
    def is_met(self) -> bool:
        """Whether a message that no entry is for was taken for what it is."""
        return bool(self.record["intent"] == self.labelled.intent)

    @property
    def is_right_or_asked_back(self) -> bool:
        """Right at once, or a fair question back: one of its choices is right."""
        return (self.is_direct and self.hit_first) or (self.is_asked_back and self.hit_shown)

    @property
    def is_wrong(self) -> bool:
        return self.is_direct and not self.hit_first

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
        labelled = [o for o in self.answerable if o.labelled.has_labels]
        direct = [o for o in self.answerable if o.is_direct]
        judged = [o for o in direct if o.labelled.has_labels]
        facts = [o for o in self.answerable if o.labelled.key_facts]
        outside = [o for o in self.outcomes if not o.labelled.answerable]
        return {
            "hit@1": _share(labelled, lambda o: o.hit_first),
            "hit@4": _share(labelled, lambda o: o.hit_shown),
            "answered directly": Share(len(direct), len(self.answerable)),
            "of those right": _share(judged, lambda o: o.hit_first),
            "key facts present": _share(facts, lambda o: o.facts_present),
            "out of scope, answered": _share(outside, lambda o: o.is_direct),
            "out of scope, refused": _share(outside, lambda o: o.is_refused),
            "asked back": _share(self.answerable, lambda o: o.is_asked_back),
            "two answers": _share(self.answerable, lambda o: bool(o.record["asks"])),
            **self._by_kind(labelled),
        }

    def _by_kind(self, labelled: Sequence[Outcome]) -> dict[str, Share]:
        """What short questions, follow-ups and intents got, as far as there are any."""
        short = [o for o in labelled if o.labelled.is_short]
        following = [o for o in labelled if o.labelled.before]
        meant = [o for o in self.outcomes if o.labelled.intent]
        shares = {
            "short: right or asked back": _share(short, lambda o: o.is_right_or_asked_back),
            "short: in a list": _share(short, _is_listed),
            "short: unknown": _share(short, lambda o: o.is_unknown),
            "short: wrong": _share(short, lambda o: o.is_wrong),
            "follow-ups: right or asked back": _share(
                following, lambda o: o.is_right_or_asked_back
            ),
            "follow-ups: unknown": _share(following, lambda o: o.is_unknown),
            "intents met": _share(meant, lambda o: o.is_met),
        }
        return {name: share for name, share in shares.items() if share.of}

    def by_topic(self) -> dict[str, tuple[Share, Share]]:
        """Topic → (hit@1, hit@4), the largest first."""
        topics: dict[str, list[Outcome]] = {}
        for outcome in self.answerable:
            if outcome.labelled.has_labels:
                topics.setdefault(outcome.labelled.topic or "", []).append(outcome)
        ordered = sorted(topics.items(), key=lambda item: -len(item[1]))
        return {
            topic: (_share(found, lambda o: o.hit_first), _share(found, lambda o: o.hit_shown))
            for topic, found in ordered
        }

    def reliability(self) -> list[tuple[float, float, Share]]:
        """Confidence band → share right; a question out of scope is never right, and what was taken
        for no question has no confidence."""
        rows = []
        for low, high in pairwise(BANDS):
            inside = [o for o in self._judged if low <= o.record["confidence"] < high]
            rows.append((low, high, _share(inside, _is_right)))
        return rows

    @property
    def _judged(self) -> list[Outcome]:
        ranked = [o for o in self.outcomes if o.record["decision"] != "intent"]
        return [o for o in ranked if o.labelled.has_labels or not o.labelled.answerable]

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


def evaluate(
    questions: Iterable[Labelled],
    ask: Callable[[str, str], Record],
    apart: Set[str] = frozenset(),
) -> Report:
    """Ask every question, with the one before it, and hold the records against the labels; `apart`
    are the intents that say it is no matter of a transport bureau."""
    return Report([Outcome(one, ask(one.question, one.before), apart) for one in questions])


def _names(basis: Iterable[Record], laws: Iterable[tuple[str, int | None]]) -> bool:
    return any(
        cited["law"] == law and article in (None, cited["article"])
        for cited in basis
        for law, article in laws
    )


def _share(outcomes: Sequence[Outcome], right: Callable[[Outcome], bool]) -> Share:
    return Share(sum(map(right, outcomes)), len(outcomes))


def _is_listed(outcome: Outcome) -> bool:
    return outcome.record["decision"] == "suggest" and outcome.hit_shown


def _is_right(outcome: Outcome) -> bool:
    return outcome.labelled.answerable and outcome.hit_first


def _failure(outcome: Outcome) -> str:
    labelled, decision = outcome.labelled, outcome.record["decision"]
    if labelled.intent:
        return "" if outcome.is_met else f"{decision}; meant {labelled.intent}"
    if not labelled.answerable:
        return f"answered out of scope by {outcome.record['entry']}" if outcome.is_direct else ""
    if labelled.has_labels and not outcome.hit_first and not outcome.is_right_or_asked_back:
        place = "shown, but not first" if outcome.hit_shown else "not shown"
        return f"{decision}; a right entry is {place}"
    if labelled.key_facts and not outcome.facts_present and outcome.is_direct:
        return f"a key fact is missing: {' '.join(labelled.key_facts)}"
    return ""
