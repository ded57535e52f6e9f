"""Further ways to ask an entry, which are only searched: `phrases/<topic>/<slug>.txt`, one a line.

A line that begins with `~` is shared: other entries answer it as well, and may come first. One
that ends with `@ …` asks for the passage that begins so in bold (审车要带什么 @ 要先做什么);
any other is answered by the entry's first paragraph. Lines that begin with `#` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.frontmatter import Fault, FaultyFile

LONGEST = 200
"""Characters of a phrase: longer ones are letters, which nobody writes twice."""
SHARED = "~"
POINT = " @ "


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """`lines` are number → phrase, `shared` the numbers of those that others answer as well;
    `points` are number → the head of the passage that it asks for; `source` is the file's text."""

    path: Path
    lines: dict[int, str]
    shared: frozenset[int]
    points: dict[int, str] = field(default_factory=dict)
    source: str = field(default="", compare=False, repr=False)

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(self.lines.values())


def parse(text: str, path: Path) -> PhraseFile:
    """Read one file.

    Raises:
        FaultyFile: with every fault in it.
    """
    lines: dict[int, str] = {}
    points: dict[int, str] = {}
    shared = set()
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if words.startswith(SHARED):
            shared.add(number)
        phrase, _, point = words.removeprefix(SHARED).partition(POINT)
        lines[number] = phrase.strip()
        if point.strip():
            points[number] = point.strip()
    found = PhraseFile(path, lines, frozenset(shared), points, text)
    if faults := list(_faults(found)):
        raise FaultyFile(faults)
    return found


_APART = re.compile(r"[\W_]+")
"""Between words; 40,000 phrases are read at every start, too many to normalise each for this."""


def _faults(found: PhraseFile) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, phrase in found.lines.items():
        if len(phrase) > LONGEST:
            yield Fault(found.path, number, f"over {LONGEST} characters: a phrase is a sentence")
        words = phrase if phrase.isalnum() else _APART.sub("", phrase)
        if not words:
            yield Fault(found.path, number, "holds no words")
        elif (first := seen.setdefault(words, number)) != number:
            yield Fault(found.path, number, f"stands in line {first} already")
