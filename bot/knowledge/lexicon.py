"""The lexicon: everyday words → the law's words, fillers, and the words of other fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same

LONGEST = 40
"""Characters of a word."""
_KEYS = ("synonyms", "fillers", "outside")


@dataclass(frozen=True)
class Lexicon:
    """`synonyms` maps a word, normalised, to the words that may stand in an entry for it;
    `outside` are words of matters that others answer."""

    synonyms: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self.synonyms)

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        return _any_of(self.fillers)

    @cached_property
    def _outside(self) -> re.Pattern[str]:
        return _any_of(self.outside)

    def outside_words(self, text: str) -> set[str]:
        """The words of normalised text that belong to other fields."""
        return set(self._outside.findall(text))

    def strip(self, text: str) -> str:
        """Normalised text without filler words; the text itself where nothing would be left."""
        stripped = " ".join(self._fillers.sub(" ", text).split())
        return stripped or text

    def expand(self, text: str) -> list[str]:
        """What else the words of a normalised text may be called."""
        return [word for match in self._words.finditer(text) for word in self.synonyms[match[0]]]


def load(path: Path) -> Lexicon:
    """Read the lexicon.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults = [
        Fault(path, lines[key], f"unknown key `{key}`: use {', '.join(_KEYS)}")
        for key in values.keys() - set(_KEYS)
    ]
    synonyms = values.get("synonyms") or {}
    if not isinstance(synonyms, dict) or not all(isinstance(v, list) for v in synonyms.values()):
        faults.append(Fault(path, lines.get("synonyms", 1), "expected `word: [other words]` lines"))
    lists = {key: values.get(key) or [] for key in ("fillers", "outside")}
    for key, words in lists.items():
        if not isinstance(words, list):
            faults.append(Fault(path, lines[key], f"`{key}` must be a list of words: `- …` lines"))
    if faults:
        raise FaultyFile(faults)
    found = Lexicon(
        {word: _said(others) for told, others in synonyms.items() if (word := same(str(told)))},
        *map(_said, lists.values()),
    )
    told = (*found.synonyms, *chain(*found.synonyms.values()), *found.fillers, *found.outside)
    if any(len(word) > LONGEST for word in told):
        message = f"a word has over {LONGEST} characters: write words, not sentences"
        raise FaultyFile([Fault(path, 1, message)])
    return found


def _said(words: Iterable[object]) -> tuple[str, ...]:
    """The words, normalised; signs alone say nothing and would be found everywhere."""
    return tuple(filter(None, (same(str(word)) for word in words)))


def _any_of(words: Mapping[str, object] | tuple[str, ...]) -> re.Pattern[str]:
    # Longest first: a word must not hide a longer one that begins with it.
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")
