"""An item: one question of a test with its key, its articles and the explanation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.knowledge import entries
from bot.knowledge.statutes.citations import Citation


class Form(StrEnum):
    TRUE_FALSE = "判断"
    SINGLE = "单选"
    MULTIPLE = "多选"
    FILL = "填空"
    FAULT = "纠错"
    """Which line of a document is wrong: its options are the lines, in their order."""


class Aim(StrEnum):
    """What an item finds out about whoever answers it."""

    QUALIFY = "定性"
    RANGE = "幅度"
    AUTHORITY = "权限"
    DOCUMENT = "文书"
    PROCEDURE = "程序"
    TIME = "期限"
    RULE = "规则"


APPLYING = frozenset({Aim.QUALIFY, Aim.RANGE, Aim.AUTHORITY, Aim.DOCUMENT})
"""Applying the law, not reciting it."""
STAFF_AUDIENCES = ("执法", "领导")
PUBLIC_AUDIENCES = tuple(one for one in entries.AUDIENCES if one != "职工")
AUDIENCES = (*STAFF_AUDIENCES, *PUBLIC_AUDIENCES)
RIGHT, WRONG = "对", "错"
BLANK = "____"
MAX_BASIS = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One of those to choose from. The letter stays the option's own for ever; people see them
    shuffled and lettered anew."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file of `knowledge/items`.

    `case` are facts that items share: those with the same case belong together. `key` are the
    letters of the right options; 对 or 错; or the figures of the blanks with their units, in
    order. `mistakes` says, by option, what whoever chooses it mixed up. `figures` names the
    source of figures that stand in no cited article; `entry` is the one that says more. One that
    is `suspended` (why) or `retired` is asked of nobody. `fingerprints` are those of the
    articles' texts that it was reviewed against.
    """

    slug: str
    form: Form
    stem: str
    key: tuple[str, ...]
    topic: str
    audience: tuple[str, ...]
    aim: Aim
    basis: tuple[Citation, ...]
    explanation: str
    reviewed: date
    review_by: date
    options: tuple[Option, ...] = ()
    case: str = ""
    mistakes: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    entry: str = ""
    origin: str = ""
    note: str = ""
    suspended: str = ""
    retired: date | None = None
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    source: str = field(default="", compare=False, repr=False)
    path: Path = field(default=Path(), compare=False, repr=False)

    @property
    def cited(self) -> tuple[Citation, ...]:
        return self.basis

    @property
    def right(self) -> tuple[str, ...]:
        """The words of the key, as people read them."""
        if self.options:
            return tuple(option.text for option in self.options if option.id in self.key)
        return self.key

    @property
    def revision(self) -> str:
        """8 hexadecimal digits of all that whoever answers sees and is marked by."""
        return _hash(
            self.form, self.case, self.stem, *(one.text for one in self.options), *self.key
        )

    @property
    def answer(self) -> str:
        """8 hexadecimal digits of the right answer: other words around it change nothing of what
        somebody has learnt."""
        return _hash(*sorted(self.right))

    @property
    def is_public(self) -> bool:
        return any(one in PUBLIC_AUDIENCES for one in self.audience)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
