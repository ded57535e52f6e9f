"""Which law people mean who call it as they talk: 机动车维休那个规定, 驾培管理规定, 收费公路.

Of a name and what is said, the words that each law has (管理, 暂行) and those around it
(`lexicon.yaml`, `around_laws`) fall away; what is left must sound the same, or be most of a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from bot.knowledge.statutes import naming, places
from bot.knowledge.statutes.citations import find_article
from bot.knowledge.statutes.register import STATE, Register, Statute
from bot.text.sounds import sound

LONGEST = 24
"""Characters of a message that may be but a name."""
LEAST = 4
"""Characters of a name that is told by its sound, or by all of a title but its kind."""
PIECE, MOST_OF = 6, 0.6
"""Characters of a piece of a title that is told as one, and its share of what the title names."""
LEAST_LEFT, MOST_MEANT = 0.3, 2
"""The least of a title's characters that a shortened name has, and how many laws it may mean."""
_EVERY_LAW_HAS = re.compile(r"管理|暂行|安全|经营|服务|的")
_KIND = re.compile(r"(?:(?P<act>法)|条例|条列|办法|规定|归定|细则|规则|规程)$")
_LIKE_A_LAW = re.compile(
    r"条例$|(?:管理|暂行|安全|服务|实施|监督|程序|运输)(?:办法|规定|细则|规则|规程)$"
)
_ENDING = re.compile(r"(?:管理|暂行)+$")
_RULE = "规定"
"""People don't tell the kinds of what isn't an act apart: 网约车条例 is an 办法."""
_SOUNDS_AS_RULE = re.compile(r"(?:gui ding|tiao lie?|ban fa|xi ze|gui ze)$")
_APART = re.compile(r"[\W_]+")


class Spoken:
    """Of one register; `around` are the words that may stand around a name."""

    def __init__(
        self, register: Register, around: Iterable[str], is_ours: Callable[[str], bool]
    ) -> None:
        """`is_ours` knows what has words of ours: of other titles (工伤保险) a piece alone is a
        matter, not a law."""
        self._register = register
        self._is_ours = is_ours
        words = "|".join(map(re.escape, sorted(around, key=len, reverse=True))) or "(?!)"
        self._around = re.compile(words)

    def meant(self, question: str) -> tuple[Statute, ...]:
        """The laws that a message, which is a name and nothing else, may mean."""
        told = self.bare(question)
        if not 1 < len(told) <= LONGEST:
            return ()
        if known := self._register.find(told):
            return (known,)
        if len(told) >= LEAST and (found := self._by_sound.get(_key(told))):
            return tuple(found)
        return tuple(self._of_piece(told)) or self._clipped(told)

    def of_a_place(self, question: str) -> str:
        """The law of a place that a message is the name of, "" where it is none: 本省高速公路条例
        of 出租车条例（我们市的）."""
        told = places.told(self.bare(question))
        if told is None:
            return ""
        place, name = told
        is_a_name = LEAST <= len(name) <= LONGEST and _KIND.search(name)
        return place + name if is_a_name else ""

    def unregistered(self, question: str) -> str:
        """What a message, which is the name of a law and nothing else, calls one that isn't
        registered; "" where it is none."""
        told = self.bare(question)
        is_a_name = LEAST < len(told) <= LONGEST and _LIKE_A_LAW.search(told)
        return told if is_a_name else ""

    def bare(self, question: str) -> str:
        """The message without an article and what is said around a law's name."""
        text = naming.plain(question)
        if article := find_article(text):
            text = text[: article[1]] + text[article[2] :]
        return _APART.sub("", self._around.sub("", text))

    @cached_property
    def _by_sound(self) -> dict[str, list[Statute]]:
        found: dict[str, dict[str, Statute]] = {}
        for law in self._register.statutes.values():
            for name in law.names:
                if _KIND.search(name) and len(name) >= LEAST:
                    found.setdefault(_key(name), {})[law.short] = law
        return {key: list(laws.values()) for key, laws in found.items()}

    def _clipped(self, told: str) -> tuple[Statute, ...]:
        """Laws whose title, with characters left out, is the name, as people shorten titles
        (货运站场规定); that of which least was left out first, none where many may be meant."""
        piece = _KIND.sub("", told)
        if piece == told or len(piece) < LEAST or _is_act(told):
            return ()
        found: dict[str, int] = {}
        for law in self._register.statutes.values():
            title = "" if _is_act(law.title) else _KIND.sub("", law.title.removeprefix(STATE))
            if len(piece) >= LEAST_LEFT * len(title) and _is_left_of(piece, title):
                found[law.short] = len(title)
        if len(found) > MOST_MEANT:
            return ()
        return tuple(self._register.statutes[one] for one in sorted(found, key=found.__getitem__))

    def _of_piece(self, told: str) -> list[Statute]:
        """Laws of whose title that is most, or all that stands before its kind, the whole first."""
        piece = _without_kind(told)
        is_law = piece != told or self._is_ours(told)
        if len(piece) < LEAST or _is_act(told) or not is_law:
            return []
        shares: dict[str, float] = {}
        for law in self._register.statutes.values():
            title = "" if _is_act(law.title) else _without_kind(law.title.removeprefix(STATE))
            is_told = len(piece) >= PIECE and piece in title
            if piece == title or (is_told and len(piece) >= MOST_OF * len(title)):
                shares[law.short] = len(piece) / len(title)
        return [
            self._register.statutes[one] for one in sorted(shares, key=lambda one: -shares[one])
        ]


def _is_act(name: str) -> bool:
    kind = _KIND.search(name)
    return bool(kind and kind["act"])


def _is_left_of(piece: str, title: str) -> bool:
    """Whether the characters all stand in the title, in this order."""
    characters = iter(title)
    return all(one in characters for one in piece)


def _without_kind(name: str) -> str:
    """收费公路 of 收费公路管理条例."""
    return _ENDING.sub("", _KIND.sub("", name))


def _key(name: str) -> str:
    """How what is left of a name sounds, with one word for all kinds of rules."""
    if (kind := _KIND.search(name)) and not kind["act"]:
        name = name[: kind.start()] + _RULE
    told = _EVERY_LAW_HAS.sub("", name)
    sounding = " ".join(sound(one) if "一" <= one <= "鿿" else one for one in told)
    return _SOUNDS_AS_RULE.sub("gui ding", sounding)
