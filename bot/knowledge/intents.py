"""What people write that no entry is for, and what is said to it: `intents.yaml`, and what is a
local matter: `local/<name>.md`, whose text the bureau writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text import gapped
from bot.text.gapped import has
from bot.text.normalise import same

WITHIN = 14
"""Characters of a message in which a word of `has` still tells what all of it is about."""
PLAINLY = 80
"""Characters of a message in which a word of `plainly` does; a letter tells a case."""
LIKE = 75
"""Edit similarity, in percent, from which a message is one that is known."""
SHORTEST = 3
LONGEST = 200
"""Characters of what is looked for."""
OFFERS = ("letter", "topics", "forget", "mine")
_KEYS = {
    "is", "has", "plainly", "within", "says", "unread", "before", "apart", "offers", "pattern",
    "matters", "figures", "half", "gently", "over", "variants", "anywhere", "turns",
}  # fmt: skip
_OF_A_VARIANT = {"has", "where", "unless", "says", "unread"}
_LOCAL = {"title", "ask", "decides", "call"}
_LISTS_OF_LOCAL = ("ask", "has", "where", "when")
_WRAPPED = re.compile(r"(?<=\S)\n(?!\s|[-*>#|] |\d+\. )")
"""Where a paragraph goes on in the file's next line."""
_CHINESE = re.compile(r"[\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef]")
_LOCAL_WITHIN = 400
"""Characters of a letter in which a word of a local matter's `has` tells what it is about."""
_DENIED = re.compile(r"不(?:归|属于?|是)(.{2,8}?)(?:管|负责|的事)")
"""Whose it is not, as somebody was told: 不归物业管."""
_NOW = re.compile(r"正在|现在|刚才|刚刚|这会|眼下|马上|快来|快叫|今天|今早|今晚|还在")
_PARTICLES = re.compile(r"[吗呢吧啊呀哦了嘛么的]+$")


@dataclass(frozen=True, slots=True)
class Said:
    """A message in the forms that intents are held against: in lower case as it was written,
    normalised, and that without the particles at its end."""

    lower: str
    told: str
    bare: str

    @classmethod
    def of(cls, message: str) -> Said:
        told = same(message)
        return cls(message.strip().lower(), told, _PARTICLES.sub("", told))


@dataclass(frozen=True, slots=True)
class Matter:
    """What is said to a message on one matter, told by its words: pay, water, schools. Those of
    `alone` are so much nobody else's that they count twice: 低保."""

    words: tuple[str, ...]
    says: str
    alone: frozenset[str] = frozenset()

    def weight(self, told: str) -> int:
        """How many characters of the message are its words; of one within another the longer, and
        none whose it is said not to be."""
        denied = " ".join(_DENIED.findall(told))
        known = {*self.words, *self.alone}
        found = {word for word in known if word in told and word not in denied}
        apart = (word for word in found if not any(word != one and word in one for one in found))
        return sum(len(word) * (2 if word in self.alone else 1) for word in apart)


@dataclass(frozen=True, slots=True)
class Variant:
    """What is said in the place of what is said else, to a message that has one of `words` and none
    of `unless`."""

    says: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unread: str = ""

    def fits(self, told: str) -> bool:
        return has(told, self.words) and not has(told, self.unless)


