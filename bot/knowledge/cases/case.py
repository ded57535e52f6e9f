"""A case card: one decided case, told without anybody who took part in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.knowledge.statutes.citations import Citation


class Rank(StrEnum):
    """As what it was published."""

    GUIDING = "指导性案例"
    TYPICAL = "典型案例"
    DECISION = "行政处罚决定"


SECTIONS = {"facts": "案情", "found": "争议与查明", "result": "处理结果", "lesson": "释法"}
"""The headings of a card's body, in their order; 争议与查明 may be left out."""
WITHDRAW_WITHIN = 3
"""Working days: a published decision that was changed, revoked, or found unlawful or void is taken
back within 三日 (行政处罚法 第四十八条; by 第八十五条 those are working days), and with it the
card that tells of it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file of `cases`.

    `published` says who published or decided it and by which number, `decided` on which day, `link`
    where that can be read ("" where it isn't on the net). One that is in `doubt` (why: its decision
    was changed) is withdrawn by `withdraw_by`; one that is `withdrawn` shows why in its place.
    `figures` names the source of figures in the lesson that stand in no cited article.
    `fingerprints` are those of the articles' texts that it was reviewed against.
    """

    slug: str
    title: str
    topic: str
    rank: Rank
    basis: tuple[Citation, ...]
    published: str
    decided: date
    facts: str
    result: str
    lesson: str
    reviewed: date
    review_by: date
    found: str = ""
    link: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    doubt: str = ""
    withdraw_by: date | None = None
    withdrawn: date | None = None
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    source: str = field(default="", compare=False, repr=False)
    path: Path = field(default=Path(), compare=False, repr=False)

    @property
    def cited(self) -> tuple[Citation, ...]:
        return self.basis

    @property
    def outcome(self) -> str:
        """The first sentence of its result."""
        return re.split(r"(?<=。)", " ".join(self.result.split()), maxsplit=1)[0]

    @property
    def sections(self) -> dict[str, str]:
        """Heading → words, of those that it has."""
        found = {heading: getattr(self, name) for name, heading in SECTIONS.items()}
        return {heading: words for heading, words in found.items() if words}
