"""How an English message is read: by the Chinese words that its words mean (`english.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile

OFFICE, WORDS = "{office}", "{words}"
"""What `says` must leave room for."""
_KEYS = ("says", "ours", "offices", "words")
_ENGLISH = re.compile(r"[a-z][a-z0-9' -]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ENDINGS = "(?:s|es|d|ed|ing)?"


@dataclass(frozen=True)
class English:
    """`words` maps English words and phrases, in small letters, to the Chinese words that they
    mean; `offices` tells an office in English by its name, `ours` the bureau. `says` stands above
    the entries found."""

    words: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    ours: str = ""

    def read(self, message: str) -> tuple[str, ...]:
        """The Chinese words that a message means, each once, in its order.

        >>> English({"license": "驾驶证", "renew": "换证"}).read("Renew my license?")
        ('换证', '驾驶证')
        """
        text = " ".join(message.lower().replace("’", "'").split())
        return tuple(dict.fromkeys(self.words[one["word"]] for one in self._words.finditer(text)))

    @cached_property
    def _words(self) -> re.Pattern[str]:
        # Longest first: driving license is no license.
        known = "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
        return re.compile(rf"\b(?P<word>{known}){_ENDINGS}\b") if known else re.compile("(?!)")


def load(path: Path) -> English:
    """Read the file.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    if faults := [Fault(path, lines.get(key, 1), fault) for key, fault in _faults(values)]:
        raise FaultyFile(faults)
    words = {str(one): str(told) for told, meant in values["words"].items() for one in meant}
    offices = {str(name): str(called) for name, called in values["offices"].items()}
    return English(words, offices, " ".join(values["says"].split()), values["ours"])


def _faults(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Each with the key that it is of."""
    for key in values.keys() - {*_KEYS}:
        yield key, f"unknown key `{key}`: use {', '.join(_KEYS)}"
    says, ours, offices, words = (values.get(key) for key in _KEYS)
    if not isinstance(says, str) or not all(room in says for room in (OFFICE, WORDS)):
        yield "says", f"`says` must be text with {OFFICE} and {WORDS} in it"
    if not isinstance(ours, str):
        yield "ours", "`ours` must be text: the bureau and its number in English"
    if not isinstance(offices, dict) or not all(isinstance(one, str) for one in offices.values()):
        yield "offices", "`offices` must be lines `name in offices.yaml: its name in English`"
    if isinstance(words, dict):
        yield from (("words", fault) for fault in _faults_of_words(words))
    else:
        yield "words", "`words` must be lines `Chinese words: [English words]`"


def _faults_of_words(words: Mapping[object, object]) -> Iterator[str]:
    known: dict[str, str] = {}
    for told, meant in words.items():
        if not _CHINESE.fullmatch(str(told)) or not isinstance(meant, list):
            yield f"{told}: expected Chinese words, and behind them `[English words]`"
            continue
        for one in map(str, meant):
            if not _ENGLISH.fullmatch(one):
                yield f"{told}: {one!r} must be English words in small letters"
            if known.setdefault(one, str(told)) != str(told):
                yield f"{one} stands below {known[one]} and {told}"