@dataclass(frozen=True, slots=True)
class Intent:
    """`whole` are whole messages and `words` words in messages of at most `within` characters,
    both normalised; `plain` are words that tell it at any length of a message that isn't a letter,
    whatever else that is about; `pattern` is for a whole message in lower case. `before`: somebody
    may be in danger, and it stands above the answer to the same question. `apart`: it is no matter
    of a transport bureau; `matters` say whose it is, each in the place of what is said else.
    `unread` is said in its place where nobody can read letters; "" where that makes no difference.
    `is_anyones`: it may be any other office's, none of `matters` has been told. In `figures`
    of speech its words don't count (烦得想死), nor in what may be but `half` meant (想死的心都有);
    `gently` is what stands above the answer to this, and to a letter that has its words somewhere.
    `over` are words by which danger is past or happens again and again, not now. One clause of a
    message tells what `is_anywhere`, whatever the rest is about. What `turns` ends or turns a talk,
    whatever was asked before. `variants` say it otherwise where
    more is known: that harm is done, that it is of somebody else.
    """

    name: str
    says: str
    whole: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    within: int = WITHIN
    before: bool = False
    apart: bool = False
    offers: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    unread: str = ""
    matters: tuple[Matter, ...] = ()
    is_anyones: bool = False
    figures: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    gently: str = ""
    over: tuple[str, ...] = ()
    is_anywhere: bool = False
    turns: bool = False
    variants: tuple[Variant, ...] = ()

    def as_told(self, message: str) -> Intent:
        """With what is said to just this message."""
        told = same(message)
        one = next((one for one in self.variants if one.fits(told)), None)
        return replace(self, says=one.says, unread=one.unread) if one else self

    def on(self, message: str, least: int = 1) -> Intent | None:
        """With what is said to the message's matter; None where its words of that have fewer
        characters than `least`, or it has as many of two."""
        told = same(message)
        weights = sorted(((one.weight(told), place) for place, one in enumerate(self.matters)))
        most, place = weights[-1] if weights else (0, 0)
        if most < least or (len(weights) > 1 and weights[-2][0] == most):
            return None
        return replace(self, says=self.matters[place].says, is_anyones=False)

    @property
    def is_foreign(self) -> bool:
        """Whether it is told by its letters, not by its words."""
        return self.pattern is not None

    def is_surely(self, said: Said) -> bool:
        """Whether no entry, however sure, is for the message: by what it plainly says, or by a
        pattern. What is no matter of ours and has but words of it yields."""
        if self.pattern and (not self.apart or self.pattern.fullmatch(said.lower)):
            return True
        return self.is_plainly(said)

    def is_exactly(self, said: Said) -> bool:
        return said.bare in self.whole or said.told in self.whole

    def fits(self, said: Said) -> bool:
        """Whether a message, without greetings, is this or like it."""
        if self.pattern and self.pattern.fullmatch(said.lower):
            return True
        if _is_like(said.bare, self.whole):
            return True
        return self.is_plainly(said) or (len(said.told) <= self.within and self._has(said.told))

    def is_half_meant(self, message: str) -> bool:
        """Whether a message has its words in figures of speech alone."""
        told = same(message)
        return has(told, self.figures + self.half) and not self._has(told)

    def asks_gently(self, message: str) -> bool:
        """Whether it stands within a letter, or may be but half meant."""
        told = same(message)
        is_in_letter = len(told) > self.within and self._has(told)
        return is_in_letter or (has(told, self.half) and not self._has(told))

    def _has(self, told: str) -> bool:
        spoken = self.figures + self.half
        if has(told, _wider(self.words, spoken)):
            return True  # 不想活在世上 is no figure of speech, whatever 不想活在 is else
        return has(gapped.any_of(spoken).sub(" ", told), self.words)

    def is_over(self, message: str) -> bool:
        """Whether danger is told as past or usual, and not as of now: 油罐车天天停在村口."""
        told = same(message)
        return has(told, self.over) and not _NOW.search(told)

    def is_plainly(self, said: Said) -> bool:
        """Whether it has words that no question for an entry has: 显示已提交."""
        return len(said.told) <= PLAINLY and has(said.told, self.plain)


@dataclass(frozen=True, slots=True)
class Local:
    """A matter that the place decides: `decides` who, `call` where to ask; `body` is what the
    bureau says to it, "" until it has written that. `ask` are whole messages, `words` belong to
    this matter alone; `where` and `when` are things of which people ask where they are, and when
    they go."""

    name: str
    title: str
    ask: frozenset[str]
    words: tuple[str, ...]
    decides: str
    call: str
    body: str
    path: Path
    where: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    def fits(self, said: Said) -> bool:
        if _is_like(said.bare, self.ask):
            return True
        return len(said.told) <= _LOCAL_WITHIN and any(word in said.told for word in self.words)


