"""Reading aids: what a person who knows the law should look at, sentence by sentence.

Each check is a function that takes a `Subject` and yields `Remark`s; its docstring says which
pattern it finds and what it can't see. They guess by words, so none of them is a fault, and those
that need the texts find nothing without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.frontmatter import Fault
from bot.knowledge.checking.evidence import Evidence
from bot.knowledge.checking.hints import (
    asked,
    conditions,
    contradictions,
    grounds,
    objects,
    remedies,
    tiers,
)
from bot.knowledge.checking.hints.subject import Check, Subject
from bot.knowledge.checking.lines import line_of
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library

CHECKS: Mapping[str, Check] = {
    "half-answered": asked.two_parts,
    "no-quantity": asked.no_quantity,
    "unnamed": objects.unnamed,
    "bare-threat": asked.bare_threat,
    "lost-condition": conditions.lost_condition,
    "lost-tier": tiers.lost_tier,
    "working-days": conditions.working_days,
    "suit-before-review": remedies.suit_before_review,
    "review-above": remedies.review_above,
    "demolition": remedies.demolition,
    "detention": remedies.detention,
    "burden-of-proof": remedies.burden_of_proof,
    "local-rules": grounds.local_rules,
    "absolute": grounds.absolute_claims,
    "unborne": grounds.unborne,
    "other-points": contradictions.points,
    "other-fine": contradictions.fines,
}
"""By the name that stands in the list and in the table of counts."""


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """What a check noticed, and where."""

    fault: Fault
    check: str

    def __str__(self) -> str:
        return f"{self.fault} [{self.check}]"


def find(
    library: Library, entries: Iterable[Entry], evidence: Evidence | None = None
) -> Iterator[Hint]:
    """What every check notices in these entries."""
    for entry in entries:
        subject = Subject(entry, library, evidence)
        for name, check in CHECKS.items():
            for remark in check(subject):
                line = line_of(entry.source, remark.words)
                yield Hint(Fault(entry.path, line, remark.message), name)
