"""The numbers that Word counts by itself: 第一章, （一）, 1.1 – written nowhere in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bot.text import numerals
from bot.wordfile.parts import child, local, value

_LEVEL = re.compile(r"[0-8]")
"""A list has nine; with more, a file would be counted through for ever."""

LEVELS = range(9)
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand",
}  # fmt: skip
_ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


class Unknown(ValueError):
    """A way of numbering that isn't known here."""


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    form: str
    text: str
    after: str
    restarts_after: int
    """The level, counted from 1, whose next number begins this one anew; 0 is none."""
    is_legal: bool


@dataclass
class Numbers:
    """Counts as Word does, paragraph after paragraph."""

    numbering: Element | None
    styles: Element | None
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._styles = {value(one, "styleId"): one for one in self._all(self.styles, "style")}
        self._abstract = {
            value(one, "abstractNumId"): one for one in self._all(self.numbering, "abstractNum")
        }
        self._nums = {value(one, "numId"): one for one in self._all(self.numbering, "num")}

    def next(self, properties: Element | None) -> str:
        """The number before a paragraph of these properties; "" where it has none.

        Raises:
            Unknown: it has one that can't be written out.
        """
        number, place = self._asked(properties)
        num = self._nums.get(number)
        if num is None:  # 0 takes a style's number away
            return ""
        abstract = self._list_of(num)
        levels = self._levels(abstract, num)
        if place not in levels:
            return ""
        self._count(number, value(abstract, "abstractNumId"), place, num, levels)
        counts = self._counts[value(abstract, "abstractNumId")]
        return _written(place, levels, counts)

    def _asked(self, properties: Element | None) -> tuple[str, int]:
        """The list's number and the level, by the paragraph itself or by its style."""
        own = child(properties, "numPr")
        number, place = value(child(own, "numId")), value(child(own, "ilvl"))
        style = value(child(properties, "pStyle"))
        seen: set[str] = set()
        while style in self._styles and style not in seen and not number:
            seen.add(style)
            found = child(self._styles[style], "pPr", "numPr")
            number = value(child(found, "numId"))
            place = place or value(child(found, "ilvl")) or self._level_of(number, style)
            style = value(child(self._styles[style], "basedOn"))
        return number, numerals.counted(place)

    def _level_of(self, number: str, style: str) -> str:
        """The level that is tied to a style."""
        num = self._nums.get(number)
        for level in self._all(self._list_of(num), "lvl") if num is not None else ():
            if value(child(level, "pStyle")) == style:
                return value(level, "ilvl")
        return ""

    def _list_of(self, num: Element) -> Element | None:
        """The list behind it; one that is kept as a style is found by that style's name."""
        abstract = self._abstract.get(value(child(num, "abstractNumId")))
        if link := value(child(abstract, "numStyleLink")):
            owners = self._abstract.values()
            named = (one for one in owners if value(child(one, "styleLink")) == link)
            return next(named, abstract)
        return abstract

    def _levels(self, abstract: Element | None, num: Element) -> dict[int, Level]:
        found = {value(one, "ilvl"): one for one in self._all(abstract, "lvl")}
        for one in self._all(num, "lvlOverride"):
            if (other := child(one, "lvl")) is not None:
                found[value(one, "ilvl")] = other
        places = {int(key): one for key, one in found.items() if _LEVEL.fullmatch(key)}
        return {place: _level(one, place) for place, one in places.items()}

    def _count(
        self, number: str, abstract: str, place: int, num: Element, levels: Mapping[int, Level]
    ) -> None:
        counts = self._counts.setdefault(abstract, {})
        for one in self._all(num, "lvlOverride"):
            start = value(child(one, "startOverride"))
            key = value(one, "ilvl")
            if not (start.isdecimal() and _LEVEL.fullmatch(key)):
                continue
            if (number, int(key)) not in self._begun:
                self._begun.add((number, int(key)))
                counts[int(key)] = numerals.counted(start) - 1
        for above in range(place):  # one that no paragraph has counted yet stands at its start
            if above in levels:
                counts.setdefault(above, levels[above].start)
        counts[place] = counts.get(place, levels[place].start - 1) + 1
        for below in [one for one in counts if one > place]:
            rule = levels[below].restarts_after if below in levels else below
            if rule and place < rule:
                del counts[below]

    def _all(self, element: Element | None, name: str) -> Iterator[Element]:
        return (one for one in (element if element is not None else ()) if local(one) == name)


def _level(element: Element, place: int) -> Level:
    start, restart = value(child(element, "start")), value(child(element, "lvlRestart"))
    text = value(child(element, "lvlText"))
    # A tab by default; behind （一） and 一、 it is only there to line the words up.
    is_close = value(child(element, "suff")) == "nothing" or text.endswith(tuple("）)、．"))
    return Level(
        start=numerals.counted(start),
        form=value(child(element, "numFmt")) or "decimal",
        text=text,
        after="" if is_close else "　",
        restarts_after=numerals.counted(restart) if restart.isdecimal() else place,
        is_legal=child(element, "isLgl") is not None,
    )


def _written(place: int, levels: Mapping[int, Level], counts: Mapping[int, int]) -> str:
    level = levels[place]
    if level.form == "bullet":
        return f"•{level.after}"

    def number(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        if other not in levels:
            return ""
        form = "decimal" if level.is_legal else levels[other].form
        return _formed(counts.get(other, levels[other].start), form)

    text = _PLACE.sub(number, level.text)
    return f"{text}{level.after}" if text else ""


def _formed(number: int, form: str) -> str:
    if form == "none":
        return ""
    if form == "decimal":
        return str(number)
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number)
    if form == "ideographDigital" or (form == "chineseCounting" and number > 99):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if form in _CHINESE and 0 < number < 10_000:
        return numerals.to_chinese(number)
    if form == "chineseLegalSimplified" and 0 < number < 10_000:
        return numerals.to_chinese(number).translate(_FORMAL)
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    row = _ROWS.get(form, "")
    if not 1 <= number <= len(row):
        raise Unknown(f"自动编号的样式 {form} 写不出第 {number} 个：请把编号变成文字")
    return row[number - 1]


def _roman(number: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        many, number = divmod(number, worth)
        written += letters * many
    return written
