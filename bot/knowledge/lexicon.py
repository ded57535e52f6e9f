"""The lexicon: everyday words → the law's words, words of dialects → everyday ones, fillers, what
is said around a subject or a law's name, and the words of other fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same

LONGEST = 40
"""Characters of a word."""
WORD = 2
"""A mood of fewer characters is but a particle."""
_LISTS = (
    "fillers",
    "outside",
    "before_subject",
    "after_subject",
    "around_laws",
    "moods",
    "where",
    "when",
)
_KEYS = ("synonyms", "dialect", *_LISTS)


@dataclass(frozen=True)
class Lexicon:
    """`synonyms` maps a word, normalised, to the words that may stand in an entry for it;
    `outside` are words of matters that others answer. `dialect` maps a word that is said so in some
    places (冇, 莫得) to the one that stands for it everywhere. `before_subject` and `after_subject`
    are said around a bare subject: 关于电动车的规定, `around_laws` around a law's name: 老的公路法;
    `moods` tell how somebody feels about a subject, and nothing of what happened: 今天的公交有点烦.
    `where` and `when` are words that ask where a thing is, and when it goes.
    """

    synonyms: Mapping[str, tuple[str, ...]]
    fillers: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    dialect: Mapping[str, str] = field(default_factory=dict)
    before_subject: tuple[str, ...] = ()
    after_subject: tuple[str, ...] = ()
    around_laws: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self.synonyms)

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        return _any_of(self.fillers)

    @cached_property
    def _outside(self) -> re.Pattern[str]:
        return _any_of(self.outside)

    @cached_property
    def _dialect(self) -> re.Pattern[str]:
        return _any_of(self.dialect)

    def standard(self, text: str) -> str:
        """Normalised text with everyday words for those of dialects: 没有驾照 for 冇驾照."""
        return self._dialect.sub(lambda word: self.dialect[word[0]], text)

    def outside_words(self, text: str) -> set[str]:
        """The words of normalised text that belong to other fields."""
        return set(self._outside.findall(text))

    def strip(self, text: str) -> str:
        """Normalised text without filler words; the text itself where nothing would be left."""
        stripped = " ".join(self._fillers.sub(" ", text).split())
        return stripped or text

    def subject(self, text: str) -> str:
        """Normalised text without what is said around a subject: 电动车 of 关于电动车的规定."""
        if opening := self._before_subject.match(text):
            text = text[opening.end() :] or text
        while (closing := self._after_subject.search(text)) and closing.start():
            text = text[: closing.start()]
        return text

    def of_moods(self, text: str) -> str:
        """What is left of normalised text without moods and what is said around a subject; "" of
        text that has none but particles."""
        if max(map(len, self._moods.findall(text)), default=0) < WORD:
            return ""
        return self.subject("".join(self._moods.sub(" ", text).split()))

    @cached_property
    def _moods(self) -> re.Pattern[str]:
        return _any_of(self.moods)

    @cached_property
    def _before_subject(self) -> re.Pattern[str]:
        return _any_of(self.before_subject)

    @cached_property
    def _after_subject(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_any_of(self.after_subject).pattern})$")

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
    dialect = values.get("dialect") or {}
    if not isinstance(dialect, dict) or not all(isinstance(v, str) for v in dialect.values()):
        faults.append(Fault(path, lines.get("dialect", 1), "expected `word: everyday word` lines"))
    lists = {key: values.get(key) or [] for key in _LISTS}
    for key, words in lists.items():
        if not isinstance(words, list):
            faults.append(Fault(path, lines[key], f"`{key}` must be a list of words: `- …` lines"))
    if faults:
        raise FaultyFile(faults)
    found = Lexicon(
        {word: _said(others) for told, others in synonyms.items() if (word := same(str(told)))},
        _said(lists["fillers"]),
        _said(lists["outside"]),
        {word: same(plain) for told, plain in dialect.items() if (word := same(str(told)))},
        _said(lists["before_subject"]),
        _said(lists["after_subject"]),
        _said(lists["around_laws"]),
        _said(lists["moods"]),
        _said(lists["where"]),
        _said(lists["when"]),
    )
    around = (found.before_subject, found.after_subject, found.around_laws, found.moods)
    asking = (found.where, found.when)
    words = (
        found.synonyms,
        *found.synonyms.values(),
        found.fillers,
        found.outside,
        *around,
        *asking,
    )
    told = chain(*words, found.dialect, found.dialect.values())
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
