"""Words of a turn: how people go on from what they asked before, and what may have been decided.

They stand in facets.yaml, where staff can read them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.text import gapped
from bot.text.gapped import any_of
from bot.text.normalise import same

NAMES = (
    "opens",
    "doubts",
    "reports",
    "refers",
    "alone",
    "compares",
    "greets",
    "thanks",
    "leaves",
    "closes",
    "persons",
    "deciders",
)
_PAUSES = " 　，,。.！!、~～"
_NO_ASK = r"[^\W吗呢怎么几多谁哪啥咋不]"
_ON_ONES_WAY = 6
"""Characters of what somebody does next: 那我下午去车管所."""
_EARLY = 6
"""Characters in front of who says it."""


@dataclass(frozen=True)
class Turns:
    """`words` are the lists by their names, normalised; `decisions` are what may have been decided,
    the gravest first, with the words that tell it, `wants` what a few words want that say nothing
    else, by the facets' names."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_opening(self, told: str) -> bool:
        """那…, 要是…: told texts are normalised and without spaces."""
        return bool(self.opening.match(told))

    def is_doubting(self, told: str) -> bool:
        """Who takes the answer for wrong or unjust is still about the same."""
        return bool(self._doubting.match(told))

    def is_reporting(self, told: str) -> bool:
        """What somebody else says to it: 收费站说我9座的不算."""
        return bool(self._reporting.match(told))

    def is_referring(self, told: str) -> bool:
        """Whether it names by a mere pronoun what the question before named."""
        return bool(self._referring.search(self._alone.sub(" ", told)))

    def is_comparing(self, told: str) -> bool:
        """Whether the same is asked of something else: 大车也是这个价吗."""
        return bool(self._comparing.search(told))

    def is_beginning(self, told: str) -> bool:
        """Whether it says of itself that another question follows: 谢谢，再问下."""
        return bool(self._greeting.match(self._thanking.sub("", told, count=1)))

    def without_thanks(self, told: str) -> str:
        """The text without what only says that the answer came, and that a question follows; the
        text itself where nothing would be left."""
        left = self._thanking.sub("", told, count=1)
        return self._greeting.sub("", left, count=1).lstrip(_PAUSES) or told

    def is_thanks(self, told: str) -> bool:
        """Whether it only says that the answer came, or what somebody does with it: 嗯嗯知道了,
        那我明天去办."""
        left = self._thanking.sub("", told, count=1).strip(_PAUSES)
        return bool(told) and (not left or self._leaving.fullmatch(left) is not None)

    def is_closing(self, told: str) -> bool:
        """…呢, …也算."""
        return bool(self._closing.search(told))

    def is_of_another(self, told: str) -> bool:
        """Whether the same is asked of somebody else: 后座的人呢."""
        return bool(self._another.search(told))

    def decided(self, told: str) -> str:
        """What was decided, and by whom where that is told: 城管扣车; "" for nothing."""
        found = (name for name, known in self._decisions.items() if known.search(told))
        if not (name := next(found, "")):
            return ""
        who = self._deciders.search(told)
        return f"{who[0] if who else ''}{name}"

    def wanted(self, message: str) -> set[str]:
        """What a message wants, by the facets' names."""
        told = same(message)
        return {name for name, known in self._wants.items() if known.search(told)}

    @cached_property
    def opening(self) -> re.Pattern[str]:
        return any_of(self._of("opens"))

    @cached_property
    def _doubting(self) -> re.Pattern[str]:
        return any_of(self._of("doubts"))

    @cached_property
    def _reporting(self) -> re.Pattern[str]:
        return re.compile(rf".{{1,{_EARLY}}}{any_of(self._of('reports')).pattern}")

    @cached_property
    def _referring(self) -> re.Pattern[str]:
        return any_of(self._of("refers"))

    @cached_property
    def _comparing(self) -> re.Pattern[str]:
        return any_of(self._of("compares"))

    @cached_property
    def _greeting(self) -> re.Pattern[str]:
        return re.compile(rf"^[{_PAUSES}]*{any_of(self._of('greets')).pattern}+(?:[1一]?[个下句])?")

    @cached_property
    def _thanking(self) -> re.Pattern[str]:
        thanks, others = (any_of(self._of(name)).pattern for name in ("thanks", "greets"))
        behind = rf"(?=[{_PAUSES}]|$|那|{others})"  # 行 is no word of thanks in 行车
        return re.compile(rf"^(?:(?:{thanks}[啊呀哈啦]?)+{behind}[{_PAUSES}]*)+")

    @cached_property
    def _leaving(self) -> re.Pattern[str]:
        leaves = any_of(self._of("leaves")).pattern
        return re.compile(rf"(?:那么?|就|行)?{leaves}{_NO_ASK}{{0,{_ON_ONES_WAY}}}[吧了啊哈呀]*")

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return any_of(self._of("alone"))

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        return re.compile(rf"{any_of(self._of('closes')).pattern}$")

    @cached_property
    def _another(self) -> re.Pattern[str]:
        return re.compile(rf"{any_of(self._of('persons')).pattern}们?(?:没\w{{1,2}})?呢$")

    @cached_property
    def _deciders(self) -> re.Pattern[str]:
        return any_of(self._of("deciders"))

    @cached_property
    def _decisions(self) -> Mapping[str, re.Pattern[str]]:
        return {name: any_of(words) for name, words in self.decisions.items()}

    @cached_property
    def _wants(self) -> Mapping[str, re.Pattern[str]]:
        return {name: any_of(words) for name, words in self.wants.items()}

    def _of(self, name: str) -> tuple[str, ...]:
        return self.words.get(name, ())


def read(words: object, decisions: object, wants: object) -> Turns | None:
    """The words of a file's keys `turns`, `decisions` and `next_wants`; None where they are no
    lists by name."""
    known, decided, wanted = map(_lists, (words, decisions, wants))
    if known is None or decided is None or wanted is None or not known.keys() <= set(NAMES):
        return None
    return Turns(known, decided, wanted)


def _lists(values: object) -> dict[str, tuple[str, ...]] | None:
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(one, list) for one in values.values()):
        return None
    return {str(name): tuple(filter(None, map(gapped.read, one))) for name, one in values.items()}
