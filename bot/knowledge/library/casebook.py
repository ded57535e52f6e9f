"""Which case cards are shown to people, and why others aren't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.cases import Case
from bot.knowledge.library.collection import Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation

BESIDE = 2
"""Cards below an answer: more would hide what was asked."""


@dataclass(frozen=True)
class Casebook:
    """The bureau's cards against the texts in force, as of a day. Whether one is shown follows from
    its file, its articles and the day: nothing is kept of it."""

    library: Library
    texts: Texts
    today: date

    def why_not(self, case: Case) -> str:
        """Why it is shown to nobody, in words for staff; "" where it is."""
        if case.withdrawn:
            return f"{case.withdrawn} 已撤下：{case.doubt}"
        if case.withdraw_by and case.withdraw_by < self.today:
            return f"{case.withdraw_by} 前没有人处理，已自动停止显示：{case.doubt}"
        if changed := outdated_basis(case, self.texts, self.library.register):
            return f"{'、'.join(one.display for one in changed)}已修改或废止，待复核"
        return ""

    @property
    def shown(self) -> list[Case]:
        """The latest decided first."""
        found = [case for case in self.library.cases.values() if not self.why_not(case)]
        return sorted(found, key=lambda case: (case.decided, case.slug), reverse=True)

    @property
    def doubted(self) -> list[Case]:
        """Those whose decision was changed, and that nobody has withdrawn yet: the first due
        first."""
        found = [one for one in self._open if one.withdraw_by]
        return sorted(found, key=lambda case: (case.withdraw_by or date.max, case.slug))

    @property
    def to_review(self) -> list[Case]:
        """Those whose articles have changed, or that nobody has looked at for too long."""
        return [
            case
            for case in self._open
            if not case.withdraw_by and (self.why_not(case) or case.review_by < self.today)
        ]

    def beside(self, basis: Iterable[Citation]) -> list[Case]:
        """Those that rest on one of these articles; the one on the first article first."""
        if not self.library.cases:
            return []
        shown = self.shown
        found = dict.fromkeys(
            case.slug for citation in basis for case in shown if citation in case.basis
        )
        return [self.library.cases[slug] for slug in found][:BESIDE]

    @property
    def _open(self) -> Iterator[Case]:
        return (case for case in self.library.cases.values() if not case.withdrawn)
