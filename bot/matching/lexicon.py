"""The lexicon: everyday words → the law's words, and words that carry no meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.matching.normalise import same

_KEYS = ("synonyms", "fillers")


@dataclass(frozen=True)
class Lexicon:
    """`synonyms` maps a word, normalised, to the words that may stand in an entry for it."""

    synonyms: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...]

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self.synonyms)

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        return _any_of(self.fillers)

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
    values, lines = frontmatter.parse_yaml(path.read_text(encoding="utf-8"), path)
    faults = [
        Fault(path, lines[key], f"unknown key `{key}`: use {', '.join(_KEYS)}")
        for key in values.keys() - set(_KEYS)
    ]
    synonyms, fillers = values.get("synonyms") or {}, values.get("fillers") or []
    if not isinstance(synonyms, dict) or not all(isinstance(v, list) for v in synonyms.values()):
        faults.append(Fault(path, lines.get("synonyms", 1), "expected `word: [other words]` lines"))
    if not isinstance(fillers, list):
        faults.append(Fault(path, lines.get("fillers", 1), "expected a list of words"))
    if faults:
        raise FaultyFile(faults)
    return Lexicon(
        {same(str(word)): tuple(same(str(o)) for o in others) for word, others in synonyms.items()},
        tuple(same(str(word)) for word in fillers),
    )


def _any_of(words: Mapping[str, object] | tuple[str, ...]) -> re.Pattern[str]:
    # Longest first: a word must not hide a longer one that begins with it.
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")