@lru_cache(maxsize=200)
def _wider(words: tuple[str, ...], spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the words that have a figure of speech within them."""
    return tuple(word for word in words if any(one in word for one in spoken))


def _is_like(told: str, known: frozenset[str]) -> bool:
    """Whether it is one of the messages, a letter or a particle more or less."""
    if told in known:
        return True
    if not SHORTEST <= len(told) <= WITHIN:
        return False
    return process.extractOne(told, known, scorer=fuzz.ratio, score_cutoff=LIKE) is not None


def _unwrapped(text: str) -> str:
    """A paragraph as one line: where it is read, a line's end shows."""

    def joint(found: re.Match[str]) -> str:
        around = found.string[found.start() - 1] + found.string[found.end()]
        return "" if _CHINESE.search(around) else " "

    return _WRAPPED.sub(joint, text.strip())


def load(path: Path) -> tuple[Intent, ...]:
    """Read the intents, in their order.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults = [fault for name, told in values.items() for fault in _faults(path, lines, name, told)]
    if faults:
        raise FaultyFile(faults)
    return tuple(_intent(name, told) for name, told in values.items())


def parse_local(text: str, path: Path) -> Local:
    """Read one local matter.

    Raises:
        FaultyFile: with every fault in it.
    """
    matter = frontmatter.parse(text, path)
    values = matter.values
    faults = [
        Fault(path, matter.line_of(key), f"`{key}` is missing: add a line `{key}: …`")
        for key in sorted(_LOCAL)
        if not values.get(key)
    ]
    faults += [
        Fault(path, matter.line_of(key), f"`{key}` must be a list of texts")
        for key in _LISTS_OF_LOCAL
        if not isinstance(values.get(key) or [], list)
    ]
    if faults:
        raise FaultyFile(faults)
    ask = frozenset(Said.of(str(words)).bare for words in [values["title"], *values["ask"]])
    words, where, when = (
        tuple(same(str(word)) for word in values.get(key) or ()) for key in ("has", "where", "when")
    )
    told = str(values["title"]), ask, words, str(values["decides"]), str(values["call"])
    return Local(path.stem, *told, matter.body.strip(), path, where, when)


def _faults(path: Path, lines: Mapping[str, int], name: str, told: object) -> Iterator[Fault]:
    line = lines[name]
    if not isinstance(told, dict):
        yield Fault(path, line, f"{name}: expected `is`, `has`, `says` below it")
        return
    for key in told.keys() - _KEYS:
        yield Fault(path, line, f"{name}: unknown key `{key}`: use {', '.join(sorted(_KEYS))}")
    texts = {"says": told.get("says")} | {key: told.get(key, "") for key in ("unread", "gently")}
    for key, text in texts.items():
        if not isinstance(text, str):
            yield Fault(path, line, f"{name}: `{key}` must be text")
    for key in ("is", "has", "plainly", "figures", "half", "over", "offers"):
        if not isinstance(told.get(key) or [], list):
            yield Fault(path, line, f"{name}: `{key}` must be a list")
    for key in ("is", "has", "plainly"):
        words = told.get(key) or []
        if isinstance(words, list) and any(len(str(word)) > LONGEST for word in words):
            yield Fault(path, line, f"{name}: `{key}` has words of over {LONGEST} characters")
    yield from _faults_of_matters(path, line, name, told.get("matters") or {})
    yield from _faults_of_variants(path, line, name, told.get("variants") or {})
    for offer in set(told.get("offers") or []) - set(OFFERS):
        yield Fault(path, line, f"{name}: unknown button {offer}: use {', '.join(OFFERS)}")


def _faults_of_matters(path: Path, line: int, name: str, told: object) -> Iterator[Fault]:
    if not isinstance(told, dict):
        yield Fault(path, line, f"{name}: expected names of matters below `matters`")
        return
    for matter, one in told.items():
        is_sound = isinstance(one, dict) and one.keys() - {"alone"} == {"has", "says"}
        if not (is_sound and isinstance(one["has"], list) and isinstance(one["says"], str)):
            yield Fault(path, line, f"{name}, {matter}: expected `has` and `says` below it")
        elif not isinstance(one.get("alone") or [], list):
            yield Fault(path, line, f"{name}, {matter}: `alone` must be a list")


def _faults_of_variants(path: Path, line: int, name: str, told: object) -> Iterator[Fault]:
    if not isinstance(told, dict):
        yield Fault(path, line, f"{name}: expected names of variants below `variants`")
        return
    for variant, one in told.items():
        of = f"{name}, {variant}"
        if not isinstance(one, dict) or not isinstance(one.get("says"), str):
            yield Fault(path, line, f"{of}: expected `says` below it")
        elif unknown := one.keys() - _OF_A_VARIANT:
            known = ", ".join(sorted(_OF_A_VARIANT))
            yield Fault(path, line, f"{of}: unknown key `{min(unknown)}`: use {known}")
        elif not all(isinstance(one.get(key) or [], list) for key in ("has", "where", "unless")):
            yield Fault(path, line, f"{of}: `has`, `where` and `unless` must be lists")
        elif not (one.get("has") or one.get("where")):
            yield Fault(path, line, f"{of}: no words of `has` or `where` tell it")


def _variants(told: Mapping[str, Any]) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            _unwrapped(one["says"]),
            _words(one.get("has")) + _words(one.get("where")),
            _words(one.get("unless")),
            _unwrapped(one.get("unread") or ""),
        )
        for one in (told.get("variants") or {}).values()
    )


def _words(told: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(filter(None, map(gapped.read, told or ())))


def _intent(name: str, told: Mapping[str, Any]) -> Intent:
    of_variants = (one.get("has") or () for one in (told.get("variants") or {}).values())
    return Intent(
        name,
        _unwrapped(told["says"]),
        frozenset(Said.of(str(words)).bare for words in told.get("is") or ()),
        _words([*(told.get("has") or ()), *chain.from_iterable(of_variants)]),
        _words(told.get("plainly")),
        int(told.get("within", WITHIN)),
        bool(told.get("before")),
        bool(told.get("apart")),
        tuple(told.get("offers") or ()),
        re.compile(told["pattern"]) if told.get("pattern") else None,
        _unwrapped(told.get("unread", "")),
        tuple(
            Matter(
                tuple(same(str(word)) for word in one["has"]),
                _unwrapped(one["says"]),
                frozenset(same(str(word)) for word in one.get("alone") or ()),
            )
            for one in (told.get("matters") or {}).values()
        ),
        is_anyones=bool(told.get("matters")),
        figures=_words(told.get("figures")),
        half=_words(told.get("half")),
        gently=_unwrapped(told.get("gently", "")),
        over=_words(told.get("over")),
        is_anywhere=bool(told.get("anywhere")),
        turns=bool(told.get("turns")),
        variants=_variants(told),
    )
